"""The file for which a recipe is made: opened, unless the program knows it already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from hjj_lib.intake.cells import read_book
from hjj_lib.intake.csv_file import read_csv_rows
from hjj_lib.intake.files import FOLDER, OTHER_WORKBOOK, UNKNOWN, UNREADABLE, FoundFile, find_file
from hjj_lib.intake.grid import Grid, grid_of, grids_of
from hjj_lib.intake.large_book import read_large_book
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_file import OWN_FOLDER, Recipe, ready_recipes
from hjj_lib.intake.recipe_propose import Question
from hjj_lib.intake.recipe_propose_open import open_problem
from hjj_lib.intake.recipe_propose_table import FoundTable, find_tables
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem

_ENDINGS = (".csv", ".xlsx")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def known_as(path: Path, place: Place, own: Sequence[Recipe]) -> Problem | None:
    """What the program already takes the file for, as a note; nothing if it is unknown and a recipe can be made.

    Raises
    ------
    DataError
        If the file cannot be read at all, or two recipes fit it.
    """
    found = find_file(path, place, own)
    if found.kind in (UNKNOWN, OTHER_WORKBOOK) and path.suffix.casefold() in _ENDINGS:
        return None
    unread = found.kind in (UNKNOWN, OTHER_WORKBOOK, UNREADABLE, FOLDER)
    errors = [one for one in found.problems if unread or one.severity == "error"]
    if errors:
        raise DataError(errors)
    return _known(found)


def _known(found: FoundFile) -> Problem:
    recipe = next((str(one.values["recipe"]) for one in found.problems if "recipe" in one.values), "")
    if recipe:
        fits = "The recipe {recipe} reads this file already. Nothing was written."
        return Problem("recipe_fits", "note", found=fits, file=found.file, values={"recipe": recipe})
    needs = "The file needs no recipe: the program reads it as it is. Nothing was written."
    return Problem("recipe_not_needed", "note", found=needs, file=found.file)


def grids(path: Path) -> list[Grid]:
    """The sheets of a file that :func:`known_as` could open."""
    data = path.read_bytes()
    if path.suffix.casefold() != ".xlsx":
        return [grid_of(read_csv_rows(data))]
    large = read_large_book(data)
    return large.grids_with(large.book) if large else grids_of(read_book(data))


def tables_of(found: Sequence[Grid], decimal: str, place: Place) -> list[FoundTable]:
    """The tables of the sheets.

    Raises
    ------
    DataError
        If there is none.
    """
    tables = find_tables(found, decimal)
    if tables:
        return tables
    none = "The file has no row of headings, among its topmost rows, with a column of numbers below it."
    remedy = "Ask for the report as plain data: one row of headings, and below it one row for each thing."
    raise DataError([Problem("recipe_no_table", "error", found=none, remedy=remedy, file=place.file)])


def open_about(tables: Sequence[FoundTable], sheet: str) -> Question | None:
    """What must be said before a recipe can be proposed: which sheet, which decimal mark."""
    chosen = [table for table in tables if not sheet or table.grid.name == sheet]
    if len(chosen) != 1:
        return Question("sheet", sheet, tuple(table.grid.name for table in tables))
    doubt = chosen[0].marks.doubt
    return Question("decimal", doubt, (",", ".")) if doubt else None


def the_table(tables: Sequence[FoundTable], sheet: str, place: Place, language: Language) -> FoundTable:
    """The one table that is meant.

    Raises
    ------
    DataError
        If that is open.
    """
    question = open_about(tables, sheet)
    if question:
        raise DataError([open_problem(question, place, language)])
    return next(table for table in tables if not sheet or table.grid.name == sheet)


def recipe_id_of(name: str, home: Path) -> str:
    """The id of a recipe with this name.

    Raises
    ------
    DataError
        If the name has no letters for it, or there is already such a recipe.
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    recipe_id = _NO_LETTERS.sub("_", letters).strip("_")
    if not recipe_id:
        unusable = "“{name}” cannot be the name of a recipe."
        remedy = "Give a name with some of the letters a–z."
        raise DataError([Problem("recipe_name", "error", found=unusable, remedy=remedy, values={"name": name})])
    path = home.joinpath(*OWN_FOLDER) / f"{recipe_id}.toml"
    if path.exists() or recipe_id in {recipe.recipe_id for recipe in ready_recipes()}:
        exists = "There is already a recipe {recipe}."
        remedy = "Give another name, or edit that recipe."
        raise DataError([Problem("recipe_exists", "error", found=exists, remedy=remedy, values={"recipe": recipe_id})])
    return recipe_id


def year_of(path: Path, tables: Iterable[FoundTable]) -> int | None:
    """The year for which a file lies in its folder, else the one that most of its days are of; nothing if it has none."""
    if path.resolve().parent.name.isdecimal():
        return int(path.resolve().parent.name)
    counts: dict[int, int] = {}
    for table in tables:
        for year, count in table.years().items():
            counts[year] = counts.get(year, 0) + count
    return max(counts, key=lambda year: counts[year], default=None)
