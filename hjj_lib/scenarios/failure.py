"""What would make a plan fail: what hangs on single actions, and what even all actions of the library do not reach."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.inventory import select
from hjj_lib.scenarios.plan import reductions_alone
from hjj_lib.scenarios.plan_rules import plan_problems
from hjj_lib.scenarios.possibilities import Possibilities


def what_hangs_on_each(
    contributions: pd.DataFrame, actions: pd.DataFrame, *, year: int, view: str, gap_kg: float
) -> pd.DataFrame:
    """What the loss of each action alone would do to a plan.

    Parameters
    ----------
    contributions
        As in ``PlanResult``.
    actions
        ``tables.Action``, for the uncertainty of effects.
    gap_kg
        What the plan emits above what is allowed in that year and view; below zero: what it has to spare.

    Returns
    -------
    ``action_id``, ``added_kg`` (lost without it), ``gap_without_kg``, ``decides`` (the target is met with it and missed
    without it), ``short_kg`` (lost if its effect falls short by its 95 % uncertainty); the largest loss first.
    """
    here = contributions[(contributions["year"] == year) & (contributions["view"] == view)]
    uncertain = actions.drop_duplicates("action_id").set_index("action_id")["uncertainty_95_pct"]
    without = gap_kg + here["added_kg"]
    half_width = here["action_id"].map(uncertain).astype(float).clip(upper=100) / 100
    table = here[["action_id", "added_kg"]].assign(
        gap_without_kg=without,
        decides=(gap_kg <= 0) & (without > 0),
        short_kg=here["added_kg"].clip(lower=0) * half_width,
    )
    return table.sort_values(["added_kg", "action_id"], ascending=[False, True]).reset_index(drop=True)


def everything_possible(
    possible: Possibilities, plan: pd.DataFrame, *, start_year: int, year: int, view: str, boundary: str
) -> pd.DataFrame:
    """A plan with all actions of the library that go together and take something away.

    The plan's own choices stay. Of others that rule each other out, the one is taken that does more alone in the given year and
    view; an action comes with what it needs, or not at all. What is added starts in ``start_year``.

    Returns
    -------
    ``action_id`` and ``start_year``, as ``evaluate_plan`` takes it.
    """
    alone = reductions_alone(possible, start_year=start_year, year=year, view=view, boundary=boundary)
    alone = alone[(alone > 0) & ~alone.index.isin(plan["action_id"])]
    chosen = plan[["action_id", "start_year"]]
    for action in alone.sort_index().sort_values(ascending=False, kind="stable").index:
        more = _with_needed(chosen, str(action), possible.all_actions, start_year)
        if not plan_problems(more, possible.all_actions):
            chosen = more
    return chosen.reset_index(drop=True)


def untouched(possible: Possibilities, plan: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """Present emissions that no action of the plan acts on, by category: ``category_id``, ``emissions_kg``, the largest first."""
    acting = possible.actions[possible.actions["action_id"].isin(plan["action_id"])]
    touched = {activity for cell in acting["activity_id"] for activity in str(cell).split()}
    lines = select(possible.lines, view=view, boundary=boundary)
    own = lines[(lines["from_activity_id"] == lines["to_activity_id"]) & ~lines["from_activity_id"].isin(touched)]
    sums = own.groupby("category_id")["emissions_kg_co2e"].sum().astype(float).rename("emissions_kg").reset_index()
    return sums[sums["emissions_kg"] > 0].sort_values("emissions_kg", ascending=False).reset_index(drop=True)


def _with_needed(plan: pd.DataFrame, action: str, actions: pd.DataFrame, start_year: int) -> pd.DataFrame:
    """The plan with one more action and everything it needs that is not there yet."""
    needs = actions.drop_duplicates("action_id").set_index("action_id")["requires"].fillna("").astype(str)
    waiting, more = [action], list[str]()
    while waiting:
        name = waiting.pop()
        if name not in more and name not in set(plan["action_id"]):
            more.append(name)
            waiting.extend(str(needs.get(name, "")).split())
    added = pd.DataFrame({"action_id": more, "start_year": np.full(len(more), start_year)})
    return pd.concat([plan, added], ignore_index=True) if len(plan) else added
