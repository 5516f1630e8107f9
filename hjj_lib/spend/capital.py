"""Capitalised purchases: they count whole in the year of purchase, in scope 3 category 2, and never as depreciation.

Source: GHG Protocol Corporate Value Chain (Scope 3) Standard, category 2, capital goods.
"""

from __future__ import annotations

import pandas as pd

_CAPITAL_GOODS = 2


def capital_goods(purchases: pd.DataFrame, emission_lines: pd.DataFrame) -> pd.DataFrame:
    """Where the capitalised purchases are counted.

    Parameters
    ----------
    purchases
        ``tables.Purchase``.
    emission_lines
        ``tables.EmissionLine`` of the basis: its ``ghg_category`` says in which category an activity counts.

    Returns
    -------
    ``activity_id``, ``net_cents``, ``lines`` and ``in_category_2`` of the capitalised lines that are mapped. Where the last
    is False, the basis counts the activity in another category: the euros are counted, but not as capital goods.
    """
    capitalised = purchases[purchases["capitalised"] & purchases["treatment"].eq("mapped") & purchases["net_cents"].notna()]
    sums = capitalised.groupby("activity_id")["net_cents"].agg(net_cents="sum", lines="size").reset_index()
    counted = set(emission_lines.loc[emission_lines["ghg_category"].eq(_CAPITAL_GOODS).fillna(value=False), "activity_id"])
    return sums.assign(in_category_2=sums["activity_id"].isin(counted).astype(bool))
