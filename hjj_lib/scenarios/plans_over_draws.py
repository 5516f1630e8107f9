"""Plans held against each other when amounts, factors and effects are uncertain: all with the same errors, year by year.

The errors are drawn once; a plan is then only products and sums of what was drawn, worked out in the order of
:mod:`hjj_lib.scenarios.products`. The result is that of ``plan_draws`` in each year.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.scenarios.factor_development import factor_multipliers
from hjj_lib.scenarios.plan import effect_errors, plan_levels, planned_actions
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.products import steps_of
from hjj_lib.scenarios.products_over_draws import drawn_steps, yearly_sums
from hjj_lib.scenarios.transfer import Floats, Routes, routes
from hjj_lib.uncertainty import Assumptions, simulate

#: How many draws are worked on at a time; the tables of all steps then stay near the processor.
_AT_A_TIME = 16_384


@dataclass(frozen=True)
class DrawnPossibilities:
    """The errors of everything a plan could touch.

    Attributes
    ----------
    possible
        What the actions can choose among.
    years
        The years that can be evaluated.
    rows
        One row per way and development: ``from_activity_id``, ``to_activity_id``, ``development``.
    kg
        Rows × draws: emissions with the factors of the ledger's year.
    development
        Developments × years: the expected factors as shares of those of the ledger's year.
    error
        Actions of ``possible`` × draws: by how much the effect of each is off, before it is held below everything.
    present_kg
        Draws of the ledger's own year.
    """

    possible: Possibilities
    years: tuple[int, ...]
    rows: pd.DataFrame
    kg: Floats
    development: Floats
    error: Floats
    present_kg: Floats


def draw_possibilities(
    possible: Possibilities,
    assumptions: Assumptions,
    years: Sequence[int],
    *,
    view: str,
    boundary: str,
    draws: int,
    seed: int,
) -> DrawnPossibilities:
    """Draw the errors once for all plans; parameters as of ``plan_draws``."""
    lines, development = _developments(possible, years)
    by = ["from_activity_id", "to_activity_id", "development"]
    drawn = simulate(lines, assumptions, view=view, boundary=boundary, draws=draws, seed=seed, by=by)
    kg = np.ascontiguousarray(drawn.draws_kg.T)
    own = (drawn.groups["from_activity_id"] == drawn.groups["to_activity_id"]).to_numpy()
    error = effect_errors(possible.actions, draws=draws, seed=seed)
    return DrawnPossibilities(possible, tuple(years), drawn.groups, kg, development, error, kg[own].sum(axis=0))


def plan_totals(drawn: DrawnPossibilities, plan: pd.DataFrame) -> Floats:
    """Emissions of a plan in every year and draw: years × draws, kg; errors as of ``evaluate_plan``."""
    actions = planned_actions(drawn.possible, plan)
    ways = routes(actions)
    level = plan_levels(drawn.possible, actions, plan, drawn.years)
    numbers = pd.Index(drawn.possible.actions["action_id"]).get_indexer(actions["action_id"])
    most = (100 / actions["effect_pct"].to_numpy(dtype=float)).tolist()
    pairs, untouched = _pairs(drawn, ways)
    steps = steps_of(ways, [number for number, rows in enumerate(pairs) if rows])
    work = drawn_steps(steps, pairs, untouched, drawn.rows["development"].tolist())
    total = np.empty((len(drawn.years), drawn.kg.shape[1]))
    room = np.empty((len(work.steps) + 1, min(_AT_A_TIME, total.shape[1])))
    for start in range(0, total.shape[1], _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        effects = [(drawn.error[number, part], one) for number, one in zip(numbers, most, strict=True)]
        yearly_sums(work, work.leaves @ drawn.kg[:, part], drawn.development, level, effects, room=room, into=total[:, part])
    return total


def compare_over_draws(
    drawn: DrawnPossibilities,
    plans: Mapping[Hashable, pd.DataFrame],
    costs_eur: Mapping[Hashable, float],
    question: Question,
    allowed_kg: Mapping[int, Floats],
) -> pd.DataFrame:
    """How often each plan is the best of them, and how often it keeps within the limits.

    Parameters
    ----------
    drawn
        With all years of the question.
    plans, costs_eur
        Name or other key → plan, and its cost, which is taken as certain.
    question
        What best means: with ``least_cost`` the cheapest plan within the limits or, if none is, the one least above them; with
        ``least_emissions`` the one that emits least in all years together.
    allowed_kg
        Year → what may be emitted at most in each draw.

    Returns
    -------
    One row per plan, in their order: ``name``, ``cost_eur``, ``mean_kg`` (in all years together), ``meets_share`` (of the draws
    within all limits) and ``best_share`` (of the draws in which it is the best; of equals the first counts).
    """
    place = {year: number for number, year in enumerate(drawn.years)}
    over, emitted = [], []
    for plan in plans.values():
        kg = plan_totals(drawn, plan)
        above = [np.maximum(kg[place[year]] - allowed, 0.0) for year, allowed in allowed_kg.items()]
        over.append(np.sum(above, axis=0) if above else np.zeros(kg.shape[1]))
        emitted.append(kg[[place[year] for year in question.years]].sum(axis=0))
    missed, emissions = np.array(over), np.array(emitted)
    cost = np.array([costs_eur[name] for name in plans])
    best = _best(missed, emissions, cost, question)
    return pd.DataFrame(
        {
            "name": list(plans),
            "cost_eur": cost,
            "mean_kg": emissions.mean(axis=1),
            "meets_share": (missed <= 0).mean(axis=1),
            "best_share": np.bincount(best, minlength=len(plans)) / emissions.shape[1],
        }
    )


def without_each(plan: pd.DataFrame, needs: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Action → the plan without it, and without what needs it; ``needs`` as from ``partners``."""
    plans = {}
    for action in plan["action_id"]:
        gone = {str(action)}
        while more := {one for one in plan["action_id"] if one not in gone and gone & set(needs.get(one, ()))}:
            gone |= more
        plans[str(action)] = plan[~plan["action_id"].isin(gone)].reset_index(drop=True)
    return plans


def _best(over: Floats, kg: Floats, cost: Floats, question: Question) -> npt.NDArray[np.int_]:
    """Number of the best plan of each draw."""
    if question.objective == "least_emissions":
        return np.asarray(np.argmin(kg, axis=0))
    within = over <= 0
    cheapest = np.argmin(np.where(within, cost.reshape(-1, 1), np.inf), axis=0)
    return np.asarray(np.where(within.any(axis=0), cheapest, np.argmin(over, axis=0)))


def _developments(possible: Possibilities, years: Sequence[int]) -> tuple[pd.DataFrame, Floats]:
    """The lines with the number of their factor's expected development, and the developments × years."""
    tables = [pd.DataFrame([[1.0] * len(years)], columns=list(years))]
    keys: list[tuple[object, object]] = [(None, None)]
    for base_year, rows in possible.lines.groupby("year"):
        roles = sorted(rows["factor_role"].dropna().unique())
        tables.append(factor_multipliers(possible.factor_paths, roles, int(str(base_year)), years))
        keys += [(base_year, role) for role in roles]
    development, number = np.unique(pd.concat(tables).to_numpy(dtype=float), axis=0, return_inverse=True)
    of_key = dict(zip(keys, number.ravel().tolist(), strict=True))
    of_line = [of_key[key] for key in zip(possible.lines["year"], possible.lines["factor_role"], strict=True)]
    return possible.lines.assign(development=of_line), development


def _pairs(drawn: DrawnPossibilities, ways: Routes) -> tuple[list[list[int]], list[int]]:
    """Rows of ``drawn`` that go with each route, and those of what no action touches."""
    of_pair: dict[tuple[str, str], list[int]] = {}
    for number, pair in enumerate(zip(drawn.rows["from_activity_id"], drawn.rows["to_activity_id"], strict=True)):
        of_pair.setdefault(pair, []).append(number)
    touched = {route.from_activity_id for route in ways.routes}
    rest = [row for (here, there), rows in of_pair.items() if here == there and here not in touched for row in rows]
    return [of_pair.get((route.from_activity_id, route.to_activity_id), []) for route in ways.routes], rest
