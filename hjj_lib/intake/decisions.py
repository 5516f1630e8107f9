"""What an institution decided about its own accounts: ``decisions/spend_mapping.csv``, kept for years, written by commands."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.intake.csv_file import FIRST_ROW
from hjj_lib.intake.decided import UNREADABLE, decision_rows
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import Vocabulary, closest, key_of
from hjj_lib.problems import DataError, Problem
from hjj_lib.spend import shown_pattern
from hjj_lib.tables import DECISION_SCHEMES, MappingOverride, checked, columns, empty

FILE = "decisions/spend_mapping.csv"
_TREATMENTS = ("mapped", "covered_by_activity", "excluded", "pass_through")


def read_overrides(home: Path, place: Place, known: Vocabulary) -> tuple[pd.DataFrame, list[Problem]]:
    """The decisions as ``tables.MappingOverride``. A row with a fault is an error and not used.

    Parameters
    ----------
    home
        The institution's folder.
    place
        Institution and year, for the messages.
    """
    path = home / FILE
    if not path.is_file():
        return empty(MappingOverride), []
    where = replace(place, file=FILE)
    try:
        rows = decision_rows(path)
    except UNREADABLE:
        return empty(MappingOverride), [problem("decision_encoding", where)]
    named = {name.strip() for name in (rows[0] if rows else {}) if name}
    lacking = [name for name in columns(MappingOverride) if name not in named and rows]
    if lacking:
        return empty(MappingOverride), [problem("decision_columns", where, names=", ".join(lacking))]
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=FIRST_ROW):
        decision = _decision(row, known)
        key = (str(decision["scheme"]), key_of(decision["pattern"]))
        found = list(_faults(decision, replace(where, row=number), known, twice=key in kept))
        problems.extend(found)
        if not found:
            kept[key] = decision
    if not kept:
        return empty(MappingOverride), problems
    return checked(pd.DataFrame(list(kept.values()), dtype=object), MappingOverride, file=FILE), problems


def remember(home: Path, decision: Mapping[str, str], place: Place, known: Vocabulary) -> Path:
    """Write a decision to the institution's file, in place of an earlier one about the same; every other row stays as it is.

    Parameters
    ----------
    home
        The institution's folder.
    decision
        The columns of ``tables.MappingOverride``; ``activity_id`` is empty unless mapped.

    Returns
    -------
    The file. The same decision a second time changes nothing.

    Raises
    ------
    DataError
        If the decision, or the file as it stands, has a fault. Nothing is written then.
    """
    path, where = home / FILE, replace(place, file=FILE)
    _, problems = read_overrides(home, place, known)
    cells = _decision(decision, known)
    problems.extend(_faults(cells, where, known, twice=False))
    if problems:
        raise DataError(problems)
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) or [columns(MappingOverride)]
    order = [name.strip() for name in rows[0]]
    fresh = [str(cells.get(name) or "") for name in order]
    same = [place for place, row in enumerate(rows) if place and _about(row, order) == _about(fresh, order)]
    written = [*rows[: same[0]], fresh, *rows[same[0] + 1 :]] if same else [*rows, fresh]
    if written != rows:
        _write(path, written, delimiter)
    return path


def _about(row: list[str], order: list[str]) -> tuple[str, ...]:
    """What a row of the file decides about."""
    cells = dict(zip(order, row, strict=False))
    return cells.get("scheme", "").strip(), key_of(cells.get("pattern", ""))


def _write(path: Path, rows: list[list[str]], delimiter: str) -> None:
    """Replace the file whole, so that a crash leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    with tempfile.TemporaryDirectory(dir=path.parent) as made:
        fresh = Path(made) / path.name
        fresh.write_text(text.getvalue(), encoding="utf-8", newline="")
        fresh.replace(path)


def _decision(row: Mapping[Any, Any], known: Vocabulary) -> dict[str, Any]:
    cells = {name: (row.get(name) or "").strip() for name in columns(MappingOverride)}
    names = known.activity_names.get(key_of(cells["activity_id"]), frozenset())
    activity = next(iter(names)) if len(names) == 1 else cells["activity_id"]
    return {**cells, "activity_id": activity or None}


def _faults(decision: Mapping[str, Any], place: Place, known: Vocabulary, *, twice: bool) -> Iterator[Problem]:
    for column, words in (("scheme", DECISION_SCHEMES), ("treatment", _TREATMENTS)):
        if decision[column] not in words:
            yield problem("decision_word", replace(place, column=column), found=decision[column], known=", ".join(words))
    for column in ("pattern", "why", "decided_by_role"):
        if not decision[column]:
            yield problem("decision_empty", replace(place, column=column))
    if pd.isna(pd.to_datetime(decision["decided_on"], format="%Y-%m-%d", errors="coerce")):
        yield problem("decision_date", replace(place, column="decided_on"), found=decision["decided_on"])
    activity, mapped = decision["activity_id"], decision["treatment"] == "mapped"
    is_money = activity is not None and str(known.activities.get(activity, {}).get("dimension")) == "money"
    if mapped and not is_money:
        suggestion = closest(activity or "", (a for a, row in known.activities.items() if row["dimension"] == "money"))
        yield problem("decision_activity", replace(place, column="activity_id"), found=activity or "", suggestion=suggestion)
    if activity is not None and not mapped:
        yield problem("decision_not_mapped", replace(place, column="activity_id"), found=activity)
    if twice:
        shown = shown_pattern(decision["scheme"], decision["pattern"])
        yield problem("decision_twice", replace(place, column="pattern"), found=shown)
