"""Corrections of single figures: read in place of what stands in the file, which stays as it was handed in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from hjj_lib.intake.amounts import shown
from hjj_lib.intake.cells import Book, Cell, Sheet
from hjj_lib.intake.decided import Decided
from hjj_lib.intake.files import find_files
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.numbers import read_number
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import DataError, Problem

_UNIT = "unit"
#: 1,234 is read with a decimal comma: a correction is typed on purpose, so nothing is asked about it.
_DECIMAL_COMMA = "number_comma_three"
_UNCLEAR = ("number_ambiguous", "number_points")


@dataclass(frozen=True)
class CorrectedBook:
    """A workbook with the corrections of its file.

    Attributes
    ----------
    applied
        The rows of ``decisions/corrections.csv`` that were applied, as columns of ``tables.Correction``.
    withheld
        Addresses, sheet and cell, whose figure is not counted: it is neither the one that was found nor the corrected one.
    """

    book: Book
    applied: tuple[Mapping[str, Any], ...] = ()
    withheld: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


def corrected(book: Book, decided: Sequence[Decided]) -> CorrectedBook:
    """The workbook with each correction in place, in the order of the file of decisions.

    Parameters
    ----------
    decided
        Rows of ``decisions/corrections.csv`` about this workbook.

    Returns
    -------
    A correction whose cell is missing, already holds the corrected value or holds another value is an error and not applied.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    applied, withheld, problems = [], set(), []
    for one in decided:
        sheet, address = sheets.get(one.cells["sheet"]), one.cells["cell"].upper()
        cell = _cell(sheet, address)
        code = "correction_place" if sheet is None or cell is None else _verdict(cell, one.cells)
        if sheet is None or cell is None or code:
            problems.append(_problem(code, one, cell))
            if code == "correction_changed":
                withheld.add((one.cells["sheet"], address))
            continue
        sheets[sheet.name] = _replaced(sheet, cell, one.cells)
        applied.append({name: text or None for name, text in one.cells.items()} | {"year": int(one.cells["year"])})
    named = {name: (sheet, sheets[sheet].cell(cell.row, cell.column)) for name, (sheet, cell) in book.named.items()}
    fresh = replace(book, sheets=tuple(sheets.values()), named=named)
    return CorrectedBook(fresh, tuple(applied), frozenset(withheld), tuple(problems))


def without_file(decided: Decided) -> Problem:
    """That a correction names a file in which no single cell can be corrected."""
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


def _verdict(cell: Cell, cells: Mapping[str, str]) -> str:
    if same_value(cell.value, cells["found"]):
        return ""
    return "correction_fixed" if same_value(cell.value, cells["corrected"]) else "correction_changed"


def _problem(code: str, one: Decided, cell: Cell | None) -> Problem:
    place = Place(**{**vars(one.place), "column": "cell" if code == "correction_place" else "found"})
    where = ", ".join(one.cells[name] for name in ("file", "sheet", "cell") if one.cells[name])
    values = {"where": where, "found": one.cells["found"], "corrected": one.cells["corrected"]}
    return problem(code, place, now=shown_text(cell.value) if cell else "", **values)


def _replaced(sheet: Sheet, cell: Cell, cells: Mapping[str, str]) -> Sheet:
    fresh = {**sheet.cells, (cell.row, cell.column): Cell(cell.row, cell.column, _typed(cells["corrected"]))}
    units = [column for (row, column), head in sheet.cells.items() if row == 1 and head.text == _UNIT]
    if cells["unit"] and units:
        fresh[cell.row, units[0]] = Cell(cell.row, units[0], cells["unit"])
    return replace(sheet, cells=dict(sorted(fresh.items())))


def _typed(text: str) -> Any:
    """A number that can be read in one way as a number; all else as typed, and the workbook's own rules judge it."""
    number = read_number(text)
    clear = number.code in ("", _DECIMAL_COMMA) and not number.unit
    return number.value if number.value is not None and clear else text


def two_readings(value: str, place: Place) -> list[Problem]:
    """A problem if a value, as it was typed for a correction, can be read as two numbers."""
    number = read_number(value)
    return [problem(number.code, place, found=value, **number.values)] if number.code in _UNCLEAR else []


def stands_in(home: Path, year: int, file: str, sheet: str, cell: str, institution_id: str) -> str:
    """What now stands in a cell of a template that was handed in, as a correction remembers it.

    Raises
    ------
    DataError
        If there is no such file, sheet or cell; also for files that are no templates, whose cells cannot be corrected.
    """
    books = {found.file: found.book for found in find_files(home / str(year), institution_id, year)}
    book = books.get(file)
    there = _cell(next((one for one in book.sheets if one.name == sheet), None), cell.upper()) if book else None
    if there is None:
        place = Place(file=file, sheet=sheet, column=cell, institution_id=institution_id, year=year)
        where = ", ".join(text for text in (file, sheet, cell) if text)
        raise DataError([problem("correction_place", place, where=where, found="", corrected="", now="")])
    return shown_text(there.value)
