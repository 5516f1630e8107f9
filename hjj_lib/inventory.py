"""The ledger: one row per reported amount × line × view, and its sums.

emissions = amount × our share × unit conversion × factor, for every category alike. What a category is, which lines an
activity makes and which factor serves them are rows of the basis.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hjj_lib import tables
from hjj_lib.attach import attach_factors
from hjj_lib.basis import Basis

#: The two views of a total; they stand side by side and are never added.
VIEWS = ("market", "location")


@dataclass(frozen=True)
class Ledger:
    """The calculated inventory and the rows of it that no factor covers.

    ``inventory`` is a ``tables.Inventory`` with every row, also those whose emissions are unknown; ``uncovered`` names the
    rows that have an amount but no factor or no conversion: activity, line, role, year, places, reason.
    """

    inventory: pd.DataFrame
    uncovered: pd.DataFrame


@dataclass(frozen=True)
class Sum:
    """A sum that knows what it leaves out: unknown is not zero."""

    known_kg: float
    unknown_count: int

    @property
    def complete(self) -> bool:
        """Whether every part of the sum is known."""
        return self.unknown_count == 0


def calculate(entries: pd.DataFrame, sites: pd.DataFrame, basis: Basis) -> Ledger:
    """The ledger of the entries: kilograms CO2 equivalent for every line in both views.

    Parameters and tables as in :func:`hjj_lib.attach.attach_factors`. Emissions are unknown where the amount is unknown or
    no factor serves the line; a reported zero is zero even without a factor.

    Source of the formula: GHG Protocol Corporate Standard, chapter 6 (activity data × emission factor).
    """
    rows = attach_factors(entries, sites, basis)
    emissions = rows["amount_in_factor_unit"] * rows["kg_co2e_per_unit"]
    rows = rows.assign(emissions_kg_co2e=emissions.mask(rows["value_state"] == "zero", 0.0))
    rows = rows.sort_values(["entry_id", "line_id"], ignore_index=True)
    inventory = tables.checked(rows[tables.columns(tables.Inventory)], tables.Inventory, file="inventory")
    open_rows = (rows["value_state"] == "given") & rows["emissions_kg_co2e"].isna()
    columns = [
        "entry_id",
        "activity_id",
        "category_id",
        "line_id",
        "part",
        "view",
        "scope",
        "factor_role",
        "year",
        "places",
        "unit",
        "factor_unit",
    ]
    uncovered = rows.loc[open_rows, columns].assign(
        reason=rows.loc[open_rows, "factor_id"].isna().map({True: "no_factor", False: "no_conversion"})
    )
    return Ledger(inventory, uncovered.reset_index(drop=True))


def select(inventory: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """The rows that count in one view and one boundary: memo items never do.

    Parameters
    ----------
    view
        ``market`` or ``location``; the two are never added.
    boundary
        ``inventory`` (all), or a comparison boundary of the basis such as ``core``.
    """
    if view not in VIEWS:
        raise ValueError(f"view must be market or location, not {view!r}")
    counted = inventory["view"].isin([view, "both"]) & (inventory["scope"] != "memo")
    if boundary != "inventory":
        named = {words: boundary in words.split() for words in inventory["boundaries"].dropna().unique()}
        counted &= inventory["boundaries"].map(named).fillna(False).astype(bool)
    return inventory[counted]


def total(inventory: pd.DataFrame, *, view: str, boundary: str) -> Sum:
    """The total of one view and boundary, with the number of rows whose emissions are unknown."""
    emissions = select(inventory, view=view, boundary=boundary)["emissions_kg_co2e"]
    return Sum(float(emissions.sum()), int(emissions.isna().sum()))


def summarise(inventory: pd.DataFrame, by: list[str], *, view: str, boundary: str) -> pd.DataFrame:
    """Sums by the given columns: ``known_kg``, ``unknown_count``, ``complete``. The parts add up to :func:`total`."""
    return _summed(select(inventory, view=view, boundary=boundary), by)


def memo(inventory: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums of the memo items, which stand outside every total: biogenic CO2 and the like."""
    return _summed(inventory[inventory["scope"] == "memo"], by)


def completeness(entries: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """What each category was answered with.

    Returns
    -------
    One row per category that activities are asked under: ``category_id``, ``requirement``, ``state`` (given, zero,
    not_applicable, partly_unknown, unknown, not_asked), ``answered``, ``unknown_count``, ``default_count``.
    """
    asked = basis.activities[["activity_id", "category_id"]]
    answers = entries.merge(asked, on="activity_id", how="inner", validate="many_to_one")
    counts = answers.groupby("category_id")["value_state"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(tables.VALUE_STATES), fill_value=0)
    counts["default_count"] = answers[answers["origin"] == "default"].groupby("category_id").size()
    categories = basis.categories[basis.categories["category_id"].isin(asked["category_id"])].sort_values("position")
    result = categories[["category_id", "requirement"]].merge(
        counts, left_on="category_id", right_index=True, how="left", validate="one_to_one"
    )
    result = result.fillna(dict.fromkeys(counts, 0))
    return pd.DataFrame(
        {
            "category_id": result["category_id"],
            "requirement": result["requirement"],
            "state": result.apply(_state, axis=1) if len(result) else pd.Series(dtype=str),
            "answered": result[list(tables.VALUE_STATES)].sum(axis=1).astype(int),
            "unknown_count": result["unknown"].astype(int),
            "default_count": result["default_count"].astype(int),
        }
    ).reset_index(drop=True)


def _state(counts: pd.Series) -> str:
    known = counts["given"] + counts["zero"]
    if counts["unknown"]:
        return "partly_unknown" if known else "unknown"
    if counts["given"]:
        return "given"
    if counts["zero"]:
        return "zero"
    return "not_applicable" if counts["not_applicable"] else "not_asked"


def _summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    unknown = rows.assign(unknown=rows["emissions_kg_co2e"].isna())
    grouped = unknown.groupby(by, dropna=False, observed=True, sort=True)
    sums = grouped.agg(known_kg=("emissions_kg_co2e", "sum"), unknown_count=("unknown", "sum")).reset_index()
    return sums.assign(unknown_count=sums["unknown_count"].astype(int), complete=sums["unknown_count"] == 0)
