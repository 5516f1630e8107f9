"""School years become calendar years by declared months, never by a silent half."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import entries

from hjj_lib import tables
from hjj_lib.problems import DataError
from hjj_lib.trends import split_school_years

PROFILES = pd.DataFrame([{"activity_id": "meals", "profile_id": "teaching_months"}])


def months(*shares):
    columns = ["profile_id", "year_offset", "month", "share"]
    return pd.DataFrame([dict(zip(columns, ("teaching_months", *row), strict=True)) for row in shares]).assign(reason="calendar")


MONTHS = months((0, 8, 0.1), (0, 12, 0.3), (1, 1, 0.4), (1, 5, 0.2))


def meals(amount, state="given"):
    return entries({"activity_id": "meals", "amount": amount, "value_state": state, "unit": "meal", "year": 2023})


def test_an_amount_falls_on_both_years_by_its_months_and_is_marked():
    found = split_school_years(meals(1000), PROFILES, MONTHS)
    assert found.entries[["entry_id", "year", "amount", "origin"]].to_numpy().tolist() == [
        ["e1#y2023", 2023, pytest.approx(400), "calculated"],
        ["e1#y2024", 2024, pytest.approx(600), "calculated"],
    ]
    assert found.splits[["school_year_from", "profile_id"]].to_numpy().tolist() == [[2023, "teaching_months"]] * 2
    assert tables.reported_id(found.entries["entry_id"]).tolist() == ["e1", "e1"]


def test_unknown_stays_unknown_and_zero_stays_zero():
    assert split_school_years(meals(None, "unknown"), PROFILES, MONTHS).entries["amount"].isna().tolist() == [True, True]
    assert split_school_years(meals(0, "zero"), PROFILES, MONTHS).entries["amount"].tolist() == [0, 0]


def test_all_that_is_missing_is_told_at_once():
    reported = entries(
        {"activity_id": "meals", "amount": 1, "unit": "meal"}, {"activity_id": "travel", "amount": 1, "unit": "km"}
    )
    with pytest.raises(DataError) as error:
        split_school_years(reported, PROFILES, months((0, 8, 0.5)))
    assert [problem.code for problem in error.value.problems] == ["school_year_profile_missing", "school_year_shares"]


def test_a_profile_without_months_does_not_count_as_an_even_one():
    with pytest.raises(DataError):
        split_school_years(meals(1000), PROFILES, MONTHS.iloc[:0])


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_nothing_is_lost_between_the_years(amount, share):
    found = split_school_years(meals(amount), PROFILES, months((0, 9, share), (1, 2, 1 - share)))
    assert found.entries["amount"].sum() == pytest.approx(amount)
