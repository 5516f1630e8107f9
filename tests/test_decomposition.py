"""A change is split without a rest; published numbers are met."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.decomposition import lmdi

FACTORS = ["a", "b", "c"]
#: Test data of the R package LMDIR: two rows, three factors, four years.
YEARS = {1971: [(1, 10, 2), (4, 5, 3)], 1972: [(4, 5, 3), (5, 6, 4)], 1973: [(8, 2, 4), (5, 7, 5)], 1974: [(10, 1, 5), (6, 8, 6)]}


def frame(rows, factors=FACTORS):
    return pd.DataFrame(rows, columns=factors)


@pytest.mark.parametrize(
    ("year", "effects"),
    [
        (1972, [69.79006598, -9.45512579, 39.66505981]),
        (1973, [42.96021467, -34.31902656, 50.35881190]),
        (1974, [54.01064234, -9.02128467, 54.01064234]),
    ],
)
def test_the_published_effects_are_met_to_eight_digits(year, effects):
    assert lmdi(frame(YEARS[year - 1]), frame(YEARS[year]), FACTORS).tolist() == pytest.approx(effects, abs=5e-9)


def test_two_factors_split_a_change_of_42_exactly():
    # 1 000 MWh × 0.15 = 150 t → 900 × 0.12 = 108 t
    effects = lmdi(frame([(1000, 0.15)], ["use", "factor"]), frame([(900, 0.12)], ["use", "factor"]), ["use", "factor"])
    assert effects.tolist() == pytest.approx([-13.470584, -28.529416], abs=5e-7)
    assert effects.sum() == pytest.approx(-42)


def test_a_row_that_appears_is_the_effect_of_the_factor_that_was_zero():
    effects = lmdi(frame([(10, 0.0, 3)]), frame([(20, 0.5, 4)]), FACTORS)
    assert effects.tolist() == [0, 40, 0]


def test_a_row_that_disappears_is_the_effect_of_the_first_factor_that_became_zero():
    effects = lmdi(frame([(10, 0.5, 4)]), frame([(0, 0.0, 4)]), FACTORS)
    assert effects.tolist() == [-20, 0, 0]


def test_what_stays_zero_has_no_effect():
    assert lmdi(frame([(10, 1, 0)]), frame([(20, 2, 0)]), FACTORS).tolist() == [0, 0, 0]


def test_no_rows_have_no_effect():
    assert lmdi(frame([]), frame([]), FACTORS).tolist() == [0, 0, 0]


_FACTOR = st.one_of(st.just(0.0), st.floats(1e-3, 1e3))
_ROWS = st.lists(st.tuples(*[_FACTOR] * 6), min_size=1, max_size=5)


@given(_ROWS)
def test_the_effects_sum_to_the_change(rows):
    old, new = frame([row[:3] for row in rows]), frame([row[3:] for row in rows])
    change = new.prod(axis=1).sum() - old.prod(axis=1).sum()
    largest = max(new.prod(axis=1).abs().max(), old.prod(axis=1).abs().max())
    assert lmdi(old, new, FACTORS).sum() == pytest.approx(change, abs=1e-9 * (1 + largest))
