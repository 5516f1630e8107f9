"""A ledger that a recipe recognised, as the table that :mod:`hjj_lib.intake.ledger` reads."""

from __future__ import annotations

import pandas as pd

from hjj_lib.intake.csv_file import CsvTable
from hjj_lib.intake.recipe_file import SUMS, Recipe
from hjj_lib.intake.recipe_values import meant, read_day, read_number
from hjj_lib.intake.recognise import Recognised

#: Stands behind a sum that is not written as the recipe says, so that nobody reads it in another way.
_DOUBT = " ?"


def ledger_table(found: Recognised) -> CsvTable:
    """The lines of a ledger under the program's own keys: sums to the cent, days as ``YYYY-MM-DD``.

    A sum or a day that is not written as the recipe says stays as it is, and the ledger's own messages tell it.
    """
    recipe = found.recipe
    readers = {**dict.fromkeys(SUMS, _sum), "date": _day}
    columns = {}
    for key, texts in found.cells.drop(columns="row").items():
        name = str(key)
        words = {" ".join(word.casefold().split()): value for word, value in recipe.values.get(name, {}).items()}
        told = {text: meant(text, words) or (readers[name](text, recipe) if name in readers else text) for text in texts.unique()}
        columns[name] = texts.map(told).astype(object)
    cells = pd.DataFrame({**columns, "row": found.cells["row"]})
    return CsvTable(
        headings=found.headings,
        cells=cells,
        unclassed={},
        uneven={},
        width=len(found.headings),
        doubled=(),
    )


def _sum(text: str, recipe: Recipe) -> str:
    number = read_number(text.removesuffix("€").strip(), recipe)
    return f"{number:.2f}" if number is not None else text + _DOUBT


def _day(text: str, recipe: Recipe) -> str:
    day = read_day(text, recipe) if text else None
    return day.isoformat() if day else text
