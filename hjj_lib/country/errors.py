"""Mistakes planted on purpose: which figures are stated wrongly, and what they would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.country.assumptions import Assumptions
from hjj_lib.country.chance import stream
from hjj_lib.tables.country import PlantedError

_KEYS = ["institution_id", "year", "site_id", "figure", "name"]
_PAID_AS_ELECTRICITY = ("electricity", "electricity_certified")
_OWNED = "owned"


@dataclass(frozen=True)
class Planted:
    """Figures as they are stated, and the truth about those that are stated wrongly."""

    stated: pd.DataFrame
    truth: pd.DataFrame


def plant(figures: pd.DataFrame, sites: pd.DataFrame, drawn: list[str], seed: int, given: Assumptions) -> Planted:
    """Figures of one year with mistakes, no figure with two.

    Parameters
    ----------
    figures
        ``tables.country.Figure`` of one year, all right.
    sites
        The sites of those who report, ``tables.country.CountrySite``.
    drawn
        All providers of the country, also those who do not report: a mistake of a habit stays with its provider.

    Returns
    -------
    ``tables.country.Figure`` and ``PlantedError``. A figure that the mistake would not change is no mistake.
    """
    known = _known(figures, sites, given)
    made: list[pd.DataFrame] = []
    taken = pd.Index([])
    for rule in given.errors.to_dict("records"):
        year = int(figures["year"].iloc[0])
        chance = stream(seed, f"{rule['error_id']} {year}" if rule["each_year"] else str(rule["error_id"]))
        careless = {name for name, draw in zip(drawn, chance.random(len(drawn)), strict=True) if draw < rule["probability"]}
        rows = figures[
            figures["institution_id"].isin(careless)
            & (figures["figure"] == rule["figure"])
            & figures["name"].isin(str(rule["names"]).split())
            & ~figures.index.isin(taken)
        ]
        if rule["one_row"]:
            rows = rows.sort_values("value", kind="stable").drop_duplicates("institution_id", keep="last")
        wrong = rows.assign(error_id=rule["error_id"], right=rows["value"], stated=_stated(rows, rule, known))
        wrong = wrong[wrong["stated"].ne(wrong["right"])]
        if len(wrong):
            taken = taken.union(wrong.index)
            made.append(wrong)
    if not made:
        return Planted(figures, tables.empty(PlantedError))
    truth = pd.concat(made)
    values = figures["value"].copy()
    values.loc[truth.index] = truth["stated"]
    wanted = tables.columns(PlantedError)
    ordered = truth[wanted].sort_values(_KEYS, ignore_index=True)
    return Planted(figures.assign(value=values), tables.checked(ordered, PlantedError, file="truth"))


def _stated(rows: pd.DataFrame, rule: Mapping[Any, Any], known: Mapping[str, pd.Series]) -> pd.Series:
    """What is stated in place of the right figures."""
    effect, who = str(rule["effect"]), rows["institution_id"]
    if effect == "unknown":
        return pd.Series(np.nan, index=rows.index)
    if effect == "times":
        return rows["value"] * float(rule["factor"])
    if effect == "energy_bills":
        return rows["value"] + who.map(known[effect]).astype(float).fillna(0.0)
    return who.map(known[effect]).astype(float).fillna(rows["value"])


def _known(figures: pd.DataFrame, sites: pd.DataFrame, given: Assumptions) -> dict[str, pd.Series]:
    """By provider, what mistakes put in place of a figure or add to it: euros, heads, square metres."""
    heads = figures[figures["name"] == "student_heads"].set_index("institution_id")["value"]
    owned = sites[sites["tenure"] == _OWNED].groupby("institution_id")["floor_area_m2"].sum()
    heat = figures[figures["name"] == "district_heat"].assign(price=given.number("energy", "heat_eur_per_mwh"))
    power = figures[figures["name"].isin(_PAID_AS_ELECTRICITY)].assign(price=given.number("energy", "electricity_eur_per_mwh"))
    bills = pd.concat([heat, power])
    euros = (bills["value"] * bills["price"]).groupby(bills["institution_id"]).sum().round()
    return {"heads": heads, "without_rented": owned, "energy_bills": euros}
