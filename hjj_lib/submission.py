"""A calculated year as the submission that goes to the network: sums over entries and sites, no word that somebody typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.inventory import VIEWS, memo, summarise, total
from hjj_lib.network.coverage import boundaries_of, coverages
from hjj_lib.network.denominators import submitted
from hjj_lib.network.submission import CALCULATED, CONSENTS, Origin, Provider, Submission, in_order, key_columns
from hjj_lib.quality_score import data_quality
from hjj_lib.scenarios.target_kinds import Target
from hjj_lib.shared import key_of
from hjj_lib.study import Study
from hjj_lib.tables import network
from hjj_lib.uncertainty import assumed_amount_pct

_FILLED, _OWN = "default", "own"
_KEY = key_columns(network.SubmittedLine)


def gives(study: Study) -> bool:
    """Whether the provider agreed to give the network anything: ``publication_consent`` of ``institution.toml``."""
    return study.institution.publication_consent in CONSENTS


def submission_of(study: Study, *, stated: Mapping[str, float], targets: pd.DataFrame, actions: pd.DataFrame) -> Submission:
    """What the study's provider gives the network.

    Parameters
    ----------
    stated
        Denominators that only the network asks for, by kind; see :mod:`hjj_lib.network.denominators`.
    targets, actions
        ``tables.network.SubmittedTarget`` and ``SubmittedAction``: what the provider has decided.

    Raises
    ------
    ValueError
        If the provider gives nothing; see :func:`gives`.
    """
    if not gives(study):
        raise ValueError(f"{study.institution.institution_id} gives the network nothing")
    boundaries = boundaries_of(study.basis)
    who, basis = study.institution, study.basis
    files = study.intake.files.sort_values("file")
    return Submission(
        provider=Provider(
            who.institution_id,
            dict(who.names),
            who.owner_type,
            who.reporting_unit,
            who.consolidation,
            tuple(sorted(set(who.sites["region"]))),
            who.fictional,
        ),
        year=study.year,
        consent=who.publication_consent,
        origin=Origin(
            CALCULATED, basis.version, basis.fingerprint, basis.gwp_set, key_of("inputs", *files["sha256"].astype(str))
        ),
        totals=_totals(study, boundaries),
        categories=pd.concat([_categories(study, boundary) for boundary in boundaries], ignore_index=True),
        memo=_memo(study.inventory),
        denominators=submitted(study.denominators, stated),
        targets=targets,
        actions=actions,
        lines=submitted_lines(study.inventory, study),
    )


def targets_of(targets: Sequence[Target]) -> pd.DataFrame:
    """The targets of an institution as ``tables.network.SubmittedTarget``, numbered in the order of its file."""
    columns = ("boundary", "view", "kind", "base_year", "target_year", "reduction_pct")
    rows = [
        {"target_id": f"target_{number}", **{name: getattr(target, name) for name in columns}}
        for number, target in enumerate(targets, start=1)
    ]
    wanted = tables.columns(network.SubmittedTarget)
    return tables.checked(pd.DataFrame(rows, columns=wanted), network.SubmittedTarget, file="targets")


def actions_of(rows: pd.DataFrame, own: Collection[str]) -> pd.DataFrame:
    """The plan of an institution as ``tables.network.SubmittedAction``: no role, deadline or remark.

    Parameters
    ----------
    rows
        ``tables.PlannedAction``.
    own
        Ids of the institution's own actions, which say nothing to others; they are numbered instead.
    """
    names = [f"own_{number}" if name in own else name for number, name in enumerate(rows["action_id"], start=1)]
    frame = rows.assign(action_id=names)[tables.columns(network.SubmittedAction)]
    return tables.checked(frame, network.SubmittedAction, file="actions")


def submitted_lines(inventory: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The ledger added up over entries and sites, as ``tables.network.SubmittedLine``.

    The spread of an amount is that of a sum of independent errors, ``√Σ(kg·u)² / Σ|kg|``, with the own ``u`` or that
    of the amount's origin; it is unknown where nothing is known about an amount. The factor's spread is its own.
    """
    factors = study.basis.emission_factors.drop_duplicates(["factor_id", "valid_from"]).astype({"valid_from": "Int64"})
    allocation = factors[["factor_id", "valid_from", "allocation_method"]]
    rows = inventory.merge(allocation, on=["factor_id", "valid_from"], how="left", validate="many_to_one")
    without = rows["factor_id"].isna()
    kg = rows["emissions_kg_co2e"]
    spread = rows["uncertainty_95_pct"].astype(float).fillna(assumed_amount_pct(rows["origin"], study.basis.pedigree))
    rows = rows.assign(
        factor_id=_neutral_ids(rows, study.institution.institution_id),
        unit=rows["factor_unit"].mask(without, rows["unit"]),
        amount=rows["amount_in_factor_unit"].mask(without, rows["amount"] * rows["share"]),
        kg_co2e=kg,
        unknown_count=kg.isna().astype(int),
        filled_kg=kg.where(rows["origin"] == _FILLED, 0.0).fillna(0.0),
        weight=kg.abs(),
        squared=(kg * spread) ** 2,
        factor_spread_95_pct=rows["factor_uncertainty_95_pct"].astype(float),
    )
    groups = rows.groupby(_KEY, dropna=False, sort=True)
    same = ["category_id", "part", "view", "factor_level", "allocation_method", "factor_spread_95_pct"]
    sums = groups[["unknown_count", "filled_kg"]].sum()
    known = groups[["amount", "kg_co2e", "weight", "squared"]].sum(min_count=1)
    whole = known["weight"].mask(known["weight"] == 0)
    lines = pd.concat([groups[same].first(), sums, known[["amount", "kg_co2e"]]], axis=1).assign(
        amount_spread_95_pct=np.sqrt(known["squared"]) / whole
    )
    checked = tables.checked(lines.reset_index(), network.SubmittedLine, file="lines")
    return in_order(checked, network.SubmittedLine)


def _neutral_ids(rows: pd.DataFrame, institution_id: str) -> pd.Series:
    """Ids of factors; those of the provider's own are numbered, as somebody typed them and they may name a supplier."""
    own = rows.loc[rows["factor_level"] == _OWN, "factor_id"].dropna()
    numbers = {name: f"own_{institution_id}_{number}" for number, name in enumerate(sorted(set(own)), start=1)}
    return rows["factor_id"].map(lambda name: numbers.get(name, name))


def _totals(study: Study, boundaries: list[str]) -> pd.DataFrame:
    rows = []
    for boundary in boundaries:
        for view in VIEWS:
            found = total(study.inventory, view=view, boundary=boundary)
            rows.append({"boundary_id": boundary, "view": view, "known_kg": found.known_kg, "unknown_count": found.unknown_count})
    return tables.checked(pd.DataFrame(rows), network.SubmittedTotal, file="totals")


def _categories(study: Study, boundary: str) -> pd.DataFrame:
    """Coverage, method, emissions in both views and data quality of each category of a boundary."""
    rows = coverages(study.entries, study.inventory, study.basis, boundary=boundary).assign(boundary_id=boundary)
    for view in VIEWS:
        sums = summarise(study.inventory, ["category_id"], view=view, boundary=boundary).set_index("category_id")["known_kg"]
        rows = rows.assign(**{f"{view}_kg": rows["category_id"].map(sums).fillna(0.0).astype(float)})
    score = data_quality(study.inventory, study.basis, view=VIEWS[0], boundary=boundary).set_index("category_id")
    rows = rows.assign(**{name: rows["category_id"].map(score[name]).astype(float) for name in ("score_pct", "filled_share")})
    return tables.checked(rows, network.SubmittedCategory, file="categories")


def _memo(inventory: pd.DataFrame) -> pd.DataFrame:
    sums = memo(inventory, ["category_id"]).drop(columns="complete")
    return tables.checked(sums, network.SubmittedMemo, file="memo")
