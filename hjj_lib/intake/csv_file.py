"""A CSV file as people's programs write it: semicolons or commas, UTF-8, UTF-16 or Windows-1252, with or without a mark."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

_FILE = Path(__file__).with_name("ledger.toml")
_DELIMITERS = (";", "\t", ",")
_ENCODINGS = ("utf-8-sig", "cp1252")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UNSEEN = re.compile(r"[\s().:_\-–]")
#: Columns of a ledger by which a line can be put into a class.
CLASSES = ("account", "account_name", "jhs_account", "cpv", "unspsc")
#: Number of the first row below the headings, as spreadsheet programs count.
FIRST_ROW = 2


class CsvError(Exception):
    """The file is not text that can be read as a table."""


@dataclass(frozen=True)
class CsvTable:
    """A CSV file with the columns that are known.

    Attributes
    ----------
    headings
        Key of a known column → its heading as written.
    cells
        Known columns by key, cells as text without spaces around them; ``row`` is the number a spreadsheet shows.
        Rows without any content are left out.
    unclassed
        Row number → first text of the row, for rows of which no column says what was bought.
    uneven
        Row number → how many cells it has, for rows that have more than the headings.
    doubled
        Keys that occur twice.
    """

    headings: Mapping[str, str]
    cells: pd.DataFrame
    unclassed: Mapping[int, str]
    uneven: Mapping[int, int]
    width: int
    doubled: tuple[str, ...]


@cache
def settings() -> Mapping[str, Any]:
    """``ledger.toml`` as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def heading(key: str, language: str) -> str:
    """The name of a column in one language."""
    return next(str(column[language]) for column in settings()["column"] if column["key"] == key)


def read_csv_file(data: bytes) -> CsvTable:
    """The table of a CSV file; nothing is interpreted yet.

    Raises
    ------
    CsvError
        If the bytes are no text, or the text is no table.
    """
    text = _decoded(data)
    try:
        first = next(csv.reader(io.StringIO(text.partition("\n")[0])), [])
        delimiter = max(_DELIMITERS, key=lambda mark: (len(_known(_cells_of(text, mark))), text.partition("\n")[0].count(mark)))
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CsvError(str(error)) from error
    if not first or not rows:
        return _table([], [])
    return _table(rows[0], rows[1:])


def _decoded(data: bytes) -> str:
    if b"\0" in data and not data.startswith(_UTF_16):
        raise CsvError("NUL")
    if data.startswith(_UTF_16):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CsvError("encoding")


def _cells_of(text: str, delimiter: str) -> list[str]:
    """The headings that a delimiter would give."""
    return next(csv.reader(io.StringIO(text.partition("\n")[0]), delimiter=delimiter), [])


@cache
def _spellings() -> Mapping[str, str]:
    return {
        _key(word): str(column["key"])
        for column in settings()["column"]
        for word in (column["key"], column["fi"], column["sv"], column["en"], *column["also"])
    }


def _key(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _known(headings: list[str]) -> dict[int, str]:
    """Position of each known heading → its key."""
    spellings = _spellings()
    return {place: spellings[_key(text)] for place, text in enumerate(headings) if _key(text) in spellings}


def _table(headings: list[str], rows: list[list[str]]) -> CsvTable:
    known = _known(headings)
    keys = list(known.values())
    width = len(headings)
    numbered = [(number, row) for number, row in enumerate(rows, start=FIRST_ROW) if any(cell.strip() for cell in row)]
    uneven = {number: len(row) for number, row in numbered if len(row) > width and any(cell.strip() for cell in row[width:])}
    even = [(number, row) for number, row in numbered if number not in uneven] if uneven else numbered
    columns = {
        key: [row[place].strip() if place < len(row) else "" for _, row in even]
        for place, key in known.items()
        if keys.count(key) == 1
    }
    numbers = [number for number, _ in even]
    frame = pd.DataFrame({**{key: pd.Series(cells, dtype=object) for key, cells in columns.items()}, "row": numbers})
    told = [key for key in CLASSES if key in columns]
    silent = (frame[told] == "").all(axis=1) if told else pd.Series(False, index=frame.index)
    unclassed = {number: _first_text(row) for (number, row), quiet in zip(even, silent, strict=True) if quiet}
    return CsvTable(
        headings={key: headings[place] for place, key in known.items()},
        cells=frame,
        unclassed=unclassed,
        uneven=uneven,
        width=width,
        doubled=tuple(sorted({key for key in keys if keys.count(key) > 1})),
    )


def _first_text(row: list[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip() and not cell.strip()[0].isdigit()), "")
