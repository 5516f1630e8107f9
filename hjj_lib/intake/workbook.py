"""A filled template, read cell by cell: whose it is, which year, and every row of every data sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils import get_column_letter

from hjj_lib.intake.cells import Book, Sheet
from hjj_lib.intake.evidence import read_evidence
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import (
    DATA,
    EVIDENCE,
    HEADER_KEY,
    LISTS_KEY,
    NAME_INSTITUTION,
    NAME_LANGUAGE,
    NAME_LEVEL,
    NAME_VERSION,
    NAME_YEAR,
    layout,
    limit,
    words,
)
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.rows import Context, RowAnswer, read_row
from hjj_lib.intake.sheet import Table, form_of, locate
from hjj_lib.intake.vocabulary import Vocabulary, key_of
from hjj_lib.problems import Problem
from hjj_lib.tables import LANGUAGES

#: A sum as a whole formula: of a function, or of cells one by one.
_SUM = re.compile(r"=\s*\+?\s*(?:(?:SUM|SUBTOTAL|AGGREGATE)\([^()]*\)|[^()+]+(?:\+[^()+]+)+)\s*", re.IGNORECASE)
_CELLS = re.compile(r"(?<![!\w$])\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?(?![\w(!])", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What one workbook says.

    Attributes
    ----------
    entries, denominators, evidence
        Rows as in ``tables.Entry``, ``tables.Denominator`` and ``tables.Evidence``.
    asked
        Every (activity, site) that has a row, with whether it was answered.
    counted
        False when the whole file was refused.
    """

    language: str
    quick: bool
    counted: bool
    entries: tuple[dict[str, Any], ...] = ()
    denominators: tuple[dict[str, Any], ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()
    asked: tuple[tuple[str, str | None, bool], ...] = ()
    problems: tuple[Problem, ...] = ()


def is_template(book: Book) -> bool:
    """Was the workbook made from the template? Also one whose sheet of instructions somebody removed."""
    return NAME_VERSION in book.named or any(form_of(sheet) is DATA for sheet in book.sheets)


def read_workbook(book: Book, place: Place, institution: Institution, year: int, known: Vocabulary) -> Reading:
    """Read a workbook made from the template.

    Parameters
    ----------
    place
        File, institution and year, for the messages.
    """
    language = _language(book, institution)
    quick = _named_text(book, NAME_LEVEL) in next(w for w in words("level") if w.id == "quick").all_spellings()
    version = _named_text(book, NAME_VERSION)
    if version not in layout()["template"]["readable"]:
        values = {"found": version or "–", "known": ", ".join(layout()["template"]["readable"])}
        return Reading(
            language,
            quick,
            counted=False,
            problems=(problem("template_version", _named_place(book, NAME_VERSION, place), **values),),
        )
    refused = [*_check_year(book, place, year), *_check_institution(book, place, institution)]
    instructions = book.named[NAME_VERSION][0]
    answers: list[tuple[Sheet, Table, RowAnswer]] = []
    evidence: list[dict[str, Any]] = []
    problems = list(refused)
    for sheet in book.sheets:
        if sheet.name == instructions or sheet.cell(1, 1).text == LISTS_KEY:
            continue
        if form_of(sheet) is EVIDENCE:
            rows, found = read_evidence(sheet, replace(place, sheet=sheet.name), known, language)
            evidence.extend(rows)
            problems.extend(found)
            continue
        read, found = _read_sheet(sheet, replace(place, sheet=sheet.name), known, language)
        answers.extend((sheet, table, answer) for table, answer in read)
        problems.extend(found)
    if refused:
        return Reading(language, quick, counted=False, problems=tuple(problems))
    return Reading(
        language=language,
        quick=quick,
        counted=True,
        entries=tuple(_entry(place, institution, sheet, table, a) for sheet, table, a in answers if a.activity_id and a.answer),
        denominators=tuple(
            _denominator(place, institution, sheet, table, a) for sheet, table, a in answers if a.kind and a.answer
        ),
        evidence=tuple(evidence),
        asked=tuple((a.activity_id, a.site_id, bool(a.answer)) for _, _, a in answers if a.activity_id),
        problems=tuple(problems),
    )


def _read_sheet(
    sheet: Sheet, place: Place, known: Vocabulary, language: str
) -> tuple[list[tuple[Table, RowAnswer]], list[Problem]]:
    if form_of(sheet) is None:
        keys = {HEADER_KEY, *known.activities, *known.denominators}
        if any(cell.text in keys for cell in sheet.cells.values()):
            return [], [problem("header_missing", place)]
        return [], [problem("sheet_not_read", place)] if sheet.cells else []
    hidden = [problem("sheet_hidden", place)] if sheet.hidden else []
    table, problems = locate(sheet, place, language)
    if table is None:
        return [], [*hidden, *problems]
    answers = [read_row(Context(table, known, language), row, place) for row in table.rows()]
    found = [*hidden, *problems, *(p for answer in answers for p in answer.problems), *_sums(table, answers, place)]
    return [(table, answer) for answer in answers], found


def _sums(table: Table, answers: list[RowAnswer], place: Place) -> list[Problem]:
    """Counted rows whose amount adds up other counted rows of the same column."""
    counted = {answer.row for answer in answers if answer.answer.get("amount", answer.answer.get("value")) is not None}
    problems = []
    for answer in answers:
        added = counted & _added(answer.formula, table.letter("amount")) - {answer.row} if answer.answer else set()
        if added:
            where = replace(place, row=answer.row, column=table.letter("amount"), activity_id=answer.activity_id)
            problems.append(problem("sum_of_counted", where, first=min(added), last=max(added)))
    return problems


def _added(formula: str, letter: str) -> set[int]:
    """Rows of a column that a formula adds up; none if it does anything else."""
    if not any(_SUM.fullmatch(part) for part in (formula, formula.replace(" ", ""))):
        return set()
    rows: set[int] = set()
    for column, first, other, last in _CELLS.findall(formula):
        if column.upper() == letter and other.upper() in ("", letter):
            rows |= set(range(int(first), min(int(last or first), int(limit("rows"))) + 1))
    return rows


def _entry(place: Place, institution: Institution, sheet: Sheet, table: Table, answer: RowAnswer) -> dict[str, Any]:
    where = _where(place, institution, sheet, table, answer)
    cell = f"{where['column']}{answer.row}"
    entry_id = "/".join((institution.institution_id, str(place.year), place.file, sheet.name, cell))
    return {"entry_id": entry_id, "activity_id": answer.activity_id, **where, **answer.answer}


def _denominator(place: Place, institution: Institution, sheet: Sheet, table: Table, answer: RowAnswer) -> dict[str, Any]:
    return {"kind": answer.kind, **_where(place, institution, sheet, table, answer), **answer.answer}


def _where(place: Place, institution: Institution, sheet: Sheet, table: Table, answer: RowAnswer) -> dict[str, Any]:
    return {
        "institution_id": institution.institution_id,
        "year": place.year,
        "site_id": answer.site_id,
        "file": place.file,
        "sheet": sheet.name,
        "row": answer.row,
        "column": table.letter("amount"),
    }


def _named_text(book: Book, name: str) -> str:
    return book.named[name][1].text if name in book.named else ""


def _named_place(book: Book, name: str, place: Place) -> Place:
    if name not in book.named:
        return place
    sheet, cell = book.named[name]
    return replace(place, sheet=sheet, row=cell.row, column=str(get_column_letter(cell.column)))


def _language(book: Book, institution: Institution) -> str:
    written = key_of(_named_text(book, NAME_LANGUAGE))
    return written if written in LANGUAGES else institution.languages[0]


def _check_year(book: Book, place: Place, year: int) -> list[Problem]:
    text, where = _named_text(book, NAME_YEAR), _named_place(book, NAME_YEAR, place)
    number = text.removesuffix(".0")
    if not text:
        return [problem("year_missing", where, year=year)]
    if number == str(year):
        return []
    is_year = re.fullmatch("[0-9]{4}", number)
    return [problem("year_wrong" if is_year else "year_text", where, found=number if is_year else text, year=year)]


def _check_institution(book: Book, place: Place, institution: Institution) -> list[Problem]:
    text, where = _named_text(book, NAME_INSTITUTION), _named_place(book, NAME_INSTITUTION, place)
    if not text:
        return [problem("institution_missing", where, institution=institution.institution_id)]
    if key_of(text) == key_of(institution.institution_id):
        return []
    return [problem("institution_wrong", where, found=text, institution=institution.institution_id)]
