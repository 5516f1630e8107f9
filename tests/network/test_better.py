"""What makes the gap to the peers, and what those with lower figures do, as far as they agreed to tell."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from peers_of import HEAT, comparison, heat_kg, provider, six, small_basis

from hjj_lib.basis import load_basis
from hjj_lib.network.better import actions_of_better, better_peers, gap_by_category

ASKED = {"quantity_id": "kg_per_student_year", "per": "student_years_unweighted", "factors": "own"}


def _doing(name: str, kwh: float, *actions: str, status: str = "done", **other):
    table = pd.DataFrame({"action_id": actions, "start_year": 2024, "status": status})
    return provider(name, kwh, actions=table, **other)


def _basis():
    told = load_basis().actions
    return replace(small_basis(), actions=told[told["action_id"].isin(["green_electricity", "renewable_heat"])])


def test_the_gap_is_made_by_categories_and_adds_up_and_one_of_them_is_the_main_one():
    # per student-year: heat 1000 × 0.15 / 10 = 15 and 4 of electricity; the others 3 and 6
    mine = [provider("a", 1000.0, electricity_kg=40.0), *(provider(name, 200.0, electricity_kg=60.0) for name in "bcdef")]
    table = gap_by_category(comparison(mine, "a"), **ASKED)
    assert table["category_id"].tolist() == ["heat", "electricity"]
    assert table["gap"].tolist() == pytest.approx([12.0, -2.0])
    assert table["share"].tolist() == pytest.approx([1.2, -0.2])
    assert table["main"].tolist() == [True, False]


def test_the_main_category_of_who_lies_below_is_that_which_pulls_down_most():
    mine = [provider("a", 100.0, electricity_kg=100.0), *(provider(name, 900.0, electricity_kg=60.0) for name in "bcdef")]
    table = gap_by_category(comparison(mine, "a"), **ASKED).set_index("category_id")
    assert table["gap"].to_dict() == pytest.approx({"heat": -12.0, "electricity": 4.0})
    assert table["main"].to_dict() == {"heat": True, "electricity": False}


def test_equals_have_no_gap_and_no_main_category():
    table = gap_by_category(comparison(six(*[128.0] * 6, per_kwh=0.125), "a"), **ASKED)
    assert table["gap"].tolist() == [0.0, 0.0]
    assert table["share"].isna().all()
    assert not table["main"].any()


def test_a_category_in_which_too_few_may_be_ranked_does_not_count_in_the_gap():
    gap = {"electricity": {"market_kg": 1.0, "coverage": "partial"}}
    mine = [*six(100.0, 200.0, 200.0, 200.0, 200.0), provider("f", 200.0, categories=gap)]
    assert gap_by_category(comparison(mine, "a"), **ASKED)["category_id"].tolist() == ["heat"]


def test_no_gap_among_too_few():
    assert gap_by_category(comparison(six(100.0, 200.0, 300.0), "a"), **ASKED).empty


def test_those_are_better_who_are_more_likely_lower_than_not():
    mine = comparison(six(300.0, 100.0, 200.0, 300.0, 400.0, 500.0), "a")
    assert better_peers(mine, HEAT) == ["b", "c"]


def test_actions_are_told_by_name_with_consent_else_only_of_as_many_as_the_smallest_group():
    counted = [_doing(name, 100.0, "renewable_heat", consent="pseudonymous") for name in "bcdef"]
    named = _doing("g", 100.0, "renewable_heat", consent="named")
    table = actions_of_better(comparison([_doing("a", 300.0, "renewable_heat"), *counted, named], "a"), HEAT, _basis())
    assert table.to_dict("records") == [{"action_id": "renewable_heat", "named": "g", "count": 6, "ours": True}]
    fewer = actions_of_better(comparison([provider("a", 300.0), *counted[:4], named, provider("h", 100.0)], "a"), HEAT, _basis())
    assert fewer["count"].tolist() == [5]
    silent = [provider(name, 100.0) for name in "xyz"]
    few = actions_of_better(comparison([provider("a", 300.0), *counted[:3], named, *silent], "a"), HEAT, _basis())
    assert few["named"].tolist() == ["g"]
    assert few["count"].isna().all()


@pytest.mark.parametrize(
    "other",
    [
        {"consent": "network_only"},  # agreed to be calculated with, not to be told of
        {"consent": "named", "status": "idea"},  # not decided
        {"consent": "named", "kwh": 900.0},  # has a higher figure
        {"consent": "named", "action": "green_electricity"},  # acts on something else
    ],
)
def test_actions_without_consent_decision_better_figure_or_effect_are_not_told(other):
    kwh, action = other.pop("kwh", 100.0), other.pop("action", "renewable_heat")
    those = [provider("a", 300.0), *(_doing(name, kwh, action, **other) for name in "bcdef")]
    assert actions_of_better(comparison(those, "a"), HEAT, _basis()).empty


def test_who_may_not_be_ranked_is_told_nothing_of_others():
    partial = provider("a", 300.0, categories={"heat": {"market_kg": 45.0, "coverage": "partial"}})
    those = [partial, *(_doing(name, 100.0, "renewable_heat", consent="named") for name in "bcdef")]
    assert better_peers(comparison(those, "a"), heat_kg("own")) == []
    assert actions_of_better(comparison(those, "a"), heat_kg("own"), _basis()).empty
