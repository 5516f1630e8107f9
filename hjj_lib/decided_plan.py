"""The plan and the target that a report is about: from the institution's files, from the report's parameters, or an example."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from hjj_lib import tables
from hjj_lib.indicators import institution_value
from hjj_lib.intake.messages import Place
from hjj_lib.inventory import VIEWS, total
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios import TARGETS_FILE, ActionBudget, Target, Targets, acting_plan, read_plan, read_plan_file, read_targets
from hjj_lib.scenarios.plan_messages import problem
from hjj_lib.study import DATA, Study, intake_of_year, open_study, years_of
from hjj_lib.trends import exceptional_years

Origin = Literal["file", "parameters", "example"]
_EXAMPLE = Path(__file__).parent / "scenarios" / "example_plan.toml"
_STRAIGHT = "linear"


@dataclass(frozen=True)
class Asked:
    """What the parameters of a report ask for; empty or 0: what the institution decided.

    ``plan`` is written on one line, as for ``read_plan``; ``first_year`` is when actions start that name no year.
    """

    plan: str = ""
    first_year: int = 0
    target_year: int = 0
    target_pct: float = 0
    boundary: str = ""


@dataclass(frozen=True)
class DecidedPlan:
    """The plan and the target of a report.

    Attributes
    ----------
    plan
        ``action_id`` and ``start_year`` of what is calculated.
    rows
        ``tables.PlannedAction`` of the file; no rows if the plan comes from elsewhere.
    plan_from, target_from
        Where they come from: a ``file`` of the institution, ``parameters`` of the report, or the ``example``.
    year, first_year
        The year of the figures, and the year in which actions start that name none.
    target
        The target of the report: of several the first that can be judged with this year's figures and boundary.
    targets
        All targets of the file that can be judged so; those that cannot are in ``other_targets``.
    base
        Ledger of each target's base year, by year, calculated today with the basis of the report.
    denominators
        Value of each denominator by year, as far as they are known: denominator → year → value.
    """

    plan: pd.DataFrame
    rows: pd.DataFrame
    plan_from: Origin
    year: int
    first_year: int
    target: Target
    target_from: Origin
    targets: tuple[Target, ...] = ()
    other_targets: tuple[Target, ...] = ()
    budget: ActionBudget = field(default_factory=ActionBudget)
    base: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    denominators: Mapping[str, Mapping[int, float]] = field(default_factory=dict)

    @property
    def discount_pct(self) -> float:
        """The yearly discount rate that the institution decided, else that of the example."""
        said = self.budget.discount_pct
        return float(_example()["discount_pct"]) if said is None else said

    def base_kg(self, target: Target) -> dict[str, float]:
        """Known emissions of the target's base year by view, kg."""
        ledger = self.base[target.base_year]
        return {view: total(ledger, view=view, boundary=target.boundary).known_kg for view in VIEWS}

    def reported(self, target: Target, view: str) -> dict[int, float]:
        """Year → known emissions of the years from the target's base year on that have been reported, kg."""
        years = sorted(year for year in self.base if year >= target.base_year)
        return {year: total(self.base[year], view=view, boundary=target.boundary).known_kg for year in years}


def decide(study: Study, asked: Asked, *, data_dir: str | Path = "", **settings: Any) -> DecidedPlan:
    """The plan and the target that a report is about.

    Parameters
    ----------
    settings
        As ``open_study`` was given them: the base year is calculated in the same way.

    Raises
    ------
    DataError
        With everything that is wrong in ``plan.csv``, ``targets.toml`` or the plan among the parameters.
    """
    rows, said = read_decisions(study, data_dir=data_dir)
    plan, plan_from = _plan(study, asked, rows)
    judged = tuple(one for one in said.targets if one.base_year <= study.year < one.target_year)
    wanted = [one for one in judged if asked.boundary in ("", one.boundary)]
    target_from: Origin = "parameters" if asked.target_year or asked.target_pct else "file" if wanted else "example"
    target = wanted[0] if target_from == "file" else _straight_target(study, asked)
    name, needed = study.institution.institution_id, _needed(study, target, judged, data_dir)
    studies = {year: open_study(name, year, data_dir=data_dir, **settings) for year in needed} | {study.year: study}
    reported = {year: one.denominators for year, one in studies.items()}
    denominators = {one.per: _known(reported, one.per) for one in judged if one.per}
    if lacking := _without_denominator(judged, denominators, study):
        raise DataError(lacking)
    return DecidedPlan(
        plan=plan,
        rows=rows if plan_from == "file" else rows.iloc[:0],
        plan_from=plan_from,
        year=study.year,
        first_year=asked.first_year or study.year + 1,
        target=target,
        target_from=target_from,
        targets=judged,
        other_targets=tuple(one for one in said.targets if one not in judged),
        budget=said.budget,
        base={year: one.inventory for year, one in studies.items()},
        denominators=denominators,
    )


def read_decisions(study: Study, *, data_dir: str | Path = "") -> tuple[pd.DataFrame, Targets]:
    """``tables.PlannedAction`` and the targets of the institution's files.

    Raises
    ------
    DataError
        With everything that is wrong in either file.
    """
    name = study.institution.institution_id
    folder = (Path(data_dir) if data_dir else DATA) / "raw" / name
    years, exceptional = years_of(name, data_dir=data_dir), exceptional_years()["year"].tolist()
    problems: list[Problem] = []
    rows, said = tables.empty(tables.PlannedAction), Targets()
    try:
        rows = read_plan_file(folder, study.basis.actions, name)
    except DataError as error:
        problems.extend(error.problems)
    try:
        said = read_targets(folder, name, years=years, exceptional=exceptional)
    except DataError as error:
        problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return rows, said


def decision_problems(study: Study, *, data_dir: str | Path = "") -> list[Problem]:
    """What is wrong in ``plan.csv`` and ``targets.toml``; an empty list if nothing is."""
    try:
        _, said = read_decisions(study, data_dir=data_dir)
    except DataError as error:
        return list(error.problems)
    per = [one for one in said.targets if one.per and one.base_year <= study.year]
    bases = {one.base_year: intake_of_year(study, one.base_year, data_dir=data_dir).denominators for one in per}
    return _without_denominator(per, {one.per: _known(bases, one.per) for one in per}, study)


def _plan(study: Study, asked: Asked, rows: pd.DataFrame) -> tuple[pd.DataFrame, Origin]:
    actions, start = study.basis.actions, asked.first_year or study.year + 1
    if asked.plan.strip():
        return read_plan(asked.plan, actions, start_year=start), "parameters"
    if len(rows):
        return acting_plan(rows), "file"
    words = [word.partition("+") for word in str(_example()["actions"]).split()]
    known = set(actions["action_id"])
    text = " ".join(f"{action}:{start + int(later or 0)}" for action, _, later in words if action in known)
    return read_plan(text, actions, start_year=start), "example"


def _straight_target(study: Study, asked: Asked) -> Target:
    """A straight path from the report's year; what the parameters leave open is that of the example."""
    example = _example()
    return Target(
        target_id="",
        names=dict.fromkeys(tables.LANGUAGES, ""),
        boundary=asked.boundary or "core",
        view="market",
        kind=_STRAIGHT,
        base_year=study.year,
        target_year=asked.target_year or study.year + int(example["years_to_target"]),
        reduction_pct=float(asked.target_pct or example["reduction_pct"]),
    )


@cache
def _example() -> Mapping[str, Any]:
    return tomllib.loads(_EXAMPLE.read_text(encoding="utf-8"))


def _known(denominators: Mapping[int, pd.DataFrame], kind: str) -> dict[int, float]:
    values = {year: institution_value(frame, kind) for year, frame in denominators.items()}
    return {year: value for year, value in values.items() if value > 0}


def _needed(study: Study, target: Target, judged: Sequence[Target], data_dir: str | Path) -> list[int]:
    """Earlier years to calculate: base years, and what lies between where a target counts the years together."""
    every = [target, *judged]
    counted = [one.base_year for one in every if one.cumulative_budget_t is not None or one.milestones]
    between = range(min(counted, default=study.year), study.year)
    there = years_of(study.institution.institution_id, data_dir=data_dir)
    wanted = {one.base_year for one in every} | (set(between) & set(there))
    return sorted(year for year in wanted if year < study.year)


def _without_denominator(
    targets: Sequence[Target], denominators: Mapping[str, Mapping[int, float]], study: Study
) -> list[Problem]:
    """Targets per something that is not known for their base year."""
    name = study.institution.institution_id
    place = Place(file=f"{name}/{TARGETS_FILE}", column="per", institution_id=name)
    return [
        problem("target_without_denominator", place, target_id=one.target_id, per=one.per, base_year=one.base_year)
        for one in targets
        if one.per and one.base_year not in denominators[one.per]
    ]
