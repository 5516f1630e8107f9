"""Verdicts: what may be compared with what, why not, and the sums over what both share."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions_of import submission

from hjj_lib.network.comparability import OF_CATEGORY, OF_PAIR, REASONS, Verdicts, group_verdict, pair, standings, verdicts
from hjj_lib.network.words import CATEGORY_SENTENCES, PAIR_SENTENCES, REASON_SENTENCES
from hjj_lib.tables import network

HOME = {"heat": 500.0, "electricity": 300.0}
ALPHA, GAMMA = ("alpha", 2025), ("gamma", 2025)
NOT_THERE = {"coverage": "not", "method": "none", "market_kg": 0.0}


def _verdicts(*those, view: str = "market") -> Verdicts:
    return verdicts(standings(those, boundary="core"), view=view)


def _reasons(found: Verdicts) -> dict[str, str]:
    return dict(zip(found.categories["category_id"], found.categories["reasons"], strict=True))


def test_a_pair_without_commuting_on_one_side_is_compared_on_the_overlap_only_and_the_overlap_totals_are_equal():
    # With commuting 500 + 300 + 200 = 1000; without 800. Over what both have: 800 and 800.
    found = _verdicts(submission("alpha", {**HOME, "commuting": 200.0}), submission("beta", {**HOME, "commuting": NOT_THERE}))
    told = found.categories.set_index("category_id")
    assert told["verdict"].to_dict() == {"heat": "comparable", "electricity": "comparable", "commuting": "not"}
    assert told.loc["commuting", "reasons"] == "one_side_missing"
    row = found.pairs.iloc[0]
    assert (row["verdict"], row["comparable_count"], row["compared_count"]) == ("overlap", 2, 3)
    assert row["left_overlap_kg"] == row["right_overlap_kg"] == 800.0


def test_two_results_of_the_same_kind_are_comparable_without_a_reason():
    found = _verdicts(submission("alpha", HOME), submission("beta", {"heat": 100.0, "electricity": 50.0}))
    assert (found.pairs["verdict"].item(), found.pairs["reasons"].item()) == ("comparable", "")
    assert found.pairs[["left_overlap_kg", "right_overlap_kg"]].iloc[0].tolist() == [800.0, 150.0]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"reporting_unit": "with_upper_secondary"}, "other_unit"),
        ({"consolidation": "equity_share"}, "other_consolidation"),
        ({"basis_version": "2026.1"}, "other_basis"),
        ({"gwp_set": "AR6"}, "other_gwp_set"),
        ({"year": 2024}, "other_year"),
    ],
)
def test_what_differs_in_the_results_as_a_whole_makes_every_category_incomparable(changed, reason):
    found = _verdicts(submission("alpha", HOME), submission("beta", HOME, **changed))
    assert found.pairs["verdict"].item() == "not"
    assert _reasons(found) == {"heat": reason, "electricity": reason}
    assert found.pairs[["left_overlap_kg", "right_overlap_kg"]].iloc[0].tolist() == [0.0, 0.0]


def test_two_years_of_one_provider_are_comparable():
    found = _verdicts(submission("alpha", HOME, year=2024), submission("alpha", HOME, year=2025))
    assert found.pairs["verdict"].item() == "comparable"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"market_kg": 500.0, "coverage": "partial"}, "partial"),
        ({"market_kg": 500.0, "method": "stated"}, "other_method"),
        ({"market_kg": 500.0, "allocation_method": "energy_method"}, "other_allocation"),
        (NOT_THERE, "one_side_missing"),
    ],
)
def test_what_differs_in_a_category_makes_only_that_one_incomparable(told, reason):
    found = _verdicts(submission("alpha", HOME), submission("beta", {**HOME, "heat": told}))
    assert _reasons(found) == {"heat": reason, "electricity": ""}
    assert (found.pairs["verdict"].item(), found.pairs["reasons"].item()) == ("overlap", reason)
    assert found.pairs[["left_overlap_kg", "right_overlap_kg"]].iloc[0].tolist() == [300.0, 300.0]


def test_a_zero_has_no_method_that_could_differ():
    found = _verdicts(submission("alpha", {"heat": 500.0}), submission("beta", {"heat": {"market_kg": 0.0, "method": "spend"}}))
    assert found.pairs["verdict"].item() == "comparable"


def test_what_nobody_has_and_nobody_must_have_does_not_count():
    nothing = {**NOT_THERE, "requirement": "optional"}
    found = _verdicts(submission("alpha", {**HOME, "farm": nothing}), submission("beta", {**HOME, "farm": nothing}))
    assert found.categories.set_index("category_id").loc["farm", ["verdict", "reasons"]].tolist() == ["neither", ""]
    assert (found.pairs["verdict"].item(), found.pairs["compared_count"].item()) == ("comparable", 2)


def test_what_everybody_must_have_and_both_lack_is_told():
    found = _verdicts(submission("alpha", {**HOME, "waste": NOT_THERE}), submission("beta", {**HOME, "waste": NOT_THERE}))
    assert (_reasons(found)["waste"], found.pairs["verdict"].item()) == ("both_missing", "overlap")


def test_a_result_without_the_view_is_not_comparable_in_it_but_in_the_other():
    one_view = {name: {"market_kg": kg, "location_kg": None} for name, kg in HOME.items()}
    those = submission("alpha", HOME), submission("beta", one_view)
    assert _reasons(_verdicts(*those, view="location")) == {"heat": "no_view", "electricity": "no_view"}
    assert _verdicts(*those, view="market").pairs["verdict"].item() == "comparable"


def test_several_reasons_are_told_in_a_fixed_order():
    other = submission("beta", {"heat": {"market_kg": 1.0, "coverage": "partial", "method": "spend"}}, gwp_set="AR6", year=2024)
    found = _verdicts(submission("alpha", {"heat": 1.0}), other)
    assert _reasons(found)["heat"] == "other_year other_gwp_set partial other_method"


def test_the_views_are_never_mixed():
    with pytest.raises(ValueError, match="market or location"):
        _verdicts(submission("alpha", HOME), view="both")


def test_one_result_alone_makes_no_pair():
    found = _verdicts(submission("alpha", HOME))
    assert (len(found.pairs), len(found.categories)) == (0, 0)


def test_a_pair_is_found_whichever_side_comes_first():
    found = _verdicts(*(submission(name, HOME) for name in ("gamma", "alpha", "beta")))
    one, other = (pair(found, *sides) for sides in ((GAMMA, ALPHA), (ALPHA, GAMMA)))
    pd.testing.assert_frame_equal(one.pairs, other.pairs)
    assert (len(one.pairs), len(one.categories)) == (1, 2)


def test_a_group_tells_for_each_category_how_many_have_it_and_whether_all_compare():
    those = [
        submission("alpha", {"heat": 1.0, "waste": 1.0, "water": 1.0}),
        submission("beta", {"heat": 2.0, "waste": {"market_kg": 2.0, "coverage": "partial"}, "water": NOT_THERE}),
        submission("gamma", {"heat": 3.0, "waste": 3.0, "water": {"market_kg": 1.0, "method": "spend"}}),
    ]
    told = group_verdict(standings(those, boundary="core")).set_index("category_id")
    assert told.loc["heat"].tolist() == [3, 0, 0, "amounts", "comparable"]
    assert told.loc["waste"].tolist() == [2, 1, 0, "amounts", "overlap"]
    assert told.loc["water"].tolist() == [2, 0, 1, "amounts spend", "not"]


def test_in_a_group_a_zero_is_like_any_method():
    those = [
        submission(name, {"heat": {"market_kg": kg, "method": method}})
        for name, kg, method in (("a", 5.0, "amounts"), ("b", 0.0, "none"), ("c", 6.0, "amounts"))
    ]
    told = group_verdict(standings(those, boundary="core")).iloc[0]
    assert told.tolist() == ["heat", 3, 0, 0, "amounts", "comparable"]


def test_every_reason_and_verdict_has_words():
    assert set(REASONS) == {*OF_PAIR, *OF_CATEGORY} <= set(REASON_SENTENCES)
    assert set(network.PAIR_VERDICTS) == set(PAIR_SENTENCES)
    assert set(network.CATEGORY_VERDICTS) <= set(CATEGORY_SENTENCES)


def _some(requirement: str) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "market_kg": st.sampled_from([0.0, 1.0, 5.0]),
            "coverage": st.sampled_from(network.COVERAGES),
            "method": st.sampled_from(["amounts", "spend"]),
            "requirement": st.just(requirement),
        }
    )


RESULT = st.tuples(
    st.fixed_dictionaries({"heat": _some("required"), "waste": _some("required"), "farm": _some("optional")}),
    st.sampled_from(["2026.1", "2026.2"]),
    st.sampled_from([2024, 2025]),
)


@given(st.lists(RESULT, min_size=2, max_size=3))
def test_all_pairs_at_once_say_what_each_pair_says_alone(results):
    those = [
        submission(f"s{number}", told, basis_version=version, year=year) for number, (told, version, year) in enumerate(results)
    ]
    rows = standings(those, boundary="core")
    every = verdicts(rows, view="market")
    assert len(every.pairs) == len(those) * (len(those) - 1) // 2
    for one, other in combinations(those, 2):
        alone = verdicts(rows[rows["institution_id"].isin([one.key[0], other.key[0]])], view="market")
        found = pair(every, one.key, other.key)
        pd.testing.assert_frame_equal(alone.categories, found.categories)
        pd.testing.assert_frame_equal(alone.pairs, found.pairs)


@given(st.lists(RESULT, min_size=2, max_size=4))
def test_only_comparable_categories_are_in_the_overlap_and_every_other_has_a_reason(results):
    those = [submission(f"s{n}", told, basis_version=version, year=year) for n, (told, version, year) in enumerate(results)]
    found = _verdicts(*those)
    assert ((found.categories["reasons"] == "") == found.categories["verdict"].isin(["comparable", "neither"])).all()
    kg = {(one.key[0], row["category_id"]): row["market_kg"] for one in those for row in one.categories.to_dict("records")}
    for row in found.pairs.to_dict("records"):
        mine = found.categories[
            (found.categories["left_id"] == row["left_id"]) & (found.categories["right_id"] == row["right_id"])
        ]
        shared = mine.loc[mine["verdict"] == "comparable", "category_id"]
        assert row["left_overlap_kg"] == pytest.approx(sum(kg[row["left_id"], name] for name in shared))
        assert row["right_overlap_kg"] == pytest.approx(sum(kg[row["right_id"], name] for name in shared))
