"""A year put together: every file of the folder read, every question that only the whole answers, one list of problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.calculator import OldResult
from hjj_lib.intake.calculator_year import YearOfCalculators, read_calculators
from hjj_lib.intake.checks import blank_rows, double_counting, missing_denominators, site_sums, unanswered, unit_slips
from hjj_lib.intake.confirmations import Confirmations
from hjj_lib.intake.conflicts import still_open
from hjj_lib.intake.duplicates import Row, one_of_each, without_duplicates
from hjj_lib.intake.evidence import once_each
from hjj_lib.intake.files import LEDGER, FoundFile
from hjj_lib.intake.institution import FILE as INSTITUTION_FILE
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.institution_form import DEFAULT
from hjj_lib.intake.judged import judged, with_corrections
from hjj_lib.intake.layout import denominator_kinds
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.meters import YearOfMeters, asked_beside_meters, read_meters, without_typed_energy
from hjj_lib.intake.purchases import YearOfPurchases, asked_beside_ledger, read_purchases, without_typed
from hjj_lib.intake.recipe_amounts import ForeignReading, read_amounts
from hjj_lib.intake.recipe_file import own_recipes, unknown_words
from hjj_lib.intake.recognise import Recognised
from hjj_lib.intake.request_log import read_requests, requests_of
from hjj_lib.intake.slips import slips_against_last_year
from hjj_lib.intake.survey import YearOfSurvey, asked_beside_survey, read_survey, without_typed_commuting
from hjj_lib.intake.trip_recipe import TRIPS
from hjj_lib.intake.trips import flights_beside, read_trips
from hjj_lib.intake.vocabulary import Vocabulary, closest, vocabulary
from hjj_lib.intake.workbook import Reading, read_workbook
from hjj_lib.problems import SEVERITIES, Problem
from hjj_lib.spend import SupplierCurve, supplier_curve
from hjj_lib.tables import (
    Correction,
    Denominator,
    Entry,
    Evidence,
    IncomeStatementLine,
    Purchase,
    Request,
    checked,
    columns,
    empty,
)


@dataclass(frozen=True)
class Intake:
    """What an institution handed in for a year.

    Attributes
    ----------
    entries, denominators
        Tables ``tables.Entry`` and ``tables.Denominator``.
    problems
        Everything wrong or odd, most serious first.
    files
        One row per file: ``file``, ``kind`` (template, purchase_ledger, income_statement, commute_survey, foreign_file,
        meter_readings, unreadable, other_workbook, unknown, folder, ignored), ``sha256``, ``rows`` (rows counted), ``note``
        (codes of the file's own problems) and ``modified`` (ISO day on which a workbook says it was saved; else empty).
    evidence
        Table ``tables.Evidence``: what the market-based view rests on.
    purchases, statement
        Every line of the purchase ledgers with what became of it, also what has no class and is no entry
        (``tables.Purchase``), and the annual accounts (``tables.IncomeStatementLine``).
    survey
        Which groups of the commuting survey were expanded; no answers.
    corrections
        What was read in place of what stands in a file (``tables.Correction``).
    confirmations
        What decides which questions are confirmed, also those that only the calculation asks.
    supplier_curve
        How few suppliers make most of the purchases, by rank and without names.
    old_results
        Totals of an old calculator, to be compared with ours.
    requests
        Who was asked for figures of the year, and until when (``tables.Request``).
    """

    entries: pd.DataFrame
    denominators: pd.DataFrame
    problems: tuple[Problem, ...]
    files: pd.DataFrame
    evidence: pd.DataFrame = field(default_factory=lambda: empty(Evidence))
    purchases: pd.DataFrame = field(default_factory=lambda: empty(Purchase))
    statement: pd.DataFrame = field(default_factory=lambda: empty(IncomeStatementLine))
    corrections: pd.DataFrame = field(default_factory=lambda: empty(Correction))
    survey: YearOfSurvey = field(default_factory=YearOfSurvey)
    confirmations: Confirmations = field(default_factory=Confirmations)
    supplier_curve: SupplierCurve = field(default_factory=lambda: supplier_curve(empty(Purchase), pd.Series(dtype=object)))
    old_results: tuple[OldResult, ...] = ()
    requests: pd.DataFrame = field(default_factory=lambda: empty(Request))


def read_year(folder: Path, year: int, institution: Institution, basis: Basis) -> Intake:
    """Read everything in a year's folder. Nothing is written, nothing is guessed, nothing raised for a user's mistake.

    Parameters
    ----------
    folder
        The institution's folder ``data/raw/<institution_id>``, or the year's folder in it.
    basis
        Names activities, categories and limits of plausibility.
        Messages quote names of rows and categories in the workbook's language, as the user sees them there.

    Returns
    -------
    Entries with a row of state ``unknown`` for every required category of which nothing was answered. An amount that is
    about a thousand times last year's, or a thousandth, is unknown too until somebody corrects or confirms it. So is one that
    two workbooks state differently.
    """
    home = folder.parent if folder.name == str(year) else folder
    before = year - 1
    last = _read(home, before, institution, basis, empty(Entry)).entries if (home / str(before)).is_dir() else empty(Entry)
    return _read(home, year, institution, basis, last)


def _read(home: Path, year: int, institution: Institution, basis: Basis, last: pd.DataFrame) -> Intake:
    """One year's folder; ``last`` are the entries of the year before, with which amounts are compared."""
    known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, institution)
    place = Place(institution_id=institution.institution_id, year=year)
    corrections = with_corrections(home, place)
    files = corrections.files
    readings = {
        file.file: read_workbook(file.book, replace(place, file=file.file), institution, year, known)
        for file in files
        if file.book is not None
    }
    counted = [reading for reading in readings.values() if reading.counted]
    language = counted[0].language if counted else institution.languages[0]
    problems = [found for file in files for found in _of_file(file, readings)]
    if not readings and not any(found.severity == "error" for found in problems):
        problems.append(problem("no_files", place))
    complete = _complete(counted, readings, problems)
    bought, twice = _purchases(files, home, place, known, basis, language)
    denominators, more = _denominators(counted, institution, known, place, language, complete=complete)
    survey, same = _survey(files, denominators, place, known, basis, language)
    foreign = _foreign(files, home, place, known, basis, language)
    meters = _meters(files, home, place, known, language)
    given = [row for reading in counted for row in reading.entries]
    beside = [*given, *foreign.entries, *bought.entries, *survey.entries, *meters.entries]
    old = read_calculators(files, beside, place, known, language)
    foreign = foreign.with_old(old)
    entries, found = _entries(counted, _Beside(foreign, bought, survey, meters), known, place, language, complete=complete)
    slips = [
        *unit_slips(entries, denominators, basis.plausibility, known, language),
        *slips_against_last_year(entries, last, known, language),
    ]
    asked, unreadable = read_requests(home, place)
    evidence, repeats = once_each([row for reading in counted for row in reading.evidence])
    of_files = (problems, twice, bought.problems, same, survey.problems, foreign.problems, meters.problems)
    of_year = (found, more, repeats, slips, _flights(files, entries, known, basis, language), _allocation(institution, known))
    problems = [one for group in (*of_files, *of_year, unreadable) for one in group]
    decided = judged(entries, denominators, problems, corrections, home, place)
    return Intake(
        entries=_table(decided.entries, Entry),
        denominators=_table(decided.denominators, Denominator),
        problems=tuple(sorted(decided.problems, key=lambda found: SEVERITIES.index(found.severity))),
        files=_files(files, readings, {**bought.rows, **survey.rows, **foreign.rows, **meters.rows}),
        evidence=_table(evidence, Evidence),
        purchases=bought.purchases,
        statement=bought.statement,
        survey=survey,
        corrections=corrections.applied,
        confirmations=decided.confirmations,
        supplier_curve=supplier_curve(bought.purchases, bought.suppliers),
        old_results=old.results,
        requests=requests_of(asked, year),
    )


def purchases_with_suppliers(home: Path, year: int, institution: Institution, basis: Basis) -> pd.DataFrame:
    """The year's purchases (``tables.Purchase``) with a column ``supplier``, for the ledger mapper on its user's own screen.

    Names of suppliers may be names of persons: what is made of this is shown there and never written.
    """
    known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, institution)
    place = Place(institution_id=institution.institution_id, year=year)
    files = with_corrections(home, place).files
    bought, _ = _purchases(files, home, place, known, basis, institution.languages[0])
    return bought.purchases.assign(supplier=bought.suppliers.to_numpy(dtype=object))


def unmapped_meters(home: Path, year: int, institution: Institution, basis: Basis) -> Mapping[str, float]:
    """The meters of the year's readings of which nobody has said where they are, with their kWh."""
    known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, institution)
    place = Place(institution_id=institution.institution_id, year=year)
    files = with_corrections(home, place).files
    return _meters(files, home, place, known, institution.languages[0]).unmapped


def _complete(counted: Sequence[Reading], readings: Mapping[str, Reading], problems: Sequence[Problem]) -> bool:
    """Could every file be read? Only then is it asked why something was not answered."""
    unread = any(found.severity == "error" and not found.sheet for found in problems)
    return bool(counted) and not unread and len(counted) == len(readings)


def _of_file(file: FoundFile, readings: dict[str, Reading]) -> tuple[Problem, ...]:
    return (*file.problems, *(readings[file.file].problems if file.file in readings else ()))


def _purchases(
    files: Sequence[FoundFile], home: Path, place: Place, known: Vocabulary, basis: Basis, language: str
) -> tuple[YearOfPurchases, list[Problem]]:
    """The ledgers and annual accounts; a file that is there twice under two names is read once."""
    kept: dict[str, FoundFile] = {}
    problems = []
    for file in files:
        if file.table is not None and file.sha256 in kept:
            problems.append(problem("csv_twice", replace(place, file=file.file), other=kept[file.sha256].file))
        elif file.table is not None:
            kept[file.sha256] = file
    tables = [(file.kind, file.file, file.table) for file in kept.values() if file.table is not None]
    ledgers = {name: table for kind, name, table in tables if kind == LEDGER}
    statements = {name: table for kind, name, table in tables if kind != LEDGER}
    return read_purchases(ledgers, statements, home, place, known, basis, language), problems


def _survey(
    files: Sequence[FoundFile], denominators: Sequence[Row], place: Place, known: Vocabulary, basis: Basis, language: str
) -> tuple[YearOfSurvey, list[Problem]]:
    """The commuting survey; a file that is there twice under two names is read once."""
    kept: dict[str, FoundFile] = {}
    problems = []
    for file in files:
        if file.survey is not None and file.sha256 in kept:
            problems.append(problem("survey_twice", replace(place, file=file.file), other=kept[file.sha256].file))
        elif file.survey is not None:
            kept[file.sha256] = file
    sheets = {file.file: file.survey for file in kept.values() if file.survey is not None}
    return read_survey(sheets, denominators, place, known, basis, language), problems


def _meters(files: Sequence[FoundFile], home: Path, place: Place, known: Vocabulary, language: str) -> YearOfMeters:
    """The readings of all files; one that is there twice repeats its readings, which are counted once."""
    readings = {file.file: file.meters for file in files if file.meters is not None and file.meters.letter}
    return read_meters(readings, home, place, known, language)


@dataclass(frozen=True)
class _Foreign:
    """The amounts of all foreign files; ``rows`` is file → rows added up."""

    entries: tuple[Row, ...]
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]

    def with_old(self, old: YearOfCalculators) -> _Foreign:
        """With the figures of old calculators."""
        return _Foreign((*self.entries, *old.entries), (*self.problems, *old.problems), {**self.rows, **old.rows})


@dataclass(frozen=True)
class _Beside:
    """What was handed in beside the workbooks."""

    foreign: _Foreign
    bought: YearOfPurchases
    survey: YearOfSurvey
    meters: YearOfMeters


def _foreign(files: Sequence[FoundFile], home: Path, place: Place, known: Vocabulary, basis: Basis, language: str) -> _Foreign:
    """The files that recipes fit, each content once, and what is wrong with the institution's own recipes."""
    own, problems = own_recipes(home)
    units = {key: str(activity["unit"]) for key, activity in known.activities.items()}
    told = [*problems, *unknown_words(own, units, "decisions/recipes")]
    problems = [replace(found, institution_id=place.institution_id, year=place.year) for found in told]
    kept: dict[str, str] = {}
    readings: dict[str, ForeignReading] = {}
    for file in files:
        where = replace(place, file=file.file)
        if file.recognised is not None and file.sha256 in kept:
            problems.append(problem("recipe_twice", where, other=kept[file.sha256]))
        elif file.recognised is not None:
            kept[file.sha256] = file.file
            readings[file.file] = _read_foreign(file.recognised, where, known, basis, language)
    return _Foreign(
        entries=tuple(entry for reading in readings.values() for entry in reading.entries),
        problems=(*problems, *(found for reading in readings.values() for found in reading.problems)),
        rows={name: reading.rows for name, reading in readings.items()},
    )


def _read_foreign(found: Recognised, place: Place, known: Vocabulary, basis: Basis, language: str) -> ForeignReading:
    if found.recipe.kind == TRIPS:
        return read_trips(found, place, known, language, basis.airports, basis.flight_activities)
    return read_amounts(found, place, known, language)


def _flights(files: Sequence[FoundFile], entries: Sequence[Row], known: Vocabulary, basis: Basis, language: str) -> list[Problem]:
    reports = {file.file for file in files if file.recognised is not None and file.recognised.recipe.kind == TRIPS}
    return flights_beside(entries, reports, basis.flight_activities, known, language) if reports else []


def _entries(
    counted: Sequence[Reading],
    beside: _Beside,
    known: Vocabulary,
    place: Place,
    language: str,
    *,
    complete: bool,
) -> tuple[list[Row], list[Problem]]:
    """Entries of all files and what is odd about them; what is missing is asked only if every file could be read."""
    bought, survey, meters = beside.bought, beside.survey, beside.meters
    written = [*(entry for reading in counted for entry in reading.entries), *beside.foreign.entries]
    forms = {entry["file"] for reading in counted for entry in reading.entries}
    entries, problems = without_duplicates(written, forms, known, language)
    asked = [row for reading in counted for row in reading.asked]
    if bought.present:
        entries, found = without_typed(entries, bought, known, language)
        entries, problems = [*entries, *bought.entries], [*problems, *found]
        asked = asked_beside_ledger(asked, known)
    if survey.entries:
        entries, found = without_typed_commuting(entries, survey, known, language)
        entries, problems = [*entries, *survey.entries], [*problems, *found]
        asked = asked_beside_survey(asked, survey, known)
    if meters.entries:
        entries, found = without_typed_energy(entries, meters, known, language)
        entries, problems = [*entries, *meters.entries], [*problems, *found]
        asked = asked_beside_meters(asked, meters)
    # A ledger's line is in one sum only, by site or for the whole: as one sum it can meet only what stands elsewhere.
    told = [{**entry, "site_id": None} if entry in bought.entries else entry for entry in entries]
    problems = [*still_open(problems, entries), *double_counting(told, known, place, language)]
    quick = bool(counted) and all(reading.quick for reading in counted)
    added, questions = unanswered(entries, known, place, language, quick=quick)
    notes = blank_rows(entries, asked, known, place, language)
    return [*entries, *added], [*problems, *(questions if complete else []), *notes]


def _denominators(
    counted: Sequence[Reading], institution: Institution, known: Vocabulary, place: Place, language: str, *, complete: bool
) -> tuple[list[Row], list[Problem]]:
    kinds = {kind.id: kind for kind in denominator_kinds()}
    rows, problems = one_of_each([row for reading in counted for row in reading.denominators], kinds, language)
    areas = {row["site_id"] for row in rows if row["kind"] == "floor_area_m2"}
    rows = [*rows, *(row for row in _site_areas(institution, place) if row["site_id"] not in areas)]
    added, questions = missing_denominators(rows, place, language)
    return [*rows, *added], [*problems, *site_sums(rows, known, language), *(questions if complete else [])]


def _site_areas(institution: Institution, place: Place) -> list[Row]:
    """Floor areas that institution.toml states, for sites whose area no workbook gives."""
    return [
        {
            "institution_id": place.institution_id,
            "year": place.year,
            "site_id": site_id,
            "kind": "floor_area_m2",
            "value_state": "given" if area else "zero",
            "value": area,
            "source": INSTITUTION_FILE,
            "file": INSTITUTION_FILE,
            "sheet": None,
            "row": None,
            "column": None,
        }
        for site_id, area in institution.floor_areas_m2.items()
    ]


def _allocation(institution: Institution, known: Vocabulary) -> list[Problem]:
    where = Place(file=INSTITUTION_FILE, institution_id=institution.institution_id)
    return [
        problem("allocation_category", where, found=category, suggestion=closest(category, known.categories))
        for category in institution.allocation
        if category != DEFAULT and category not in known.categories
    ]


def _table(rows: Sequence[Row], model: Any) -> pd.DataFrame:
    if not rows:
        return empty(model)
    return checked(pd.DataFrame(rows, columns=columns(model)), model, file="")


def _files(files: Sequence[FoundFile], readings: dict[str, Reading], lines: Mapping[str, int]) -> pd.DataFrame:
    rows = []
    for file in files:
        reading = readings.get(file.file)
        counted = () if reading is None else (reading.entries, reading.denominators, reading.evidence)
        problems = {
            found.code: None
            for found in (*file.problems, *((reading.problems if not reading.counted else ()) if reading else ()))
        }
        rows.append(
            {
                "file": file.file,
                "kind": file.kind,
                "sha256": file.sha256,
                "rows": lines.get(file.file, 0) + sum(map(len, counted)),
                "note": " ".join(problems),
                "modified": file.modified.isoformat() if file.modified else None,
            }
        )
    return pd.DataFrame(rows, columns=["file", "kind", "sha256", "rows", "note", "modified"]).astype({"rows": int})
