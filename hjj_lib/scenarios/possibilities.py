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
        Where a part of the other activity has no factor, the amount's own lines of that part go with it: nothing is
        credited that is only unknown.
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
        Actions left out because every factor is missing where the amount would go: ``action_id``, ``to_activity_id``, ``part``.
    kept_parts
        Moves of which some part keeps its emissions, because it has no factor where the amount goes; columns as above.
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
    kept_parts: pd.DataFrame
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
    covered, lacking = _parts(unit_inventory, unit_uncovered)
    missing, kept = _missing_targets(actions, covered, lacking)
    usable = actions[~actions["action_id"].isin(missing["action_id"])].reset_index(drop=True)
    ways = routes(usable)
    amounts = _amounts(inventory, unit_inventory)
    pairs = {(route.from_activity_id, route.to_activity_id) for route in ways.routes if route.moves}
    moved = _moved_lines(amounts, unit_inventory, pd.DataFrame(sorted(pairs), columns=["from_activity_id", "to_activity_id"]))
    own = inventory.assign(from_activity_id=inventory["activity_id"], to_activity_id=inventory["activity_id"])
    staying = _kept_lines(own, ways, covered, lacking)
    added = [lines for lines in (moved, staying) if len(lines)]
    lines = pd.concat([own, *added], ignore_index=True) if added else own
    acted_on = {route.from_activity_id for route in ways.routes}
    our = amounts.assign(amount=amounts["unit_amount"] * amounts["share"])
    totals = our[our["activity_id"].isin(acted_on)].groupby(["activity_id", "unit"])["amount"].sum().reset_index()
    present = set(totals.loc[totals["amount"] != 0, "activity_id"])
    idle = [str(row["action_id"]) for _, row in usable.iterrows() if present.isdisjoint(str(row["activity_id"]).split())]
    return Possibilities(lines, totals, usable, ways, actions, factor_paths, missing, kept, tuple(idle))


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


_Parts = dict[str, set[str]]


def _parts(unit_inventory: pd.DataFrame, unit_uncovered: pd.DataFrame) -> tuple[_Parts, _Parts]:
    """Parts of each activity that have a factor, and those that lack one."""
    covered = unit_inventory[unit_inventory["emissions_kg_co2e"].notna()]
    absent = pd.concat([unit_uncovered, unit_inventory[unit_inventory["emissions_kg_co2e"].isna()]])
    has = {str(key): set(rows["part"]) for key, rows in covered[covered["scope"] != "memo"].groupby("activity_id")}
    lacks = {str(key): set(rows["part"]) for key, rows in absent[absent["scope"] != "memo"].groupby("activity_id")}
    return has, lacks


def _missing_targets(actions: pd.DataFrame, covered: _Parts, lacking: _Parts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Moves to where nothing has a factor, and moves to where a part that the activity left has is without one."""
    nowhere, partly = [], []
    for _, action in actions[actions["acts_on"] == "share"].iterrows():
        target = str(action["to_activity_id"])
        left = [activity for activity in str(action["activity_id"]).split() if activity in covered]
        had = set().union(*(covered[activity] for activity in left))
        if target not in covered:
            nowhere += [(str(action["action_id"]), target, part) for part in sorted(had)]
        else:
            partly += [(str(action["action_id"]), target, part) for part in sorted(had & lacking.get(target, set()))]
    columns = ["action_id", "to_activity_id", "part"]
    return pd.DataFrame(nowhere, columns=columns), pd.DataFrame(partly, columns=columns)


def _kept_lines(own: pd.DataFrame, ways: Routes, covered: _Parts, lacking: _Parts) -> pd.DataFrame:
    """Own lines of parts that are unknown where the amount goes, per unit of what it becomes.

    Of several ways between the same activities the one with the fewest new units counts, so that rather too much is kept.
    """
    fewest: dict[tuple[str, str], float] = {}
    for route in ways.routes:
        pair = (route.from_activity_id, route.to_activity_id)
        if route.moves and route.conversion > 0:
            fewest[pair] = min(fewest.get(pair, route.conversion), route.conversion)
    rows = [
        (here, there, part, units)
        for (here, there), units in sorted(fewest.items())
        for part in sorted(covered.get(here, set()) & lacking.get(there, set()))
    ]
    kept = pd.DataFrame(rows, columns=["from_activity_id", "to_activity_id", "part", "units"])
    known = own[own["emissions_kg_co2e"].notna() & (own["scope"] != "memo")].drop(columns="to_activity_id")
    lines = known.merge(kept, on=["from_activity_id", "part"], how="inner", validate="many_to_many")
    scaled = {name: lines[name] / lines["units"] for name in ("amount", "amount_in_factor_unit", "emissions_kg_co2e")}
    return lines.assign(**scaled).drop(columns="units")
