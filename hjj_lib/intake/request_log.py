"""What was asked of whom and when: ``decisions/requests.csv``, written by the command that writes the forms."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from hjj_lib.problems import DataError, Problem

FILE = "decisions/requests.csv"


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


def read_requests(home: Path) -> tuple[Asked, ...]:
    """All requests of an institution in the order in which they were made; none if there is no file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column or holds a day that is none.
    """
    path = home / FILE
    if not path.is_file():
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except UnicodeDecodeError:
        raise DataError([_faulty("utf-8")]) from None
    requests = []
    for number, row in enumerate(rows, start=2):
        lacking = [name for name in _COLUMNS if row.get(name) is None]
        days = [row["asked_on"], *([row["due"]] if row["due"] else [])] if not lacking else []
        wrong = [*lacking, *(day for day in days if not _is_day(day))]
        if wrong:
            raise DataError([_faulty(", ".join(wrong), number)])
        requests.append(Asked(**{name: row[name] for name in _COLUMNS}))
    return tuple(requests)


def remember_requests(home: Path, fresh: Sequence[Asked]) -> Path:
    """Add requests to the institution's file, whole or not at all; a row that stands there already is not added again.

    Raises
    ------
    DataError
        If the file as it stands has a fault. Nothing is written then.
    """
    path = home / FILE
    rows = list(dict.fromkeys([*read_requests(home), *fresh]))
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


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _faulty(found: str, row: int | None = None) -> Problem:
    return Problem(
        "requests_file",
        "error",
        found="The list of requests cannot be read: {found}.",
        expected="The columns {columns}, with days as 2026-01-31, in UTF-8.",
        remedy="Correct the row or remove it; “hjj request” writes the list.",
        file=FILE,
        row=row,
        values={"found": found, "columns": ", ".join(_COLUMNS)},
    )
