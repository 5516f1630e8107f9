"""A collection round: a folder of submissions with ``round.toml``; what came when, what is wrong with it, what is frozen.

The program writes two files into the folder: ``received.csv``, the day on which each content of a file was first seen, and
``frozen.csv``, the hashes of what the round ended with. The submissions themselves are never written.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.network.document import bytes_of, submission_of_bytes
from hjj_lib.network.meaning import meaning_problems
from hjj_lib.network.submission import CALCULATED, Submission
from hjj_lib.network.told import told
from hjj_lib.problems import DataError, Problem, blocking
from hjj_lib.tables.network import FrozenFile, ReceivedFile

ROUND_FILE, RECEIVED_FILE, FROZEN_FILE = "round.toml", "received.csv", "frozen.csv"
#: States of a file: from what has happened to it last.
MISSING, PROBLEMS, CHECKED, FROZEN, CHANGED, AFTER = "missing", "problems", "checked", "frozen", "changed", "after_freezing"
_KEYS = ("year", "deadline", "basis_version", "expected")


@dataclass(frozen=True)
class Round:
    """What ``round.toml`` says. ``expected`` are the providers that were asked; empty: nobody is missing."""

    year: int
    deadline: datetime.date
    basis_version: str
    expected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Received:
    """A file of the round: its submission if it could be read, everything wrong with it, and what became of it."""

    file: str
    sha256: str
    submission: Submission | None
    problems: tuple[Problem, ...]
    received_on: str = ""
    state: str = ""
    late: bool = False


@dataclass(frozen=True)
class Collection:
    """A round as it stands: its files, and who is missing."""

    round: Round
    files: tuple[Received, ...]
    missing: tuple[str, ...]

    @property
    def submissions(self) -> list[Submission]:
        """Those without errors, as they are compared; in the order of their keys."""
        good = [one.submission for one in self.files if one.submission and not blocking(one.problems)]
        return sorted(good, key=lambda submission: submission.key)


def read_round(folder: Path) -> Round:
    """Read ``round.toml`` of a folder.

    Raises
    ------
    DataError
        If it is not there, or with everything that is wrong in it.
    """
    path = folder / ROUND_FILE
    if not path.is_file():
        raise DataError([told("round_absent", ROUND_FILE, folder=folder.name)])
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([told("round_broken", ROUND_FILE, error=str(error))]) from None
    problems = [told("round_key", ROUND_FILE, key=key, known=", ".join(_KEYS)) for key in content if key not in _KEYS]
    problems += [
        told("round_value", ROUND_FILE, key=key, found=str(content.get(key, "–")))
        for key in _KEYS
        if not _fits(key, content.get(key))
    ]
    if problems:
        raise DataError(problems)
    return Round(content["year"], content["deadline"], content["basis_version"], tuple(content.get("expected", ())))


def _fits(key: str, value: Any) -> bool:
    if key == "year":
        return isinstance(value, int) and not isinstance(value, bool)
    if key == "deadline":
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    if key == "basis_version":
        return isinstance(value, str) and bool(value)
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def read_collection(folder: Path, basis_of: Callable[[str, str], Basis], today: datetime.date) -> Collection:
    """Everything in the folder of a round, as it stands today. Nothing is written.

    Parameters
    ----------
    basis_of
        The basis of a version and a GWP set; of an unknown one, the newest.
    today
        The day on which a file that is new counts as received.

    Raises
    ------
    DataError
        If ``round.toml``, ``received.csv`` or ``frozen.csv`` is faulty. What is wrong in submissions is in the result.
    """
    rules = read_round(folder)
    seen, frozen = _read_csv(folder / RECEIVED_FILE, ReceivedFile), _read_csv(folder / FROZEN_FILE, FrozenFile)
    days = {(row["file"], row["sha256"]): str(row["received_on"]) for row in seen.to_dict("records")}
    hashes = dict(zip(frozen["file"], frozen["sha256"], strict=True)) if (folder / FROZEN_FILE).exists() else None
    files = [_read(path, rules, basis_of) for path in sorted(folder.glob("[!.]*.json")) if path.is_file()]
    files = _without_doubles(files)
    dated = tuple(_dated(one, rules, days.get((one.file, one.sha256), today.isoformat()), hashes) for one in files)
    there = {one.submission.provider.institution_id for one in files if one.submission}
    gone = [name for name in (hashes or {}) if name not in {one.file for one in files}]
    dated += tuple(Received(name, (hashes or {})[name], None, (told("file_gone", name),), state=CHANGED) for name in sorted(gone))
    return Collection(rules, dated, tuple(name for name in rules.expected if name not in there))


def _read(path: Path, rules: Round, basis_of: Callable[[str, str], Basis]) -> Received:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        one = submission_of_bytes(bytes_of(path), path.name)
    except DataError as error:
        return Received(path.name, digest, None, error.problems)
    problems = meaning_problems(one, path.name, basis_of(one.origin.basis_version, one.origin.gwp_set))
    if one.year != rules.year:
        problems.append(told("round_other_year", path.name, found=str(one.year), wanted=str(rules.year)))
    if one.origin.kind == CALCULATED and one.origin.basis_version != rules.basis_version:
        found = one.origin.basis_version
        problems.append(told("round_other_basis", path.name, found=found, wanted=rules.basis_version))
    return Received(path.name, digest, one, tuple(problems))


def _without_doubles(files: Sequence[Received]) -> list[Received]:
    """Two files of one provider and year are both wrong until one is removed."""
    names: dict[tuple[str, int], list[str]] = {}
    for one in files:
        if one.submission:
            names.setdefault(one.submission.key, []).append(one.file)
    told_twice = {
        file: told("round_twice", file, others=", ".join(other for other in those if other != file))
        for those in names.values()
        if len(those) > 1
        for file in those
    }
    return [replace(one, problems=(*one.problems, told_twice[one.file])) if one.file in told_twice else one for one in files]


def _dated(one: Received, rules: Round, day: str, frozen: Mapping[str, str] | None) -> Received:
    problems = list(one.problems)
    state = PROBLEMS if blocking(problems) else CHECKED
    if frozen is not None and one.file not in frozen:
        state = AFTER
        problems.append(told("file_after_freezing", one.file))
    elif frozen is not None and frozen[one.file] == one.sha256:
        state = FROZEN
    elif frozen is not None:
        state = CHANGED
        problems.append(told("file_changed", one.file))
    late = day > rules.deadline.isoformat()
    return replace(one, problems=tuple(problems), received_on=day, state=state, late=late)


def note_received(folder: Path, collection: Collection) -> int:
    """Write into ``received.csv`` on which day each new content of a file was first seen; how many were new."""
    known = _read_csv(folder / RECEIVED_FILE, ReceivedFile)
    pairs = set(zip(known["file"], known["sha256"], strict=True))
    new = [one for one in collection.files if one.received_on and (one.file, one.sha256) not in pairs]
    if new:
        wanted = tables.columns(ReceivedFile)
        rows: list[dict[Any, Any]] = [*known.to_dict("records"), *({name: getattr(one, name) for name in wanted} for one in new)]
        _write_csv(folder / RECEIVED_FILE, rows, ReceivedFile)
    return len(new)


def freeze(folder: Path, collection: Collection, today: datetime.date) -> int:
    """End the round: write the hashes of all submissions without errors into ``frozen.csv``; how many there are.

    Raises
    ------
    DataError
        If the round is frozen already, or there is nothing without errors to freeze.
    """
    if (folder / FROZEN_FILE).exists():
        raise DataError([told("round_frozen", FROZEN_FILE)])
    good = [(one, one.submission) for one in collection.files if one.submission and one.state == CHECKED]
    if not good:
        raise DataError([told("round_empty", folder.name)])
    rows = [
        {
            "institution_id": submission.provider.institution_id,
            "year": submission.year,
            "file": one.file,
            "sha256": one.sha256,
            "frozen_on": today.isoformat(),
        }
        for one, submission in good
    ]
    _write_csv(folder / FROZEN_FILE, rows, FrozenFile)
    return len(rows)


def status_table(collection: Collection) -> pd.DataFrame:
    """The round as a table.

    Returns
    -------
    ``institution_id``, ``year``, ``file``, ``received_on``, ``late`` (yes or no), ``state`` (``missing``, ``problems``,
    ``checked``, ``frozen``, ``changed``, ``after_freezing``), ``errors`` (how many); first the files, then who is missing.
    """
    rows: list[dict[str, Any]] = [
        {
            "institution_id": one.submission.provider.institution_id if one.submission else "",
            "year": str(one.submission.year) if one.submission else "",
            "file": one.file,
            "received_on": one.received_on,
            "late": one.late,
            "state": one.state,
            "errors": len(blocking(one.problems)),
        }
        for one in collection.files
    ]
    absent = {"year": str(collection.round.year), "file": "", "received_on": "", "late": False, "state": MISSING, "errors": 0}
    rows += [{"institution_id": name, **absent} for name in collection.missing]
    return pd.DataFrame(rows, columns=["institution_id", *absent])


def _read_csv(path: Path, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    return tables.read_csv(path, model) if path.exists() else tables.empty(model)


def _write_csv(path: Path, rows: Sequence[Mapping[Any, Any]], model: type[pa.DataFrameModel]) -> None:
    """Write a table whole or not at all."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, tables.columns(model), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text.getvalue(), encoding="utf-8")
    fresh.replace(path)
