"""A hundred equally likely results as dots: the picture of an interval that needs no statistics."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from hjj_lib.charts.style import FAINT, GRID, INK, PALETTE, TEXT_POINTS, decimals_of, new_axes, set_title, set_tonnes
from hjj_lib.language import Language

_DOTS = 100
#: Columns of dots over the width of the figure, so that dots of one column touch and nothing is cut.
_COLUMNS = 26
_OUTSIDE = 5


def hundred_dots(draws_kg: npt.NDArray[np.float64], known_kg: float, language: Language, *, year: int) -> Axes:
    """Each dot is one of a hundred equally likely totals; the five outermost are pale.

    Parameters
    ----------
    draws_kg
        Draws of the total.
    known_kg
        The calculated total, marked by a line.
    """
    axes = new_axes(8)
    totals = np.percentile(draws_kg, (np.arange(_DOTS) + 0.5) / _DOTS * 100)
    width = float(np.ptp(totals)) / _COLUMNS or 1.0
    column = np.floor((totals - totals[0]) / width).astype(int)
    height = np.array([np.sum(column[:number] == one) for number, one in enumerate(column)])
    pale = np.zeros(_DOTS, dtype=bool)
    pale[: _OUTSIDE // 2] = pale[_DOTS - (_OUTSIDE - _OUTSIDE // 2) :] = True
    across = totals[0] + (column + 0.5) * width
    axes.scatter(across, height + 0.5, s=75, color=np.where(pale, GRID, PALETTE[0]), linewidth=0)
    top = float(height.max(initial=0)) + 2
    axes.axvline(known_kg, color=INK, linewidth=1)
    axes.annotate(
        language.tonnes(known_kg), (known_kg, top), xytext=(4, -6), textcoords="offset points", fontsize=TEXT_POINTS, color=INK
    )
    axes.set_ylim(0, top)
    axes.set_yticks([])
    axes.margins(x=0.04)
    axes.tick_params(axis="x", colors=FAINT)
    set_tonnes(
        axes, language, which="x", label=language.sentence("t CO₂e in {year}", year=year), decimals=decimals_of(float(totals[-1]))
    )
    set_title(axes, language.sentence("A hundred equally likely totals, {year}", year=year))
    return axes


def hundred_dots_alt(draws_kg: npt.NDArray[np.float64], known_kg: float, language: Language, *, year: int) -> str:
    """The figure in words."""
    low, middle, high = np.percentile(draws_kg, [10, 50, 90])
    return language.sentence(
        "A hundred dots, each an equally likely total of {year}: ten lie below {low}, ten above {high}, half of them below "
        "{middle}; calculated {known}.",
        year=year,
        low=language.tonnes(low),
        middle=language.tonnes(middle),
        high=language.tonnes(high),
        known=language.tonnes(known_kg),
    )
