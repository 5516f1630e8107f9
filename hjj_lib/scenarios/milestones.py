"""What a target asks on the way: milestones, the chance of each, and a budget of emissions that is used up year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hjj_lib.scenarios.plan import PlanResult, planned_actions
from hjj_lib.scenarios.plans_over_draws import draw_possibilities, plan_totals
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.route_emissions import own_lines
from hjj_lib.scenarios.target import beside
from hjj_lib.scenarios.target_kinds import Target, allowed_kg, denominator_growth
from hjj_lib.scenarios.transfer import Floats, routes
from hjj_lib.uncertainty import Assumptions, Probability, probability_lower, simulate

#: Emissions of each view, kg.
ByView = Mapping[str, float]


def demands(target: Target) -> list[tuple[int, float]]:
    """The years in which something must be met, with the reduction in percent; the target year comes last."""
    on_the_way = [(year, pct) for year, pct in target.milestones if year != target.target_year]
    return [*on_the_way, (target.target_year, target.reduction_pct)]


def growth_of(target: Target, years: Sequence[int], known: Mapping[int, float]) -> Floats | None:
    """The growth of an intensity's denominator by year; None for every other kind of target."""
    return denominator_growth(target, years, known) if target.kind == "intensity" else None


def paths_to(result: PlanResult, target: Target, *, base_kg: ByView, denominator: Mapping[int, float]) -> dict[str, pd.DataFrame]:
    """The plan beside what the target allows, by view; a target of one view is held against the other too.

    Parameters
    ----------
    base_kg
        Emissions of the target's base year by view, in the target's boundary.
    denominator
        Year → value of the denominator of an intensity; empty for other kinds.
    """
    paths = {}
    for view, totals in result.totals.groupby("view"):
        rows = totals.sort_values("year")
        years = rows["year"].tolist()
        growth = growth_of(target, years, denominator)
        paths[str(view)] = beside(rows, allowed_kg(target, years, base_kg=base_kg[str(view)], growth=growth))
    return paths


def milestone_table(
    path: pd.DataFrame, target: Target, *, base_kg: float, denominator: Mapping[int, float], reported: Mapping[int, float]
) -> pd.DataFrame:
    """What must be met on the way and at the end, and whether the plan does.

    Parameters
    ----------
    path
        As from :func:`paths_to`, of one view.
    base_kg
        Emissions of the base year in that view.
    reported
        Year → emissions of years before the path begins, as far as they are known.

    Returns
    -------
    ``year``, ``reduction_pct``, ``allowed_kg``, ``plan_kg``, ``gap_kg`` (above zero: missed), ``met``. A year of which neither
    the plan nor a report says anything is unknown: its ``plan_kg`` and ``met`` are empty.
    """
    kg = {**reported, **dict(zip(path["year"].tolist(), path["plan_kg"].tolist(), strict=True))}
    rows = []
    for year, pct in demands(target):
        growth = growth_of(target, [year], denominator)
        allowed = base_kg * (1 - pct / 100) * (1.0 if growth is None else float(growth[0]))
        rows.append((year, pct, allowed, kg.get(year, np.nan)))
    table = pd.DataFrame(rows, columns=["year", "reduction_pct", "allowed_kg", "plan_kg"])
    gap = table["plan_kg"] - table["allowed_kg"]
    return table.assign(gap_kg=gap, met=(gap <= 0).astype("boolean").mask(gap.isna()))


@dataclass(frozen=True)
class UncertainPlan:
    """A plan that is drawn: what it acts on, with which assumptions, how often and with which random numbers."""

    possible: Possibilities
    plan: pd.DataFrame
    assumptions: Assumptions
    draws: int
    seed: int


def chances(
    uncertain: UncertainPlan,
    target: Target,
    base: pd.DataFrame,
    *,
    view: str,
    asked: Iterable[tuple[int, float]],
    denominator: Mapping[int, float],
) -> dict[int, Probability]:
    """Probability that the plan emits no more than is allowed, by year.

    Both the plan and the base year are drawn, with the same errors: a factor that is wrong is wrong in both years.

    Parameters
    ----------
    base
        The ledger of the base year.
    asked
        Years and reductions as from :func:`demands`.
    denominator
        As for :func:`paths_to`; it is taken as certain.
    """
    wanted = list(asked)
    years = sorted({year for year, _ in wanted})
    boundary, draws, seed = target.boundary, uncertain.draws, uncertain.seed
    before = simulate(base, uncertain.assumptions, view=view, boundary=boundary, draws=draws, seed=seed).total_draws_kg
    mine = _what_matters(uncertain.possible, uncertain.plan)
    drawn = draw_possibilities(mine, uncertain.assumptions, years, view=view, boundary=boundary, draws=draws, seed=seed)
    after = dict(zip(years, plan_totals(drawn, uncertain.plan), strict=True))
    found = {}
    for year, pct in wanted:
        growth = growth_of(target, [year], denominator)
        allowed = before * (1 - pct / 100) * (1.0 if growth is None else float(growth[0]))
        found[year] = probability_lower(after[year], allowed)
    return found


def _what_matters(possible: Possibilities, plan: pd.DataFrame) -> Possibilities:
    """The ledger with only those ways an amount may go that the plan takes: what other actions could do need not be drawn."""
    ways = routes(planned_actions(possible, plan)).routes
    pairs = {(route.from_activity_id, route.to_activity_id) for route in ways}
    lines = possible.lines
    used = pd.Series(list(zip(lines["from_activity_id"], lines["to_activity_id"], strict=True)), index=lines.index).isin(pairs)
    return replace(possible, lines=lines[used | own_lines(lines)])


def budget_use(emissions: Mapping[int, float], target: Target) -> pd.DataFrame:
    """How a budget of emissions is used: from the year after the base year to the target year.

    Parameters
    ----------
    emissions
        Year → kg: reported and planned; between known years they are taken to change evenly.

    Returns
    -------
    ``year``, ``emissions_kg``, ``used_kg``, ``left_kg`` (below zero: overdrawn). No rows without a budget.
    """
    columns = ["year", "emissions_kg", "used_kg", "left_kg"]
    if target.cumulative_budget_t is None:
        return pd.DataFrame(columns=columns)
    years = np.arange(target.base_year + 1, target.target_year + 1)
    known = sorted(emissions.items())
    kg = np.interp(years.astype(float), [year for year, _ in known], [value for _, value in known])
    used = np.cumsum(kg)
    left = 1000 * target.cumulative_budget_t - used
    return pd.DataFrame({"year": years, "emissions_kg": kg, "used_kg": used, "left_kg": left}, columns=columns)


def spent_in(use: pd.DataFrame) -> int | None:
    """The year in which a budget is overdrawn; None if it lasts. ``use`` as from :func:`budget_use`."""
    over = use.loc[use["left_kg"] < 0, "year"]
    return int(over.iloc[0]) if len(over) else None
