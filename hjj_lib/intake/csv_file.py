"""A CSV file as people's programs write it: semicolons or commas, UTF-8, UTF-16 or Windows-1252, with or without a mark."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

_FILE = Path(__file__).with_name("ledger.toml")
_DELIMITERS = (";", "\t", ",")
_ENCODINGS = ("utf-8-sig", "cp1252")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: The first line by which a file tells Excel what parts its cells. Spreadsheet programs do not show it.
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]")
_QUOTED = re.compile(r'"(.*)"', re.DOTALL)
_UNSEEN = re.compile(r"[\s().:_\-–]")
#: Columns of a ledger by which a line can be put into a class.
CLASSES = ("account", "account_name", "jhs_account", "cpv", "unspsc")
#: Number of the first row below the headings, as spreadsheet programs count.
FIRST_ROW = 2


class CsvError(Exception):
    """The file is not text that can be read as a table."""


class CsvQuotesError(CsvError):
    """Quotation marks stand so that nobody can tell where a cell of this row ends."""

    def __init__(self, row: int) -> None:
        super().__init__(str(row))
        self.row = row


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
    encoding
        In which the file was read.
    """

    headings: Mapping[str, str]
    cells: pd.DataFrame
    unclassed: Mapping[int, str]
    uneven: Mapping[int, int]
    width: int
    doubled: tuple[str, ...]
    encoding: str = ""

    @property
    def guessed_encoding(self) -> bool:
        """Nothing in the file says that its letters are these."""
        return self.encoding == _ENCODINGS[-1]


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
    CsvQuotesError
        If a quotation mark is opened and not closed where a cell ends: the rows behind it would vanish in one cell.
    """
    text, encoding = _decoded(data)
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else ""
    text = text[told.end() :] if told else text
    try:
        if not delimiter:
            line = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
            delimiter = max(_DELIMITERS, key=lambda mark: (len(_known(_first_row(text, mark))), line.count(mark)))
        rows = _rows(text, delimiter)
    except (csv.Error, TypeError) as error:
        raise CsvError(str(error)) from error
    blank = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if blank is None:
        return replace(_table([], [], 0), encoding=encoding)
    return replace(_table(rows[blank], rows[blank + 1 :], blank), encoding=encoding)


def read_csv_rows(data: bytes) -> list[list[str]]:
    """The cells of every row of any CSV file as text, by the delimiter that its first filled line has most of.

    Raises
    ------
    CsvError, CsvQuotesError
        As :func:`read_csv_file`.
    """
    text, _ = _decoded(data)
    told = _SEPARATOR_LINE.match(text)
    line = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
    delimiter = told[1] if told else max(_DELIMITERS, key=line.count)
    try:
        return _rows(text[told.end() :] if told else text, delimiter)
    except (csv.Error, TypeError) as error:
        raise CsvError(str(error)) from error


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding in which it was read."""
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise CsvError("NUL")
        return text, encoding
    raise CsvError("encoding")


def _first_row(text: str, delimiter: str) -> list[str]:
    """The headings that a delimiter would give."""
    return next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter), [])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The cells of every row.

    Programs that do not know about quotation marks write them as they stand in a name. Such a file is read if its rows then
    have the same number of cells throughout; if not, nobody can tell where a cell ends.
    """
    rows: list[list[str]] = []
    try:
        # What was read before the fault stays in the list and says in which row the fault is.
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        plain = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
        widths = {len(row) for row in plain if any(cell.strip() for cell in row)}
        if len(widths) > 1:
            raise CsvQuotesError(len(rows) + 1) from error
        return [[_QUOTED.sub(r"\1", cell.strip()).replace('""', '"') for cell in row] for row in plain]
    return rows


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


def _table(headings: list[str], rows: list[list[str]], above: int) -> CsvTable:
    known = _known(headings)
    keys = list(known.values())
    width = len(headings)
    numbered = [(number, row) for number, row in enumerate(rows, start=FIRST_ROW + above) if any(cell.strip() for cell in row)]
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
