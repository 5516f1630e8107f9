"""A workbook as plain cells with their coordinates: the stored value and the formula behind it. Nothing is evaluated."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils import get_column_letter, range_boundaries

from hjj_lib.intake.layout import limit
from hjj_lib.intake.trim import TooManyCellsError, trimmed

_FORMULA_TYPE = "f"
_ERROR_TYPE = "e"

#: What openpyxl and the XML parser raise on a broken file; a foreign file must never end the program.
BROKEN = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    RecursionError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    TokenizerError,
)


class BrokenWorkbookError(ValueError):
    """The workbook cannot be parsed."""


@dataclass(frozen=True)
class Cell:
    """One filled cell. ``value`` is what Excel stored; ``formula`` is empty unless there is one."""

    row: int
    column: int
    value: Any
    formula: str = ""
    is_error: bool = False
    percent: bool = False

    @property
    def letter(self) -> str:
        """Column letter as Excel shows it."""
        return str(get_column_letter(self.column))

    @property
    def address(self) -> str:
        """For example ``D14``."""
        return f"{self.letter}{self.row}"

    @property
    def text(self) -> str:
        """The value as trimmed text; empty when there is none."""
        return "" if self.value is None else " ".join(str(self.value).split())


@dataclass(frozen=True)
class Merged:
    """A merged range, rows and columns counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    address: str


@dataclass(frozen=True)
class Sheet:
    """The filled cells of one sheet."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[Merged, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """The cell, empty if nothing stands there."""
        return self.cells.get((row, column), Cell(row, column, None))


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets, the cells that have a name, and how many formatted but empty cells were left out."""

    sheets: tuple[Sheet, ...]
    named: Mapping[str, tuple[str, Cell]]
    ghosts: int = 0


def read_book(data: bytes) -> Book:
    """All filled cells of a workbook.

    Raises
    ------
    BrokenWorkbookError
        If it cannot be parsed.
    TooManyCellsError
        If more cells are filled than the limits allow.
    """
    try:
        plain = trimmed(data)
        with warnings.catch_warnings():
            # openpyxl warns of decorations it does not keep; only cells matter here.
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(plain.data), data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(plain.data), data_only=False, keep_links=False)
            sheets = tuple(_sheet(values[name], formulas[name]) for name in values.sheetnames if _has_cells(values[name]))
            return Book(sheets, _named(values, {sheet.name: sheet for sheet in sheets}), plain.ghosts)
    except TooManyCellsError:
        raise
    except BROKEN as error:
        raise BrokenWorkbookError(str(error)) from error


def _has_cells(sheet: Any) -> bool:
    return hasattr(sheet, "iter_rows")  # a chart sheet has none


def _sheet(values: Any, formulas: Any) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    # The dictionary of existing cells: iterating over rows would create a million empty ones where one cell is far away.
    for (row, column), raw in formulas._cells.items():
        if raw.value is None:
            continue
        stored = values._cells.get((row, column))
        formula = _formula(raw)
        cells[row, column] = Cell(
            row=row,
            column=column,
            value=None if stored is None else stored.value,
            formula=formula,
            is_error=stored is not None and stored.data_type == _ERROR_TYPE,
            percent="%" in str(raw.number_format),
        )
    return Sheet(
        name=str(values.title),
        hidden=values.sheet_state != "visible",
        cells=dict(sorted(cells.items())),
        merged=tuple(_merged(str(area)) for area in values.merged_cells.ranges),
        hidden_rows=frozenset(
            row for row, dimension in values.row_dimensions.items() if dimension.hidden or dimension.height == 0
        ),
        hidden_columns=frozenset(
            column
            for dimension in values.column_dimensions.values()
            if dimension.hidden or dimension.width == 0
            for column in range(int(dimension.min), min(int(dimension.max), int(limit("columns"))) + 1)
        ),
    )


def _formula(raw: Any) -> str:
    if raw.data_type != _FORMULA_TYPE:
        return ""
    # An array formula or a data table comes as an object with the text inside.
    return str(getattr(raw.value, "text", None) or raw.value)


def _merged(address: str) -> Merged:
    first_column, first_row, last_column, last_row = (int(part or 0) for part in range_boundaries(address))
    return Merged(first_row, last_row, first_column, last_column, address)


def _named(book: Any, sheets: Mapping[str, Sheet]) -> dict[str, tuple[str, Cell]]:
    named = {}
    for name, definition in book.defined_names.items():
        places = list(definition.destinations) if definition.type == "RANGE" else []
        if len(places) == 1 and places[0][0] in sheets and ":" not in places[0][1]:
            sheet, address = places[0]
            column, row, *_ = range_boundaries(address.replace("$", ""))
            named[str(name)] = (sheet, sheets[sheet].cell(int(row or 0), int(column or 0)))
    return named
