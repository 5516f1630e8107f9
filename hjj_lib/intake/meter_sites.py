"""Which meter is at which site: ``decisions/meters.csv``, kept for years, written by a command."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hjj_lib import units
from hjj_lib.intake.csv_file import FIRST_ROW
from hjj_lib.intake.decided import UNREADABLE, decision_rows
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.meter_file import UNIT
from hjj_lib.intake.vocabulary import Vocabulary, key_of
from hjj_lib.problems import DataError, Problem

FILE = "decisions/meters.csv"
_COLUMNS = ("meter", "site_id", "activity_id")


@dataclass(frozen=True)
class MeterSite:
    """Where a meter is and what it measures; without an activity it is known and not counted, such as a feed-in meter."""

    meter: str
    site_id: str
    activity_id: str = ""


def read_meter_sites(home: Path, place: Place, known: Vocabulary) -> tuple[dict[str, MeterSite], list[Problem]]:
    """The decided meters by their id; a row with a fault is an error and not used.

    Parameters
    ----------
    home
        The institution's folder.
    place
        Institution and year, for the messages.
    """
    decided: dict[str, MeterSite] = {}
    problems: list[Problem] = []
    try:
        rows = _rows(home)
    except UNREADABLE:
        return {}, [problem("decision_encoding", replace(place, file=FILE))]
    for number, cells in enumerate(rows, start=FIRST_ROW):
        where = replace(place, file=FILE, row=number)
        one = _meter_site(cells, known)
        problems += (
            _faults(one, where, known) if one.meter not in decided else [problem("meter_decided_twice", where, meter=one.meter)]
        )
        if not _faults(one, where, known):
            decided.setdefault(one.meter, one)
    return decided, problems


def assign(home: Path, decision: MeterSite, place: Place, known: Vocabulary) -> Path:
    """Write where a meter is, in place of what was decided about it before; the other rows stay as they are.

    Raises
    ------
    DataError
        If the site or the activity is not known, or the file as it stands cannot be read. Nothing is written then.
    """
    one = _meter_site(dict(zip(_COLUMNS, (decision.meter, decision.site_id, decision.activity_id), strict=True)), known)
    faults = _faults(one, replace(place, file=FILE), known)
    if faults:
        raise DataError(faults)
    try:
        before = [{name: (row.get(name) or "").strip() for name in _COLUMNS} for row in _rows(home)]
    except UNREADABLE:
        raise DataError([problem("decision_encoding", replace(place, file=FILE))]) from None
    fresh = {"meter": one.meter, "site_id": one.site_id, "activity_id": one.activity_id}
    at = next((index for index, row in enumerate(before) if row["meter"] == one.meter), len(before))
    rows = [*before[:at], fresh, *before[at + 1 :]]
    path = home / FILE
    if rows != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        with tempfile.TemporaryDirectory(dir=path.parent) as made:
            new = Path(made) / path.name
            new.write_text(text.getvalue(), encoding="utf-8", newline="")
            new.replace(path)
    return path


def _rows(home: Path) -> list[dict[str, str]]:
    path = home / FILE
    if not path.is_file():
        return []
    return [{str(key).strip(): value for key, value in row.items()} for row in decision_rows(path)]


def _meter_site(cells: Mapping[str, str], known: Vocabulary) -> MeterSite:
    meter, site, activity = ((cells.get(name) or "").strip() for name in _COLUMNS)
    names = known.activity_names.get(key_of(activity), frozenset())
    return MeterSite(meter, known.sites.get(key_of(site), site), next(iter(names)) if len(names) == 1 else activity)


def _faults(one: MeterSite, where: Place, known: Vocabulary) -> list[Problem]:
    if not one.meter or one.site_id not in known.site_names:
        sites = ", ".join(known.site_names)
        return [
            problem("meter_site", replace(where, column="site_id"), meter=one.meter or "–", found=one.site_id or "–", sites=sites)
        ]
    if one.activity_id and not _is_energy(one.activity_id, known):
        return [problem("meter_activity", replace(where, column="activity_id"), meter=one.meter, found=one.activity_id)]
    return []


def _is_energy(activity_id: str, known: Vocabulary) -> bool:
    try:
        units.conversion(UNIT, str(known.activities[activity_id]["unit"]))
    except (KeyError, units.UnitError):
        return False
    return True
