"""What following the years says: in every language, with the figures of the tables, and never more than they show."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from ledgers_of import heat, ledger

from hjj_lib import tables
from hjj_lib.language import LOCALES, Language
from hjj_lib.monitoring import (
    change_certainty,
    change_since,
    plan_words,
    planned_and_measured,
    totals_by_year,
    words,
    yearly_series,
)
from hjj_lib.scenarios import Target
from hjj_lib.tables.monitoring import PublishedTotal
from hjj_lib.uncertainty import Assumptions

EN = Language("en")
CORE = {"boundary": "core", "price_index": ""}
ABOUT = {"view": "market", "before": 2024, "now": 2025}
ALL_HEADINGS = [
    words.SERIES_HEADINGS,
    words.CERTAINTY_HEADINGS,
    words.STEP_HEADINGS,
    words.CATEGORY_HEADINGS,
    words.PUBLISHED_HEADINGS,
    words.RESTATEMENT_HEADINGS,
    words.WEATHER_HEADINGS,
    plan_words.STATUS_HEADINGS,
    plan_words.EFFECT_HEADINGS,
    plan_words.PATH_HEADINGS,
]


@pytest.fixture
def fallen(years_of):
    """100 t in 2024, 90 t in 2025: less heat."""
    return years_of({2024: ledger(heat(1000, 0.1)), 2025: ledger(heat(900, 0.1, year=2025))})


def published(kg, version="2026.2"):
    rows = [(2024, view, "core", kg, version, "AR5", "2026-11-24", None) for view in ("market", "location")]
    return tables.checked(pd.DataFrame(rows, columns=tables.columns(PublishedTotal)), PublishedTotal, file="test")


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_heading_has_a_translation(code):
    language = Language(code)
    same = {"Plan"}  # the same word in Swedish
    untold = {text for table in ALL_HEADINGS for text in table.values() if language.translation(text) == text}
    assert untold - same == set()


def test_the_headline_says_how_much_less_and_the_first_year_says_that_there_is_nothing_yet(fallen, study):
    totals = totals_by_year(yearly_series(fallen, series="one_version", boundary="core"), fallen, "core")
    known = {"boundary": "core", "draws": 64, "seed": 1}
    certainty = change_certainty(fallen, [2024], Assumptions.of(study.basis), **known)
    (line,) = words.headlines(fallen, certainty, totals, EN)
    assert line == "The emissions of 2025 are 90.0\u00a0t\u00a0CO₂e: 10.0\u00a0t\u00a0CO₂e (10.0 %) less than in 2024."
    (line,) = words.headlines(replace(fallen, years=fallen.years[1:]), certainty.iloc[:0], totals, EN)
    assert line.startswith("There is nothing to compare yet: 2025")


def test_the_largest_cause_is_named_with_its_category(fallen):
    told = words.cause_sentence(fallen, change_since(fallen, 2024, **CORE), EN, **ABOUT)
    assert "2024: Amounts, −10.0\u00a0t" in told


def test_without_any_change_no_cause_is_named(years_of):
    still = years_of({2024: ledger(heat(1000, 0.1)), 2025: ledger(heat(1000, 0.1, year=2025))})
    assert words.cause_sentence(still, change_since(still, 2024, **CORE), EN, **ABOUT) == "Nothing has really changed since 2024."


def test_without_a_published_total_nothing_is_called_published(fallen):
    causes = change_since(fallen, 2024, **CORE)
    steps = words.step_rows(fallen, causes, EN, **ABOUT, boundary="core")
    assert steps["name"].tolist() == ["2024 as calculated today", "Amounts", "2025"]
    assert "cannot be told apart" in words.restated_sentence(fallen, causes, EN, view="market", before=2024, boundary="core")


def test_what_is_known_in_one_year_only_is_told_apart(years_of):
    before = ledger(heat(1000, 0.1), heat(None, 0.1, entry_id="x", value_state="unknown", activity_id="oil"))
    now = ledger(heat(1000, 0.1, year=2025), heat(10, 0.1, entry_id="x", activity_id="oil", year=2025))
    years = years_of({2024: before, 2025: now})
    told = words.change_remarks(years, change_since(years, 2024, **CORE), EN, **ABOUT, boundary="core")
    assert any(line.startswith("Known in one of the years only: +1.0") for line in told)


def test_the_lines_to_keep_are_those_of_the_file(coast):
    lines = words.published_lines(coast, "core")
    header = tables.columns(PublishedTotal)
    assert [len(line.split(",")) for line in lines] == [len(header)] * 2
    assert [line.split(",")[:3] for line in lines] == [["2025", "market", "core"], ["2025", "location", "core"]]


def test_the_base_year_that_is_wanted_but_has_no_figures_is_told(fallen):
    assert "2019 has no figures here, so 2024 stands" in words.base_year_sentence(fallen, 2024, 2019, EN)
    assert words.base_year_sentence(fallen, 2024, 0, EN) == "The base year is 2024."
    assert words.base_year_sentence(fallen, None, 0, EN).startswith("There is no earlier year")


def test_exceptional_years_are_told_with_their_reason():
    assert words.exceptional_sentences([2019, 2020], EN)[0].startswith("2020: Covid year")


@pytest.mark.parametrize("code", LOCALES)
def test_the_plan_is_told_in_every_language(fallen, study, code):
    rows = [("lower_temperature", 2025, "done", "manager", "2025-06-30", 20_000.0, None, None)]
    plan = tables.checked(pd.DataFrame(rows, columns=tables.columns(tables.PlannedAction)), tables.PlannedAction, file="test")
    found = planned_and_measured(fallen, plan, **CORE)
    language = Language(code)
    table = plan_words.effect_table(found, study.basis.actions, language, view="market")
    assert table["verdict_name"].iloc[0]
    assert "10" in plan_words.effect_sentence(found, language, view="market", year=2025)
    assert plan_words.status_table(plan, study.basis.actions, language, year=2025)["remark"].tolist() == [""]


def test_too_much_and_little_enough_are_said_in_different_words():
    target = Target("t", dict.fromkeys(("fi", "sv", "en"), "T"), "core", "market", "linear", 2024, 2026, 50.0)
    path = pd.DataFrame(
        {
            "year": [2024, 2025, 2026],
            "allowed_kg": [1e5, 7.5e4, 5e4],
            "actual_kg": [1e5, 9e4, None],
            "plan_kg": [None, 9e4, 4e4],
        }
    )
    now, then = plan_words.outlook_sentences(path, target, EN, year=2025)
    assert "15.0\u00a0t\u00a0CO₂e more than" in now
    assert "10.0\u00a0t\u00a0CO₂e less than" in then
    unknown = path.assign(allowed_kg=float("nan"))
    assert plan_words.outlook_sentences(unknown, target, EN, year=2025)[0].startswith("What the target allows is not known")


def test_no_merger_is_told_too(coast):
    assert words.succession_sentences(coast, EN) == ["No merger or split concerns this institution."]
