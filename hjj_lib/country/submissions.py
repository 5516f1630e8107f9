"""The fictional country as submissions: figures → entries → the ledger that everybody uses → what goes to the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.country import CountryOfYear
from hjj_lib.country.figures import AMOUNT, DENOMINATOR
from hjj_lib.gaps import fill_gaps
from hjj_lib.intake import Institution, Intake
from hjj_lib.inventory import Ledger, calculate
from hjj_lib.network.submission import Submission
from hjj_lib.shared import key_of
from hjj_lib.study import Study
from hjj_lib.submission import submission_of
from hjj_lib.tables import network

_FILE = "fictional"
_GIVEN, _UNKNOWN = "given", "unknown"
_MEASURED = "measured"


def submissions_of(country: CountryOfYear, basis: Basis) -> Iterator[Submission]:
    """What each provider gives the network of a year, one after the other in the order of their ids.

    Gaps are filled as always: what has a labelled default gets it, the rest stays unknown. Electricity with guarantees of
    origin counts as covered by evidence.

    Raises
    ------
    ValueError
        If an activity is not in the basis.
    """
    entries, denominators = entries_of(country, basis), denominators_of(country)
    sites = country.sites.assign(share_pct=100.0)[tables.columns(tables.Site)]
    filled = [
        fill_gaps(rows, denominators[denominators["institution_id"] == name], basis, gaps="default")
        for name, rows in entries.groupby("institution_id", sort=True)
    ]
    inventory = calculate(pd.concat(filled, ignore_index=True), sites, basis).inventory
    rows_of = dict(list(inventory.groupby("institution_id")))
    for row, theirs in zip(country.providers.sort_values("institution_id").to_dict("records"), filled, strict=True):
        name = str(row["institution_id"])
        own = denominators[denominators["institution_id"] == name].reset_index(drop=True)
        ledger = Ledger(rows_of[name].reset_index(drop=True), inventory.head(0))
        files = pd.DataFrame({"file": [_FILE], "sha256": [_inputs(theirs, own)]})
        study = Study(
            institution=institution_of(row, sites[sites["institution_id"] == name]),
            year=country.year,
            intake=Intake(theirs, own, (), files),
            basis=basis,
            entries=theirs,
            denominators=own,
            ledger=ledger,
        )
        none = tables.empty(network.SubmittedTarget), tables.empty(network.SubmittedAction)
        yield submission_of(study, stated={}, targets=none[0], actions=none[1])


def entries_of(country: CountryOfYear, basis: Basis) -> pd.DataFrame:
    """The stated amounts as ``tables.Entry``, in the units that the basis asks for.

    Raises
    ------
    ValueError
        If an activity is not in the basis.
    """
    rows = country.stated[country.stated["figure"] == AMOUNT].reset_index(drop=True)
    units = basis.activities.drop_duplicates("activity_id").set_index("activity_id")["unit"]
    if missing := set(rows["name"]) - set(units.index):
        raise ValueError(f"not in the basis: {sorted(missing)}")
    known = rows["value"].notna()
    frame = rows.assign(
        entry_id=rows["institution_id"] + "/" + rows["year"].astype(str) + "/" + rows["site_id"] + "/" + rows["name"],
        site_id=rows["site_id"].mask(rows["site_id"] == ""),
        activity_id=rows["name"],
        value_state=known.map({True: _GIVEN, False: _UNKNOWN}),
        amount=rows["value"],
        unit=rows["name"].map(units),
        origin=pd.Series(_MEASURED, index=rows.index).where(known),
        file=_FILE,
    )
    return _as_table(frame, tables.Entry)


def denominators_of(country: CountryOfYear) -> pd.DataFrame:
    """The stated denominators as ``tables.Denominator``."""
    rows = country.stated[country.stated["figure"] == DENOMINATOR].reset_index(drop=True)
    frame = rows.assign(
        site_id=None,
        kind=rows["name"],
        value_state=rows["value"].notna().map({True: _GIVEN, False: _UNKNOWN}),
        file=_FILE,
    )
    return _as_table(frame, tables.Denominator)


def _as_table(frame: pd.DataFrame, model: type[tables.Entry | tables.Denominator]) -> pd.DataFrame:
    return tables.checked(frame.reindex(columns=tables.columns(model)), model, file=_FILE)


def _inputs(entries: pd.DataFrame, denominators: pd.DataFrame) -> str:
    """Stands for the hash of the files that were handed in."""
    return key_of(_FILE, entries.to_csv(index=False), denominators.to_csv(index=False))


def institution_of(provider: dict[Any, Any], sites: pd.DataFrame) -> Institution:
    """Who the provider is, with its sites, as its ``institution.toml`` would say."""
    language = str(provider["language"])
    return Institution(
        institution_id=str(provider["institution_id"]),
        names={code: str(provider[f"name_{code}"]) for code in tables.LANGUAGES},
        owner_type=str(provider["owner_type"]),
        reporting_unit="vocational_only",
        consolidation="operational_control",
        languages=(language,),
        approver_role="rehtori" if language == "fi" else "rektor",
        publication_consent=str(provider["consent"]),
        fictional=True,
        allocation={},
        sites=sites,
        floor_areas_m2={},
    )
