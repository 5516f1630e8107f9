"""Ranks: only among results that may be compared, everything else shown with its reasons; how a rank moves."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions_of import submission

from hjj_lib.network.comparability import standings
from hjj_lib.network.ranking import rank_moves, ranking, shared_categories
from hjj_lib.network.words import REASON_SENTENCES

PER = {"boundary": "core", "view": "market", "per": "student_years"}
NOT_THERE = {"coverage": "not", "method": "none", "market_kg": 0.0}


def _ranks(table: pd.DataFrame) -> dict[str, int | None]:
    ranks = table["rank"].astype(object)
    return dict(zip(table["institution_id"], ranks.where(ranks.notna(), None), strict=True))


def test_lower_is_better_and_equals_share_the_better_rank():
    # per 100 student-years: 8, 6, 6, 4 kg
    those = [submission(name, {"heat": kg}) for name, kg in (("a", 800.0), ("b", 600.0), ("c", 600.0), ("d", 400.0))]
    table = ranking(those, **PER)
    assert _ranks(table) == {"a": 4, "b": 2, "c": 2, "d": 1}
    assert table["intensity_kg"].tolist() == [8.0, 6.0, 6.0, 4.0]
    # higher figures plus half of the equal ones, itself included: 0.5, 1 + 1, 1 + 1, 3.5 of 4
    assert table["percentile"].tolist() == [0.125, 0.5, 0.5, 0.875]


def test_ranks_are_given_before_anything_is_rounded():
    those = [submission("a", {"heat": 600.000002}), submission("b", {"heat": 600.000001})]
    assert _ranks(ranking(those, **PER)) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (submission("odd", {"heat": 1.0}, year=2024), "other_year"),
        (submission("odd", {"heat": 1.0}, basis_version="2026.1"), "other_basis"),
        (submission("odd", {"heat": 1.0}, gwp_set="AR6"), "other_gwp_set"),
        (submission("odd", {"heat": 1.0}, reporting_unit="with_projects"), "other_unit"),
        (submission("odd", {"heat": 1.0}, consolidation="equity_share"), "other_consolidation"),
        (submission("odd", {"heat": {"market_kg": 1.0, "coverage": "partial"}}), "partial"),
        (submission("odd", {"heat": {"market_kg": 1.0, "method": "stated"}}), "other_method"),
        (submission("odd", {"heat": {"market_kg": 1.0, "allocation_method": "energy_method"}}), "other_allocation"),
        (submission("odd", {"heat": {"market_kg": None, "location_kg": 1.0}}), "no_view"),
        (submission("odd", {"heat": NOT_THERE}), "category_missing"),
        (submission("odd", {"heat": 1.0}, denominators={"staff_years": 1.0}), "no_denominator"),
        (submission("odd", {"heat": 1.0}, denominators={"student_years": 0.0}), "no_denominator"),
    ],
)
def test_what_is_not_comparable_is_shown_but_not_ranked(other, reason):
    table = ranking([submission("a", {"heat": 800.0}), submission("b", {"heat": 600.0}), other], **PER)
    assert _ranks(table) == {"a": 2, "b": 1, "odd": None}
    assert table.set_index("institution_id")["reasons"].to_dict() == {"a": "", "b": "", "odd": reason}
    assert set(table["ranked_count"]) == {2}
    assert reason in REASON_SENTENCES


def test_a_group_is_ranked_over_what_more_than_half_of_it_covers_fully():
    those = [
        submission("a", {"heat": 800.0, "farm": 5000.0}),
        submission("b", {"heat": 600.0, "farm": NOT_THERE}),
    ]
    assert shared_categories(standings(those, boundary="core")) == ["heat"]
    assert ranking(those, **PER)["kg"].tolist() == [800.0, 600.0]
    named = ranking(those, **PER, categories=["heat", "farm"])
    assert _ranks(named) == {"a": 1, "b": None}


def test_a_category_that_is_in_no_result_is_refused():
    with pytest.raises(ValueError, match="moon"):
        ranking([submission("a", {"heat": 1.0})], **PER, categories=["heat", "moon"])


def test_a_group_that_shares_nothing_ranks_nobody():
    those = [submission("a", {"heat": 800.0, "farm": NOT_THERE}), submission("b", {"heat": NOT_THERE, "farm": 1.0})]
    table = ranking(those, **PER)
    assert _ranks(table) == {"a": None, "b": None}
    assert (table["reasons"] != "").all()


def test_a_rank_moves_with_the_denominator_and_the_view():
    # a: 800 market, 200 location; b: 600 both. Without apprentices a has 100 student-years, b 50.
    a = submission(
        "a",
        {"heat": {"market_kg": 800.0, "location_kg": 200.0}},
        denominators={"student_years": 100.0, "student_years_without_apprenticeship": 100.0},
    )
    b = submission("b", {"heat": 600.0}, denominators={"student_years": 100.0, "student_years_without_apprenticeship": 50.0})
    table = rank_moves(
        [a, b],
        boundaries=["core"],
        views=["market", "location"],
        denominators=["student_years", "student_years_without_apprenticeship"],
    )
    ranks = table[table["institution_id"] == "a"].set_index(["view", "per"])["rank"].to_dict()
    assert ranks == {
        ("market", "student_years"): 2,  # 8 against 6
        ("market", "student_years_without_apprenticeship"): 1,  # 8 against 12
        ("location", "student_years"): 1,  # 2 against 6
        ("location", "student_years_without_apprenticeship"): 1,
    }


@given(st.lists(st.tuples(st.floats(1, 1000), st.sampled_from(["full", "partial", "not"])), min_size=1, max_size=8))
def test_whoever_is_ranked_is_full_and_the_percentiles_of_all_ranked_average_a_half(figures):
    those = [
        submission(f"s{number}", {"heat": {"market_kg": kg, "coverage": coverage}})
        for number, (kg, coverage) in enumerate(figures)
    ]
    table = ranking(those, **PER, categories=["heat"])
    ranked = table["rank"].notna()
    assert [coverage == "full" for _, coverage in figures] == ranked.tolist()
    assert (table["reasons"] == "").tolist() == ranked.tolist()
    if ranked.any():
        assert table["percentile"].mean() == pytest.approx(0.5)
