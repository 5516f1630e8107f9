"""Corrections of single figures: read in place of what stands in the file, which stays as it was handed in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from hjj_lib.intake.amounts import shown
from hjj_lib.intake.cells import Book, Cell, Sheet
from hjj_lib.intake.csv_file import heading_key
from hjj_lib.intake.decided import Decided
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.numbers import read_number
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import Problem

_UNIT = "unit"
#: 1,234 is read with a decimal comma: a correction is typed on purpose, so nothing is asked about it.
_DECIMAL_COMMA = "number_comma_three"
_FORBIDDEN = ("correction_unit", "correction_supplier")
#: The column of the decision that a message points at.
_COLUMNS = {"correction_place": "cell", "correction_supplier": "cell", "correction_unit": "unit"}
_UNCLEAR = ("number_ambiguous", "number_points")
#: Behind the text of a foreign file's cell that is not the one that was corrected: no reader takes it for a number or a day.
_DOUBT = " ?"


@dataclass(frozen=True)
class Outcome:
    """What became of the corrections of a file.

    Attributes
    ----------
    applied
        The rows of ``decisions/corrections.csv`` that were applied, as columns of ``tables.Correction``.
    withheld
        Addresses, sheet and cell, whose figure is not counted: it is neither the one that was found nor the corrected one.
    stands
        What stood in the cell of each correction, in their order; nothing where no cell can be corrected.
    """

    applied: tuple[Mapping[str, Any], ...] = ()
    withheld: frozenset[tuple[str, str]] = frozenset()
    stands: tuple[str | None, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What may be corrected in a file, and what happens where the cell holds something else.

    Attributes
    ----------
    foreign
        True for a file of another program: a cell that changed is put in doubt, so that the sum of which it is a part is not
        known, and the unit is a cell of its own.
    text
        True for a CSV file, whose cells are texts: a corrected number is written as it was typed.
    private
        Headings, as ``heading_key`` folds them, below which nothing is corrected: decisions are kept and shown, and a
        supplier may be a person.
    """

    foreign: bool = False
    text: bool = False
    private: Set[str] = frozenset()


def corrected(book: Book, decided: Sequence[Decided], rules: Rules) -> tuple[Book, Outcome]:
    """The workbook with each correction in place, in the order of the file of decisions, and what became of each.

    A correction whose cell is missing, already holds the corrected value or holds another value is an error and not applied.

    Parameters
    ----------
    decided
        Rows of ``decisions/corrections.csv`` about this workbook.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    applied: list[Mapping[str, Any]] = []
    withheld: set[tuple[str, str]] = set()
    stands: list[str | None] = []
    problems: list[Problem] = []
    for one in decided:
        sheet, address = sheets.get(one.cells["sheet"]), one.cells["cell"].upper()
        cell = _cell(sheet, address)
        if sheet is None or cell is None:
            stands.append(None)
            problems.append(_problem("correction_place", one, None))
            continue
        code = _forbidden(sheet, cell, one.cells, rules) or _verdict(cell, one.cells)
        stands.append(None if code in _FORBIDDEN else shown_text(cell.value))
        if not code:
            sheets[sheet.name] = _replaced(sheet, cell, one.cells, rules)
            applied.append({name: text or None for name, text in one.cells.items()} | {"year": int(one.cells["year"])})
            continue
        problems.append(_problem(code, one, cell))
        if code == "correction_changed":
            withheld.add((one.cells["sheet"], address))
            sheets[sheet.name] = _doubted(sheet, cell) if rules.foreign else sheet
    named = {name: (sheet, sheets[sheet].cell(cell.row, cell.column)) for name, (sheet, cell) in book.named.items()}
    fresh = replace(book, sheets=tuple(sheets.values()), named=named)
    return fresh, Outcome(tuple(applied), frozenset(withheld), tuple(stands), tuple(problems))


def without_file(decided: Decided) -> Problem:
    """That a correction names a file that is not there or in which no single cell can be corrected."""
    return _problem("correction_place", decided, None)


def same_value(one: Any, other: Any) -> bool:
    """Whether two cells say the same: the same text, or the same number however it is written."""
    if key_of(shown_text(one)) == key_of(shown_text(other)):
        return True
    numbers = [_number(value) for value in (one, other)]
    return None not in numbers and math.isclose(*(float(number or 0) for number in numbers))


def shown_text(value: Any) -> str:
    """A cell's value as text; whole numbers without a decimal mark."""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(shown(value))


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    return float(value) if isinstance(value, int | float) else read_number(str(value or "")).value


def _cell(sheet: Sheet | None, address: str) -> Cell | None:
    try:
        row, column = coordinate_to_tuple(address)
    except ValueError:
        return None
    return None if sheet is None else sheet.cell(row, column)


def _forbidden(sheet: Sheet, cell: Cell, cells: Mapping[str, str], rules: Rules) -> str:
    """Why this cell is not corrected at all; empty if it may be."""
    if rules.foreign and cells["unit"]:
        return "correction_unit"
    above = (sheet.cell(row, cell.column).text for row in range(1, min(cell.row, int(limit("key_row_within")) + 1)))
    return "correction_supplier" if any(heading_key(text) in rules.private for text in above if text) else ""


def _verdict(cell: Cell, cells: Mapping[str, str]) -> str:
    if same_value(cell.value, cells["found"]):
        return ""
    return "correction_fixed" if same_value(cell.value, cells["corrected"]) else "correction_changed"


def _problem(code: str, one: Decided, cell: Cell | None) -> Problem:
    place = replace(one.place, column=_COLUMNS.get(code, "found"))
    where = ", ".join(one.cells[name] for name in ("file", "sheet", "cell") if one.cells[name])
    values = {"where": where, "found": one.cells["found"], "corrected": one.cells["corrected"]}
    return problem(code, place, now=shown_text(cell.value) if cell else "", **values)


def _replaced(sheet: Sheet, cell: Cell, cells: Mapping[str, str], rules: Rules) -> Sheet:
    value = cells["corrected"] if rules.text else _typed(cells["corrected"])
    fresh = {**sheet.cells, (cell.row, cell.column): Cell(cell.row, cell.column, value)}
    units = [column for (row, column), head in sheet.cells.items() if row == 1 and head.text == _UNIT]
    if cells["unit"] and units:
        fresh[cell.row, units[0]] = Cell(cell.row, units[0], cells["unit"])
    return replace(sheet, cells=dict(sorted(fresh.items())))


def _doubted(sheet: Sheet, cell: Cell) -> Sheet:
    doubtful = Cell(cell.row, cell.column, shown_text(cell.value) + _DOUBT)
    return replace(sheet, cells=dict(sorted({**sheet.cells, (cell.row, cell.column): doubtful}.items())))


def _typed(text: str) -> Any:
    """A number that can be read in one way as a number; all else as typed, and the workbook's own rules judge it."""
    number = read_number(text)
    clear = number.code in ("", _DECIMAL_COMMA) and not number.unit
    return number.value if number.value is not None and clear else text


def two_readings(value: str, place: Place) -> list[Problem]:
    """A problem if a value, as it was typed for a correction, can be read as two numbers."""
    number = read_number(value)
    return [problem(number.code, place, found=value, **number.values)] if number.code in _UNCLEAR else []
