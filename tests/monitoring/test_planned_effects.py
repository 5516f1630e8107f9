"""Planned against measured: never more is borne out than the amounts have changed, and shared amounts are told together."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers_of import heat, ledger

from hjj_lib import tables
from hjj_lib.monitoring import action_groups, begun, planned_and_measured, status_rows
from hjj_lib.monitoring.planned_effects import _figures

HOW = {"boundary": "core", "price_index": ""}


def plan(*rows):
    usual = {"start_year": 2025, "status": "done", "owner_role": "property manager"}
    return tables.checked(pd.DataFrame([{**usual, **row} for row in rows]), tables.PlannedAction, file="test")


def market(found):
    rows = found.groups[found.groups["view"] == "market"]
    return rows.iloc[0].to_dict()


def measured(years_of, before, now, planned_kg=20_000.0, **more):
    rows = plan({"action_id": "lower_temperature", "planned_reduction_kg": planned_kg, **more})
    return planned_and_measured(years_of({2024: before, 2025: now}), rows, **HOW)


def test_a_tenth_less_heat_bears_out_ten_of_twenty_tonnes(years_of):
    # 1 000 MWh × 0.1 = 100 t → 900 MWh × 0.1 = 90 t
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(900, 0.1, year=2025))))
    assert (row["planned_kg"], row["since"]) == (20_000, 2024)
    assert [row[name] for name in ("measured_kg", "borne_out_kg", "other_kg")] == pytest.approx([10_000, 10_000, 0])
    assert row["verdict"] == "less_than_planned"


def test_a_written_expectation_is_that_of_the_market_based_view(years_of):
    found = measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(900, 0.1, year=2025)))
    location = found.groups[found.groups["view"] == "location"].iloc[0]
    assert location["verdict"] == "not_written"
    assert location["measured_kg"] == pytest.approx(10_000)


def test_more_than_what_was_expected_is_not_claimed(years_of):
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(500, 0.1, year=2025))))
    assert [row["measured_kg"], row["borne_out_kg"]] == pytest.approx([50_000, 20_000])
    assert row["verdict"] == "as_planned"


def test_a_cleaner_factor_is_no_work_of_the_action(years_of):
    # 100 t → 50 t, but as much heat: nothing is borne out.
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(1000, 0.05, year=2025))))
    assert [row["measured_kg"], row["borne_out_kg"], row["other_kg"]] == pytest.approx([0, 0, 50_000])
    assert row["verdict"] == "amounts_rose"


def electricity(bought, certified, year):
    row = {"category_id": "electricity", "factor_role": "electricity", "year": year}
    return ledger(
        {**row, "activity_id": "electricity", "amount": bought, "factor": 0.2},
        {**row, "activity_id": "electricity_certified", "amount": certified, "factor": 0.0},
    )


def test_a_contract_that_ended_is_not_held_against_an_action_that_saves_electricity(years_of):
    # 500 + 500 MWh → 900 + 0 MWh: a tenth less used, and 180 t in place of 100 t because nothing is certified any more.
    years = years_of({2024: electricity(500, 500, 2024), 2025: electricity(900, 0, 2025)})
    row = market(planned_and_measured(years, plan({"action_id": "led_lighting", "planned_reduction_kg": 30_000.0}), **HOW))
    assert row["measured_kg"] > 0
    assert row["measured_kg"] + row["other_kg"] == pytest.approx(-80_000)


def test_a_new_contract_is_measured_where_it_is_the_action(years_of):
    # 1 000 + 0 MWh → 400 + 600 MWh: 200 t → 80 t.
    years = years_of({2024: electricity(1000, 0, 2024), 2025: electricity(400, 600, 2025)})
    row = market(planned_and_measured(years, plan({"action_id": "green_electricity", "planned_reduction_kg": 2e5}), **HOW))
    assert row["measured_kg"] == pytest.approx(120_000)
    assert row["borne_out_kg"] == pytest.approx(120_000)


def test_amounts_that_rose_bear_out_nothing(years_of):
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(1100, 0.1, year=2025))))
    assert [row["measured_kg"], row["borne_out_kg"]] == pytest.approx([-10_000, 0])


def test_half_of_a_ramp_of_two_years_is_half_of_the_expected_effect(years_of):
    before, now = ledger(heat(1000, 0.1)), ledger(heat(900, 0.1, year=2025))
    found = planned_and_measured(
        years_of({2024: before, 2025: now}),
        plan({"action_id": "ventilation_control", "planned_reduction_kg": 8000.0}),
        **HOW,
    )
    assert market(found)["planned_kg"] == pytest.approx(4000)


def test_without_a_written_expectation_it_is_the_library_applied_to_the_year_before(years_of):
    # Lower temperature takes 4 % of 100 t.
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(990, 0.1, year=2025)), planned_kg=None))
    assert row["planned_kg"] == pytest.approx(4000)
    assert row["borne_out_kg"] == pytest.approx(1000)


def test_without_figures_from_before_the_start_nothing_is_said(years_of):
    row = market(measured(years_of, ledger(heat(1000, 0.1)), ledger(heat(900, 0.1, year=2025)), start_year=2020))
    assert row["verdict"] == "no_earlier_year"
    assert pd.isna(row["borne_out_kg"])
    assert pd.isna(row["since"])


def test_actions_on_the_same_amounts_are_one_group_with_one_measured_effect(years_of):
    rows = plan(
        {"action_id": "lower_temperature", "planned_reduction_kg": 3000.0},
        {"action_id": "heat_recovery", "planned_reduction_kg": 9000.0},
    )
    found = planned_and_measured(years_of({2024: ledger(heat(1000, 0.1)), 2025: ledger(heat(900, 0.1, year=2025))}), rows, **HOW)
    row = market(found)
    assert len(found.groups) == 2  # one group in two views
    assert set(row["action_ids"].split()) == {"lower_temperature", "heat_recovery"}
    assert row["planned_kg"] == pytest.approx(3000 + 9000 / 3)  # the recovery of heat grows over three years


def test_ideas_dropped_and_later_actions_have_not_begun():
    rows = plan(
        {"action_id": "a", "status": "idea"},
        {"action_id": "b", "status": "dropped"},
        {"action_id": "c", "status": "decided"},
        {"action_id": "d", "start_year": 2026},
        {"action_id": "e", "status": "under_way"},
    )
    assert begun(rows, 2025)["action_id"].tolist() == ["e"]


def test_an_action_on_the_factor_of_purchases_cannot_be_seen(years_of):
    found = planned_and_measured(
        years_of({2024: ledger(heat(1000, 0.1)), 2025: ledger(heat(900, 0.1, year=2025))}),
        plan({"action_id": "procurement_criteria"}),
        **HOW,
    )
    assert found.unseen == ("procurement_criteria",)
    assert found.groups.empty


def test_groups_join_over_a_third_action():
    actions = pd.DataFrame(
        [("one", "oil", None), ("two", "gas", None), ("three", "oil gas", None), ("four", "bus", "train")],
        columns=["action_id", "activity_id", "to_activity_id"],
    )
    assert action_groups(actions) == [("one", "two", "three"), ("four",)]
    assert action_groups(actions.drop(2)) == [("one",), ("two",), ("four",)]


def test_late_is_what_is_open_after_its_day_and_what_should_have_begun():
    rows = plan(
        {"action_id": "a", "status": "under_way", "deadline": "2025-06-30"},
        {"action_id": "b", "status": "done", "deadline": "2025-06-30"},
        {"action_id": "c", "status": "decided", "deadline": "2026-06-30"},
        {"action_id": "d", "status": "decided", "start_year": 2026},
    )
    told = status_rows(rows, 2025)
    assert told["overdue"].tolist() == [True, False, False, False]
    assert told["not_begun"].tolist() == [False, False, True, False]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_what_is_borne_out_is_never_more_than_planned_or_measured(planned, by_amounts):
    found = _figures(planned, by_amounts, 0.0, 2024)
    assert 0 <= found["borne_out_kg"] <= max(min(planned, by_amounts), 0)
