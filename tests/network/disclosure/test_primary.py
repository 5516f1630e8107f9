"""Sums that may not be shown by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks_of import RULES

from hjj_lib.network.disclosure import read_rules
from hjj_lib.network.disclosure.primary import dominated, too_few, unsafe


def few(*parts):
    return bool(too_few(np.array([parts], dtype=float), RULES)[0])


def is_dominated(*parts):
    return bool(dominated(np.array([parts], dtype=float), RULES)[0])


def test_four_members_are_too_few_and_five_are_not():
    assert few(10, 10, 10, 10)
    assert not few(10, 10, 10, 10, 10)


def test_a_member_with_nothing_is_no_contributor():
    assert few(10, 10, 10, 10, 0)


def test_a_sum_of_nobody_tells_about_nobody():
    assert not few(0, 0)
    assert not is_dominated(0, 0)


def test_the_second_largest_may_not_come_within_fifteen_per_cent_of_the_largest():
    # 1000 + 200 + 149: less 200, the second largest knows 1149 as the limit of the largest, which is 14.9 % too much.
    assert is_dominated(1000, 200, 50, 50, 49)
    assert not is_dominated(1000, 200, 50, 50, 50)


def test_two_equal_members_know_each_other():
    assert is_dominated(10, 10)


def test_a_single_member_dominates_itself():
    assert is_dominated(10)


@given(st.lists(st.lists(st.floats(0, 1e6), min_size=8, max_size=8), min_size=2, max_size=4))
def test_a_sum_of_sums_that_may_be_shown_may_be_shown(parts):
    table = np.array(parts).round(2)
    if not unsafe(table, RULES).any():
        assert not unsafe(table.sum(axis=0)[np.newaxis], RULES).any()


def test_the_limits_are_those_of_the_basis_and_of_the_rules():
    assert (RULES.at_least, RULES.dominance_pct, RULES.range_pct, RULES.insiders) == (5, 15, 15, True)
    assert read_rules(3, insiders=False).insiders is False


@pytest.mark.parametrize("at_least", [0, 1])
def test_a_group_of_one_is_no_group(at_least):
    with pytest.raises(ValueError, match="limits"):
        read_rules(at_least)
