"""Figures of a provider among its peers, for its own eyes: a strip with intervals, and a funnel of value against size."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import FAINT, GRID, HIGH, INK, PALETTE, TEXT_POINTS, new_axes, set_title
from hjj_lib.charts.uncertainty import name_rows
from hjj_lib.language import Language
from hjj_lib.network.standing import funnel_limits
from hjj_lib.uncertainty import Probability, words

_MEANS: Mapping[str, str] = {
    "lowest": "Mean of those with the lowest figures",
    "middle": "Mean of those in the middle",
    "highest": "Mean of those with the highest figures",
}
_OURS = "We"
_SIGNIFICANT = 3
_POINTS = 200


def strip_chart(rows: pd.DataFrame, language: Language, *, title: str, names: Mapping[str, str]) -> Axes:
    """Dots with 95 % intervals for ourselves and those who agreed to be named, and diamonds for means of the others.

    Parameters
    ----------
    rows
        As :func:`hjj_lib.network.standing.strip` gives; the lowest figure is drawn on top.
    title
        The quantity's name with its unit.
    names
        Institution → name of those who agreed to be named.
    """
    drawn = rows.sort_values("value", kind="stable").reset_index(drop=True)
    axes = new_axes(len(drawn))
    for position, row in enumerate(drawn.to_dict("records")):
        own, mean = row["kind"] == "own", row["kind"] in _MEANS
        colour = HIGH if own else FAINT if mean else PALETTE[0]
        if not mean:
            axes.hlines(position, row["low"], row["high"], color=colour, linewidth=3)
        axes.plot(row["value"], position, "D" if mean else "o", color=colour if mean else INK, markersize=5)
        axes.annotate(
            _figure(row["value"], language),
            (row["value"] if mean else row["high"], position),
            xytext=(6, -3),
            textcoords="offset points",
            fontsize=TEXT_POINTS,
            color=INK,
        )
    name_rows(axes, pd.Series([_name(row, language, names) for row in drawn.to_dict("records")], dtype=str))
    widest = float(np.nanmax(drawn[["value", "high"]].to_numpy(dtype=float))) if len(drawn) else 0.0
    axes.set_xlim(left=min(0.0, float(drawn["low"].min()) if len(drawn) else 0.0), right=widest * 1.2 or 1)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.xaxis.set_major_formatter(lambda value, _: _figure(value, language))
    axes.set_xlabel(title, fontsize=TEXT_POINTS, color=INK, parse_math=False)
    set_title(axes, language.sentence("We and our peers, with 95 % intervals"))
    return axes


def strip_alt(rows: pd.DataFrame, standing: pd.Series, language: Language, *, title: str) -> str:
    """The finding in words: our figure, the range of our rank with its probability, and how likely we are below the middle.

    Parameters
    ----------
    standing
        The row of the quantity of :func:`hjj_lib.network.standing.standing`.
    """
    if rows.empty:
        return language.sentence("{title}: no comparison, as we may not be ranked or too few others may.", title=title)
    own = rows[rows["kind"] == "own"].iloc[0]
    parts = [
        language.sentence(
            "{title}: our figure is {value} (95 % interval {low} – {high}).",
            title=title,
            value=_figure(own["value"], language),
            low=_figure(own["low"], language),
            high=_figure(own["high"], language),
        ),
        _of_rank(standing, language),
    ]
    if pd.notna(standing["below_middle"]):
        parts.append(
            language.sentence(
                "The mean of those in the middle is {middle}; with a probability of {probability} we are below it.",
                middle=_figure(standing["middle"], language),
                probability=_probability(standing["below_middle"], language),
            )
        )
    return " ".join(parts)


def funnel_chart(
    rows: pd.DataFrame, deviation: float, language: Language, *, title: str, size: str, names: Mapping[str, str]
) -> Axes:
    """Value against size, with the limits within which figures of that size scatter around the middle.

    Parameters
    ----------
    rows
        As :func:`hjj_lib.network.standing.strip` gives.
    deviation
        As :func:`hjj_lib.network.standing.funnel_deviation` gives.
    title, size
        Names of the quantity and of its denominator.
    """
    axes = new_axes()
    members, middle = _members(rows), _middle(rows)
    if len(members) and middle is not None:
        largest = float(members["denominator"].max())
        sizes = np.linspace(float(members["denominator"].min()) / 2, largest * 1.1, _POINTS)
        low, high = funnel_limits(middle, deviation, sizes)
        axes.plot(sizes, low, color=FAINT, linestyle="--", linewidth=1)
        axes.plot(sizes, high, color=FAINT, linestyle="--", linewidth=1)
        axes.axhline(middle, color=FAINT, linewidth=1)
    for row in members.to_dict("records"):
        colour = HIGH if row["kind"] == "own" else PALETTE[0]
        axes.vlines(row["denominator"], row["low"], row["high"], color=colour, linewidth=2)
        axes.plot(row["denominator"], row["value"], "o", color=colour, markersize=6)
        axes.annotate(
            _name(row, language, names),
            (row["denominator"], row["value"]),
            xytext=(6, 4),
            textcoords="offset points",
            fontsize=TEXT_POINTS,
            color=INK,
            parse_math=False,
        )
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.xaxis.set_major_formatter(lambda value, _: language.number(value))
    axes.yaxis.set_major_formatter(lambda value, _: _figure(value, language))
    axes.set_xlabel(size, fontsize=TEXT_POINTS, color=INK, parse_math=False)
    axes.set_ylabel(title, fontsize=TEXT_POINTS, color=INK, parse_math=False)
    set_title(axes, language.sentence("Is the difference larger than size alone explains?"))
    return axes


def funnel_alt(rows: pd.DataFrame, deviation: float, language: Language, *, title: str) -> str:
    """The finding in words: whether our figure lies within the limits for our size."""
    middle = _middle(rows)
    if rows.empty or middle is None:
        return language.sentence("{title}: no comparison, as we may not be ranked or too few others may.", title=title)
    own = rows[rows["kind"] == "own"].iloc[0]
    low, high = (float(end[0]) for end in funnel_limits(middle, deviation, np.array([float(own["denominator"])])))
    told = {
        "title": title,
        "value": _figure(own["value"], language),
        "low": _figure(low, language),
        "high": _figure(high, language),
    }
    if own["value"] < low:
        return language.sentence("{title}: our figure {value} is below the limits for our size, {low} – {high}.", **told)
    if own["value"] > high:
        return language.sentence("{title}: our figure {value} is above the limits for our size, {low} – {high}.", **told)
    return language.sentence(
        "{title}: our figure {value} is within the limits for our size, {low} – {high}: providers of this size scatter as much.",
        **told,
    )


def _of_rank(standing: pd.Series, language: Language) -> str:
    low, high = int(standing["low_rank"]), int(standing["high_rank"])
    told = {"count": int(standing["ranked_count"]), "probability": _probability(standing["probability"], language)}
    if low == high:
        return language.sentence(
            "Counted from the lowest figure we are number {rank} of {count}, with a probability of {probability}.",
            rank=low,
            **told,
        )
    return language.sentence(
        "Counted from the lowest figure we are between number {low} and {high} of {count}, with a probability of {probability}.",
        low=low,
        high=high,
        **told,
    )


def _name(row: Mapping[Hashable, Any], language: Language, names: Mapping[str, str]) -> str:
    kind = str(row["kind"])
    if kind in _MEANS:
        return language.sentence(_MEANS[kind])
    return language.sentence(_OURS) if kind == "own" else names.get(str(row["institution_id"]), str(row["institution_id"]))


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["kind"].isin(["own", "named"])]


def _middle(rows: pd.DataFrame) -> float | None:
    found = rows.loc[rows["kind"] == "middle", "value"]
    return float(found.iloc[0]) if len(found) else None


def _probability(share: float, language: Language) -> str:
    return words.probability_words(Probability(share, standard_error=float("nan"), draws=0), language)


def _figure(value: float, language: Language) -> str:
    return language.significant(value, _SIGNIFICANT)
