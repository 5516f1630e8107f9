"""A foreign file and the recipes: which one fits, where its headings stand, and the cells below them as text.

Nothing is chosen where two fit: a column, a sheet or a recipe that is there twice is said, and nothing is read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from hjj_lib.intake.cells import Book, Cell, Sheet
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_file import Recipe
from hjj_lib.intake.recipe_values import written
from hjj_lib.intake.vocabulary import is_sum_word, key_of
from hjj_lib.problems import Problem

Row = Mapping[int, Any]
#: How many different words of a file are kept at once.
_WORDS = 100 * 1000


@dataclass(frozen=True)
class Grid:
    """The filled cells of a sheet: row → column → value, both counted from 1 as a spreadsheet shows them."""

    name: str
    rows: Mapping[int, Row]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Recognised:
    """A file that a recipe fits.

    Attributes
    ----------
    header_row
        Number of the row of headings; 0 when nothing may be read.
    cells
        Text by the recipe's key of the column, and ``row``. Without rows of sums and those that the recipe filters out.
    letters, headings
        Key → letter and heading of its column.
    """

    recipe: Recipe
    file: str
    sheet: str
    header_row: int
    cells: pd.DataFrame
    letters: Mapping[str, str]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the file may be read."""
        return self.header_row > 0


@dataclass(frozen=True)
class _Fit:
    """Where a recipe fits: position of every key's columns in the row of headings."""

    recipe: Recipe
    grid: Grid
    row: int
    columns: Mapping[str, tuple[int, ...]]


def grids_of(book: Book) -> list[Grid]:
    """The sheets of a workbook."""
    return [_grid(sheet) for sheet in book.sheets]


def grid_of(rows: Sequence[Sequence[str]]) -> Grid:
    """The rows of a CSV file as a sheet without a name."""
    return Grid("", {number: _filled(row) for number, row in enumerate(rows, start=1)})


def recognise(grids: Sequence[Grid], recipes: Sequence[Recipe], place: Place) -> Recognised | None:
    """What a file is, by the recipe of which it has most columns; the institution's own recipes come first.

    Parameters
    ----------
    grids
        Its sheets.
    place
        File, institution and year, for the messages.

    Returns
    -------
    Nothing if no recipe fits. Without cells, and with an error, if two recipes or sheets fit or a column is there twice.
    """
    fits = [fit for recipe in recipes for grid in grids if (fit := _fit(recipe, grid)) is not None]
    if not fits:
        return None
    own = [fit for fit in fits if fit.recipe.own] or fits
    most = max(len(fit.columns) for fit in own)
    best = [fit for fit in own if len(fit.columns) == most]
    first = best[0]
    ids = sorted({fit.recipe.recipe_id for fit in best})
    if len(ids) > 1:
        return _refused(first, place, problem("recipe_two", place, recipes=", ".join(ids)))
    sheets = [fit.grid.name for fit in own if fit.recipe is first.recipe]
    if len(sheets) > 1:
        return _refused(first, place, problem("recipe_sheets", place, recipe=ids[0], sheets=", ".join(sheets)))
    return _read(first, replace(place, sheet=first.grid.name))


def _grid(sheet: Sheet) -> Grid:
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = _value(cell)
    areas = tuple((area.first_row, area.last_row, area.first_column, area.last_column) for area in sheet.merged)
    return Grid(sheet.name, dict(sorted(rows.items())), sheet.hidden, sheet.hidden_rows, areas)


def _value(cell: Cell) -> Any:
    """The stored value; a formula without a value and an error stay as text, which no amount is."""
    if cell.value is None or cell.is_error:
        return cell.formula or cell.text
    return cell.value


def _filled(row: Sequence[str]) -> dict[int, str]:
    return {column: text.strip() for column, text in enumerate(row, start=1) if text.strip()}


def _fit(recipe: Recipe, grid: Grid) -> _Fit | None:
    """The first row among the topmost that has all columns a recipe requires."""
    if not any(fnmatchcase(key_of(grid.name), key_of(pattern)) for pattern in recipe.sheets):
        return None
    keys = {key_of(header): column.key for column in recipe.columns for header in column.headers}
    required = {column.key for column in recipe.columns if column.required}
    for number, row in grid.rows.items():
        if number > limit("key_row_within"):
            return None
        columns: dict[str, tuple[int, ...]] = {}
        for position, value in row.items():
            key = keys.get(key_of(value)) if isinstance(value, str) else None
            if key:
                columns[key] = (*columns.get(key, ()), position)
        if required <= set(columns):
            return _Fit(recipe, grid, number, columns)
    return None


def _refused(fit: _Fit, place: Place, *problems: Problem) -> Recognised:
    return Recognised(fit.recipe, place.file, place.sheet, 0, pd.DataFrame({"row": []}, dtype=int), {}, {}, problems)


def _read(fit: _Fit, place: Place) -> Recognised:
    where = replace(place, row=fit.row)
    doubled = {key: positions for key, positions in fit.columns.items() if len(positions) > 1}
    if doubled:
        letters = ", ".join(str(get_column_letter(one)) for positions in doubled.values() for one in positions)
        names = ", ".join(f"“{fit.grid.rows[fit.row][positions[0]]}”" for positions in doubled.values())
        return _refused(fit, place, problem("recipe_column_double", where, names=names, letters=letters))
    columns = {key: positions[0] for key, positions in fit.columns.items()}
    merged = [area for area in fit.grid.merged if _across(area, fit.row, columns.values())]
    if merged:
        first = f"{get_column_letter(merged[0][2])}{merged[0][0]}:{get_column_letter(merged[0][3])}{merged[0][1]}"
        return _refused(fit, place, problem("recipe_header_merged", where, range=first))
    headings = {key: " ".join(str(fit.grid.rows[fit.row][position]).split()) for key, position in columns.items()}
    numbers, sums, filtered = _rows(fit, columns)
    cells = {key: [_text(fit.grid.rows[row].get(column), fit.recipe) for row in numbers] for key, column in columns.items()}
    notes = [problem("recipe_used", where, recipe=fit.recipe.recipe_id, count=len(numbers), sums=sums, filtered=filtered)]
    notes += [problem("sheet_hidden", place)] if fit.grid.hidden else []
    hidden = [row for row in numbers if row in fit.grid.hidden_rows]
    notes += [problem("recipe_hidden_rows", replace(place, row=hidden[0]), count=len(hidden))] if hidden else []
    return Recognised(
        recipe=fit.recipe,
        file=place.file,
        sheet=place.sheet,
        header_row=fit.row,
        cells=pd.DataFrame(
            {**{key: pd.Series(texts, dtype=object) for key, texts in cells.items()}, "row": pd.Series(numbers, dtype=int)}
        ),
        letters={key: str(get_column_letter(position)) for key, position in columns.items()},
        headings=headings,
        problems=tuple(notes),
    )


def _across(area: tuple[int, int, int, int], row: int, columns: Any) -> bool:
    """Does a merged range in the row of headings stand over a column that is read and over others?"""
    first_row, last_row, first, last = area
    return first_row <= row <= last_row and first < last and any(first <= column <= last for column in columns)


def _rows(fit: _Fit, columns: Mapping[str, int]) -> tuple[list[int], int, int]:
    """Numbers of the rows that count, and how many are sums or filtered out."""
    kept, sums, filtered = [], 0, 0
    heading = {position: fit.grid.rows[fit.row].get(position) for position in columns.values()}
    for number, row in fit.grid.rows.items():
        filled = {key: row[position] for key, position in columns.items() if row.get(position) not in (None, "")}
        # A report of several pages has its headings again on each.
        if number <= fit.row or not filled or all(row.get(position) == value for position, value in heading.items()):
            continue
        if _is_sum(fit.recipe, filled, row):
            sums += 1
        elif not _passes(fit.recipe, filled):
            filtered += 1
        else:
            kept.append(number)
    return kept, sums, filtered


def _is_sum(recipe: Recipe, filled: Mapping[str, Any], row: Row) -> bool:
    """A row of which a cell is a word for sums, or begins with one where the row says nothing else."""
    words = _folded_all(recipe.skip)
    texts = [value for value in row.values() if isinstance(value, str)]
    named = [*texts[:1], *(value for value in filled.values() if isinstance(value, str))]
    if any(_folded(text).rstrip(":") in words for text in named):
        return True
    texts_of = [value for key, value in filled.items() if isinstance(value, str) and key in ("what", "account", "date")]
    return not texts_of and bool(words) and any(is_sum_word(text) for text in texts[:1])


@lru_cache(maxsize=_WORDS)
def _folded_all(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(key_of, words))


#: The same words stand in most rows of a ledger.
_folded = lru_cache(maxsize=_WORDS)(key_of)


def _passes(recipe: Recipe, filled: Mapping[str, Any]) -> bool:
    for one in recipe.filters:
        text = key_of(_text(filled.get(one.column), recipe))
        if one.keep and text not in map(key_of, one.keep):
            return False
        if text in map(key_of, one.drop):
            return False
    return True


def _text(value: Any, recipe: Recipe) -> str:
    """A cell's value as a file of the recipe would write it."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    if isinstance(value, int | float):
        return written(float(value), recipe) if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())
