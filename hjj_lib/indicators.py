"""Emissions per student-year, staff-year, square metre, meal or euro. One denominator never stands in for another."""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.inventory import VIEWS, total


def institution_value(denominators: pd.DataFrame, kind: str) -> float:
    """The whole institution's value of one kind; from its sites when every site states it; else unknown (NaN)."""
    rows = denominators[denominators["kind"] == kind]
    whole = rows[rows["site_id"].isna()]["value"].dropna()
    if len(whole):
        return float(whole.iloc[0])
    by_site = rows[rows["site_id"].notna()]["value"]
    return float(by_site.sum()) if len(by_site) and bool(by_site.notna().all()) else float("nan")


def intensities(inventory: pd.DataFrame, denominators: pd.DataFrame, *, boundary: str) -> pd.DataFrame:
    """Emissions per unit of every denominator kind, in both views.

    Parameters
    ----------
    inventory, denominators
        ``tables.Inventory`` and ``tables.Denominator`` of one institution and year.
    boundary
        ``inventory``, ``core``, …: of the same unit as the denominators.

    Returns
    -------
    One row per kind: ``kind``, ``value``, ``market_kg_co2e``, ``location_kg_co2e`` per unit. Unknown where the denominator
    is unknown or zero.
    """
    sums = {view: total(inventory, view=view, boundary=boundary).known_kg for view in VIEWS}
    rows = []
    for kind in tables.DENOMINATORS:
        value = institution_value(denominators, kind)
        per = {f"{view}_kg_co2e": kg / value if value else float("nan") for view, kg in sums.items()}
        rows.append({"kind": kind, "value": value, **per})
    return pd.DataFrame(rows)
