"""Money in and out year by year, what it is worth today, and when a plan has paid itself back.

Real money of the present price level, without VAT. What is bought is paid at the beginning of a year, running costs and
savings come at its end. A device is renewed at the same price when its lifetime ends; what is left of its lifetime after the
last year is its residual value: the annuities that would still be to come. Over any years the value of buying, renewing and
keeping the residual is therefore exactly that of the annuities in :mod:`hjj_lib.scenarios.cost`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios.cost import annuity, full_costs
from hjj_lib.scenarios.transfer import Floats, further_levels
from hjj_lib.units import UnitError, conversion

#: When the investment of an action is made: all of it in the start year, or as the action grows over its ramp.
Phasing = Literal["whole", "with_ramp"]
PHASINGS: tuple[Phasing, ...] = ("whole", "with_ramp")
_ENERGY_UNIT = "MWh"
Integers = npt.NDArray[np.int_]
_MONEY = ["investment_eur", "renewal_eur", "running_eur", "cash_eur", "residual_eur"]


def cash_flows(
    actions: pd.DataFrame,
    amounts: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    ledger_year: int,
    last_year: int,
    discount_pct: float,
    phasing: Phasing,
    energy_price_change_pct: float = 0.0,
) -> pd.DataFrame:
    """What each action of a plan costs and brings in beyond the present, year by year.

    Parameters
    ----------
    actions, amounts
        As in ``Possibilities``.
    plan
        ``action_id`` and ``start_year``; actions of it that cannot be calculated are left out. What was done by the ledger's
        year is paid, and its savings are in the bills already: only what grows after it counts.
    ledger_year, last_year
        The money is told from the year after the ledger's to the last.
    discount_pct
        Discount rate in percent a year, for the residual value.
    phasing
        ``whole``: all of the investment in the start year; ``with_ramp``: each year as much as the action grows.
    energy_price_change_pct
        Real change of the price of electricity and heat in percent a year from the first year told on: the running costs and
        savings of actions on kilowatt-hours change with it. Other prices stay.

    Returns
    -------
    One row per year and action: ``action_id``, ``year``, ``level`` (further effect, 0 to 1), ``investment_eur`` and
    ``renewal_eur`` (paid), ``running_eur`` (negative: saves), ``cash_eur`` (what comes in less what goes out) and
    ``residual_eur`` (value of the remaining lifetime, in the last year only and no part of ``cash_eur``).

    Raises
    ------
    DataError
        If there is no such phasing.
    """
    _refuse_unknown(phasing)
    chosen = actions.merge(plan[["action_id", "start_year"]], on="action_id", how="inner", validate="one_to_one")
    costs = full_costs(chosen, amounts)
    years = range(ledger_year + 1, last_year + 1)
    start = chosen.set_index("action_id")["start_year"]
    level = further_levels(chosen, start, years, ledger_year=ledger_year)
    new = _bought(level, start.to_numpy(dtype=int), years, phasing)
    lifetime = costs["lifetime_years"].to_numpy(dtype=int)
    renewed = _renewed(new, lifetime)
    price = _price_index(costs["unit"], np.arange(len(years)), energy_price_change_pct)
    invested = costs["investment_eur"].to_numpy(dtype=float)
    cells = {
        "level": level,
        "investment_eur": new * invested,
        "renewal_eur": renewed * invested,
        "running_eur": level * costs["yearly_eur"].to_numpy(dtype=float) * price,
        "residual_eur": _residual(new + renewed, lifetime, discount_pct) * invested,
    }
    return _by_year(cells, costs["action_id"], years)


def yearly_cash(flows: pd.DataFrame) -> pd.DataFrame:
    """The money of all actions together: one row per year, with ``cumulative_eur``; ``flows`` as from :func:`cash_flows`."""
    total = flows.groupby("year", as_index=False)[_MONEY].sum()
    return total.assign(cumulative_eur=total["cash_eur"].cumsum())


def cash_values(flows: pd.DataFrame, *, discount_pct: float) -> dict[str, float | None]:
    """What a series of yearly cash is worth at the beginning of its first year, and when it has paid itself back.

    Parameters
    ----------
    flows
        One row per year, ascending: of one action as from :func:`cash_flows`, or of the plan as from :func:`yearly_cash`.
    discount_pct
        Discount rate in percent a year.

    Returns
    -------
    ``invested_eur`` (investment and renewal, not discounted), ``npv_eur``, of which ``residual_npv_eur`` is the residual value,
    and the years from the first that moves money until the cumulated cash is no longer below zero and stays so:
    ``payback_years`` as it is, ``discounted_payback_years`` with the discount rate. Within a year money is taken to flow
    evenly. None: not within the years; 0: never below zero. The residual value pays nothing back.
    """
    rate = 1 + discount_pct / 100
    run = np.arange(len(flows), dtype=float)
    outlay = (flows["investment_eur"] + flows["renewal_eur"]).to_numpy(dtype=float)
    running = flows["running_eur"].to_numpy(dtype=float)
    at_beginning, at_end = rate**-run, rate ** -(run + 1)
    residual = float((flows["residual_eur"].to_numpy(dtype=float) * at_end).sum())
    return {
        "invested_eur": float(outlay.sum()),
        "npv_eur": float(-(outlay * at_beginning).sum() - (running * at_end).sum()) + residual,
        "residual_npv_eur": residual,
        "payback_years": _payback(outlay, running),
        "discounted_payback_years": _payback(outlay * at_beginning, running * at_end),
    }


def cash_by_action(flows: pd.DataFrame, *, discount_pct: float) -> pd.DataFrame:
    """:func:`cash_values` of each action, the largest value first; columns ``action_id``, then its keys."""
    rows = [
        {"action_id": action, **cash_values(mine, discount_pct=discount_pct)}
        for action, mine in flows.groupby("action_id", sort=True)
    ]
    columns = ["action_id", "invested_eur", "npv_eur", "residual_npv_eur", "payback_years", "discounted_payback_years"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))
    return table.sort_values(["npv_eur", "action_id"], ascending=[False, True]).reset_index(drop=True)


def _by_year(cells: Mapping[str, Floats], action_ids: pd.Series, years: range) -> pd.DataFrame:
    """Arrays of years × actions as one table, with the money that comes in."""
    table = pd.DataFrame({name: each.ravel() for name, each in cells.items()})
    paid = table["investment_eur"] + table["renewal_eur"] + table["running_eur"]
    return table.assign(
        cash_eur=0.0 - paid,
        action_id=np.tile(action_ids.to_numpy(), len(years)),
        year=np.repeat(np.asarray(years, dtype=int), len(action_ids)),
    )[["action_id", "year", "level", *_MONEY]]


def _refuse_unknown(phasing: str) -> None:
    if phasing not in PHASINGS:
        raise DataError(
            [
                Problem(
                    "phasing_unknown",
                    "error",
                    found="There is no way “{phasing}” to time an investment.",
                    expected="One of: {known}.",
                    remedy="Correct the parameter phasing of the report.",
                    values={"phasing": phasing, "known": ", ".join(PHASINGS)},
                )
            ]
        )


def _bought(level: Floats, start: Integers, years: range, phasing: Phasing) -> Floats:
    """Share of each action's investment that is made in each year: years × actions."""
    if phasing == "whole":
        whole: Floats = (np.asarray(years).reshape(-1, 1) == start).astype(float)
        return whole
    return np.diff(level, axis=0, prepend=0.0)


def _renewed(new: Floats, lifetime: Integers) -> Floats:
    """Share that is bought again in each year, because what was bought a lifetime ago has worn out."""
    bought = new.copy()
    for number, years in enumerate(lifetime):
        for row in range(int(years), len(bought)):
            bought[row, number] += bought[row - int(years), number]
    return bought - new


def _residual(bought: Floats, lifetime: Integers, discount_pct: float) -> Floats:
    """Value at the end of the last year of what is not worn out by then, as a share of the price new; zero in other years."""
    value: Floats = np.zeros_like(bought)
    if not len(bought):
        return value
    age = np.arange(len(bought), 0, -1).reshape(-1, 1)
    left = np.clip(lifetime - age, 0, None)
    for number, years in enumerate(lifetime):
        worth = [annuity(discount_pct, years) / annuity(discount_pct, one) if one else 0.0 for one in left[:, number]]
        value[-1, number] = bought[:, number] @ np.asarray(worth)
    return value


def _price_index(units: pd.Series, run: Integers, energy_price_change_pct: float) -> Floats:
    """Price level of each year and action; other than 1 only for amounts of energy."""
    index: Floats = (1 + energy_price_change_pct / 100) ** run.reshape(-1, 1).astype(float)
    return np.where([_is_energy(str(unit)) for unit in units], index, 1.0)


def _is_energy(unit: str) -> bool:
    try:
        conversion(unit, _ENERGY_UNIT)
    except UnitError:
        return False
    return True


def _payback(outlay: Floats, running: Floats) -> float | None:
    """Years from the first that moves money until the cumulated cash stays at zero or above; see :func:`cash_values`."""
    moves = np.flatnonzero((outlay != 0) | (running != 0))
    begun = int(moves[0]) if len(moves) else 0
    reached = 0.0
    paid_back: float | None = 0.0
    # what rounding leaves over many years is no debt
    nothing = -np.finfo(float).eps * float(np.abs(outlay).sum() + np.abs(running).sum()) * len(outlay)
    for year, (out, cost) in enumerate(zip(outlay[begun:], running[begun:], strict=True)):
        before = reached - float(out)
        reached = before - float(cost)
        if reached < nothing:
            paid_back = None
        elif before < nothing:
            paid_back = year + before / (before - reached)
    return paid_back
