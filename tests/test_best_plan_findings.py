"""What report 04 says of the best plan, from a small world whose sums can be done in the head."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from plans_of import LEDGER_YEAR, action, ledger, possible

from hjj_lib import tables
from hjj_lib.best_plan_findings import (
    ACTION_HEADINGS,
    PLAN_HEADINGS,
    BestPlans,
    Wishes,
    action_rows,
    best_plans,
    best_sentence,
    money_sentence,
    often_sentence,
    plan_rows,
    proof_sentences,
)
from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.language import Language
from hjj_lib.scenarios import ActionBudget, Target
from hjj_lib.uncertainty import Assumptions

ENGLISH = Language("en")
ASSUMPTIONS = Assumptions(tables.empty(tables.Pedigree))
#: 100 × 100 kg and 50 × 40 kg: 12 000 kg.
AMOUNTS = {"a": 100.0, "b": 50.0}
ACTIONS = [
    # 20 units: 2 000 kg for 20 €; 50 units: 5 000 kg for 500 €; 25 units: 1 000 kg for 25 €
    action("little", "activity", "a", 20.0, investment_eur_per_unit=1.0, name_en="Little"),
    action("much", "activity", "a", 50.0, investment_eur_per_unit=10.0, name_en="Much"),
    action("other", "activity", "b", 50.0, investment_eur_per_unit=1.0, name_en="</script>=cmd|"),
]
LIBRARY = pd.DataFrame(ACTIONS)
EVEN = Target("main", {"en": "Main"}, "core", "market", "linear", LEDGER_YEAR, 2030, 25.0)


def asked(target: Target = EVEN, budget_eur: float = 0.0, **money: float) -> tuple[BestPlans, DecidedPlan]:
    world = possible(AMOUNTS, ACTIONS)
    plan = pd.DataFrame({"action_id": ["much"], "start_year": [2027]})
    decided = DecidedPlan(
        plan, tables.empty(tables.PlannedAction), "example", LEDGER_YEAR, 2026, target, "example", budget=ActionBudget(**money)
    )
    decided = replace(decided, base={LEDGER_YEAR: ledger(AMOUNTS)})
    wishes = Wishes(last_year=2030, discount_pct=0.0, budget_eur=budget_eur, draws=16, seed=1)
    return best_plans(decided, world, ASSUMPTIONS, wishes), decided


def test_the_cheapest_plan_is_told_with_its_money_and_its_proof():
    # 25 % of 12 000 are 3 000 kg: "little" and "other" together, for 45 € instead of 500 €
    best, _ = asked()
    assert sorted(best.for_target.plan["action_id"]) == ["little", "other"]
    sentence = best_sentence(best, ENGLISH)
    assert sentence.startswith("The cheapest plan that reaches the target has 2 actions. It needs 45 € of investment and costs ")
    assert "It is proven that no other choice of these actions and years reaches the target for less." in proof_sentences(
        best, ENGLISH
    )
    rows = plan_rows(best, ENGLISH).set_index("plan_id")
    assert rows.loc[["best", "own"], "kg"].tolist() == pytest.approx([9000, 7000])
    assert rows["over_kg"].tolist() == [0, 0, 0, 0]
    assert rows.loc["own", "investment_eur"] == 500
    # nothing is uncertain here; of four plans and two without an action the first is the best in every draw
    assert rows["meets_share"].tolist() == [1, 1, 1, 1]
    assert rows["best_share"].tolist() == [1, 0, 0, 0]
    assert set(PLAN_HEADINGS) <= set(rows.columns)
    assert "reaches the target in 100% of the draws. In 100% of them it is the best of 6 plans" in often_sentence(
        best, LIBRARY, ENGLISH
    )


def test_a_plan_that_is_the_best_more_often_is_named():
    best, _ = asked()
    assert "More often" not in often_sentence(best, LIBRARY, ENGLISH)
    fewer = replace(best, most_often=("best", "little"), most_often_share=0.5)
    assert often_sentence(fewer, LIBRARY, ENGLISH).endswith(
        "More often, in 50% of the draws, it is best without this action: Little."
    )
    other = replace(best, most_often=("own", ""), most_often_share=0.5)
    assert often_sentence(other, LIBRARY, ENGLISH).endswith(
        "More often, in 50% of the draws, another one is the best: The report's plan."
    )


def test_the_money_of_the_reports_plan_could_do_more():
    best, _ = asked()
    # 500 € do "much"; for no more than 500 € there is nothing that lessens more than 5 000 kg
    assert money_sentence(best, ENGLISH).startswith("No plan was found that emits less in the target year")
    dear = replace(best, plans=best.plans.assign(kg=[9000.0, 6000.0, 9000.0, 7000.0]))
    assert money_sentence(dear, ENGLISH) == (
        "For no more investment than in the report's plan (500 €), another plan would emit 1.0\u00a0t\u00a0CO₂e less in 2030."
    )
    blind = replace(dear, for_money=replace(best.for_money, status="within_gap", best_possible=-math.inf))
    assert money_sentence(blind, ENGLISH).endswith("there may be a much better plan.")
    unproven = replace(dear, for_money=replace(best.for_money, status="within_gap", best_possible=0.0))
    assert money_sentence(unproven, ENGLISH).endswith(
        "It is not proven to be the best; at most 7.0\u00a0t\u00a0CO₂e could still be gained."
    )


def test_a_milestone_on_the_way_is_kept_too():
    # 40 % of 12 000 kg are 4 800 kg by 2027: all others together lessen only 3 000 kg
    best, _ = asked(replace(EVEN, milestones=((2027, 40.0),)))
    assert best.for_target.question.limits_kg == {2027: pytest.approx(7200), 2030: pytest.approx(9000)}
    assert "much" in best.for_target.plan["action_id"].tolist()
    assert best.for_target.over_kg == 0


def test_a_target_out_of_reach_is_said_with_what_is_missing():
    # all together: 100 × 0.8 × 0.5 × 100 + 25 × 40 = 5 000 kg; 90 % leave 1 200 kg
    best, _ = asked(replace(EVEN, reduction_pct=90.0))
    assert best_sentence(best, ENGLISH) == (
        "No plan of these actions reaches the target: even the nearest one is 3.8\u00a0t\u00a0CO₂e above it. It is shown below."
    )
    assert plan_rows(best, ENGLISH)["name"].iloc[0] == "Nearest to the target"
    assert not [one for one in proof_sentences(best, ENGLISH) if "proven" in one]


def test_too_little_money_is_told_apart_from_too_few_actions():
    poor, _ = asked(budget_eur=20.0)
    assert best_sentence(poor, ENGLISH).startswith(
        "No plan within this money reaches the target: the nearest one is 1.0\u00a0t\u00a0CO₂e above it."
    )
    assert best_sentence(poor, ENGLISH).endswith("With more money the target could be reached.")
    assert "Investments may be at most 20 € in all; renewals are no part of it." in proof_sentences(poor, ENGLISH)
    both, _ = asked(replace(EVEN, reduction_pct=90.0), yearly_eur=20.0, total_eur=40.0)
    assert "Even with any sum of money 3.8\u00a0t\u00a0CO₂e would be left." in best_sentence(both, ENGLISH)
    assert "Investments may be at most 20 € a year and 40 € in all; renewals are no part of it." in proof_sentences(both, ENGLISH)
    yearly, _ = asked(yearly_eur=25.0)
    assert "Investments may be at most 25 € a year; renewals are no part of it." in proof_sentences(yearly, ENGLISH)
    assert sorted(yearly.for_target.plan["start_year"]) == sorted(set(yearly.for_target.plan["start_year"]))


def test_what_is_not_proven_is_said():
    best, _ = asked()
    rough = replace(best.for_target, status="within_gap", best_possible=best.for_target.cost_eur - 7)
    assert proof_sentences(replace(best, for_target=rough), ENGLISH)[0] == (
        "The search ended before it was proven that nothing is cheaper: a cheaper plan could save at most 7 €."
    )
    blind = replace(rough, best_possible=-math.inf)
    assert proof_sentences(replace(best, for_target=blind), ENGLISH)[0] == (
        "The search ended before anything was proven: there may be a much better plan."
    )
    nothing = replace(best.for_target, status="not_found")
    assert best_sentence(replace(best, for_target=nothing), ENGLISH) == (
        "The search ended without a plan that reaches the target."
    )
    saving = replace(best.for_target, plan=best.for_target.plan.assign(cost_eur=[-10.0, -5.0]))
    assert "saves 15 € more than it costs by 2030" in best_sentence(replace(best, for_target=saving), ENGLISH)


def test_each_action_is_shown_once_with_its_start_in_every_plan():
    best, _ = asked()
    rows = action_rows(best, LIBRARY, ENGLISH)
    assert set(ACTION_HEADINGS) <= set(rows.columns)
    assert sorted(rows["action_id"]) == ["little", "much", "other"]
    much = rows.set_index("action_id").loc["much"]
    assert (much["best_words"], much["own_words"]) == ("", "2027")
    assert rows.set_index("action_id").loc["other", "name"] == "</script>=cmd|"
