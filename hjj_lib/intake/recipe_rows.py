"""Which rows of a foreign file count: not those of sums, of headings again, or that the recipe filters out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hjj_lib.intake.grid import Grid, Words
from hjj_lib.intake.layout import limit
from hjj_lib.intake.recipe_file import Recipe
from hjj_lib.intake.recipe_values import written
from hjj_lib.intake.vocabulary import is_sum_word, key_of

_Flags = npt.NDArray[np.bool_]
#: How many different words of a file are kept at once.
_WORDS = 100 * 1000
#: A row with a text in one of these says what it is about: its first word is no heading of a sum.
_TELLING = ("what", "account", "date")


def sorted_out(
    recipe: Recipe, grid: Grid, columns: Mapping[str, int], words: Mapping[str, Words], header_row: int
) -> tuple[npt.NDArray[np.int64], int, int]:
    """The positions of the rows that count, and how many are sums or else filtered out.

    Parameters
    ----------
    columns, words
        The recipe's key of a column → its number and its cells.
    """
    numbers = grid.numbers
    filled, repeated = np.zeros(len(numbers), dtype=bool), np.ones(len(numbers), dtype=bool)
    heading = int(np.searchsorted(numbers, header_row))
    for column in words.values():
        filled |= column.codes >= 0
        # A report of several pages has its headings again on each.
        repeated &= column.codes == column.codes[heading]
    below = filled & ~repeated & (numbers > header_row)
    sums = below & _sums(recipe, grid, columns, words, below)
    kept = below & ~sums
    passing = _passing(recipe, words, len(numbers))
    return np.flatnonzero(kept & passing), int(sums.sum()), int((kept & ~passing).sum())


def _sums(recipe: Recipe, grid: Grid, columns: Mapping[str, int], words: Mapping[str, Words], below: _Flags) -> _Flags:
    """Rows of which a cell is a word for sums, or that begin with one and say nothing else."""
    skip = folded(recipe.skip)
    found = np.zeros(len(below), dtype=bool)
    if not skip:
        return found

    first_letters = {word[:1] for word in skip}

    def named(value: str) -> bool:
        # Most texts of a ledger are plain and begin with no letter of such a word: they need not be folded.
        plain = value.isascii() and value.strip()[:1].lower() not in first_letters
        return not plain and _folded(value).rstrip(":") in skip

    silent = ~found
    for key, column in words.items():
        found |= column.says(named)
        if key in _TELLING:
            silent &= ~column.says(bool)
    keys = {position: key for key, position in columns.items()}
    return found | _beginning(
        grid, below & ~found, lambda position: words[keys[position]] if position in keys else grid.column(position), named, silent
    )


def _beginning(
    grid: Grid, pending: _Flags, column_of: Callable[[int], Words], named: Callable[[str], bool], silent: _Flags
) -> _Flags:
    """Rows of which the first text names a sum."""
    found = np.zeros(len(pending), dtype=bool)
    for position in range(1, int(limit("leftmost_columns")) + 1):
        if not pending.any():
            return found
        column = column_of(position)
        first = pending & column.says(bool)
        if first.any():
            found |= first & (column.says(named) | (silent & column.says(is_sum_word)))
        pending = pending & ~first
    numbers = grid.numbers
    for row in np.flatnonzero(pending):
        text = grid.first_text(int(numbers[row]))
        found[row] = named(text) or (silent[row] and is_sum_word(text))
    return found


def _passing(recipe: Recipe, words: Mapping[str, Words], count: int) -> _Flags:
    """Rows that no filter of the recipe leaves out; a column that the file does not have is empty."""
    passing = np.ones(count, dtype=bool)
    for one in recipe.filters:
        keep, drop = folded(one.keep), folded(one.drop)

        def passes(value: Any, keep: frozenset[str] = keep, drop: frozenset[str] = drop) -> bool:
            text = key_of(text_of(value, recipe))
            return (not keep or text in keep) and text not in drop

        column = words.get(one.column)
        passing &= passes(None) if column is None else column.said(passes, empty=passes(None))
    return passing


@lru_cache(maxsize=_WORDS)
def folded(words: tuple[str, ...]) -> frozenset[str]:
    """Words without the differences that people do not see."""
    return frozenset(map(key_of, words))


#: The same words stand in most rows of a ledger.
_folded = lru_cache(maxsize=_WORDS)(key_of)


def text_of(value: Any, recipe: Recipe) -> str:
    """A cell's value as a file of the recipe would write it."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    if isinstance(value, int | float):
        return written(float(value), recipe) if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())
