"""Checks of the basis that look across tables. The messages are for people who do not program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from hjj_lib.basis.gwp import with_gwp_set
from hjj_lib.basis.load import FILES, read_settings, read_tables
from hjj_lib.problems import Problem
from hjj_lib.units import UnitError, conversion

_GAS_TOLERANCE = "gas_split_tolerance"
#: (table, column) → (table, column) that must hold its values.
_REFERENCES = (
    ("activities", "category_id", "categories", "category_id"),
    ("emission_lines", "activity_id", "activities", "activity_id"),
    ("emission_lines", "category_id", "categories", "category_id"),
    ("boundary_lines", "activity_id", "activities", "activity_id"),
    ("factor_choices", "factor_id", "emission_factors", "factor_id"),
    ("emission_factors", "source_id", "sources", "source_id"),
    ("conversions", "source_id", "sources", "source_id"),
    ("blends", "source_id", "sources", "source_id"),
    ("default_amounts", "source_id", "sources", "source_id"),
    ("default_amounts", "activity_id", "activities", "activity_id"),
    ("actions", "activity_id", "activities", "activity_id"),
    ("actions", "to_activity_id", "activities", "activity_id"),
    ("actions", "source_id", "sources", "source_id"),
    ("factor_paths", "source_id", "sources", "source_id"),
    ("price_index", "source_id", "sources", "source_id"),
    ("spend_mapping", "activity_id", "activities", "activity_id"),
)


def check_basis(folder: Path) -> list[Problem]:
    """Everything wrong in a basis folder, at once; an empty list if nothing is.

    Raises
    ------
    DataError
        Only if ``basis.toml`` itself cannot be read.
    """
    settings = read_settings(folder)
    frames, problems = read_tables(folder)
    if problems:
        return problems
    gaps = {str(gap["role"]) for gap in settings.get("known_gap", [])}
    return [
        *_references(frames),
        *_unused_sources(frames),
        *_activities_without_lines(frames),
        *_twice_chosen(frames["factor_choices"]),
        *_roles_without_factor(frames, gaps),
        *_units(frames),
        *_gas_split(frames, float(settings.get(_GAS_TOLERANCE, 0))),
    ]


def _references(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for table, column, other, key in _REFERENCES:
        values = frames[table][column].dropna().str.split().explode()  # an action may name several activities
        for index, value in values[~values.isin(frames[other][key])].items():
            yield _problem(
                "unknown_reference",
                table,
                "“{value}” is not in {other}.",
                "A value of the column {key}.",
                "Correct the spelling, or add the row to {other}.",
                index,
                column,
                value=value,
                other=FILES[other][0],
                key=key,
            )


def _unused_sources(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    used = {value for table, column, other, _ in _REFERENCES if other == "sources" for value in frames[table][column]}
    for index, source in frames["sources"]["source_id"].items():
        if source not in used:
            yield _problem(
                "unused_source",
                "sources",
                "The source “{value}” is not used by any row.",
                "",
                "Remove it, or name it in the row that needs it.",
                index,
                "source_id",
                value=source,
            )


def _activities_without_lines(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    activities = frames["activities"]["activity_id"]
    for index, activity in activities[~activities.isin(frames["emission_lines"]["activity_id"])].items():
        yield _problem(
            "activity_without_lines",
            "activities",
            "The activity “{value}” makes no emission line.",
            "At least one row in emission_lines.csv.",
            "Add the line, or end the activity.",
            index,
            "activity_id",
            value=activity,
        )


def _twice_chosen(choices: pd.DataFrame) -> Iterator[Problem]:
    """Two choices of one role, rank and place whose years meet: which one serves would be chance."""
    for _, group in choices[choices["until"].isna()].groupby(["factor_role", "rank", "place"]):
        ordered = group.sort_values("year_from")
        overlap = ordered["year_from"] <= ordered["year_to"].shift()
        for index, row in ordered[overlap].iterrows():
            yield _problem(
                "two_factors",
                "factor_choices",
                "Two factors serve “{value}” at the same place, rank and year.",
                "One factor.",
                "Give them different ranks or years.",
                index,
                "factor_id",
                value=row["factor_role"],
            )


def _roles_without_factor(frames: dict[str, pd.DataFrame], gaps: set[str]) -> Iterator[Problem]:
    roles = frames["emission_lines"]["factor_role"]
    open_roles = roles[~roles.isin(frames["factor_choices"]["factor_role"]) & ~roles.isin(gaps)].drop_duplicates()
    for index, role in open_roles.items():
        yield _problem(
            "role_without_factor",
            "emission_lines",
            "No factor serves the role “{value}”.",
            "A row in factor_choices.csv, or a known gap with its reason in basis.toml.",
            "Add one of the two.",
            index,
            "factor_role",
            value=role,
        )


def _units(frames: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Every factor that may serve an activity must be in a unit to which the activity's amounts convert."""
    lines = frames["emission_lines"].merge(
        frames["activities"][["activity_id", "unit", "substance"]], on="activity_id", how="inner", validate="many_to_many"
    )
    served = frames["factor_choices"][["factor_role", "factor_id"]].drop_duplicates()
    units = frames["emission_factors"][["factor_id", "activity_unit"]].drop_duplicates()
    pairs = lines.merge(served, on="factor_role", validate="many_to_many").merge(units, on="factor_id", validate="many_to_many")
    substances = set(frames["conversions"]["substance"])
    for row in pairs[["unit", "activity_unit", "substance", "factor_id"]].drop_duplicates().itertuples():
        if row.substance not in substances and not _converts(str(row.unit), str(row.activity_unit)):
            yield _problem(
                "factor_unit",
                "emission_factors",
                "The factor “{value}” is per {unit}, but its amounts are reported in {reported}.",
                "A unit of the same kind, or a conversion of the substance.",
                "Correct the unit, or add a row to conversions.csv.",
                None,
                "activity_unit",
                value=row.factor_id,
                unit=row.activity_unit,
                reported=row.unit,
            )


def _converts(unit: str, other: str) -> bool:
    try:
        conversion(unit, other)
    except UnitError:
        return False
    return True


def _gas_split(frames: dict[str, pd.DataFrame], tolerance: float) -> Iterator[Problem]:
    """The gases of a row, weighted with its own GWP set, must make its value."""
    factors = frames["emission_factors"]
    for gwp_set, rows in factors[factors["gwp_set"].str.startswith("AR")].groupby("gwp_set"):
        again = with_gwp_set(rows, str(gwp_set), frames["blends"])["kg_co2e_per_unit"]
        wrong = ~((again - rows["kg_co2e_per_unit"]).abs() <= tolerance * rows["kg_co2e_per_unit"].abs().clip(lower=1))
        for index, row in rows[wrong].iterrows():
            yield _problem(
                "gas_split",
                "emission_factors",
                "The gases of “{value}” make {sum}, the row says {stated}.",
                "The same value.",
                "Correct the gases, the value or the GWP set.",
                index,
                "kg_co2e_per_unit",
                value=f"{row['factor_id']} {row['valid_from']}",
                sum=float(again[index]),
                stated=float(row["kg_co2e_per_unit"]),
            )


def _problem(code: str, table: str, found: str, expected: str, remedy: str, index: object, column: str, **values: object) -> Problem:
    """A problem of a table. Tables of several files are named by their folder, without a row."""
    file = FILES[table][0]
    row = int(str(index)) + 2 if file.endswith(".csv") and index is not None else None
    return Problem(code, "error", found, expected, remedy, file=file, row=row, column=column, values=values)
