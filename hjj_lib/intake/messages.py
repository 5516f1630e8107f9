"""Everything intake can say about a file: one row per code in ``messages.csv``, in English.

The catalogues ``locale/<language>/intake.po`` hold the other languages.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from hjj_lib.problems import Problem, Severity

_FILE = Path(__file__).with_name("messages.csv")


@dataclass(frozen=True)
class Place:
    """Where something stands, as the user's own program shows it."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    institution_id: str = ""
    year: int | None = None
    activity_id: str = ""


@dataclass(frozen=True)
class Message:
    """What is said: found, expected, remedy; ``suggest`` replaces the remedy when there is a likely correction."""

    severity: Severity
    found: str
    expected: str
    remedy: str
    suggest: str


@cache
def messages() -> Mapping[str, Message]:
    """All messages by code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Message(cast(Severity, row["severity"]), row["found"], row["expected"], row["remedy"], row["suggest"])
            for row in csv.DictReader(file)
        }


def problem(code: str, place: Place, *, what_is_expected: str = "", **values: Any) -> Problem:
    """The problem with this code at this place.

    Parameters
    ----------
    what_is_expected
        A sentence in English, where the message's own depends on the case.
    values
        Fill the fields; a ``suggestion`` turns the remedy into a likely correction.
    """
    message = messages()[code]
    suggested = message.suggest and values.get("suggestion")
    return Problem(
        code=code,
        severity=message.severity,
        found=message.found,
        expected=what_is_expected or message.expected,
        remedy=message.suggest if suggested else message.remedy,
        file=place.file,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        institution_id=place.institution_id,
        year=place.year,
        activity_id=place.activity_id,
        values=values,
    )
