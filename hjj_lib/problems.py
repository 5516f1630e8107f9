"""What can be wrong with data, where it is, and how to mend it.

A problem is told as a *sentence key* (English, with ``{}`` fields); :mod:`hjj_lib.language` turns it into the
reader's language. Problems are collected, never raised one at a time: :class:`DataError` carries all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Severity = Literal["error", "question", "note"]

#: From most to least serious. An error blocks the result, a question wants an answer, a note only informs.
SEVERITIES: tuple[Severity, ...] = ("error", "question", "note")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or odd.

    Attributes
    ----------
    code
        Stable word, for example ``unknown_unit``; the catalogue of codes is the manual's list of messages.
    severity
        ``error``, ``question`` or ``note``.
    found, expected, remedy
        Sentences in English with ``{name}`` fields, translated when shown. ``values`` fills the fields.
    file, sheet, row, column
        Where, as the user's own program shows it (row from 1, column as a letter or header). Empty when not applicable.
    confirmed
        Reason, role and day, when somebody looked at a question and found it right as it stands.
    """

    code: str
    severity: Severity
    found: str
    expected: str = ""
    remedy: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    institution_id: str = ""
    year: int | None = None
    activity_id: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    confirmed: str = ""

    def as_row(self) -> dict[str, Any]:
        """Flat row for ``problems.parquet``; ``values`` become text, as a table has no mappings."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "values"}
        row["values"] = "; ".join(f"{key}={value}" for key, value in self.values.items())
        return row


class DataError(Exception):
    """A user's data or a basis file is wrong; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(_in_english(problem) for problem in self.problems))


class _Fields(dict[str, Any]):
    """Values for the fields of a sentence; a field without a value stays as it is written."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _in_english(problem: Problem) -> str:
    """A problem for logs: code, place and what was found. Readers get :meth:`hjj_lib.language.Language.problem`."""
    found = problem.found.format_map(_Fields(problem.values))
    return f"{problem.code} {problem.file} {problem.sheet} {problem.row or ''} {found}"


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a calculation: those with severity ``error``."""
    return [problem for problem in problems if problem.severity == "error"]


def open_questions(problems: Iterable[Problem]) -> list[Problem]:
    """The questions that nobody has answered or confirmed."""
    return [problem for problem in problems if problem.severity == "question" and not problem.confirmed]


def confirmed_questions(problems: Iterable[Problem]) -> list[Problem]:
    """The questions that somebody confirmed with a reason."""
    return [problem for problem in problems if problem.confirmed]


#: How problems are told: under a heading for each, in this order.
GROUPS = ("error", "question", "confirmed", "note")


def by_group(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems by the heading under which they are told; the questions that somebody confirmed stand apart."""
    groups: dict[str, list[Problem]] = {group: [] for group in GROUPS}
    for problem in problems:
        groups["confirmed" if problem.confirmed else problem.severity].append(problem)
    return groups
