"""Where a provider stands among its peers: a range of ranks with its probability, never a bare rank.

Only the provider itself gets to see this. Of the others it sees means of at least as many as the smallest group, and by name
those who agreed to be named; a pseudonym would not hide the only forestry college of a region, so there are none.

The *middle* of a quantity is the mean of the others nearest the median: as many as the smallest group, one more where that is
needed for as many to lie above as below. It is close to the median, and nobody's own figure. As figures of named members are
known, every mean holds either no unnamed member or as many of them as the smallest group, and is made wider until it does.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from hjj_lib.network.comparison import Comparison
from hjj_lib.network.intensities import KEY
from hjj_lib.uncertainty import interval, probability_lower
from hjj_lib.uncertainty.distribution import INTERVAL_PERCENTILES, NORMAL_DEVIATIONS, Floats

_WHO = "institution_id"
_COLUMNS = [
    *KEY,
    "value",
    "low",
    "high",
    "ranked_count",
    "low_rank",
    "high_rank",
    "probability",
    "low_percentile",
    "high_percentile",
    "middle",
    "below_middle",
    "reasons",
]


def standing(comparison: Comparison) -> pd.DataFrame:
    """Where the provider stands in every ranked quantity.

    Returns
    -------
    One row for each quantity: ``value`` of the provider with its 95 % interval ``low``, ``high``; ``ranked_count`` with itself;
    ``low_rank`` and ``high_rank``, the ends of the 95 % interval of its rank (1 is the lowest figure), and ``probability``, the
    share of the draws in which its rank is between them; ``low_percentile`` and ``high_percentile``, the share of the others
    that have a higher figure at those two ends (0 to 1); ``middle``, and ``below_middle``, the probability of being below it.
    Where the provider may not be ranked, or fewer others than the smallest group may, all of these are unknown but for the
    value, and ``reasons`` say why. The middle is unknown, too, where no mean hides those without a name. Without a
    peer group there are no rows; the group says why.
    """
    rows = [_row(comparison, key) for key in comparison.quantity_keys()]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"low_rank": "Int64", "high_rank": "Int64"})


def middle_members(values: pd.Series, count: int, named: Collection[str] = ()) -> pd.Index:
    """Index of the values nearest the median, as many on either side: at least ``count``, and as many without a name, or none.

    Parameters
    ----------
    values
        By institution. Equals are taken in the order of the index, so that the order of the rows does not matter.
    named
        Those who agreed to be named.

    Returns
    -------
    Empty where there are too few without a name to hide behind each other.
    """
    ordered = values.sort_index().sort_values(kind="stable").index
    for wanted in range(count + (len(ordered) - count) % 2, len(ordered) + 1, 2):
        first = (len(ordered) - wanted) // 2
        window = ordered[first : first + wanted]
        if _hides(window, named, count):
            return window
    return ordered[:0]


def against_named(comparison: Comparison, key: tuple[str, ...]) -> pd.DataFrame:
    """The provider against each peer that agreed to be named.

    Returns
    -------
    ``institution_id``, ``value``, ``low``, ``high``, and ``provider_lower``: the probability that the provider's figure is the
    lower one, from draws in which what both share is the same. No rows where the provider has no standing.
    """
    columns = [_WHO, "value", "low", "high", "provider_lower"]
    if comparison.refusal(key):
        return pd.DataFrame(columns=columns)
    table = _with_intervals(comparison, key)
    draws = comparison.draws[key]
    own = draws[:, _own_column(comparison, key)]
    lower = [probability_lower(own, draws[:, number]).share for number in range(len(table))]
    shown = table.assign(provider_lower=lower)
    return shown.loc[shown[_WHO].isin(comparison.named), columns].sort_values(["value", _WHO]).reset_index(drop=True)


def strip(comparison: Comparison, key: tuple[str, ...]) -> pd.DataFrame:
    """The rows of a strip chart: the provider, those who agreed to be named, and the means of the others.

    Returns
    -------
    ``kind`` (``own``, ``named``, ``middle``, ``lowest``, ``highest``), ``institution_id`` (empty for means), ``value``, ``low``,
    ``high``. ``lowest`` and ``highest``, the means of as many others as the smallest group, are there when the two have nobody
    in common. No rows where the provider has no standing.
    """
    columns = ["kind", _WHO, "value", "low", "high", "denominator"]
    if comparison.refusal(key):
        return pd.DataFrame(columns=columns)
    table = _with_intervals(comparison, key)
    own = table[table[_WHO] == comparison.provider].assign(kind="own")
    named = table.merge(against_named(comparison, key)[[_WHO]], on=_WHO, how="inner", validate="one_to_one").assign(kind="named")
    return pd.concat([own, named.sort_values(["value", _WHO]), _means(comparison, key)], ignore_index=True)[columns]


def funnel_deviation(comparison: Comparison, key: tuple[str, ...]) -> float:
    """How far figures of one unit of the denominator lie from the middle: root of the mean of (value − middle)² × denominator.

    A figure over ``n`` units is expected to lie within this, divided by √n, times the deviations of a 95 % interval: small
    providers scatter more than large ones even when nobody does anything differently. Unknown without a standing.

    Source of the method: Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24.
    """
    if comparison.refusal(key):
        return float("nan")
    others = _others(comparison, key)
    middle = others["value"].loc[middle_members(others["value"], comparison.at_least, comparison.named)].mean()
    squares = np.square(others["value"] - middle) * others["denominator"]
    return float(np.sqrt(squares.mean()))


def funnel_limits(middle: float, deviation: float, sizes: Floats) -> tuple[Floats, Floats]:
    """The lower and upper 95 % limits for each size; the lower one not below zero."""
    half = NORMAL_DEVIATIONS * deviation / np.sqrt(sizes)
    return np.maximum(middle - half, 0), middle + half


def _row(comparison: Comparison, key: tuple[str, ...]) -> dict[str, object]:
    mine = comparison.of(key).set_index(_WHO).loc[comparison.provider]
    found = dict(zip(KEY, key, strict=True)) | {"value": mine["value"], "reasons": comparison.refusal(key)}
    if found["reasons"]:
        return found
    draws, at = comparison.draws[key], _own_column(comparison, key)
    others = _others(comparison, key)
    count = len(others)
    # Rank 1 is the lowest figure; of equals, each has the better rank, as in the ranking of one set of figures.
    ranks = 1 + (draws < draws[:, [at]]).sum(axis=1)
    low, high = (int(end) for end in np.percentile(ranks, INTERVAL_PERCENTILES, method="nearest"))
    nearest = middle_members(others["value"], comparison.at_least, comparison.named)
    columns = [number for number, name in enumerate(comparison.ranked(key)[_WHO]) if name in set(nearest)]
    ends = interval(draws[:, [at]]).iloc[0]
    return found | {
        "low": ends["low_kg"],
        "high": ends["high_kg"],
        "ranked_count": count + 1,
        "low_rank": low,
        "high_rank": high,
        "probability": float(((ranks >= low) & (ranks <= high)).mean()),
        "low_percentile": (count + 1 - high) / count,
        "high_percentile": (count + 1 - low) / count,
        "middle": float(others["value"].loc[nearest].mean()),
        "below_middle": probability_lower(draws[:, at], draws[:, columns].mean(axis=1)).share if columns else float("nan"),
    }


def _own_column(comparison: Comparison, key: tuple[str, ...]) -> int:
    return int(np.flatnonzero(comparison.ranked(key)[_WHO] == comparison.provider)[0])


def _others(comparison: Comparison, key: tuple[str, ...]) -> pd.DataFrame:
    table = comparison.ranked(key).set_index(_WHO)
    return table.drop(index=comparison.provider)


def _with_intervals(comparison: Comparison, key: tuple[str, ...]) -> pd.DataFrame:
    ends = interval(comparison.draws[key])[["low_kg", "high_kg"]].set_axis(["low", "high"], axis=1)
    return comparison.ranked(key)[[_WHO, "value", "denominator"]].join(ends)


def _means(comparison: Comparison, key: tuple[str, ...]) -> pd.DataFrame:
    """Means of groups of the others; those of the ends only where they are made of different members."""
    values, least = _others(comparison, key)["value"], comparison.at_least
    groups = {"middle": middle_members(values, least, comparison.named)}
    lowest, highest = (_first_members(values * sign, least, comparison.named) for sign in (1, -1))
    if lowest.intersection(highest).empty:
        groups |= {"lowest": lowest, "highest": highest}
    found = {kind: float(values.loc[members].mean()) for kind, members in groups.items() if len(members)}
    return pd.DataFrame({"kind": list(found), _WHO: "", "value": list(found.values())}).assign(
        low=float("nan"), high=float("nan"), denominator=float("nan")
    )


def _first_members(values: pd.Series, count: int, named: Collection[str]) -> pd.Index:
    ordered = values.sort_index().sort_values(kind="stable").index
    windows = (ordered[:wanted] for wanted in range(count, len(ordered) + 1))
    return next((window for window in windows if _hides(window, named, count)), ordered[:0])


def _hides(window: pd.Index, named: Collection[str], count: int) -> bool:
    """Whether nobody's figure can be had from the mean by taking away those of the named."""
    unnamed = len(window) - int(window.isin(list(named)).sum())
    return len(window) >= count and (unnamed == 0 or unnamed >= count)
