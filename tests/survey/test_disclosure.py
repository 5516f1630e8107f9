"""Small counts of people are hidden, and cannot be worked out from what is shown."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.survey import suppressed

ROWS = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(lambda row: sum(row) >= 5), min_size=1, max_size=6)


def shown(*row):
    return [None if pd.isna(cell) else cell for cell in suppressed(pd.DataFrame([row]), 5).iloc[0]]


def test_a_table_without_small_cells_stays_as_it_is():
    assert shown(10, 5, 0) == [10, 5, 0]


def test_a_small_cell_is_hidden_with_a_second_one():
    assert shown(20, 7, 3) == [20, None, None]


def test_two_small_cells_that_are_few_together_hide_a_third():
    assert shown(20, 8, 1, 1) == [20, None, None, None]


def test_two_small_cells_that_are_enough_together_hide_no_more():
    assert shown(20, 4, 3) == [20, None, None]


@given(ROWS)
def test_nothing_small_is_shown_and_the_rest_of_a_row_gives_nobody_away(rows):
    counts = pd.DataFrame(rows)
    result = suppressed(counts, 5)
    for (_, before), (_, after) in zip(counts.iterrows(), result.iterrows(), strict=True):
        hidden = after.isna()
        assert not (~hidden & (before > 0) & (before < 5)).any()
        assert (before[~hidden] == after[~hidden]).all()
        if hidden.any():
            assert hidden.sum() >= 2
            assert before[hidden].sum() >= 5
