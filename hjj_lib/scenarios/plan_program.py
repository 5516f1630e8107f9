"""The choice of a plan as a linear program: which action begins when, and what that makes of emissions and money.

For each action and possible start year there is one decision: has it begun by then? What an action does in a year is one of
finitely many levels, each chosen by the difference of two decisions. The emissions are sums of products of such levels
(:mod:`hjj_lib.scenarios.products`), and each product with a level is told exactly by linear rows
(:mod:`hjj_lib.scenarios.linear_program`). The program is therefore the ledger's own arithmetic, not an approximation of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from hjj_lib.inventory import select
from hjj_lib.scenarios.linear_program import Linear, Program, combined, fixed
from hjj_lib.scenarios.plan_choices import ledger_year, partners, undominated
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.products import Step, Steps, Sum, steps_of
from hjj_lib.scenarios.route_emissions import route_emissions
from hjj_lib.scenarios.transfer import Floats, further_levels, routes


@dataclass(frozen=True)
class Question:
    """What a plan is asked to be best at.

    Attributes
    ----------
    objective
        ``least_cost``: the smallest present value of all money that keeps within the limits; ``least_emissions``: the smallest
        sum of the emissions of ``years``.
    view, boundary
        Of all emissions.
    years
        The years whose emissions are told, and summed by ``least_emissions``.
    limits_kg
        Year → what may be emitted at most; empty: no limit.
    yearly_eur, total_eur
        What may be invested in each year and in all, renewals and running costs aside; None: no limit.
    """

    objective: Literal["least_cost", "least_emissions"]
    view: str
    boundary: str
    years: tuple[int, ...]
    limits_kg: Mapping[int, float]
    yearly_eur: float | None = None
    total_eur: float | None = None

    def all_years(self) -> list[int]:
        """The years to evaluate, in order."""
        return sorted({*self.years, *self.limits_kg})


@dataclass(frozen=True)
class PlanProgram:
    """The program and what its variables mean.

    Attributes
    ----------
    starts
        Action → its start years in order, each with the decision that it has begun by then.
    emissions
        Year → emissions in ``unit_kg``.
    cost
        Present value in ``unit_eur``.
    budgets
        Investments, each with what they may be at most, in ``unit_eur``: rows of the program only where money is limited.
    """

    program: Program
    starts: Mapping[str, list[tuple[int, Linear]]]
    emissions: Mapping[int, Linear]
    cost: Linear
    budgets: Sequence[tuple[Linear, float]]
    unit_kg: float
    unit_eur: float

    def plan(self, values: Floats) -> pd.DataFrame:
        """The plan that values of the variables stand for: ``action_id`` and ``start_year``."""
        rows = []
        for action, years in self.starts.items():
            begun = [year for year, decision in years if values[next(iter(decision.weights))].round()]
            if begun:
                rows.append((action, min(begun)))
        plan = pd.DataFrame(rows, columns=["action_id", "start_year"]).sort_values(["start_year", "action_id"])
        return plan.reset_index(drop=True)


def plan_program(possible: Possibilities, choices: pd.DataFrame, question: Question) -> PlanProgram:
    """The program of a question; limits of emissions and money are not yet rows of it.

    Parameters
    ----------
    possible
        What the actions can choose among.
    choices
        As from ``plan_choices``.
    question
        What is asked.
    """
    years = question.all_years()
    actions = possible.actions[possible.actions["action_id"].isin(choices["action_id"])].reset_index(drop=True)
    level = _levels(possible, actions, choices, years)
    choices = _reduced(possible, choices, level, question)
    program = Program()
    starts = _decisions(program, choices, ledger_year(possible))
    _fit_together(program, starts, possible.all_actions)
    unit_eur = max(1.0, *choices["cost_eur"].abs(), *choices["investment_eur"].abs()) / 1000 if len(choices) else 1.0
    money = {name: _money(starts, choices, name, unit_eur) for name in ("cost_eur", "investment_eur")}
    emissions, unit_kg = _emissions(program, possible, actions, question, starts=starts, level=level)
    return PlanProgram(
        program=program,
        starts=starts,
        emissions=emissions,
        cost=combined((1.0, one) for one in money["cost_eur"].values()),
        budgets=_budgets(money["investment_eur"], question, unit_eur),
        unit_kg=unit_kg,
        unit_eur=unit_eur,
    )


_Levels = Mapping[tuple[str, int], tuple[float, ...]]
_Starts = Mapping[str, list[tuple[int, Linear]]]


def _levels(possible: Possibilities, actions: pd.DataFrame, choices: pd.DataFrame, years: Sequence[int]) -> _Levels:
    """Action and start year → how far it is in force in each year."""
    found = {}
    for start in sorted(set(choices["start_year"])):
        begun = pd.Series(start, index=actions["action_id"])
        table = further_levels(actions, begun, years, ledger_year=ledger_year(possible))
        found.update(
            {(action, int(start)): tuple(row) for action, row in zip(actions["action_id"], table.T.tolist(), strict=True)}
        )
    return found


def _reduced(possible: Possibilities, choices: pd.DataFrame, level: _Levels, question: Question) -> pd.DataFrame:
    """Fewer start years to choose from, where the others can only be worse."""
    if question.yearly_eur is not None:
        return choices
    needs = partners(possible.all_actions, "requires")
    tied = {*needs, *(one for others in needs.values() for one in others)}
    effect = [level[action, int(start)] for action, start in zip(choices["action_id"], choices["start_year"], strict=True)]
    return undominated(choices, effect, tied)


def _decisions(program: Program, choices: pd.DataFrame, now: int) -> dict[str, list[tuple[int, Linear]]]:
    """A decision for each choice; what has begun stays, and what began by now is decided."""
    starts = {}
    for action, rows in choices.groupby("action_id", sort=False):
        begun = [(int(year), program.decision()) for year in sorted(rows["start_year"])]
        for (_, earlier), (_, later) in pairwise(begun):
            program.require(combined([(1.0, earlier), (-1.0, later)]), high=0.0)
        if begun[0][0] <= now:
            program.require(begun[0][1], low=1.0)
        starts[str(action)] = begun
    return starts


def _begun(starts: _Starts, action: str, year: int) -> Linear:
    """Whether an action has begun by a year."""
    return next((decision for start, decision in reversed(starts.get(action, [])) if start <= year), fixed(0.0))


def _fit_together(program: Program, starts: _Starts, actions: pd.DataFrame) -> None:
    """What an action needs begins no later; what excludes each other is not there together."""
    for action, needed in partners(actions, "requires").items():
        for year, decision in starts.get(action, []):
            for other in needed:
                program.require(combined([(1.0, decision), (-1.0, _begun(starts, other, year))]), high=0.0)
    for action, others in partners(actions, "excludes").items():
        for other in others:
            if action < other and action in starts and other in starts:
                program.require(combined([(1.0, starts[action][-1][1]), (1.0, starts[other][-1][1])]), high=1.0)


def _money(starts: _Starts, choices: pd.DataFrame, column: str, unit_eur: float) -> dict[int, Linear]:
    """Start year → what the actions that begin then cost, in ``unit_eur``."""
    euros = choices.set_index(["action_id", "start_year"])[column].to_dict()
    parts: dict[int, list[tuple[float, Linear]]] = {}
    for action, years in starts.items():
        before = fixed(0.0)
        for year, decision in years:
            euro = float(euros[action, year]) / unit_eur
            parts.setdefault(year, []).extend([(euro, decision), (-euro, before)])
            before = decision
    return {year: combined(parts[year]) for year in sorted(parts)}


def _budgets(invested: Mapping[int, Linear], question: Question, unit_eur: float) -> list[tuple[Linear, float]]:
    rows = []
    if question.yearly_eur is not None:
        rows += [(one, question.yearly_eur / unit_eur) for one in invested.values()]
    if question.total_eur is not None:
        rows.append((combined((1.0, one) for one in invested.values()), question.total_eur / unit_eur))
    return rows


def _emissions(
    program: Program, possible: Possibilities, actions: pd.DataFrame, question: Question, *, starts: _Starts, level: _Levels
) -> tuple[dict[int, Linear], float]:
    """Year → emissions, and the unit they are in: a thousandth of the largest, so that the solver's tolerances fit."""
    years = question.all_years()
    lines = select(possible.lines, view=question.view, boundary=question.boundary)
    ways = routes(actions)
    kg = route_emissions(lines, ways, possible.factor_paths, years)
    own = [number for number, route in enumerate(ways.routes) if not route.moves]
    present = np.abs(kg.untouched + kg.by_route[own].sum(axis=0)).max(initial=0.0)
    unit = float(present) / 1000 or 1.0
    steps = steps_of(ways, np.flatnonzero(np.any(kg.by_route, axis=1)).tolist())
    found = {}
    for place, year in enumerate(years):
        in_force = {
            number: _in_force(starts.get(action, []), action, level, place) for number, action in enumerate(actions["action_id"])
        }
        total = _year(program, steps, kg.by_route[:, place] / unit, in_force)
        found[year] = combined([(1.0, total), (1.0, fixed(float(kg.untouched[place]) / unit))])
    return found, unit


def _in_force(begun: list[tuple[int, Linear]], action: str, level: _Levels, place: int) -> dict[float, Linear]:
    """The levels above zero that an action can have in a year, each with the decision that it has it."""
    parts: dict[float, list[tuple[float, Linear]]] = {}
    before = fixed(0.0)
    for start, decision in begun:
        parts.setdefault(level[action, start][place], []).extend([(1.0, decision), (-1.0, before)])
        before = decision
    return {value: combined(parts[value]) for value in sorted(parts) if value > 0}


def _year(program: Program, steps: Steps, by_route: Floats, in_force: Mapping[int, dict[float, Linear]]) -> Linear:
    """Emissions of one year, worked out step by step with a product for each level an action can have."""
    results: list[Linear] = []
    for step in steps.steps:
        results.append(_result(program, step, by_route, results, in_force.get(step.action, {})))
    return _added(steps.total, by_route, results)


def _result(program: Program, step: Step, by_route: Floats, results: Sequence[Linear], in_force: dict[float, Linear]) -> Linear:
    powers = [_added(one, by_route, results) for one in step.by_power()]
    if not in_force:
        return powers[0]
    if len(powers) == 2:
        taken = program.products(powers[1], list(in_force.values()))
        parts = list(zip(in_force, taken, strict=True))
    else:
        parts = []
        for value, decision in in_force.items():
            change = combined((value**power, one) for power, one in enumerate(powers) if power)
            parts += [(1.0, one) for one in program.products(change, [decision])]
    whole = combined([(1.0, powers[0]), *parts])
    # The ends of the parts taken together are wider than those of what is left at each level.
    ends = [_added(step.at(value), by_route, results) for value in (0.0, *in_force)]
    low = max(whole.low, min(end.low for end in ends))
    high = min(whole.high, max(end.high for end in ends))
    return program.named(Linear(whole.constant, whole.weights, low, high))


def _added(what: Sum, by_route: Floats, results: Sequence[Linear]) -> Linear:
    constant = sum(weight * float(by_route[number]) for number, weight in what.routes.items())
    return combined([(1.0, fixed(constant)), *((weight, results[number]) for number, weight in what.steps.items())])
