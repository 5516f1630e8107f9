"""A new recipe tried on the file after which it was made, before it is kept: what would be read and what would be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hjj_lib.basis import Basis
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.grid import Grid
from hjj_lib.intake.messages import Place
from hjj_lib.intake.purchases import read_purchases
from hjj_lib.intake.recipe_amounts import read_amounts
from hjj_lib.intake.recipe_file import LEDGER, Recipe
from hjj_lib.intake.recipe_ledger import ledger_table
from hjj_lib.intake.recognise import recognise
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.problems import Problem


@dataclass(frozen=True)
class Trial:
    """What a recipe reads of a file.

    Attributes
    ----------
    entries
        As in ``tables.Entry``: the sum of each activity and site.
    counted
        Whether the recipe fits the file at all, and nothing forbids to read it.
    rows
        How many rows, or lines of a ledger, were read.
    """

    entries: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    counted: bool = False


def try_recipe(
    grids: Sequence[Grid], recipe: Recipe, place: Place, home: Path, known: Vocabulary, basis: Basis, language: str
) -> Trial:
    """Read a file with one recipe, as a year would read it. Nothing is written.

    Parameters
    ----------
    place
        File, institution and year; without a year the rows of every year count.
    """
    found = recognise(grids, [recipe], place)
    if found is None:
        fits_not = "The recipe {recipe} does not fit the file."
        remedy = "Its required headings must stand on one of the topmost rows of a sheet that it names."
        values = {"recipe": recipe.recipe_id}
        return Trial(
            problems=(Problem("recipe_fits_not", "error", found=fits_not, remedy=remedy, file=place.file, values=values),)
        )
    if not found.counted:
        return Trial(problems=found.problems)
    if recipe.kind == LEDGER:
        bought = read_purchases({place.file: ledger_table(found)}, {}, home, place, known, basis, language)
        own = [one for one in bought.problems if one.file in ("", place.file)]
        return Trial(tuple(bought.entries), (*found.problems, *own), len(bought.purchases), counted=bought.present)
    reading = read_amounts(found, place, known, language)
    return Trial(reading.entries, (*found.problems, *reading.problems), reading.rows, counted=True)
