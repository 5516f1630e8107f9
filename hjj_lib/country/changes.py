"""Mergers and a split: who reports for whom in which year. Nothing is made or lost by them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from hjj_lib import tables
from hjj_lib.country.assumptions import Assumptions
from hjj_lib.country.chance import stream
from hjj_lib.tables.monitoring import Succession


@dataclass(frozen=True)
class Change:
    """From ``day`` on, the figures of ``part`` are reported by ``after``, until then by ``before``."""

    part: str
    before: str
    after: str
    day: datetime.date


def changes_of(count: int, given: Assumptions) -> int:
    """How many providers more than ``count`` are drawn: those that are gone after the mergers."""
    settled = given.figures["changes"]
    return len(settled["mergers"]) if count >= settled["fewest_providers"] else 0


def draw_changes(names: list[str], gone: int, seed: int, given: Assumptions) -> tuple[Change, ...]:
    """The changes of a country whose last ``gone`` providers merge into others; without mergers there is no split either."""
    if not gone:
        return ()
    settled = given.figures["changes"]
    staying, merged = names[:-gone], names[-gone:]
    order = stream(seed, "changes").permutation(len(staying))
    chosen = [staying[position] for position in order]
    pairs = zip(merged, chosen, settled["mergers"], strict=False)
    mergers = [Change(part, part, into, day) for part, into, day in pairs]
    whole, part = chosen[gone], chosen[gone + 1]
    return (*mergers, Change(part, whole, part, settled["split"]))


def reporting(names: list[str], changes: tuple[Change, ...], year: int) -> dict[str, str]:
    """Provider as drawn → who reports its figures of the year."""
    who = {name: name for name in names}
    return who | {one.part: one.after if year >= one.day.year else one.before for one in changes}


def successions_of(changes: tuple[Change, ...], student_years: pd.Series) -> pd.DataFrame:
    """The changes as ``tables.monitoring.Succession``.

    Parameters
    ----------
    student_years
        By provider as drawn, of the year before the split: its shares go by them.
    """
    rows = []
    for one in changes:
        if one.part == one.before:
            rows.append((one.part, one.after, one.day, 1.0, "A merger, invented"))
        else:
            given_up = float(student_years[one.part] / (student_years[one.part] + student_years[one.before]))
            rows.append((one.before, one.before, one.day, 1 - given_up, "A split, invented; by student-years"))
            rows.append((one.before, one.part, one.day, given_up, "A split, invented; by student-years"))
    frame = pd.DataFrame(rows, columns=["from_id", "to_id", "date", "share", "reason"])
    return tables.checked(frame.assign(date=pd.to_datetime(frame["date"])), Succession, file="successions")
