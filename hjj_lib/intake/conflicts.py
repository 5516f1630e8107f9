"""Two workbooks that give one row different figures: nobody but the user knows which is right, so neither counts."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from hjj_lib import units
from hjj_lib.intake.layout import unit_label
from hjj_lib.intake.messages import Place, problem
from hjj_lib.language import Language
from hjj_lib.problems import Problem

Row = dict[str, Any]
CODE = "duplicate_conflict"
_FIGURES = ("given", "zero")


def is_figure(row: Row, forms: Collection[str]) -> bool:
    """Whether a row is a figure, zero included, of a workbook made from the template."""
    return row["file"] in forms and row["value_state"] in _FIGURES


def disagree(rows: Sequence[Row], forms: Collection[str], unit: str) -> bool:
    """Whether workbooks give one activity and site different figures.

    Parameters
    ----------
    rows
        Rows of one activity and site, of all files.
    forms
        Names of the workbooks made from the template, request forms among them. Two reports of other programs, such as those
        of two fuel cards, are two consumptions and no conflict.
    unit
        The activity's, in which figures are compared.
    """
    by_file: dict[str, list[float]] = {}
    for row in rows:
        if is_figure(row, forms):
            by_file.setdefault(row["file"], []).append(float(row["amount"]) * units.conversion(row["unit"], unit))
    told = [sorted(figures) for figures in by_file.values()]
    return any(not _same(told[0], other) for other in told[1:])


def conflict(rows: Sequence[Row], place: Place, name: str, site: str, language: str) -> Problem:
    """The error that lists every figure with its file and cell; ``rows`` are those that are not counted."""
    reader = Language(language)
    figures = "; ".join(
        f"{row['file']}, {row['sheet']} {row['column']}{row['row']}: "
        f"{reader.number(float(row['amount']), _decimals(float(row['amount'])))} {unit_label(str(row['unit']), language)}"
        for row in rows
    )
    ids = tuple(str(row["entry_id"]) for row in rows)
    return problem(CODE, place, activity=name, site=f" ({site})" if site else "", figures=figures, entry_ids=ids)


def withheld_ids(problems: Iterable[Problem]) -> frozenset[str]:
    """The entries that open conflicts keep from being counted."""
    return frozenset(entry_id for one in problems if one.code == CODE for entry_id in one.values["entry_ids"])


def still_open(problems: Iterable[Problem], entries: Sequence[Row]) -> list[Problem]:
    """The problems without the conflicts that are none any more, as a ledger, survey or meter took the place of the rows."""
    there = {str(entry["entry_id"]) for entry in entries}
    return [one for one in problems if one.code != CODE or there.issuperset(one.values["entry_ids"])]


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(map(math.isclose, one, other))


def _decimals(amount: float) -> int:
    """As many as the figure has: figures that differ must not look the same."""
    return len(f"{amount:.6f}".rstrip("0").partition(".")[2])
