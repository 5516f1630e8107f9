"""The sheet of evidence: certificates and statements on which the market-based view rests, read cell by cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hjj_lib.intake.amounts import read_amount, shown
from hjj_lib.intake.cells import Cell, Sheet
from hjj_lib.intake.duplicates import Row, cell_of, place_of
from hjj_lib.intake.layout import EVIDENCE, headings, limit, words
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.rows import Context, read_site
from hjj_lib.intake.sheet import Table, locate
from hjj_lib.intake.vocabulary import Vocabulary, closest, key_of, spellings_of
from hjj_lib.problems import Problem

_MEGAWATT_HOURS = "MWh"
_ALWAYS = ("activity", "period_from", "period_to", "amount_mwh")
#: Guarantees that were sold benefit the buyer by nature; they need no instrument and no beneficiary.
_OF_LIMITS = ("instrument", "beneficiary")
_MOVES = "moves"
#: Without these the evidence counts, but nobody can check it.
_NAMED = ("product", "document")
_WRITTEN = (
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
)
#: Two rows that agree in these are one piece of evidence.
_SAME = ("activity_id", "site_id", "instrument", "period_from", "period_to", "amount_mwh", "document")


def read_evidence(sheet: Sheet, place: Place, known: Vocabulary, language: str) -> tuple[list[Row], list[Problem]]:
    """Rows of a sheet of evidence, as ``tables.Evidence``, and everything that is wrong with the sheet.

    A row that lacks what makes it evidence, or whose cells cannot be read, is named and left out: it covers nothing.
    """
    hidden = [problem("sheet_hidden", place)] if sheet.hidden else []
    table, found = locate(sheet, place, language, EVIDENCE)
    problems = [*hidden, *found]
    rows = []
    for number in [] if table is None else table.rows():
        if table is not None and not table.cell(number, EVIDENCE.key).text:
            row, found = _read_row(Context(table, known, language), number, replace(place, row=number))
            problems.extend(found)
            rows.extend([row] if row else [])
    return rows, problems


def once_each(rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
    """Each piece of evidence once, and a question for every row that repeats one."""
    kept: dict[tuple[Any, ...], Row] = {}
    problems = []
    for row in rows:
        same = tuple(row[column] for column in _SAME)
        if same in kept:
            values = {"first": cell_of(kept[same]), "second": cell_of(row)}
            problems.append(problem("evidence_double", place_of(row), **values))
        kept.setdefault(same, row)
    return list(kept.values()), problems


def _read_row(context: Context, number: int, place: Place) -> tuple[Row, list[Problem]]:
    """One row; empty if it is blank or covers nothing."""
    table, language = context.table, context.language
    filled = {key for key in table.columns if _has(table.cell(number, key))}
    if not filled:
        return {}, []
    activity_id, problems = _activity(context, number, place)
    needed = (*_ALWAYS, *(() if context.known.evidence.get(activity_id) == _MOVES else _OF_LIMITS))
    missing = [headings(key, EVIDENCE)[language] for key in needed if key not in filled]
    site_id, more = read_site(context, number, place)
    cells: Row = {"activity_id": activity_id, "site_id": site_id}
    problems = [*problems, *more]
    for key in ("instrument", "beneficiary"):
        cells[key], more = _choice(table, number, key, place, language)
        problems.extend(more)
    for key in ("period_from", "period_to"):
        cells[key], more = _date(table.cell(number, key), place)
        problems.extend(more)
    cells["amount_mwh"], more = _amount(table.cell(number, "amount_mwh"), place, language)
    problems.extend(more)
    if missing:
        names = ", ".join(missing)
        problems.append(problem("evidence_incomplete", replace(place, column=table.letter("activity")), names=names))
    elif cells["period_from"] and cells["period_to"] and cells["period_to"] < cells["period_from"]:
        at = replace(place, column=table.letter("period_to"))
        values = {"first": shown(cells["period_from"]), "last": shown(cells["period_to"])}
        problems.append(problem("evidence_period", at, **values))
    if any(found.severity == "error" for found in problems):
        return {}, problems
    return _row(table, number, place, cells), [*problems, *_unnamed(context, place, filled)]


def _row(table: Table, number: int, place: Place, cells: Mapping[str, Any]) -> Row:
    column = table.letter("amount_mwh")
    return {
        **cells,
        "evidence_id": "/".join((place.institution_id, str(place.year), place.file, place.sheet, f"{column}{number}")),
        "institution_id": place.institution_id,
        "year": place.year,
        "product": table.cell(number, "product").text or None,
        "document": table.cell(number, "document").text or None,
        "file": place.file,
        "sheet": place.sheet,
        "row": number,
        "column": column,
    }


def _has(cell: Cell) -> bool:
    return bool(cell.text or cell.formula)


def _activity(context: Context, number: int, place: Place) -> tuple[str, list[Problem]]:
    """What the evidence is about: one of the activities that evidence rules name."""
    table, known, language = context.table, context.known, context.language
    text = table.cell(number, "activity").text
    found = sorted(known.activity_names.get(key_of(text), frozenset()) & set(known.evidence))
    if not text or found:
        return (found[0] if found else ""), []
    names = [str(known.activities[key][f"name_{language}"]) for key in known.evidence]
    return "", [_not_a_choice(table, number, "activity", place, names, language)]


def _choice(table: Table, number: int, key: str, place: Place, language: str) -> tuple[str | None, list[Problem]]:
    text = table.cell(number, key).text
    found = spellings_of(key).get(key_of(text))
    if not text or found:
        return found, []
    return None, [_not_a_choice(table, number, key, place, [word.words[language] for word in words(key)], language)]


def _not_a_choice(table: Table, number: int, key: str, place: Place, names: Sequence[str], language: str) -> Problem:
    text = table.cell(number, key).text
    values = {"found": text, "name": headings(key, EVIDENCE)[language], "known": ", ".join(names)}
    at = replace(place, column=table.letter(key))
    return problem("evidence_choice", at, suggestion=closest(text, names), **values)


def _date(cell: Cell, place: Place) -> tuple[datetime.date | None, list[Problem]]:
    """A day: a date of the spreadsheet program, or one written as 31.12.2025 or 2025-12-31."""
    if not _has(cell):
        return None, []
    day = _day(cell)
    if day is None or day.year < limit("evidence_first_year"):
        return None, [problem("evidence_date", replace(place, column=cell.letter), found=shown(cell.value))]
    return day, []


def _day(cell: Cell) -> datetime.date | None:
    if isinstance(cell.value, datetime.date):
        return datetime.date(cell.value.year, cell.value.month, cell.value.day)
    match = next((found for found in (form.fullmatch(cell.text) for form in _WRITTEN) if found), None)
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:  # a day that no calendar has, such as 31.2.
        return None


def _amount(cell: Cell, place: Place, language: str) -> tuple[float | None, list[Problem]]:
    amount = read_amount(cell, place, unit=_MEGAWATT_HOURS, unit_text=_MEGAWATT_HOURS, language=language, states={})
    problems = list(amount.problems)
    if amount.value is not None and amount.value < 0:
        problems.append(problem("negative_amount", replace(place, column=cell.letter), found=amount.value))
    if amount.value is None and _has(cell) and not any(found.severity == "error" for found in problems):
        # A dash says nothing about how much is covered.
        problems = [problem("number_text", replace(place, column=cell.letter), found=cell.text)]
    return amount.value, problems


def _unnamed(context: Context, place: Place, filled: set[str]) -> list[Problem]:
    missing = [key for key in _NAMED if key not in filled]
    if not missing:
        return []
    names = ", ".join(headings(key, EVIDENCE)[context.language] for key in missing)
    at = replace(place, column=context.table.letter(missing[0]) if missing[0] in context.table.columns else "")
    return [problem("evidence_unnamed", at, names=names)]
