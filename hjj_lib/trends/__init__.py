"""Following the years: series, why they changed, when a base year is restated, weather, mergers and school years."""

from hjj_lib.trends.causes import KINDS, TOTALS, Causes, Context, same_supplies, waterfall, why_changed
from hjj_lib.trends.factors import REAL, RESTATED
from hjj_lib.trends.paired import paired
from hjj_lib.trends.prices import price_levels
from hjj_lib.trends.published import PUBLISHED_FILE, last_published, read_published, with_published_totals
from hjj_lib.trends.restatement import base_year_changes, base_year_problems, restatements
from hjj_lib.trends.school_years import SplitEntries, split_school_years
from hjj_lib.trends.series import SERIES, YearLedger, exceptional_years, time_series
from hjj_lib.trends.successions import Combined, check_successions, combine, read_successions, weights
from hjj_lib.trends.weather import UNCORRECTED, Weather, corrected, weather_indices, with_index
from hjj_lib.trends.weather_files import DEGREE_DAYS_FILE, SPACE_HEATING_FILE, OwnWeather, read_weather

__all__ = [
    "DEGREE_DAYS_FILE",
    "KINDS",
    "PUBLISHED_FILE",
    "REAL",
    "RESTATED",
    "SERIES",
    "SPACE_HEATING_FILE",
    "TOTALS",
    "UNCORRECTED",
    "Causes",
    "Combined",
    "Context",
    "OwnWeather",
    "SplitEntries",
    "Weather",
    "YearLedger",
    "base_year_changes",
    "base_year_problems",
    "check_successions",
    "combine",
    "corrected",
    "exceptional_years",
    "last_published",
    "paired",
    "price_levels",
    "read_published",
    "read_successions",
    "read_weather",
    "restatements",
    "same_supplies",
    "split_school_years",
    "time_series",
    "waterfall",
    "weather_indices",
    "weights",
    "why_changed",
    "with_index",
    "with_published_totals",
]
