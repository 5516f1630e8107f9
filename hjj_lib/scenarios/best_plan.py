"""The best plan for a target or a budget: found by a solver, then recomputed through the ledger.

What the program says is exact (:mod:`hjj_lib.scenarios.plan_program`) up to the solver's rounding. The plan found is evaluated
like any other; should a limit be missed after all, it is tightened by what was missed and the plan is sought again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from hjj_lib.scenarios.greedy_plan import greedy_plan
from hjj_lib.scenarios.linear_program import Effort, Linear, Solution, combined, minimum
from hjj_lib.scenarios.plan import yearly_emissions
from hjj_lib.scenarios.plan_choices import ledger_year, partners
from hjj_lib.scenarios.plan_program import PlanProgram, Question, plan_program
from hjj_lib.scenarios.possibilities import Possibilities

#: How often a limit is tightened before the answer is given with what is missed.
_ROUNDS = 3
#: Part of the emissions that rounding may leave above a limit.
_ROUNDING = 1e-9
#: A gap below this is no gap but the solver's rounding.
_NO_GAP = 1e-6


@dataclass(frozen=True)
class BestPlan:
    """The answer to a question.

    Attributes
    ----------
    question
        What was asked.
    plan
        ``action_id``, ``start_year``, ``cost_eur`` and ``investment_eur``, in the order of the start years; empty if nothing was
        found. If the limits are out of reach, the plan that misses them by least.
    status
        ``optimal``; ``within_gap``: the search ended before it was proven that nothing better exists; ``out_of_reach``: proven
        that no plan keeps within the limits; ``not_found``: the search ended without a plan.
    emissions
        One row per year: ``year``, ``limit_kg`` (empty: no limit), ``model_kg`` as the solver has it (empty: the
        plan is that of the rule of thumb, because the search ended without a better one), ``ledger_kg`` recomputed,
        ``over_kg`` (above the limit; 0: within).
    best_possible
        What no plan can go below: € with ``least_cost``, kg with ``least_emissions``, kg above the limits if out of reach.
    gap
        How far the plan may be from that, as a share.
    over_without_budget_kg
        Out of reach with limited money: how much above the limits the best plan would be if money were not limited; else None.
    rounds
        How often a limit was tightened.
    """

    question: Question
    plan: pd.DataFrame
    status: Literal["optimal", "within_gap", "out_of_reach", "not_found"]
    emissions: pd.DataFrame
    best_possible: float
    gap: float
    over_without_budget_kg: float | None = None
    rounds: int = 0

    @property
    def cost_eur(self) -> float:
        """Present value of the money of all actions."""
        return float(self.plan["cost_eur"].sum())

    @property
    def investment_eur(self) -> float:
        """Investments of all actions, renewals aside."""
        return float(self.plan["investment_eur"].sum())

    @property
    def over_kg(self) -> float:
        """Above the limits, all years together."""
        return float(self.emissions["over_kg"].sum())


def best_plan(possible: Possibilities, choices: pd.DataFrame, question: Question, effort: Effort) -> BestPlan:
    """The plan that answers a question best.

    Parameters
    ----------
    possible
        The ledger of the present year and what its amounts could become.
    choices
        The actions and start years to choose from, with their money, as from ``plan_choices``.
    question
        What is asked: the least cost within limits of emissions, or the least emissions within limits of money.
    effort
        How far to search.

    Returns
    -------
    Every emission is that of known amounts; the unknown stays unknown. Money and emissions of each action are certain here;
    ``plans_over_draws`` tells how the plan does when they are not.
    """
    built = plan_program(possible, choices, question)
    limits = dict(question.limits_kg)
    objective = _objective(built, question)
    answer = _nothing(question)
    for rounds in range(_ROUNDS + 1):
        solution = _solved(built, objective, limits, effort)
        if not solution.possible:
            return _nearest(possible, choices, question, built, effort)
        answer = replace(_answer(possible, choices, question, built, solution), rounds=rounds)
        if answer.status != "optimal":
            answer = _better(answer, _by_thumb(possible, choices, question, answer.best_possible))
        missed = answer.emissions[answer.emissions["over_kg"] > 0]
        if not len(missed):
            break
        limits |= {year: limits[year] - over for year, over in zip(missed["year"], missed["over_kg"], strict=True)}
    return answer


def _objective(built: PlanProgram, question: Question) -> Linear:
    if question.objective == "least_cost":
        return built.cost
    return combined((1.0, built.emissions[year]) for year in question.years)


def _solved(built: PlanProgram, objective: Linear, limits: Mapping[int, float], effort: Effort) -> Solution:
    program = replace(built.program, rows=[*built.program.rows])
    for one, most in built.budgets:
        program.require(one, high=most)
    for year, limit in limits.items():
        program.require(built.emissions[year], high=limit / built.unit_kg)
    return minimum(program, objective, effort)


def _answer(
    possible: Possibilities, choices: pd.DataFrame, question: Question, built: PlanProgram, solution: Solution
) -> BestPlan:
    """The plan of a solution with what it emits by the program and through the ledger."""
    unit = built.unit_eur if question.objective == "least_cost" else built.unit_kg
    values = solution.values
    if values is None:
        return replace(_nothing(question), best_possible=solution.bound * unit)
    found = built.plan(values).merge(choices, on=["action_id", "start_year"], how="left", validate="one_to_one")
    if question.objective == "least_emissions":
        found = _without_needless(possible, found, question)
    model = {year: _value(one, values) * built.unit_kg for year, one in built.emissions.items()}
    return BestPlan(
        question=question,
        plan=found,
        status="optimal" if solution.gap <= _NO_GAP else "within_gap",
        emissions=_emissions(possible, found, question, model),
        best_possible=solution.bound * unit,
        gap=solution.gap,
    )


def _by_thumb(possible: Possibilities, choices: pd.DataFrame, question: Question, best_possible: float) -> BestPlan:
    """The plan of the rule of thumb: a search that was cut short may have found nothing as good."""
    plan = greedy_plan(possible, choices, question)
    emissions = _emissions(possible, plan, question, {})
    answer = BestPlan(question, plan, "within_gap", emissions, best_possible, np.inf)
    reached = _reached(answer)
    apart = abs(reached - best_possible)
    return replace(answer, gap=apart / abs(reached) if reached else apart)


def _better(one: BestPlan, other: BestPlan) -> BestPlan:
    """The better of two plans; one that misses a limit is none."""
    return other if other.over_kg == 0 and (one.status == "not_found" or _reached(other) < _reached(one)) else one


def _reached(answer: BestPlan) -> float:
    if answer.question.objective == "least_cost":
        return answer.cost_eur
    emissions = answer.emissions
    return float(emissions.loc[emissions["year"].isin(answer.question.years), "ledger_kg"].sum())


def _emissions(possible: Possibilities, plan: pd.DataFrame, question: Question, model: Mapping[int, float]) -> pd.DataFrame:
    years = question.all_years()
    kg = yearly_emissions(possible, plan, years, view=question.view, boundary=question.boundary)
    limit = np.array([question.limits_kg.get(year, np.nan) for year in years])
    over = np.nan_to_num(kg - limit, nan=0.0)
    over = np.where(over > _ROUNDING * np.abs(kg), over, 0.0)
    columns = {
        "year": years,
        "limit_kg": limit,
        "model_kg": [model.get(year, np.nan) for year in years],
        "ledger_kg": kg,
        "over_kg": over,
    }
    return pd.DataFrame(columns)


def _without_needless(possible: Possibilities, plan: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The plan without actions that cost money and lessen nothing in the years that are asked about."""
    needs = partners(possible.all_actions, "requires")
    years = question.all_years()
    place = {"view": question.view, "boundary": question.boundary}
    least = yearly_emissions(possible, plan, years, **place)
    for action in plan.sort_values("cost_eur", ascending=False, kind="stable")["action_id"]:
        row = plan["action_id"] == action
        needed = any(action in needs.get(other, ()) for other in plan.loc[~row, "action_id"])
        begun = int(plan.loc[row, "start_year"].iloc[0]) <= ledger_year(possible)
        if needed or begun or float(plan.loc[row, "cost_eur"].iloc[0]) <= 0:
            continue
        if (yearly_emissions(possible, plan[~row], years, **place) <= least + _ROUNDING * np.abs(least)).all():
            plan = plan[~row].reset_index(drop=True)
    return plan


def _nearest(possible: Possibilities, choices: pd.DataFrame, question: Question, built: PlanProgram, effort: Effort) -> BestPlan:
    """The plan that is least above the limits, all years together, with the money there is; and how near money could bring it."""
    program = replace(built.program, rows=[*built.program.rows])
    over = []
    for year, limit in question.limits_kg.items():
        emissions = built.emissions[year]
        above = program.quantity(0.0, max(emissions.high - limit / built.unit_kg, 0.0))
        program.require(combined([(1.0, emissions), (-1.0, above)]), high=limit / built.unit_kg)
        over.append((1.0, above))
    wider = replace(built, program=program)
    solution = _solved(wider, combined(over), {}, effort)
    if solution.values is None:
        return _nothing(question)
    answer = _answer(possible, choices, replace(question, objective="least_emissions"), wider, solution)
    freed = _solved(replace(wider, budgets=[]), combined(over), {}, effort) if built.budgets else None
    return replace(
        answer,
        question=question,
        status="out_of_reach",
        over_without_budget_kg=None if freed is None else freed.objective * built.unit_kg,
    )


def _nothing(question: Question) -> BestPlan:
    plan = pd.DataFrame(columns=["action_id", "start_year", "cost_eur", "investment_eur"])
    emissions = pd.DataFrame(columns=["year", "limit_kg", "model_kg", "ledger_kg", "over_kg"])
    return BestPlan(question, plan, "not_found", emissions, np.nan, np.nan)


def _value(what: Linear, values: np.ndarray) -> float:
    return what.constant + sum(weight * float(values[number]) for number, weight in what.weights.items())
