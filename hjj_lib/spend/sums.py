"""Counted purchases added up: one sum for each activity and site of a year."""

from __future__ import annotations

import numpy as np
import pandas as pd

_KEYS = ["institution_id", "year", "activity_id", "site_id"]


def by_activity(purchases: pd.DataFrame) -> pd.DataFrame:
    """Sums of what is mapped and whose amount without VAT is known.

    Parameters
    ----------
    purchases
        ``tables.Purchase``; ``entry_id`` need not be filled.

    Returns
    -------
    ``institution_id``, ``year``, ``activity_id``, ``site_id`` (empty: whole institution), ``net_cents``, ``lines``, and
    ``file``, ``row`` and ``column`` of the first line, in the order of the lines.
    """
    counted = purchases.loc[_counted(purchases), [*_KEYS, "net_cents", "file", "row", "column"]]
    grouped = counted.groupby(_KEYS, dropna=False, sort=False)
    return grouped.agg(
        net_cents=("net_cents", "sum"),
        lines=("net_cents", "size"),
        file=("file", "first"),
        row=("row", "first"),
        column=("column", "first"),
    ).reset_index()


def with_entries(purchases: pd.DataFrame) -> pd.DataFrame:
    """The purchases with the ``entry_id`` of the sum that each counted line became part of.

    The id does not depend on files, rows or amounts: a ledger that is exported anew keeps its entries.
    """
    counted = purchases.loc[_counted(purchases), _KEYS]
    numbers = counted.groupby(_KEYS, dropna=False, sort=False).ngroup()
    ids = [
        "/".join((institution, str(year), "purchases", activity, *([] if pd.isna(site) else [site])))
        for institution, year, activity, site in counted.drop_duplicates().itertuples(index=False, name=None)
    ]
    filled = pd.Series(np.array(ids, dtype=object).take(numbers), index=counted.index, dtype=object)
    return purchases.assign(entry_id=filled.reindex(purchases.index, fill_value=None))


def _counted(purchases: pd.DataFrame) -> pd.Series:
    return purchases["treatment"].eq("mapped") & purchases["net_cents"].notna()
