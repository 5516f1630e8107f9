"""A ledger that a recipe recognised, as the table that :mod:`hjj_lib.intake.ledger` reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.intake.csv_file import SUPPLIERS, CsvTable, heading_key, supplier_headings
from hjj_lib.intake.euros import cents as in_words
from hjj_lib.intake.euros import in_cents
from hjj_lib.intake.grid import Words
from hjj_lib.intake.recipe_file import SUMS, Recipe, ready_recipes
from hjj_lib.intake.recipe_rows import text_of
from hjj_lib.intake.recipe_values import meant, read_day, read_number
from hjj_lib.intake.recognise import Recognised

#: Stands behind a sum that is not written as the recipe says, so that nobody reads it in another way.
_DOUBT = " ?"


def private_headings(own: Sequence[Recipe]) -> frozenset[str]:
    """Headings below which suppliers are named, as ``heading_key`` folds them: of ledgers, ready recipes and one's own."""
    columns = [column for recipe in (*own, *ready_recipes()) for column in recipe.columns if column.key in SUPPLIERS]
    return supplier_headings() | {heading_key(text) for column in columns for text in column.headers}


def ledger_table(found: Recognised) -> CsvTable:
    """The lines of a ledger under the program's own keys: sums to the cent, days as ``YYYY-MM-DD``.

    A sum or a day that is not written as the recipe says stays as it is, and the ledger's own messages tell it.
    """
    columns, cents = {}, {}
    for key, words in found.words.items():
        meanings = {" ".join(word.casefold().split()): value for word, value in found.recipe.values.get(key, {}).items()}
        if key in SUMS:
            columns[key], cents[key] = _sums(words, found.recipe, meanings)
        else:
            columns[key] = _told(words, found.recipe, meanings, _day if key == "date" else None)
    return CsvTable(
        headings=found.headings,
        cells=pd.DataFrame({**columns, "row": found.rows}),
        cents=cents,
        unclassed={},
        uneven={},
        width=len(found.headings),
        doubled=(),
    )


def _told(words: Words, recipe: Recipe, meanings: Mapping[str, str], read: Callable[[str, Recipe], str] | None) -> pd.Series:
    """A column in words of the program; each different cell is read once."""

    def meaning(value: Any) -> str:
        text = text_of(value, recipe)
        return meant(text, meanings) or (read(text, recipe) if read else text)

    return words.told(meaning, empty=meant("", meanings)).texts()


def _sums(words: Words, recipe: Recipe, meanings: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """A column of sums: the cells that cannot be read, all others empty, and the cents."""
    amounts: list[Any] = [*words.values, ""]
    for place in range(len(amounts)) if meanings else (*words.no_numbers, -1):
        amounts[place] = _amount(amounts[place], recipe, meanings)
    euros = np.array(amounts, dtype=float)
    doubts: dict[str, int] = {}
    places = np.full(len(euros), -1)
    for place in np.flatnonzero(~np.isfinite(euros)).tolist():
        text = text_of(words.values[place], recipe) if place < len(words.values) else ""
        places[place] = doubts.setdefault(text + _DOUBT, len(doubts))
    cells = Words(places.take(words.codes), list(doubts))
    whole = np.rint(euros * 100)
    # A number of more decimals is rounded as it is written: 0,285 is 28 or 29 cents by its exact value.
    for place in np.flatnonzero(np.abs(euros * 100 - whole) > 2 * np.spacing(np.abs(whole))).tolist():
        euros[place] = float(f"{euros[place]:.2f}")
    return cells.texts(), in_cents(pd.Series(euros.take(words.codes)))


def _amount(value: Any, recipe: Recipe, meanings: Mapping[str, str]) -> float | None:
    """The euros of a cell; nothing if it is not written as the recipe says."""
    if isinstance(value, float | int) and math.isfinite(value) and not meanings:
        return float(value)
    text = text_of(value, recipe)
    told = meant(text, meanings)
    if told:
        cents = in_words(pd.Series([told], dtype=object)).iloc[0]
        return None if pd.isna(cents) else int(cents) / 100
    return read_number(text.removesuffix("€").strip(), recipe)


def _day(text: str, recipe: Recipe) -> str:
    day = read_day(text, recipe) if text else None
    return day.isoformat() if day else text
