"""How probably a plan keeps to what is allowed, what it would take to fail, and what no action reaches."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from test_scenarios import GREEN, LED, LESS_HEAT, VEGETARIAN, actions, ledger, plan_of, possible

from hjj_lib import tables
from hjj_lib.scenarios import (
    Possibilities,
    Target,
    UncertainPlan,
    chances,
    emissions_of_plan,
    evaluate_plan,
    everything_possible,
    reductions_alone,
    untouched,
)
from hjj_lib.uncertainty import Assumptions

ASSUMPTIONS = Assumptions(tables.empty(tables.Pedigree))
WHERE = {"year": 2030, "view": "market", "boundary": "core"}
NOTHING = pd.DataFrame({"action_id": [], "start_year": []}).astype({"action_id": str, "start_year": int})


def target(reduction_pct: float) -> Target:
    return Target("t", {}, "core", "market", "linear", base_year=2023, target_year=2030, reduction_pct=reduction_pct)


def drawn(what: Possibilities, plan: pd.DataFrame | None = None) -> UncertainPlan:
    return UncertainPlan(what, plan_of(actions(LESS_HEAT)) if plan is None else plan, ASSUMPTIONS, draws=512, seed=1)


def chance(now_mwh: float, base_mwh: float, reduction_pct: float, error_pct: float = 0.0) -> float:
    """Probability that a fifth less heat than now is that much less than in the base year; the factor may be wrong."""
    unsure = {"factor_uncertainty_95_pct": error_pct}
    what = possible({"heat": now_mwh}, actions(LESS_HEAT))
    what = replace(what, lines=what.lines.assign(**unsure))
    base = ledger({"heat": base_mwh}, year=2023, **unsure)
    wanted = target(reduction_pct)
    asked = [(2030, reduction_pct)]
    return chances(drawn(what), wanted, base, view="market", asked=asked, denominator={})[2030].share


def test_a_plan_is_held_against_the_base_years_own_emissions() -> None:
    # 10 MWh now, 8 with the plan; 8 is a fifth less than 10 and three fifths less than 20
    assert (chance(10, 10, 19), chance(10, 10, 21)) == (1, 0)
    assert (chance(10, 20, 59), chance(10, 20, 61)) == (1, 0)


def test_a_factor_that_is_wrong_in_both_years_changes_nothing() -> None:
    assert (chance(10, 20, 59, error_pct=50), chance(10, 20, 61, error_pct=50)) == (1, 0)


def test_every_year_that_is_asked_has_its_probability() -> None:
    what, plan = possible({"heat": 10}, actions(LESS_HEAT)), plan_of(actions(LESS_HEAT), start=2028)
    base, asked = ledger({"heat": 10}, year=2023), [(2027, 10.0), (2030, 10.0)]
    found = chances(drawn(what, plan), target(20), base, view="market", asked=asked, denominator={})
    assert {year: probability.share for year, probability in found.items()} == {2027: 0, 2030: 1}


def test_more_students_may_emit_more_under_an_intensity() -> None:
    what, base = possible({"heat": 10}, actions(LESS_HEAT)), ledger({"heat": 10}, year=2023)
    per = Target("t", {}, "core", "market", "intensity", 2023, 2030, 30.0, per="student_years")
    how = {"view": "market", "asked": [(2030, 30.0)]}
    assert chances(drawn(what), per, base, denominator={2023: 100.0}, **how)[2030].share == 0
    assert chances(drawn(what), per, base, denominator={2023: 100.0, 2025: 120.0}, **how)[2030].share == 1


def test_the_short_ways_say_the_same_as_the_whole_evaluation() -> None:
    table = actions(LED, GREEN, LESS_HEAT)
    what, plan = possible({"electricity": 10, "heat": 10}, table), plan_of(table)
    result = evaluate_plan(what, plan, [2030], boundary="core")
    totals = result.totals.set_index("view")["plan_kg"]
    assert emissions_of_plan(what, plan, **WHERE) == pytest.approx(totals["market"])
    alone = result.contributions[result.contributions["view"] == "market"].set_index("action_id")["alone_kg"]
    assert reductions_alone(what, start_year=2026, **WHERE).to_dict() == pytest.approx(alone.to_dict())


def test_of_actions_that_rule_each_other_out_the_one_that_does_more_is_taken() -> None:
    table = actions(LED, GREEN, LESS_HEAT).assign(excludes=[None, "led", None])
    chosen = everything_possible(possible({"electricity": 10, "heat": 10}, table), NOTHING, start_year=2027, **WHERE)
    assert chosen.to_dict("list") == {"action_id": ["green", "less_heat"], "start_year": [2027, 2027]}


def test_the_plans_own_choices_stay_and_an_action_brings_what_it_needs() -> None:
    table = actions(LED, GREEN, LESS_HEAT).assign(excludes=[None, "led", None], requires=[None, None, "led"])
    own = plan_of(actions(LED), start=2026)
    what = possible({"electricity": 10, "heat": 10}, table)
    assert everything_possible(what, own, start_year=2027, **WHERE)["action_id"].tolist() == ["led", "less_heat"]
    # green does most alone; less_heat needs led, which green rules out
    assert everything_possible(what, NOTHING, start_year=2027, **WHERE)["action_id"].tolist() == ["green"]
    free = possible({"heat": 10, "electricity": 1}, table.assign(excludes=None))
    assert set(everything_possible(free, NOTHING, start_year=2027, **WHERE)["action_id"]) == {"led", "green", "less_heat"}


def test_what_no_action_acts_on_is_told_by_category() -> None:
    what = possible({"electricity": 10, "heat": 10, "meals": 100}, actions(LED, VEGETARIAN))
    rows = untouched(what, plan_of(actions(LED)), view="market", boundary="core")
    assert dict(zip(rows["category_id"], rows["emissions_kg"], strict=True)) == {"heat": 1000.0, "meals": 100.0}
