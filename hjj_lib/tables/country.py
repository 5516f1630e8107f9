"""The fictional country: the assumptions it is drawn from, who is in it, and what was planted wrongly."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, TENURES, Table

#: What a figure is: an amount of an activity, or a denominator.
FIGURES = ("amount", "denominator")
#: What becomes of a figure that is planted wrongly.
EFFECTS = ("unknown", "times", "energy_bills", "heads", "without_rented")
#: Whom an activity concerns: everybody, or those providers of whom a column of that name says so.
EVERYBODY = "all"
CONCERNS = ("extended", "farm")
#: By what a figure changes from year to year.
FOLLOWS = ("steady", "travel", "meals", "prices")


class Profile(Table):
    """A mix of fields of study. Factors are those by which the usual draws are multiplied."""

    profile_id: Series[str] = pa.Field(unique=True)
    weight: Series[float] = pa.Field(ge=0)
    area_factor: Series[float] = pa.Field(gt=0)
    fuel_factor: Series[float] = pa.Field(gt=0)
    spend_factor: Series[float] = pa.Field(gt=0)
    student_years_per_staff_year: Series[float] = pa.Field(gt=0)
    turnover_eur_per_student_year: Series[float] = pa.Field(gt=0)
    farm_probability: Series[float] = pa.Field(ge=0, le=1)


class Owner(Table):
    """A kind of owner and how often it is met among providers of a size."""

    owner_type: Series[str] = pa.Field(unique=True)
    small: Series[float] = pa.Field(ge=0)
    middle: Series[float] = pa.Field(ge=0)
    large: Series[float] = pa.Field(ge=0)


class HomePlace(Table):
    """A real place at which fictional providers are, with its heat network."""

    municipality: Series[str] = pa.Field(unique=True)
    region: Series[str]
    heat_network: Series[str] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(isin=["fi", "sv"])
    rural: Series[bool]
    climate: Series[float] = pa.Field(gt=0, description="Heat for the same building against the middle of the country")
    weight: Series[float] = pa.Field(ge=0)


class CountryYear(Table):
    """A year against the usual: travel and meals (covid), prices, heating."""

    year: Series[int] = pa.Field(unique=True)
    steady: Series[float]
    travel: Series[float] = pa.Field(ge=0)
    meals: Series[float] = pa.Field(ge=0)
    prices: Series[float] = pa.Field(gt=0, description="Against the first year")
    weather: Series[float] = pa.Field(gt=0)


class DrawnActivity(Table):
    """How much of an activity there is: driver × per_unit × the year × a draw."""

    activity_id: Series[str] = pa.Field(unique=True)
    driver: Series[str] = pa.Field(isin=[*DENOMINATORS, "spend_eur", "fuel_l"])
    per_unit: Series[float] = pa.Field(gt=0)
    sigma: Series[float] = pa.Field(ge=0, description="Of the provider's lognormal draw")
    follows: Series[str] = pa.Field(isin=FOLLOWS)
    only: Series[str] = pa.Field(isin=[EVERYBODY, *CONCERNS])


class ErrorRule(Table):
    """A mistake that is planted: how often, in what, and what it does."""

    error_id: Series[str] = pa.Field(unique=True)
    probability: Series[float] = pa.Field(ge=0, le=1)
    each_year: Series[bool] = pa.Field(description="Drawn anew each year; else a habit of the provider")
    figure: Series[str] = pa.Field(isin=FIGURES)
    names: Series[str] = pa.Field(description="Activities or denominators, separated by spaces")
    one_row: Series[bool] = pa.Field(description="Only the largest of the figures")
    effect: Series[str] = pa.Field(isin=EFFECTS)
    factor: Series[float] = pa.Field(nullable=True)


class CountryProvider(Table):
    """A fictional provider, as it would be if nothing merged or split; figures per student-year are of a usual year."""

    institution_id: Series[str] = pa.Field(unique=True)
    name_fi: Series[str]
    name_sv: Series[str]
    name_en: Series[str]
    owner_type: Series[str]
    consent: Series[str]
    language: Series[str] = pa.Field(isin=["fi", "sv"])
    profile_id: Series[str]
    extended: Series[bool] = pa.Field(description="Asks about commuting too")
    farm: Series[bool]
    dormitory: Series[bool]
    certified: Series[bool] = pa.Field(description="Has an electricity contract with guarantees of origin")
    student_years: Series[float] = pa.Field(gt=0, description="Of the last year")
    growth: Series[float] = pa.Field(gt=0, description="Student-years against the year before")
    heads_per_student_year: Series[float] = pa.Field(gt=0)
    student_years_per_staff_year: Series[float] = pa.Field(gt=0)
    turnover_eur_per_student_year: Series[float] = pa.Field(gt=0)
    fuel_l_per_student_year: Series[float] = pa.Field(gt=0)
    spend_eur_per_student_year: Series[float] = pa.Field(gt=0)
    meals_per_student_year: Series[float] = pa.Field(gt=0)
    heat_kwh_per_m2: Series[float] = pa.Field(gt=0)
    electricity_kwh_per_m2: Series[float] = pa.Field(gt=0)


class CountrySite(Table):
    """A site of a fictional provider."""

    institution_id: Series[str]
    site_id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    municipality: Series[str]
    region: Series[str]
    heat_network: Series[str] = pa.Field(nullable=True)
    tenure: Series[str] = pa.Field(isin=TENURES)
    floor_area_m2: Series[float] = pa.Field(gt=0)
    heating: Series[str] = pa.Field(description="The activity that heats it")
    climate: Series[float] = pa.Field(gt=0)


class Figure(Table):
    """A figure that a provider states of a year."""

    institution_id: Series[str]
    year: Series[int]
    site_id: Series[str] = pa.Field(description="Empty: the whole institution")
    figure: Series[str] = pa.Field(isin=FIGURES)
    name: Series[str] = pa.Field(description="Activity or kind of denominator")
    value: Series[float] = pa.Field(nullable=True, ge=0, description="Empty: not known")

    class Config:
        unique = ["institution_id", "year", "site_id", "figure", "name"]


class PlantedError(Table):
    """A figure that is stated wrongly on purpose, and what it would be."""

    error_id: Series[str]
    institution_id: Series[str]
    year: Series[int]
    site_id: Series[str]
    figure: Series[str] = pa.Field(isin=FIGURES)
    name: Series[str]
    right: Series[float] = pa.Field(ge=0)
    stated: Series[float] = pa.Field(nullable=True, ge=0, description="Empty: stated as not known")

    class Config:
        unique = ["institution_id", "year", "site_id", "figure", "name"]
