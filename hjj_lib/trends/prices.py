"""How far prices moved what is reported in money."""

from __future__ import annotations

import pandas as pd

_MONEY = "EUR"


def price_levels(before: pd.DataFrame, now: pd.DataFrame, price_index: pd.DataFrame, *, index_id: str) -> pd.DataFrame:
    """Price levels of the two years for activities in euros, for :class:`hjj_lib.trends.causes.Context`.

    Parameters
    ----------
    before, now
        ``tables.Inventory`` of one year each.
    price_index
        ``tables.PriceIndex``.
    index_id
        Which index. That of the basis is one of municipal services; producer prices would fit purchases better.

    Returns
    -------
    ``activity_id``, ``price_before``, ``price_now`` in the unit of the index. No rows where the index of either year is not
    known: the amount is then not split by price.
    """
    money = sorted(set(_in_money(before)) | set(_in_money(now)))
    values = price_index[price_index["index_id"] == index_id].set_index("year")["value"]
    years = [ledger["year"].unique().tolist() for ledger in (before, now)]
    if any(len(one) != 1 or one[0] not in values.index for one in years):
        money = []
    levels = [float(values[one[0]]) if money else float("nan") for one in years]
    return pd.DataFrame({"activity_id": pd.Series(money, dtype="object"), "price_before": levels[0], "price_now": levels[1]})


def _in_money(ledger: pd.DataFrame) -> pd.Series:
    return ledger.loc[ledger["unit"] == _MONEY, "activity_id"]
