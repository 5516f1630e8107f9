"""The years of one institution side by side: each calculated today, each as it was published, and whom it followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import FOLDER, Basis
from hjj_lib.decided_plan import read_decisions
from hjj_lib.intake import Institution
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios import Targets
from hjj_lib.study import DATA, Study, open_study, years_of
from hjj_lib.tables.monitoring import PublishedTotal
from hjj_lib.trends import (
    OwnWeather,
    combine,
    last_published,
    read_published,
    read_successions,
    read_weather,
    weights,
)

#: Mergers and splits of providers, in the folder of the basis.
SUCCESSIONS_FILE = "successions.csv"


@dataclass(frozen=True)
class FollowedYear:
    """A year calculated today.

    ``alone`` is the institution's own ledger; ``whole`` also holds those of the providers it followed, each with its share;
    ``missing`` names those of them whose figures of the year are not there; ``denominators`` and ``files`` (those that were
    read) are the institution's own.
    """

    year: int
    alone: pd.DataFrame
    whole: pd.DataFrame
    missing: tuple[str, ...]
    denominators: pd.DataFrame
    files: pd.DataFrame


@dataclass(frozen=True)
class Followed:
    """An institution and its years.

    Attributes
    ----------
    study
        The year that is reported.
    years
        Every year with figures up to that one, ascending; all with the study's version of the basis.
    empty
        Years whose folder holds no files.
    published
        ``tables.monitoring.PublishedTotal``: what was published.
    weather
        What the institution says of the weather.
    plan
        ``tables.PlannedAction``.
    targets
        The targets, the main one first.
    successions
        ``tables.monitoring.Succession``.
    """

    study: Study
    years: tuple[FollowedYear, ...]
    empty: tuple[int, ...]
    published: pd.DataFrame
    weather: OwnWeather
    plan: pd.DataFrame
    targets: Targets
    successions: pd.DataFrame
    _where: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> FollowedYear:
        """The year that is reported."""
        return self.years[-1]

    @property
    def earlier(self) -> tuple[int, ...]:
        """The years before it."""
        return tuple(one.year for one in self.years[:-1])

    @property
    def files(self) -> pd.DataFrame:
        """The files of all years: ``year`` and the columns of the intake's list."""
        return pd.concat([one.files.assign(year=one.year) for one in self.years], ignore_index=True)

    def of(self, year: int) -> FollowedYear:
        """One of the years."""
        return next(one for one in self.years if one.year == year)

    def as_published(self, year: int, boundary: str) -> Study | None:
        """The year with the version of the basis with which it was last published; None if it was not published."""
        rows = last_published(self.published, year, boundary)
        if rows.empty:
            return None
        version, gwp_set = str(rows["basis_version"].iloc[0]), rows["gwp_set"].iloc[0]
        who = self.study.institution.institution_id
        return open_study(who, year, **{**self._where, "basis_version": version, "gwp_set": "" if pd.isna(gwp_set) else gwp_set})


def follow(
    institution: str,
    year: int,
    *,
    data_dir: str | Path = "",
    basis_dir: str | Path = "",
    basis_version: str = "",
    gwp_set: str = "",
    gaps: str = "default",
) -> Followed:
    """The year and those before it, each read and calculated with the same version of the basis.

    Parameters
    ----------
    institution, year, data_dir, basis_dir, basis_version, gwp_set, gaps
        As in :func:`hjj_lib.study.open_study`.

    Raises
    ------
    DataError
        As :func:`hjj_lib.study.open_study` for any of the years; and with every problem of the files that say what was
        published, how cold the years were, and who followed whom.
    """
    where = {
        "data_dir": str(data_dir),
        "basis_dir": str(basis_dir),
        "basis_version": basis_version,
        "gwp_set": gwp_set,
        "gaps": gaps,
    }
    study = open_study(institution, year, **where)
    raw = (Path(data_dir) if data_dir else DATA) / "raw"
    published, weather = read_decided(raw / institution, study.institution, study.basis)
    successions = read_successions((Path(basis_dir) if basis_dir else FOLDER) / SUCCESSIONS_FILE)
    have = {name: _years(raw, name, year) for name in (institution, *predecessors(successions, institution))}
    every = sorted({one for years in have.values() for one in years} | {year})
    found = [_followed_year(study, one, have, successions, where) for one in every]
    # A folder without files has nothing but filled gaps: no year to compare with.
    empty = tuple(one.year for one in found if one.files.empty and one.whole is one.alone and one.year != year)
    years = tuple(one for one in found if one.year not in empty)
    plan, targets = read_decisions(study, data_dir=data_dir)
    return Followed(study, years, empty, published, weather, plan, targets, successions, where)


def predecessors(successions: pd.DataFrame, institution_id: str) -> tuple[str, ...]:
    """All whom an institution followed, directly or over others, in alphabetical order."""
    found: set[str] = set()
    new = {institution_id}
    while new:
        before = successions.loc[successions["to_id"].isin(sorted(new)), "from_id"]
        new = set(before) - found - {institution_id}
        found |= new
    return tuple(sorted(found))


def read_decided(home: Path, who: Institution, basis: Basis) -> tuple[pd.DataFrame, OwnWeather]:
    """What an institution keeps for following its years: published totals, and how cold the years were.

    Raises
    ------
    DataError
        With the problems of both files together.
    """
    versions, boundaries = list(basis.versions["version"]), [str(one) for one in basis.settings["boundaries"]]
    problems: list[Problem] = []
    published, weather = tables.empty(PublishedTotal), None
    try:
        published = read_published(home, who.institution_id, versions=versions, boundaries=boundaries)
    except DataError as error:
        problems.extend(error.problems)
    try:
        sites, activities = set(who.sites["site_id"]), set(basis.activities["activity_id"])
        weather = read_weather(home, who.institution_id, sites=sites, activities=activities)
    except DataError as error:
        problems.extend(error.problems)
    if problems or weather is None:
        raise DataError(problems)
    return published, weather


def decided_problems(study: Study, *, data_dir: str | Path = "") -> list[Problem]:
    """What is wrong in the files of :func:`read_decided`; an empty list if nothing is."""
    who = study.institution
    home = (Path(data_dir) if data_dir else DATA) / "raw" / who.institution_id
    try:
        read_decided(home, who, study.basis)
    except DataError as error:
        return list(error.problems)
    return []


def _years(raw: Path, institution: str, last: int) -> tuple[int, ...]:
    if not (raw / institution).is_dir():
        return ()
    return tuple(one for one in years_of(institution, data_dir=raw.parent) if one <= last)


def _followed_year(
    study: Study, year: int, have: dict[str, tuple[int, ...]], successions: pd.DataFrame, where: dict[str, str]
) -> FollowedYear:
    who = study.institution.institution_id
    own = study if year == study.year else open_study(who, year, **where) if year in have[who] else None
    alone = study.inventory.iloc[:0] if own is None else own.inventory
    denominators = study.denominators.iloc[:0] if own is None else own.denominators
    files = study.intake.files.iloc[:0] if own is None else own.intake.files
    wanted = weights(successions, who, year) if len(successions) else pd.Series({who: 1.0})
    if list(wanted.index) == [who] and wanted[who] == 1:
        return FollowedYear(year, alone, alone, (), denominators, files)
    others = list(_ledgers([name for name in wanted.index if name != who and year in have.get(name, ())], year, where))
    combined = combine(pd.concat([one for one in (alone, *others) if len(one)] or [alone]), successions, who, year)
    missing = tuple(combined.parts.loc[combined.parts["rows"] == 0, "from_id"])
    return FollowedYear(year, alone, combined.inventory, missing, denominators, files)


def _ledgers(names: list[str], year: int, where: dict[str, str]) -> Iterator[pd.DataFrame]:
    for name in names:
        yield open_study(name, year, **where).inventory
