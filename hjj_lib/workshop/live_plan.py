"""What comes of a plan while it is moved: the errors are drawn once, each move is worked out from them.

A choice is a table ``action_id``, ``start_year``, ``strength_pct`` (how much of the action's full effect is done, 0 to 100); what
is chosen with 0 is not done. With everything at 100 the numbers are those of the report on the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from hjj_lib import plan_findings
from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.scenarios import Possibilities, cash_flows, evaluate_plan, reductions_alone, routes, yearly_cash, yearly_emissions
from hjj_lib.scenarios.cash import Phasing
from hjj_lib.scenarios.milestones import growth_of
from hjj_lib.scenarios.plans_over_draws import DrawnPossibilities, draw_possibilities, plan_totals
from hjj_lib.scenarios.target_kinds import allowed_shares
from hjj_lib.scenarios.transfer import Floats
from hjj_lib.uncertainty import Assumptions, Probability, interval, probability_lower, simulate
from hjj_lib.workshop.strength import at_strength

CHOICE = ["action_id", "start_year", "strength_pct"]
#: What of a ledger's lines is looked at once the errors are drawn; narrow tables are quicker to work on.
_LOOKED_AT = ["year", "view", "boundaries", "scope", "factor_role", "from_activity_id", "to_activity_id", "emissions_kg_co2e"]


@dataclass(frozen=True)
class Conditions:
    """Under what a plan is judged: the parameters of report 04 that no move changes."""

    last_year: int
    discount_pct: float
    phasing: Phasing
    energy_price_change_pct: float
    draws: int
    seed: int


@dataclass(frozen=True)
class LivePlan:
    """Everything a move is worked out from.

    Attributes
    ----------
    possible
        What the actions can choose among; of its lines only what a move needs.
    drawn
        The target year over the draws.
    allowed_kg, allowed_draws_kg
        What the target allows in its year, calculated and in each draw.
    """

    decided: DecidedPlan
    possible: Possibilities
    conditions: Conditions
    drawn: DrawnPossibilities
    allowed_kg: float
    allowed_draws_kg: Floats


@dataclass(frozen=True)
class Outcome:
    """What comes of a choice.

    Attributes
    ----------
    plan_kg, low_kg, high_kg
        Emissions of the target year in the target's view and boundary, and the ends of their 95 % interval.
    gap_kg
        Emissions less what is allowed; above zero: missed.
    chance
        Probability that the target is met.
    invested_eur
        Investments and renewals of all years up to the last.
    running_eur
        Running costs of the target year; below zero: saved.
    example_prices
        Whether the price of some chosen action is only an example.
    """

    plan_kg: float
    low_kg: float
    high_kg: float
    gap_kg: float
    chance: Probability
    invested_eur: float
    running_eur: float
    example_prices: bool


def live_plan(decided: DecidedPlan, possible: Possibilities, assumptions: Assumptions, conditions: Conditions) -> LivePlan:
    """Draw everything that a plan could touch, once; with the conditions of the report the numbers are the report's."""
    target, draws, seed = decided.target, conditions.draws, conditions.seed
    year, place = target.target_year, {"view": target.view, "boundary": target.boundary}
    growth = growth_of(target, [year], decided.denominators.get(target.per, {}))
    share = float(allowed_shares(target, [year])[0]) * (1.0 if growth is None else float(growth[0]))
    before = simulate(decided.base[target.base_year], assumptions, **place, draws=draws, seed=seed).total_draws_kg
    drawn = draw_possibilities(possible, assumptions, [year], **place, draws=draws, seed=seed)
    allowed = decided.base_kg(target)[target.view] * share
    narrow = replace(possible, lines=possible.lines[_LOOKED_AT])
    return LivePlan(decided, narrow, conditions, drawn, allowed, before * share)


def decided_choice(live: LivePlan) -> pd.DataFrame:
    """The report's plan as a choice: what of it can be calculated, all at 100."""
    plan = live.decided.plan
    return plan[plan["action_id"].isin(live.possible.actions["action_id"])].assign(strength_pct=100)[CHOICE]


def offers(live: LivePlan) -> pd.DataFrame:
    """The actions that can be moved: the report's plan in its order, then what else acts here, the largest effect first.

    Returns
    -------
    ``action_id``, ``start_year``, ``in_plan``, ``begun`` (the figures hold some of it already) and ``alone_kg`` (reduction in the
    target year, were it the only action).
    """
    decided, target, possible = live.decided, live.decided.target, live.possible
    when = {"start_year": decided.first_year, "year": target.target_year}
    alone = reductions_alone(possible, **when, view=target.view, boundary=target.boundary)
    mine = decided_choice(live)[["action_id", "start_year"]].assign(in_plan=True)
    known = [*mine["action_id"], *possible.without_amount]
    others = alone[~alone.index.isin(known)].sort_values(ascending=False, kind="stable")
    rest = pd.DataFrame({"action_id": others.index, "start_year": decided.first_year, "in_plan": False})
    table = pd.concat([part for part in (mine, rest) if len(part)] or [mine], ignore_index=True)
    return table.assign(begun=table["start_year"] <= decided.year, alone_kg=table["action_id"].map(alone))


def outcome(live: LivePlan, choice: pd.DataFrame) -> Outcome:
    """What comes of a choice.

    Raises
    ------
    DataError
        If its actions do not fit together.
    """
    target, year = live.decided.target, live.decided.target.target_year
    plan, possible = _done(live, choice)
    draws = plan_totals(replace(live.drawn, possible=possible), plan)[0]
    row = interval(draws.reshape(-1, 1)).iloc[0]
    plan_kg = float(yearly_emissions(possible, plan, [year], view=target.view, boundary=target.boundary)[0])
    money = _money(live, plan, possible)
    chosen = possible.actions["action_id"].isin(plan["action_id"])
    return Outcome(
        plan_kg=plan_kg,
        low_kg=float(row["low_kg"]),
        high_kg=float(row["high_kg"]),
        gap_kg=plan_kg - live.allowed_kg,
        chance=probability_lower(draws, live.allowed_draws_kg),
        invested_eur=float(money[["investment_eur", "renewal_eur"]].to_numpy().sum()),
        running_eur=float(money.loc[money["year"] == year, "running_eur"].sum()),
        example_prices=bool((possible.actions.loc[chosen, "cost_status"] != "sourced").any()),
    )


def wedges(live: LivePlan, choice: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The path and the contributions of a choice in the target's view, as the wedge figure takes them; errors as of outcome."""
    plan, possible = _done(live, choice)
    years = plan_findings.years(live.decided, live.conditions.last_year)
    result = evaluate_plan(possible, plan, years, boundary=live.decided.target.boundary)
    view = live.decided.target.view
    parts = result.contributions
    return plan_findings.target_paths(live.decided, result)[view], parts[parts["view"] == view]


def _done(live: LivePlan, choice: pd.DataFrame) -> tuple[pd.DataFrame, Possibilities]:
    """What is done at all, with what of the plan cannot be moved, and the actions at their strength."""
    done = choice[choice["strength_pct"] > 0]
    actions = at_strength(live.possible.actions, done)
    fixed = live.decided.plan[~live.decided.plan["action_id"].isin(actions["action_id"])]
    parts = [part for part in (done[["action_id", "start_year"]], fixed) if len(part)]
    plan = pd.concat(parts, ignore_index=True) if parts else fixed
    return plan, replace(live.possible, actions=actions, routes=routes(actions))


def _money(live: LivePlan, plan: pd.DataFrame, possible: Possibilities) -> pd.DataFrame:
    """The money of a plan by year, up to the last or the target year."""
    said = live.conditions
    flows = cash_flows(
        possible.actions,
        possible.amounts,
        plan,
        ledger_year=live.decided.year,
        last_year=max(said.last_year, live.decided.target.target_year),
        discount_pct=said.discount_pct,
        phasing=said.phasing,
        energy_price_change_pct=said.energy_price_change_pct,
    )
    return yearly_cash(flows)
