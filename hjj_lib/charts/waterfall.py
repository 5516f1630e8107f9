"""The way from a total as it was published to the total now: one step for each cause."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from hjj_lib.charts.style import BAR_HEIGHT, FAINT, GRID, INK, PALETTE, TEXT_POINTS, decimals_of, new_axes, set_title, set_tonnes
from hjj_lib.language import Language

#: Restatement, real change and what is only known once never look alike.
KIND_COLOURS: Mapping[str, str] = {"total": FAINT, "restatement": PALETTE[1], "real": PALETTE[0], "known_once": PALETTE[7]}
_TOTALS = {
    "published": "{year} as published",
    "alone": "{year} before mergers and splits",
    "recalculated": "{year} as calculated today",
    "now": "{year}",
}
_RESTATED = {
    "data_correction": "Corrected data",
    "method": "Another method",
    "factor": "Newer factors for the same year",
    "boundary": "Another boundary",
    "structure": "Mergers and splits",
    "coverage": "Gaps closed or opened",
}
_REAL = {
    "activity": "Amounts",
    "weather": "Weather, space heating",
    "price": "Prices",
    "factor": "Factors of the year and contracts",
    "structure": "What sites belong to us",
}
_KINDS = {"restatement": "Restatement", "real": "Real change", "known_once": "Known in one year only"}
_TITLES = {
    "market": "Why the result changed, {before}–{now}, market-based",
    "location": "Why the result changed, {before}–{now}, location-based",
}


def step_name(step: str, kind: str, language: Language, *, before: int, now: int) -> str:
    """What a step of :func:`hjj_lib.trends.waterfall` is called in the reader's language."""
    if kind == "total":
        return language.sentence(_TOTALS[step], year=now if step == "now" else before)
    if kind == "known_once":
        return language.sentence(_KINDS[kind])
    return language.sentence(_RESTATED[step]) if kind == "restatement" else language.sentence(_REAL[step])


def change_waterfall(steps: pd.DataFrame, language: Language, *, view: str, before: int, now: int) -> Axes:
    """Bars from the published total over each cause to the total now.

    Parameters
    ----------
    steps
        As :func:`hjj_lib.trends.waterfall` gives them, of one view.
    before, now
        The two years.
    """
    axes = new_axes(len(steps))
    rows = steps.reset_index(drop=True)
    low = rows[["from_kg", "to_kg"]].min(axis=1)
    colours = [KIND_COLOURS[kind] for kind in rows["kind"]]
    axes.barh(rows.index, (rows["to_kg"] - rows["from_kg"]).abs(), left=low, height=BAR_HEIGHT, color=colours)
    for position, row in enumerate(rows.to_dict("records")):
        if position + 1 < len(rows):
            axes.plot([row["to_kg"]] * 2, [position, position + 1], color=FAINT, linewidth=0.8)
        right = max(float(row["from_kg"]), float(row["to_kg"]))
        axes.annotate(
            _amount(row["change_kg"], row["kind"], language),
            (right, position),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=TEXT_POINTS,
            color=INK,
            parse_math=False,
        )
    names = [
        step_name(step, kind, language, before=before, now=now) for step, kind in zip(rows["step"], rows["kind"], strict=True)
    ]
    _explain_colours(axes, set(rows["kind"]), language)
    axes.set_yticks(rows.index, labels=names, parse_math=False)
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.set_xlim(left=min(0.0, float(low.min()) * 1.1))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    largest = float(rows[["from_kg", "to_kg"]].abs().to_numpy().max())
    set_tonnes(axes, language, which="x", label=language.sentence("t CO₂e a year"), decimals=decimals_of(largest))
    set_title(axes, language.sentence(_TITLES[view], before=before, now=now))
    return axes


def change_waterfall_alt(steps: pd.DataFrame, language: Language, *, view: str, before: int, now: int) -> str:
    """The figure in words: every total and every cause, restatement and real change apart."""
    views = {"market": "market-based", "location": "location-based"}
    parts: dict[str, list[str]] = {kind: [] for kind in KIND_COLOURS}
    for row in steps.to_dict("records"):
        name = step_name(row["step"], row["kind"], language, before=before, now=now)
        parts[row["kind"]].append(f"{name}: {_amount(row['change_kg'], row['kind'], language)}")
    none = language.sentence("none")
    return language.sentence(
        "Steps of the change of yearly emissions ({view}). Totals: {totals}. Restated: {restated}. Really changed: {real}. "
        "Known in one of the years only: {once}.",
        view=language.sentence(views[view]),
        totals="; ".join(parts["total"]),
        restated="; ".join(parts["restatement"]) or none,
        real="; ".join(parts["real"]) or none,
        once="; ".join(parts["known_once"]) or none,
    )


def _explain_colours(axes: Axes, kinds: set[str], language: Language) -> None:
    shown = [kind for kind in _KINDS if kind in kinds]
    if shown:
        patches = [Patch(color=KIND_COLOURS[kind]) for kind in shown]
        names = [language.sentence(_KINDS[kind]) for kind in shown]
        axes.legend(
            patches,
            names,
            frameon=False,
            fontsize=TEXT_POINTS,
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=len(shown),
        )


def _amount(kg: float, kind: str, language: Language) -> str:
    if kind == "total":
        return language.tonnes(kg)
    return f"{'+' if kg > 0 else '−'}{language.tonnes(abs(kg))}"
