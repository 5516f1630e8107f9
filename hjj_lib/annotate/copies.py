"""Which files of a year get a copy with marks, and of what it is made. What was handed in stays as it is."""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from hjj_lib.annotate.marks import mark_problems, plain
from hjj_lib.intake.cells import BROKEN
from hjj_lib.intake.csv_file import heading_key, split_csv
from hjj_lib.intake.files import FOREIGN, LEDGER, METERS, OTHER_WORKBOOK, STATEMENT, TEMPLATE
from hjj_lib.intake.large_book import has_large_sheet
from hjj_lib.intake.layout import limit
from hjj_lib.intake.recipe_file import own_recipes
from hjj_lib.intake.recipe_ledger import private_headings
from hjj_lib.intake.trim import trimmed, without_traps
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem
from hjj_lib.review import Review

_WORKBOOK, _TEXT = ".xlsx", ".csv"
#: Kinds of which a copy is made. Answers of the survey are about persons; what was not opened or recognised is left alone.
_WORKBOOKS = frozenset({TEMPLATE, OTHER_WORKBOOK, FOREIGN, LEDGER})
_TEXTS = frozenset({LEDGER, STATEMENT, FOREIGN, METERS})
#: Letters that no title of a sheet may hold.
_NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


@dataclass(frozen=True)
class _Plan:
    """A file and its copy."""

    name: str
    path: Path
    copy: Path

    @property
    def is_text(self) -> bool:
        return self.name.lower().endswith(_TEXT)


def annotate(found: Review, source: Path, target: Path, language: Language) -> list[Path]:
    """Write copies of the year's files that have problems to ``target``, with marks; the originals stay as they are.

    Of a workbook, formulas, formats, drop-downs, hidden parts and protection survive; charts, shapes, form controls and some
    newer kinds of conditional formats do not, as openpyxl does not keep them. A spreadsheet program calculates the formulas
    anew. A CSV file becomes a workbook with the same cells as text; one with more rows than ``annotated_rows`` of
    ``layout.toml``, such as a year of readings, becomes the list of its problems alone. Names of suppliers are left out.

    Parameters
    ----------
    source
        The folder of the year below ``raw/``.
    target
        A folder outside ``raw/``; it is made.

    Returns
    -------
    The files written, in order of name; ``ostot.csv`` becomes ``ostot.csv.xlsx``. None of the survey, whose answers are about
    persons, and none of files that could not be opened: their problems are only listed.

    Raises
    ------
    DataError
        If a file of this name is there already: somebody may have worked on it.
    """
    if found.study is None:
        return []
    plans = _plans(found.study.intake.files, {problem.file for problem in found.problems}, source, target)
    there = [plan.copy for plan in plans if plan.copy.exists()]
    if there:
        raise DataError([_there_already(path) for path in there])
    own, _ = own_recipes(source.parent)
    for plan in plans:
        # What concerns no file, such as a category without an answer, stands in every list.
        mine = [problem for problem in found.problems if problem.file in ("", plan.name)]
        data = plan.path.read_bytes()
        make = marked_text if plan.is_text else marked
        content = make(data, mine, language, private=private_headings(own))
        target.mkdir(parents=True, exist_ok=True)
        plan.copy.write_bytes(content)
    return [plan.copy for plan in plans]


def _plans(files: pd.DataFrame, with_problems: Set[str], source: Path, target: Path) -> list[_Plan]:
    # A Mac stores ä as two letters; the table of files has the name with one.
    paths = {unicodedata.normalize("NFC", path.name): path for path in source.iterdir()}
    plans = []
    for name, kind in sorted(zip(files["file"], files["kind"], strict=True)):
        chosen = _WORKBOOKS if name.lower().endswith(_WORKBOOK) else _TEXTS if name.lower().endswith(_TEXT) else ()
        if kind in chosen and name in with_problems:
            plan = _Plan(name, paths[name], target / name)
            plans.append(replace(plan, copy=target / f"{name}{_WORKBOOK}") if plan.is_text else plan)
    return plans


def marked(data: bytes, problems: Sequence[Problem], language: Language, *, private: Set[str] = frozenset()) -> bytes:
    """A workbook's bytes with the problems at their cells and a first sheet that lists them.

    Parameters
    ----------
    private
        Headings, as ``heading_key`` folds them, below which the copy is empty.
    """
    if has_large_sheet(data):
        return _list_alone(problems, language)
    with warnings.catch_warnings():
        # openpyxl warns of decorations that it does not keep; the docstring of annotate says which.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(without_traps(data)), rich_text=True)
        except BROKEN:
            # Intake reads the cells alone; where a picture or a comment is broken, the copy goes without decoration.
            book = openpyxl.load_workbook(io.BytesIO(trimmed(data).data), rich_text=True)
    for sheet in book.worksheets:
        _empty_below(sheet, private)
    mark_problems(book, problems, language)
    return _saved(book)


def _list_alone(problems: Sequence[Problem], language: Language) -> bytes:
    """A workbook with nothing but the list of problems."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    mark_problems(book, problems, language)
    return _saved(book)


def marked_text(data: bytes, problems: Sequence[Problem], language: Language, *, private: Set[str] = frozenset()) -> bytes:
    """A CSV file as a workbook with its cells as text, marked as :func:`marked` does.

    Too long a file gives the list alone. Rows and columns are those that a spreadsheet program shows of the CSV file.

    Raises
    ------
    CsvError
        If the file is no table; intake has told it then, and no copy is asked for.
    """
    rows, _, _ = split_csv(data)
    title = next((problem.file for problem in problems if problem.file), "").translate(_NO_TITLE)[: int(limit("title_letters"))]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title or sheet.title
    if len(rows) > limit("annotated_rows"):
        return _list_alone(problems, language)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                # The type is set by hand: a text that looks like a formula stays a text.
                sheet.cell(number, column).value = plain(text)
                sheet.cell(number, column).data_type = "s"
    _empty_below(sheet, private)
    mark_problems(book, [replace(one, sheet=sheet.title) if one.file else one for one in problems], language)
    return _saved(book)


def _empty_below(sheet: Any, private: Set[str]) -> None:
    """Empty the columns below private headings."""
    last = min(sheet.max_row, int(limit("key_row_within"))) if private else 0
    for head in [cell for row in sheet.iter_rows(max_row=last) for cell in row] if last else ():
        if isinstance(head.value, str) and heading_key(head.value) in private:
            for (row, column), cell in sheet._cells.items():
                if column == head.column and row > head.row:
                    cell.value = None


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _there_already(path: Path) -> Problem:
    return Problem(
        "annotated_there",
        "error",
        found="The file {path} is there already and was not written over.",
        remedy="Give another folder, or move the file away.",
        values={"path": str(path)},
    )
