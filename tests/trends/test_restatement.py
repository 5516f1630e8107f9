"""The base year is restated for what was wrong or is counted otherwise, never for growth."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers_of import heat, ledger

from hjj_lib.problems import DataError
from hjj_lib.trends import base_year_changes, base_year_problems, exceptional_years, restatements, why_changed

BASE = {"market": 1000.0, "location": 2000.0}


def changes(*rows):
    columns = ["version", "view", "cause", "change_kg"]
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns).assign(
        base_year=2023, reason="why"
    )


def told(*rows, base=BASE):
    found = restatements(base, changes(*rows), threshold_pct=5)
    columns = ["version", "view", "before_kg", "recalculated_kg", "restated", "in_use_kg"]
    return found[columns].to_numpy().tolist()


def test_changes_below_the_threshold_keep_the_total_and_add_up_until_they_exceed_it():
    assert told(("v1", "market", "factor", 30.0), ("v2", "market", "method", 21.0)) == [
        ["v1", "market", 1000, 1030, False, 1000],
        ["v1", "location", 2000, 2000, False, 2000],
        ["v2", "market", 1000, 1051, True, 1051],
        ["v2", "location", 2000, 2000, True, 2000],
    ]


def test_one_view_is_enough_to_restate_both():
    found = told(("v1", "market", "factor", 20.0), ("v1", "location", "factor", -101.0))
    assert [row[-2:] for row in found] == [[True, 1020], [True, 1899]]


def test_exactly_the_threshold_does_not_exceed_it():
    assert [row[-2] for row in told(("v1", "market", "factor", 50.0))] == [False, False]


def test_after_a_restatement_the_count_begins_anew():
    rows = ("v1", "market", "factor", 60.0), ("v2", "market", "factor", 50.0)
    assert [row[-2] for row in told(*rows) if row[1] == "market"] == [True, False]


def test_ups_and_downs_cancel_out_in_the_rule_and_stay_visible():
    rows = changes(("v1", "market", "factor", 80.0), ("v1", "market", "data_correction", -60.0))
    found = restatements(BASE, rows, threshold_pct=5)
    market = found[found["view"] == "market"].iloc[0]
    assert [market["cumulative_pct"], market["gross_pct"]] == pytest.approx([2, 14])
    assert not market["restated"]
    assert (market["causes"], market["reasons"]) == ("data_correction factor", "why")


def test_growth_is_no_cause():
    with pytest.raises(DataError):
        restatements(BASE, changes(("v1", "market", "activity", 500.0)), threshold_pct=5)


def test_growth_between_the_years_does_not_reach_the_base_year_but_a_newer_factor_does():
    before, again = ledger(heat(1000, 0.10)), ledger(heat(1000, 0.11))
    grown = why_changed(before, before, ledger(heat(9000, 0.10)), boundary="inventory")
    assert base_year_changes(grown.effects, base_year=2023, version="2026.2").empty
    newer = why_changed(before, again, ledger(heat(9000, 0.11)), boundary="inventory")
    found = base_year_changes(newer.effects, base_year=2023, version="2026.2", reason="newer statistics")
    assert found[["view", "cause"]].to_numpy().tolist() == [["location", "factor"], ["market", "factor"]]
    assert found["change_kg"].tolist() == pytest.approx([10_000, 10_000])
    assert restatements({"market": 1e5, "location": 1e5}, found, threshold_pct=5)["restated"].all()


def test_any_change_restates_a_total_of_zero_whose_percentage_is_unknown():
    base = {"market": 0.0, "location": 2000.0}
    found = restatements(base, changes(("v1", "market", "factor", 1.0)), threshold_pct=5)
    assert found["restated"].all()
    assert found["cumulative_pct"].isna().tolist() == [True, False]


def test_several_base_years_are_not_mixed_and_no_changes_give_no_rows():
    with pytest.raises(ValueError, match="one base year"):
        restatements(
            BASE,
            changes(("v1", "market", "factor", 1.0), ("v1", "market", "method", 1.0)).assign(base_year=[1, 2]),
            threshold_pct=5,
        )
    assert restatements(BASE, changes().assign(base_year=[], reason=[]), threshold_pct=5).empty


def test_an_exceptional_year_as_base_year_is_asked_about():
    assert [one.code for one in base_year_problems(2020, exceptional_years())] == ["exceptional_base_year"]
    assert base_year_problems(2019, exceptional_years()) == ()


_CHANGE = st.tuples(
    st.sampled_from(["v1", "v2", "v3"]), st.sampled_from(["market", "location"]), st.just("factor"), st.floats(-90, 90)
)


@given(st.lists(_CHANGE, min_size=1, max_size=6))
def test_no_change_is_ever_lost(rows):
    found = restatements(BASE, changes(*rows), threshold_pct=5)
    for view, base in BASE.items():
        last = found[found["view"] == view].iloc[-1]
        assert last["recalculated_kg"] == pytest.approx(base + sum(kg for _, at, _, kg in rows if at == view))
