"""A file that no recipe knows, looked at: where its headings stand, and what kind each column below them is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from hjj_lib.intake.grid import Grid, Row
from hjj_lib.intake.layout import limit
from hjj_lib.intake.recipe_file import Recipe
from hjj_lib.intake.recipe_values import read_day, read_number
from hjj_lib.intake.vocabulary import is_sum_word, key_of

NUMBER, DAY, TEXT, EMPTY = "number", "day", "text", "empty"
_FILE = Path(__file__).with_name("recipe_propose.toml")
_DECIMAL_COMMA = re.compile(r"[0-9]+,([0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}([. \u00a0\u202f][0-9]{3})+,[0-9]+|0,[0-9]+")
_DECIMAL_POINT = re.compile(r"[0-9]+\.([0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}([, \u00a0\u202f][0-9]{3})+\.[0-9]+|0\.[0-9]+")
_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+")
_COMMAS = re.compile(r"[0-9]{1,3}(,[0-9]{3}){2,}|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
#: Either a decimal mark or one between thousands: nothing in the text says which.
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_FIGURE = re.compile("[-+(\u2212]?[0-9][0-9., \u00a0\u202f]*[-)]?|-")
_CENTURIES = re.compile(r"(19|20)[0-9]{2}")
_SIGNS = "+-()\u2212 "
_STAMP = re.compile(r"\s+[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?$")


@dataclass(frozen=True)
class Marks:
    """How numbers are written. ``doubt`` holds a text with two readings, where nothing says which mark it has."""

    decimal: str = ","
    thousands: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class ColumnFacts:
    """A column below a heading.

    Attributes
    ----------
    kind
        ``number``, ``day``, ``text`` or ``empty``.
    forms
        The forms of days that fit all its cells; workbook days fit every form and need none.
    texts
        Its different texts in order of appearance, with how many rows have each.
    """

    position: int
    heading: str
    kind: str
    forms: tuple[str, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundTable:
    """A sheet with a table: the row of its headings, its columns from the left, and how its numbers are written.

    ``rows`` is how many rows stand below the headings, without those of sums; ``sums`` are the texts of those.
    """

    grid: Grid
    row: int
    columns: tuple[ColumnFacts, ...]
    marks: Marks
    rows: int = 0
    sums: tuple[str, ...] = ()

    def column(self, heading: str) -> ColumnFacts | None:
        """The column with this heading, or none; the first where two have it."""
        wanted = key_of(heading)
        return next((column for column in self.columns if key_of(column.heading) == wanted), None)

    def years(self) -> dict[int, int]:
        """Year → how many rows of the first column of days are of it."""
        counts: dict[int, int] = {}
        column = next((column for column in self.columns if column.kind == DAY), None)
        for text, count in column.texts.items() if column else ():
            day = read_day(_STAMP.sub("", text), reading(self.marks, column.forms if column else ()))
            if day:
                counts[day.year] = counts.get(day.year, 0) + count
        return counts


@cache
def settings() -> Mapping[str, Any]:
    """``recipe_propose.toml`` as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def find_tables(grids: Sequence[Grid], decimal: str = "") -> list[FoundTable]:
    """The sheets that hold a table, the one with most headings first.

    Parameters
    ----------
    decimal
        The decimal mark, where the user has said it.

    Returns
    -------
    A row of headings is the row, among the topmost, of which most cells are texts that stand above a column of one kind; at
    least one column must be numbers. Of equal rows the upper one.
    """
    found = [table for grid in grids if (table := _table(grid, decimal)) is not None]
    return sorted(found, key=lambda table: -len(table.columns))


def shown(value: Any) -> str:
    """A cell as text, days as ``YYYY-MM-DD``."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _table(grid: Grid, decimal: str) -> FoundTable | None:
    rows = {number: row for number, row in grid.rows.items() if row}
    first = dict(islice(rows.items(), settings()["header"]["rows"]))
    tables = []
    for number, row in first.items():
        headings = {position: shown(value) for position, value in row.items() if _is_heading(value)}
        if number <= limit("key_row_within") and len(headings) >= settings()["header"]["headings"]:
            tables.append(_below(grid, first, number, headings, decimal))
    usable = [table for table in tables if any(column.kind == NUMBER for column in table.columns)]
    best = max(usable, key=lambda table: len([one for one in table.columns if one.kind != EMPTY]), default=None)
    if best is None or len(first) == len(rows):
        return best
    return _below(grid, rows, best.row, {column.position: column.heading for column in best.columns}, decimal)


def _is_heading(value: Any) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def _below(grid: Grid, told: Mapping[int, Row], number: int, headings: Mapping[int, str], decimal: str) -> FoundTable:
    """What stands below a row of headings, in the rows that are told."""
    rows = [row for place, row in told.items() if place > number and not sum_text(row)]
    rows = [row for row in rows if any(row.get(position) not in (None, "") for position in headings)]
    cells = {position: [row[position] for row in rows if row.get(position) not in (None, "")] for position in headings}
    marks = _marks([value for values in cells.values() if _are_figures(values) for value in values], decimal)
    columns = tuple(_facts(position, headings[position], cells[position], marks) for position in sorted(headings))
    sums = dict.fromkeys(text for place, row in told.items() if place > number and (text := sum_text(row)))
    return FoundTable(grid, number, columns, marks, len(rows), tuple(sums))


def sum_text(row: Row) -> str:
    """The text by which a row is one of sums: its first, or one that is exactly such a word; empty if it is none."""
    texts = [shown(value) for value in row.values() if isinstance(value, str)]
    exact = next((text for text in texts if key_of(text).rstrip(":") in settings()["sums"]["words"]), "")
    return texts[0] if texts and is_sum_word(texts[0]) else exact


def _facts(position: int, heading: str, values: Sequence[Any], marks: Marks) -> ColumnFacts:
    if not values:
        return ColumnFacts(position, heading, EMPTY)
    texts: dict[str, int] = {}
    for value in values:
        texts[shown(value)] = texts.get(shown(value), 0) + 1
    forms = _forms(values)
    if forms or all(isinstance(value, date) for value in values):
        return ColumnFacts(position, heading, DAY, forms, texts)
    numbers = [value for value in values if _is_number(value, marks)]
    enough = len(numbers) * 100 >= len(values) * settings()["types"]["share_pct"]
    return ColumnFacts(position, heading, NUMBER if enough else TEXT, texts=texts)


def reading(marks: Marks, forms: Sequence[str] = ()) -> Recipe:
    """A recipe that only says how numbers and days are written."""
    return Recipe("", "", {}, (), decimal=marks.decimal, thousands=marks.thousands, dates=tuple(forms))


def _is_number(value: Any, marks: Marks) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True
    if not isinstance(value, str):
        return False
    # While the marks are in doubt, what is a number with either of them is one.
    possible = [Marks(",", "."), Marks(".", ",")] if marks.doubt else [marks]
    return any(read_number(value.removesuffix("€").strip(), reading(one)) is not None for one in possible)


def _forms(values: Sequence[Any]) -> tuple[str, ...]:
    """The forms in which every text of a column is a day of this or the last century."""
    texts = list(dict.fromkeys(value for value in values if isinstance(value, str)))
    if not texts or any(not isinstance(value, str | date) for value in values):
        return ()
    if not all(_CENTURIES.search(text) for text in texts):
        return ()
    return tuple(form for form in settings()["dates"]["formats"] if all(_is_day(text, form) for text in texts))


def _is_day(text: str, form: str) -> bool:
    day = read_day(_STAMP.sub("", text), reading(Marks(), [form]))
    return day is not None and bool(_CENTURIES.fullmatch(str(day.year)))


def _are_figures(values: Sequence[Any]) -> bool:
    """Do most cells of a column hold only digits and marks, and are they no days? Other columns say nothing about marks."""
    figures = [value for value in values if not isinstance(value, str) or _FIGURE.fullmatch(value.removesuffix("€").strip())]
    return bool(values) and len(figures) * 100 >= len(values) * settings()["types"]["share_pct"] and not _forms(values)


def _marks(values: Sequence[Any], decimal: str) -> Marks:
    """The marks for which the file's own numbers speak; where they contradict each other, one of them is in doubt."""
    plain = [value.removesuffix("€").strip(_SIGNS) for value in values if isinstance(value, str)]
    points = any(_POINTS.fullmatch(text) for text in plain)
    commas = any(_COMMAS.fullmatch(text) for text in plain)
    comma = any(_DECIMAL_COMMA.fullmatch(text) for text in plain) or points
    point = any(_DECIMAL_POINT.fullmatch(text) for text in plain) or commas
    doubtful = [text for text in plain if _TWO_READINGS.fullmatch(text)]
    if comma and point and not decimal:
        return Marks(doubt=next(text for text in plain if _DECIMAL_POINT.fullmatch(text) or _COMMAS.fullmatch(text)))
    if decimal or comma != point:
        mark = decimal or ("," if comma else ".")
        other = "." if mark == "," else ","
        grouped = points if mark == "," else commas
        return Marks(mark, other if grouped or any(other in text for text in doubtful) else "")
    return Marks(doubt=doubtful[0] if doubtful else "")
