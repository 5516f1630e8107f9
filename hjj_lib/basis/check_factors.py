"""Checks of the factors and of the choices between them: one value at a time, in a unit that fits, gases that add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.gwp import value_of_gases
from hjj_lib.basis.read import Content
from hjj_lib.units import UnitError, conversion, spelling

#: Dimensions whose units are counts of different things: metres of vehicles and of persons; meals and nights.
_SEVERAL_KINDS = ("distance", "count")
_PLACE = r"FI|(?:region|municipality|network):[a-z0-9_]+"


def check_factors(content: Content, gas_tolerance: float) -> Iterator[Finding]:
    """Everything wrong with factors, choices and units.

    Parameters
    ----------
    content
        Every row of every version.
    gas_tolerance
        By how much the gases of a row may miss its value, per kg CO2e and at least per 1 kg.
    """
    yield from _twice_valid(content)
    yield from _twice_chosen(content)
    yield from _choices_that_serve_nothing(content)
    yield from _places(content)
    yield from _below_zero(content)
    yield from _unknown_units(content)
    yield from _units_of_activities(content)
    yield from _units(content)
    yield from _unknown_gases(content)
    yield from _gas_split(content, gas_tolerance)


def _spans(content: Content, frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """First and last position of the versions in which each row holds."""
    position = dict(zip(content.frames["versions"]["version"], content.frames["versions"]["position"], strict=True))
    last = max(position.values(), default=0)
    return frame["since"].map(position), frame["until"].map(position).fillna(last)


def _twice_valid(content: Content) -> Iterator[Finding]:
    """Two values of a factor for one year in one version, also when they stand in different files."""
    factors = content.frames["emission_factors"]
    since, until = _spans(content, factors)
    ordered = factors.assign(first=since, last=until).sort_values(["factor_id", "valid_from", "first"])
    before = ordered.groupby(["factor_id", "valid_from"])["last"].shift()
    for index, row in ordered[ordered["first"] <= before].iterrows():
        yield Finding(
            "two_values", "emission_factors", index, "valid_from", {"value": row["factor_id"], "year": str(row["valid_from"])}
        )


def _twice_chosen(content: Content) -> Iterator[Finding]:
    """Two choices of one role, rank and place whose years meet: which one serves would be chance."""
    choices = content.frames["factor_choices"]
    since, until = _spans(content, choices)
    for _, group in choices.assign(first=since, last=until).groupby(["factor_role", "rank", "place"]):
        rows: list[Any] = list(group.sort_values(["year_from", "first"]).itertuples())
        for number, row in enumerate(rows):
            if any(_meet(row, other) for other in rows[:number]):
                yield Finding("two_factors", "factor_choices", row.Index, "factor_id", {"value": row.factor_role})


def _meet(row: Any, other: Any) -> bool:
    """Whether two choices hold in one version for one year."""
    years = row.year_from <= other.year_to and other.year_from <= row.year_to
    return bool(years and row.first <= other.last and other.first <= row.last)


def _choices_that_serve_nothing(content: Content) -> Iterator[Finding]:
    """A choice whose factor has no value for any of its years, or whose years end before they begin."""
    first = content.frames["emission_factors"].groupby("factor_id")["valid_from"].min()
    choices = content.frames["factor_choices"]
    known = choices["factor_id"].map(first)
    late = choices[(known > choices["year_to"]) | (choices["year_from"] > choices["year_to"])]
    for index, row in late.iterrows():
        yield Finding(
            "choice_without_value",
            "factor_choices",
            index,
            "year_from",
            {"value": row["factor_id"], "year": str(row["year_from"])},
        )


def _places(content: Content) -> Iterator[Finding]:
    places = content.frames["factor_choices"]["place"]
    for index, value in places[~places.str.fullmatch(_PLACE)].items():
        yield Finding("choice_place", "factor_choices", index, "place", {"value": value})


def _below_zero(content: Content) -> Iterator[Finding]:
    factors = content.frames["emission_factors"]
    for index, row in factors[factors["kg_co2e_per_unit"] < 0].iterrows():
        yield Finding("below_zero", "emission_factors", index, "kg_co2e_per_unit", {"value": row["factor_id"]})


def _unknown_units(content: Content) -> Iterator[Finding]:
    columns = (
        ("emission_factors", "activity_unit"),
        ("activities", "unit"),
        ("default_amounts", "unit"),
        ("conversions", "from_unit"),
        ("conversions", "to_unit"),
    )
    for table, column in columns:
        values = content.frames[table][column]
        strange = {value for value in values.unique() if not _is_spelled(value)}
        for index, value in values[values.isin(strange)].items():
            yield Finding("unknown_unit", table, index, column, {"value": value})


def _is_spelled(unit: str) -> bool:
    try:
        return spelling(unit) == unit
    except UnitError:
        return False


def _units_of_activities(content: Content) -> Iterator[Finding]:
    """Units of one dimension must convert into each other: the dimension is what the template accepts."""
    activities = content.frames["activities"]
    for _, group in activities.groupby("dimension"):
        usual = str(group["unit"].mode().iloc[0])
        for index, row in group.iterrows():
            if row["dimension"] not in _SEVERAL_KINDS and not _converts(row["unit"], usual):
                yield Finding(
                    "activity_dimension",
                    "activities",
                    index,
                    "dimension",
                    {"value": row["activity_id"], "unit": row["unit"], "dimension": row["dimension"], "usual": usual},
                )


def _units(content: Content) -> Iterator[Finding]:
    """Every factor that may serve an activity must be in a unit to which the activity's amounts convert."""
    frames = content.frames
    lines = frames["emission_lines"].merge(
        frames["activities"][["activity_id", "unit", "substance"]], on="activity_id", how="inner", validate="many_to_many"
    )
    served = frames["factor_choices"][["factor_role", "factor_id"]].drop_duplicates()
    units = frames["emission_factors"][["factor_id", "activity_unit"]].reset_index(names="factor_row")
    units = units.drop_duplicates(["factor_id", "activity_unit"])
    needed = lines[["factor_role", "unit", "substance"]].drop_duplicates()
    pairs = needed.merge(served, on="factor_role", validate="many_to_many").merge(units, on="factor_id", validate="many_to_many")
    for row in pairs.drop_duplicates(["factor_row", "unit", "substance"]).itertuples():
        if not _reaches(str(row.unit), str(row.activity_unit), row.substance, frames["conversions"]):
            yield Finding(
                "factor_unit",
                "emission_factors",
                row.factor_row,
                "activity_unit",
                {"value": row.factor_id, "unit": row.activity_unit, "reported": row.unit},
            )


def _reaches(unit: str, other: str, substance: object, conversions: pd.DataFrame) -> bool:
    """Whether amounts become the other unit directly or by one conversion of their substance, either way round."""
    if _converts(unit, other):
        return True
    rows = conversions[conversions["substance"] == substance]
    ways = [*zip(rows["from_unit"], rows["to_unit"], strict=True), *zip(rows["to_unit"], rows["from_unit"], strict=True)]
    return any(_converts(unit, start) and _converts(end, other) for start, end in ways)


def _converts(unit: str, other: str) -> bool:
    try:
        conversion(unit, other)
    except UnitError:
        return False
    return True


def _unknown_gases(content: Content) -> Iterator[Finding]:
    factors = content.frames["emission_factors"]
    named = factors[factors["gas"].notna()]
    for gwp_set, rows in named.groupby("gwp_set"):
        values = value_of_gases(rows, str(gwp_set), content.frames["blends"])
        for index, row in rows[values.isna()].iterrows():
            yield Finding("unknown_gas", "emission_factors", index, "gas", {"value": row["gas"], "gwp_set": gwp_set})


def _gas_split(content: Content, tolerance: float) -> Iterator[Finding]:
    """The gases of a row, weighted with its own GWP set, must make its value."""
    factors = content.frames["emission_factors"]
    for gwp_set, rows in factors[factors["gwp_set"].str.startswith("AR")].groupby("gwp_set"):
        sums = value_of_gases(rows, str(gwp_set), content.frames["blends"])
        allowed = tolerance * rows["kg_co2e_per_unit"].abs().clip(lower=1)
        wrong = rows.assign(sum=sums)[(sums - rows["kg_co2e_per_unit"]).abs() > allowed]
        for index, row in wrong.iterrows():
            yield Finding(
                "gas_split",
                "emission_factors",
                index,
                "kg_co2e_per_unit",
                {
                    "value": f"{row['factor_id']} {row['valid_from']}",
                    "sum": f"{row['sum']:g}",
                    "stated": f"{row['kg_co2e_per_unit']:g}",
                },
            )
