"""What a tonne not emitted costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.scenarios.transfer import activities_of, further_levels


def annuity(discount_pct: float, lifetime_years: float) -> float:
    """Yearly share of an investment over its lifetime at a discount rate; at 0 % simply one over the lifetime."""
    rate = discount_pct / 100
    if rate == 0:
        return 1 / lifetime_years
    return float(rate / -np.expm1(-lifetime_years * np.log1p(rate)))


def reached_effect(actions: pd.DataFrame, plan: pd.DataFrame, *, year: int, ledger_year: int) -> pd.Series[float]:
    """How far each action of a plan is in force in a year beyond what the ledger already holds: ``action_id`` → 0 to 1.

    Parameters
    ----------
    actions
        As in ``Possibilities``; those that are not in the plan are left out.
    plan
        ``action_id`` and ``start_year``.
    """
    chosen = actions[actions["action_id"].isin(plan["action_id"])]
    start = plan.set_index("action_id")["start_year"]
    level = further_levels(chosen, start, [year], ledger_year=ledger_year)[0]
    return pd.Series(level, index=pd.Index(chosen["action_id"], name="action_id"), dtype=float)


def full_costs(actions: pd.DataFrame, amounts: pd.DataFrame, level: pd.Series[float] | None = None) -> pd.DataFrame:
    """What each action costs, were it the only one.

    Parameters
    ----------
    actions, amounts
        As in ``Possibilities``.
    level
        How far each action is in force, as from :func:`reached_effect`; None: in full.

    Returns
    -------
    One row per action, in their order: ``action_id``, ``affected_amount`` and ``unit`` (an action on a factor affects the
    whole amount, because each unit of it is bought otherwise), ``investment_eur``, ``yearly_eur`` (running cost, negative:
    saves money), ``lifetime_years`` and ``cost_status``.
    """
    by_activity = amounts.set_index("activity_id")
    acted_on = [by_activity[by_activity.index.isin(activities_of(action))] for _, action in actions.iterrows()]
    part = actions["effect_pct"].where(actions["acts_on"] != "factor", 100).to_numpy(dtype=float) / 100
    if level is not None:
        part = part * actions["action_id"].map(level).to_numpy(dtype=float)
    affected = np.array([rows["amount"].sum() for rows in acted_on], dtype=float) * part
    return pd.DataFrame(
        {
            "action_id": actions["action_id"],
            "affected_amount": affected,
            "unit": [", ".join(sorted(set(rows["unit"]))) for rows in acted_on],
            "investment_eur": affected * actions["investment_eur_per_unit"],
            "yearly_eur": affected * actions["yearly_cost_eur_per_unit"],
            "lifetime_years": actions["lifetime_years"],
            "cost_status": actions["cost_status"],
        }
    ).reset_index(drop=True)


def abatement_costs(
    actions: pd.DataFrame,
    amounts: pd.DataFrame,
    contributions: pd.DataFrame,
    *,
    year: int,
    view: str,
    discount_pct: float,
    level: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Yearly cost and cost per tonne of each action of a plan.

    Parameters
    ----------
    actions, amounts
        As in ``Possibilities``.
    contributions
        As in ``PlanResult``: the reduction used is ``share_kg``, so that the tonnes sum to the plan's.
    year, view
        The year and view of the reduction.
    discount_pct
        Discount rate in percent a year.
    level
        How far each action is in force in the year, as from :func:`reached_effect`, so that euros and tonnes are of the same
        part of it; None: in full.

    Returns
    -------
    One row per action, the cheapest tonne first: what :func:`full_costs` tells but the lifetime,
    ``annual_eur`` (investment as an annuity and running cost; the annuity goes on, which pays for renewal),
    ``reduction_kg``, ``eur_per_t``, ``cumulative_kg`` and ``verdict``: ``reduces``, ``none`` or ``increases``.
    Where nothing is reduced there is no cost per tonne, and the action comes last.
    """
    here = contributions[(contributions["year"] == year) & (contributions["view"] == view)]
    costs = full_costs(actions, amounts, level)
    table = costs.merge(here[["action_id", "share_kg"]], on="action_id", how="inner", validate="one_to_one")
    yearly_share = np.array([annuity(discount_pct, lifetime) for lifetime in table["lifetime_years"]], dtype=float)
    reduction = table["share_kg"].where(~np.isclose(table["share_kg"], 0), 0.0)
    annual = table["investment_eur"] * yearly_share + table["yearly_eur"]
    result = table.drop(columns=["share_kg", "lifetime_years"]).assign(
        annual_eur=annual,
        reduction_kg=reduction,
        eur_per_t=1000 * annual / reduction.where(reduction > 0),
        verdict=np.select([reduction > 0, reduction < 0], ["reduces", "increases"], "none"),
    )
    result = result.sort_values(["eur_per_t", "action_id"], na_position="last")
    return result.assign(cumulative_kg=result["reduction_kg"].clip(lower=0).cumsum()).reset_index(drop=True)
