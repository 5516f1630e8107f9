"""Electricity seen three ways, and why its market-based emissions changed from one year to the next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.decomposition import lmdi
from hjj_lib.inventory import calculate, select
from hjj_lib.units import UnitError, conversion

_CATEGORY, _SCOPE, _KILOWATT_HOUR = "electricity", "2", "kWh"
#: The three results: two views, and the market-based one if nothing had been certified.
RESULTS = ("market", "location", "residual")
#: Effects on the emissions: how much was used, under which contract, at which factor; and stated tonnes, which have no kWh.
EFFECTS = ("use", "contract", "factor", "stated")


def triptych(entries: pd.DataFrame, sites: pd.DataFrame, basis: Basis, *, boundary: str) -> pd.DataFrame:
    """The result of a year market-based, location-based, and market-based if all bought electricity were residual mix.

    The third is a sensitivity, not a result: it shows how much of the market-based result rests on contracts. Upstream
    follows: what is no longer certified takes the supply chain of ordinary electricity.

    Parameters
    ----------
    entries, sites, basis
        As for :func:`hjj_lib.inventory.calculate`.
    boundary
        As in :func:`hjj_lib.inventory.select`.

    Returns
    -------
    One row for each of ``RESULTS``: ``result``, ``electricity_kg`` (scope 2), ``other_kg``, ``total_kg`` of what is known, and
    ``unknown_count`` of the whole.
    """
    ledger = calculate(entries, sites, basis).inventory
    plain = calculate(_uncertified(entries, basis), sites, basis).inventory
    chosen = {"market": (ledger, "market"), "location": (ledger, "location"), "residual": (plain, "market")}
    rows = []
    for result, (inventory, view) in chosen.items():
        counted = select(inventory, view=view, boundary=boundary)
        whole = float(counted["emissions_kg_co2e"].sum())
        part = float(_of_scope_2(counted)["emissions_kg_co2e"].sum())
        unknown = int(counted["emissions_kg_co2e"].isna().sum())
        rows.append((result, part, whole - part, whole, unknown))
    return pd.DataFrame(rows, columns=["result", "electricity_kg", "other_kg", "total_kg", "unknown_count"])


def _uncertified(entries: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """The entries with all certified electricity as ordinary; ids stay, since each amount is still one row."""
    electricity = basis.activities.loc[basis.activities["category_id"] == _CATEGORY, "activity_id"]
    rules = basis.evidence_rules
    rules = rules[(rules["effect"] == "limits") & rules["activity_id"].isin(electricity)]
    ordinary = dict(zip(rules["activity_id"], rules["other_activity_id"], strict=True))
    return entries.assign(activity_id=entries["activity_id"].replace(ordinary))


def electricity_use(inventory: pd.DataFrame, *, boundary: str) -> pd.DataFrame:
    """Our electricity in scope 2 by activity: ``activity_id``, ``use_kwh``, market-based ``known_kg``.

    Rows whose emissions are unknown are left out. Stated tonnes have emissions without kilowatt-hours: ``use_kwh`` is unknown.
    """
    rows = _of_scope_2(select(inventory, view="market", boundary=boundary)).dropna(subset=["emissions_kg_co2e"])
    rate = rows["unit"].map({unit: _per_kwh(unit) for unit in rows["unit"].unique()}).astype(float)
    rows = rows.assign(use_kwh=rows["amount"] * rows["share"] * rate)
    sums = rows.groupby("activity_id").agg(
        use_kwh=("use_kwh", lambda found: found.sum(skipna=False)), known_kg=("emissions_kg_co2e", "sum")
    )
    return sums.astype(float).reset_index()


def change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Why the market-based emissions of electricity changed between two years: effects that sum to the change exactly.

    Emissions are use × share of the activity × factor, summed over the activities (bought, certified, own solar). The split is
    the additive logarithmic mean Divisia index, :func:`hjj_lib.decomposition.lmdi`.

    Parameters
    ----------
    before, after
        As :func:`electricity_use` gives them.

    Returns
    -------
    One row for each of ``EFFECTS``: ``effect`` and ``change_kg``. ``use``: more or fewer kilowatt-hours; ``contract``: another
    share of certified or own electricity; ``factor``: another factor, such as that year's residual mix; ``stated``: tonnes that
    were stated without kilowatt-hours.
    """
    old, new = (_factors(table) for table in (before, after))
    names = old.index.union(new.index)
    old, new = (_completed(mine.reindex(names), other.reindex(names)) for mine, other in ((old, new), (new, old)))
    effects = lmdi(old, new, ["use", "share", "factor"])
    stated = [float(table.loc[table["use_kwh"].isna(), "known_kg"].sum()) for table in (before, after)]
    values = [effects["use"], effects["share"], effects["factor"], stated[1] - stated[0]]
    return pd.DataFrame({"effect": EFFECTS, "change_kg": np.array(values, dtype=float)})


def _factors(table: pd.DataFrame) -> pd.DataFrame:
    """Use of all activities, share of each and kilograms per kilowatt-hour; unknown where there is no use."""
    rows = table.dropna(subset=["use_kwh"]).set_index("activity_id")
    whole = rows["use_kwh"].sum()
    used = rows["use_kwh"].where(rows["use_kwh"] > 0)
    return pd.DataFrame({"use": whole, "share": rows["use_kwh"] / (whole or float("nan")), "factor": rows["known_kg"] / used})


def _completed(mine: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """An activity without use has share zero, and the other year's factor, so that its coming or going is no effect of factors.

    Without any use at all the shares are those of the other year, so that all is an effect of use.
    """
    whole = mine["use"].max()
    if not whole > 0:
        return other.assign(use=0.0).fillna(0.0)
    return mine.assign(use=whole, share=mine["share"].fillna(0.0), factor=mine["factor"].fillna(other["factor"]).fillna(0.0))


def _of_scope_2(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["category_id"] == _CATEGORY) & (rows["scope"] == _SCOPE)]


def _per_kwh(unit: str) -> float:
    try:
        return conversion(unit, _KILOWATT_HOUR)
    except UnitError:
        return float("nan")
