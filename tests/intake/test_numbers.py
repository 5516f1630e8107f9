"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.intake.numbers import read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234),
        ("1234,5", 1234.5),
        ("12.5", 12.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),  # no-break space
        ("1\u202f234,5", 1234.5),  # narrow no-break space
        ("1\u2009234\u2009567", 1234567),  # thin space
        (" 7 ", 7),
        ("\u22125", -5),  # minus sign
        ("-5", -5),
        ("5-", -5),
        ("(5)", -5),
        ("+5", 5),
        ("0,125", 0.125),  # a leading zero makes three decimals plain
        ("0.125", 0.125),
        ("1234.125", 1234.125),  # four digits before the point: not thousands
        ("1,5E3", 1500),
    ],
)
def test_a_number_with_one_reading_is_read(text, value):
    number = read_number(text)
    assert (number.value, number.code) == (value, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n. 500", "number_approximate"),
        ("n.500", "number_approximate"),
        ("noin 500", "number_approximate"),
        ("ca 500", "number_approximate"),
        ("<1", "number_approximate"),
        ("~ 20", "number_approximate"),
        ("100–200", "number_range"),
        ("3-4", "number_range"),
        ("1.234", "number_ambiguous"),
        ("1.234,5", "number_points"),
        ("1.234.567", "number_points"),
        ("1.234.567,5", "number_points"),
        ("1,234,567.5", "number_points"),
        ("NaN", "number_not_finite"),
        ("-inf", "number_not_finite"),
        ("1e309", "number_not_finite"),
        ("-", "number_dash"),
        ("–", "number_dash"),
        ("?", "number_dash"),
        ("kysy", "number_text"),
        ("1 23", "number_text"),
        ("12 34,5", "number_text"),
        ("1,2,3", "number_text"),
        ("१२", "number_text"),
        ("--5", "number_text"),
    ],
)
def test_a_text_that_is_not_one_number_says_why(text, code):
    number = read_number(text)
    assert (number.value, number.code) == (None, code)


def test_three_digits_after_a_comma_are_decimals_and_asked_about():
    number = read_number("1,234")
    assert (number.value, number.code) == (1.234, "number_comma_three")
    assert number.values == {"small": "1,234", "large": "1234"}


def test_three_digits_after_a_comma_have_two_readings_in_english():
    assert read_number("1,234", point_language=True).code == "number_ambiguous"


def test_the_likely_spelling_is_offered():
    assert read_number("1.234.567,5").values == {"suggestion": "1234567,5"}
    assert read_number("1,234,567").values == {"suggestion": "1234567"}


def test_a_unit_behind_the_number_is_kept_apart():
    number = read_number("1 200 kWh")
    assert (number.value, number.unit, number.code) == (1200, "kWh", "")


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False), st.sampled_from([" ", "\u00a0", "\u202f", ""])
)
def test_a_finnish_number_is_read_back_as_it_was(number, space):
    text = f"{number:,.2f}".replace(",", space).replace(".", ",")
    assert read_number(text).value == float(number)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    number = read_number(text)
    assert number.value is None or abs(number.value) < float("inf")
