"""What decisions do to a year that was read: corrections go in before the cells are read, confirmations after all questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hjj_lib.intake.confirmations import Confirmations, cell_address, figures, with_confirmations
from hjj_lib.intake.conflicts import withheld_ids
from hjj_lib.intake.corrections import without_file
from hjj_lib.intake.decided import CONFIRMATIONS, CORRECTIONS, Decided, read_decided
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.files import FoundFile, find_files
from hjj_lib.intake.messages import Place
from hjj_lib.intake.slips import withhold
from hjj_lib.problems import DataError, Problem, blocking
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


def with_corrections(home: Path, place: Place) -> Corrected:
    """The files of the year of ``place``, with every correction of ``decisions/corrections.csv`` that fits its cell.

    Parameters
    ----------
    home
        The institution's folder.
    """
    decided, problems = read_decided(home, CORRECTIONS, place)
    files = find_files(home / str(place.year), place.institution_id, place.year or 0, decided)
    done = {file.file: file.corrections for file in files if file.corrections is not None}
    problems += [without_file(one) for one in decided if one.cells["file"] not in done]
    problems += [found for outcome in done.values() for found in outcome.problems]
    applied = [row for outcome in done.values() for row in outcome.applied]
    withheld = {(file, sheet, cell) for file, outcome in done.items() for sheet, cell in outcome.withheld}
    rows = pd.DataFrame(applied, columns=columns(Correction))
    table = checked(rows, Correction, file=CORRECTIONS.file) if applied else empty(Correction)
    return Corrected(tuple(files), table, frozenset(withheld), tuple(problems))


def stands_in(home: Path, year: int, cell: Mapping[str, str], institution_id: str) -> str:
    """What now stands in a cell that was handed in, as a correction remembers it.

    Parameters
    ----------
    home
        The institution's folder.
    cell
        ``file``, ``sheet`` (empty for a CSV file), ``cell`` and ``unit``, as in a row of ``decisions/corrections.csv``.

    Raises
    ------
    DataError
        If there is no such file, sheet or cell, or it cannot be corrected.
    """
    place = Place(file=cell["file"], sheet=cell["sheet"], column=cell["cell"], institution_id=institution_id, year=year)
    asked = Decided({**dict.fromkeys(CORRECTIONS.columns, ""), "year": str(year), **cell}, place)
    files = find_files(home / str(year), institution_id, year, [asked])
    outcome = next((file.corrections for file in files if file.file == cell["file"]), None)
    if outcome is None or outcome.stands[0] is None:
        raise DataError(outcome.problems if outcome else [without_file(asked)])
    return outcome.stands[0]


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
    stopped = blocking(told)
    left = withhold(entries, [one for one in stopped if one.code in _WITHHELD], withheld_ids(stopped))
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
