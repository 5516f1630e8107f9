"""The figure of a plan's money: what comes in and goes out each year, and how the sum grows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import FAINT, GRID, INK, PALETTE, TEXT_POINTS, new_axes, set_title
from hjj_lib.language import Language

_YEARS_SHOWN = 8
_BAR = 0.7
_THOUSAND = 1000
_PARTS = {"running_eur": "Savings less running costs", "investment_eur": "Investment", "renewal_eur": "Renewal"}


def cumulative_cash(yearly: pd.DataFrame, language: Language) -> Axes:
    """Bars of each year's money, in above the line and out below it, and the cumulative sum as a line.

    Parameters
    ----------
    yearly
        ``year``, ``investment_eur``, ``renewal_eur``, ``running_eur`` and ``cumulative_eur``, as from ``scenarios.yearly_cash``.
    """
    axes = new_axes()
    years = yearly["year"].to_numpy(dtype=float)
    below, above = np.zeros(len(years)), np.zeros(len(years))
    for column, colour in zip(_PARTS, (PALETTE[2], PALETTE[5], PALETTE[1]), strict=True):
        eur = -yearly[column].to_numpy(dtype=float)
        bottom, label = np.where(eur < 0, below, above), language.sentence(_PARTS[column])
        axes.bar(years, eur, _BAR, bottom=bottom, color=colour, label=label, edgecolor="white", linewidth=0.6)
        below, above = below + np.minimum(eur, 0), above + np.maximum(eur, 0)
    axes.plot(
        years, yearly["cumulative_eur"], color=INK, linewidth=2, marker="o", markersize=3, label=language.sentence("Cumulative")
    )
    axes.axhline(0, color=FAINT, linewidth=1)
    axes.margins(y=0.12)
    axes.set_xticks(years[:: max(1, round(len(years) / _YEARS_SHOWN))])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    axes.yaxis.set_major_formatter(lambda value, _: language.number(value / _THOUSAND))
    axes.set_ylabel(language.sentence("1,000 €, today's money"), fontsize=TEXT_POINTS, color=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), fontsize=TEXT_POINTS, frameon=False)
    set_title(axes, language.sentence("The plan's money, {first}–{last}", first=f"{years[0]:.0f}", last=f"{years[-1]:.0f}"))
    return axes


def cumulative_cash_alt(yearly: pd.DataFrame, language: Language) -> str:
    """The figure in words: how deep the sum goes and when, and where it ends."""
    lowest = yearly.sort_values("cumulative_eur", kind="stable").iloc[0]
    last = yearly.iloc[-1]
    english = (
        "Bars of each year's money and a line of its sum. The sum is lowest in {low_year}, {low} €, and at the end of {last} "
        "it is {end} €: the plan has paid itself back."
        if round(last["cumulative_eur"]) >= 0
        else "Bars of each year's money and a line of its sum. The sum is lowest in {low_year}, {low} €, and at the end of "
        "{last} it is {end} €: the plan has not paid itself back."
    )
    return language.sentence(
        english,
        low_year=int(lowest["year"]),
        low=language.number(lowest["cumulative_eur"]),
        last=int(last["year"]),
        end=language.number(last["cumulative_eur"]),
    )
