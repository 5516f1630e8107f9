"""Plans over draws at speed: the digits of ``plan_draws``, and which plan is the best how often."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans_of import action, action_sets, possible

from hjj_lib import tables
from hjj_lib.scenarios import plan_draws, plan_problems
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.plans_over_draws import compare_over_draws, draw_possibilities, plan_totals, without_each
from hjj_lib.uncertainty import Assumptions

ASSUMPTIONS = Assumptions(tables.empty(tables.Pedigree))
AMOUNTS = {"a": 100.0, "b": 50.0, "c": 10.0}
#: b becomes cleaner, c less clean.
PATHS = pd.DataFrame(
    {"factor_role": ["b", "b", "c", "c"], "year": [2025, 2035, 2025, 2030], "multiplier": [1.0, 0.5, 2.0, 3.0], "source_id": "s"}
)
HOW = {"view": "market", "boundary": "core", "draws": 64, "seed": 1}
UNSURE = {"uncertainty_95_pct": 20.0, "factor_uncertainty_95_pct": 30.0}


@settings(max_examples=12, deadline=None)
@given(action_sets(most=6, ramps=3), st.data())
def test_every_year_and_draw_is_that_of_plan_draws(rows, data):
    for row in rows:
        row["uncertainty_95_pct"] = data.draw(st.sampled_from([0.0, 50.0, 150.0]))
    world = possible(AMOUNTS, rows, PATHS, **UNSURE)
    starts = [data.draw(st.integers(2024, 2029)) for _ in rows]
    plan = pd.DataFrame({"action_id": [row["action_id"] for row in rows], "start_year": starts})
    if plan_problems(plan, world.all_actions):
        plan = plan.head(0 if plan_problems(plan.head(1), world.all_actions) else 1)
    years = [2026, 2028, 2032]
    drawn = draw_possibilities(world, ASSUMPTIONS, years, **HOW)
    totals = plan_totals(drawn, plan)
    for place, year in enumerate(years):
        one = plan_draws(world, plan, ASSUMPTIONS, year=year, **HOW)
        assert totals[place] == pytest.approx(one["plan_kg"].to_numpy(), rel=1e-9)
        assert drawn.present_kg == pytest.approx(one["present_kg"].to_numpy(), rel=1e-9)


def test_many_draws_are_worked_on_in_parts_and_give_the_same():
    world = possible(AMOUNTS, [action("one", "activity", "a", 50.0, uncertainty_95_pct=30.0)], PATHS, **UNSURE)
    plan = pd.DataFrame({"action_id": ["one"], "start_year": [2026]})
    many = {**HOW, "draws": 20_000}
    drawn = draw_possibilities(world, ASSUMPTIONS, [2026, 2027], **many)
    alone = plan_draws(world, plan, ASSUMPTIONS, year=2027, **many)["plan_kg"].to_numpy()
    assert plan_totals(drawn, plan)[1] == pytest.approx(alone, rel=1e-9)


def question(objective: str) -> Question:
    return Question(objective=objective, view="market", boundary="core", years=(2030,), limits_kg={2030: 8000.0})  # type: ignore[arg-type]


def compared(objective: str, allowed: np.ndarray, **effects: float) -> pd.DataFrame:
    """Plans with one certain action each, on 100 a of 100 kg; their costs rise in their order."""
    world = possible({"a": 100.0}, [action(name, "activity", "a", effect) for name, effect in effects.items()])
    drawn = draw_possibilities(world, ASSUMPTIONS, [2030], **{**HOW, "draws": len(allowed)})
    plans = {name: pd.DataFrame({"action_id": [name], "start_year": [2026]}) for name in effects}
    costs = {name: float(place) for place, name in enumerate(effects)}
    return compare_over_draws(drawn, plans, costs, question(objective), {2030: allowed})


def test_the_cheapest_plan_within_the_limit_is_the_best_of_a_draw():
    # 9 000 kg and 7 000 kg remain; the limits of four draws: both, only the second, only the second, none.
    table = compared("least_cost", np.array([9500.0, 8000.0, 7000.0, 6000.0]), little=10.0, much=30.0)
    assert table["mean_kg"].tolist() == pytest.approx([9000, 7000])
    assert table["meets_share"].tolist() == [0.25, 0.75]
    # where none is within the limit, the one least above it
    assert table["best_share"].tolist() == [0.25, 0.75]


def test_for_least_emissions_the_smallest_sum_is_the_best_whatever_it_costs():
    table = compared("least_emissions", np.array([9500.0, 6000.0]), little=10.0, much=30.0, more=40.0)
    assert table["best_share"].tolist() == [0, 0, 1]
    assert table["meets_share"].tolist() == [0.5, 0.5, 1]
    assert table["cost_eur"].tolist() == [0, 1, 2]


def test_of_an_uncertain_effect_the_better_plan_changes_with_the_draw():
    rows = [action("sure", "activity", "a", 30.0), action("unsure", "activity", "a", 30.0, uncertainty_95_pct=100.0)]
    world = possible({"a": 100.0}, rows)
    drawn = draw_possibilities(world, ASSUMPTIONS, [2030], **{**HOW, "draws": 4000})
    plans = {name: pd.DataFrame({"action_id": [name], "start_year": [2026]}) for name in ("sure", "unsure")}
    table = compare_over_draws(drawn, plans, dict.fromkeys(plans, 0.0), question("least_emissions"), {})
    # a lognormal with mean 1 is above 1 in less than half of its draws
    assert 0.3 < table["best_share"][1] < 0.5
    assert table["best_share"].sum() == pytest.approx(1)
    assert table["meets_share"].tolist() == [1, 1]


def test_a_plan_without_an_action_is_without_what_needs_it():
    plan = pd.DataFrame({"action_id": ["one", "two", "three"], "start_year": 2026})
    plans = without_each(plan, {"two": ("one",), "three": ("two",)})
    assert {name: rest["action_id"].tolist() for name, rest in plans.items()} == {
        "one": [],
        "two": ["one"],
        "three": ["one", "two"],
    }


def test_an_empty_plan_is_what_nobody_does():
    world = possible(AMOUNTS, [action("one", "activity", "a", 50.0)], PATHS, **UNSURE)
    drawn = draw_possibilities(world, ASSUMPTIONS, [2030], **HOW)
    empty = pd.DataFrame({"action_id": [], "start_year": []})
    alone = plan_draws(world, empty, ASSUMPTIONS, year=2030, **HOW)
    assert plan_totals(drawn, empty)[0] == pytest.approx(alone["plan_kg"].to_numpy())
