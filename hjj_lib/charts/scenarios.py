"""Figures of a plan: the path to the target with a wedge for each action, and the cost of each tonne."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from hjj_lib.charts.style import FAINT, GRID, INK, PALETTE, TEXT_POINTS, decimals_of, new_axes, set_title, set_tonnes
from hjj_lib.language import Language

_LABEL_LETTERS = 29
_YEARS_SHOWN = 5
_LINES_IN_HEIGHT = 19


def pathway_wedges(path: pd.DataFrame, contributions: pd.DataFrame, language: Language, *, view: str) -> Axes:
    """Emissions with and without the plan, a wedge for what each action takes away, and the line to the target.

    Parameters
    ----------
    path
        ``year``, ``baseline_kg``, ``plan_kg``, ``target_kg`` of one view.
    contributions
        ``year``, ``action_id``, ``name``, ``share_kg`` of the same view; actions that add emissions have no wedge.
    view
        ``market`` or ``location``, for the title.
    """
    axes = new_axes()
    years = path["year"].to_numpy(dtype=float)
    shares = contributions.pivot(index="year", columns="action_id", values="share_kg").reindex(path["year"])
    names = contributions.drop_duplicates("action_id").set_index("action_id")["name"]
    sized = shares.iloc[-1].sort_values(ascending=False)
    order = [str(action) for action, kg in sized.items() if kg > 0]
    edge = path["plan_kg"].to_numpy(dtype=float)
    labels = [(float(edge[-1]), language.sentence("Plan {total}", total=language.tonnes(edge[-1])), INK)]
    for number, action in enumerate(order):
        top = edge + shares[action].clip(lower=0).to_numpy(dtype=float)
        colour = PALETTE[number % len(PALETTE)]
        axes.fill_between(years, edge, top, color=colour, alpha=0.85, linewidth=0.6, edgecolor="white")
        middle = float(np.mean([edge[-1], top[-1]]))
        labels.append((middle, f"{_short(str(names[action]))} −{language.tonnes(sized[action])}", colour))
        edge = top
    axes.plot(years, path["baseline_kg"], color=FAINT, linewidth=1.5)
    axes.plot(years, path["plan_kg"], color=INK, linewidth=2.2)
    axes.plot(years, path["target_kg"], color=INK, linewidth=1.5, linestyle="--")
    last = path.iloc[-1]
    labels.append(
        (
            float(last["baseline_kg"]),
            language.sentence("Without actions {total}", total=language.tonnes(last["baseline_kg"])),
            FAINT,
        )
    )
    labels.append((float(last["target_kg"]), language.sentence("Target {total}", total=language.tonnes(last["target_kg"])), INK))
    top_kg = float(path[["baseline_kg", "target_kg", "plan_kg"]].to_numpy().max()) * 1.08
    axes.set_ylim(min(0, float(path["plan_kg"].min())), top_kg or 1)
    _label_right(axes, labels, years[-1], top_kg)
    axes.set_xlim(years[0], years[-1])
    axes.set_xticks(years[:: max(1, round(len(years) / _YEARS_SHOWN))])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    axes.tick_params(axis="x", pad=6)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    set_tonnes(axes, language, which="y", label=language.sentence("t CO₂e a year"), decimals=decimals_of(top_kg))
    views = {"market": "The path to the target, market-based", "location": "The path to the target, location-based"}
    span = f"{years[0]:.0f}–{years[-1]:.0f}"
    set_title(axes, f"{language.sentence(views[view])}, {span}")
    return axes


def pathway_wedges_alt(path: pd.DataFrame, contributions: pd.DataFrame, language: Language, *, view: str) -> str:
    """The figure in words: the last year with and without the plan, the target, and each action's part."""
    last = path.iloc[-1]
    mine = contributions[contributions["year"] == last["year"]].sort_values("share_kg", ascending=False)
    parts = [f"{row['name']} {language.tonnes(row['share_kg'])}" for _, row in mine.iterrows()]
    views = {"market": "market-based", "location": "location-based"}
    return language.sentence(
        "Lines of yearly emissions ({view}) up to {year}: without actions {baseline}, with the plan {plan}, target {target}. "
        "Taken away by action: {rows}.",
        view=language.sentence(views[view]),
        year=int(last["year"]),
        baseline=language.tonnes(last["baseline_kg"]),
        plan=language.tonnes(last["plan_kg"]),
        target=language.tonnes(last["target_kg"]),
        rows="; ".join(parts),
    )


def abatement_curve(costs: pd.DataFrame, language: Language, *, year: int, view: str) -> Axes:
    """Cost of a tonne against the tonnes: one bar per action, as wide as its reduction, the cheapest first.

    Parameters
    ----------
    costs
        ``name``, ``reduction_kg``, ``eur_per_t``, as in ``abatement_costs``; actions without a cost per tonne have no bar.
    """
    axes = new_axes()
    rows = costs.dropna(subset=["eur_per_t"]).sort_values("eur_per_t").reset_index(drop=True)
    left = rows["reduction_kg"].cumsum() - rows["reduction_kg"]
    colours = [PALETTE[number % len(PALETTE)] for number in rows.index]
    axes.bar(left, rows["eur_per_t"], width=rows["reduction_kg"], align="edge", color=colours, edgecolor="white", linewidth=0.6)
    axes.axhline(0, color=INK, linewidth=1)
    for number, (start, row) in enumerate(zip(left, rows.to_dict("records"), strict=True), start=1):
        axes.annotate(
            str(number),
            (start + float(row["reduction_kg"]) / 2, float(row["eur_per_t"])),
            xytext=(0, 4 if row["eur_per_t"] >= 0 else -11),
            textcoords="offset points",
            ha="center",
            fontsize=TEXT_POINTS,
            color=INK,
        )
    lines = [
        f"{number}  {_short(str(name))}  {language.number(eur)} €/t"
        for number, (name, eur) in enumerate(zip(rows["name"], rows["eur_per_t"], strict=True), start=1)
    ]
    axes.text(1.02, 1, "\n".join(lines), transform=axes.transAxes, va="top", fontsize=TEXT_POINTS, color=INK, parse_math=False)
    axes.margins(y=0.15)
    axes.yaxis.set_major_formatter(lambda value, _: language.number(value))
    axes.set_ylabel(language.sentence("€ per t CO₂e"), fontsize=TEXT_POINTS, color=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    label = language.sentence("Reduction in {year}, t CO₂e", year=year)
    set_tonnes(axes, language, which="x", label=label, decimals=decimals_of(rows["reduction_kg"].sum()))
    views = {"market": "Cost of each tonne, market-based, {year}", "location": "Cost of each tonne, location-based, {year}"}
    set_title(axes, language.sentence(views[view], year=year))
    return axes


def abatement_curve_alt(costs: pd.DataFrame, language: Language, *, year: int) -> str:
    """The figure in words: each action with its tonnes and its cost per tonne."""
    rows = costs.dropna(subset=["eur_per_t"])
    parts = [
        f"{row['name']} {language.tonnes(row['reduction_kg'])}, {language.number(row['eur_per_t'])} €/t"
        for _, row in rows.iterrows()
    ]
    return language.sentence(
        "Bars of the cost per tonne of each action in {year}, the cheapest first: {rows}.", year=year, rows="; ".join(parts)
    )


def _label_right(axes: Axes, labels: list[tuple[float, str, str]], x: float, top_kg: float) -> None:
    """Labels beside the right end, moved apart so that none covers another, with a line to what they name."""
    step = top_kg / _LINES_IN_HEIGHT
    ordered = sorted(labels)
    placed: list[float] = []
    for height, _, _ in ordered:
        placed.append(max(height, placed[-1] + step) if placed else height)
    ceiling = top_kg
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], ceiling)
        ceiling = placed[number] - step
    for (height, text, colour), at in zip(ordered, placed, strict=True):
        axes.annotate(
            text,
            (x, height),
            xytext=(1.04, at),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=TEXT_POINTS,
            color=INK,
            parse_math=False,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.2, "relpos": (0, 0.5), "shrinkA": 1, "shrinkB": 0},
        )


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_LETTERS else name[: _LABEL_LETTERS - 1].rstrip() + "…"
