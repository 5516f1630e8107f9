"""Files of decisions about single figures: read with every fault named, written row by row by commands only."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.intake.csv_file import FIRST_ROW
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import Confirmation, Correction, columns

#: Columns of a row that may be empty.
_MAY_BE_EMPTY = frozenset({"file", "sheet", "cell", "value", "found", "unit"})


#: What reading a file of decisions raises that somebody else has written.
UNREADABLE = (OSError, UnicodeDecodeError, csv.Error)


def decision_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file of decisions by their headings, parted by commas or semicolons.

    Raises
    ------
    OSError, UnicodeDecodeError, csv.Error
        If the file cannot be read, is not in UTF-8, or is no table.
    """
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@dataclass(frozen=True)
class DecisionFile:
    """A file of decisions in the institution's folder, and the table that it holds."""

    file: str
    model: type[Confirmation] | type[Correction]

    @property
    def columns(self) -> list[str]:
        """Its columns in the order in which they are written: where, what, why, who, when."""
        place = ["year", "file", "sheet", "cell"]
        others = [name for name in columns(self.model) if name not in place]
        return [*place, *others]


CONFIRMATIONS = DecisionFile("decisions/confirmations.csv", Confirmation)
CORRECTIONS = DecisionFile("decisions/corrections.csv", Correction)


@dataclass(frozen=True)
class Decided:
    """One usable row: its cells as text by column, and its own place for messages."""

    cells: Mapping[str, str]
    place: Place


def read_decided(home: Path, which: DecisionFile, place: Place) -> tuple[list[Decided], list[Problem]]:
    """The rows of a file that concern the year of ``place``; a row with a fault is an error and not used.

    Parameters
    ----------
    home
        The institution's folder.
    """
    path, where = home / which.file, replace(place, file=which.file)
    if not path.is_file():
        return [], []
    try:
        rows = decision_rows(path)
    except UNREADABLE:
        return [], [problem("decision_encoding", where)]
    named = {name.strip() for name in (rows[0] if rows else {}) if name}
    lacking = [name for name in which.columns if name not in named and rows]
    if lacking:
        return [], [problem("decision_columns", where, names=", ".join(lacking))]
    usable: list[Decided] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=FIRST_ROW):
        decided = Decided({name: (row.get(name) or "").strip() for name in which.columns}, replace(where, row=number))
        found = _faults(decided)
        problems.extend(found)
        if not found and decided.cells["year"] == str(place.year):
            usable.append(decided)
    return usable, problems


def _faults(decided: Decided) -> list[Problem]:
    cells, place = decided.cells, decided.place
    problems = [
        problem("decision_empty", replace(place, column=name)) for name in cells if name not in _MAY_BE_EMPTY and not cells[name]
    ]
    if cells["decided_on"] and pd.isna(pd.to_datetime(cells["decided_on"], format="%Y-%m-%d", errors="coerce")):
        problems.append(problem("decision_date", replace(place, column="decided_on"), found=cells["decided_on"]))
    return problems


def add_decided(home: Path, which: DecisionFile, row: Mapping[str, Any]) -> Path:
    """Write one more row to a file of decisions, which is made if there is none. What stands in it stays.

    The same row a second time changes nothing. The file is replaced whole, so that a crash leaves the old or the new one.

    Returns
    -------
    The file.

    Raises
    ------
    DataError
        If the file as it stands cannot be read. Nothing is written then.
    """
    path = home / which.file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    except UNREADABLE:
        raise DataError([problem("decision_encoding", Place(file=which.file))]) from None
    head = before.partition("\n")[0]
    delimiter = ";" if ";" in head else ","
    order = next(csv.reader([head], delimiter=delimiter), []) or which.columns
    line = io.StringIO(newline="")
    cells = {name: "" if row.get(name) is None else str(row[name]) for name in which.columns}
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\n")
    if not before:
        writer.writerow(order)
    written = [cells.get(name.strip(), "") for name in order]
    if written in csv.reader(io.StringIO(before, newline=""), delimiter=delimiter):
        return path
    writer.writerow(written)
    joint = "" if not before or before.endswith("\n") else "\n"
    with tempfile.TemporaryDirectory(dir=path.parent) as made:
        fresh = Path(made) / path.name
        fresh.write_text(before + joint + line.getvalue(), encoding="utf-8", newline="")
        fresh.replace(path)
    return path
