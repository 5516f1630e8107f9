"""Odd key figures and large changes against the year before are asked about, and a reason answers the question."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from tables_of import denominators, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.intake.confirmations import confirmable, with_confirmations
from hjj_lib.inventory import calculate
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import open_questions
from hjj_lib.quality import category_changes, key_figures, plausibility
from hjj_lib.review import confirmed_value, odd_figures, review

BASIS = load_basis()
NOTHING = calculate(entries({"activity_id": "electricity", "amount": 0, "unit": "MWh"}), sites({"site_id": "a"}), BASIS).inventory


def year(**kilograms: float) -> pd.DataFrame:
    rows = pd.DataFrame({"category_id": list(kilograms), "market_kg": list(kilograms.values())})
    return rows.assign(unknown_count=0)


def changed(now: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, float]:
    rows = category_changes(now, earlier, BASIS, from_share_pct=2)
    return dict(zip(rows["category_id"], rows["change_pct"], strict=True))


def test_a_change_of_more_than_a_third_is_odd_in_either_direction_and_the_largest_comes_first():
    found = changed(year(heat=1500, fuels=60, meals=1290), year(heat=1000, fuels=100, meals=1000))
    assert (list(found), found) == (["heat", "fuels"], {"heat": pytest.approx(50), "fuels": pytest.approx(-40)})


def test_a_small_category_may_change_as_it_likes():
    assert changed(year(heat=1000, fuels=10), year(heat=1000, fuels=1)) == {}


@pytest.mark.parametrize("before", [math.nan, 0.0])
def test_what_was_unknown_or_nothing_has_no_change(before):
    assert changed(year(heat=1000), year(heat=before)) == {}


def test_years_of_which_not_as_much_is_known_are_not_compared():
    assert changed(year(heat=1000), year(heat=500).assign(unknown_count=1)) == {}


@pytest.mark.parametrize(
    ("kind", "value", "indicator", "verdict"),
    [
        ("meals", 19_000, "meals_per_student_year", "usual"),
        ("meals", 60_000, "meals_per_student_year", "high"),
        ("floor_area_m2", 1_700, "floor_area_per_student_year", "usual"),
        ("floor_area_m2", 170, "floor_area_per_student_year", "low"),
    ],
)
def test_meals_and_floor_area_are_held_against_student_years(kind, value, indicator, verdict):
    table = denominators({"kind": "student_years", "value": 100}, {"kind": kind, "value": value})
    rows = plausibility(NOTHING, table, BASIS).set_index("indicator")
    assert (rows.loc[indicator, "value"], rows.loc[indicator, "verdict"]) == (value / 100, verdict)


def test_without_student_years_nothing_is_held_against_them():
    assert math.isnan(key_figures(NOTHING, denominators({"kind": "meals", "value": 5}))["meals_per_student_year"])


def test_every_limit_says_where_it_comes_from():
    assert BASIS.plausibility["basis"].str.len().gt(20).all()


@pytest.fixture(scope="module")
def coast():
    return review("example_coast", 2025)


def test_a_check_asks_about_the_change_against_the_year_before(coast):
    asked = [one for one in coast.problems if one.code == "category_change"]
    assert asked == odd_figures(coast.study, coast.earlier)[-len(asked) :]
    for one in asked:
        assert confirmable(one)
        assert all(one.values["name"] in Language(code).problem(one) for code in LOCALES)


def test_a_reason_answers_the_question_until_the_figure_changes(coast):
    asked = [one for one in coast.problems if one.code == "category_change"]
    row = {"code": asked[0].code, "file": "", "sheet": "", "cell": "", "value": confirmed_value(coast, asked[0])}
    decided = type(
        "Row", (), {"cells": {**row, "reason": "uusi sopimus", "decided_by_role": "rehtori", "decided_on": "2026-01-31"}}
    )
    known = type(coast.study.intake.confirmations)((decided,), {})
    told = with_confirmations(asked, known)
    assert [bool(one.confirmed) for one in told] == [True, *[False] * (len(asked) - 1)]
    assert len(open_questions(told)) == len(asked) - 1
