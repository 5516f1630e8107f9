"""The answers of a commuting survey as a file holds them: coded columns by key. Everything else is dropped at once.

A survey tool adds names, addresses and free text. What is not one of our questions is never kept, shown or written, and its
heading neither: messages name a column by its letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from openpyxl.utils import get_column_letter

from hjj_lib.intake.cells import Book, Sheet
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import Problem
from hjj_lib.survey import questions
from hjj_lib.survey.questions import DAYS_KEY
from hjj_lib.tables import LANGUAGES

#: Files of the year's folder that begin like this hold answers of the survey.
FILE_BEGINS = "commute_survey"


@dataclass(frozen=True)
class SurveySheet:
    """The answers of one file.

    Attributes
    ----------
    columns
        Key of a question → letter of its column.
    cells
        Answers as text, one column for each key, and ``row`` as a spreadsheet shows it.
    sheet
        Name of the sheet; empty for CSV.
    """

    columns: Mapping[str, str]
    cells: pd.DataFrame
    sheet: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def modes(self) -> tuple[str, ...]:
        """The means of travel that were asked about."""
        return tuple(key.removeprefix(DAYS_KEY) for key in self.columns if key.startswith(DAYS_KEY))


def is_survey(name: str) -> bool:
    """Does the file's name say that it holds answers?"""
    return name.casefold().startswith(FILE_BEGINS)


def of_book(book: Book, place: Place) -> SurveySheet:
    """The answers of a workbook: those of the sheet whose headings name most questions."""
    grids = {sheet.name: _grid(sheet) for sheet in book.sheets}
    best = max(grids, key=lambda name: len(_found(grids[name])[1]), default="")
    return of_rows(grids.get(best, []), replace(place, sheet=best))


def of_rows(rows: Sequence[Sequence[str]], place: Place) -> SurveySheet:
    """The answers of rows of text.

    Returns
    -------
    Without columns and with an error when required questions are missing: then nothing of the file is counted.
    """
    header, columns = _found(rows)
    lacking = [question for question in questions() if question.required and question.key not in columns.values()]
    asks_days = any(key.startswith(DAYS_KEY) for key in columns.values())
    if lacking or not asks_days:
        names = [question.key for question in lacking] + ([] if asks_days else [f"{DAYS_KEY}…"])
        return SurveySheet({}, pd.DataFrame(), place.sheet, (problem("survey_columns", place, names=", ".join(names)),))
    answers = [(number, row) for number, row in enumerate(rows, start=1) if number > header and any(row)]
    answers = [(number, row) for number, row in answers if len(set(_keys(row)) & set(columns.values())) <= 1]
    cells = {key: [_at(row, position) for _, row in answers] for position, key in columns.items()}
    dropped = sorted({position for _, row in answers for position, cell in enumerate(row) if cell and position not in columns})
    notes = []
    if dropped:
        letters = ", ".join(get_column_letter(position + 1) for position in dropped)
        notes.append(problem("survey_dropped", replace(place, row=header), letters=letters))
    frame = pd.DataFrame({key: pd.Series(column, dtype=object) for key, column in cells.items()})
    letters_of = {key: str(get_column_letter(position + 1)) for position, key in columns.items()}
    return SurveySheet(letters_of, frame.assign(row=[number for number, _ in answers]), place.sheet, tuple(notes))


def _at(row: Sequence[str], position: int) -> str:
    return row[position].strip() if position < len(row) else ""


def _found(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]]:
    """Number of the row of headings, and the question of each of its columns; of two columns of one question, the first."""
    candidates = list(rows[: int(limit("key_row_within"))])
    best = max(range(len(candidates)), key=lambda place: len(set(filter(None, _keys(candidates[place])))), default=0)
    columns: dict[int, str] = {}
    for position, key in enumerate(_keys(candidates[best]) if candidates else ()):
        if key and key not in columns.values():
            columns[position] = key
    return best + 1, columns


def _keys(row: Sequence[str]) -> list[str]:
    spellings = _spellings()
    return [spellings.get(key_of(cell), "") for cell in row]


def _spellings() -> dict[str, str]:
    """Every heading by which a question is known: its key, its short name and its full text in each language."""
    return {
        key_of(text): question.key
        for question in questions()
        for code in LANGUAGES
        for text in (question.key, question.headings[code], question.texts[code])
    }


def _grid(sheet: Sheet) -> list[list[str]]:
    """The sheet's cells as rows of text."""
    last_row = max((row for row, _ in sheet.cells), default=0)
    last_column = min(max((column for _, column in sheet.cells), default=0), int(limit("columns")))
    grid = [[""] * last_column for _ in range(min(last_row, int(limit("rows"))))]
    for (row, column), cell in sheet.cells.items():
        if row <= len(grid) and column <= last_column:
            grid[row - 1][column - 1] = cell.text
    return grid
