"""Emissions over the years: both views, what was published, and the years that are not like the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.footprint import VIEW_NAMES
from hjj_lib.charts.style import (
    FAINT,
    GRID,
    INK,
    PALETTE,
    TEXT_POINTS,
    VIEW_COLOURS,
    decimals_of,
    new_axes,
    set_title,
    set_tonnes,
)
from hjj_lib.language import Language

_HALF_YEAR = 0.5
_ROOM = 1.2
_LINE_STYLES = {"market": "solid", "location": "dashed"}
_MARKERS = {"market": "o", "location": "s"}
_MOST_TICKS = 12
#: Column → what its line is called, and how it looks.
_TARGET_LINES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "allowed_kg": ("Target", {"color": FAINT, "linestyle": "dashed"}),
    "actual_kg": ("Emitted", {"color": VIEW_COLOURS["market"], "marker": "o", "markersize": 8}),
    "plan_kg": ("Plan", {"color": PALETTE[2], "linewidth": 2}),
}


def yearly_totals(table: pd.DataFrame, language: Language, *, versions: str) -> Axes:
    """The totals of the years as two lines; a hollow marker has emissions that are not known, a grey band is exceptional.

    Parameters
    ----------
    table
        ``year``, ``market_kg``, ``location_kg``, ``published_kg``, ``complete``, ``exceptional``, as
        :func:`hjj_lib.monitoring.totals_by_year` gives them.
    versions
        What the years were calculated with, in words, for the title.
    """
    axes = new_axes()
    rows = table.sort_values("year").reset_index(drop=True)
    kg = rows[["market_kg", "location_kg", "published_kg"]]
    for view, name in VIEW_NAMES.items():
        style: dict[str, Any] = {"color": VIEW_COLOURS[view], "linestyle": _LINE_STYLES[view], "marker": _MARKERS[view]}
        axes.plot(rows["year"], rows[f"{view}_kg"], label=language.sentence(name), markersize=8, **style)
        hollow = rows[~rows["complete"].astype(bool)]
        axes.plot(hollow["year"], hollow[f"{view}_kg"], **{**style, "linestyle": "none"}, markersize=8, markerfacecolor="white")
        _tell(axes, rows, view, language)
    told = rows.dropna(subset=["published_kg"])
    if len(told):
        label = language.sentence("As published, market-based")
        axes.plot(told["year"], told["published_kg"], linestyle="none", marker="x", markersize=9, color=INK, label=label)
    for year in rows.loc[rows["exceptional"].astype(bool), "year"]:
        axes.axvspan(year - _HALF_YEAR, year + _HALF_YEAR, color=GRID, alpha=0.5, linewidth=0)
    largest = float(kg.abs().to_numpy(dtype=float)[kg.notna().to_numpy()].max(initial=0.0))
    lowest = min(0.0, float(kg.min().min()) * _ROOM)
    axes.set_xticks(list(rows["year"]), labels=[str(int(year)) for year in rows["year"]])
    axes.set_xlim(rows["year"].min() - _HALF_YEAR, rows["year"].max() + _HALF_YEAR)
    axes.set_ylim(lowest, largest * _ROOM or 1)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.legend(frameon=False, fontsize=TEXT_POINTS, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    set_tonnes(axes, language, which="y", label=language.sentence("t CO₂e a year"), decimals=decimals_of(largest))
    set_title(axes, language.sentence("Emissions by year, {versions}", versions=versions))
    return axes


def yearly_totals_alt(table: pd.DataFrame, language: Language, *, versions: str) -> str:
    """The figure in words: what became of the emissions, every year in both views, and what is unknown or exceptional."""
    title = language.sentence("Emissions by year, {versions}", versions=versions)
    rows = table.sort_values("year").to_dict("records")
    first, last = rows[0], rows[-1]
    years = "; ".join(
        language.sentence(
            "{year}: {market} market-based, {location} location-based",
            year=row["year"],
            market=language.tonnes(row["market_kg"]),
            location=language.tonnes(row["location_kg"]),
        )
        for row in rows
    )
    english = (
        "Market-based emissions rose from {first} in {first_year} to {last} in {last_year}. {years}. "
        "Not all is known: {lacking}. Exceptional: {exceptional}."
        if last["market_kg"] > first["market_kg"]
        else "Market-based emissions fell from {first} in {first_year} to {last} in {last_year}. {years}. "
        "Not all is known: {lacking}. Exceptional: {exceptional}."
    )
    none = language.sentence("none")
    told = language.sentence(
        english,
        first=language.tonnes(first["market_kg"]),
        first_year=first["year"],
        last=language.tonnes(last["market_kg"]),
        last_year=last["year"],
        years=years,
        lacking=", ".join(str(row["year"]) for row in rows if not row["complete"]) or none,
        exceptional=", ".join(str(row["year"]) for row in rows if row["exceptional"]) or none,
    )
    return f"{title}. {told}"


def _tell(axes: Axes, rows: pd.DataFrame, view: str, language: Language) -> None:
    """Each total beside its marker: above where the view is the higher one."""
    other = next(name for name in VIEW_NAMES if name != view)
    for row in rows.to_dict("records"):
        above = row[f"{view}_kg"] >= row[f"{other}_kg"] if view == "location" else row[f"{view}_kg"] > row[f"{other}_kg"]
        axes.annotate(
            language.tonnes(row[f"{view}_kg"]),
            (row["year"], row[f"{view}_kg"]),
            xytext=(0, 9 if above else -17),
            textcoords="offset points",
            ha="center",
            fontsize=TEXT_POINTS,
            color=INK,
        )


def target_path(table: pd.DataFrame, language: Language, *, name: str) -> Axes:
    """What a target allows, what was emitted, and what the plan says, over the years.

    Parameters
    ----------
    table
        ``year``, ``allowed_kg``, ``actual_kg``, ``plan_kg``, as :func:`hjj_lib.monitoring.outlook` gives them.
    name
        What the target is called.
    """
    axes = new_axes()
    rows = table.sort_values("year").reset_index(drop=True)
    for column, (label, style) in _TARGET_LINES.items():
        told = rows.dropna(subset=[column])
        axes.plot(told["year"], told[column], label=language.sentence(label), **style)
    largest = float(rows[list(_TARGET_LINES)].max().max())
    years = [int(year) for year in rows["year"]]
    step = max(len(years) // _MOST_TICKS, 1)
    axes.set_xticks(years[::step], labels=[str(year) for year in years[::step]])
    axes.set_ylim(0, largest * _ROOM or 1)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.legend(frameon=False, fontsize=TEXT_POINTS, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    set_tonnes(axes, language, which="y", label=language.sentence("t CO₂e a year"), decimals=decimals_of(largest))
    set_title(axes, name)
    return axes


def target_path_alt(table: pd.DataFrame, language: Language, *, name: str) -> str:
    """The figure in words: the last measured year and the last planned year beside what the target allows."""
    measured, planned = (table.dropna(subset=[column]).iloc[-1] for column in ("actual_kg", "plan_kg"))
    return language.sentence(
        "{name}: in {year} {actual} were emitted and {allowed} allowed; for {last_year} the plan says {plan} and the target "
        "{target}.",
        name=name,
        year=int(measured["year"]),
        actual=language.tonnes(measured["actual_kg"]),
        allowed=language.tonnes(measured["allowed_kg"]),
        last_year=int(planned["year"]),
        plan=language.tonnes(planned["plan_kg"]),
        target=language.tonnes(planned["allowed_kg"]),
    )
