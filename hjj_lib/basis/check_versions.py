"""Checks of versions: rows are ended and never overwritten, a published version is frozen, a large change has its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.fingerprint import fingerprint_of
from hjj_lib.basis.read import Content
from hjj_lib.tables import Columns


def check_versions(content: Content, settings: Mapping[str, Any], *, complete: bool) -> Iterator[Finding]:
    """Everything wrong with versions.

    Parameters
    ----------
    settings
        Of ``basis.toml``: ``factor_change_reason_pct`` is the change of a value above which a reason is asked.
    complete
        Whether all files are there; fingerprints can only be compared if they are.
    """
    position = dict(zip(content.values["versions"]["version"], content.values["versions"]["position"], strict=True))
    yield from _unknown_versions(content, position)
    if complete:
        yield from _frozen(content, position)
    limit = settings.get("factor_change_reason_pct")
    if limit is not None:
        yield from _changes_without_reason(content, position, limit)


def _unknown_versions(content: Content, position: Mapping[str, int]) -> Iterator[Finding]:
    """A row whose version is not in the list would hold nowhere, silently; one that ends before it begins, too."""
    for table, columns in content.values.items():
        if "since" not in columns:
            continue
        pairs = list(zip(columns["since"], columns["until"], strict=True))
        wrong = {pair: column for pair in set(pairs) if (column := _wrong_version(*pair, position))}
        if wrong:
            for index, pair in enumerate(pairs):
                if pair in wrong:
                    value = pair[0] if wrong[pair] == "since" else pair[1]
                    yield Finding("row_version", table, index, wrong[pair], {"value": value})


def _wrong_version(since: str, until: str | None, position: Mapping[str, int]) -> str:
    """The column that is wrong, else nothing."""
    if since not in position:
        return "since"
    return "until" if until is not None and position.get(until, -1) < position[since] else ""


def _frozen(content: Content, position: Mapping[str, int]) -> Iterator[Finding]:
    """A published version keeps its fingerprint, and its rows keep their content."""
    columns = ("version", "state", "fingerprint")
    for index, version, state, kept in content.rows("versions", *columns):
        if state == "published":
            now = fingerprint_of(held_in(content.values, position, version))
            if kept is None:
                yield Finding("version_without_fingerprint", "versions", index, "fingerprint", {"value": version, "now": now})
            elif kept != now:
                yield Finding("version_changed", "versions", index, "fingerprint", {"value": version, "now": now})


def held_in(values: Mapping[str, Columns], position: Mapping[str, int], version: str) -> dict[str, Columns]:
    """The cells of the rows that hold in a version."""
    now = position[version]
    held: dict[str, Columns] = {}
    for table, columns in values.items():
        if "since" not in columns:
            held[table] = columns
            continue
        pairs = list(zip(columns["since"], columns["until"], strict=True))
        holds = {
            (since, until): position.get(since, now + 1) <= now and (until is None or position.get(until, now) >= now)
            for since, until in set(pairs)
        }
        keep = [holds[pair] for pair in pairs]
        if all(keep):
            held[table] = columns
        else:
            held[table] = {
                name: [cell for cell, kept in zip(cells, keep, strict=True) if kept] for name, cells in columns.items()
            }
    return held


def _changes_without_reason(content: Content, position: Mapping[str, int], limit_pct: float) -> Iterator[Finding]:
    """A value that replaces that of an earlier version by more than the limit says why."""
    columns = ("factor_id", "valid_from", "since", "kg_co2e_per_unit", "change_reason")
    rows: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for index, factor_id, year, *rest in content.rows("emission_factors", *columns):
        rows[factor_id, year].append((position.get(rest[0], 0), index, *rest[1:]))
    for (factor_id, year), found in rows.items():
        ordered = sorted(found, key=lambda row: row[0])
        for (_, _, before, _), (_, index, value, reason) in pairwise(ordered):
            if reason is None and abs(value - before) * 100 > limit_pct * abs(before):
                change = {"value": factor_id, "year": str(year), "before": f"{before:g}", "after": f"{value:g}"}
                yield Finding("change_without_reason", "emission_factors", index, "change_reason", change)
