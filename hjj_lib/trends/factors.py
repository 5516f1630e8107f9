"""Rows of two ledgers as products: one factor for each cause that can change them, on either side."""

from __future__ import annotations

import pandas as pd

from hjj_lib.trends.paired import KEY, ratio

#: Causes of a restatement and of a change between years, in the order in which they are shown.
RESTATED = ("data_correction", "method", "factor", "boundary", "structure", "coverage")
REAL = ("activity", "weather", "price", "factor", "structure", "coverage")


def restated_factors(rows: pd.DataFrame) -> pd.DataFrame:
    """Factors of the restatement: amount × unit conversion × factor, and whether the line is counted and known.

    Parameters
    ----------
    rows
        As :func:`hjj_lib.trends.paired.paired` gives them, of the same year twice.

    Returns
    -------
    ``category_id``, ``there_before``, ``there_after`` and two columns for each of ``RESTATED``. The product of one side's
    columns is its emissions. A row that only one side knows in full stands twice: it goes and it comes.
    """
    measured, by_unit = _measure(rows, first="amount")
    converted = by_unit & _same(rows, "factor_unit") & _gives(rows, "converted")
    other_role = ~_same(rows, "factor_role")
    columns: dict[str, pd.Series] = {}
    for side in ("before", "after"):
        kg, amount, in_unit = rows[f"kg_{side}"], measured[f"measure_{side}"], rows[f"converted_{side}"]
        method = ratio(in_unit, amount).where(converted, 1.0)
        factor = ratio(kg, amount * method.fillna(1.0))
        columns |= {f"data_correction_{side}": amount, f"method_{side}": method, f"factor_{side}": factor}
    for side in ("before", "after"):
        # Another role is another way to calculate, even if its factor happens to have the same unit.
        whole = columns[f"method_{side}"] * columns[f"factor_{side}"]
        columns[f"method_{side}"] = columns[f"method_{side}"].where(~other_role, whole)
        columns[f"factor_{side}"] = columns[f"factor_{side}"].where(~other_role, 1.0)
    return _one_sided(rows.assign(**columns), RESTATED, counted="boundary", amount="data_correction")


def real_factors(rows: pd.DataFrame, weather: pd.DataFrame | None, prices: pd.DataFrame | None) -> pd.DataFrame:
    """Factors of the change between years: amount × weather × price × factor, and whether the line is counted and known.

    Parameters
    ----------
    rows
        As :func:`hjj_lib.trends.paired.paired` gives them, of two years.
    weather, prices
        As in :class:`hjj_lib.trends.causes.Context`.

    Returns
    -------
    As :func:`restated_factors`, with the columns of ``REAL``.
    """
    measured, _ = _measure(rows, first="converted")
    indices = _indices(rows, weather, prices)
    columns: dict[str, pd.Series] = {}
    for side in ("before", "after"):
        amount = measured[f"measure_{side}"]
        cold, price = indices[f"weather_{side}"], indices[f"price_{side}"]
        columns |= {f"activity_{side}": amount / cold / price, f"factor_{side}": ratio(rows[f"kg_{side}"], amount)}
        columns |= {f"weather_{side}": cold, f"price_{side}": price}
    return _one_sided(rows.assign(**columns), REAL, counted="structure", amount="activity")


def _measure(rows: pd.DataFrame, *, first: str) -> tuple[pd.DataFrame, pd.Series]:
    """The amount by which both sides can be measured, and whether it is the one asked for first.

    Amounts in different units cannot be compared; then the other amount is taken, and the emissions where neither fits.
    """
    units = {"amount": "unit", "converted": "factor_unit"}
    second = "converted" if first == "amount" else "amount"
    usable = {name: (_same(rows, units[name]) | _absent(rows)) & _gives(rows, name) for name in (first, second)}
    chosen = {
        f"measure_{side}": rows[f"{first}_{side}"]
        .where(usable[first], rows[f"{second}_{side}"])
        .where(usable[first] | usable[second], rows[f"kg_{side}"])
        for side in ("before", "after")
    }
    return pd.DataFrame(chosen), usable[first]


def _same(rows: pd.DataFrame, name: str) -> pd.Series:
    old, new = rows[f"{name}_before"], rows[f"{name}_after"]
    return ((old == new) & (old != "")) | _absent(rows)


def _absent(rows: pd.DataFrame) -> pd.Series:
    return ~(rows["there_before"] & rows["there_after"])


def _gives(rows: pd.DataFrame, name: str) -> pd.Series:
    """Whether emissions of each side are a multiple of this amount: no emissions without it."""
    fits = [(rows[f"{name}_{side}"] != 0) | (rows[f"kg_{side}"] == 0) for side in ("before", "after")]
    return fits[0] & fits[1]


def _indices(rows: pd.DataFrame, weather: pd.DataFrame | None, prices: pd.DataFrame | None) -> pd.DataFrame:
    keys = rows.index.to_frame(index=False)
    plain = pd.DataFrame(1.0, index=rows.index, columns=["weather_before", "weather_after", "price_before", "price_after"])
    for name, table, on in (("weather", weather, KEY[:2]), ("price", prices, KEY[:1])):
        if table is None:
            continue
        start = "index" if name == "weather" else "price"
        named = table.rename(columns={f"{start}_before": f"{name}_before", f"{start}_now": f"{name}_after"})
        found = keys.merge(named, on=on, how="left", validate="many_to_one").set_index(rows.index)
        pair = found[[f"{name}_before", f"{name}_after"]]
        known = pair.notna().all(axis=1) & (pair > 0).all(axis=1)
        plain = pd.concat([plain.drop(columns=list(pair)), pair.where(known, 1.0)], axis=1)
    return plain


def _one_sided(rows: pd.DataFrame, causes: tuple[str, ...], *, counted: str, amount: str) -> pd.DataFrame:
    """Rows that one side lacks get the other side's factors there, with a zero for the cause of the lack."""
    here = rows["there_before"] & rows["there_after"]
    unsplit = here & ((rows["unknown_before"] > 0) != (rows["unknown_after"] > 0))
    columns: dict[str, pd.Series] = {}
    for cause in causes:
        for side, other in (("before", "after"), ("after", "before")):
            own = rows.get(f"{cause}_{side}", pd.Series(1.0, index=rows.index))
            theirs = rows.get(f"{cause}_{other}", pd.Series(1.0, index=rows.index))
            filled = own.where(rows[f"there_{side}"], theirs)
            columns[f"{cause}_{side}"] = filled.fillna(theirs).fillna(1.0)
    for side in ("before", "after"):
        lacks = ~rows[f"there_{side}"]
        columns[f"{counted}_{side}"] = columns[f"{counted}_{side}"].where(~(lacks & rows[f"reported_{side}"]), 0.0)
        columns[f"{amount}_{side}"] = columns[f"{amount}_{side}"].where(~(lacks & ~rows[f"reported_{side}"]), 0.0)
    split = rows[["category_id", "there_before", "there_after"]].assign(**columns)
    return pd.concat([split[~unsplit], _known_once(rows[unsplit], causes)])


def _known_once(rows: pd.DataFrame, causes: tuple[str, ...]) -> pd.DataFrame:
    """Rows that only one side knows in full: one that goes and one that comes, both by ``coverage``."""
    parts = []
    for side, other in (("before", "after"), ("after", "before")):
        part = rows[["category_id", "there_before", "there_after"]].copy()
        part[[f"{cause}_{at}" for cause in causes for at in ("before", "after")]] = 1.0
        for at in ("before", "after"):
            part[f"{causes[0]}_{at}"] = rows[f"kg_{side}"]
        part[f"coverage_{other}"] = 0.0
        parts.append(part)
    return pd.concat(parts)
