"""The figures of a standard's lines: one projection of the ledger, in which every row counts once and the parts add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, nan

import pandas as pd

from hjj_lib.basis.placing import HOLDING, NOT_PLACED, placed
from hjj_lib.indicators import institution_value
from hjj_lib.inventory import VIEWS, total

_MEMO = "memo"


@dataclass(frozen=True)
class Projection:
    """A ledger seen through a standard.

    Attributes
    ----------
    lines
        ``tables.StandardLine``, in order of display.
    rows
        View → the rows of the ledger that count in it, memo items too, with their ``standard_line``.
    figures
        One row per line, in the same order: ``line_id``, ``market_kg`` and ``location_kg`` (unknown where nothing of the line is
        known, and in a view in which the line has no figure), ``unknown_count``. Of a ratio both are tonnes per ``per`` units.
    reconciliation
        One row per view: see :func:`reconciliation`.
    """

    lines: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    figures: pd.DataFrame
    reconciliation: pd.DataFrame


def project(inventory: pd.DataFrame, lines: pd.DataFrame, denominators: pd.DataFrame) -> Projection:
    """The ledger of one institution and year in the lines of one standard.

    Parameters
    ----------
    inventory
        ``tables.Inventory``.
    lines
        ``tables.StandardLine`` of one standard.
    denominators
        ``tables.Denominator``; a ratio is unknown where its denominator is.
    """
    ordered = lines.sort_values("position", ignore_index=True)
    rows = {view: placed(inventory, ordered, view=view) for view in VIEWS}
    sums = {view: _sums(ordered, rows[view], view) for view in VIEWS}
    known = {view: _with_ratios(ordered, sums[view]["known"], denominators) for view in VIEWS}
    unknown = [max(sums[view]["unknown"].get(name, 0) for view in VIEWS) for name in ordered["line_id"]]
    figures = pd.DataFrame(
        {
            "line_id": ordered["line_id"],
            **{f"{view}_kg": ordered["line_id"].map(known[view]).astype(float) for view in VIEWS},
            "unknown_count": pd.Series(unknown, dtype=int),
        }
    )
    return Projection(ordered, rows, figures, reconciliation(inventory, ordered, rows))


def reconciliation(inventory: pd.DataFrame, lines: pd.DataFrame, rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What the standard counts and leaves out, beside the total of the inventory that the reports show.

    Returns
    -------
    One row per view: ``view``, ``inventory_kg`` (the total of the inventory), ``standard_kg`` (leaves), ``outside_kg`` (lines
    outside the standard, memo items apart), ``memo_kg`` (memo items, in no total of either), ``not_placed_kg`` and
    ``not_placed_count`` (rows that fit no line or several), ``difference_kg``: the inventory's total less what the standard
    counts, leaves out and could not place. It is zero but for the last digits of the addition.
    """
    kinds = lines.set_index("line_id")["kind"]
    found = []
    for view, counted in rows.items():
        kind = counted["standard_line"].map(kinds).fillna(NOT_PLACED).mask(counted["scope"] == _MEMO, _MEMO)
        lost = counted["standard_line"] == NOT_PLACED
        # A memo item that fits no line is counted among the lost, though no total holds it.
        sums = {name: fsum(counted.loc[kind == name, "emissions_kg_co2e"].dropna()) for name in (*HOLDING, NOT_PLACED)}
        whole = total(inventory, view=view, boundary="inventory").known_kg
        found.append(
            {
                "view": view,
                "inventory_kg": whole,
                "standard_kg": sums["leaf"],
                "outside_kg": sums["outside"],
                "memo_kg": sums[_MEMO],
                "not_placed_kg": sums[NOT_PLACED],
                "not_placed_count": int(lost.sum()),
                "difference_kg": fsum([whole, -sums["leaf"], -sums["outside"], -sums[NOT_PLACED]]),
            }
        )
    return pd.DataFrame(found)


def rows_once(projection: Projection) -> pd.DataFrame:
    """The rows of both views together, those that count in both only once."""
    return pd.concat(list(projection.rows.values())).drop_duplicates(["entry_id", "line_id", "standard_line"])


def _sums(lines: pd.DataFrame, rows: pd.DataFrame, view: str) -> dict[str, dict[str, float]]:
    """Known kilograms and the number of unknown rows by line, of the lines that have a figure in the view."""
    shown = lines[lines["view"].isin([view, "both"])]
    grouped = {str(name): group["emissions_kg_co2e"] for name, group in rows.groupby("standard_line")}
    known: dict[str, float] = {}
    unknown: dict[str, float] = {}
    for line in shown[shown["kind"].isin(HOLDING)].to_dict("records"):
        emissions = grouped.get(str(line["line_id"]), pd.Series(dtype=float))
        known[line["line_id"]] = fsum(emissions.dropna()) if emissions.notna().any() else nan
        unknown[line["line_id"]] = int(emissions.isna().sum())
    for name in _sums_from_below(shown):
        children = [child for child in shown.loc[shown["parent"] == name, "line_id"] if child in known]
        values = [known[child] for child in children if known[child] == known[child]]
        known[name] = fsum(values) if values else nan
        unknown[name] = sum(unknown[child] for child in children)
    return {"known": known, "unknown": unknown}


def _sums_from_below(lines: pd.DataFrame) -> Iterator[str]:
    """The lines that add others up, each after those that it adds up."""
    parents = dict(zip(lines["line_id"], lines["parent"], strict=True))

    def depth(name: str) -> int:
        above = parents.get(name)
        return 1 + depth(above) if isinstance(above, str) else 0

    yield from sorted(lines.loc[lines["kind"] == "sum", "line_id"], key=depth, reverse=True)


def _with_ratios(lines: pd.DataFrame, known: dict[str, float], denominators: pd.DataFrame) -> dict[str, float]:
    """The figures of a view and those of its ratios: tonnes per so many units of the denominator."""
    ratios = {}
    for line in lines[lines["kind"] == "ratio"].to_dict("records"):
        value = institution_value(denominators, str(line["denominator"]))
        kg = known.get(str(line["parent"]), nan)
        ratios[line["line_id"]] = kg / 1000 / value * float(line["per"]) if value else nan
    return {**known, **ratios}
