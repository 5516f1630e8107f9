"""The ready recipes of a calculation basis checked: as files, and against the basis's activities and units."""

from __future__ import annotations

import csv
from pathlib import Path

from hjj_lib.intake.recipe_file import read_recipes, unknown_words
from hjj_lib.problems import Problem

_RECIPES, _ACTIVITIES = "recipes", "activities.csv"


def check_recipes(folder: Path) -> list[Problem]:
    """Everything wrong in the recipes of a basis folder, at once; a basis without recipes has none.

    Activities are read as they stand: what is wrong in their own table, the check of the basis says.
    """
    recipes, problems = read_recipes(folder / _RECIPES)
    if not recipes:
        return problems
    with (folder / _ACTIVITIES).open(encoding="utf-8", newline="") as file:
        units = {str(row.get("activity_id")): str(row.get("unit")) for row in csv.DictReader(file)}
    return [*problems, *unknown_words(recipes, units, _RECIPES)]
