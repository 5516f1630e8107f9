"""Writes the commuting survey: a workbook with questions and a sheet for answers, or the questions for a web-survey tool."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter

from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import layout, limit
from hjj_lib.intake.template_sheet import from_list
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language
from hjj_lib.survey import Question, questions, setting, words

#: Questions with the codes that answer them.
Asked: TypeAlias = Sequence[tuple[Question, Mapping[str, str]]]
#: Endings of the file to write, and what each holds.
WORKBOOK, TABLE, TEXT = ".xlsx", ".csv", ".md"
ENDINGS = (WORKBOOK, TABLE, TEXT)
#: Rows above the answers: hidden keys, headings.
_LINES = 2
_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}


def write_form(path: Path, language: str, institution: Institution | None = None, year: int | None = None) -> None:
    """Write the form; its ending says how: ``.xlsx``, ``.csv`` (questions and codes) or ``.md`` (text).

    Parameters
    ----------
    path
        The file to write; an existing one is replaced.
    language
        ``fi``, ``sv`` or ``en``.
    institution
        Gives the choice of sites; without it the site stays to be filled in.
    year
        The only choice of year; without it the year stays to be filled in.
    """
    reader = Language(language)
    rows = choices(language, institution, year)
    if path.suffix == TABLE:
        path.write_text(_table(rows, reader), encoding="utf-8-sig", newline="")
    elif path.suffix == TEXT:
        path.write_text(_text(rows, reader), encoding="utf-8", newline="\n")
    else:
        _workbook(path, rows, reader)


def choices(language: str, institution: Institution | None, year: int | None) -> list[tuple[Question, Mapping[str, str]]]:
    """Every question with the codes that answer it and their words."""
    sites = {} if institution is None else dict(zip(institution.sites["site_id"], institution.sites["name"], strict=True))
    days = {str(day): str(day) for day in range(int(setting("expansion", "week_days")) + 1)}
    known: Mapping[str, Mapping[str, str]] = {
        "role": {code: named[language] for code, named in words("role").items()},
        "distance": {code: named[language] for code, named in words("distance").items()},
        "campus": sites,
        "year": {str(year): str(year)} if year else {},
    }
    return [(question, known.get(question.key, days)) for question in questions()]


def _preface(reader: Language) -> tuple[str, ...]:
    return (
        reader.sentence("The survey is anonymous: it asks for no names, addresses or texts. Add no question of that kind."),
        reader.sentence("Ask for the distance one way; the way back is added in the calculation."),
        reader.sentence(
            "Save the answers as commute_survey.csv or commute_survey.xlsx in the folder of the year, one row for each answer, "
            "with the column keys as headings."
        ),
    )


def _listed(codes: Mapping[str, str]) -> dict[str, str]:
    """The codes as a reader sees them: numbers of days as a range."""
    if len(codes) > 1 and all(code == answer for code, answer in codes.items()):
        first, *_, last = codes
        return {f"{first}–{last}": ""}
    return dict(codes)


def _table(rows: Asked, reader: Language) -> str:
    """One row for each code of each question, separated by semicolons as spreadsheets here expect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([reader.sentence(name) for name in ("Column key", "Question", "Code", "Answer")])
    for question, codes in rows:
        for code, answer in codes.items() or (("", ""),):
            writer.writerow([question.key, question.texts[reader.code], code, answer])
    return text.getvalue()


def _text(rows: Asked, reader: Language) -> str:
    lines = [f"# {reader.sentence('Commuting survey')}", "", *(line for text in _preface(reader) for line in (text, ""))]
    for number, (question, codes) in enumerate(rows, start=1):
        lines += [f"## {number}. {question.texts[reader.code]}", "", f"`{question.key}`", ""]
        lines += [f"- `{code}` {answer}".rstrip() for code, answer in _listed(codes).items()] + [""] * bool(codes)
    return "\n".join(lines).rstrip() + "\n"


def _workbook(path: Path, rows: Asked, reader: Language) -> None:
    with xlsxwriter.Workbook(str(path), _TEXT_STAYS_TEXT) as workbook:
        workbook.set_properties({"title": reader.sentence("Commuting survey")})
        workbook.set_size(*layout()["sizes"]["window"])
        styles = Styles(workbook)
        asked = workbook.add_worksheet(reader.sentence("Questions"))
        answers = workbook.add_worksheet(reader.sentence("Answers"))
        lists = _questions_sheet(asked, rows, styles, reader)
        _answers_sheet(answers, rows, styles, reader, lists)
        for sheet in (asked, answers):
            sheet.set_paper(layout()["sizes"]["paper_a4"])
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.hide_gridlines(int(limit("gridlines_hidden")))
        asked.activate()


def _questions_sheet(sheet: Any, rows: Asked, styles: Styles, reader: Language) -> dict[str, str | list[str]]:
    """Every question with its codes; returns key of a question → formula of the list of its words, or the list."""
    widths = (setting("form", name) for name in ("medium", "wide", "narrow", "medium"))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, setting("form", "title_height"))
    sheet.write_string(0, 0, reader.sentence("Commuting survey"), styles.title)
    line = 1
    for text in _preface(reader):
        sheet.write_string(line, 0, text, styles.subtitle)
        line += 1
    line += 1
    for column, name in enumerate(("Column key", "Question", "Code", "Answer")):
        sheet.write_string(line, column, reader.sentence(name), styles.heading)
    sheet.freeze_panes(line + 1, 0)
    lists: dict[str, str | list[str]] = {}
    for question, codes in rows:
        words_from, words_to = line + 2, line + 1 + max(len(codes), 1)
        in_cells = _listed(codes) == codes
        lists[question.key] = f"='{sheet.get_name()}'!$D${words_from}:$D${words_to}" if in_cells else list(codes)
        for number, (code, answer) in enumerate(_listed(codes).items() or (("", ""),)):
            line += 1
            long = not number and len(question.texts[reader.code]) > setting("form", "wide")
            sheet.set_row(line, setting("form", "row_height" if long else "short_row"))
            texts = (question.key, question.texts[reader.code]) if not number else ("", "")
            cells = ((texts[0], styles.label), (texts[1], styles.fixed), (code, styles.fixed), (answer, styles.fixed))
            for column, (text, style) in enumerate(cells):
                sheet.write_string(line, column, text, style)
    return lists


def _answers_sheet(
    sheet: Any,
    rows: Asked,
    styles: Styles,
    reader: Language,
    lists: Mapping[str, str | list[str]],
) -> None:
    """Hidden keys, headings, and empty rows whose cells offer the codes' words; ``lists`` say where the words stand."""
    last = _LINES + int(setting("form", "answer_rows")) - 1
    sheet.set_row(0, None, styles.key, {"hidden": True})
    sheet.set_row(1, setting("form", "heading_height"))
    for column, (question, codes) in enumerate(rows):
        sheet.set_column(column, column, setting("form", "narrow"))
        sheet.write_string(0, column, question.key, styles.key)
        sheet.write_string(1, column, question.headings[reader.code], styles.heading)
        for line in range(_LINES, last + 1):
            sheet.write_blank(line, column, None, styles.text)
        if codes:
            rule = {**from_list(reader), "source": lists[question.key]}
            sheet.data_validation(_LINES, column, last, column, rule)
    sheet.freeze_panes(_LINES, 1)
    sheet.repeat_rows(1)
    sheet.print_area(0, 0, last, len(rows) - 1)
