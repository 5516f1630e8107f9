"""Readings of meters added up by the months of the Finnish calendar, with what is missing from each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.intake.meter_file import ZONE

_MONTHS = "MS"


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
    twice = known.duplicated(["meter", "start"], keep=False)
    if twice.any():
        same = (
            known[twice]
            .groupby(["meter", "start"], observed=True)[["kwh", "hours"]]
            .transform("nunique")
            .eq(1)
            .all(axis="columns")
        )
        differs = twice & ~same.reindex(known.index, fill_value=True)
    else:
        differs = twice
    repeated = known.duplicated(["meter", "start"]) & ~differs
    once = known[~repeated & ~differs]
    ends = once["start"] + pd.to_timedelta(once["hours"], unit="h")
    over = (once["meter"].eq(once["meter"].shift(-1)) & once["start"].shift(-1).lt(ends)).astype(bool)
    within = over | over.shift(1, fill_value=False)
    return once[~within], known[repeated], pd.concat([known[differs], once[within]])


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
