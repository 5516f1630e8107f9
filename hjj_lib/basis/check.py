"""Checks of the basis that look across tables. The messages are for people who do not program.

They go over plain Python values, row by row: for tables of this size that is faster than frames, and reads like the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from hjj_lib.basis.check_actions import check_actions
from hjj_lib.basis.check_claims import check_claims
from hjj_lib.basis.check_factors import check_factors
from hjj_lib.basis.check_standards import check_standards
from hjj_lib.basis.check_travel import check_travel
from hjj_lib.basis.check_versions import check_versions
from hjj_lib.basis.collected import check_collected
from hjj_lib.basis.finding import Finding, note, problem
from hjj_lib.basis.load import NATION
from hjj_lib.basis.read import FILES, SETTINGS_FILE, Content, left_out_ids, read_settings, read_tables
from hjj_lib.problems import Problem

#: (table, column) → (table, column) that must hold its values.
REFERENCES = (
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
    ("actions", "requires", "actions", "action_id"),
    ("actions", "excludes", "actions", "action_id"),
    ("factor_paths", "source_id", "sources", "source_id"),
    ("price_index", "source_id", "sources", "source_id"),
    ("spend_mapping", "activity_id", "activities", "activity_id"),
    ("jhs_accounts", "activity_id", "activities", "activity_id"),
    ("capital_activities", "activity_id", "activities", "activity_id"),
    ("capital_activities", "capital_activity_id", "activities", "activity_id"),
    ("evidence_rules", "activity_id", "activities", "activity_id"),
    ("evidence_rules", "other_activity_id", "activities", "activity_id"),
    ("vat_rates", "source_id", "sources", "source_id"),
    ("survey_assumptions", "source_id", "sources", "source_id"),
    ("distributions", "source_id", "sources", "source_id"),
    ("correlation_groups", "source_id", "sources", "source_id"),
    ("gwp_errors", "source_id", "sources", "source_id"),
    ("effort", "source_id", "sources", "source_id"),
    ("possible_emissions", "source_id", "sources", "source_id"),
    ("possible_emissions", "category_id", "categories", "category_id"),
    ("claims", "source_id", "sources", "source_id"),
    ("standards", "source_id", "sources", "source_id"),
    ("standard_lines", "source_id", "sources", "source_id"),
    ("standard_lines", "standard_id", "standards", "standard_id"),
    ("standard_lines", "categories", "categories", "category_id"),
    ("airports", "source_id", "sources", "source_id"),
    ("flight_activities", "activity_id", "activities", "activity_id"),
    ("flight_activities", "source_id", "sources", "source_id"),
)


def check_basis(folder: Path) -> list[Problem]:
    """Everything wrong in a basis folder, at once; an empty list if nothing is.

    Cells that do not fit their table come alone: what stands across tables is looked at once every table can be read.

    Raises
    ------
    DataError
        Only if ``basis.toml`` itself cannot be read.
    """
    return [*check_content(read_tables(folder), read_settings(folder)), *check_collected(folder)]


def check_content(content: Content, settings: Mapping[str, Any]) -> list[Problem]:
    """As :func:`check_basis`, of a basis folder that was read."""
    if content.problems or content.rejected:
        return [*content.problems, *(rejected.problem for rejected in content.rejected)]
    left_out = left_out_ids(content, settings)
    findings: Iterable[Finding] = (
        *_references(content, left_out),
        *_unused_sources(content),
        *_activities_without_lines(content),
        *_boundary_lines(content),
        *_years_without_factor(content, settings.get("activity_years")),
        *_gaps_that_are_none(content),
        *_roles_without_better_factor(content),
        *check_versions(content, settings, complete=not left_out),
        *check_factors(content, settings),
        *check_travel(content),
        *check_actions(content),
        *check_standards(content),
        *check_claims(content),
    )
    return [*(finding.problem(content.places) for finding in findings), *_left_out(content, settings)]


def _left_out(content: Content, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Files that may be left out: what is missing without them, and whether the list of their factors is right."""
    held: dict[str, set[str]] = defaultdict(set)
    for index, factor_id in content.rows("emission_factors", "factor_id"):
        held[content.places["emission_factors"][index][0]].add(factor_id)
    for file in settings.get("may_be_left_out", []):
        name, factors = file["file"], set(file["factors"])
        if name not in held:
            roles = sorted(
                {role for _, role, one in content.rows("factor_choices", "factor_role", "factor_id") if one in factors}
            )
            yield note("file_left_out", file=name, values={"file": name, "roles": ", ".join(roles) or "–"})
        elif held[name] != factors:
            names = ", ".join(sorted(held[name] ^ factors))
            yield problem("left_out_list", file=SETTINGS_FILE, values={"file": name, "names": names})


def _references(content: Content, left_out: Mapping[str, str]) -> Iterator[Finding]:
    for table, column, other, key in REFERENCES:
        known = {*content.values[other][key], *(left_out if other == "emission_factors" else ())}
        for index, value in content.rows(table, column):
            for word in value.split() if value else ():  # an action may name several activities
                if word not in known:
                    yield Finding(
                        "unknown_reference", table, index, column, {"value": word, "other": FILES[other][0], "key": key}
                    )


def _unused_sources(content: Content) -> Iterator[Finding]:
    used = {value for table, column, other, _ in REFERENCES if other == "sources" for value in content.values[table][column]}
    for index, source in content.rows("sources", "source_id"):
        if source not in used:
            yield Finding("unused_source", "sources", index, "source_id", {"value": source})


def _activities_without_lines(content: Content) -> Iterator[Finding]:
    with_lines = set(content.values["emission_lines"]["activity_id"])
    for index, activity in content.rows("activities", "activity_id"):
        if activity not in with_lines:
            yield Finding("activity_without_lines", "activities", index, "activity_id", {"value": activity})


def _boundary_lines(content: Content) -> Iterator[Finding]:
    """A line of a boundary must be a line that the activity makes."""
    lines = {(activity, line) for _, activity, line in content.rows("emission_lines", "activity_id", "line_id")}
    for index, activity, line in content.rows("boundary_lines", "activity_id", "line_id"):
        if (activity, line) not in lines:
            yield Finding("boundary_line", "boundary_lines", index, "line_id", {"activity": activity, "value": line})


def _years_without_factor(content: Content, span: Sequence[int] | None) -> Iterator[Finding]:
    """Every role is served in every activity year, or a known gap says why not."""
    served, gaps = _served_years(content), _gap_years(content)
    seen = set()
    for index, role in content.rows("emission_lines", "factor_role"):
        if role in seen:
            continue
        seen.add(role)
        have = served[role] | gaps[role]
        if span is None and not have:
            yield Finding("role_without_factor", "emission_lines", index, "factor_role", {"value": role})
        missing = sorted(set(range(span[0], span[1] + 1)) - have) if span else []
        if missing:
            values = {"value": role, "years": ", ".join(map(str, missing))}
            yield Finding("year_without_factor", "emission_lines", index, "factor_role", values)


def _gaps_that_are_none(content: Content) -> Iterator[Finding]:
    """A named gap that a factor serves would tell readers of something unknown that is not."""
    served = _served_years(content)
    for index, role, first, last, until in content.rows("known_gaps", "factor_role", "year_from", "year_to", "until"):
        if until is None and served[role] & set(range(first, last + 1)):
            yield Finding("gap_that_is_none", "known_gaps", index, "factor_role", {"value": role})


def _served_years(content: Content) -> dict[str, set[int]]:
    """Role → the years that a choice of the whole nation serves in the newest version."""
    years: dict[str, set[int]] = defaultdict(set)
    columns = ("factor_role", "place", "year_from", "year_to", "until")
    for _, role, place, first, last, until in content.rows("factor_choices", *columns):
        if place == NATION and until is None:
            years[role].update(range(first, last + 1))
    return years


def _gap_years(content: Content) -> dict[str, set[int]]:
    years: dict[str, set[int]] = defaultdict(set)
    for _, role, first, last, until in content.rows("known_gaps", "factor_role", "year_from", "year_to", "until"):
        if until is None:
            years[role].update(range(first, last + 1))
    return years


def _roles_without_better_factor(content: Content) -> Iterator[Finding]:
    """Where the basis says what better figures would be, it says so for every role."""
    patterns = content.values["better_factors"]["pattern"]
    seen = set()
    for index, role in content.rows("emission_lines", "factor_role"):
        if patterns and role not in seen and not any(fnmatchcase(role, pattern) for pattern in patterns):
            yield Finding("role_without_better", "emission_lines", index, "factor_role", {"value": role})
        seen.add(role)
