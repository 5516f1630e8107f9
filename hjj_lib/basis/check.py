"""Checks of the basis that look across tables. The messages are for people who do not program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from hjj_lib.basis.check_factors import check_factors
from hjj_lib.basis.finding import Finding
from hjj_lib.basis.read import FILES, Content, read_settings, read_tables
from hjj_lib.problems import Problem

#: (table, column) → (table, column) that must hold its values.
_REFERENCES = (
    ("activities", "category_id", "categories", "category_id"),
    ("emission_lines", "activity_id", "activities", "activity_id"),
    ("emission_lines", "category_id", "categories", "category_id"),
    ("boundary_lines", "activity_id", "activities", "activity_id"),
    ("factor_choices", "factor_role", "emission_lines", "factor_role"),
    ("factor_choices", "factor_id", "emission_factors", "factor_id"),
    ("factor_paths", "factor_role", "emission_lines", "factor_role"),
    ("known_gaps", "factor_role", "emission_lines", "factor_role"),
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

    Cells that do not fit their table come alone: what stands across tables is looked at once every table can be read.

    Raises
    ------
    DataError
        Only if ``basis.toml`` itself cannot be read.
    """
    settings = read_settings(folder)
    content = read_tables(folder)
    if content.problems:
        return list(content.problems)
    findings: Iterable[Finding] = (
        *_references(content),
        *_unused_sources(content),
        *_unknown_versions(content),
        *_activities_without_lines(content),
        *_boundary_lines(content),
        *_years_without_factor(content, settings.get("activity_years")),
        *_gaps_that_are_none(content),
        *check_factors(content, float(settings.get("gas_split_tolerance", 0))),
    )
    return [finding.problem(content.places) for finding in findings]


def _references(content: Content) -> Iterator[Finding]:
    for table, column, other, key in _REFERENCES:
        values = content.frames[table][column].dropna().str.split().explode()  # an action may name several activities
        for index, value in values[~values.isin(content.frames[other][key])].items():
            yield Finding("unknown_reference", table, index, column, {"value": value, "other": FILES[other][0], "key": key})


def _unused_sources(content: Content) -> Iterator[Finding]:
    used = {value for table, column, other, _ in _REFERENCES if other == "sources" for value in content.frames[table][column]}
    for index, source in content.frames["sources"]["source_id"].items():
        if source not in used:
            yield Finding("unused_source", "sources", index, "source_id", {"value": source})


def _unknown_versions(content: Content) -> Iterator[Finding]:
    """A row whose version is not in the list would hold nowhere, silently; one that ends before it begins, too."""
    position = dict(zip(content.frames["versions"]["version"], content.frames["versions"]["position"], strict=True))
    for table, frame in content.frames.items():
        if "since" not in frame:
            continue
        since, until = frame["since"].map(position), frame["until"].map(position)
        for column, wrong in (("since", since.isna()), ("until", frame["until"].notna() & (until.isna() | (until < since)))):
            for index, value in frame.loc[wrong, column].items():
                yield Finding("row_version", table, index, column, {"value": value})


def _activities_without_lines(content: Content) -> Iterator[Finding]:
    activities = content.frames["activities"]["activity_id"]
    for index, activity in activities[~activities.isin(content.frames["emission_lines"]["activity_id"])].items():
        yield Finding("activity_without_lines", "activities", index, "activity_id", {"value": activity})


def _boundary_lines(content: Content) -> Iterator[Finding]:
    """A line of a boundary must be a line that the activity makes."""
    key = ["activity_id", "line_id"]
    lines = content.frames["emission_lines"][key].drop_duplicates()
    bound = content.frames["boundary_lines"]
    known = bound[key].merge(lines, on=key, how="left", validate="many_to_one", indicator=True)["_merge"].eq("both")
    for index, row in bound[~known.to_numpy()].iterrows():
        yield Finding(
            "boundary_line", "boundary_lines", index, "line_id", {"activity": row["activity_id"], "value": row["line_id"]}
        )


def _years_without_factor(content: Content, span: Sequence[int] | None) -> Iterator[Finding]:
    """Every role is served in every activity year, or a known gap says why not."""
    lines = content.frames["emission_lines"]
    roles = lines["factor_role"].drop_duplicates()
    choices, gaps = content.frames["factor_choices"], content.frames["known_gaps"]
    served = {role: _years(rows) for role, rows in choices[choices["place"] == "FI"].groupby("factor_role")}
    named = {role: _years(rows) for role, rows in gaps.groupby("factor_role")}
    for index, role in roles.items():
        have = served.get(role, set()) | named.get(role, set())
        if span is None and not have:
            yield Finding("role_without_factor", "emission_lines", index, "factor_role", {"value": role})
        missing = sorted(set(range(span[0], span[1] + 1)) - have) if span else []
        if missing:
            values = {"value": role, "years": ", ".join(map(str, missing))}
            yield Finding("year_without_factor", "emission_lines", index, "factor_role", values)


def _gaps_that_are_none(content: Content) -> Iterator[Finding]:
    """A named gap that a factor serves, or that no line needs, would tell readers of something unknown that is not."""
    roles = set(content.frames["emission_lines"]["factor_role"])
    choices = content.frames["factor_choices"]
    served = {role: _years(rows) for role, rows in choices[choices["place"] == "FI"].groupby("factor_role")}
    for index, gap in content.frames["known_gaps"].iterrows():
        both = served.get(gap["factor_role"], set()) & set(range(gap["year_from"], gap["year_to"] + 1))
        if both or gap["factor_role"] not in roles:
            yield Finding("gap_that_is_none", "known_gaps", index, "factor_role", {"value": gap["factor_role"]})


def _years(rows: pd.DataFrame) -> set[int]:
    """All years that any of the rows serves."""
    spans = zip(rows["year_from"], rows["year_to"], strict=True)
    return {year for first, last in spans for year in range(first, last + 1)}
