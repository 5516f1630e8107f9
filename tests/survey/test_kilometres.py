"""Coded answers become kilometres: one way × 2 × days."""

import pandas as pd
import pytest

from hjj_lib.basis import load_basis
from hjj_lib.survey import DISTANCE, days_uncertainty_pct, distances_uncertainty_pct, modes, questions, words, yearly_km

BASIS = load_basis()


def assumptions():
    rows = [("distance_km", "near", 3.0, 40.0), ("distance_km", "far", 10.0, 30.0), ("days_per_year", "staff", 200.0, 10.0)]
    return pd.DataFrame(rows, columns=["kind", "key", "value", "uncertainty_95_pct"])


def answer(distance, days):
    return {"role": "staff", "distance": distance, "days_per_week": days, "mode": "car", "site_id": "main", "answer": 1}


def test_somebody_who_comes_every_day_travels_both_ways_on_all_days():
    # 10 km × 2 × 5/5 × 200 days
    assert yearly_km(pd.DataFrame([answer("far", 5)]), assumptions())["km"].tolist() == [4000]


def test_days_of_the_week_are_parts_of_the_year():
    # 3 km × 2 × 2/5 × 200 days
    assert yearly_km(pd.DataFrame([answer("near", 2)]), assumptions())["km"].tolist() == [pytest.approx(480)]


def test_the_days_of_a_role_have_one_uncertainty():
    assert days_uncertainty_pct(assumptions(), "staff") == 10


def test_the_errors_of_distance_classes_partly_cancel_out():
    # √((300 × 40 %)² + (300 × 30 %)²) / 600 = 150 / 600
    km, distances = pd.Series([100.0, 200.0, 300.0]), pd.Series(["near", "near", "far"])
    assert distances_uncertainty_pct(km, distances, assumptions()) == pytest.approx(25)


def test_without_kilometres_there_is_no_error_of_distance():
    assert distances_uncertainty_pct(pd.Series([0.0]), pd.Series(["far"]), assumptions()) == 0


def test_the_basis_knows_every_class_and_role_of_the_form():
    known = BASIS.survey_assumptions
    assert set(known.loc[known["kind"] == DISTANCE, "key"]) == set(words("distance"))
    assert set(known.loc[known["kind"] != DISTANCE, "key"]) == set(words("role"))


def test_every_mode_that_emits_is_an_activity_in_kilometres_of_each_role():
    units = BASIS.activities.set_index("activity_id")["unit"]
    named = [mode.activity_id(role) for mode in modes() for role in words("role") if mode.activity]
    assert set(units.loc[named]) <= {"km", "pkm"}
    commuting = BASIS.activities[BASIS.activities["theme"] == "commuting"]
    assert set(commuting["activity_id"]) == set(named)


def test_the_form_asks_for_nothing_about_the_person():
    asked = [question.key for question in questions()]
    assert asked == ["role", "campus", "year", "distance", *(f"days_{mode.id}" for mode in modes()), "remote_days"]
