"""The path to a target: what each year may emit, what the plan emits, and the gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.scenarios.plan import PlanResult, plan_draws
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.transfer import Floats
from hjj_lib.uncertainty import Assumptions, Probability, probability_lower


def pathway(totals: pd.DataFrame, *, base_year: int, base_kg: float, target_year: int, target_pct: float) -> pd.DataFrame:
    """A plan beside a straight path from the base year's emissions to a target.

    Parameters
    ----------
    totals
        ``year``, ``baseline_kg`` and ``plan_kg`` of one view, as in ``PlanResult.totals``.
    base_year, base_kg
        Where the path starts.
    target_year, target_pct
        Where it ends: the reduction in percent of ``base_kg``. After the target year the target stays.

    Returns
    -------
    ``totals`` with ``target_kg``, ``gap_kg`` (plan − target; negative: better than the target) and the sums from the
    first row on: ``cumulative_plan_kg``, ``cumulative_target_kg``, ``cumulative_gap_kg``.

    Raises
    ------
    ValueError
        If the target year is not after the base year.
    """
    if target_year <= base_year:
        raise ValueError("the target year must be after the base year")
    years = totals["year"].to_numpy(dtype=float)
    ends = [base_kg, base_kg * (1 - target_pct / 100)]
    return beside(totals, np.interp(years, [base_year, target_year], ends))


def beside(totals: pd.DataFrame, allowed_kg: Floats) -> pd.DataFrame:
    """A plan beside what is allowed in each year; columns as :func:`pathway` returns them.

    Parameters
    ----------
    totals
        As for :func:`pathway`.
    allowed_kg
        For each row of ``totals``.
    """
    path = totals.assign(target_kg=allowed_kg).sort_values("year").reset_index(drop=True)
    path = path.assign(gap_kg=path["plan_kg"] - path["target_kg"])
    sums = {f"cumulative_{name}_kg": path[f"{name}_kg"].cumsum() for name in ("plan", "target", "gap")}
    return path.assign(**sums)


def target_probability(draws: pd.DataFrame, *, target_pct: float) -> Probability:
    """Probability that the plan's year emits less than the present year by the target's percentage.

    Parameters
    ----------
    draws
        As ``plan_draws`` gives: ``present_kg`` and ``plan_kg``, row by row with the same errors.
    """
    target = draws["present_kg"].to_numpy(dtype=float) * (1 - target_pct / 100)
    return probability_lower(draws["plan_kg"].to_numpy(dtype=float), target)


def paths_by_view(result: PlanResult, *, target_year: int, target_pct: float) -> dict[str, pd.DataFrame]:
    """The pathway of each view from the first evaluated year, whose emissions are the base, to the same target."""
    paths = {}
    for view, totals in result.totals.groupby("view"):
        first = totals.sort_values("year").iloc[0]
        base_year, base_kg = int(first["year"]), float(first["baseline_kg"])
        paths[str(view)] = pathway(totals, base_year=base_year, base_kg=base_kg, target_year=target_year, target_pct=target_pct)
    return paths


def target_probabilities(
    possible: Possibilities,
    plan: pd.DataFrame,
    assumptions: Assumptions,
    *,
    target_year: int,
    target_pct: float,
    boundary: str,
    draws: int,
    seed: int,
) -> dict[str, Probability]:
    """Probability that the plan meets the target, by view; parameters as in ``plan_draws`` and ``target_probability``."""
    chances = {}
    for view in VIEWS:
        drawn = plan_draws(possible, plan, assumptions, year=target_year, view=view, boundary=boundary, draws=draws, seed=seed)
        chances[view] = target_probability(drawn, target_pct=target_pct)
    return chances
