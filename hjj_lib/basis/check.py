"""Checks of the basis that look across tables. The messages are for people who do not program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hjj_lib.basis.check_factors import check_factors
from hjj_lib.basis.finding import Finding, problem
from hjj_lib.basis.read import FILES, SETTINGS_FILE, Content, read_settings, read_tables
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
    gaps = {str(gap["role"]) for gap in settings.get("known_gap", [])}
    findings: Iterable[Finding] = (
        *_references(content),
        *_unused_sources(content),
        *_unknown_versions(content),
        *_activities_without_lines(content),
        *_boundary_lines(content),
        *_roles_without_factor(content, gaps),
        *check_factors(content, float(settings.get("gas_split_tolerance", 0))),
    )
    return [*_gaps_that_are_none(content, gaps), *(finding.problem(content.places) for finding in findings)]


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


def _roles_without_factor(content: Content, gaps: set[str]) -> Iterator[Finding]:
    roles = content.frames["emission_lines"]["factor_role"]
    served = content.frames["factor_choices"]["factor_role"]
    for index, role in roles[~roles.isin(served) & ~roles.isin(gaps)].drop_duplicates().items():
        yield Finding("role_without_factor", "emission_lines", index, "factor_role", {"value": role})


def _gaps_that_are_none(content: Content, gaps: set[str]) -> Iterator[Problem]:
    """A named gap that a factor serves, or that no line needs, would tell readers of something unknown that is not."""
    needed = set(content.frames["emission_lines"]["factor_role"]) - set(content.frames["factor_choices"]["factor_role"])
    for role in sorted(gaps - needed):
        yield problem("gap_that_is_none", file=SETTINGS_FILE, values={"value": role})
