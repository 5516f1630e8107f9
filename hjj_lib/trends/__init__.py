"""Following the years: series, why they changed, when a base year is restated, weather, mergers and school years."""

from hjj_lib.trends.causes import KINDS, TOTALS, Causes, Context, same_supplies, waterfall, why_changed
from hjj_lib.trends.factors import REAL, RESTATED
from hjj_lib.trends.paired import paired
from hjj_lib.trends.prices import price_levels
from hjj_lib.trends.restatement import base_year_changes, base_year_problems, restatements
from hjj_lib.trends.school_years import SplitEntries, split_school_years
from hjj_lib.trends.series import SERIES, YearLedger, exceptional_years, time_series
from hjj_lib.trends.successions import Combined, check_successions, combine, read_successions, weights
from hjj_lib.trends.weather import UNCORRECTED, Weather, corrected, weather_indices, with_index

__all__ = [
    "KINDS",
    "REAL",
    "RESTATED",
    "SERIES",
    "TOTALS",
    "UNCORRECTED",
    "Causes",
    "Combined",
    "Context",
    "SplitEntries",
    "Weather",
    "YearLedger",
    "base_year_changes",
    "base_year_problems",
    "check_successions",
    "combine",
    "corrected",
    "exceptional_years",
    "paired",
    "price_levels",
    "read_successions",
    "restatements",
    "same_supplies",
    "split_school_years",
    "time_series",
    "waterfall",
    "weather_indices",
    "weights",
    "why_changed",
    "with_index",
]
