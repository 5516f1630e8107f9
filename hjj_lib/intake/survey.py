"""The commuting survey of a year: answers expanded to everybody, as entries; persons are never kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.duplicates import Row, place_of
from hjj_lib.intake.layout import denominator_kinds
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.survey_answers import read_answers
from hjj_lib.intake.survey_population import population_of
from hjj_lib.intake.survey_sheet import SurveySheet
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.language import Language
from hjj_lib.problems import Problem
from hjj_lib.survey import (
    DAYS,
    DISTANCE,
    days_uncertainty_pct,
    distances_uncertainty_pct,
    expand,
    merged_sites,
    modes,
    setting,
    weights,
    words,
    yearly_km,
)
from hjj_lib.tables import SurveyStratum, checked, empty


@dataclass(frozen=True)
class YearOfSurvey:
    """What the survey of a year says.

    Attributes
    ----------
    entries
        One entry for each role and means of travel that makes emissions, as in ``tables.Entry``.
    strata
        ``tables.SurveyStratum``: the groups that were expanded.
    counts
        People by role and means of travel that they use most: ``role``, then one column for each; to be shown only through
        :func:`hjj_lib.survey.suppressed`.
    categories
        Categories that the survey answers.
    rows
        File → answers read.
    """

    entries: tuple[Row, ...] = ()
    strata: pd.DataFrame = field(default_factory=lambda: empty(SurveyStratum))
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    categories: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Role:
    """One role's answers, grouped: ``strata`` is the group of each answer, ``people`` how many each group has."""

    role: str
    file: str
    answers: pd.DataFrame
    strata: pd.Series
    people: Mapping[str, float]
    kind: str

    @property
    def count(self) -> int:
        """Number of answers."""
        return len(self.strata)


def read_survey(
    sheets: Mapping[str, SurveySheet],
    denominators: Sequence[Row],
    place: Place,
    known: Vocabulary,
    basis: Basis,
    language: str,
) -> YearOfSurvey:
    """Read and expand the survey of a year.

    Parameters
    ----------
    sheets
        File → its answers.
    denominators
        Rows as in ``tables.Denominator``: how many staff and students there are.
    place
        Institution and year.
    language
        In which messages and comments quote names.

    Returns
    -------
    Entries of the whole institution in kilometres of a year, with the half-width of the 95 % interval: sampling error, days
    of the year and means of the distance classes in quadrature. A role that cannot be expanded has no entries.
    """
    if not sheets:
        return YearOfSurvey()
    read = read_answers(sheets, place, known)
    problems = [*read.problems]
    answers, found = _usable(read.rows, basis.survey_assumptions, place)
    problems.extend(found)
    roles = []
    for role in (role for role in words("role") if (answers["role"] == role).any()):
        grouped, found = _grouped(role, answers, denominators, replace(place, file=read.files[role]), basis, language)
        problems.extend(found)
        roles.extend([grouped] if grouped else [])
    entries = [entry for grouped in roles for entry in _entries(grouped, place, known, basis, language)]
    categories = {str(known.activities[entry["activity_id"]]["category_id"]) for entry in entries}
    strata = [row for grouped in roles for row in _strata_rows(grouped)]
    return YearOfSurvey(
        entries=tuple(entries),
        strata=checked(pd.DataFrame(strata), SurveyStratum, file="") if strata else empty(SurveyStratum),
        counts=pd.DataFrame([_usual_modes(grouped) for grouped in roles]),
        categories=frozenset(categories),
        problems=tuple(problems),
        rows={name: len(sheet.cells) for name, sheet in sheets.items()},
    )


def without_typed_commuting(
    entries: Sequence[Row], year: YearOfSurvey, known: Vocabulary, language: str
) -> tuple[list[Row], list[Problem]]:
    """The workbooks' entries without the commuting that the survey answers: its kilometres say how sure they are."""
    left_out = {activity_id for activity_id, activity in known.activities.items() if activity["category_id"] in year.categories}
    kept = [entry for entry in entries if entry["activity_id"] not in left_out]
    typed = [entry for entry in entries if entry["activity_id"] in left_out and entry["value_state"] == "given"]
    if not typed:
        return kept, []
    names = dict.fromkeys(str(known.activities[entry["activity_id"]][f"name_{language}"]) for entry in typed)
    return kept, [problem("typed_and_survey", place_of(typed[0]), activities=", ".join(f"“{name}”" for name in names))]


def asked_beside_survey(
    asked: Sequence[tuple[str, str | None, bool]], year: YearOfSurvey, known: Vocabulary
) -> list[tuple[str, str | None, bool]]:
    """The rows of the template that the survey does not answer."""
    return [row for row in asked if known.activities[row[0]]["category_id"] not in year.categories]


def _usable(answers: pd.DataFrame, assumptions: pd.DataFrame, place: Place) -> tuple[pd.DataFrame, list[Problem]]:
    """The answers for which the basis says how far a class is and how many days a year has."""
    keys = {kind: set(assumptions.loc[assumptions["kind"] == kind, "key"]) for kind in (DISTANCE, DAYS)}
    known = answers["distance"].isin(keys[DISTANCE]) & answers["role"].isin(keys[DAYS])
    if known.all():
        return answers, []
    missing = sorted({*answers["distance"]} - keys[DISTANCE]) + sorted({*answers["role"]} - keys[DAYS])
    count = int(answers.loc[~known, "answer"].nunique())
    return answers[known], [problem("survey_no_assumption", place, keys=", ".join(missing), count=count)]


def _grouped(
    role: str, answers: pd.DataFrame, denominators: Sequence[Row], place: Place, basis: Basis, language: str
) -> tuple[_Role | None, list[Problem]]:
    """The answers of a role in groups that are large enough; None if they cannot be expanded, with the reason."""
    mine = answers[answers["role"] == role]
    sites = mine.groupby("answer")["site_id"].first()
    at_least = int(basis.settings["disclosure"])
    values: dict[str, Any] = {"role": words("role")[role][language], "count": len(sites), "least": at_least}
    if len(sites) < at_least:
        return None, [problem("survey_few", place, **values)]
    people = population_of(role, denominators, set(sites))
    if people is None:
        names = ", ".join(f"“{_kind(kind, language)}”" for kind in setting("population", role))
        return None, [problem("survey_population", place, **values, kinds=names)]
    counts = {site: int((sites == site).sum()) for site in people.sites} or {"": len(sites)}
    groups = merged_sites(counts, at_least)
    named = {site: " ".join(group) for group in groups for site in group}
    strata = sites.map(lambda site: named.get(site, ""))
    of_groups = {" ".join(group): sum(people.sites.get(site, people.whole) for site in group) for group in groups}
    values |= {"kind": _kind(people.kind, language)}
    over = [group for group, whole in of_groups.items() if (strata == group).sum() > whole]
    if over:
        return None, [problem("survey_too_many", place, **values, people=float(of_groups[over[0]]))]
    problems = list(_about_groups(groups, counts, place, values))
    if people.kind != setting("population", role)[0]:
        problems.append(problem("survey_years_not_heads", place, **values))
    return _Role(role, place.file, mine, strata, of_groups, people.kind), problems


def _kind(kind: str, language: str) -> str:
    """The name of a denominator."""
    return next(one.names[language] for one in denominator_kinds() if one.id == kind)


def _about_groups(
    groups: Sequence[tuple[str, ...]], counts: Mapping[str, int], place: Place, values: Mapping[str, Any]
) -> Iterator[Problem]:
    merged = [site for group in groups if len(group) > 1 for site in group if counts[site]]
    silent = [site for site, count in counts.items() if not count]
    if merged:
        yield problem("survey_merged", place, **{**values, "sites": ", ".join(merged)})
    if silent:
        yield problem("survey_silent", place, **{**values, "sites": ", ".join(silent)})


def _entries(grouped: _Role, place: Place, known: Vocabulary, basis: Basis, language: str) -> Iterator[Row]:
    """One entry for each means of travel that was asked about and makes emissions."""
    assumptions = basis.survey_assumptions
    travelled = yearly_km(grouped.answers, assumptions)
    comment = _comment(grouped, language)
    of_each = weights(grouped.strata, grouped.people)
    for mode in modes():
        activity_id = mode.activity_id(grouped.role)
        rows = travelled[travelled["mode"] == mode.id].set_index("answer")
        if activity_id not in known.activities or rows.empty:
            continue
        km = rows["km"].reindex(grouped.strata.index, fill_value=0.0)
        found = expand(km, grouped.strata, grouped.people)
        distances = grouped.answers.groupby("answer")["distance"].first()
        parts = (
            found.half_width_pct or 0.0,
            days_uncertainty_pct(assumptions, grouped.role),
            distances_uncertainty_pct(km * of_each, distances, assumptions),
        )
        yield {
            "entry_id": "/".join((place.institution_id, str(place.year), "commute_survey", activity_id)),
            "institution_id": place.institution_id,
            "year": place.year,
            "activity_id": activity_id,
            "site_id": None,
            "value_state": "given" if found.total else "zero",
            "amount": found.total,
            "unit": str(known.activities[activity_id]["unit"]),
            "origin": "estimated",
            "uncertainty_95_pct": math.hypot(*parts) if found.total else None,
            "evidence": None,
            "comment": comment,
            "file": grouped.file,
            "sheet": None,
            "row": None,
            "column": None,
        }


def _comment(grouped: _Role, language: str) -> str:
    spoken = Language(language)
    whole = sum(grouped.people.values())
    return spoken.sentence(
        "Commuting survey: {answers} answers, {kind} {people}, response rate {rate}, groups expanded: {groups}.",
        answers=spoken.number(grouped.count),
        kind=_kind(grouped.kind, language).lower(),
        people=spoken.number(whole),
        rate=spoken.percent(grouped.count / whole),
        groups=spoken.number(len(grouped.people)),
    )


def _strata_rows(grouped: _Role) -> Iterator[dict[str, Any]]:
    for stratum, people in grouped.people.items():
        answers = int((grouped.strata == stratum).sum())
        usual = {"role": grouped.role, "population_kind": grouped.kind}
        yield {**usual, "stratum": stratum, "population": float(people), "answers": answers}


def _usual_modes(grouped: _Role) -> dict[str, Any]:
    """How many use which means of travel on most days; of two with as many days the first of the form counts."""
    rows = grouped.answers[grouped.answers["days_per_week"] > 0]
    order = {mode.id: place for place, mode in enumerate(modes())}
    ranked = rows.assign(place=rows["mode"].map(order)).sort_values(["days_per_week", "place"], ascending=[False, True])
    counts = ranked.drop_duplicates("answer")["mode"].value_counts()
    return {"role": grouped.role, **{mode: int(counts.get(mode, 0)) for mode in order}}
