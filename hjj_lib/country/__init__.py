"""The fictional country: as many invented providers as asked, their years, mergers, a split, and mistakes whose truth is kept.

Everything is drawn from the assumptions of this folder; the same seed gives the same country. A year does not depend on how
many years are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from hjj_lib.country.assumptions import Assumptions, read_assumptions
from hjj_lib.country.changes import changes_of, draw_changes, reporting, successions_of
from hjj_lib.country.errors import plant
from hjj_lib.country.figures import DENOMINATOR, figures_of_year, reported
from hjj_lib.country.providers import draw_providers, draw_sites
from hjj_lib.problems import DataError, Problem

__all__ = ["Country", "CountryOfYear", "last_years", "make_country"]


@dataclass(frozen=True)
class CountryOfYear:
    """A year of the country: who reports, from which sites, what is stated, what would be right, and where they differ.

    ``providers`` and ``sites`` are ``tables.country.CountryProvider`` and ``CountrySite`` of those who report; ``right`` and
    ``stated`` are ``tables.country.Figure``, ``truth`` is ``tables.country.PlantedError``.
    """

    year: int
    seed: int
    providers: pd.DataFrame
    sites: pd.DataFrame
    right: pd.DataFrame
    stated: pd.DataFrame
    truth: pd.DataFrame


@dataclass(frozen=True)
class Country:
    """The years of a country, and ``tables.monitoring.Succession``: who came of whom."""

    years: tuple[CountryOfYear, ...]
    successions: pd.DataFrame

    @property
    def truth(self) -> pd.DataFrame:
        """The planted mistakes of all years."""
        return pd.concat([one.truth for one in self.years], ignore_index=True)


def last_years(count: int) -> list[int]:
    """The last years of ``years.csv``, ascending; 0 is all of them.

    Raises
    ------
    DataError
        If it does not have so many.
    """
    years = sorted(int(year) for year in read_assumptions().years["year"])
    if count > len(years):
        raise DataError([_too_many(count, years)])
    return years[len(years) - count :] if count else years


def _too_many(count: int, years: list[int]) -> Problem:
    return Problem(
        "country_years",
        "error",
        found="{count} years are asked for.",
        expected="The fictional country has the years {first}–{last}.",
        remedy="Ask for fewer years with --years.",
        values={"count": str(count), "first": str(years[0]), "last": str(years[-1])},
    )


def make_country(count: int, years: Sequence[int], *, seed: int = 1) -> Country:
    """Draw a country.

    Parameters
    ----------
    count
        How many providers there are in the last year of ``years.csv``. Those that have merged into them come on top.
    years
        Years of ``years.csv``.
    seed
        Of all draws.
    """
    given = read_assumptions()
    gone = changes_of(count, given)
    providers = draw_providers(count + gone, seed, given)
    sites = draw_sites(providers, seed, given)
    names = list(providers["institution_id"])
    changes = draw_changes(names, gone, seed, given)
    made = []
    for year in years:
        who = reporting(names, changes, year)
        made.append(_of_year(providers, sites, who, year, seed, given))
    return Country(tuple(made), successions_of(changes, _sizes_before_split(providers, sites, seed, given)))


def _of_year(
    providers: pd.DataFrame, sites: pd.DataFrame, who: dict[str, str], year: int, seed: int, given: Assumptions
) -> CountryOfYear:
    right = reported(figures_of_year(providers, sites, year, seed, given), who)
    theirs = sites.assign(institution_id=sites["institution_id"].map(who))
    planted = plant(right, theirs, list(providers["institution_id"]), seed, given)
    there = providers[providers["institution_id"].isin(set(who.values()))].reset_index(drop=True)
    return CountryOfYear(year, seed, there, theirs, right, planted.stated, planted.truth)


def _sizes_before_split(providers: pd.DataFrame, sites: pd.DataFrame, seed: int, given: Assumptions) -> pd.Series:
    """Student-years by provider as drawn, of the year before the split."""
    before = given.figures["changes"]["split"].year - 1
    figures = figures_of_year(providers, sites, before, seed, given)
    of = figures[(figures["figure"] == DENOMINATOR) & (figures["name"] == "student_years")]
    return of.set_index("institution_id")["value"]
