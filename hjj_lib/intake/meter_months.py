"""Readings of meters added up by the months of the Finnish calendar, with what is missing from each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.intake.meter_file import ZONE

_MONTHS = "MS"
_NANOSECONDS = pd.Timedelta("1h").value


def without_repeats(readings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Each known reading once.

    Parameters
    ----------
    readings
        ``meter``, ``start``, ``hours``, ``kwh`` and whatever else, of all files; unknown readings are left out.

    Returns
    -------
    The readings in order of meter and time; the repetitions that were left out because they say the same; and those that
    contradict another or overlap it, which are in neither: nobody knows which is right.
    """
    known = readings[readings["kwh"].notna()].sort_values(["meter", "start"], kind="stable")
    # In this order a reading of the same time stands beside its twin: each is compared with its neighbour, as plain numbers.
    meter, start = pd.factorize(known["meter"])[0], known["start"].to_numpy(dtype="datetime64[ns]")
    later = _next_to_before(meter, start[1:] == start[:-1])
    differs = _differing(known, later | np.append(later[1:], False)[: len(later)]) if later.any() else later
    repeated = later & ~differs
    kept = ~repeated & ~differs
    once = known[kept] if later.any() else known
    meter, start = meter[kept], start[kept]
    ends = start + (once["hours"].to_numpy(dtype=float) * _NANOSECONDS).astype("timedelta64[ns]")
    over = _next_to_before(meter, start[1:] < ends[:-1])
    within = over | np.append(over[1:], False)[: len(over)]
    if not within.any():
        return once, known[repeated], known[differs]
    return once[~within], known[repeated], pd.concat([known[differs], once[within]])


def _next_to_before(meter: np.ndarray[Any, Any], answers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """For each reading, an answer about it and the one before it of the same meter; no for the first of a meter."""
    found = np.zeros(len(meter), dtype=bool)
    found[1:] = (meter[1:] == meter[:-1]) & answers
    return found


def _differing(known: pd.DataFrame, twice: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which of the readings of a time that is there twice say different things."""
    groups = known[twice].groupby(["meter", "start"], observed=True)[["kwh", "hours"]]
    same = groups.transform("nunique").eq(1).all(axis="columns")
    differs = twice.copy()
    differs[twice] = ~same.to_numpy()
    return differs


def by_month(readings: pd.DataFrame, steps: pd.Series, year: int) -> pd.DataFrame:
    """Consumption of each meter and month of a year.

    Parameters
    ----------
    readings
        ``meter``, ``month``, ``hours``, ``kwh`` of the year, each reading once.
    steps
        Meter → hours of one reading; also of meters of which no reading is known.

    Returns
    -------
    For each meter all twelve months: ``kwh``, the sum of what is known (unknown where nothing is), ``missing``, how many
    readings are missing, and ``missing_share`` of the month's hours, 0 to 1. A month has its own length in hours: one
    less in March and one more in October, when the clocks change.
    """
    starts = pd.date_range(f"{year}-01-01", periods=len(_calendar(year)), freq=_MONTHS, tz=ZONE)
    whole = pd.Series(_calendar(year), index=starts.month, name="whole")
    sums = readings.groupby(["meter", "month"], observed=True).agg(
        kwh=("kwh", "sum"), known=("hours", "sum"), step=("hours", "min")
    )
    index = pd.MultiIndex.from_product([steps.index, whole.index], names=["meter", "month"])
    table = sums.reindex(index).reset_index()
    step = table["step"].fillna(table["meter"].map(steps))
    hours = table["month"].map(whole)
    missing = (hours - table["known"].fillna(0)).clip(lower=0)
    return table.assign(missing=(missing / step).round().astype(int), missing_share=missing / hours)[
        ["meter", "month", "kwh", "missing", "missing_share"]
    ]


def _calendar(year: int) -> np.ndarray[Any, Any]:
    """Hours of each month of the year in Finnish time."""
    edges = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq=_MONTHS, tz=ZONE).tz_convert("UTC")
    return np.asarray((edges[1:] - edges[:-1]) / pd.Timedelta("1h"))
