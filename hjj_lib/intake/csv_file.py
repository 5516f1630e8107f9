"""A CSV file as people's programs write it: semicolons or commas, UTF-8, UTF-16 or Windows-1252, with or without a mark."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.intake.grid import TextRows

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
#: Where a supplier is named, the name before the number.
SUPPLIERS = ("supplier_name", "supplier")
#: Headings stand within so many letters.
_HEADINGS = 1000 * 1000
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
    cents
        Sums that a recipe has read already, by key; in ``cells`` such a column holds only what could not be read.
    """

    headings: Mapping[str, str]
    cells: pd.DataFrame
    unclassed: Mapping[int, str]
    uneven: Mapping[int, int]
    width: int
    doubled: tuple[str, ...]
    encoding: str = ""
    cents: Mapping[str, pd.Series] = field(default_factory=dict)

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
    rows, _, encoding = split_csv(data)
    return table_of(rows, encoding)


def table_of(rows: Sequence[Sequence[str]], encoding: str = "", *, lines: bool = True) -> CsvTable:
    """The table below the first filled row, which holds the headings; nothing is interpreted yet.

    Parameters
    ----------
    lines
        Without them, only what the headings say.
    """
    blank = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if blank is None:
        return replace(_table([], [], 0), encoding=encoding)
    return replace(_table(rows[blank], rows[blank + 1 :] if lines else [], blank), encoding=encoding)


def split_csv(data: bytes) -> tuple[list[list[str]], str, str]:
    """The cells of every row of a CSV file, the delimiter that makes most columns known, and the encoding.

    Raises
    ------
    CsvError, CsvQuotesError
        As :func:`read_csv_file`.
    """
    text, encoding = _decoded(data)
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else ""
    text = text[told.end() :] if told else text
    try:
        if not delimiter:
            line = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
            delimiter = max(_DELIMITERS, key=lambda mark: (len(_known(_first_row(text, mark))), line.count(mark)))
        return _rows(text, delimiter), delimiter, encoding
    except (csv.Error, TypeError) as error:
        raise CsvError(str(error)) from error


def read_csv_rows(data: bytes) -> list[list[str]]:
    """The cells of every row of any CSV file as text, by the delimiter that its first filled line has most of.

    Raises
    ------
    CsvError, CsvQuotesError
        As :func:`read_csv_file`.
    """
    text, delimiter = _plainly(data)
    try:
        return _rows(text, delimiter)
    except (csv.Error, TypeError) as error:
        raise CsvError(str(error)) from error


def split_twice(data: bytes) -> tuple[list[list[str]], list[list[str]], str]:
    """The rows as :func:`split_csv` and as :func:`read_csv_rows` gives them, and the encoding. Mostly they are the same.

    Raises
    ------
    CsvError, CsvQuotesError
        As :func:`read_csv_file`.
    """
    rows, delimiter, encoding = split_csv(data)
    return rows, rows if _plainly(data)[1] == delimiter else read_csv_rows(data), encoding


def _plainly(data: bytes) -> tuple[str, str]:
    """The text without the line that names its delimiter, and the delimiter that its first filled line has most of."""
    text, _ = _decoded(data)
    told = _SEPARATOR_LINE.match(text)
    if told:
        return text[told.end() :], told[1]
    line = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
    return text, max(_DELIMITERS, key=line.count)


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
    beginning = text[:_HEADINGS].lstrip("\r\n")
    return next(csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter), [])


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


def supplier_headings() -> frozenset[str]:
    """The headings of suppliers, as :func:`heading_key` folds them."""
    return frozenset(heading for heading, key in _spellings().items() if key in SUPPLIERS)


@cache
def _spellings() -> Mapping[str, str]:
    return {
        heading_key(word): str(column["key"])
        for column in settings()["column"]
        for word in (column["key"], column["fi"], column["sv"], column["en"], *column["also"])
    }


def heading_key(text: str) -> str:
    """A heading as it is compared: without letters' case, spaces, brackets, points, hyphens and underscores."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _known(headings: Sequence[str]) -> dict[int, str]:
    """Position of each known heading → its key."""
    spellings = _spellings()
    return {place: spellings[heading_key(text)] for place, text in enumerate(headings) if heading_key(text) in spellings}


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], above: int) -> CsvTable:
    known = _known(headings)
    keys = list(known.values())
    width = len(headings)
    filled = np.flatnonzero([bool("".join(row).strip()) for row in rows])
    uneven = {
        place: len(row)
        for place in filled.tolist()
        if len(row := rows[place]) > width and any(cell.strip() for cell in row[width:])
    }
    even = filled[~np.isin(filled, list(uneven))] if uneven else filled
    cells = TextRows(rows)
    columns = {key: cells.words(place + 1).at(even) for place, key in known.items() if keys.count(key) == 1}
    silent = np.ones(len(even), dtype=bool) if set(columns) & set(CLASSES) else np.zeros(len(even), dtype=bool)
    for key in set(columns) & set(CLASSES):
        silent &= columns[key].codes < 0
    numbers = even + FIRST_ROW + above
    return CsvTable(
        headings={key: headings[place] for place, key in known.items()},
        cells=pd.DataFrame({**{key: words.texts() for key, words in columns.items()}, "row": numbers}),
        unclassed={int(numbers[place]): _first_text(rows[even[place]]) for place in np.flatnonzero(silent)},
        uneven={place + FIRST_ROW + above: count for place, count in uneven.items()},
        width=width,
        doubled=tuple(sorted({key for key in keys if keys.count(key) > 1})),
    )


def _first_text(row: Sequence[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip() and not cell.strip()[0].isdigit()), "")
