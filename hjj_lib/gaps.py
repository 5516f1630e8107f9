"""Filling unknown amounts from labelled defaults: only where the basis has one, always visible, with a wide interval."""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.indicators import institution_value
from hjj_lib.inventory import select

_KEPT = "unknown"
_FILLED = "default"
CHOICES = (_KEPT, _FILLED)


def fill_gaps(entries: pd.DataFrame, denominators: pd.DataFrame, basis: Basis, *, gaps: str) -> pd.DataFrame:
    """Entries with unknown amounts filled from ``defaults.csv``, if so asked.

    Parameters
    ----------
    gaps
        ``unknown``: unknown stays unknown. ``default``: amount = default per unit × the institution's denominator, with
        ``origin`` = default and the default's uncertainty. What has no default, such as refrigerants, stays unknown.

    Returns
    -------
    ``tables.Entry``; the other columns, also where the gap stood in the file, stay as they were.
    """
    if gaps not in CHOICES:
        raise ValueError(f"gaps must be one of {CHOICES}, not {gaps!r}")
    unknown = entries["value_state"] == "unknown"
    if gaps == _KEPT or not unknown.any():
        return entries
    defaults = basis.default_amounts.drop_duplicates("activity_id")
    values = {kind: institution_value(denominators, kind) for kind in tables.DENOMINATORS}
    amounts = defaults["amount_per_unit"] * defaults["denominator"].map(values).astype(float)
    table = defaults.assign(default_amount=amounts)[["activity_id", "default_amount", "unit", "uncertainty_95_pct"]]
    found = entries.merge(table, on="activity_id", how="left", suffixes=("", "_default"), validate="many_to_one").set_index(
        entries.index
    )
    filled = unknown & found["default_amount"].notna()
    result = entries.assign(
        value_state=entries["value_state"].mask(filled, "given"),
        amount=entries["amount"].mask(filled, found["default_amount"]),
        unit=entries["unit"].mask(filled, found["unit_default"]),
        origin=entries["origin"].mask(filled, _FILLED),
        uncertainty_95_pct=entries["uncertainty_95_pct"].mask(filled, found["uncertainty_95_pct_default"]),
    )
    return tables.checked(result, tables.Entry, file="entries")


def shares_by_origin(inventory: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """Known emissions by the origin of their amount: ``origin``, ``known_kg``, ``share`` (0 to 1)."""
    return _shares(inventory, "origin", view=view, boundary=boundary)


def shares_by_quality(inventory: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """Known emissions by the quality of their factor: ``quality``, ``known_kg``, ``share`` (0 to 1)."""
    return _shares(inventory, "quality", view=view, boundary=boundary)


def _shares(inventory: pd.DataFrame, column: str, *, view: str, boundary: str) -> pd.DataFrame:
    rows = select(inventory, view=view, boundary=boundary).dropna(subset=["emissions_kg_co2e"])
    sums = rows.groupby(column, dropna=False)["emissions_kg_co2e"].sum().rename("known_kg").reset_index()
    whole = sums["known_kg"].sum()
    return sums.assign(share=sums["known_kg"] / whole if whole else float("nan")).sort_values(
        "known_kg", ascending=False, ignore_index=True
    )
