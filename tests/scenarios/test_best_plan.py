"""The best plan: held against every other plan where there are few, and against the rule of thumb everywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans_of import action, action_sets, possible

from hjj_lib.inventory import select
from hjj_lib.scenarios import Possibilities, evaluate_plan, plan_problems, yearly_emissions
from hjj_lib.scenarios.best_plan import best_plan
from hjj_lib.scenarios.greedy_plan import greedy_plan
from hjj_lib.scenarios.linear_program import Effort
from hjj_lib.scenarios.plan_choices import plan_choices, plan_money
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.route_emissions import route_emissions

PROVEN = Effort(gap=0.0, nodes=100_000)
AMOUNTS = {"a": 100.0, "b": 50.0, "c": 10.0}
#: 100 × 100 + 50 × 40 + 10 × 10.
PRESENT_KG = 12_100.0
PLACE = {"view": "market", "boundary": "core"}


def asked(objective: str, limits: dict[int, float], years: tuple[int, ...] = (2030,), **money: float) -> Question:
    return Question(objective=objective, years=years, limits_kg=limits, **PLACE, **money)  # type: ignore[arg-type]


def choices_of(world: Possibilities, *starts: int) -> pd.DataFrame:
    return plan_choices(world, starts, last_year=2035, discount_pct=3.0)


@dataclass(frozen=True)
class EveryPlan:
    """Every plan that the rules allow: how many there are, their money and their emissions by year."""

    count: int
    cost: np.ndarray
    by_start: np.ndarray
    kg: dict[int, np.ndarray]

    def least(self, question: Question) -> float | None:
        """The least of what is asked for; None if no plan is within the limits."""
        fits = np.ones(self.count, dtype=bool)
        for year, limit in question.limits_kg.items():
            fits &= self.kg[year] <= limit * (1 + 1e-9)
        if question.yearly_eur is not None:
            fits &= (self.by_start <= question.yearly_eur).all(axis=1)
        if question.total_eur is not None:
            fits &= self.by_start.sum(axis=1) <= question.total_eur
        emitted = np.sum([self.kg[year] for year in question.years], axis=0)
        wanted = self.cost if question.objective == "least_cost" else emitted
        return float(wanted[fits].min()) if fits.any() else None


def every_plan(world: Possibilities, choices: pd.DataFrame, years: list[int]) -> EveryPlan:
    """Every combination of start years, less those that break a rule; a start after all years is none."""
    never = 9999
    ids = list(dict.fromkeys(choices["action_id"]))
    options = [[never, *choices.loc[choices["action_id"] == one, "start_year"]] for one in ids]
    starts = np.array(list(product(*options)))
    column = {one: starts[:, place] for place, one in enumerate(ids)}
    kept = np.ones(len(starts), dtype=bool)
    for one, needed, apart in world.all_actions[["action_id", "requires", "excludes"]].fillna("").to_numpy().tolist():
        if one in column:
            for other in needed.split():
                kept &= (column[one] == never) | (column[other] <= column[one])
            for other in apart.split():
                kept &= (column[one] == never) | (column.get(other, never) == never)
    starts = starts[kept]
    level = np.zeros((len(starts), len(years), len(world.actions)))
    for place, row in enumerate(world.actions.itertuples()):
        if row.action_id in ids:
            run = np.array(years) - starts[:, [ids.index(row.action_id)]] + 1
            level[:, :, place] = np.clip(run / row.ramp_years, 0, 1)
    emissions = route_emissions(select(world.lines, **PLACE), world.routes, world.factor_paths, years)
    kg = emissions.total(world.routes, level)
    money = choices.set_index(["action_id", "start_year"])
    cost = np.zeros(len(starts))
    by_start = np.zeros((len(starts), choices["start_year"].nunique()))
    for (one, year), row in money.iterrows():
        chosen = starts[:, ids.index(one)] == year
        cost += chosen * row["cost_eur"]
        by_start[:, sorted(set(choices["start_year"])).index(year)] += chosen * row["investment_eur"]
    return EveryPlan(len(starts), cost, by_start, {year: kg[:, place] for place, year in enumerate(years)})


def reached(answer, question: Question) -> float:
    rows = answer.emissions.set_index("year")["ledger_kg"]
    return answer.cost_eur if question.objective == "least_cost" else float(rows[list(question.years)].sum())


def test_the_cheapest_action_that_is_enough_is_chosen():
    # 20 % of a are 2 000 kg: for 1 € a unit or for 2 €; 10 % are 1 000 kg and not enough.
    world = possible(
        AMOUNTS,
        [
            action("dear", "activity", "a", 20.0, investment_eur_per_unit=2.0),
            action("cheap", "activity", "a", 20.0, investment_eur_per_unit=1.0),
            action("small", "activity", "a", 10.0, investment_eur_per_unit=0.1),
        ],
    )
    answer = best_plan(world, choices_of(world, 2026), asked("least_cost", {2030: PRESENT_KG - 2000}), PROVEN)
    assert answer.status == "optimal"
    assert answer.plan["action_id"].tolist() == ["cheap"]
    # 20 units at 1 €, half of whose twenty years are left in 2035: the present value is that of ten annuities.
    assert answer.investment_eur == 20
    assert 0 < answer.cost_eur < 20
    assert answer.over_kg == 0


def test_what_saves_money_is_chosen_too():
    world = possible(AMOUNTS, [action("saves", "activity", "b", 10.0, yearly_cost_eur_per_unit=-1.0)])
    answer = best_plan(world, choices_of(world, 2026, 2030), asked("least_cost", {2030: PRESENT_KG}), PROVEN)
    assert answer.plan[["action_id", "start_year"]].values.tolist() == [["saves", 2026]]
    assert answer.cost_eur < 0


def test_the_money_is_that_of_the_cash_view():
    world = possible(AMOUNTS, [action("one", "activity", "a", 10.0, investment_eur_per_unit=3.0, yearly_cost_eur_per_unit=-1.0)])
    money = plan_money(world, pd.DataFrame({"action_id": ["one"], "start_year": [2026]}), last_year=2026, discount_pct=0.0)
    # 10 units: 30 € bought, 19 of 20 years left, and 10 € saved in the one year.
    assert money["investment_eur"].tolist() == [30]
    assert money["cost_eur"].tolist() == pytest.approx([30 - 30 * 19 / 20 - 10])


@settings(max_examples=15, deadline=None)
@given(action_sets(most=4, ramps=3), st.sampled_from([0.0, 0.2, 0.5, 0.8]), st.booleans())
def test_it_equals_trying_every_plan_with_start_years(rows, cut, every_year):
    world = possible(AMOUNTS, rows)
    choices = choices_of(world, 2026, 2028)
    limits = dict.fromkeys((2027, 2028, 2030) if every_year else (2028,), PRESENT_KG * (1 - cut))
    every = every_plan(world, choices, [2026, 2027, 2028, 2030])
    for question in (
        asked("least_cost", limits),
        asked("least_emissions", {}, (2026, 2028, 2030), total_eur=400.0),
        asked("least_emissions", {}, (2028,), yearly_eur=300.0, total_eur=500.0),
    ):
        least = every.least(question)
        answer = best_plan(world, choices, question, PROVEN)
        if least is None:
            assert answer.status == "out_of_reach"
            assert answer.over_kg > 0
        else:
            assert answer.status == "optimal"
            assert answer.over_kg == 0
            assert reached(answer, question) == pytest.approx(least, rel=1e-6, abs=1e-6)
        assert not plan_problems(answer.plan, world.all_actions)
        assert answer.emissions["model_kg"].to_numpy() == pytest.approx(answer.emissions["ledger_kg"].to_numpy(), rel=1e-6)


def twelve(rng: np.random.Generator) -> list[dict[str, object]]:
    """Twelve actions on three activities, with competing moves, needs and exclusions."""
    rows = [action(f"saving_{n}", "activity", on, float(rng.integers(3, 30))) for n, on in enumerate(["a", "a b", "a b c", "b"])]
    rows += [action(f"factor_{n}", "factor", on, float(rng.integers(3, 30))) for n, on in enumerate(["b", "b c", "c"])]
    moves = [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    rows += [action(f"move_{n}", "share", here, float(rng.integers(10, 100)), to=there) for n, (here, there) in enumerate(moves)]
    for row in rows:
        row |= {"investment_eur_per_unit": float(rng.integers(1, 20)), "yearly_cost_eur_per_unit": float(rng.integers(-2, 3))}
    rows[1] |= {"requires": "saving_0"}
    rows[8] |= {"excludes": "move_0"}
    rows[11] |= {"requires": "move_3 factor_1"}
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_equals_trying_all_4096_plans_of_twelve_actions(seed):
    world = possible(AMOUNTS, twelve(np.random.default_rng(seed)))
    choices = choices_of(world, 2027)
    every = every_plan(world, choices, [2030])
    assert every.count > 1000
    for share in (0.3, 0.5, 0.7):
        question = asked("least_cost", {2030: PRESENT_KG * share})
        answer = best_plan(world, choices, question, PROVEN)
        assert answer.status == "optimal"
        assert answer.cost_eur == pytest.approx(every.least(question))
    for euros in (200.0, 500.0, 1000.0):
        question = asked("least_emissions", {}, total_eur=euros)
        answer = best_plan(world, choices, question, PROVEN)
        assert answer.emissions["ledger_kg"].tolist() == pytest.approx([every.least(question)])


@settings(max_examples=15, deadline=None)
@given(action_sets(most=7, ramps=2), st.sampled_from([0.1, 0.3, 0.6]))
def test_it_is_never_worse_than_the_rule_of_thumb(rows, cut):
    world = possible(AMOUNTS, rows)
    choices = choices_of(world, 2026, 2027, 2029)
    target = asked("least_cost", {2030: PRESENT_KG * (1 - cut)}, total_eur=800.0)
    greedy, best = greedy_plan(world, choices, target), best_plan(world, choices, target, PROVEN)
    assert not plan_problems(greedy, world.all_actions)
    assert greedy["investment_eur"].sum() <= 800
    left = yearly_emissions(world, greedy, [2030], **PLACE)[0] - target.limits_kg[2030]
    if best.status == "out_of_reach":
        assert left > 0
        assert best.over_kg <= left * (1 + 1e-6)
    elif left <= 0:
        assert best.cost_eur <= greedy["cost_eur"].sum() + 1e-6
    money = asked("least_emissions", {}, (2027, 2030), yearly_eur=400.0)
    greedy, best = greedy_plan(world, choices, money), best_plan(world, choices, money, PROVEN)
    mine = yearly_emissions(world, greedy, [2027, 2030], **PLACE).sum()
    assert reached(best, money) <= mine * (1 + 1e-6)


def test_the_rule_of_thumb_can_be_beaten():
    # The cheap tonne first leaves nothing for the large action: 50 € do either 10 units at 1 € or 50 units at 1 €.
    world = possible(
        AMOUNTS,
        [
            action("cheap", "activity", "a", 10.0, investment_eur_per_unit=1.0, yearly_cost_eur_per_unit=-1.0),
            action("large", "activity", "a", 50.0, investment_eur_per_unit=1.0),
        ],
    )
    choices = choices_of(world, 2026)
    question = asked("least_emissions", {}, total_eur=50.0)
    assert greedy_plan(world, choices, question)["action_id"].tolist() == ["cheap"]
    best = best_plan(world, choices, question, PROVEN)
    assert best.plan["action_id"].tolist() == ["large"]
    assert best.emissions["ledger_kg"].tolist() == pytest.approx([PRESENT_KG - 5000])


def test_a_target_out_of_reach_gets_the_nearest_plan_and_what_it_lacks():
    world = possible(
        AMOUNTS, [action("half", "activity", "a", 50.0, investment_eur_per_unit=1.0), action("little", "activity", "b", 10.0)]
    )
    choices = choices_of(world, 2026)
    # everything together: 12 100 - 5 000 - 200 = 6 900
    answer = best_plan(world, choices, asked("least_cost", {2030: 6000.0}), PROVEN)
    assert answer.status == "out_of_reach"
    assert answer.over_kg == pytest.approx(900)
    assert answer.over_without_budget_kg is None
    assert sorted(answer.plan["action_id"]) == ["half", "little"]
    # with 40 € of the 50 € the large action cannot be paid
    poor = best_plan(world, choices, asked("least_cost", {2030: 7000.0}, total_eur=40.0), PROVEN)
    assert poor.status == "out_of_reach"
    assert poor.over_kg == pytest.approx(4900)
    assert poor.over_without_budget_kg == pytest.approx(0, abs=1e-3)


def test_nothing_to_choose_from_is_answered_too():
    world = possible(AMOUNTS, [action("elsewhere", "activity", "d", 50.0)])
    choices = choices_of(world, 2026)
    assert not len(choices)
    assert best_plan(world, choices, asked("least_cost", {2030: PRESENT_KG}), PROVEN).status == "optimal"
    short = best_plan(world, choices, asked("least_cost", {2030: 12_000.0}), PROVEN)
    assert (short.status, short.over_kg) == ("out_of_reach", pytest.approx(100))
    assert not len(greedy_plan(world, choices, asked("least_cost", {2030: 12_000.0})))


def test_the_yearly_budget_spreads_the_actions_over_the_years():
    rows = [action(name, "activity", name, 50.0, investment_eur_per_unit=1.0) for name in ("a", "b")]
    world = possible({"a": 100.0, "b": 100.0}, rows)
    answer = best_plan(world, choices_of(world, 2026, 2027), asked("least_emissions", {}, (2026, 2027), yearly_eur=50.0), PROVEN)
    # a emits more, so it is lessened first
    assert answer.plan[["action_id", "start_year"]].values.tolist() == [["a", 2026], ["b", 2027]]


def test_an_action_that_lessens_nothing_is_not_bought_for_money_that_is_left():
    rows = [
        action("good", "activity", "a", 50.0, investment_eur_per_unit=1.0),
        action("late", "activity", "b", 50.0, ramp_years=1, investment_eur_per_unit=1.0),
    ]
    world = possible(AMOUNTS, rows)
    choices = choices_of(world, 2026).query("action_id == 'good'")
    late = choices_of(world, 2031).query("action_id == 'late'")
    both = pd.concat([choices, late], ignore_index=True)
    answer = best_plan(world, both, asked("least_emissions", {}, (2030,), total_eur=1000.0), PROVEN)
    assert answer.plan["action_id"].tolist() == ["good"]


def test_an_action_is_offered_only_with_what_it_needs():
    rows = [
        action("idle", "activity", "d", 50.0),
        action("needs_idle", "activity", "a", 10.0, requires="idle"),
        action("needs_unknown", "activity", "a", 90.0, requires="not_in_the_library"),
        action("idle_too", "activity", "d", 50.0),
    ]
    world = possible(AMOUNTS, rows)
    assert set(choices_of(world, 2026)["action_id"]) == {"idle", "needs_idle"}
    answer = best_plan(world, choices_of(world, 2026), asked("least_emissions", {}), PROVEN)
    assert sorted(answer.plan["action_id"]) == ["idle", "needs_idle"]


def test_start_years_before_the_ledgers_next_and_after_the_last_are_not_offered():
    world = possible(AMOUNTS, [action("one", "activity", "a", 10.0)])
    assert choices_of(world, 2024, 2025, 2026, 2035, 2036)["start_year"].tolist() == [2026, 2035]


def test_what_began_before_is_kept_and_costs_only_what_is_still_to_come():
    rows = [
        action("begun", "activity", "a", 20.0, ramp_years=2, investment_eur_per_unit=100.0, yearly_cost_eur_per_unit=5.0),
        action("new", "activity", "a", 50.0, investment_eur_per_unit=1.0),
    ]
    world = possible(AMOUNTS, rows)
    begun = pd.DataFrame({"action_id": ["begun", "new"], "start_year": [2025, 2027]})
    choices = plan_choices(world, [2026], last_year=2035, discount_pct=0.0, begun=begun)
    assert choices[["action_id", "start_year"]].values.tolist() == [["new", 2026], ["begun", 2025]]
    # bought in 2025, when it was paid; what it costs to run more of it is still to come
    assert choices["investment_eur"].tolist() == [50, 0]
    assert choices["cost_eur"][1] > 0
    for question in (asked("least_cost", {2030: PRESENT_KG}), asked("least_emissions", {}, total_eur=0.0)):
        assert best_plan(world, choices, question, PROVEN).plan["action_id"].tolist() == ["begun"]
        assert greedy_plan(world, choices, question)["action_id"].tolist() == ["begun"]


def test_a_search_that_is_cut_short_says_how_far_it_may_be_from_the_best():
    world = possible(AMOUNTS, twelve(np.random.default_rng(1)))
    question = asked("least_cost", {2030: PRESENT_KG / 2})
    choices = choices_of(world, 2026)
    rough = best_plan(world, choices, question, Effort(gap=0.5, nodes=100_000))
    best = best_plan(world, choices, question, PROVEN)
    assert rough.status in ("within_gap", "optimal")
    assert rough.best_possible <= best.cost_eur + 1e-6
    assert best.cost_eur <= rough.cost_eur + 1e-6


def test_a_search_without_a_plan_falls_back_on_the_rule_of_thumb():
    world = possible(AMOUNTS, twelve(np.random.default_rng(1)))
    choices = choices_of(world, 2026)
    for question in (asked("least_emissions", {}, total_eur=500.0), asked("least_cost", {2030: PRESENT_KG * 0.8})):
        answer = best_plan(world, choices, question, Effort(gap=0.0, nodes=100, seconds=0.0))
        best = best_plan(world, choices, question, PROVEN)
        assert answer.status == "within_gap"
        assert answer.plan["action_id"].tolist() == greedy_plan(world, choices, question)["action_id"].tolist()
        assert answer.gap > 0
        assert answer.over_kg == 0
        assert reached(best, question) <= reached(answer, question)


def test_the_plan_is_evaluated_like_any_other():
    world = possible(AMOUNTS, twelve(np.random.default_rng(2)))
    question = asked("least_cost", {2030: PRESENT_KG / 2}, (2028, 2030))
    answer = best_plan(world, choices_of(world, 2026, 2027), question, PROVEN)
    totals = evaluate_plan(world, answer.plan, [2028, 2030], boundary="core").totals
    assert answer.emissions["ledger_kg"].tolist() == pytest.approx(totals.loc[totals["view"] == "market", "plan_kg"].tolist())
    assert answer.emissions["limit_kg"].isna().tolist() == [True, False]


def test_the_same_question_gets_the_same_answer():
    world = possible(AMOUNTS, twelve(np.random.default_rng(3)))
    question = asked("least_emissions", {}, (2026, 2030), total_eur=700.0)
    choices = choices_of(world, 2026, 2028)
    first, second = (best_plan(world, choices, question, PROVEN) for _ in range(2))
    pd.testing.assert_frame_equal(first.plan, second.plan)
    assert replace(first, plan=second.plan, emissions=second.emissions) == second
