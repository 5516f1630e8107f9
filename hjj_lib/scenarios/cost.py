"""What a tonne not emitted costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.scenarios.transfer import activities_of


def annuity(discount_pct: float, lifetime_years: float) -> float:
    """Yearly share of an investment over its lifetime at a discount rate; at 0 % simply one over the lifetime."""
    rate = discount_pct / 100
    if rate == 0:
        return 1 / lifetime_years
    return float(rate / -np.expm1(-lifetime_years * np.log1p(rate)))


def abatement_costs(
    actions: pd.DataFrame, amounts: pd.DataFrame, contributions: pd.DataFrame, *, year: int, view: str, discount_pct: float
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

    Returns
    -------
    One row per action, the cheapest tonne first: ``affected_amount`` and ``unit`` (at full effect, were it the only action;
    an action on a factor affects the whole amount, because each unit of it is bought otherwise),
    ``investment_eur``, ``yearly_eur`` (running cost, negative: saves money), ``annual_eur`` (investment as an annuity and
    running cost), ``reduction_kg``, ``eur_per_t``, ``cumulative_kg`` and ``verdict``: ``reduces``, ``none`` or ``increases``.
    Where nothing is reduced there is no cost per tonne, and the action comes last.
    """
    here = contributions[(contributions["year"] == year) & (contributions["view"] == view)]
    table = actions.merge(here[["action_id", "alone_kg", "share_kg"]], on="action_id", how="inner", validate="one_to_one")
    by_activity = amounts.set_index("activity_id")
    acted_on = [by_activity[by_activity.index.isin(activities_of(action))] for _, action in table.iterrows()]
    part = table["effect_pct"].where(table["acts_on"] != "factor", 100).to_numpy(dtype=float) / 100
    affected = np.array([rows["amount"].sum() for rows in acted_on]) * part
    years = table["lifetime_years"].to_numpy(dtype=float)
    yearly_share = np.array([annuity(discount_pct, lifetime) for lifetime in years])
    investment, yearly = affected * table["investment_eur_per_unit"], affected * table["yearly_cost_eur_per_unit"]
    reduction = table["share_kg"].where(~np.isclose(table["share_kg"], 0), 0.0)
    annual = investment * yearly_share + yearly
    result = pd.DataFrame(
        {
            "action_id": table["action_id"],
            "affected_amount": affected,
            "unit": [", ".join(sorted(set(rows["unit"]))) for rows in acted_on],
            "investment_eur": investment,
            "yearly_eur": yearly,
            "annual_eur": annual,
            "reduction_kg": reduction,
            "eur_per_t": 1000 * annual / reduction.where(reduction > 0),
            "cost_status": table["cost_status"],
            "verdict": np.select([reduction > 0, reduction < 0], ["reduces", "increases"], "none"),
        }
    ).sort_values(["eur_per_t", "action_id"], na_position="last")
    return result.assign(cumulative_kg=result["reduction_kg"].clip(lower=0).cumsum()).reset_index(drop=True)
