"""Key figures beside their usual range: says what looks odd, never changes anything."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.indicators import institution_value
from hjj_lib.inventory import select, total

_HEAT = ("district_heat", "district_heat_renewable_product")
_ELECTRICITY = ("electricity", "electricity_certified", "electricity_own_solar", "electricity_own_solar_sold")
_KWH_PER_MWH = 1000
_CHANGE = "category_change_pct"


def key_figures(inventory: pd.DataFrame, denominators: pd.DataFrame) -> dict[str, float]:
    """The figures that ``plausibility.csv`` may limit, by the name of the indicator; unknown is NaN.

    Sums are of the core boundary in the market view, except where the name says location.
    """
    market = total(inventory, view="market", boundary="core").known_kg
    area = institution_value(denominators, "floor_area_m2")
    students = institution_value(denominators, "student_years")
    return {
        "core_t_per_student_year": _ratio(market / 1000, students),
        "scope_1_share": _scope_share(inventory, "1", "market"),
        "scope_2_share_location": _scope_share(inventory, "2", "location"),
        "scope_3_share": _scope_share(inventory, "3", "market"),
        "heat_kwh_per_m2": _ratio(_energy_kwh(inventory, _HEAT), area),
        "electricity_kwh_per_m2": _ratio(_energy_kwh(inventory, _ELECTRICITY), area),
        "spend_kg_per_eur": _spend_intensity(inventory),
        "meals_per_student_year": _ratio(institution_value(denominators, "meals"), students),
        "floor_area_per_student_year": _ratio(area, students),
    }


def plausibility(inventory: pd.DataFrame, denominators: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Every limited key figure with its limits.

    Returns
    -------
    ``indicator``, ``value``, ``low``, ``high``, ``unit``, ``basis`` and ``verdict``: ``usual``, ``low``, ``high`` or
    ``unknown``. A figure outside its limits asks for a comment; it is not an error.
    """
    values = key_figures(inventory, denominators)
    rows = basis.plausibility[basis.plausibility["indicator"].isin(values)]
    rows = rows.assign(value=rows["indicator"].map(values).astype(float))
    verdict = (
        pd.Series("usual", index=rows.index).mask(rows["value"] < rows["low"], "low").mask(rows["value"] > rows["high"], "high")
    )
    return rows.assign(verdict=verdict.mask(rows["value"].isna(), "unknown"))[
        ["indicator", "value", "low", "high", "unit", "basis", "verdict"]
    ].reset_index(drop=True)


def category_changes(now: pd.DataFrame, earlier: pd.DataFrame, basis: Basis, *, from_share_pct: float) -> pd.DataFrame:
    """Categories whose emissions changed more in a year than ``plausibility.csv`` calls usual,.

    Parameters
    ----------
    now, earlier
        Emissions by category of two years: ``category_id``, ``market_kg`` (unknown is NaN) and ``unknown_count``, of how many
        lines the emissions are not known. Only a category of which as much is known in both years is compared.
    from_share_pct
        A category with a smaller share of the total in both years is left out.

    Returns
    -------
    ``category_id``, ``market_kg``, ``earlier_kg``, ``change_pct``, ``low`` and ``high``, the largest change in kilograms first.
    """
    limits = basis.plausibility[basis.plausibility["indicator"] == _CHANGE].dropna(subset=["low", "high"])
    both = now.rename(columns={"market_kg": "now_kg"}).merge(
        earlier[["category_id", "market_kg", "unknown_count"]].rename(columns={"market_kg": "earlier_kg"}),
        on=["category_id", "unknown_count"],
        how="inner",
        validate="one_to_one",
    )
    both = both.dropna(subset=["now_kg", "earlier_kg"]).query("earlier_kg > 0")
    share = pd.concat([100 * both[name] / both[name].sum() for name in ("now_kg", "earlier_kg")], axis=1).max(axis=1)
    both = both[share >= from_share_pct]
    rows = both.assign(
        change_pct=100 * (both["now_kg"] / both["earlier_kg"] - 1), size=(both["now_kg"] - both["earlier_kg"]).abs()
    )
    rows = rows.merge(limits[["low", "high"]], how="cross", validate="many_to_many")
    odd = rows[(rows["change_pct"] < rows["low"]) | (rows["change_pct"] > rows["high"])]
    ordered = odd.sort_values("size", ascending=False, ignore_index=True).rename(columns={"now_kg": "market_kg"})
    return ordered[["category_id", "market_kg", "earlier_kg", "change_pct", "low", "high"]]


def _ratio(amount: float, per: float) -> float:
    return amount / per if per else float("nan")


def _scope_share(inventory: pd.DataFrame, scope: str, view: str) -> float:
    rows = select(inventory, view=view, boundary="core")
    whole = rows["emissions_kg_co2e"].sum()
    return 100 * _ratio(float(rows.loc[rows["scope"] == scope, "emissions_kg_co2e"].sum()), float(whole))


def _energy_kwh(inventory: pd.DataFrame, activities: tuple[str, ...]) -> float:
    """Our kilowatt-hours of some activities, each entry counted once; unknown if none is known."""
    rows = inventory[inventory["activity_id"].isin(activities) & (inventory["unit"] == "MWh")].drop_duplicates("entry_id")
    amounts = (rows["amount"] * rows["share"]).dropna()
    return float(amounts.sum()) * _KWH_PER_MWH if len(amounts) else float("nan")


def _spend_intensity(inventory: pd.DataFrame) -> float:
    rows = select(inventory, view="market", boundary="core")
    rows = rows[(rows["unit"] == "EUR") & rows["emissions_kg_co2e"].notna()]
    return _ratio(float(rows["emissions_kg_co2e"].sum()), float(rows["amount"].sum()))
