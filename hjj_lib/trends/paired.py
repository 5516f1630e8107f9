"""Two ledgers side by side: the same activity, site and line, with amount, factor and emissions of each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.inventory import select

#: What makes a row of one ledger the same as a row of another.
KEY = ["activity_id", "site_id", "line_id"]
_SUMS = ("amount", "converted", "kg")
_WORDS = ("unit", "factor_unit", "factor_role")


def paired(before: pd.DataFrame, after: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """The rows of two ledgers of one institution by activity, site and line.

    Parameters
    ----------
    before, after
        ``tables.Inventory``, each of one year.
    view, boundary
        As in :func:`hjj_lib.inventory.select`.

    Returns
    -------
    One row per key with ``category_id`` and, with ``_before`` and ``_after``: ``amount`` (as reported × our share),
    ``converted`` (in the factor's unit), ``kg``, ``unit``, ``factor_unit``, ``factor_role`` (empty where they differ within
    the key), ``unknown`` (rows without known emissions; the sums are of the known ones), ``there`` (has a row) and
    ``reported`` (the activity has a row at this site, in whatever view and boundary).
    """
    sides = {
        side: _by_key(select(inventory, view=view, boundary=boundary)).add_suffix(f"_{side}")
        for side, inventory in (("before", before), ("after", after))
    }
    both = sides["before"].join(sides["after"], how="outer", validate="one_to_one", sort=True)
    category = both["category_id_after"].where(both["category_id_after"].notna(), both["category_id_before"])
    for side, inventory in (("before", before), ("after", after)):
        there = both[f"kg_{side}"].notna()
        numbers = [f"{name}_{side}" for name in (*_SUMS, "unknown")]
        words = [f"{name}_{side}" for name in _WORDS]
        both = both.fillna(dict.fromkeys(numbers, 0.0) | dict.fromkeys(words, ""))
        at = pd.MultiIndex.from_frame(both.index.to_frame(index=False)[KEY[:2]])
        reported = pd.Series(at.isin(_reported(inventory)), index=both.index)
        both = both.assign(**{f"there_{side}": there, f"reported_{side}": reported})
    return both.assign(category_id=category).drop(columns=["category_id_before", "category_id_after"])


def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    """Quotient of two columns, unknown where it is divided by zero."""
    return above / below.where(below != 0, np.nan)


def with_site(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with an empty word for the site of what concerns the whole institution: a key has no unknown."""
    return rows.assign(site_id=rows["site_id"].astype("object").where(rows["site_id"].notna(), ""))


def _reported(inventory: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(with_site(inventory)[KEY[:2]].drop_duplicates())


def _by_key(rows: pd.DataFrame) -> pd.DataFrame:
    kg = rows["emissions_kg_co2e"]
    known = kg.notna()
    rows = with_site(rows).astype(dict.fromkeys([*KEY, "category_id"], "object"))
    rows = rows.assign(
        amount=(rows["amount"] * rows["share"]).where(known),
        converted=rows["amount_in_factor_unit"].where(known),
        kg=kg,
        unknown=(~known).astype(float),
    )
    groups = rows.groupby(KEY, sort=True)
    sums = groups[[*_SUMS, "unknown"]].sum()
    words = groups[list(_WORDS)].first().astype("object").where(groups[list(_WORDS)].nunique() == 1, "")
    return pd.concat([sums, words, groups[["category_id"]].first()], axis=1)
