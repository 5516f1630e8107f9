"""Coded answers read one by one. A cell that holds none of the codes is not shown in any message: it may hold a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.survey_sheet import SurveySheet
from hjj_lib.intake.vocabulary import Vocabulary, key_of
from hjj_lib.problems import Problem
from hjj_lib.survey import setting, words
from hjj_lib.survey.questions import DAYS_KEY
from hjj_lib.tables import SurveyAnswer, checked, empty


@dataclass(frozen=True)
class Answers:
    """The answers that count, as ``tables.SurveyAnswer``, and the file in which each role was first met."""

    rows: pd.DataFrame
    files: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_answers(sheets: Mapping[str, SurveySheet], place: Place, known: Vocabulary) -> Answers:
    """The answers of all files of a year. An answer with a code that is not known is not counted and said.

    Parameters
    ----------
    sheets
        File → its answers.
    place
        Institution and year.
    """
    rows: list[dict[str, Any]] = []
    files: dict[str, str] = {}
    problems: list[Problem] = []
    number = 0
    for name, sheet in sheets.items():
        read = _Sheet(sheet, replace(place, file=name, sheet=sheet.sheet), known)
        wrong: dict[tuple[str, str], list[int]] = {}
        for cells in sheet.cells.to_dict("records") if sheet.columns else ():
            answer, fault = read.answer({str(key): value for key, value in cells.items()})
            if fault[0]:
                wrong.setdefault(fault, []).append(int(cells["row"]))
                continue
            number += 1
            files.setdefault(answer[0]["role"], name)
            rows.extend({**one, "answer": number} for one in answer)
        problems.extend(read.faults(wrong))
        if sheet.columns and not len(sheet.cells):
            problems.append(problem("survey_empty", replace(place, file=name, sheet=sheet.sheet)))
    table = checked(pd.DataFrame(rows), SurveyAnswer, file="") if rows else empty(SurveyAnswer)
    return Answers(table, files, tuple(problems))


@dataclass(frozen=True)
class _Sheet:
    """Reads the answers of one file."""

    sheet: SurveySheet
    place: Place
    known: Vocabulary

    def answer(self, cells: Mapping[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, str]]:
        """One row for each means of travel; else the message and the question that the answer fails at."""
        role, distance = (_code(kind, cells[kind]) for kind in ("role", "distance"))
        for key, said in (("role", role), ("distance", distance)):
            if not said:
                return [], ("survey_answer", key)
        site = self._site(cells["campus"])
        if not site:
            return [], ("survey_answer", "campus")
        year = cells.get("year", "")
        if year and _whole(year) != self.place.year:
            return [], ("survey_year", "year")
        keys = [DAYS_KEY + mode for mode in self.sheet.modes]
        days = {key: _days(cells.get(key, "")) for key in [*keys, "remote_days"]}
        unread = [key for key, said in days.items() if said is None]
        if unread:
            return [], ("survey_answer", unread[0])
        if not any(cells.get(key, "") for key in days):
            return [], ("survey_answer", keys[0])
        if sum(said or 0 for said in days.values()) > setting("expansion", "week_days"):
            return [], ("survey_days", keys[0])
        usual = {"role": role, "site_id": site, "distance": distance}
        return [{**usual, "mode": key.removeprefix(DAYS_KEY), "days_per_week": float(days[key] or 0)} for key in keys], ("", "")

    def _site(self, text: str) -> str:
        """The site of an answer; empty if it is not known. With one site only, an empty cell means that one."""
        if not text and len(self.known.site_names) == 1:
            return next(iter(self.known.site_names))
        return self.known.sites.get(key_of(text), "")

    def faults(self, wrong: Mapping[tuple[str, str], list[int]]) -> Iterator[Problem]:
        """One message for each kind of fault in each column, with the first row."""
        for (code, key), numbers in wrong.items():
            where = replace(self.place, row=numbers[0], column=self.sheet.columns.get(key, ""))
            yield problem(code, where, count=len(numbers), question=key, year=self.place.year)


def _code(kind: str, text: str) -> str:
    """The code of an answer, by the code itself or its word in any language; empty if there is none."""
    found = {key_of(spelling): code for code, named in words(kind).items() for spelling in (code, *named.values())}
    return found.get(key_of(text), "")


def _days(text: str) -> int | None:
    """Days of a week; an empty cell is none, None is an answer that is no number of days."""
    number = 0 if not text else _whole(text)
    return number if number is not None and number <= setting("expansion", "week_days") else None


def _whole(text: str) -> int | None:
    """A whole number of 0 or more, also as a spreadsheet stores it: ``3.0``."""
    plain = text.strip().removesuffix(".0").removesuffix(",0")
    return int(plain) if plain.isascii() and plain.isdigit() else None
