"""The targets of an institution as a file, read with every fault named by its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hjj_lib import tables
from hjj_lib.intake.institution_form import closest_key
from hjj_lib.intake.messages import Place
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios.plan_messages import problem
from hjj_lib.scenarios.target_kinds import ActionBudget, Point, Target, Targets
from hjj_lib.scenarios.targets_form import BUDGET_LINES, TARGET_LINES, kind_problems, ordered, table_problems

#: The file in the institution's folder.
TARGETS_FILE = "decisions/targets.toml"
_TARGET, _BUDGET = "target", "budget"
_LINE = re.compile(r"at line ([0-9]+), column [0-9]+")
_HEADING = re.compile(r"\s*\[\[?\s*([A-Za-z_]+)\s*\]\]?")
_KEY = re.compile(r"\s*\"?([A-Za-z_0-9-]+)\"?\s*=")


def read_targets(folder: Path, institution_id: str, *, years: Collection[int], exceptional: Collection[int]) -> Targets:
    """The file ``decisions/targets.toml`` of an institution's folder; no target and no money if there is none.

    Parameters
    ----------
    years
        The years for which the institution has figures: a base year is one of them.
    exceptional
        Years that are no base year.

    Raises
    ------
    DataError
        With every problem of the file: line in ``row``, key in ``column``.
    """
    path = folder / TARGETS_FILE
    if not path.exists():
        return Targets()
    place = Place(file=f"{institution_id}/{TARGETS_FILE}", institution_id=institution_id)
    text, content = _parsed(path, place)
    lines = _Lines(text, place)
    problems = _heading_problems(content, lines)
    if problems:
        raise DataError(problems)
    for index, one in enumerate(content[_TARGET]):
        problems += _target_problems(one, lines, index, years, exceptional)
    problems += _repeated(content[_TARGET], lines)
    money = content.get(_BUDGET, {})
    problems += table_problems(f"[{_BUDGET}]", money, BUDGET_LINES, lambda key: lines.place(_BUDGET, key))
    if problems:
        raise DataError(problems)
    budget = ActionBudget(**{key: float(value) for key, value in money.items()})
    return Targets(tuple(_target(one) for one in content[_TARGET]), budget)


def _parsed(path: Path, place: Place) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise DataError([problem("targets_encoding", place)]) from error
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise DataError([problem("targets_broken", replace(place, row=int(line[1]) if line else None))]) from error


class _Lines:
    """Finds the line of a key, so that a message can point at it."""

    def __init__(self, text: str, place: Place) -> None:
        self._place = place
        self._lines: dict[tuple[str, int, str], int] = {}
        heading, counts = "", dict[str, int]()
        for number, line in enumerate(text.splitlines(), start=1):
            if head := _HEADING.match(line):
                heading = head[1]
                counts[heading] = counts.get(heading, -1) + 1
                self._lines[heading, counts[heading], ""] = number
            elif key := _KEY.match(line):
                self._lines.setdefault((heading, counts.get(heading, 0), key[1]), number)

    def place(self, heading: str, key: str = "", index: int = 0) -> Place:
        """Line of the key, else of the heading above it."""
        row = self._lines.get((heading, index, key)) or self._lines.get((heading, index, ""))
        return replace(self._place, row=row, column=key)


def _heading_problems(content: Mapping[str, Any], lines: _Lines) -> list[Problem]:
    """Parts of the file that are not what their heading says: nothing in them can be read."""
    problems = []
    known = (_TARGET, _BUDGET)
    for key, value in content.items():
        place = lines.place(key, key) if isinstance(value, (dict, list)) else lines.place("", key)
        if key not in known:
            values = {"key": key, "table": TARGETS_FILE, "known": ", ".join(known), "suggestion": closest_key(key, known)}
            problems.append(problem("target_key_unknown", place, **values))
        elif key == _BUDGET and not isinstance(value, dict):
            problems.append(problem("target_table", place, key=key, example=f"[{_BUDGET}]"))
        elif key == _TARGET and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
            problems.append(problem("target_table", place, key=key, example=f"[[{_TARGET}]]"))
    if not content.get(_TARGET) and not problems:
        problems.append(problem("targets_none", lines.place(_TARGET)))
    return problems


def _target_problems(
    content: Mapping[str, Any], lines: _Lines, index: int, years: Collection[int], exceptional: Collection[int]
) -> list[Problem]:
    def where(key: str) -> Place:
        return lines.place(_TARGET, key, index)

    problems = table_problems(f"[[{_TARGET}]]", content, TARGET_LINES, where)
    problems += kind_problems(content, where)
    if problems:
        return problems  # what the years mean together can only be judged when each of them is there
    base = content["base_year"]
    if base in exceptional:
        problems.append(problem("target_exceptional", where("base_year"), base_year=base))
    elif base not in years:
        usable = ", ".join(str(year) for year in sorted(set(years) - set(exceptional))) or "–"
        problems.append(problem("target_without_figures", where("base_year"), base_year=base, known=usable))
    problems += [
        problem("target_points", where(key), key=key, base_year=base)
        for key in ("points", "milestones", "development")
        if key in content and not ordered(content[key], base)
    ]
    return problems or _end_problems(content, where)


def _end_problems(content: Mapping[str, Any], where: Any) -> list[Problem]:
    """What does not fit the end of the way."""
    base, end = content["base_year"], _target_year(content)
    if end <= base:
        return [problem("target_years", where("target_year"), base_year=base, target_year=end)]
    problems = []
    rate = content.get("rate_pct_per_year", 0)
    if content["kind"] == "contraction" and rate * (end - base) > 100:
        problems.append(problem("target_rate_too_far", where("rate_pct_per_year"), rate=rate, target_year=end))
    if content["kind"] == "compound" and 100 in (rate, content.get("reduction_pct")):
        problems.append(problem("target_compound_zero", where("kind")))
    late = [point["year"] for point in content.get("milestones", ()) if point["year"] > end]
    return [*problems, *(problem("target_milestone_late", where("milestones"), year=year, target_year=end) for year in late)]


def _repeated(targets: list[Mapping[str, Any]], lines: _Lines) -> list[Problem]:
    problems = []
    for index, one in enumerate(targets):
        if one.get("target_id") in [other.get("target_id") for other in targets[:index] if "target_id" in other]:
            problems.append(problem("target_twice", lines.place(_TARGET, "target_id", index), found=one["target_id"]))
    return problems


def _target_year(content: Mapping[str, Any]) -> int:
    return int(content["points"][-1]["year"] if content["kind"] == "points" else content["target_year"])


def _reduction_pct(content: Mapping[str, Any]) -> float:
    """The reduction at the end, where the file states a rate or points in its place."""
    run = _target_year(content) - content["base_year"]
    match content["kind"]:
        case "points":
            return float(content["points"][-1]["reduction_pct"])
        case "contraction":
            return float(content["rate_pct_per_year"] * run)
        case "compound" if "rate_pct_per_year" in content:
            return float(100 * (1 - (1 - content["rate_pct_per_year"] / 100) ** run))
    return float(content["reduction_pct"])


def _target(content: Mapping[str, Any]) -> Target:
    told = [content[f"name_{code}"] for code in tables.LANGUAGES if f"name_{code}" in content]
    stated = {"rate_pct_per_year", "cumulative_budget_t"} & set(content)
    return Target(
        target_id=content["target_id"],
        names={code: content.get(f"name_{code}", told[0]) for code in tables.LANGUAGES},
        boundary=content["boundary"],
        view=content["view"],
        kind=content["kind"],
        base_year=content["base_year"],
        target_year=_target_year(content),
        reduction_pct=_reduction_pct(content),
        per=content.get("per", ""),
        points=_points(content, "points", "reduction_pct"),
        milestones=_points(content, "milestones", "reduction_pct"),
        development=_points(content, "development", "value"),
        decided_by=content["decided_by"],
        source=content.get("source", ""),
        **{key: float(content[key]) for key in stated},
    )


def _points(content: Mapping[str, Any], key: str, cell: str) -> tuple[Point, ...]:
    return tuple((int(point["year"]), float(point[cell])) for point in content.get(key, ()))
