"""Which factor serves a role in a year at a place.

Order of precedence: the choices of the role by rank; among those, the factor of the exact year, else the latest older one
within the years that the choice serves. Nothing else is tried: where no choice serves, the factor is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import Any

import pandas as pd

from hjj_lib.basis.load import Basis

_OF_FACTOR = [
    "activity_unit",
    "kg_co2e_per_unit",
    "uncertainty_95_pct",
    "shared_between_years",
    "quality",
    "gases",
    "source_id",
    "region",
]
_OF_CHOICE = {"factor_id": "str", "valid_from": "Int64", "factor_match": "str", "factor_level": "str", "reason": "str"}
_ANY = "*"


def gaps_of(basis: Basis, year: int) -> pd.DataFrame:
    """The known gaps of an activity year, as ``tables.KnownGap``."""
    gaps = basis.known_gaps
    return gaps[(gaps["year_from"] <= year) & (year <= gaps["year_to"])]


def resolve(needs: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """The factor for each need.

    Parameters
    ----------
    needs
        Unique rows ``factor_role``, ``year``, ``places``: the place words of a site, separated by spaces, such as
        ``network:helen municipality:helsinki region:uusimaa FI``.

    Returns
    -------
    The needs with ``factor_id``, ``valid_from``, ``factor_match`` (``exact``, ``older``, ``default``), ``factor_level``,
    ``reason`` and the factor's own columns; all empty where nothing serves. ``uncertainty_95_pct`` is the source's, else
    the pedigree's. Index and order are those of the needs.
    """
    choices: dict[tuple[str, str], list[Any]] = defaultdict(list)
    choice: Any
    for choice in basis.factor_choices.itertuples():
        choices[choice.factor_role, choice.place].append(choice)
    years = {str(key): sorted(group) for key, group in basis.emission_factors.groupby("factor_id")["valid_from"]}
    found = [_serving(need, choices, years) for need in needs.itertuples()]
    matched = pd.DataFrame(found, columns=list(_OF_CHOICE), index=needs.index).astype(_OF_CHOICE)
    factors = basis.emission_factors[["factor_id", "valid_from", *_OF_FACTOR]].astype({"valid_from": "Int64"})
    factors = factors.assign(uncertainty_95_pct=factors["uncertainty_95_pct"].fillna(_assumed(basis)))
    result = needs.join(matched).merge(factors, on=["factor_id", "valid_from"], how="left", validate="many_to_one")
    return result.set_index(needs.index)


def _serving(need: Any, choices: dict[tuple[str, str], list[Any]], years: dict[str, list[int]]) -> tuple[Any, ...]:
    """The values of ``_OF_CHOICE`` of the first choice by rank that has a factor; of one rank, that of the nearest place."""
    possible = [
        choice
        for place in need.places.split()
        for choice in choices.get((need.factor_role, place), [])
        if choice.year_from <= need.year <= choice.year_to
    ]
    for choice in sorted(possible, key=lambda choice: choice.rank):  # sorting keeps the order of places within a rank
        known = years.get(choice.factor_id, [])
        number = bisect_right(known, need.year)
        if number:
            valid_from = known[number - 1]
            match = "default" if choice.level == "default" else "exact" if valid_from == need.year else "older"
            return choice.factor_id, valid_from, match, choice.level, choice.reason
    return (None,) * len(_OF_CHOICE)


def _assumed(basis: Basis) -> pd.Series:
    """Half-widths of the pedigree for every factor: by its topic (first word of its id) and quality, else by quality."""
    rows = basis.pedigree[basis.pedigree["kind"] == "factor"]
    by_key = {(row.group, row.quality): row.uncertainty_95_pct for row in rows.itertuples()}
    factors = basis.emission_factors
    topics = factors["factor_id"].str.split("_").str[0]
    values = [
        by_key.get((topic, quality), by_key.get((_ANY, quality)))
        for topic, quality in zip(topics, factors["quality"], strict=True)
    ]
    return pd.Series(values, index=factors.index, dtype=float)
