"""A year's meter readings as entries: one for each meter and month. The readings themselves stay in their files."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import units
from hjj_lib.intake.duplicates import Row, place_of
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.meter_file import UNIT, MeterFile
from hjj_lib.intake.meter_months import by_month, without_repeats
from hjj_lib.intake.meter_sites import MeterSite, read_meter_sites
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.language import Language
from hjj_lib.problems import Problem

#: Effect of evidence on purchased energy that counts as certified only as far as evidence covers it.
_LIMITS = "limits"


@dataclass(frozen=True)
class YearOfMeters:
    """What the meters say about a year.

    Attributes
    ----------
    entries
        As in ``tables.Entry``: one for each meter and month, in the activity's unit. A month of which readings are missing
        has the sum of the others and says so in its comment; one without any is unknown.
    unmapped
        The meters that have no site yet, with their kWh; they are in no entry.
    rows
        File → readings counted.
    """

    entries: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    unmapped: Mapping[str, float] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


def read_meters(files: Mapping[str, MeterFile], home: Path, place: Place, known: Vocabulary, language: str) -> YearOfMeters:
    """The entries of all files of readings of a year.

    Parameters
    ----------
    files
        Name → readings, each content once.
    home
        The institution's folder, in which ``decisions/meters.csv`` says where a meter is.
    place
        Institution and year.
    language
        In which comments are written.
    """
    decided, problems = read_meter_sites(home, place, known)
    if not files or place.year is None:
        return YearOfMeters(problems=tuple(problems))
    letters = {name: file.letter for name, file in files.items()}
    readings = pd.concat(
        [file.readings.assign(meter=file.readings["meter"].astype(str), file=name) for name, file in files.items()],
        ignore_index=True,
    )
    problems += _other_years(readings, place)
    mine = readings[readings["year"] == place.year]
    once, repeated, contrary = without_repeats(mine)
    problems += _told("meter_repeated", repeated, letters, place) + _told("meter_contrary", contrary, letters, place)
    first = mine.drop_duplicates("meter").set_index("meter")
    sums = once.groupby("meter", observed=True)["kwh"].sum()
    unmapped = {str(meter): float(sums.get(meter, 0)) for meter in first.index if meter not in decided}
    problems += [
        problem("meter_unmapped", _at(_one(first, meter), letters, place), meter=meter, amount=amount)
        for meter, amount in unmapped.items()
    ]
    counted = [meter for meter in first.index if meter in decided and decided[meter].activity_id]
    known_readings = once[once["meter"].isin(counted)]
    steps = mine[mine["meter"].isin(counted)].groupby("meter", observed=True)["hours"].min()
    months = by_month(known_readings, steps, place.year)
    starts = known_readings.drop_duplicates(["meter", "month"]).set_index(["meter", "month"])
    entries = []
    for _, month in months.iterrows():
        key = (month["meter"], month["month"])
        at = starts.loc[key] if key in starts.index else _one(first, month["meter"])
        entries.append(_entry(month, at, decided[month["meter"]], letters, place, known, language))
    problems += _gaps(months, first, letters, decided, place, known, language)
    rows = known_readings["file"].value_counts().to_dict()
    return YearOfMeters(tuple(entries), tuple(problems), unmapped, {str(name): int(count) for name, count in rows.items()})


def without_typed_energy(
    entries: Sequence[Row], meters: YearOfMeters, known: Vocabulary, language: str
) -> tuple[list[Row], list[Problem]]:
    """The workbooks' entries without those of an activity and site that meters measure: it would be counted twice."""
    metered = {(entry["activity_id"], entry["site_id"]) for entry in meters.entries}
    kept = [entry for entry in entries if (entry["activity_id"], entry["site_id"]) not in metered]
    typed = [entry for entry in entries if entry not in kept and entry["value_state"] == "given"]
    problems = []
    for entry in typed:
        name = str(known.activities[entry["activity_id"]][f"name_{language}"])
        values = {"activity": name, "site": known.site_names[entry["site_id"]]}
        problems.append(problem("typed_and_metered", place_of(entry), **values))
    # A meter at the grid measures certified electricity as well, whatever activity it was given.
    metered_sites = {(known.activities[activity]["category_id"], site) for activity, site in metered}
    for entry in kept:
        activity = known.activities[entry["activity_id"]]
        covered = (activity["category_id"], entry["site_id"]) in metered_sites
        if covered and entry["value_state"] == "given" and known.evidence.get(entry["activity_id"]) == _LIMITS:
            values = {"activity": str(activity[f"name_{language}"]), "site": known.site_names[entry["site_id"]]}
            problems.append(problem("meter_beside_typed", place_of(entry), **values))
    return kept, problems


def asked_beside_meters(
    asked: Sequence[tuple[str, str | None, bool]], meters: YearOfMeters
) -> list[tuple[str, str | None, bool]]:
    """The rows of the template that no meter answers."""
    metered = {(entry["activity_id"], entry["site_id"]) for entry in meters.entries}
    return [row for row in asked if (row[0], row[1]) not in metered]


def _one(table: pd.DataFrame, key: Hashable) -> pd.Series:
    """The one row of this key."""
    return table.loc[[key]].iloc[0]


def _at(reading: pd.Series, letters: Mapping[str, str], place: Place) -> Place:
    return replace(place, file=str(reading["file"]), row=int(reading["row"]), column=letters[str(reading["file"])])


def _told(code: str, rows: pd.DataFrame, letters: Mapping[str, str], place: Place) -> list[Problem]:
    """One problem for each meter that has such readings, at the first of them."""
    problems = []
    for meter, mine in rows.groupby("meter", observed=True, sort=False):
        first = mine.iloc[0]
        where = _at(first, letters, place)
        problems.append(problem(code, where, meter=meter, count=len(mine), first=f"{first['start']:%Y-%m-%dT%H:%MZ}"))
    return problems


def _other_years(readings: pd.DataFrame, place: Place) -> list[Problem]:
    problems = []
    for name, rows in readings.groupby("file", sort=False):
        others = rows[rows["year"] != place.year]
        if len(others):
            code = "recipe_other_year" if len(others) < len(rows) else "recipe_no_row_of_year"
            years = ", ".join(f"{year:.0f}" for year in sorted(others["year"].unique()))
            where = replace(place, file=str(name), row=int(others["row"].iloc[0]))
            problems.append(problem(code, where, count=len(others), years=years, year=place.year))
    return problems


def _entry(
    month: pd.Series,
    at: pd.Series,
    decision: MeterSite,
    letters: Mapping[str, str],
    place: Place,
    known: Vocabulary,
    language: str,
) -> Row:
    unit = str(known.activities[decision.activity_id]["unit"])
    silent = pd.isna(month["kwh"])
    amount = None if silent else float(month["kwh"]) * units.conversion(UNIT, unit)
    where = _at(at, letters, place)
    spoken = Language(language)
    comment = spoken.translation("Meter {meter}, {month}").format(meter=decision.meter, month=_name(month, place))
    if month["missing"]:
        told = spoken.translation("{count} readings missing, {share} of the month’s time")
        comment += ": " + told.format(count=month["missing"], share=spoken.percent(month["missing_share"], 1))
    return {
        "entry_id": "/".join((place.institution_id, str(place.year), "meters", decision.meter, _name(month, place))),
        "institution_id": place.institution_id,
        "year": place.year,
        "site_id": decision.site_id,
        "activity_id": decision.activity_id,
        "value_state": "unknown" if silent else "given" if amount else "zero",
        "amount": amount,
        "unit": unit,
        "origin": None if silent else "measured",
        "uncertainty_95_pct": None,
        "evidence": None,
        "comment": comment,
        "file": where.file,
        "sheet": None,
        "row": where.row,
        "column": where.column,
    }


def _name(month: pd.Series, place: Place) -> str:
    return f"{place.year}-{month['month']:02d}"


def _gaps(
    months: pd.DataFrame,
    first: pd.DataFrame,
    letters: Mapping[str, str],
    decided: Mapping[str, MeterSite],
    place: Place,
    known: Vocabulary,
    language: str,
) -> list[Problem]:
    """A question for each meter with gaps: which months, how many readings and what share of their time."""
    share = Language(language).percent
    problems = []
    for meter, mine in months[months["missing"] > 0].groupby("meter", observed=True, sort=False):
        parts = [f"{_name(row, place)}: {row['missing']} ({share(row['missing_share'], 1)})" for _, row in mine.iterrows()]
        values: dict[str, Any] = {"meter": meter, "count": int(mine["missing"].sum()), "months": ", ".join(parts)}
        site = known.site_names[decided[str(meter)].site_id]
        problems.append(problem("meter_gaps", _at(_one(first, meter), letters, place), site=site, **values))
    return problems
