"""A foreign file and the recipes: which one fits, where its headings stand, and the cells below them as text.

Nothing is chosen where two fit: a column, a sheet or a recipe that is there twice is said, and nothing is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from openpyxl.utils import get_column_letter

from hjj_lib.intake.grid import Grid, Row, Words, grid_of, grids_of
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_file import Recipe
from hjj_lib.intake.recipe_rows import sorted_out, text_of
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import Problem

__all__ = ["Grid", "Recognised", "Row", "grid_of", "grids_of", "recognise"]


@dataclass(frozen=True)
class Recognised:
    """A file that a recipe fits.

    Attributes
    ----------
    header_row
        Number of the row of headings; 0 when nothing may be read.
    words
        Cells by the recipe's key of the column. Without rows of sums and those that the recipe filters out.
    rows
        Number of each row.
    letters, headings
        Key → letter and heading of its column.
    """

    recipe: Recipe
    file: str
    sheet: str
    header_row: int
    words: Mapping[str, Words]
    rows: npt.NDArray[Any]
    letters: Mapping[str, str]
    headings: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Text by the recipe's key of the column, and ``row``."""
        texts = {key: words.told(lambda value: text_of(value, self.recipe)).taken("") for key, words in self.words.items()}
        return pd.DataFrame({**{key: pd.Series(each, dtype=object) for key, each in texts.items()}, "row": self.rows})

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
    return Recognised(fit.recipe, place.file, place.sheet, 0, {}, np.array([], dtype=np.int64), {}, {}, problems)


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
    wide = fit.grid.wider_than(fit.row)
    if wide:
        count, width = max(fit.grid.rows[wide[0]]), max(fit.grid.rows[fit.row])
        found = problem("recipe_cells", replace(place, row=wide[0]), count=len(wide), found=count, width=width)
        return _refused(fit, place, found)
    headings = {key: " ".join(str(fit.grid.rows[fit.row][position]).split()) for key, position in columns.items()}
    words = {key: fit.grid.column(position) for key, position in columns.items()}
    numbers = fit.grid.numbers
    kept, sums, filtered = sorted_out(fit.recipe, fit.grid, columns, words, fit.row)
    rows = numbers[kept]
    notes = [problem("recipe_used", where, recipe=fit.recipe.recipe_id, count=len(rows), sums=sums, filtered=filtered)]
    notes += [problem("sheet_hidden", place)] if fit.grid.hidden else []
    hidden = rows[np.isin(rows, list(fit.grid.hidden_rows))]
    notes += [problem("recipe_hidden_rows", replace(place, row=int(hidden[0])), count=len(hidden))] if len(hidden) else []
    return Recognised(
        recipe=fit.recipe,
        file=place.file,
        sheet=place.sheet,
        header_row=fit.row,
        words={key: column.at(kept) for key, column in words.items()},
        rows=rows,
        letters={key: str(get_column_letter(position)) for key, position in columns.items()},
        headings=headings,
        problems=tuple(notes),
    )


def _across(area: tuple[int, int, int, int], row: int, columns: Any) -> bool:
    """Does a merged range in the row of headings stand over a column that is read and over others?"""
    first_row, last_row, first, last = area
    return first_row <= row <= last_row and first < last and any(first <= column <= last for column in columns)
