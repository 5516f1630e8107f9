"""Travel by air: where airports are, and as what a leg between two of them is counted."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import QUALITIES, Versioned

#: Classes of travel; ``unknown`` is the average passenger.
CABINS = ("economy", "premium", "business", "first", "unknown")

#: How far degrees of latitude and of longitude go, either way.
_POLE, _DATE_LINE = 90, 180


class Airport(Versioned):
    """An airport, by the code that tickets bear."""

    iata_code: Series[str] = pa.Field(description="Three capital letters")
    name: Series[str]
    city: Series[str] = pa.Field(nullable=True, description="City that it serves, or where it lies; several by / or commas")
    country: Series[str] = pa.Field(description="Two letters of ISO 3166-1")
    latitude_deg: Series[float] = pa.Field(ge=-_POLE, le=_POLE)
    longitude_deg: Series[float] = pa.Field(ge=-_DATE_LINE, le=_DATE_LINE)
    scheduled: Series[bool] = pa.Field(description="Whether airlines fly there; only such an airport may be named by its city")
    source_id: Series[str]

    class Config:
        unique = ["iata_code", "since"]


class FlightActivity(Versioned):
    """The activity of a leg: the row of its country, where both ends are in it, else the row of its length.

    Lengths are great-circle kilometres; a row begins above ``above_km`` and reaches ``up_to_km``.
    """

    activity_id: Series[str]
    cabin: Series[str] = pa.Field(isin=CABINS, description="Class of travel; unknown: the average passenger")
    country: Series[str] = pa.Field(nullable=True, description="Both ends are in this country; empty: wherever")
    above_km: Series[float] = pa.Field(ge=0)
    up_to_km: Series[float] = pa.Field(nullable=True, ge=0, description="Empty: however long")
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str]

    class Config:
        unique = ["cabin", "country", "above_km", "since"]
