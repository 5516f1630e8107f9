"""What was asked of whom and when: ``decisions/requests.csv``, written by the command that writes the forms."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import pandas as pd

from hjj_lib.intake.csv_file import FIRST_ROW
from hjj_lib.intake.decided import UNREADABLE, decision_rows
from hjj_lib.intake.holders import holders
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import Request, checked, columns, empty

FILE = "decisions/requests.csv"
_MAY_BE_EMPTY = "due"
_DAYS = ("asked_on", "due")
_DAY, _YEAR, _TEXT = "A day such as 2026-01-31.", "A year such as 2025.", "What “hjj request” wrote."
_HOLDER = "One of: {known}."


@dataclass(frozen=True)
class Asked:
    """One request: a row of the file. Days are ISO dates; ``due`` is empty when no day was set."""

    year: str
    holder: str
    asked_on: str
    due: str
    file: str
    sha256: str


_COLUMNS = [field.name for field in fields(Asked)]


def read_requests(home: Path, place: Place) -> tuple[list[Asked], list[Problem]]:
    """All usable rows in the order in which the requests were made; a row with a fault is an error and not used.

    Parameters
    ----------
    home
        The institution's folder; without the file there are none.
    place
        Institution and year, for the messages.
    """
    path, where = home / FILE, replace(place, file=FILE)
    if not path.is_file():
        return [], []
    try:
        rows = decision_rows(path)
    except UNREADABLE:
        return [], [problem("decision_encoding", where)]
    lacking = [name for name in _COLUMNS if rows and name not in rows[0]]
    if lacking:
        return [], [problem("request_columns", where, names=", ".join(lacking))]
    usable: list[Asked] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=FIRST_ROW):
        cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        found = list(_faults(cells, replace(where, row=number)))
        problems.extend(found)
        if not found:
            usable.append(Asked(**cells))
    return list(dict.fromkeys(usable)), problems


def requests_without_fault(home: Path) -> list[Asked]:
    """All requests, for commands that need every row.

    Raises
    ------
    DataError
        If the file has a fault.
    """
    asked, problems = read_requests(home, Place())
    if problems:
        raise DataError(problems)
    return asked


def requests_of(asked: Sequence[Asked], year: int) -> pd.DataFrame:
    """The requests about a year as ``tables.Request``."""
    rows = [asdict(one) | {"year": year, "due": one.due or None} for one in asked if one.year == str(year)]
    return checked(pd.DataFrame(rows, columns=columns(Request)), Request, file=FILE) if rows else empty(Request)


def remember_requests(home: Path, fresh: Sequence[Asked]) -> Path:
    """Add requests to the institution's file, whole or not at all; a row that stands there already is not added again.

    Raises
    ------
    DataError
        If the file as it stands has a fault. Nothing is written then.
    """
    path = home / FILE
    rows = list(dict.fromkeys([*requests_without_fault(home), *fresh]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as made:
        written = Path(made) / path.name
        written.write_text(text.getvalue(), encoding="utf-8", newline="")
        written.replace(path)
    return path


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _faults(cells: Mapping[str, str], place: Place) -> Iterator[Problem]:
    """One problem for each cell that cannot be used."""
    known = ", ".join(holder.id for holder in holders())
    for name, text in cells.items():
        expected = _expected(name, text)
        if expected:
            where = replace(place, column=name)
            yield problem("request_cell", where, what_is_expected=expected, found=text or "–", known=known)


def _expected(name: str, text: str) -> str:
    """What should stand in a cell; nothing if what stands there can be used."""
    if name in _DAYS:
        return "" if _is_day(text) or (not text and name == _MAY_BE_EMPTY) else _DAY
    if name == "year":
        return "" if re.fullmatch("[0-9]{4}", text) else _YEAR
    if name == "holder":
        return "" if text in {holder.id for holder in holders()} else _HOLDER
    return "" if text else _TEXT


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
