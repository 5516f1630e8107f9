"""What a check of the basis found, told with the sentences of ``messages.csv``."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.problems import Problem

_MESSAGES = Path(__file__).parent / "messages.csv"


@dataclass(frozen=True)
class Finding:
    """Something wrong in the row ``index`` of ``table``; ``code`` is that of its message, ``values`` fill its fields."""

    code: str
    table: str
    index: Hashable
    column: str
    values: Mapping[str, Any]

    def problem(self, places: Mapping[str, list[tuple[str, int]]]) -> Problem:
        """The finding as a problem, with the file and the row as a spreadsheet shows them."""
        file, row = places[self.table][int(str(self.index))]
        return problem(self.code, file=file, row=row, column=self.column, values=self.values)


def problem(code: str, *, file: str, values: Mapping[str, Any], row: int | None = None, column: str = "") -> Problem:
    """An error with the message of a code."""
    sentences = messages()[code]
    return Problem(
        code,
        "error",
        sentences["found"],
        sentences["expected"],
        sentences["remedy"],
        file=file,
        row=row,
        column=column,
        values=values,
    )


def note(code: str, *, file: str, values: Mapping[str, Any]) -> Problem:
    """A note with the message of a code: nothing is wrong."""
    return replace(problem(code, file=file, values=values), severity="note")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Code → its sentences: ``found``, ``expected``, ``remedy``."""
    with _MESSAGES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}
