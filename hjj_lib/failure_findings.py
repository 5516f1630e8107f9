"""What report 04 says of a plan that could fail or does: what hangs on which action, what is missing, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.language import Language
from hjj_lib.plan_findings import STATUS_NAMES
from hjj_lib.report import named
from hjj_lib.scenarios import (
    PlanResult,
    Possibilities,
    emissions_of_plan,
    everything_possible,
    plan_problems,
    untouched,
    what_hangs_on_each,
    words,
)
from hjj_lib.study import Study

RISK_HEADINGS = {
    "name": "Action",
    "status_words": "How far",
    "added_kg": "Lost without it",
    "gap_without_kg": "Gap then",
    "short_kg": "Lost if it falls short",
}
RISK_FORMATS = dict.fromkeys(["added_kg", "gap_without_kg", "short_kg"], "tonnes")
#: How many names a sentence holds before it is hard to read.
_TOP = 3


@dataclass(frozen=True)
class Failure:
    """What could make a plan fail in the target year and view.

    Attributes
    ----------
    year
        The figures' own year.
    actions
        As from :func:`what_hangs_on_each`.
    now_kg, plan_kg, gap_kg
        Emissions of the figures' own year and of the plan, and the gap; below zero: to spare.
    with_ideas_gap_kg
        If the ideas among the rows were done too, from the first year on; None without ideas, or if they do not fit the plan.
    all_gap_kg
        If all actions of the library were done that go together.
    untouched
        Present emissions by category that even then no action acts on.
    """

    year: int
    actions: pd.DataFrame
    now_kg: float
    plan_kg: float
    gap_kg: float
    with_ideas_gap_kg: float | None
    all_gap_kg: float
    untouched: pd.DataFrame


def failure(decided: DecidedPlan, possible: Possibilities, result: PlanResult, paths: Mapping[str, pd.DataFrame]) -> Failure:
    """What could make the plan fail; ``paths`` as from :func:`hjj_lib.plan_findings.target_paths`."""
    target = decided.target
    year, view, boundary = target.target_year, target.view, target.boundary
    path = paths[view]
    end = path[path["year"] == year].iloc[0]
    everything = everything_possible(
        possible, decided.plan, start_year=decided.first_year, year=year, view=view, boundary=boundary
    )
    gap, allowed = float(end["gap_kg"]), float(end["target_kg"])
    more = _with_ideas(decided, possible)
    return Failure(
        year=decided.year,
        now_kg=float(path["baseline_kg"].iloc[0]),
        plan_kg=float(end["plan_kg"]),
        gap_kg=gap,
        actions=what_hangs_on_each(result.contributions, possible.all_actions, year=year, view=view, gap_kg=gap),
        with_ideas_gap_kg=None
        if more is None
        else emissions_of_plan(possible, more, year=year, view=view, boundary=boundary) - allowed,
        all_gap_kg=emissions_of_plan(possible, everything, year=year, view=view, boundary=boundary) - allowed,
        untouched=untouched(possible, everything, view=view, boundary=boundary),
    )


def _with_ideas(decided: DecidedPlan, possible: Possibilities) -> pd.DataFrame | None:
    """The plan with its ideas; None without ideas, or if they do not go together with it."""
    ideas = decided.rows[decided.rows["status"] == "idea"]
    more = pd.concat([decided.plan, ideas[["action_id", "start_year"]]], ignore_index=True)
    return None if ideas.empty or plan_problems(more, possible.all_actions) else more


def why_missed(found: Failure, decided: DecidedPlan, possible: Possibilities, study: Study, language: Language) -> str:
    """Why the plan misses its target, in the bottom line; empty if it does not."""
    if found.gap_kg <= 0:
        return ""
    needed, brought = found.now_kg - (found.plan_kg - found.gap_kg), found.now_kg - found.plan_kg
    values = {"needed": language.tonnes(needed), "year": found.year}
    if brought < 0:
        reason = language.sentence(
            "Why it is missed: the target asks for {needed} less than in {year}, but emissions grow by {grown} in spite of the "
            "plan.",
            grown=language.tonnes(-brought),
            **values,
        )
    else:
        reason = language.sentence(
            "Why it is missed: the target asks for {needed} less than in {year}, but the plan and the expected change of energy "
            "production bring {brought}.",
            brought=language.tonnes(brought),
            **values,
        )
    return " ".join([reason, *_on_ideas(found, decided, possible, language), _after_everything(found, study, language)])


def risk_table(found: Failure, decided: DecidedPlan, possible: Possibilities, language: Language) -> pd.DataFrame:
    """What hangs on each action, with the columns of ``RISK_HEADINGS``; without a plan of the institution no status."""
    status = dict(zip(decided.rows["action_id"], decided.rows["status"], strict=True))
    rows = words.with_names(found.actions, possible.all_actions, language)
    rows = rows[rows["added_kg"] > 0]
    told = [language.sentence(STATUS_NAMES[status[action]]) if action in status else "" for action in rows["action_id"]]
    return rows.assign(status_words=told)


def failure_sentences(
    found: Failure, decided: DecidedPlan, possible: Possibilities, study: Study, language: Language
) -> list[str]:
    """What would make the plan fail, or why it does, the most important first."""
    names = words.with_names(found.actions, possible.all_actions, language).set_index("action_id")["name"]
    return [
        *_on_single_actions(found, names, language),
        *_on_ideas(found, decided, possible, language),
        _after_everything(found, study, language),
        *_on_effects(found, language),
    ]


def _on_single_actions(found: Failure, names: pd.Series, language: Language) -> list[str]:
    if found.gap_kg > 0:
        return [
            language.sentence(
                "The target is missed by {gap} even if every action of the plan succeeds.", gap=language.tonnes(found.gap_kg)
            )
        ]
    deciding = found.actions.loc[found.actions["decides"], "action_id"]
    if deciding.empty:
        return [language.sentence("The target is met even if any single action of the plan fails.")]
    listed = "; ".join(str(names[action]) for action in deciding)
    return [language.sentence("If only one of these fails, the target is missed: {names}.", names=listed)]


def _on_ideas(found: Failure, decided: DecidedPlan, possible: Possibilities, language: Language) -> list[str]:
    ideas = decided.rows[decided.rows["status"] == "idea"]
    if ideas.empty:
        return []
    listed = "; ".join(words.with_names(ideas, possible.all_actions, language)["name"].astype(str))
    if found.with_ideas_gap_kg is None:
        return [language.sentence("Only ideas, which do not go together with the plan as they stand: {names}.", names=listed)]
    gap = language.tonnes(abs(found.with_ideas_gap_kg))
    english = (
        "Only ideas: {names}. With them too, {gap} would still be missing."
        if found.with_ideas_gap_kg > 0
        else "Only ideas: {names}. With them too, there would be {gap} to spare."
    )
    return [language.sentence(english, names=listed, gap=gap)]


def _after_everything(found: Failure, study: Study, language: Language) -> str:
    """The gap after all actions, and where emissions lie that none of them reaches."""
    left = named(found.untouched.head(_TOP), study.basis.categories, "category_id", language)
    rows = "; ".join(f"{row['name']} {language.tonnes(row['emissions_kg'])}" for row in left.to_dict("records")) or "–"
    english = (
        "After all actions of the library that go together, {gap} would still be missing. The largest emissions that none of "
        "them touches: {rows}."
        if found.all_gap_kg > 0
        else "After all actions of the library that go together, there would be {gap} to spare. The largest emissions that none "
        "of them touches: {rows}."
    )
    return language.sentence(english, gap=language.tonnes(abs(found.all_gap_kg)), rows=rows)


def _on_effects(found: Failure, language: Language) -> list[str]:
    """The effects are uncertain: what is lost if the one that weighs most falls short."""
    short = float(found.actions["short_kg"].max()) if len(found.actions) else 0.0
    if short <= 0:
        return []
    return [
        language.sentence(
            "The effects are estimates: if only the one that weighs most falls short by its uncertainty, {short} of the "
            "reduction is lost.",
            short=language.tonnes(short),
        )
    ]
