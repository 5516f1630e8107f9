"""Numbers, years and drawings as a reader meets them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.handbook import words
from hjj_lib.handbook.sparkline import sparkline
from hjj_lib.language import Language

FINNISH = Language("fi")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1522, "0,152"),
        (0.10003, "0,100"),
        (5.7, "5,7"),
        (0.00521, "0,00521"),
        (2.306, "2,31"),
        (3942.8, "3\u00a0943"),
        (0.0, "0"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_a_factor_has_three_significant_digits_or_fewer_if_it_has_no_more(value, shown):
    assert words.figure(value, FINNISH) == shown


@given(st.floats(min_value=1e-6, max_value=1e5))
def test_a_shown_factor_is_within_half_a_percent(value):
    shown = float(words.figure(value, Language("en")).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.0051)


def test_years_in_short():
    assert words.spans([2021, 2019, 2020, 2025]) == "2019–2021, 2025"
    assert words.spans([2024]) == "2024"
    assert words.spans([]) == ""


def test_half_widths_and_changes_have_their_signs():
    assert words.percent(10.0, FINNISH) == "±\u00a010\u00a0%"
    assert words.change(0.125, FINNISH) == "+12,5\u00a0%"
    assert words.change(-0.2, Language("en")).replace("−", "-") == "-20.0%"
    assert words.change(None, FINNISH) == "–"


def test_a_key_without_a_word_is_shown_as_it_is():
    assert words.word(words.LEVEL_NAMES, "galaxy", FINNISH) == "galaxy"
    assert words.word(words.LEVEL_NAMES, None, FINNISH) == "–"


def test_a_key_may_break_after_an_underscore_and_is_escaped():
    assert words.breakable("heat_<b>") == "heat_<wbr>&lt;b&gt;"


def test_a_drawing_has_a_dot_for_every_value_and_a_cross_for_every_gap():
    drawn = sparkline([0.2, None, 0.1, 0.1], "Kerroin: <0,2>; –; 0,1; 0,1")
    assert (drawn.count("<circle"), drawn.count("<polyline"), drawn.count('class="none"')) == (3, 2, 1)
    assert 'aria-label="Kerroin: &lt;0,2&gt;; –; 0,1; 0,1"' in drawn
    assert 'role="img"' in drawn


def test_half_the_value_stands_at_half_the_height():
    drawn = sparkline([2.0, 1.0], "x")
    first, second = (float(part.split('"')[0]) for part in drawn.split('cy="')[1:])
    ground = float(drawn.split("M0 ")[1].split("H")[0])
    assert ground - second == pytest.approx((ground - first) / 2)


def test_nothing_is_drawn_of_nothing():
    assert sparkline([None, float("nan")], "x") == ""
    assert "<circle" in sparkline([0.0, 0.0], "x")
