"""How cold the years were, as an institution says it itself: no degree days come with the program."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.monitoring import DegreeDayReference, DegreeDays, OwnDegreeDays, WeatherActivity, WeatherPlace
from hjj_lib.trends.weather import Weather

#: The files in the institution's folder: how cold it was, and which part of an activity follows the weather.
DEGREE_DAYS_FILE = "decisions/degree_days.csv"
SPACE_HEATING_FILE = "decisions/space_heating.csv"
#: The place of every site that has no row of its own. No site can be called so.
_ALL_SITES = "*"


@dataclass(frozen=True)
class OwnWeather:
    """What an institution says of the weather: for the correction, and which reference periods it names."""

    weather: Weather
    periods: tuple[str, ...]


def read_weather(folder: Path, institution_id: str, *, sites: Collection[str], activities: Collection[str]) -> OwnWeather:
    """The files ``decisions/degree_days.csv`` and ``decisions/space_heating.csv``; empty tables if there are none.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas.

    Parameters
    ----------
    sites, activities
        What rows may name.

    Raises
    ------
    DataError
        With every cell of both files that does not fit, and every site and activity that is unknown.
    """
    problems: list[Problem] = []
    days = _read(folder, DEGREE_DAYS_FILE, institution_id, OwnDegreeDays, ("site_id", sites), problems)
    heating = _read(folder, SPACE_HEATING_FILE, institution_id, WeatherActivity, ("activity_id", activities), problems)
    if problems:
        raise DataError(problems)
    weather = _weather(days, heating, sites)
    return OwnWeather(weather, tuple(sorted(weather.references["period"].unique())))


def _read(
    folder: Path,
    name: str,
    institution_id: str,
    model: type[OwnDegreeDays] | type[WeatherActivity],
    known: tuple[str, Collection[str]],
    problems: list[Problem],
) -> pd.DataFrame:
    """The table of one file; what is wrong with it is added to the problems."""
    path, file = folder / name, f"{institution_id}/{name}"
    if not path.exists():
        return tables.empty(model)
    try:
        text = tables.read_columns(path, file, delimiters=",;")
    except DataError as error:
        problems.extend(error.problems)
        return tables.empty(model)
    values = tables.typed(text, model)
    if values is None:
        problems.extend(tables.faults(text, model, file))
        return tables.empty(model)
    problems.extend(_unknown(values[known[0]], known, file))
    return tables.frame_of(values, model)


def _unknown(words: Collection[str | None], known: tuple[str, Collection[str]], file: str) -> Iterator[Problem]:
    column, names = known
    for number, word in enumerate(words, start=tables.FIRST_ROW):
        if word is not None and word not in names:
            yield Problem(
                code="weather_word",
                severity="error",
                found="“{word}” is not known here.",
                expected="A site of institution.toml, or an activity of the basis, as its id.",
                remedy="Correct the cell; an empty site stands for all sites.",
                file=file,
                row=number,
                column=column,
                values={"word": word},
            )


def _is_year(days: pd.DataFrame) -> pd.Series:
    return days["period"].str.isdecimal().astype(bool)


def _weather(days: pd.DataFrame, heating: pd.DataFrame, sites: Collection[str]) -> Weather:
    # A hyphen and a dash mean the same period.
    period = days["period"].str.replace("-", "–")
    rows = days.assign(place=days["site_id"].fillna(_ALL_SITES), source_id=days["source"], period=period)
    years, references = rows[_is_year(days)], rows[~_is_year(days)]
    own = set(rows["place"])
    places = [{"site_id": site or None, "place": site if site in own else _ALL_SITES} for site in ("", *sites)]
    return Weather(
        activities=heating,
        places=tables.checked(pd.DataFrame(places), WeatherPlace, file=DEGREE_DAYS_FILE),
        degree_days=_typed(years.assign(year=years["period"].astype(int)), DegreeDays),
        references=_typed(references, DegreeDayReference),
    )


def _typed(rows: pd.DataFrame, model: type[DegreeDays] | type[DegreeDayReference]) -> pd.DataFrame:
    kept = rows[tables.columns(model)].reset_index(drop=True)
    return tables.checked(kept, model, file=DEGREE_DAYS_FILE) if len(kept) else tables.empty(model)
