"""Factors of an institution's own: they come before every factor of the basis, at its sites only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis.finding import problem
from hjj_lib.basis.load import OWN, Basis
from hjj_lib.basis.reach import reaches, reported_units
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.words import Versioned

#: The file beside ``institution.toml``.
OWN_FILE = "own_factors.csv"
#: The rank of an own factor: before all others.
_FIRST = 0
_LICENCE_UNKNOWN = "not stated"


def own_places(institution_id: str, site_id: str = "") -> tuple[str, ...]:
    """The place words of an institution's own factors, from the site to the whole institution."""
    whole = f"{OWN}{institution_id}"
    return (f"{whole}/{site_id}", whole) if site_id else (whole,)


def read_own_factors(folder: Path, basis: Basis, institution_id: str, sites: Collection[str]) -> pd.DataFrame:
    """The file ``own_factors.csv`` of an institution's folder; no rows if there is none.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas.

    Parameters
    ----------
    basis, sites
        Roles, units and sites that rows may name.

    Raises
    ------
    DataError
        With every cell that does not fit, and every row that names an unknown role or site, has a unit that the amounts do
        not convert to, ends before it begins, or meets another row for the same role, site and year.
    """
    path = folder / OWN_FILE
    if not path.exists():
        return tables.empty(tables.OwnFactor)
    text = tables.read_columns(path, f"{institution_id}/{OWN_FILE}", delimiters=",;")
    wrong = tables.faults(text, tables.OwnFactor, f"{institution_id}/{OWN_FILE}")
    values = tables.typed(text, tables.OwnFactor)
    if wrong or values is None:
        raise DataError(wrong)
    own = tables.frame_of(values, tables.OwnFactor)
    found = list(_wrong_rows(own, basis, sites, f"{institution_id}/{OWN_FILE}"))
    if found:
        raise DataError(found)
    return own


def _wrong_rows(own: pd.DataFrame, basis: Basis, sites: Collection[str], file: str) -> Iterator[Problem]:
    units = reported_units(basis)
    served: dict[tuple[str, object], list[range]] = defaultdict(list)
    for number, row in enumerate(own.astype(object).where(own.notna(), None).to_dict("records"), start=tables.FIRST_ROW):
        role, site, unit = row["factor_role"], row["site_id"], row["activity_unit"]
        values = {"value": row["factor_id"], "role": role, "site": site, "unit": unit, "sites": ", ".join(sites) or "–"}
        years = range(row["year_from"], row["year_to"] + 1)
        if role not in units:
            yield problem("own_role", file=file, row=number, column="factor_role", values=values)
        elif not any(reaches(reported, unit, substance, basis.conversions) for reported, substance in units[role]):
            yield problem("own_unit", file=file, row=number, column="activity_unit", values=values)
        if site is not None and site not in sites:
            yield problem("own_site", file=file, row=number, column="site_id", values=values)
        if not years:
            yield problem("own_years", file=file, row=number, column="year_to", values=values)
        if any(set(years) & set(others) for others in served[role, site]):
            yield problem("own_twice", file=file, row=number, column="year_from", values=values)
        served[role, site].append(years)


def with_own_factors(basis: Basis, own: pd.DataFrame, institution_id: str) -> Basis:
    """The basis with an institution's own factors in front of all others.

    Parameters
    ----------
    own
        ``tables.OwnFactor``. A factor for one site comes before one for all sites.

    Returns
    -------
    A basis whose ``factor_choices`` have a choice of level ``own`` for each row, at a place that only this institution has;
    the factor is named ``own_<institution>_<factor>`` and its source states who says so. The version stays: own factors are
    no part of it, and each row of the ledger tells its ``factor_level``.
    """
    if own.empty:
        return basis
    names = [f"own_{institution_id}_{factor_id}" for factor_id in own["factor_id"]]
    places = [own_places(institution_id, "" if pd.isna(site) else site)[0] for site in own["site_id"]]
    version = basis.version
    choices = own[["factor_role", "year_from", "year_to"]].assign(
        rank=_FIRST, level="own", place=places, factor_id=names, reason=own["source"], since=version, until=None
    )
    columns = ["activity_unit", "kg_co2e_per_unit", "gases", "allocation_method", "uncertainty_95_pct", "quality", "note"]
    origin = own["uncertainty_95_pct"].notna().map({True: "source", False: None})
    spans = [range(first, last + 1) for first, last in zip(own["year_from"], own["year_to"], strict=True)]
    factors = own[columns].assign(
        factor_id=names,
        valid_from=pd.Series(
            spans, index=own.index, dtype=object
        ),  # one row for each year it serves: in every one of them it is the factor of the year
        part=_parts(own, basis),
        region=places,
        gwp_set="unknown",
        uncertainty_origin=origin,
        shared_between_years=0,
        source_id=names,
        since=version,
        until=None,
        **{f"name_{language}": own["factor_id"] for language in tables.LANGUAGES},
    )
    factors = factors.explode("valid_from").drop_duplicates(["factor_id", "valid_from"])
    sources = pd.DataFrame(
        {
            "source_id": names,
            "title": own["source"],
            "publisher": own["publisher"],
            "url": own["source"],
            "licence": own["licence"].fillna(_LICENCE_UNKNOWN),
            "citation": own["publisher"] + ": " + own["source"],
            "how_seen": own["publisher"],
        }
    ).drop_duplicates("source_id")
    return replace(
        basis,
        factor_choices=_below(basis.factor_choices, choices, tables.FactorChoice),
        emission_factors=_below(basis.emission_factors, factors, tables.EmissionFactor),
        stored_factors=basis.stored_factors,
        sources=_below(basis.sources, sources, tables.FactorSource),
    )


def _parts(own: pd.DataFrame, basis: Basis) -> pd.Series:
    """The life-cycle part that a role's lines are for."""
    parts = basis.emission_lines.drop_duplicates("factor_role").set_index("factor_role")["part"]
    return own["factor_role"].map(parts)


def _below(frame: pd.DataFrame, rows: pd.DataFrame, model: type[Versioned] | type[tables.FactorSource]) -> pd.DataFrame:
    return pd.concat([frame, tables.checked(rows, model, file="")], ignore_index=True)
