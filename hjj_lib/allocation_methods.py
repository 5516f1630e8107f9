"""How the emissions of combined heat and power were divided: the method behind each site's heat, year by year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from hjj_lib.attach import attach_factors
from hjj_lib.basis import Basis
from hjj_lib.problems import Problem

_UNKNOWN = "unknown"
_SERIES = ["site_id", "factor_role"]


def methods_by_year(entries: pd.DataFrame, sites: pd.DataFrame, years: Sequence[int], basis: Basis) -> pd.DataFrame:
    """The allocation method of the heat and cooling factors that serve an institution in each of several years.

    Parameters
    ----------
    entries
        ``tables.Entry`` of one year: where heat and cooling are used.
    sites
        ``tables.Site``.
    years
        Activity years for which factors are looked up.

    Returns
    -------
    ``site_id`` (empty: the whole institution), ``name`` of the site, ``factor_role``, ``year``, ``factor_id``, ``valid_from``,
    ``allocation_method``; only factors that have a method.
    """
    methods = basis.emission_factors[["factor_id", "valid_from", "allocation_method"]].dropna(subset=["allocation_method"])
    roles = basis.factor_choices.loc[basis.factor_choices["factor_id"].isin(methods["factor_id"]), "factor_role"]
    activities = basis.emission_lines.loc[basis.emission_lines["factor_role"].isin(roles), "activity_id"]
    used = entries[entries["activity_id"].isin(activities) & (entries["value_state"] == "given")]
    asked = pd.concat([used.assign(year=year) for year in years]) if len(years) else used
    rows = attach_factors(asked, sites, basis)
    keys = [*_SERIES, "year", "factor_id", "valid_from"]
    found = (
        rows[keys]
        .drop_duplicates()
        .merge(methods.astype({"valid_from": "Int64"}), on=["factor_id", "valid_from"], how="inner", validate="many_to_one")
    )
    names = sites.set_index("site_id")["name"]
    return found.assign(name=found["site_id"].map(names)).sort_values([*_SERIES, "year"], ignore_index=True)


def mixed_methods(methods: pd.DataFrame, institution_id: str) -> tuple[Problem, ...]:
    """What keeps the years of a site's heat from being compared: different allocation methods, or one that is not known.

    Parameters
    ----------
    methods
        As :func:`methods_by_year` gives them.
    """
    problems = []
    for names, years in _series(methods.fillna({"site_id": "", "name": institution_id})):
        values = {"site": ", ".join(names), **years}
        if len(years.keys() - {_UNKNOWN}) > 1:
            problems.append(_different(institution_id, values))
        elif len(years) > 1:
            problems.append(_not_known(institution_id, values))
    return tuple(problems)


def _series(methods: pd.DataFrame) -> list[tuple[list[str], dict[str, str]]]:
    """Names of the sites that the same factors serve in all years, with the years of each method."""
    found: dict[Hashable, tuple[list[str], dict[str, str]]] = {}
    for (_, role), rows in methods.sort_values("year").groupby(_SERIES):
        same = (role, *zip(rows["year"], rows["factor_id"], rows["valid_from"], strict=True))
        years = {str(method): ", ".join(map(str, group)) for method, group in rows.groupby("allocation_method")["year"]}
        found.setdefault(same, ([], years))[0].append(str(rows["name"].iloc[0]))
    return list(found.values())


def _different(institution_id: str, values: Mapping[str, str]) -> Problem:
    return Problem(
        "allocation_methods_differ",
        "question",
        found="The heat factors of {site} rest on different allocation methods: benefit sharing in {benefit_sharing}, "
        "energy method in {energy_method}. These years cannot be compared.",
        expected="One method in all years of a network.",
        remedy="Ask the energy company for figures by one method, and give them as factors of your own.",
        institution_id=institution_id,
        values=values,
    )


def _not_known(institution_id: str, values: Mapping[str, str]) -> Problem:
    return Problem(
        "allocation_method_unknown",
        "note",
        found="By which allocation method the heat factor of {site} was calculated in {unknown} is not known. "
        "Whether it can be compared with the other years is not known either.",
        remedy="Ask the energy company for its method.",
        institution_id=institution_id,
        values=values,
    )
