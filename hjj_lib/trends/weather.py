"""Space heating as it would have been in a year of usual weather: beside the measured figure, never instead of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hjj_lib.inventory import VIEWS, summarise
from hjj_lib.trends.paired import with_site

_AT = ["activity_id", "site_id"]
#: Why a figure cannot be corrected, the first that holds.
UNCORRECTED = ("no_share", "no_place", "no_degree_days", "no_reference")


@dataclass(frozen=True)
class Weather:
    """What a correction needs; each table is declared in :mod:`hjj_lib.tables.monitoring`, and any may be empty.

    ``activities`` (``WeatherActivity``) names what heats space and how much of it follows the weather; ``places``
    (``WeatherPlace``), ``degree_days`` (``DegreeDays``) and ``references`` (``DegreeDayReference``) say how cold it was.
    """

    activities: pd.DataFrame
    places: pd.DataFrame
    degree_days: pd.DataFrame
    references: pd.DataFrame


def corrected(inventory: pd.DataFrame, weather: Weather, *, period: str, boundary: str) -> pd.DataFrame:
    """Measured and weather-corrected emissions of space heating, side by side.

    corrected = measured × (1 − s + s × reference ÷ degree days of the year), with s the part that follows the weather.

    Parameters
    ----------
    inventory
        ``tables.Inventory`` of any years of one institution.
    weather
        Rows of activities that it does not name are left out: they do not follow the weather.
    period
        The reference period, for example 1991–2020; it is named beside every corrected figure.
    boundary
        ``inventory`` or a comparison boundary of the basis.

    Returns
    -------
    ``activity_id``, ``site_id``, ``year``, ``view``, ``measured_kg``, ``unknown_count``, ``space_heating_pct``,
    ``degree_days``, ``reference_degree_days``, ``period``, ``weather_index`` (measured ÷ corrected), ``corrected_kg`` and
    ``uncorrected`` (empty, or the first of ``UNCORRECTED`` that holds). What cannot be corrected is unknown, not as measured.

    Source of the formula: Motiva, Kulutuksen normitus (heating of water is left out, as it does not follow the weather).
    """
    named = _heating(inventory, weather)
    parts = [summarise(named, [*_AT, "year"], view=view, boundary=boundary).assign(view=view) for view in VIEWS]
    rows = pd.concat(parts, ignore_index=True).rename(columns={"known_kg": "measured_kg"})
    rows = with_index(rows, weather, period=period)
    columns = [*_AT, "year", "view", "measured_kg", "unknown_count", "space_heating_pct", "degree_days"]
    columns += ["reference_degree_days", "period", "weather_index", "corrected_kg", "uncorrected"]
    return rows.assign(corrected_kg=rows["measured_kg"] / rows["weather_index"])[columns]


def with_index(rows: pd.DataFrame, weather: Weather, *, period: str) -> pd.DataFrame:
    """The rows (``activity_id``, ``site_id``, ``year``) with how cold the year was and the index that follows from it.

    Returns
    -------
    Added: ``space_heating_pct``, ``degree_days``, ``reference_degree_days``, ``period``, ``weather_index``, ``uncorrected``.
    """
    references = weather.references[weather.references["period"] == period]
    references = references.rename(columns={"degree_days": "reference_degree_days"})[["place", "reference_degree_days"]]
    shares = weather.activities[["activity_id", "space_heating_pct"]]
    found = rows.merge(shares, on="activity_id", how="left", validate="many_to_one")
    found = found.merge(with_site(weather.places)[["site_id", "place"]], on="site_id", how="left", validate="many_to_one")
    days = weather.degree_days[["place", "year", "degree_days"]]
    found = found.merge(days, on=["place", "year"], how="left", validate="many_to_one")
    found = found.merge(references, on="place", how="left", validate="many_to_one")
    share = found["space_heating_pct"] / 100
    index = 1 / (1 - share + share * found["reference_degree_days"] / found["degree_days"])
    lacking = [found[name].isna() for name in ("space_heating_pct", "place", "degree_days", "reference_degree_days")]
    why = pd.Series("", index=found.index, dtype="object")
    for missing, word in reversed(list(zip(lacking, UNCORRECTED, strict=True))):
        why = why.mask(missing, word)
    return found.assign(period=period, weather_index=index, uncorrected=why).drop(columns="place")


def weather_indices(before: pd.DataFrame, now: pd.DataFrame, weather: Weather, *, period: str) -> pd.DataFrame:
    """How the weather moved space heating between two years, for :class:`hjj_lib.trends.causes.Context`.

    Returns
    -------
    ``activity_id``, ``site_id``, ``index_before``, ``index_now``; only where both are known. The reference period takes
    itself out where all of an amount follows the weather, and hardly matters elsewhere.
    """
    sides = []
    for name, inventory in (("index_before", before), ("index_now", now)):
        rows = with_index(_heating(inventory, weather)[[*_AT, "year"]].drop_duplicates(), weather, period=period)
        sides.append(rows[[*_AT, "weather_index"]].rename(columns={"weather_index": name}))
    both = sides[0].merge(sides[1], on=_AT, how="inner", validate="one_to_one")
    return both.dropna(subset=["index_before", "index_now"]).reset_index(drop=True)


def _heating(inventory: pd.DataFrame, weather: Weather) -> pd.DataFrame:
    return with_site(inventory[inventory["activity_id"].isin(set(weather.activities["activity_id"]))])
