"""The ledger of an institution together with the lines its amounts would make elsewhere: what actions choose among."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.inventory import calculate
from hjj_lib.scenarios.transfer import Routes, routes

_PLACE = ["institution_id", "site_id", "year"]
#: What a line that moves keeps from the amount it came from: its identity, so that it shares the amount's error.
_OF_AMOUNT = ["entry_id", "origin", "uncertainty_95_pct", "evidence", "comment", "file", "sheet", "row", "column"]


@dataclass(frozen=True)
class Possibilities:
    """What the actions can choose among.

    Attributes
    ----------
    lines
        The ledger, and for every amount that may move the lines it would make as another activity, one unit for one unit.
        Added columns ``from_activity_id`` and ``to_activity_id``; they are the same on the ledger's own rows.
    amounts
        What the actions can act on: ``activity_id``, ``unit`` of the activity, ``amount`` (our share).
    actions, routes
        The actions that can be calculated, and their routes.
    all_actions
        All actions offered.
    factor_paths
        ``tables.FactorPath``: how factors are expected to develop; a role without a path keeps its factor.
    not_calculated
        Actions left out because a factor is missing where the amount would go: ``action_id``, ``to_activity_id``, ``part``.
    without_amount
        Ids of the actions whose activities the ledger does not hold as known amounts.
    """

    lines: pd.DataFrame
    amounts: pd.DataFrame
    actions: pd.DataFrame
    routes: Routes
    all_actions: pd.DataFrame
    factor_paths: pd.DataFrame
    not_calculated: pd.DataFrame
    without_amount: tuple[str, ...]


def possibilities(inventory: pd.DataFrame, actions: pd.DataFrame, sites: pd.DataFrame, basis: Basis) -> Possibilities:
    """The possibilities of one institution and year, with the factors of the basis at each site.

    Parameters
    ----------
    inventory
        The ledger of one institution and year.
    actions
        ``tables.Action``, the institution's own edits included.
    sites, basis
        As for ``inventory.calculate``.
    """
    unit = calculate(unit_entries(inventory, actions, basis.activities), sites, basis)
    return possible_lines(inventory, actions, unit.inventory, unit.uncovered, basis.factor_paths)


def unit_entries(inventory: pd.DataFrame, actions: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """One unit of every activity that an amount of the ledger is or could become, at the amount's site.

    Returns
    -------
    ``tables.Entry``; calculated, it tells what a unit emits there and how units convert.
    """
    reach = pd.DataFrame(
        [(route.from_activity_id, route.to_activity_id) for route in routes(actions).routes], columns=["activity_id", "to"]
    ).drop_duplicates()
    present = inventory.loc[inventory["emissions_kg_co2e"].notna(), [*_PLACE, "activity_id"]].drop_duplicates()
    wanted = present.merge(reach, on="activity_id", how="inner", validate="many_to_many")
    wanted = wanted[[*_PLACE, "to"]].drop_duplicates().rename(columns={"to": "activity_id"})
    units = activities[["activity_id", "unit"]].drop_duplicates("activity_id")
    wanted = wanted.merge(units, on="activity_id", how="inner", validate="many_to_one")
    entries = wanted.assign(
        entry_id="unit/" + wanted["site_id"].fillna("").astype(str) + "/" + wanted["activity_id"],
        value_state="given",
        amount=1.0,
        origin="calculated",
        uncertainty_95_pct=float("nan"),
        file="unit",
    )
    return tables.checked(entries, tables.Entry, file="unit")


def possible_lines(
    inventory: pd.DataFrame,
    actions: pd.DataFrame,
    unit_inventory: pd.DataFrame,
    unit_uncovered: pd.DataFrame,
    factor_paths: pd.DataFrame,
) -> Possibilities:
    """The possibilities from a ledger and the ledger of one unit of everything.

    Parameters
    ----------
    inventory, actions
        As in :func:`possibilities`.
    unit_inventory, unit_uncovered
        The calculated :func:`unit_entries`, and their lines without a factor.
    factor_paths
        ``tables.FactorPath``.
    """
    missing = _missing_targets(actions, unit_inventory, unit_uncovered)
    usable = actions[~actions["action_id"].isin(missing["action_id"])].reset_index(drop=True)
    ways = routes(usable)
    amounts = _amounts(inventory, unit_inventory)
    pairs = {(route.from_activity_id, route.to_activity_id) for route in ways.routes if route.moves}
    moved = _moved_lines(amounts, unit_inventory, pd.DataFrame(sorted(pairs), columns=["from_activity_id", "to_activity_id"]))
    own = inventory.assign(from_activity_id=inventory["activity_id"], to_activity_id=inventory["activity_id"])
    lines = pd.concat([own, moved], ignore_index=True) if len(moved) else own
    acted_on = {route.from_activity_id for route in ways.routes}
    our = amounts.assign(amount=amounts["unit_amount"] * amounts["share"])
    totals = our[our["activity_id"].isin(acted_on)].groupby(["activity_id", "unit"])["amount"].sum().reset_index()
    present = set(totals.loc[totals["amount"] != 0, "activity_id"])
    idle = [str(row["action_id"]) for _, row in usable.iterrows() if present.isdisjoint(str(row["activity_id"]).split())]
    return Possibilities(lines, totals, usable, ways, actions, factor_paths, missing, tuple(idle))


def _amounts(inventory: pd.DataFrame, unit_inventory: pd.DataFrame) -> pd.DataFrame:
    """Entries with their amount in the activity's unit, read from the lines: the line's amount per that of one unit."""
    per_unit = unit_inventory[[*_PLACE, "activity_id", "line_id", "view", "unit", "share", "amount_in_factor_unit"]].rename(
        columns={"amount_in_factor_unit": "per_unit", "unit": "activity_unit", "share": "unit_share"}
    )
    keys = [*_PLACE, "activity_id", "line_id", "view"]
    known = inventory[inventory["amount_in_factor_unit"].notna()].drop(columns=["unit", "share"])
    matched = known.merge(per_unit, on=keys, how="inner", validate="many_to_one").dropna(subset=["per_unit"])
    matched = matched.assign(unit_amount=matched["amount_in_factor_unit"] / matched["per_unit"])
    matched = matched.rename(columns={"activity_unit": "unit", "unit_share": "share"})
    return matched.drop_duplicates([*_PLACE, "entry_id"])[[*_PLACE, *_OF_AMOUNT, "activity_id", "unit", "share", "unit_amount"]]


def _moved_lines(amounts: pd.DataFrame, unit_inventory: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows of every amount as each activity it could become, one unit for one unit."""
    unit = unit_inventory.drop(columns=[*_OF_AMOUNT]).rename(columns={"activity_id": "to_activity_id"})
    leaving = amounts.drop(columns=["unit", "share"]).rename(columns={"activity_id": "from_activity_id"})
    leaving = leaving.merge(pairs, on="from_activity_id", how="inner", validate="many_to_many")
    rows = leaving.merge(unit, on=[*_PLACE, "to_activity_id"], how="inner", validate="many_to_many")
    scaled = {name: rows[name] * rows["unit_amount"] for name in ("amount", "amount_in_factor_unit", "emissions_kg_co2e")}
    return rows.assign(**scaled, activity_id=rows["to_activity_id"]).drop(columns="unit_amount")


def _missing_targets(actions: pd.DataFrame, unit_inventory: pd.DataFrame, unit_uncovered: pd.DataFrame) -> pd.DataFrame:
    """Moves to an activity that lacks a factor for a part which the activity left has: emissions would seem to vanish."""
    covered = unit_inventory[unit_inventory["emissions_kg_co2e"].notna()]
    absent = pd.concat([unit_uncovered, unit_inventory[unit_inventory["emissions_kg_co2e"].isna()]])
    has = {key: set(rows["part"]) for key, rows in covered[covered["scope"] != "memo"].groupby("activity_id")}
    lacks = {key: set(rows["part"]) for key, rows in absent[absent["scope"] != "memo"].groupby("activity_id")}
    rows = []
    for _, action in actions[actions["acts_on"] == "share"].iterrows():
        target = str(action["to_activity_id"])
        left = [activity for activity in str(action["activity_id"]).split() if activity in has]
        gone = {part for activity in left for part in has[activity] & lacks.get(target, set())}
        if left and not gone and target not in has:
            gone = set().union(*(has[activity] for activity in left))
        rows += [(str(action["action_id"]), target, part) for part in sorted(gone)]
    return pd.DataFrame(rows, columns=["action_id", "to_activity_id", "part"])
