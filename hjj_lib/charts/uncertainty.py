"""Figures of uncertainty: intervals by category, what moves the total, and each input's share of the variance."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import (
    BAR_HEIGHT,
    FAINT,
    GRID,
    HIGH,
    INK,
    LOW,
    PALETTE,
    TEXT_POINTS,
    decimals_of,
    new_axes,
    set_title,
    set_tonnes,
)
from hjj_lib.language import Language

_NAME_LETTERS = 46


def intervals(table: pd.DataFrame, language: Language, *, year: int) -> Axes:
    """A dot for the calculated emissions and a line for the 95 % interval of each row.

    Parameters
    ----------
    table
        ``name``, ``known_kg``, ``low_kg``, ``high_kg``; the first row is drawn on top.
    """
    axes = new_axes(len(table))
    rows = table.reset_index(drop=True)
    axes.hlines(rows.index, rows["low_kg"], rows["high_kg"], color=PALETTE[0], linewidth=3)
    axes.plot(rows["known_kg"], rows.index, "o", color=INK, markersize=5)
    for position, row in rows.iterrows():
        text = f"{language.tonnes(row['known_kg'])} ({language.tonnes(row['low_kg'])} – {language.tonnes(row['high_kg'])})"
        axes.annotate(
            text,
            (row["high_kg"], float(str(position))),
            xytext=(6, -3),
            textcoords="offset points",
            fontsize=TEXT_POINTS,
            color=INK,
        )
    name_rows(axes, rows["name"])
    axes.set_xlim(left=min(0, float(rows["low_kg"].min())), right=float(rows["high_kg"].max()) * 1.85 or 1)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    set_tonnes(
        axes,
        language,
        which="x",
        label=language.sentence("t CO₂e in {year}", year=year),
        decimals=decimals_of(rows["high_kg"].max()),
    )
    set_title(axes, language.sentence("Emissions and their 95 % intervals, {year}", year=year))
    return axes


def intervals_alt(table: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words: every row with its interval."""
    parts = [
        f"{row['name']} {language.tonnes(row['known_kg'])} ({language.tonnes(row['low_kg'])} – {language.tonnes(row['high_kg'])})"
        for _, row in table.iterrows()
    ]
    return language.sentence("Emissions of {year} with their 95 % intervals: {rows}.", year=year, rows="; ".join(parts))


def tornado(table: pd.DataFrame, total_kg: float, language: Language, *, year: int) -> Axes:
    """How far the total moves when one input goes to the low or high end of its interval; the widest bar on top.

    Parameters
    ----------
    table
        ``name``, ``low_kg``, ``high_kg`` of the total, as in ``one_at_a_time``; rows without a range are left out.
    total_kg
        The calculated total, where the bars start.
    """
    rows = table.dropna(subset=["low_kg", "high_kg"]).reset_index(drop=True)
    axes = new_axes(len(rows))
    for end, colour, side in (("low_kg", LOW, -1), ("high_kg", HIGH, 1)):
        change = rows[end] - total_kg
        axes.barh(rows.index, change, left=total_kg, height=BAR_HEIGHT, color=colour)
        for position, value in change.items():
            sign = "+" if value > 0 else "−" if value < 0 else ""
            axes.annotate(
                f"{sign}{language.tonnes(abs(value))}",
                (total_kg + value, float(str(position))),
                xytext=(4 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                fontsize=TEXT_POINTS,
                color=INK,
            )
    axes.axvline(total_kg, color=INK, linewidth=1)
    name_rows(axes, rows["name"])
    axes.margins(x=0.45)
    set_tonnes(axes, language, which="x", label=language.sentence("t CO₂e in {year}", year=year), decimals=decimals_of(total_kg))
    set_title(axes, language.sentence("What moves the total, one input at a time, {year}", year=year))
    return axes


def tornado_alt(table: pd.DataFrame, total_kg: float, language: Language, *, year: int) -> str:
    """The figure in words: the total and the inputs that move it, from the strongest on."""
    rows = table.dropna(subset=["low_kg", "high_kg"])
    parts = [f"{row['name']} {language.tonnes(row['low_kg'])} – {language.tonnes(row['high_kg'])}" for _, row in rows.iterrows()]
    return language.sentence(
        "Bars around the total of {year}, {total}: where it would be at the low and high end of each input. {rows}.",
        year=year,
        total=language.tonnes(total_kg),
        rows="; ".join(parts),
    )


def variance_shares(table: pd.DataFrame, language: Language, *, year: int) -> Axes:
    """Each input's share of the variance of the total; the largest on top.

    Parameters
    ----------
    table
        ``name``, ``variance_share`` (0 to 1).
    """
    rows = table.reset_index(drop=True)
    axes = new_axes(len(rows))
    axes.barh(rows.index, rows["variance_share"], height=BAR_HEIGHT, color=PALETTE[0])
    for position, share in rows["variance_share"].items():
        axes.annotate(
            language.percent(share, 1 if share < 1 / 10 else 0),
            (share, float(str(position))),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=TEXT_POINTS,
            color=INK,
        )
    name_rows(axes, rows["name"])
    axes.set_xlim(0, max(float(rows["variance_share"].max()) * 1.15, 0.01) if len(rows) else 1)
    axes.xaxis.set_major_formatter(lambda value, _: language.percent(value))
    axes.set_xlabel(language.sentence("Share of the variance of the total"), fontsize=TEXT_POINTS, color=INK)
    set_title(axes, language.sentence("Where the uncertainty comes from, {year}", year=year))
    return axes


def variance_shares_alt(table: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words."""
    parts = [f"{row['name']} {language.percent(row['variance_share'], 1)}" for _, row in table.iterrows()]
    return language.sentence("Shares of the variance of the total of {year}: {rows}.", year=year, rows="; ".join(parts))


def name_rows(axes: Axes, names: pd.Series) -> None:
    """Names beside the rows, the first on top; long ones are cut, the table below the figure has them whole."""
    short = [name if len(name) <= _NAME_LETTERS else name[: _NAME_LETTERS - 1].rstrip() + "…" for name in names.astype(str)]
    axes.set_yticks(range(len(short)), short, fontsize=TEXT_POINTS, color=INK, parse_math=False)
    axes.set_ylim(len(short) - 0.4, -0.6)
    axes.tick_params(axis="x", colors=FAINT)
