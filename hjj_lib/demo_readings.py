"""Hourly readings of the example providers' meters, worked out from sums of months: a year of one meter is 700 kB as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

_ZONE = "Europe/Helsinki"
_HEAD = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu"
_ACTIVE_ENERGY = "8716867000030"


def write_readings(folder: Path, months: pd.DataFrame, loads: pd.DataFrame) -> list[Path]:
    """Write readings as Datahub gives them: one row for each hour, in UTC.

    Parameters
    ----------
    folder
        Of the year.
    months
        ``file``, ``meter``, ``year``, ``month``, ``kwh``, ``failed_at`` and ``failed_hours``: the sum of a month of Finnish
        time; and from when on, and for how many hours, there are no readings (empty: all are there). Those that there are
        add up to the sum, to a hundredth of a kilowatt-hour.
    loads
        ``hour`` and one column for each weekday: the load of each hour beside that of the others, of any scale.

    Returns
    -------
    The files written.
    """
    weekly = loads.set_index("hour").astype(float).to_numpy()
    written = []
    for name, mine in months.groupby("file", sort=False):
        path = folder / str(name)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerow(_HEAD.split(";"))
            for month in mine.to_dict("records"):
                hours = _hours(f"{month['year']}-{month['month']}-1", str(month["failed_at"]), int(month["failed_hours"] or 0))
                writer.writerows(_rows(str(month["meter"]), hours, float(month["kwh"]), weekly))
        written.append(path)
    return written


def _hours(first: str, failed_at: str, failed_hours: int) -> pd.DatetimeIndex:
    """The hours of a month that have a reading, in Finnish time."""
    start = pd.Timestamp(first, tz=_ZONE)
    hours = pd.date_range(start, start + pd.offsets.MonthBegin(1), freq="h", inclusive="left")
    if not failed_at:
        return hours
    failed = pd.Timestamp(failed_at, tz=_ZONE)
    return hours[(hours < failed) | (hours >= failed + pd.Timedelta(hours=failed_hours))]


def _rows(meter: str, hours: pd.DatetimeIndex, kwh: float, weekly: np.ndarray) -> Iterator[tuple[str, ...]]:
    """Rows of one month. Rounding is carried from hour to hour, so that the sum is exact."""
    loads = weekly[hours.hour, hours.day_of_week]
    reached = np.rint(np.cumsum(loads) / loads.sum() * kwh * 100).astype(int)
    for start, hundredths in zip(hours.tz_convert("UTC"), np.diff(reached, prepend=0), strict=True):
        amount = f"{hundredths // 100},{hundredths % 100:02d}"
        yield (meter, _ACTIVE_ENERGY, "PT1H", "kWh", "BN01", f"{start:%Y-%m-%dT%H:%M:%SZ}", amount, "OK")
