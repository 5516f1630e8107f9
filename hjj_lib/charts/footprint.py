"""Figures of the footprint: the two views side by side, and where the emissions come from."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import (
    BAR_HEIGHT,
    GRID,
    INK,
    SCOPE_COLOURS,
    TEXT_POINTS,
    VIEW_COLOURS,
    decimals_of,
    new_axes,
    set_title,
    set_tonnes,
)
from hjj_lib.language import Language

VIEW_NAMES = {"market": "Market-based", "location": "Location-based"}
_ROOM = 1.35
_NARROW_SHARE = 0.13


def views_by_scope(table: pd.DataFrame, language: Language, *, year: int) -> Axes:
    """The two totals as two bars, each made of its scopes.

    Parameters
    ----------
    table
        ``view``, ``scope``, ``known_kg``; one row per view and scope.
    """
    axes = new_axes(len(VIEW_NAMES))
    widest = float(table.groupby("view")["known_kg"].sum().max())
    for position, view in enumerate(VIEW_NAMES):
        left = 0.0
        for row in table[table["view"] == view].sort_values("scope").to_dict("records"):
            axes.barh(
                position, row["known_kg"], left=left, height=BAR_HEIGHT, color=SCOPE_COLOURS[str(row["scope"])], edgecolor="white"
            )
            if row["known_kg"] > _NARROW_SHARE * widest:
                label = language.sentence("Scope {number}", number=row["scope"])
                colour = "white" if row["scope"] == "3" else INK
                axes.annotate(
                    label, (left + row["known_kg"] / 2, position), ha="center", va="center", fontsize=TEXT_POINTS, color=colour
                )
            left += float(row["known_kg"])
        axes.annotate(
            language.tonnes(left), (left, position), xytext=(6, -3), textcoords="offset points", fontsize=TEXT_POINTS, color=INK
        )
    axes.set_yticks(range(len(VIEW_NAMES)), [language.sentence(name) for name in VIEW_NAMES.values()])
    axes.invert_yaxis()
    axes.set_xlim(0, float(widest) * _ROOM or 1)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    set_tonnes(axes, language, which="x", label=language.sentence("t CO₂e in {year}", year=year), decimals=decimals_of(widest))
    set_title(axes, language.sentence("Two views of the same year, {year}", year=year))
    return axes


def views_by_scope_alt(table: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words: both totals with their scopes."""
    texts = []
    for view, name in VIEW_NAMES.items():
        rows = table[table["view"] == view].sort_values("scope")
        parts = ", ".join(f"scope {row['scope']} {language.tonnes(row['known_kg'])}" for row in rows.to_dict("records"))
        texts.append(f"{language.sentence(name)} {language.tonnes(rows['known_kg'].sum())} ({parts})")
    return language.sentence("Totals of {year} in two views: {rows}.", year=year, rows="; ".join(texts))


def by_category(table: pd.DataFrame, language: Language, *, year: int) -> Axes:
    """Emissions by category, largest on top; the two views where they differ.

    Parameters
    ----------
    table
        ``name``, ``market_kg``, ``location_kg``; one row per category.
    """
    rows = table.reset_index(drop=True)
    axes = new_axes(len(rows))
    half = BAR_HEIGHT / 2
    for view, shift in (("market", -half / 2), ("location", half / 2)):
        label = language.sentence(VIEW_NAMES[view])
        axes.barh(rows.index + shift, rows[f"{view}_kg"], height=half, color=VIEW_COLOURS[view], label=label)
        for position, value in enumerate(rows[f"{view}_kg"].to_numpy(dtype=float)):
            place = (value, position + shift)
            axes.annotate(
                language.tonnes(value), place, xytext=(4, -3), textcoords="offset points", fontsize=TEXT_POINTS - 1, color=INK
            )
    axes.set_yticks(rows.index, list(rows["name"]), parse_math=False)
    axes.invert_yaxis()
    widest = float(rows[["market_kg", "location_kg"]].to_numpy(dtype=float).max(initial=0.0))
    axes.set_xlim(0, widest * _ROOM or 1)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.legend(frameon=False, fontsize=TEXT_POINTS, loc="lower right")
    set_tonnes(axes, language, which="x", label=language.sentence("t CO₂e in {year}", year=year), decimals=decimals_of(widest))
    set_title(axes, language.sentence("Emissions by category, {year}", year=year))
    return axes


def by_category_alt(table: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words: every category, market-based first."""
    parts = [
        language.sentence(
            "{name} {market} market-based, {location} location-based",
            name=row["name"],
            market=language.tonnes(row["market_kg"]),
            location=language.tonnes(row["location_kg"]),
        )
        for row in table.to_dict("records")
    ]
    return language.sentence("Emissions of {year} by category: {rows}.", year=year, rows="; ".join(parts))
