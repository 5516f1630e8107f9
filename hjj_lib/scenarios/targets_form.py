"""The lines of ``targets.toml``: which there are, to which kinds of target they belong, what they may hold, and examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import isfinite
from typing import Any, Literal

from hjj_lib.intake.institution_form import closest_key
from hjj_lib.intake.messages import Place
from hjj_lib.problems import Problem
from hjj_lib.scenarios.plan_messages import names_a_person, problem
from hjj_lib.tables import DENOMINATORS, LANGUAGES, TARGET_BOUNDARIES, TARGET_KINDS, TARGET_VIEWS, Target

_ID = re.compile(r"[a-z][a-z0-9_]*")
_NOT_POINTS = tuple(kind for kind in TARGET_KINDS if kind != "points")
Kind = Literal["id", "text", "choice", "year", "percent", "money", "amount", "cuts", "values"]
#: Where a line stands.
Where = Callable[[str], Place]


@dataclass(frozen=True)
class Line:
    """One line: what its value is, an example, the words it may hold, and the kinds of target it belongs to.

    ``needed_by`` are the kinds that cannot be without it.
    """

    holds: Kind
    example: str
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = TARGET_KINDS
    needed_by: tuple[str, ...] = ()


TARGET_LINES: Mapping[str, Line] = {
    "target_id": Line("id", "climate_2030", needed_by=TARGET_KINDS),
    "name_fi": Line("text", "Päästöt puoleen"),
    "name_sv": Line("text", "Utsläppen halveras"),
    "name_en": Line("text", "Half the emissions"),
    "boundary": Line("choice", "core", TARGET_BOUNDARIES, needed_by=TARGET_KINDS),
    "view": Line("choice", "market", TARGET_VIEWS, needed_by=TARGET_KINDS),
    "kind": Line("choice", "linear", TARGET_KINDS, needed_by=TARGET_KINDS),
    "base_year": Line("year", "2023", needed_by=TARGET_KINDS),
    "target_year": Line("year", "2030", kinds=_NOT_POINTS, needed_by=_NOT_POINTS),
    "reduction_pct": Line("percent", "50", kinds=("linear", "compound", "intensity"), needed_by=("linear", "intensity")),
    "rate_pct_per_year": Line("percent", "4.2", kinds=("compound", "contraction"), needed_by=("contraction",)),
    "points": Line("cuts", "[{ year = 2027, reduction_pct = 20 }]", kinds=("points",), needed_by=("points",)),
    "per": Line("choice", "student_years", DENOMINATORS, kinds=("intensity",), needed_by=("intensity",)),
    "development": Line("values", "[{ year = 2030, value = 2800 }]", kinds=("intensity",)),
    "milestones": Line("cuts", "[{ year = 2027, reduction_pct = 20 }]"),
    "cumulative_budget_t": Line("amount", "9000"),
    "decided_by": Line("text", "hallitus", needed_by=TARGET_KINDS),
    "source": Line("text", "hallituksen päätös 12.3.2026", needed_by=("contraction",)),
}
BUDGET_LINES: Mapping[str, Line] = {
    "yearly_eur": Line("money", "50000"),
    "total_eur": Line("money", "200000"),
    "discount_pct": Line("percent", "3"),
}
_CELLS = {"cuts": {"year": "year", "reduction_pct": "cut"}, "values": {"year": "year", "value": "amount"}}


def table_problems(table: str, content: Mapping[str, Any], lines: Mapping[str, Line], where: Where) -> list[Problem]:
    """Lines that are not known, and values that are none; ``table`` is the heading they stand under."""
    problems = []
    for key, value in content.items():
        if key not in lines:
            values = {"key": key, "table": table, "known": ", ".join(lines), "suggestion": closest_key(key, lines)}
            problems.append(problem("target_key_unknown", where(key), **values))
        else:
            problems += _value_problems(key, value, lines[key], where(key))
    return problems


def kind_problems(content: Mapping[str, Any], where: Where) -> list[Problem]:
    """Lines that a target of its kind lacks, and lines that do not belong to it."""
    kind = content.get("kind")
    kinds = (kind,) if kind in TARGET_KINDS else TARGET_KINDS
    problems = []
    for key, line in TARGET_LINES.items():
        if key not in content and set(kinds) <= set(line.needed_by):
            problems.append(problem("target_key_missing", where(key), key=key, example=f"{key} = {quoted(line)}"))
        elif key in content and not set(kinds) & set(line.kinds):
            problems.append(problem("target_not_of_kind", where(key), key=key, kind=kind))
    if kind == "compound" and ("reduction_pct" in content) == ("rate_pct_per_year" in content):
        problems.append(problem("target_reduction_or_rate", where("kind")))
    if not any(f"name_{code}" in content for code in LANGUAGES):
        problems.append(problem("target_unnamed", where("name_fi")))
    return problems


def quoted(line: Line) -> str:
    """The example as it is written into the file."""
    return f'"{line.example}"' if line.holds in ("id", "text", "choice") else line.example


def _value_problems(key: str, value: Any, line: Line, place: Place) -> list[Problem]:
    if not _fits(value, line.holds):
        return [problem("target_value", place, key=key, found=_as_written(value), example=f"{key} = {quoted(line)}")]
    if line.choices and value not in line.choices:
        values = {"key": key, "found": value, "known": ", ".join(line.choices), "suggestion": closest_key(value, line.choices)}
        return [problem("target_choice", place, **values)]
    if line.holds == "text" and names_a_person(value):
        return [problem("target_person", place, key=key)]
    return []


def _as_written(value: Any) -> str:
    """A value as the file writes it, so that its writer knows it again."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_as_written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(_as_written(one) for one in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fits(value: Any, holds: str) -> bool:
    match holds:
        case "id":
            return isinstance(value, str) and bool(_ID.fullmatch(value))
        case "text" | "choice":
            return isinstance(value, str) and bool(value.strip())
        case "year":
            return isinstance(value, int) and not isinstance(value, bool) and _is_year(value)
        case "cuts" | "values":
            return isinstance(value, list) and bool(value) and all(_fits_cells(one, _CELLS[holds]) for one in value)
    return _number(value) and _within(value, holds)


def _fits_cells(value: Any, cells: Mapping[str, str]) -> bool:
    return isinstance(value, dict) and set(value) == set(cells) and all(_fits(value[key], cells[key]) for key in cells)


def _within(value: float, holds: str) -> bool:
    """Above zero, but for money and cuts; at most 100 for percentages."""
    return (value > 0 or (value == 0 and holds in ("money", "cut"))) and (value <= 100 or holds in ("money", "amount"))


@cache
def _is_year(value: int) -> bool:
    """Whether the table of targets would take the year; its limits are declared there."""
    checks = Target.to_schema().columns["base_year"].checks
    limits = {name: limit for check in checks for name, limit in check.statistics.items()}
    return bool(limits["min_value"] <= value <= limits["max_value"])


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def ordered(points: Sequence[Mapping[str, Any]], after: int) -> bool:
    """Whether the years of points ascend, each once, and all come after a year."""
    years = [after, *(int(point["year"]) for point in points)]
    return all(earlier < later for earlier, later in pairwise(years))
