"""The plan of an institution as a file: which actions, from when, how far they are, and whose they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.intake.institution_form import closest_key
from hjj_lib.intake.messages import Place
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios.plan_messages import names_a_person, problem
from hjj_lib.scenarios.plan_rules import plan_problems

#: The file in the institution's folder.
PLAN_FILE = "decisions/plan.csv"
_DAY_AS_EXCEL_WRITES_IT = re.compile(r"^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$")
_WRITTEN = ("owner_role", "note")


def read_plan_file(folder: Path, actions: pd.DataFrame, institution_id: str) -> pd.DataFrame:
    """The file ``decisions/plan.csv`` of an institution's folder; no rows if there is none.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas; days may be written
    2027-12-31 or 31.12.2027. Empty rows at the end do no harm.

    Parameters
    ----------
    actions
        ``tables.Action``, the institution's own included.

    Returns
    -------
    ``tables.PlannedAction``, in the order of the file. What was expected of an action is empty where nobody wrote it down.

    Raises
    ------
    DataError
        With every cell that does not fit, every unknown action, every person in place of a role, and every rule of the library
        that the actions with the status decided, under way or done break.
    """
    path = folder / PLAN_FILE
    if not path.exists():
        return tables.empty(tables.PlannedAction)
    place = Place(file=f"{institution_id}/{PLAN_FILE}", institution_id=institution_id)
    text = _with_plain_days(_without_empty_end(tables.read_columns(path, place.file, delimiters=",;")))
    wrong = [replace(one, institution_id=institution_id) for one in tables.faults(text, tables.PlannedAction, place.file)]
    values = tables.typed(text, tables.PlannedAction)
    if wrong or values is None:
        raise DataError([*wrong, *_persons(text, place)])
    frame = tables.frame_of(values, tables.PlannedAction)
    found = [*_unknown_actions(frame, actions, place), *_persons(text, place), *_no_days(frame, place)]
    found = found or _broken_rules(frame, actions, place)
    if found:
        raise DataError(found)
    return frame


def acting_plan(rows: pd.DataFrame) -> pd.DataFrame:
    """What a plan file has decided: ``action_id`` and ``start_year`` of the rows that are no ideas and were not dropped."""
    acting = rows[rows["status"].isin(tables.ACTING_STATUSES)]
    return acting[["action_id", "start_year"]].reset_index(drop=True)


def _without_empty_end(text: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Without the empty rows that spreadsheets leave below a table."""
    filled = [number for cells in text.values() for number, cell in enumerate(cells, start=1) if cell.strip()]
    return {name: list(cells)[: max(filled, default=0)] for name, cells in text.items()}


def _with_plain_days(text: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """With days as 2027-12-31, where a spreadsheet has written 31.12.2027."""
    return {name: [_plain_day(cell) if name == "deadline" else cell for cell in cells] for name, cells in text.items()}


def _plain_day(cell: str) -> str:
    found = _DAY_AS_EXCEL_WRITES_IT.match(cell.strip())
    if not found:
        return cell
    day, month, year = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def _unknown_actions(frame: pd.DataFrame, actions: pd.DataFrame, place: Place) -> Iterator[Problem]:
    known = list(actions["action_id"])
    for row, action in enumerate(frame["action_id"], start=tables.FIRST_ROW):
        if action not in known:
            values = {"value": action, "suggestion": closest_key(action, known)}
            yield problem("plan_action_unknown", replace(place, row=row, column="action_id"), **values)


def _persons(text: Mapping[str, Sequence[str]], place: Place) -> Iterator[Problem]:
    """Cells that name a person; told at once with other faults, as they must not stay."""
    for column in _WRITTEN:
        for row, cell in enumerate(text.get(column, ()), start=tables.FIRST_ROW):
            if names_a_person(cell):
                yield problem("plan_person", replace(place, row=row, column=column))


def _no_days(frame: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """Days that no calendar has."""
    for row, cell in enumerate(frame["deadline"], start=tables.FIRST_ROW):
        if not pd.isna(cell) and not _is_day(str(cell)):
            yield problem("plan_day", replace(place, row=row, column="deadline"), value=cell)


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _broken_rules(frame: pd.DataFrame, actions: pd.DataFrame, place: Place) -> list[Problem]:
    """The rules of the library, told at the row of the action that breaks them; a file is mended otherwise than a line."""
    rows = dict(zip(frame["action_id"], range(tables.FIRST_ROW, tables.FIRST_ROW + len(frame)), strict=True))
    told = []
    for one in plan_problems(acting_plan(frame), actions):
        column = "start_year" if one.code == "action_too_early" else "action_id"
        where = replace(place, row=rows[one.values["action"]], column=column)
        told.append(problem(f"plan_{one.code}", where, **one.values))
    return told
