"""What following the years needs: the weather, mergers and splits, school years, exceptional years, and restatements."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import Table

_INSTITUTION_ID = r"^[a-z][a-z0-9_]*$"
#: Why a base year may be restated. Growth or decline of what is done is never among them.
RESTATING_CAUSES = ("data_correction", "method", "factor", "boundary", "structure", "coverage")


class DegreeDays(Table):
    """How cold a year was at a place."""

    place: Series[str] = pa.Field(description="Place of comparison, e.g. jyvaskyla")
    year: Series[int]
    degree_days: Series[float] = pa.Field(gt=0, description="Heating degree days of the year, °C·d")
    source_id: Series[str]

    class Config:
        unique = ["place", "year"]


class DegreeDayReference(Table):
    """How cold a year is at a place on average of a named period."""

    place: Series[str]
    period: Series[str] = pa.Field(description="Reference period, e.g. 1991–2020")
    degree_days: Series[float] = pa.Field(gt=0, description="Mean heating degree days of a year of the period, °C·d")
    source_id: Series[str]

    class Config:
        unique = ["place", "period"]


class WeatherActivity(Table):
    """An activity that heats space, and how much of it follows the weather."""

    activity_id: Series[str] = pa.Field(unique=True)
    space_heating_pct: Series[float] = pa.Field(
        nullable=True, ge=0, le=100, description="Part that follows the weather, hot water left out; empty: not known"
    )
    source: Series[str] = pa.Field(nullable=True, description="Where the part comes from, e.g. a meter of hot water")


class WeatherPlace(Table):
    """Which place of comparison stands for the weather of a site."""

    site_id: Series[str] = pa.Field(nullable=True, unique=True, description="Empty: amounts of the whole institution")
    place: Series[str]


class SameSupply(Table):
    """Activities that are the same supply under another contract: a change between them is no change of use."""

    activity_id: Series[str] = pa.Field(unique=True)
    supply_id: Series[str] = pa.Field(description="The activity that stands for all of them")


class Succession(Table):
    """A merger or a split of providers: what becomes of one of them on a day."""

    from_id: Series[str] = pa.Field(str_matches=_INSTITUTION_ID, description="Provider before")
    to_id: Series[str] = pa.Field(str_matches=_INSTITUTION_ID, description="Provider after; in a split the same id may go on")
    date: Series[pa.DateTime] = pa.Field(description="First day of the new order")
    share: Series[float] = pa.Field(gt=0, le=1, description="Part of from_id that went to to_id; the parts sum to 1")
    reason: Series[str] = pa.Field(description="Decision, and where the share comes from")

    class Config:
        unique = ["from_id", "to_id", "date"]


class MonthShare(Table):
    """How a school year's amount falls on months; a named profile, never a silent half."""

    profile_id: Series[str]
    year_offset: Series[int] = pa.Field(isin=[0, 1], description="0: year in which the school year begins, 1: the next")
    month: Series[int] = pa.Field(ge=1, le=12)
    share: Series[float] = pa.Field(ge=0, le=1, description="Part of the school year's amount; the parts sum to 1")
    reason: Series[str] = pa.Field(description="Where the shares come from")

    class Config:
        unique = ["profile_id", "year_offset", "month"]


class SchoolYearProfile(Table):
    """Which profile of months an activity follows."""

    activity_id: Series[str] = pa.Field(unique=True)
    profile_id: Series[str]


class ExceptionalYear(Table):
    """A year that is shown but marked, and is no base year."""

    year: Series[int] = pa.Field(unique=True)
    reason_fi: Series[str]
    reason_sv: Series[str]
    reason_en: Series[str]


class Recalculation(Table):
    """By how much a version or a correction changes the base year's total of a view, for one cause."""

    base_year: Series[int]
    view: Series[str] = pa.Field(isin=["market", "location"])
    version: Series[str] = pa.Field(description="Version of the basis, or the day of the correction")
    cause: Series[str] = pa.Field(isin=RESTATING_CAUSES)
    change_kg: Series[float]
    reason: Series[str] = pa.Field(nullable=True, description="In words: what was changed and where it is told")


class Restatement(Table):
    """The base year's total after each change: both values, the reasons, and whether it was restated."""

    base_year: Series[int]
    view: Series[str] = pa.Field(isin=["market", "location"])
    version: Series[str]
    causes: Series[str] = pa.Field(description="Causes since the last restatement, separated by spaces")
    reasons: Series[str] = pa.Field(nullable=True)
    before_kg: Series[float] = pa.Field(description="The total in use until now")
    recalculated_kg: Series[float] = pa.Field(description="The total with every change so far")
    cumulative_pct: Series[float] = pa.Field(nullable=True, description="All changes since the last restatement together")
    gross_pct: Series[float] = pa.Field(nullable=True, description="The same without letting ups and downs cancel out")
    restated: Series[pd.BooleanDtype]
    in_use_kg: Series[float] = pa.Field(description="The total in use from now on")

    class Config:
        unique = ["base_year", "view", "version"]


class PublishedTotal(Table):
    """A total as it was published, kept in ``decisions/published.csv`` so that a later year can be compared with it."""

    year: Series[int]
    view: Series[str] = pa.Field(isin=["market", "location"])
    boundary: Series[str] = pa.Field(description="inventory, or a comparison boundary of the basis")
    total_kg: Series[float] = pa.Field(description="Known emissions as published, kg CO2e")
    basis_version: Series[str] = pa.Field(description="Version of the basis it was calculated with")
    gwp_set: Series[str] = pa.Field(nullable=True, isin=["AR4", "AR5", "AR6"], description="Empty: that of the basis")
    published_on: Series[str] = pa.Field(str_matches=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    reason: Series[str] = pa.Field(nullable=True, description="Of a total published again: why it was restated")

    class Config:
        unique = ["year", "view", "boundary", "published_on"]


class OwnDegreeDays(Table):
    """Heating degree days that an institution gives itself, in ``decisions/degree_days.csv``."""

    site_id: Series[str] = pa.Field(nullable=True, description="Empty: every site that has no row of its own")
    period: Series[str] = pa.Field(
        str_matches=r"^[0-9]{4}([-–][0-9]{4})?$", description="A year such as 2025, or the reference period such as 1991–2020"
    )
    degree_days: Series[float] = pa.Field(gt=0, description="Of the year, or of a mean year of the period, °C·d")
    source: Series[str] = pa.Field(description="Where the figure was seen")

    class Config:
        unique = ["site_id", "period"]
