"""A plan over the years: what would be emitted without it, with it, and what each action does.

Every total is recomputed from lines of the ledger: amounts × factors, with the factors expected for the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import roots_sh_legendre

from hjj_lib.inventory import VIEWS, select
from hjj_lib.problems import DataError
from hjj_lib.scenarios.factor_development import with_factors_of
from hjj_lib.scenarios.plan_rules import plan_problems
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.route_emissions import RouteEmissions, own_lines, route_emissions
from hjj_lib.scenarios.transfer import Floats, Routes, further_levels, route_shares, routes
from hjj_lib.uncertainty import Assumptions, Lognormal, simulate
from hjj_lib.uncertainty.distribution import HALF
from hjj_lib.uncertainty.streams import standard_normals


@dataclass(frozen=True)
class PlanResult:
    """What a plan does.

    Attributes
    ----------
    totals
        ``year``, ``view``, ``constant_kg`` (today's factors, no action), ``baseline_kg`` (expected factors, no action),
        ``plan_kg`` (expected factors and the plan). Known emissions only; the unknown stays unknown.
    contributions
        ``year``, ``view``, ``action_id``, ``alone_kg`` (reduction if it were the only action), ``added_kg`` (what the plan would
        lose without it) and ``share_kg`` (its part of the reduction; the parts sum to ``baseline_kg - plan_kg`` in any order).
    unknown_count
        Rows of the ledger with unknown emissions in the boundary, by view.
    """

    totals: pd.DataFrame
    contributions: pd.DataFrame
    unknown_count: dict[str, int]


def evaluate_plan(
    possible: Possibilities,
    plan: pd.DataFrame,
    years: Sequence[int],
    *,
    boundary: str,
) -> PlanResult:
    """Emissions of each year with and without a plan, in both views.

    Parameters
    ----------
    possible
        The ledger of the present year and what its amounts could become.
    plan
        ``action_id`` and ``start_year``; actions that cannot be calculated are left out. What an action does in the ledger's year
        or before is in the ledger; only what it does beyond that is calculated.
    years
        The years to evaluate.
    boundary
        ``inventory`` or a comparison boundary.

    Raises
    ------
    DataError
        If actions of the plan lack what they require, or exclude each other.
    """
    actions = planned_actions(possible, plan)
    ways = routes(actions)
    level = plan_levels(possible, actions, plan, years)
    totals, parts, unknown = [], [], {}
    for view in VIEWS:
        lines = select(possible.lines, view=view, boundary=boundary)
        unknown[view] = int(lines.loc[own_lines(lines), "emissions_kg_co2e"].isna().sum())
        emissions = route_emissions(lines, ways, possible.factor_paths, years)
        today = route_emissions(lines, ways, possible.factor_paths.iloc[:0], years)
        none = np.zeros_like(level)
        totals.append(
            pd.DataFrame(
                {
                    "year": list(years),
                    "view": view,
                    "constant_kg": today.total(ways, none),
                    "baseline_kg": emissions.total(ways, none),
                    "plan_kg": emissions.total(ways, level),
                }
            )
        )
        parts.append(_contributions(emissions, ways, level, actions["action_id"], years).assign(view=view))
    columns = ["year", "view", "action_id", "alone_kg", "added_kg", "share_kg"]
    return PlanResult(pd.concat(totals, ignore_index=True), pd.concat(parts, ignore_index=True)[columns], unknown)


def yearly_emissions(possible: Possibilities, plan: pd.DataFrame, years: Sequence[int], *, view: str, boundary: str) -> Floats:
    """Emissions of each year with a plan in one view, kg; parameters and errors as of :func:`evaluate_plan`, which tells more."""
    actions = planned_actions(possible, plan)
    ways = routes(actions)
    emissions = route_emissions(select(possible.lines, view=view, boundary=boundary), ways, possible.factor_paths, years)
    return emissions.total(ways, plan_levels(possible, actions, plan, years))


def emissions_of_plan(possible: Possibilities, plan: pd.DataFrame, *, year: int, view: str, boundary: str) -> float:
    """As :func:`yearly_emissions`, of one year."""
    return float(yearly_emissions(possible, plan, [year], view=view, boundary=boundary)[0])


def reductions_alone(possible: Possibilities, *, start_year: int, year: int, view: str, boundary: str) -> pd.Series:
    """What each action of the library would do as the only one, what it needs or rules out left aside.

    Returns
    -------
    kg in one year and view by ``action_id``; below zero, if an action adds emissions there.
    """
    actions, ways = possible.actions, possible.routes
    level = plan_levels(possible, actions, actions.assign(start_year=start_year), [year])
    emissions = route_emissions(select(possible.lines, view=view, boundary=boundary), ways, possible.factor_paths, [year])
    own = np.eye(len(actions), dtype=bool).reshape(len(actions), 1, len(actions))
    alone = emissions.total(ways, np.zeros_like(level)) - emissions.total(ways, np.where(own, level, 0))[:, 0]
    return pd.Series(alone, index=pd.Index(actions["action_id"]), dtype=float)


def contract_switches(contributions: pd.DataFrame) -> tuple[str, ...]:
    """Ids of the actions that change the market-based total only: another contract for the same energy.

    Parameters
    ----------
    contributions
        As in :class:`PlanResult`.
    """
    if contributions.empty:
        return ()
    alone = (
        contributions.assign(size_kg=contributions["alone_kg"].abs())
        .groupby(["action_id", "view"])["size_kg"]
        .max()
        .unstack("view")
    )
    scale = alone.max(axis=1)
    only_market = (alone["market"] > 0) & np.isclose(
        alone["location"], 0, atol=float(scale.max(skipna=True) or 0) * np.finfo(float).eps * 1000
    )
    return tuple(str(action) for action in alone.index[only_market])


def plan_draws(
    possible: Possibilities,
    plan: pd.DataFrame,
    assumptions: Assumptions,
    *,
    year: int,
    view: str,
    boundary: str,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Draws of one year's emissions with and without the plan, and of the present ones, all with the same errors.

    The errors of amounts and factors are those of :func:`hjj_lib.uncertainty.simulate`; each action's effect has its own,
    held below removing more than everything. The expected development of factors is taken as given.

    Returns
    -------
    One row per draw: ``present_kg``, ``baseline_kg``, ``plan_kg``.
    """
    actions = planned_actions(possible, plan)
    ways = routes(actions)
    level = plan_levels(possible, actions, plan, [year])
    columns = {"present_kg": possible.lines, "baseline_kg": with_factors_of(possible.lines, possible.factor_paths, year)}
    drawn = {}
    for name, lines in columns.items():
        by = ["from_activity_id", "to_activity_id"]
        result = simulate(lines, assumptions, view=view, boundary=boundary, draws=draws, seed=seed, by=by)
        pairs = list(zip(result.groups["from_activity_id"], result.groups["to_activity_id"], strict=True))
        drawn[name] = {pair: result.draws_kg[:, number] for number, pair in enumerate(pairs)}
    touched = {route.from_activity_id for route in ways.routes}
    table = {name: _sum((kg for (a, b), kg in pairs.items() if a == b), draws) for name, pairs in drawn.items()}
    future = drawn["baseline_kg"]
    shares = route_shares(ways, _level_draws(actions, level[0], draws=draws, seed=seed))
    nothing = np.zeros(draws)
    kept = [kg for (a, b), kg in future.items() if a == b and a not in touched]
    moved = [
        shares[:, position] * future.get((route.from_activity_id, route.to_activity_id), nothing)
        for position, route in enumerate(ways.routes)
    ]
    return pd.DataFrame({**table, "plan_kg": _sum([*kept, *moved], draws)})


def _sum(parts: Iterable[Floats], draws: int) -> Floats:
    total: Floats = np.zeros(draws)
    for part in parts:
        total = total + part
    return total


def effect_errors(actions: pd.DataFrame, *, draws: int, seed: int) -> Floats:
    """Actions × draws: by how much each effect is off, as a multiplier with mean 1; an action's error depends on its id only."""
    normals = standard_normals("action " + actions["action_id"], draws=draws, seed=seed)
    sigma = np.array([Lognormal.of_uncertainty(float(value)).sigma for value in actions["uncertainty_95_pct"]]).reshape(-1, 1)
    errors: Floats = np.exp(normals * sigma - np.square(sigma) * HALF)
    return errors


def _level_draws(actions: pd.DataFrame, level: Floats, *, draws: int, seed: int) -> Floats:
    """Draws × actions: how far each is in force, its effect being uncertain but never more than all there is."""
    drawn = level.reshape(-1, 1) * effect_errors(actions, draws=draws, seed=seed)
    bounded: Floats = np.minimum(drawn, 100 / actions[["effect_pct"]].to_numpy(dtype=float))
    return bounded.T


def planned_actions(possible: Possibilities, plan: pd.DataFrame) -> pd.DataFrame:
    """The calculable actions of the plan.

    Raises
    ------
    ValueError
        If the plan names an action twice.
    DataError
        If its actions do not fit together.
    """
    if plan["action_id"].duplicated().any():
        raise ValueError("the plan names an action twice")
    if problems := plan_problems(plan, possible.all_actions):
        raise DataError(problems)
    return possible.actions[possible.actions["action_id"].isin(plan["action_id"])].reset_index(drop=True)


def plan_levels(possible: Possibilities, actions: pd.DataFrame, plan: pd.DataFrame, years: Sequence[int]) -> Floats:
    """How far each action is in force beyond the ledger, which holds already what began in its year or before."""
    ledger_year = int(max(possible.lines["year"], default=0))
    return further_levels(actions, plan.set_index("action_id")["start_year"], years, ledger_year=ledger_year)


def _contributions(
    emissions: RouteEmissions, ways: Routes, level: Floats, action_ids: pd.Series, years: Sequence[int]
) -> pd.DataFrame:
    """Reduction of each action: alone, as the last one added, and its order-free part of the whole.

    The part is that of Aumann and Shapley: all actions grow from nothing to their level at the same pace, and each is given
    what its own growth does. The total is affine in each level, so the integral is a polynomial and exact.
    """
    count = len(action_ids)
    own = np.eye(count, dtype=bool).reshape(count, 1, count)
    alone = emissions.total(ways, np.zeros_like(level)) - emissions.total(ways, np.where(own, level, 0))
    added = emissions.total(ways, np.where(own, 0, level)) - emissions.total(ways, level)
    share = np.zeros_like(alone)
    for point, weight in zip(*roots_sh_legendre(max(count, 1)), strict=True):
        without, in_force = np.where(own, 0, point * level), np.where(own, level, point * level)
        share += weight * (emissions.total(ways, without) - emissions.total(ways, in_force))
    parts = {"alone_kg": alone, "added_kg": added, "share_kg": share}
    dust = float(np.abs(alone).max(initial=0)) * np.finfo(float).eps * 1000
    return pd.DataFrame(
        {
            "year": np.tile(np.asarray(years), count),
            "action_id": np.repeat(action_ids.to_numpy(), len(years)),
            **{name: np.where(np.abs(kg) <= dust, 0, kg).ravel() for name, kg in parts.items()},
        }
    )
