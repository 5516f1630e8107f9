"""Splitting what is known only for the whole institution between its sites, so that the parts make the whole exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

_DEFAULT = "default"


def allocate_to_sites(inventory: pd.DataFrame, denominators: pd.DataFrame, keys: Mapping[str, str]) -> pd.DataFrame:
    """The ledger with every row of the whole institution split between sites by a stated key.

    Parameters
    ----------
    inventory
        ``tables.Inventory``. Rows that already name a site stay as they are.
    denominators
        ``tables.Denominator`` with values by site.
    keys
        Category → denominator kind; ``default`` serves the other categories.

    Returns
    -------
    The ledger with the extra column ``allocated_by`` (empty where the site was reported). ``amount``,
    ``amount_in_factor_unit`` and ``emissions_kg_co2e`` of the parts sum exactly to the row they came from. A row whose key
    has no values by site stays with the institution: nothing is guessed.
    """
    whole = inventory["site_id"].isna()
    kept = inventory[~whole].assign(allocated_by=None)
    parts = [
        _split(row, denominators, keys.get(str(row["category_id"]), keys.get(_DEFAULT, "")))
        for _, row in inventory[whole].iterrows()
    ]
    frames = [frame for frame in (kept, *parts) if len(frame)]
    if not frames:
        return kept
    return pd.concat(frames, ignore_index=True).sort_values(["entry_id", "line_id", "site_id"], ignore_index=True)


def _split(row: pd.Series, denominators: pd.DataFrame, kind: str) -> pd.DataFrame:
    by_site = denominators[
        (denominators["kind"] == kind)
        & (denominators["year"] == row["year"])
        & (denominators["institution_id"] == row["institution_id"])
        & denominators["site_id"].notna()
        & denominators["value"].notna()
    ]
    if not by_site["value"].sum():
        return row.to_frame().T.assign(allocated_by=None)
    shares = by_site["value"] / by_site["value"].sum()
    parts = pd.DataFrame([row] * len(by_site), index=by_site.index).assign(site_id=by_site["site_id"], allocated_by=kind)
    for column in ("amount", "amount_in_factor_unit", "emissions_kg_co2e"):
        parts[column] = _exact_parts(row[column], list(shares))
    return parts


def _exact_parts(value: float, shares: list[float]) -> list[float]:
    """Parts in the given shares whose correctly rounded sum is the value itself.

    What rounding leaves over goes to the smallest part first, because its steps are the finest.
    """
    if pd.isna(value):
        return [value] * len(shares)
    parts = [value * share for share in shares]
    for index in sorted(range(len(parts)), key=lambda part: parts[part]):
        if math.fsum(parts) == value:
            break
        parts[index] += math.fsum([value, *(-part for part in parts)])
    return parts
