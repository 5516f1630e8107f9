"""Every kind of target as a path, milestones, budgets of emissions: numbers that one can do in the head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.scenarios import (
    Target,
    allowed_kg,
    allowed_shares,
    beside,
    budget_use,
    demands,
    denominator_growth,
    further_levels,
    milestone_table,
    spent_in,
    what_hangs_on_each,
)
from hjj_lib.tables import TARGET_KINDS


def target(kind: str = "linear", **more: Any) -> Target:
    """Half of 2020 in 2030."""
    half = Target("t", {}, "core", "market", kind, base_year=2020, target_year=2030, reduction_pct=50.0)
    if kind == "points":
        half = replace(half, points=((2022, 40.0), (2030, 50.0)))
    if kind == "contraction":
        half = replace(half, rate_pct_per_year=5.0)
    return replace(half, **more)


@pytest.mark.parametrize(
    ("kind", "share_2022", "share_2025"),
    [
        ("linear", 0.9, 0.75),
        ("compound", 0.5**0.2, 0.5**0.5),
        ("contraction", 0.9, 0.75),  # five points of the base year every year
        ("points", 0.6, 0.5625),  # 40 % by 2022, then ten points over eight years
        ("intensity", 0.9, 0.75),
    ],
)
def test_each_kind_has_its_path(kind: str, share_2022: float, share_2025: float) -> None:
    assert allowed_shares(target(kind), [2022, 2025]) == pytest.approx([share_2022, share_2025])


@given(
    kind=st.sampled_from(TARGET_KINDS),
    years=st.lists(st.integers(1990, 2100), min_size=2, max_size=9).map(sorted),
)
def test_a_path_never_rises_and_stays_where_it_ends(kind: str, years: list[int]) -> None:
    shares = allowed_shares(target(kind), [2020, *years, 2030])
    assert (shares[0], shares[-1]) == (pytest.approx(1.0), pytest.approx(0.5))
    assert np.all(np.diff(shares[1:-1]) <= 1e-12)
    assert allowed_shares(target(kind), [1990, 2100]) == pytest.approx([1.0, 0.5])


def test_the_same_percentage_every_year_is_a_compound_path() -> None:
    quarter = target("compound", reduction_pct=75.0, target_year=2022)
    assert allowed_kg(quarter, [2020, 2021, 2022], base_kg=400.0) == pytest.approx([400, 200, 100])


def test_an_intensity_allows_more_when_there_is_more_of_its_denominator() -> None:
    per_student = target("intensity", per="student_years")
    growth = denominator_growth(per_student, [2020, 2030], {2020: 100.0, 2025: 120.0})
    assert growth == pytest.approx([1.0, 1.2])  # nothing is said about later years, so it stays
    assert allowed_kg(per_student, [2020, 2030], base_kg=1000.0, growth=growth) == pytest.approx([1000, 600])


def test_a_denominator_develops_as_the_file_says_but_never_against_what_was_reported() -> None:
    growing = target("intensity", per="student_years", development=((2024, 500.0), (2030, 200.0)))
    growth = denominator_growth(growing, [2024, 2025, 2030, 2040], {2020: 100.0, 2025: 100.0})
    assert growth == pytest.approx([1.0, 1.0, 2.0, 2.0])


def test_only_an_intensity_grows() -> None:
    with pytest.raises(ValueError, match="intensity"):
        allowed_kg(target(), [2030], base_kg=1.0, growth=np.array([2.0]))


def path(*plan_kg: float) -> pd.DataFrame:
    years = range(2025, 2025 + len(plan_kg))
    totals = pd.DataFrame({"year": list(years), "baseline_kg": 1000.0, "plan_kg": plan_kg})
    return beside(totals, allowed_kg(target(), list(years), base_kg=1000.0))


def test_the_gap_is_the_plan_above_what_is_allowed() -> None:
    rows = path(800, 700, 600, 600, 500, 500)
    assert rows["gap_kg"].tolist() == pytest.approx([50, 0, -50, 0, -50, 0])
    assert rows["cumulative_gap_kg"].iloc[-1] == pytest.approx(-50)


def test_milestones_and_the_target_are_met_missed_or_not_known() -> None:
    wanted = target(milestones=((2022, 5.0), (2024, 20.0), (2027, 45.0)))
    rows = milestone_table(path(800, 700, 600, 600, 500, 500), wanted, base_kg=1000.0, denominator={}, reported={2024: 790.0})
    assert rows["year"].tolist() == [2022, 2024, 2027, 2030]
    assert rows["allowed_kg"].tolist() == pytest.approx([950, 800, 550, 500])
    assert rows["gap_kg"].tolist()[1:] == pytest.approx([-10, 50, 0])
    assert rows["met"].tolist()[1:] == [True, False, True]
    assert pd.isna(rows["met"].iloc[0])
    assert pd.isna(rows["plan_kg"].iloc[0])


def test_a_milestone_of_an_intensity_grows_with_its_denominator() -> None:
    per_student = target("intensity", per="student_years", milestones=((2027, 50.0),))
    rows = milestone_table(path(800, 700, 600), per_student, base_kg=1000.0, denominator={2020: 1.0, 2025: 1.2}, reported={})
    assert rows["allowed_kg"].iloc[0] == pytest.approx(600)
    assert bool(rows["met"].iloc[0])


def test_a_milestone_in_the_target_year_is_the_target() -> None:
    assert demands(target(milestones=((2025, 20.0), (2030, 10.0)))) == [(2025, 20.0), (2030, 50.0)]


def test_a_budget_is_used_from_the_year_after_the_base_year() -> None:
    wanted = target(target_year=2024, cumulative_budget_t=2.5)
    use = budget_use({2020: 1000.0, 2022: 800.0, 2024: 700.0}, wanted)
    assert use["emissions_kg"].tolist() == pytest.approx([900, 800, 750, 700])  # between known years evenly
    assert use["used_kg"].tolist() == pytest.approx([900, 1700, 2450, 3150])
    assert use["left_kg"].iloc[-1] == pytest.approx(-650)
    assert spent_in(use) == 2024


def test_a_budget_that_is_used_to_the_last_kilogram_lasts() -> None:
    use = budget_use({2020: 1000.0, 2022: 1000.0}, target(target_year=2022, cumulative_budget_t=2.0))
    assert use["left_kg"].tolist() == pytest.approx([1000, 0])
    assert spent_in(use) is None
    assert budget_use({2020: 1.0}, target()).empty


def test_what_hangs_on_each_action() -> None:
    parts = pd.DataFrame({"year": 2030, "view": "market", "action_id": ["small", "large"], "added_kg": [10.0, 100.0]})
    library = pd.DataFrame({"action_id": ["small", "large"], "uncertainty_95_pct": [50.0, 300.0]})
    rows = what_hangs_on_each(parts, library, year=2030, view="market", gap_kg=-40.0).set_index("action_id")
    assert rows.index.tolist() == ["large", "small"]
    assert rows["gap_without_kg"].to_dict() == {"large": 60.0, "small": -30.0}
    assert rows["decides"].to_dict() == {"large": True, "small": False}
    assert rows["short_kg"].to_dict() == {"large": 100.0, "small": 5.0}  # never more than all of it
    missed = what_hangs_on_each(parts, library, year=2030, view="market", gap_kg=1.0)
    assert not missed["decides"].any()  # a target that is missed anyway hangs on no single action


def test_what_an_action_did_before_is_in_the_ledger_already() -> None:
    table = pd.DataFrame({"action_id": ["a"], "ramp_years": [4], "effect_pct": [40.0]})
    begun = further_levels(table, pd.Series({"a": 2024}), [2025, 2026, 2027, 2030], ledger_year=2025)
    # two of four years: 20 % is gone, 80 left; 30 % is then 1/8 of what is left, 40 % is 1/4
    assert (begun[:, 0] * 0.4).tolist() == pytest.approx([0, 0.125, 0.25, 0.25])
    coming = further_levels(table, pd.Series({"a": 2026}), [2025, 2026, 2029], ledger_year=2025)
    assert coming[:, 0].tolist() == pytest.approx([0, 0.25, 1])


def test_an_action_that_has_removed_everything_removes_nothing_more() -> None:
    table = pd.DataFrame({"action_id": ["a"], "ramp_years": [1], "effect_pct": [100.0]})
    assert further_levels(table, pd.Series({"a": 2020}), [2026], ledger_year=2025).tolist() == [[0.0]]
