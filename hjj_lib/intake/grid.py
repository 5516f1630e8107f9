"""The cells of a sheet of any foreign file, row by row for its headings and whole columns at a time for what is below them.

A ledger has hundreds of thousands of rows but few different words: a column is looked at once for each different cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.intake.amounts import from_elsewhere
from hjj_lib.intake.cells import Book, Cell, Sheet

Row = Mapping[int, Any]
_NUMBERS = {int, float}


@dataclass(frozen=True)
class Words:
    """The cells of a column: each different value once, and for each row the position of its value, -1 where it is empty."""

    codes: npt.NDArray[Any]
    values: Sequence[Any]

    @cached_property
    def no_numbers(self) -> Mapping[int, Any]:
        """The values that are no numbers, by their position."""
        return {place: value for place, value in enumerate(self.values) if type(value) not in _NUMBERS}

    def says(self, meaning: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        """Rows of which the cell is a text that has this meaning."""
        answers: npt.NDArray[np.bool_] = np.zeros(len(self.values) + 1, dtype=bool)
        answers[[place for place, value in self.no_numbers.items() if isinstance(value, str) and meaning(value)]] = True
        return answers.take(self.codes)

    def said(self, meaning: Callable[[Any], bool], *, empty: bool = False) -> npt.NDArray[np.bool_]:
        """Yes or no for each row, asked once for each different value; ``empty`` is the answer where nothing stands."""
        answers: npt.NDArray[np.bool_] = np.array([*map(meaning, self.values), empty], dtype=bool)
        return answers.take(self.codes)

    def taken(self, empty: Any) -> npt.NDArray[Any]:
        """The value of each row; ``empty`` where nothing stands."""
        values = np.empty(len(self.values) + 1, dtype=object)
        values[:-1] = self.values
        values[-1] = empty
        return values.take(self.codes)

    def told(self, meaning: Callable[[Any], str], *, empty: str = "") -> Words:
        """The column with other words in place of its own; values that mean the same become one."""
        order: dict[str, int] = {}
        texts = [*map(meaning, self.values), empty]
        places = [order.setdefault(text, len(order)) if text else -1 for text in texts]
        return Words(np.array(places, dtype=np.int32).take(self.codes), list(order))

    def at(self, rows: npt.NDArray[Any]) -> Words:
        """Only these rows."""
        return Words(self.codes[rows], self.values)

    def texts(self) -> pd.Series:
        """The column as categories of text; an empty cell is an empty text."""
        categories: pd.Index[Any] = pd.Index([*self.values, ""], dtype=object)
        return pd.Series(pd.Categorical.from_codes(self.codes % len(categories), categories=categories))


def words_of(cells: Sequence[Any]) -> Words:
    """The different values of a column of cells. True and false become words, as 1 and true are the same to a computer."""
    values = dict.fromkeys(cells)
    if (1 in values or 0 in values) and bool in set(map(type, cells)):
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
        values = dict.fromkeys(cells)
    filled = [value for value in values if value is not None and value != ""]
    places: dict[Any, int] = {None: -1, "": -1} | dict(zip(filled, range(len(filled)), strict=True))
    return Words(np.fromiter(map(places.__getitem__, cells), dtype=np.int32, count=len(cells)), filled)


@dataclass(frozen=True)
class ColumnRows(Mapping[int, Row]):
    """Rows from the first one on, held as columns from the first one on; empty cells are ``None`` or an empty text."""

    columns: Sequence[Sequence[Any]]

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, len(self) + 1))

    def __getitem__(self, number: int) -> Row:
        if number < 1:
            raise KeyError(number)
        cells = (column[number - 1] for column in self.columns)
        return {column: cell for column, cell in enumerate(cells, start=1) if cell is not None and cell != ""}

    def words(self, number: int) -> Words:
        """The cells of one column."""
        return words_of(self.columns[number - 1] if number <= len(self.columns) else [None] * len(self))


@dataclass(frozen=True)
class TextRows(Mapping[int, Row]):
    """Rows of text as lists of any length, of which spaces around a cell do not count."""

    lists: Sequence[Sequence[str]]

    def __len__(self) -> int:
        return len(self.lists)

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, len(self.lists) + 1))

    def __getitem__(self, number: int) -> Row:
        if number < 1:
            raise KeyError(number)
        return {column: text for column, cell in enumerate(self.lists[number - 1], start=1) if (text := cell.strip())}

    def words(self, number: int) -> Words:
        """The cells of one column."""
        try:
            cells: Sequence[str | None] = list(map(itemgetter(number - 1), self.lists))
        except IndexError:
            cells = [row[number - 1] if number <= len(row) else None for row in self.lists]
        return words_of(cells).told(str.strip)


@dataclass(frozen=True)
class Grid:
    """The filled cells of a sheet: row → column → value, both counted from 1 as a spreadsheet shows them."""

    name: str
    rows: Mapping[int, Row]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """The numbers of the rows, in order."""
        return np.fromiter(self.rows, dtype=np.int64, count=len(self.rows))

    def column(self, number: int) -> Words:
        """The cells of one column in the order of ``numbers``."""
        rows = self.rows
        return (
            rows.words(number)
            if isinstance(rows, ColumnRows | TextRows)
            else words_of([row.get(number) for row in rows.values()])
        )

    def wider_than(self, heading: int) -> list[int]:
        """Rows of a CSV file with a filled cell behind the last heading: as where a decimal comma parts an amount in two.

        A sheet of a workbook has none, as its cells cannot shift.
        """
        rows = self.rows
        if not isinstance(rows, TextRows):
            return []
        last = len(rows.lists[heading - 1])
        longer = (number for number, cells in enumerate(rows.lists, start=1) if len(cells) > last)
        return [number for number in longer if number > heading and max(rows[number], default=0) > last]

    def first_text(self, number: int) -> str:
        """The leftmost text of a row; empty if there is none."""
        return next((cell for cell in self.rows[number].values() if isinstance(cell, str) and cell), "")


def grids_of(book: Book) -> list[Grid]:
    """The sheets of a workbook."""
    return [grid_of_sheet(sheet) for sheet in book.sheets]


def grid_of(rows: Sequence[Sequence[str]]) -> Grid:
    """The rows of a CSV file as a sheet without a name."""
    return Grid("", TextRows(rows))


def grid_of_sheet(sheet: Sheet) -> Grid:
    """The cells of a sheet that was read cell by cell."""
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = _value(cell)
    areas = tuple((area.first_row, area.last_row, area.first_column, area.last_column) for area in sheet.merged)
    return Grid(sheet.name, dict(sorted(rows.items())), sheet.hidden, sheet.hidden_rows, areas)


def _value(cell: Cell) -> Any:
    """The stored value; a formula without a value or to another workbook and an error stay as text, which no amount is.

    A cell in percent format is a text with its sign, as people see it: 25,5 % is no amount, but a rate of VAT.
    """
    if cell.value is None or cell.is_error or from_elsewhere(cell.formula):
        return cell.formula or cell.text
    if cell.percent and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return f"{100 * cell.value:.9g} %".replace(".", ",")
    return cell.value
