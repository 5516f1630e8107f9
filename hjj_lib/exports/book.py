"""Workbooks for people of spreadsheets: sheets with a heading row, numbers as numbers, everything else as text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from hjj_lib.language import Language

#: Text that looks like a formula stays text; the times of making are left out so that equal content is equal bytes.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}
_MADE = pd.Timestamp("2000-01-01").to_pydatetime()
_WIDEST, _NARROWEST = 60, 10
_LINE_POINTS = 15
#: Letters of a wrapped sentence that fit into a line of the widest column.
LETTERS_OF_FACTS = 54
_LETTERS_OF_NAMES = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1}


@dataclass(frozen=True)
class Book:
    """An open workbook with its formats, in the reader's language."""

    workbook: Any
    language: Language
    formats: dict[str, Any] = field(default_factory=dict)

    def sheet(self, title: str) -> Any:
        """A new sheet, its English title translated, that prints across one page."""
        sheet = self.workbook.add_worksheet(sheet_name(self.language.sentence(title)))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def style(self, **properties: Any) -> Any:
        """A format, made once."""
        key = str(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def heading_row(self, sheet: Any, row: int, headings: Iterable[str]) -> None:
        """Translated headings in a row, from the first column on."""
        for column, text in enumerate(headings):
            sheet.write_string(row, column, self.language.sentence(text), self.style(**_HEADING))

    def name(self, english: str, sheet: Any, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Give a range of cells a name that formulas of one's own can use, the same in every language."""
        ends = [f"${xl_col_to_name(column)}${row + 1}" for row, column in (first, last)]
        self.workbook.define_name(english, f"='{sheet.get_name()}'!{ends[0]}:{ends[1]}")


def sheet_name(title: str) -> str:
    """A title as a sheet may be called: short enough, without the signs that formulas need."""
    return _NOT_IN_NAMES.sub(" ", title)[:_LETTERS_OF_NAMES].strip(" '")


@contextmanager
def open_book(path: Path, title: str, language: Language) -> Iterator[Book]:
    """A workbook that is written when the block ends; the same content is the same bytes."""
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": title, "created": _MADE})
    yield Book(workbook, language)
    workbook.close()


def write_facts(book: Book, sheet: Any, facts: Iterable[str], *, start: int = 0) -> int:
    """Sentences below each other in the first column, the first as a title; gives the row below the last."""
    sheet.set_column(0, 0, _WIDEST)
    row = start
    for row, fact in enumerate(facts, start=start):
        set_height(sheet, row, {fact: LETTERS_OF_FACTS})
        title = row == start == 0
        style = book.style(bold=True, font_size=14) if title else book.style(text_wrap=True, valign="top")
        sheet.write_string(row, 0, fact, style)
    return row + 1


def set_height(sheet: Any, row: int, texts: Mapping[str, int]) -> None:
    """Make a row as high as its wrapped texts need, each in so many letters a line: programs differ in whether they do."""
    lines = [len(textwrap.wrap(text, letters)) for text, letters in texts.items()]
    sheet.set_row(row, _LINE_POINTS * max(lines, default=1) or _LINE_POINTS)


def write_cells(book: Book, sheet: Any, row: int, values: Iterable[Any], **style: Any) -> None:
    """Values in a row from the first column on: numbers as numbers, unknown as nothing, everything else as text."""
    look = book.style(**style) if style else None
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif not pd.isna(value):
            sheet.write_number(row, column, value, look)


def write_table(book: Book, title: str, frame: pd.DataFrame, headings: Mapping[str, str]) -> Any:
    """A sheet with a frozen, filterable heading row."""
    sheet = book.sheet(title)
    book.heading_row(sheet, 0, headings.values())
    for column, name in enumerate(headings):
        widest = max([len(str(value)) for value in frame[name]], default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest)))
    for row, record in enumerate(frame[list(headings)].to_dict("records"), start=1):
        write_cells(book, sheet, row, record.values())
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), len(headings) - 1)
    sheet.repeat_rows(0)
    return sheet
