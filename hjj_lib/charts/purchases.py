"""Figures of purchases: what became of the ledger's euros, and how few suppliers make most of them."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from hjj_lib.charts.style import BAR_HEIGHT, FAINT, GRID, INK, PALETTE, TEXT_POINTS, new_axes, set_title
from hjj_lib.language import Language

#: What is open stands out; what is settled is calm.
_COLOURS = {"mapped": PALETTE[0], "covered_by_activity": PALETTE[4], "excluded": PALETTE[7], "unmapped": PALETTE[5]}
_ROOM = 1.45
_TOP = 1.05


def treatment_bars(table: pd.DataFrame, language: Language) -> Axes:
    """One bar for each thing that became of the ledger's euros.

    Parameters
    ----------
    table
        ``treatment``, ``name``, ``amount_eur``, ``share`` (0 to 1), from :func:`hjj_lib.ledger_findings.treatment_shares`.
    """
    axes = new_axes(len(table))
    for position, row in enumerate(table.to_dict("records")):
        axes.barh(position, row["share"], height=BAR_HEIGHT, color=_COLOURS[row["treatment"]], edgecolor="white")
        text = language.sentence(
            "{share} · {amount} €", share=language.percent(row["share"], 1), amount=language.number(row["amount_eur"])
        )
        end = max(0.0, float(row["share"]))
        axes.annotate(
            text, (end, position), xytext=(6, 0), textcoords="offset points", va="center", fontsize=TEXT_POINTS, color=INK
        )
    axes.set_yticks(range(len(table)), list(table["name"]), parse_math=False)
    axes.invert_yaxis()
    axes.set_xlim(min(0.0, float(table["share"].min())), (float(table["share"].max()) or 1) * _ROOM)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
    axes.xaxis.set_label_text(language.sentence("share of the ledger's euros"), fontsize=TEXT_POINTS, color=INK)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    set_title(axes, language.sentence("What became of the euros of the ledger"))
    return axes


def treatment_alt(table: pd.DataFrame, language: Language) -> str:
    """The bars in words."""
    rows = "; ".join(f"{row['name']} {language.percent(row['share'], 1)}" for row in table.to_dict("records"))
    return language.sentence("The ledger's euros: {rows}.", rows=rows)


def supplier_line(points: pd.DataFrame, language: Language, *, needed: int | None) -> Axes:
    """How much the largest suppliers make together, one more at a time; by rank, without names.

    Parameters
    ----------
    points
        ``rank`` and ``share`` (0 to 1), from :func:`hjj_lib.ledger_findings.curve_points`.
    needed
        The rank that is marked.
    """
    axes = new_axes()
    axes.plot([0, *points["rank"]], [0, *points["share"]], color=PALETTE[0], linewidth=2)
    if needed is not None:
        share = float(points["share"].iloc[needed - 1])
        axes.plot([needed, needed, 0], [0, share, share], color=FAINT, linewidth=0.8, linestyle="--")
        axes.plot([needed], [share], marker="o", color=PALETTE[5])
        text = language.sentence("{count} largest: {share}", count=language.number(needed), share=language.percent(share))
        axes.annotate(
            text, (needed, share), xytext=(8, -14), textcoords="offset points", fontsize=TEXT_POINTS, color=INK, parse_math=False
        )
    axes.set_xlim(0, max(points["rank"].max(), 1))
    axes.set_ylim(0, _TOP)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
    label = language.sentence("number of suppliers, the largest first")
    axes.xaxis.set_label_text(label, fontsize=TEXT_POINTS, color=INK)
    axes.grid(color=GRID, linewidth=0.6)
    set_title(axes, language.sentence("How few suppliers make most of the purchases"))
    return axes


def supplier_alt(points: pd.DataFrame, language: Language, *, needed: int | None) -> str:
    """The curve in words."""
    first = language.percent(float(points["share"].iloc[0]))
    if needed is None:
        return language.sentence("Share of purchases by number of suppliers; the largest makes {first}.", first=first)
    return language.sentence(
        "Share of purchases by number of suppliers: the largest makes {first}, the {count} largest {share}; {all} in all.",
        first=first,
        count=language.number(needed),
        share=language.percent(float(points["share"].iloc[needed - 1])),
        all=language.number(len(points)),
    )
