"""What a plan may be chosen from: every action in every year it could start, with its money and what it goes together with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from hjj_lib.scenarios.cash import cash_flows
from hjj_lib.scenarios.possibilities import Possibilities

_COLUMNS = ["action_id", "start_year", "cost_eur", "investment_eur"]


def plan_choices(
    possible: Possibilities,
    start_years: Iterable[int],
    *,
    last_year: int,
    discount_pct: float,
    begun: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every action that does something here, in every start year.

    Parameters
    ----------
    possible
        What the actions can choose among. Actions that act on nothing here are left out unless another needs them, and so are
        actions that need one that cannot be calculated.
    start_years
        Years in which an action may start; those up to the ledger's year and after the last year are left out.
    last_year, discount_pct
        As for :func:`plan_money`.
    begun
        A plan of which those actions are kept as they are that began by the ledger's year: nothing of them is chosen anew.

    Returns
    -------
    Columns of :func:`plan_money`, one row per action and start year.
    """
    done = pd.DataFrame(columns=_COLUMNS) if begun is None else begun[begun["start_year"] <= ledger_year(possible)]
    wanted = set(offered(possible)) - set(done["action_id"])
    actions = possible.actions[possible.actions["action_id"].isin(wanted)]
    years = sorted({year for year in start_years if ledger_year(possible) < year <= last_year})
    tables = [
        plan_money(possible, actions[["action_id"]].assign(start_year=year), last_year=last_year, discount_pct=discount_pct)
        for year in years
    ]
    if len(done):
        tables.append(plan_money(possible, done, last_year=last_year, discount_pct=discount_pct))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_COLUMNS)


def plan_money(possible: Possibilities, plan: pd.DataFrame, *, last_year: int, discount_pct: float) -> pd.DataFrame:
    """What each action of a plan costs, each as if it were the only one.

    Parameters
    ----------
    plan
        ``action_id`` and ``start_year``; actions that cannot be calculated are left out.
    last_year
        Money is counted from the year after the ledger's to this one.
    discount_pct
        Discount rate in percent a year.

    Returns
    -------
    ``action_id``, ``start_year``, ``cost_eur`` (present value of buying, renewing and running it less what is left of its
    lifetime; negative: it saves more than it costs) and ``investment_eur`` (paid in the start year; renewal is no part of it).
    """
    flows = cash_flows(
        possible.actions,
        possible.amounts,
        plan,
        ledger_year=ledger_year(possible),
        last_year=last_year,
        discount_pct=discount_pct,
        phasing="whole",
    )
    run = (flows["year"] - ledger_year(possible) - 1).to_numpy(dtype=float)
    rate = 1 + discount_pct / 100
    at_beginning, at_end = rate**-run, rate ** -(run + 1)
    outlay = (flows["investment_eur"] + flows["renewal_eur"]) * at_beginning
    flows = flows.assign(cost_eur=outlay + (flows["running_eur"] - flows["residual_eur"]) * at_end)
    sums = flows.groupby("action_id", sort=False)[["cost_eur", "investment_eur"]].sum().reset_index()
    return plan[["action_id", "start_year"]].merge(sums, on="action_id", how="inner", validate="one_to_one")[_COLUMNS]


def ledger_year(possible: Possibilities) -> int:
    """The year of the ledger."""
    return int(max(possible.lines["year"], default=0))


def offered(possible: Possibilities) -> list[str]:
    """Ids of the actions that do something here, and of those they need."""
    needs = partners(possible.all_actions, "requires")
    calculable = [str(action) for action in possible.actions["action_id"]]
    fulfilled = {action for action in calculable if _closure(action, needs) <= set(calculable)}
    doing = fulfilled - set(possible.without_amount)
    return [action for action in calculable if any(action in _closure(other, needs) for other in doing)]


def partners(actions: pd.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    """Action → the actions that ``requires`` or ``excludes`` names; an exclusion holds both ways."""
    named = actions.dropna(subset=[column])
    pairs = [
        (str(one), other) for one, cell in zip(named["action_id"], named[column], strict=True) for other in str(cell).split()
    ]
    if column == "excludes":
        pairs += [(other, one) for one, other in pairs]
    return {one: tuple(sorted({b for a, b in pairs if a == one})) for one in sorted({a for a, _ in pairs})}


def undominated(choices: pd.DataFrame, effect: Sequence[tuple[float, ...]], kept: Iterable[str]) -> pd.DataFrame:
    """Choices without those that do the same as another start year of the same action for no less money.

    Parameters
    ----------
    choices
        As from :func:`plan_choices`.
    effect
        Of each choice, how far the action is in force in each evaluated year.
    kept
        Actions of which every start year stays, because others depend on when they start.
    """
    first = choices.assign(
        effect=pd.Series(list(effect), index=choices.index, dtype=object), order=np.arange(len(choices))
    ).sort_values(["cost_eur", "start_year"], kind="stable")
    again = first.duplicated(["action_id", "effect"]) & ~first["action_id"].isin(set(kept))
    return first[~again].sort_values("order").drop(columns=["effect", "order"]).reset_index(drop=True)


def _closure(action: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    """The action, what it needs, what that needs and so on."""
    found, waiting = set[str](), [action]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs.get(one, ())
    return found
