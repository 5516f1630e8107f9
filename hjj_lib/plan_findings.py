"""What report 04 says of a plan and its target: who does what, what is asked on the way, and how a budget is used up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.findings import BOUNDARY_NAMES, DENOMINATOR_NAMES
from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.scenarios import (
    PlanResult,
    Possibilities,
    Target,
    UncertainPlan,
    budget_use,
    chances,
    demands,
    evaluate_plan,
    milestone_table,
    paths_to,
    spent_in,
    words,
)
from hjj_lib.uncertainty import Assumptions, Probability
from hjj_lib.uncertainty.words import probability_words

STATUS_NAMES = {
    "idea": "only an idea",
    "decided": "decided",
    "under_way": "under way",
    "done": "done",
    "dropped": "dropped",
}
#: A target in words, by its kind; {cut} and the others are filled in.
KIND_SENTENCES = {
    "linear": "{cut} less in {year} than in {base}, evenly",
    "compound": "{cut} less in {year} than in {base}, by the same percentage every year",
    "contraction": "{cut} less in {year} than in {base}: {rate} of the base year's emissions every year",
    "points": "{cut} less in {year} than in {base}, along a path of its own",
    "intensity": "{cut} less in {year} than in {base} for each unit ({per})",
}
VIEW_NAMES = {"market": "market-based", "location": "location-based"}
OWNER_HEADINGS = {
    "name": "Action",
    "status_words": "How far",
    "start_year": "From year",
    "owner_role": "Who answers for it",
    "deadline_words": "By",
    "planned_reduction_kg": "Expected when decided",
    "note": "Note",
}
MILESTONE_HEADINGS = {
    "year": "Year",
    "cut": "Asked reduction",
    "allowed_kg": "Allowed",
    "plan_kg": "Plan",
    "gap_kg": "Gap",
    "met_words": "Met?",
    "chance_words": "Probability",
}
TARGET_HEADINGS = {
    "name": "Target",
    "what": "What it asks",
    "boundary_words": "Boundary",
    "view_words": "View",
    "allowed_kg": "Allowed",
    "plan_kg": "Plan",
    "gap_kg": "Gap",
}
BUDGET_HEADINGS = {"year": "Year", "emissions_kg": "Emissions", "used_kg": "Used in all", "left_kg": "Left"}
FORMATS = {
    **dict.fromkeys(["allowed_kg", "plan_kg", "gap_kg", "emissions_kg", "used_kg", "left_kg"], "tonnes"),
    "planned_reduction_kg": "tonnes",
    **dict.fromkeys(["year", "start_year"], "text"),
    "cut": "percent",
}


def years(decided: DecidedPlan, last_year: int) -> range:
    """The years to calculate: from the figures' own to the last that is shown, or the target year."""
    return range(decided.year, max(last_year, decided.target.target_year) + 1)


def target_paths(decided: DecidedPlan, result: PlanResult, target: Target | None = None) -> dict[str, pd.DataFrame]:
    """The plan beside what the target allows, by view; without another target that of the report."""
    one = target or decided.target
    return paths_to(result, one, base_kg=decided.base_kg(one), denominator=decided.denominators.get(one.per, {}))


def cut_from_now(decided: DecidedPlan, paths: Mapping[str, pd.DataFrame]) -> float:
    """The reduction in percent of the report's own year that the target comes to in its year and view."""
    path = paths[decided.target.view].set_index("year")
    now = path["baseline_kg"].iloc[0]
    return float(100 * (1 - path["target_kg"].loc[decided.target.target_year] / now)) if now else 0.0


def target_chances(
    decided: DecidedPlan, possible: Possibilities, assumptions: Assumptions, *, draws: int, seed: int
) -> dict[str, dict[int, Probability]]:
    """Probability that the plan keeps to what is allowed, by view and year.

    Every milestone to come is looked at in the target's own view, only the target year in the other.
    """
    target = decided.target
    uncertain = UncertainPlan(possible, decided.plan, assumptions, draws, seed)
    base, denominator = decided.base[target.base_year], decided.denominators.get(target.per, {})
    found = {}
    for view in VIEWS:
        asked = demands(target) if view == target.view else demands(target)[-1:]
        coming = [one for one in asked if one[0] > decided.year]
        found[view] = chances(uncertain, target, base, view=view, asked=coming, denominator=denominator)
    return found


def target_words(target: Target, language: Language) -> str:
    """What a target asks, without its name."""
    return language.sentence(
        KIND_SENTENCES[target.kind],
        cut=language.percent(target.reduction_pct / 100),
        year=target.target_year,
        base=target.base_year,
        rate=language.percent((target.rate_pct_per_year or 0) / 100, 1),
        per=language.sentence(DENOMINATOR_NAMES[target.per]) if target.per else "",
    )


def owners(decided: DecidedPlan, possible: Possibilities, language: Language) -> pd.DataFrame:
    """The rows of the institution's plan with the columns of ``OWNER_HEADINGS``; no rows without a plan of its own."""
    rows = words.with_names(decided.rows, possible.all_actions, language)
    return rows.assign(
        status_words=[language.sentence(STATUS_NAMES[status]) for status in rows["status"]],
        deadline_words=[language.date(date.fromisoformat(day)) if isinstance(day, str) else "" for day in rows["deadline"]],
        note=rows["note"].fillna(""),
    )


def owners_sentence(decided: DecidedPlan, language: Language) -> str:
    """That nobody answers for the actions, where the institution has no plan of its own; else empty."""
    if decided.plan_from == "file":
        return ""
    return language.sentence("The institution has no plan of its own yet, so nobody has been named for these actions.")


def money_sentence(decided: DecidedPlan, language: Language) -> str:
    """The money that was decided for actions; empty if nobody has said."""
    money = decided.budget
    values = {"yearly": language.number(money.yearly_eur), "total": language.number(money.total_eur)}
    if money.yearly_eur is not None and money.total_eur is not None:
        return language.sentence("Decided for actions: {yearly} € a year, at most {total} € in all.", **values)
    if money.yearly_eur is not None:
        return language.sentence("Decided for actions: {yearly} € a year.", yearly=values["yearly"])
    if money.total_eur is not None:
        return language.sentence("Decided for actions: {total} € in all.", total=values["total"])
    return ""


def already_sentence(decided: DecidedPlan, possible: Possibilities, language: Language) -> str:
    """The actions that began before or in the figures' year; empty if none did."""
    begun = decided.plan[decided.plan["start_year"] <= decided.year]
    names = words.with_names(begun, possible.all_actions, language)["name"]
    if names.empty:
        return ""
    return language.sentence(
        "Begun by {year}, so that the figures hold their effect already, and only what is still to come is calculated: {names}.",
        year=decided.year,
        names="; ".join(names),
    )


def milestones(
    decided: DecidedPlan, paths: Mapping[str, pd.DataFrame], likely: Mapping[int, Probability], language: Language
) -> pd.DataFrame:
    """What is asked on the way and at the end, with the columns of ``MILESTONE_HEADINGS``; in the target's view."""
    target = decided.target
    table = milestone_table(
        paths[target.view],
        target,
        base_kg=decided.base_kg(target)[target.view],
        denominator=decided.denominators.get(target.per, {}),
        reported=decided.reported(target, target.view),
    )
    verdicts = {True: language.sentence("yes"), False: language.sentence("no")}
    return table.assign(
        cut=table["reduction_pct"] / 100,
        met_words=[verdicts.get(met, language.sentence("not known")) for met in table["met"].astype(object)],
        chance_words=[probability_words(likely[year], language) if year in likely else "" for year in table["year"]],
    )


def all_targets(decided: DecidedPlan, possible: Possibilities, language: Language) -> pd.DataFrame:
    """Every target of the institution that can be judged, with the columns of ``TARGET_HEADINGS``."""
    rows = []
    for one in decided.targets:
        result = evaluate_plan(possible, decided.plan, [decided.year, one.target_year], boundary=one.boundary)
        end = target_paths(decided, result, one)[one.view].iloc[-1]
        rows.append(
            {
                "name": one.names[language.code],
                "what": target_words(one, language),
                "boundary_words": language.sentence(BOUNDARY_NAMES[one.boundary]),
                "view_words": language.sentence(VIEW_NAMES[one.view]),
                "allowed_kg": end["target_kg"],
                "plan_kg": end["plan_kg"],
                "gap_kg": end["gap_kg"],
            }
        )
    return pd.DataFrame(rows, columns=list(TARGET_HEADINGS))


def budget_years(decided: DecidedPlan, paths: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How the target's budget of emissions is used, as :func:`budget_use` tells; no rows without one."""
    target = decided.target
    coming = paths[target.view]
    known = dict(zip(coming["year"].tolist(), coming["plan_kg"].tolist(), strict=True))
    return budget_use({**known, **decided.reported(target, target.view)}, target)


def budget_sentence(decided: DecidedPlan, use: pd.DataFrame, language: Language) -> str:
    """When a budget of emissions is spent, or that there is none."""
    target = decided.target
    if target.cumulative_budget_t is None:
        return language.sentence("The target has no budget of emissions for the years together.")
    spent = spent_in(use)
    amount = language.tonnes(1000 * target.cumulative_budget_t)
    span = {"first": target.base_year + 1, "last": target.target_year}
    if spent is None:
        left = language.tonnes(float(np.abs(use["left_kg"].iloc[-1])))
        return language.sentence(
            "Of the budget of {budget} for {first}–{last}, {left} is left at the end.", budget=amount, left=left, **span
        )
    return language.sentence(
        "The budget of {budget} for {first}–{last} is spent in {year}; in the end it is overdrawn by {over}.",
        budget=amount,
        year=spent,
        over=language.tonnes(float(np.abs(use["left_kg"].iloc[-1]))),
        **span,
    )
