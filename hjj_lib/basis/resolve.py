"""Which factor serves a role in a year at a place.

Order of precedence: the choices of the role by rank; among those, the factor of the exact year, else the latest older one
within the years that the choice serves. Nothing else is tried: where no choice serves, the factor is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from hjj_lib.basis.finding import problem
from hjj_lib.basis.load import Basis, Unusable
from hjj_lib.problems import DataError, Problem

_OF_FACTOR = [
    "activity_unit",
    "kg_co2e_per_unit",
    "uncertainty_95_pct",
    "uncertainty_origin",
    "shared_between_years",
    "quality",
    "gases",
    "gwp_set",
    "source_id",
    "region",
]
_OF_CHOICE = {"factor_id": "str", "valid_from": "Int64", "factor_match": "str", "factor_level": "str", "reason": "str"}
_ASKED = ["factor_role", "rank", "level", "place", "year_from", "year_to", "factor_id", "reason"]
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

    Raises
    ------
    DataError
        If a need is served by a value that cannot be read, by one of two values for a year, or by one of two choices.
    """
    found = _Resolver(basis)
    chosen = [found.serving(*need) for need in zip(needs["factor_role"], needs["year"], needs["places"], strict=True)]
    if found.problems:
        raise DataError(found.problems.values())
    matched = pd.DataFrame(chosen, columns=list(_OF_CHOICE), index=needs.index).astype(_OF_CHOICE)
    factors = basis.emission_factors[["factor_id", "valid_from", *_OF_FACTOR]].astype({"valid_from": "Int64"})
    used = set(zip(matched["factor_id"], matched["valid_from"], strict=True))
    factors = factors[[key in used for key in zip(factors["factor_id"], factors["valid_from"], strict=True)]]
    factors = with_uncertainty(factors, basis)
    result = needs.join(matched).merge(factors, on=["factor_id", "valid_from"], how="left", validate="many_to_one")
    return result.set_index(needs.index)


class _Resolver:
    """The choices and years of a basis, made ready to be asked, and the problems that asking brought up."""

    def __init__(self, basis: Basis) -> None:
        self.problems: dict[object, Problem] = {}
        self._choices: dict[tuple[str, str], list[Any]] = defaultdict(list)
        choice: Any
        for choice in basis.factor_choices[_ASKED].itertuples(index=False):
            self._choices[choice.factor_role, choice.place].append(choice)
        years: dict[str, set[int]] = defaultdict(set)
        for factor_id, year in zip(basis.emission_factors["factor_id"], basis.emission_factors["valid_from"], strict=True):
            years[factor_id].add(year)
        self._unusable: dict[str, list[Unusable]] = defaultdict(list)
        for value in basis.unusable:
            self._unusable[value.factor_id].append(value)
        self._years = {factor_id: sorted(known) for factor_id, known in years.items()}

    def serving(self, role: str, year: int, places: str) -> tuple[Any, ...]:
        """The values of ``_OF_CHOICE`` of the first choice by rank that has a factor; of one rank, that of the nearest place."""
        for choice in self._possible(role, year, places):
            known = self._years.get(choice.factor_id, [])
            number = bisect_right(known, year)
            valid_from = known[number - 1] if number else None
            if self._needs_unusable(choice.factor_id, valid_from, year):
                break
            if valid_from is not None:
                match = "default" if choice.level == "default" else "exact" if valid_from == year else "older"
                return choice.factor_id, valid_from, match, choice.level, choice.reason
        return (None,) * len(_OF_CHOICE)

    def _possible(self, role: str, year: int, places: str) -> list[Any]:
        """The choices that serve, by rank, and within a rank from the nearest place to the widest."""
        possible = []
        for place in places.split():
            here = [choice for choice in self._choices.get((role, place), ()) if choice.year_from <= year <= choice.year_to]
            for rank, count in Counter(choice.rank for choice in here).items() if len(here) > 1 else ():
                if count > 1:
                    where = {"value": role, "place": place, "year": str(year)}
                    self.problems[role, place, rank] = problem("two_choices", file="factor_choices.csv", values=where)
            possible.extend(here)
        return sorted(possible, key=lambda choice: choice.rank)  # sorting keeps the order of places within a rank

    def _needs_unusable(self, factor_id: str, valid_from: int | None, year: int) -> bool:
        """Whether the value for the year is one that cannot be used; it is then told, and nothing older taken in its place."""
        needed = [
            value
            for value in self._unusable.get(factor_id, ())
            if value.valid_from is None or (valid_from or 0) <= value.valid_from <= year
        ]
        self.problems.update({(value.factor_id, value.problem.row, value.problem.column): value.problem for value in needed})
        return bool(needed)


def with_uncertainty(factors: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Factors with ``uncertainty_95_pct`` and ``uncertainty_origin`` filled from the pedigree where the source states none.

    The pedigree's half-width is that of the topic (first word of the factor's id) and quality, else of the quality;
    ``uncertainty_origin`` is then ``assumed``.
    """
    rows = basis.pedigree[basis.pedigree["kind"] == "factor"]
    by_key = dict(zip(zip(rows["group"], rows["quality"], strict=True), rows["uncertainty_95_pct"], strict=True))
    pairs = zip(factors["factor_id"], factors["quality"], strict=True)
    assumed = [by_key.get((name.split("_")[0], quality), by_key.get((_ANY, quality))) for name, quality in pairs]
    stated = factors["uncertainty_95_pct"]
    origin = factors["uncertainty_origin"].where(stated.notna(), "assumed")
    filled = stated.fillna(pd.Series(assumed, index=factors.index, dtype=float))
    return factors.assign(uncertainty_95_pct=filled, uncertainty_origin=origin.where(filled.notna()))
