"""Columns of cells are read once for each different value, and say the same as cell by cell."""

from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.intake.grid import ColumnRows, Grid, grid_of, words_of

CELLS = st.lists(st.none() | st.sampled_from(["", "a", "1", " "]) | st.integers(0, 2) | st.booleans() | st.floats(0, 1))


def test_true_and_one_are_two_words():
    words = words_of([True, 1, 1.0, 0, False, ""])
    assert words.values == ["TRUE", 1, 0, "FALSE"]
    assert words.codes.tolist() == [0, 1, 1, 2, 3, -1]


@given(CELLS)
def test_every_cell_is_found_again(cells):
    words = words_of(cells)
    expected = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    assert words.taken(None).tolist() == [None if cell == "" else cell for cell in expected]


@given(CELLS)
def test_what_is_told_of_a_column_is_told_of_each_cell(cells):
    words = words_of(cells).told(lambda value: str(value).strip()[:1], empty="-")
    plain = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    assert words.texts().tolist() == ["-" if cell in (None, "") else str(cell).strip()[:1] for cell in plain]


def test_rows_of_text_may_be_of_any_length():
    found = grid_of([["a ", " b"], [], ["c"]])
    assert dict(found.rows) == {1: {1: "a", 2: "b"}, 2: {}, 3: {1: "c"}}
    assert found.column(2).taken(None).tolist() == ["b", None, None]


def test_columns_say_the_same_as_their_rows():
    found = Grid("Ostot", ColumnRows([("a", "", 1), (None, 2, "b")]))
    assert dict(found.rows) == {1: {1: "a"}, 2: {2: 2}, 3: {1: 1, 2: "b"}}
    assert found.numbers.tolist() == [1, 2, 3]
    assert found.column(1).taken(None).tolist() == ["a", None, 1]
    assert found.column(9).taken(None).tolist() == [None, None, None]
    assert [found.first_text(number) for number in (1, 2, 3)] == ["a", "", "b"]
