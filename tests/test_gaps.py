"""Unknown amounts are filled only from labelled defaults, and only when asked."""

import pytest
from tables_of import SMALL_BASIS, denominators, entries

from hjj_lib.basis import load_basis
from hjj_lib.gaps import fill_gaps

BASIS = load_basis(SMALL_BASIS)
TEN_STUDENTS = denominators({"kind": "student_years", "value": 10})
UNKNOWN = entries(
    {"activity_id": "diesel", "value_state": "unknown", "unit": "l", "origin": None},
    {"activity_id": "refrigerants_other", "value_state": "unknown", "unit": "kg", "origin": None},
)


def test_a_default_is_per_denominator_and_says_that_it_is_one() -> None:
    # 2 l per student-year × 10
    filled = fill_gaps(UNKNOWN, TEN_STUDENTS, BASIS, gaps="default").iloc[0]
    assert (filled["value_state"], filled["amount"], filled["unit"], filled["origin"]) == ("given", 20, "l", "default")
    assert filled["uncertainty_95_pct"] == 100


def test_what_has_no_default_stays_unknown() -> None:
    assert fill_gaps(UNKNOWN, TEN_STUDENTS, BASIS, gaps="default").iloc[1]["value_state"] == "unknown"


def test_unknown_stays_unknown_when_so_asked() -> None:
    assert fill_gaps(UNKNOWN, TEN_STUDENTS, BASIS, gaps="unknown")["value_state"].tolist() == ["unknown", "unknown"]


def test_without_the_denominator_nothing_is_filled() -> None:
    assert fill_gaps(UNKNOWN, TEN_STUDENTS.head(0), BASIS, gaps="default")["value_state"].tolist() == ["unknown", "unknown"]


def test_another_word_is_refused() -> None:
    with pytest.raises(ValueError, match="gaps must be one of"):
        fill_gaps(UNKNOWN, TEN_STUDENTS, BASIS, gaps="zero")


def test_every_default_of_the_basis_has_a_wide_interval() -> None:
    assert load_basis().default_amounts["uncertainty_95_pct"].ge(50).all()
