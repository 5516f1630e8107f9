"""How far the total moves when a choice is made otherwise, beside the width of its uncertainty."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import BAR_HEIGHT, GRID, INK, PALETTE, TEXT_POINTS, decimals_of, new_axes, set_title, set_tonnes
from hjj_lib.charts.uncertainty import name_rows
from hjj_lib.language import Language


def choices(table: pd.DataFrame, half_width_kg: float, language: Language) -> Axes:
    """Bars for the change that each alternative makes; the band is the uncertainty of the total as chosen.

    Parameters
    ----------
    table
        ``short``, ``change_kg``; the first row on top.
    half_width_kg
        Of the total's 95 % interval.
    """
    rows = table.reset_index(drop=True)
    axes = new_axes(len(rows))
    axes.axvspan(-half_width_kg, half_width_kg, color=GRID, alpha=0.6, linewidth=0)
    axes.barh(rows.index, rows["change_kg"], height=BAR_HEIGHT, color=PALETTE[0])
    for position, value in rows["change_kg"].items():
        sign = "+" if value > 0 else "−" if value < 0 else ""
        axes.annotate(
            f"{sign}{language.tonnes(abs(value))}",
            (value, float(str(position))),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            ha="left" if value >= 0 else "right",
            va="center",
            fontsize=TEXT_POINTS,
            color=INK,
        )
    axes.axvline(0, color=INK, linewidth=1)
    name_rows(axes, rows["short"])
    axes.margins(x=0.3)
    set_tonnes(
        axes,
        language,
        which="x",
        label=language.sentence("Change of the total, t CO₂e; grey: the uncertainty of the figures"),
        decimals=decimals_of(float(rows["change_kg"].abs().max()) if len(rows) else 0.0),
    )
    set_title(axes, language.sentence("What choices would change"))
    return axes


def choices_alt(table: pd.DataFrame, half_width_kg: float, language: Language) -> str:
    """The figure in words."""
    parts = [f"{row['short']}: {language.tonnes(row['change_kg'])}" for _, row in table.iterrows()]
    return language.sentence(
        "Change of the total when one choice is made otherwise: {rows}. The uncertainty of the figures is ±{half}.",
        rows="; ".join(parts),
        half=language.tonnes(half_width_kg),
    )
