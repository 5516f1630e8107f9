"""The target from its base year on: what it allows, what was emitted, and what the plan now says for the years to come."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hjj_lib.indicators import institution_value
from hjj_lib.inventory import total
from hjj_lib.monitoring.years import Followed
from hjj_lib.scenarios import Target, acting_plan, evaluate_plan, possibilities
from hjj_lib.scenarios.target_kinds import allowed_kg, denominator_growth


def outlook(followed: Followed, target: Target) -> pd.DataFrame:
    """A target beside what happened and what the plan says from the reported year on.

    Parameters
    ----------
    target
        One of the institution's targets.

    Returns
    -------
    One row per year from the base year, or the first year with figures after it, to the target year: ``year``, ``allowed_kg``,
    ``actual_kg`` (of years with figures, calculated today) and ``plan_kg`` (from the reported year on). ``allowed_kg`` is
    unknown where the base year has no figures, or an intensity no denominator.
    """
    first, now = min(target.base_year, followed.study.year), followed.study.year
    years = list(range(first, max(target.target_year, now) + 1))
    actual = {
        one.year: total(one.whole, view=target.view, boundary=target.boundary).known_kg
        for one in followed.years
        if one.year >= first
    }
    path = pd.DataFrame({"year": years})
    return path.assign(
        allowed_kg=_allowed(followed, target, years, actual),
        actual_kg=path["year"].map(actual).astype(float),
        plan_kg=path["year"].map(_plan(followed, target)).astype(float),
    )


def _plan(followed: Followed, target: Target) -> Mapping[int, float]:
    """Emissions with what is decided, from the ledger of the reported year."""
    study = followed.study
    possible = possibilities(study.inventory, study.basis.actions, study.institution.sites, study.basis)
    ahead = range(study.year, max(target.target_year, study.year) + 1)
    result = evaluate_plan(possible, acting_plan(followed.plan), ahead, boundary=target.boundary)
    mine = result.totals[result.totals["view"] == target.view]
    return {int(year): float(kg) for year, kg in zip(mine["year"], mine["plan_kg"], strict=True)}


def _allowed(followed: Followed, target: Target, years: list[int], actual: Mapping[int, float]) -> np.ndarray:
    if target.base_year not in actual:
        return np.full(len(years), np.nan)
    growth = None
    if target.per:
        values = {one.year: institution_value(one.denominators, target.per) for one in followed.years}
        known = {year: value for year, value in values.items() if np.isfinite(value)}
        if not known.get(target.base_year):
            return np.full(len(years), np.nan)
        growth = denominator_growth(target, years, known)
    return allowed_kg(target, years, base_kg=actual[target.base_year], growth=growth)
