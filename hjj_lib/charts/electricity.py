"""Figures of electricity: three results side by side, and why one year's differ from the next's."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import (
    BAR_HEIGHT,
    FAINT,
    GRID,
    HIGH,
    INK,
    LOW,
    SCOPE_COLOURS,
    TEXT_POINTS,
    VIEW_COLOURS,
    decimals_of,
    new_axes,
    set_title,
    set_tonnes,
)
from hjj_lib.language import Language

_ROOM = 1.75
_NAME_LETTERS = 30
_OTHER_COLOUR = "#C9CED3"
#: A result that is a sensitivity is drawn paler than the two that are reported.
_PALE = 0.55
_ROWS_OF_THREE = 5


def three_results(table: pd.DataFrame, language: Language, *, year: int) -> Axes:
    """Three totals as bars, each with its scope 2 electricity in front.

    Parameters
    ----------
    table
        ``result``, ``name``, ``electricity_kg``, ``other_kg``, ``total_kg``; one row per result.
    """
    axes = new_axes(_ROWS_OF_THREE)
    for position, row in enumerate(table.to_dict("records")):
        alpha = _PALE if row["result"] == "residual" else 1
        axes.barh(position, row["electricity_kg"], height=BAR_HEIGHT, color=SCOPE_COLOURS["2"], alpha=alpha, edgecolor="white")
        axes.barh(
            position,
            row["other_kg"],
            left=row["electricity_kg"],
            height=BAR_HEIGHT,
            color=_OTHER_COLOUR,
            alpha=alpha,
            edgecolor="white",
        )
        label = language.sentence(
            "{total}\nof which electricity {electricity}",
            total=language.tonnes(row["total_kg"]),
            electricity=language.tonnes(row["electricity_kg"]),
        )
        _beside(axes, row["total_kg"], position, label)
    _names(axes, table)
    widest = float(table["total_kg"].max())
    axes.set_xlim(0, widest * _ROOM or 1)
    set_tonnes(axes, language, which="x", label=language.sentence("t CO₂e in {year}", year=year), decimals=decimals_of(widest))
    set_title(axes, language.sentence("Electricity seen three ways, {year}", year=year))
    return axes


def three_results_alt(table: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words: each total with its electricity."""
    parts = [
        language.sentence(
            "{name} {total}, of which electricity {electricity}",
            name=row["name"],
            total=language.tonnes(row["total_kg"]),
            electricity=language.tonnes(row["electricity_kg"]),
        )
        for row in table.to_dict("records")
    ]
    return language.sentence("Three results of {year}: {rows}.", year=year, rows="; ".join(parts))


def change_steps(table: pd.DataFrame, language: Language) -> Axes:
    """From one year's emissions to the next: a bar for each year, and between them a step for each effect.

    Parameters
    ----------
    table
        ``step``, ``name``, ``kg``: the first and the last row are years, the rows between are effects.
    """
    axes = new_axes(len(table) + 1)
    level, edges = 0.0, [0.0]
    for position, row in enumerate(table.to_dict("records")):
        is_year = row["step"] in ("before", "after")
        start = 0.0 if is_year else level
        end = float(row["kg"]) if is_year else level + float(row["kg"])
        colour = VIEW_COLOURS["market"] if is_year else HIGH if row["kg"] > 0 else LOW
        axes.barh(position, end - start, left=start, height=BAR_HEIGHT, color=colour, edgecolor="white")
        text = language.tonnes(row["kg"])
        _beside(axes, max(start, end), position, text if is_year or row["kg"] <= 0 else f"+{text}")
        if position + 1 < len(table):
            axes.plot([end, end], [position - BAR_HEIGHT / 2, position + 1 + BAR_HEIGHT / 2], color=FAINT, linewidth=0.8)
        level = end
        edges.append(end)
    _names(axes, table)
    axes.set_xlim(min(0.0, *edges), max(edges) * _ROOM or 1)
    label = language.sentence("t CO₂e, market-based")
    set_tonnes(axes, language, which="x", label=label, decimals=decimals_of(max(edges)))
    years = {"before": table["name"].iloc[0], "after": table["name"].iloc[-1]}
    set_title(axes, language.sentence("Why the emissions of electricity changed from {before} to {after}", **years))
    return axes


def change_steps_alt(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: both years and every effect."""
    first, *effects, last = table.to_dict("records")
    rows = "; ".join(f"{row['name']} {'+' if row['kg'] > 0 else ''}{language.tonnes(row['kg'])}" for row in effects)
    return language.sentence(
        "Market-based emissions of electricity: {before} {before_kg}, {after} {after_kg}. Effects: {rows}.",
        before=first["name"],
        before_kg=language.tonnes(first["kg"]),
        after=last["name"],
        after_kg=language.tonnes(last["kg"]),
        rows=rows or "–",
    )


def _beside(axes: Axes, kg: float, position: int, text: str) -> None:
    axes.annotate(text, (kg, position), xytext=(6, 0), textcoords="offset points", va="center", fontsize=TEXT_POINTS, color=INK)


def _names(axes: Axes, table: pd.DataFrame) -> None:
    names = [textwrap.fill(str(name), _NAME_LETTERS) for name in table["name"]]
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID, linewidth=0.6)
