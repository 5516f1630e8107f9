"""What the plan promised and what the amounts show: never more is borne out than the amounts have changed.

Nobody measures an action by itself. What can be measured is the amount it acts on, and where several actions act on the same
amount, what they did together. Effects of factors, prices, weather and of sites that came or went are no work of an action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.monitoring.changes import period_of
from hjj_lib.monitoring.years import Followed, FollowedYear
from hjj_lib.scenarios import evaluate_plan, levels, possibilities
from hjj_lib.trends import Context, price_levels, same_supplies, weather_indices, why_changed

#: How far an action must have come to show in the figures.
BEGUN = ("under_way", "done")
_OPEN = ("idea", "decided", "under_way")
#: An action on the factor of what is bought: the ledger's factors are those of the sector, so its effect shows nowhere.
_UNSEEN = "factor"
#: An action that moves amounts to another activity, such as another contract.
_MOVES = "share"
#: What the figures say of a group of actions, the first that holds.
VERDICTS = ("no_earlier_year", "not_written", "nothing_planned", "amounts_rose", "less_than_planned", "as_planned")


@dataclass(frozen=True)
class PlannedAndMeasured:
    """What the plan promised beside what the amounts show.

    Attributes
    ----------
    groups
        One row per group of actions that act on the same amounts and view: ``group_id``, ``view``, ``action_ids`` (by spaces),
        ``since`` (the year before the first of them began; empty if it has no figures), ``planned_kg`` (reduction expected by
        now), ``measured_kg`` (reduction by changed amounts), ``other_kg`` (reduction by everything else), ``borne_out_kg``
        (of the planned reduction what the amounts bear out) and ``verdict`` (see ``VERDICTS``).
    unseen
        Ids of begun actions whose effect no amount can show.
    """

    groups: pd.DataFrame
    unseen: tuple[str, ...]


def begun(plan: pd.DataFrame, year: int) -> pd.DataFrame:
    """The planned actions that have begun by the end of a year (``tables.PlannedAction``)."""
    return plan[plan["status"].isin(BEGUN) & (plan["start_year"] <= year)].reset_index(drop=True)


def status_rows(plan: pd.DataFrame, year: int) -> pd.DataFrame:
    """The plan with what is late at the end of the year: a report says the same on any day.

    Returns
    -------
    The rows with ``overdue`` (the deadline has passed and the action is not done) and ``not_begun`` (it should have begun).
    """
    last_day = f"{year}-12-31"
    still_open = plan["status"].isin(_OPEN)
    overdue = still_open & plan["deadline"].notna() & (plan["deadline"].fillna("") <= last_day)
    not_begun = plan["status"].eq("decided") & (plan["start_year"] <= year)
    return plan.assign(overdue=overdue.astype(bool), not_begun=not_begun.astype(bool))


def action_groups(actions: pd.DataFrame) -> list[tuple[str, ...]]:
    """Actions that act, directly or over others, on the same activities.

    Parameters
    ----------
    actions
        ``tables.Action``, each once.

    Returns
    -------
    Groups of ids, in the order in which their first action stands.
    """
    groups: list[tuple[list[str], set[str]]] = []
    for row in actions.to_dict("records"):
        mine = _activities(row)
        meeting = [group for group in groups if group[1] & mine]
        ids = [action for names, _ in meeting for action in names]
        first = min((groups.index(group) for group in meeting), default=len(groups))
        groups = [group for group in groups if group not in meeting]
        groups.insert(first, ([*ids, str(row["action_id"])], mine.union(*(activities for _, activities in meeting))))
    return [tuple(names) for names, _ in groups]


def planned_and_measured(
    followed: Followed, plan: pd.DataFrame, *, boundary: str, price_index: str, reference_period: str = ""
) -> PlannedAndMeasured:
    """The begun actions of a plan, their expected effect by now, and what the amounts show.

    Parameters
    ----------
    plan
        ``tables.PlannedAction``. ``planned_reduction_kg`` counts where it is given, in the market-based view; else what the
        action does to the ledger of the year before its group began, with the factors of that year.
    boundary, price_index, reference_period
        As in :func:`hjj_lib.monitoring.changes.change_since`.
    """
    year, library = followed.study.year, followed.study.basis.actions
    mine = begun(plan, year)
    known = library[library["action_id"].isin(mine["action_id"])]
    seen = known[known["acts_on"] != _UNSEEN]
    unseen = tuple(str(action) for action in mine["action_id"] if action not in set(seen["action_id"]))
    rows: list[dict[str, object]] = []
    for number, ids in enumerate(action_groups(seen), start=1):
        actions = seen[seen["action_id"].isin(ids)].reset_index(drop=True)
        part = mine[mine["action_id"].isin(ids)]
        since = max((one for one in followed.earlier if one < part["start_year"].min()), default=None)
        told = {"group_id": number, "action_ids": " ".join(ids), "since": since}
        if since is None:
            rows += [{**told, "view": view, **_figures(np.nan, np.nan, np.nan, since)} for view in VIEWS]
            continue
        planned = _planned(followed, followed.of(since), actions, part, boundary)
        measured = _measured(followed, since, actions, boundary, price_index, reference_period)
        rows += [{**told, "view": view, **_figures(planned[view], *measured[view], since)} for view in VIEWS]
    columns = ["group_id", "view", "action_ids", "since", "planned_kg", "measured_kg", "other_kg", "borne_out_kg", "verdict"]
    table = pd.DataFrame(rows, columns=columns)
    return PlannedAndMeasured(table.astype({"since": "Int64"}), unseen)


def _activities(action: dict[object, object]) -> set[str]:
    to = action["to_activity_id"]
    return set(str(action["activity_id"]).split()) | ({str(to)} if isinstance(to, str) else set())


def _figures(planned: float, measured: float, other: float, since: int | None) -> dict[str, object]:
    borne_out = max(min(planned, measured), 0.0) if np.isfinite(planned) and np.isfinite(measured) else np.nan
    if since is None:
        verdict = "no_earlier_year"
    elif not np.isfinite(planned):
        verdict = "not_written"
    elif planned <= 0:
        verdict = "nothing_planned"
    elif measured <= 0:
        verdict = "amounts_rose"
    else:
        verdict = "less_than_planned" if measured < planned else "as_planned"
    return {"planned_kg": planned, "measured_kg": measured, "other_kg": other, "borne_out_kg": borne_out, "verdict": verdict}


def _planned(
    followed: Followed, then: FollowedYear, actions: pd.DataFrame, plan: pd.DataFrame, boundary: str
) -> dict[str, float]:
    """The reduction that was expected by now, by view."""
    study, year = followed.study, followed.study.year
    told = plan.dropna(subset=["planned_reduction_kg"]).set_index("action_id")["planned_reduction_kg"].astype(float)
    starts = plan.set_index("action_id")["start_year"]
    level = pd.Series(levels(actions, starts, [year])[0], index=actions["action_id"])
    # What an action needs beside it may have begun in another group.
    free = actions.assign(requires=None, excludes=None)
    possible = possibilities(then.alone, free, study.institution.sites, study.basis)
    # Planned with the factors of then: what factors do is none of the plan's work.
    steady = replace(possible, factor_paths=possible.factor_paths.iloc[:0])
    result = evaluate_plan(steady, plan[["action_id", "start_year"]], [year], boundary=boundary)
    shares = result.contributions.set_index(["view", "action_id"])["share_kg"]
    expected: dict[str, float] = {}
    for view in VIEWS:
        own = float((told * level.reindex(told.index)).sum()) if view == VIEWS[0] else 0.0
        by_ledger = [action for action in plan["action_id"] if action not in told.index]
        found = [float(shares.get((view, action), 0.0)) for action in by_ledger]
        expected[view] = own + sum(found) if view == VIEWS[0] or not len(told) else np.nan
    return expected


def _measured(
    followed: Followed, since: int, actions: pd.DataFrame, boundary: str, price_index: str, reference_period: str
) -> dict[str, tuple[float, float]]:
    """By how much changed amounts of the activities reduced emissions, and how much everything else did, by view.

    Another contract for the same energy is no change of its amount, unless an action of the group is that very contract.
    """
    activities = sorted(set().union(*(_activities(row) for row in actions.to_dict("records"))))
    then, now = (_only(followed.of(year).whole, activities) for year in (since, followed.study.year))
    period = period_of(followed, reference_period)
    context = Context(
        weather=weather_indices(then, now, followed.weather.weather, period=period) if period else None,
        prices=price_levels(then, now, followed.study.basis.price_index, index_id=price_index) if price_index else None,
        same_supply=None if actions["acts_on"].eq(_MOVES).any() else same_supplies(),
    )
    effects = why_changed(then, then, now, boundary=boundary, context=context).effects
    by_amount = effects["cause"].eq("activity") & effects["kind"].eq("real")
    found: dict[str, tuple[float, float]] = {}
    for view in VIEWS:
        mine = effects.loc[effects["view"] == view, "change_kg"]
        amount = -float(mine[by_amount.loc[mine.index]].sum())
        found[view] = (amount, -float(mine.sum()) - amount)
    return found


def _only(inventory: pd.DataFrame, activities: Sequence[str]) -> pd.DataFrame:
    return inventory[inventory["activity_id"].isin(activities)].reset_index(drop=True)
