"""Whether amounts in one unit become another, directly or by way of a conversion of their substance."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pandas as pd

from hjj_lib.basis.load import Basis
from hjj_lib.units import UnitError, conversion


def reported_units(basis: Basis) -> dict[str, set[tuple[str, str | None]]]:
    """Role → the units, with the substance, in which its activities are reported."""
    activities = basis.activities.astype(object).where(basis.activities.notna(), None)
    asked = dict(zip(activities["activity_id"], zip(activities["unit"], activities["substance"], strict=True), strict=True))
    units: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    lines = basis.emission_lines
    for activity, role in zip(lines["activity_id"], lines["factor_role"], strict=True):
        if activity in asked:
            units[role].add(asked[activity])
    return dict(units)


def reaches(unit: str, other: str, substance: str | None, conversions: pd.DataFrame) -> bool:
    """Whether amounts in ``unit`` become ``other``: directly, or by one conversion of the substance, either way round."""
    if converts(unit, other):
        return True
    rows = conversions[conversions["substance"] == substance]
    ways = [*zip(rows["from_unit"], rows["to_unit"], strict=True), *zip(rows["to_unit"], rows["from_unit"], strict=True)]
    return any(converts(unit, start) and converts(end, other) for start, end in ways)


@cache
def converts(unit: str, other: str) -> bool:
    """Whether two units measure the same."""
    try:
        conversion(unit, other)
    except UnitError:
        return False
    return True
