"""What decisions do to a year that was read: corrections go in before the cells are read, confirmations after all questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.intake.confirmations import Confirmations, cell_address, figures, with_confirmations
from hjj_lib.intake.corrections import corrected, without_file
from hjj_lib.intake.decided import CONFIRMATIONS, CORRECTIONS, read_decided
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.files import FoundFile
from hjj_lib.intake.messages import Place
from hjj_lib.intake.slips import withhold
from hjj_lib.problems import Problem, blocking
from hjj_lib.tables import Correction, checked, columns, empty

#: Errors after which an amount is not counted although it can be read.
_WITHHELD = frozenset({"slip_last_year", "unit_slip"})


@dataclass(frozen=True)
class Corrected:
    """The files of a year with corrections in place, those that were applied as ``tables.Correction``, and what is wrong."""

    files: tuple[FoundFile, ...]
    applied: pd.DataFrame
    withheld: frozenset[tuple[str, str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Judged:
    """Entries and denominators without what waits for a reason, the problems with what was confirmed, and the confirmations."""

    entries: list[Row]
    denominators: list[Row]
    problems: list[Problem]
    confirmations: Confirmations


def with_corrections(files: Sequence[FoundFile], home: Path, place: Place) -> Corrected:
    """The files with every correction of ``decisions/corrections.csv`` that fits the cell it is about."""
    decided, problems = read_decided(home, CORRECTIONS, place)
    if not decided:
        return Corrected(tuple(files), empty(Correction), problems=tuple(problems))
    books = {file.file for file in files if file.book is not None}
    problems += [without_file(one) for one in decided if one.cells["file"] not in books]
    applied: list[Mapping[str, Any]] = []
    withheld: set[tuple[str, str, str]] = set()
    result = []
    for file in files:
        mine = [one for one in decided if one.cells["file"] == file.file]
        if file.book is None or not mine:
            result.append(file)
            continue
        done = corrected(file.book, mine)
        applied.extend(done.applied)
        withheld |= {(file.file, sheet, cell) for sheet, cell in done.withheld}
        problems += done.problems
        result.append(replace(file, book=done.book))
    rows = pd.DataFrame(applied, columns=columns(Correction))
    table = checked(rows, Correction, file=CORRECTIONS.file) if applied else empty(Correction)
    return Corrected(tuple(result), table, frozenset(withheld), tuple(problems))


def judged(
    entries: Sequence[Row],
    denominators: Sequence[Row],
    problems: Sequence[Problem],
    corrections: Corrected,
    home: Path,
    place: Place,
) -> Judged:
    """What counts and what is still asked, once ``decisions/confirmations.csv`` has been read."""
    decided, found = read_decided(home, CONFIRMATIONS, place)
    confirmations = Confirmations(tuple(decided), figures([*entries, *denominators]))
    told = with_confirmations([*problems, *corrections.problems, *found], confirmations)
    left = withhold(entries, [one for one in blocking(told) if one.code in _WITHHELD])
    kept = _without(left, corrections.withheld, "amount")
    return Judged(kept, _without(denominators, corrections.withheld, "value"), told, confirmations)


def _without(rows: Sequence[Row], places: frozenset[tuple[str, str, str]], column: str) -> list[Row]:
    """The rows, those at the places as unknown."""
    return [
        {**row, "value_state": "unknown", column: None}
        if (row["file"], row["sheet"] or "", cell_address(row["column"], row["row"])) in places
        else row
        for row in rows
    ]
