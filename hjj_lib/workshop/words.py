"""What the form on a moved plan says: the target year, the money, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.problems import Problem
from hjj_lib.scenarios import words
from hjj_lib.workshop.live_plan import LivePlan, Outcome

#: Values of the rules between actions that hold an action's id.
_OF_ACTIONS = ("action", "other")


def outcome_sentences(live: LivePlan, found: Outcome, language: Language) -> list[str]:
    """The emissions of the target year first, then the target, the money, and how far prices can be trusted."""
    return [
        _emissions(live, found, language),
        _target(live, found, language),
        *_money(live, found, language),
    ]


def rule_sentences(problems: Iterable[Problem], actions: pd.DataFrame, language: Language) -> list[str]:
    """Why actions do not fit together, with their names in place of their ids; ``actions`` is ``tables.Action``."""
    names = dict(zip(actions["action_id"], actions[language.column("name")], strict=True))
    told = []
    for problem in problems:
        values = {key: names.get(value, value) if key in _OF_ACTIONS else value for key, value in problem.values.items()}
        told.append(language.problem(replace(problem, values=values, remedy="")))
    return told


def _emissions(live: LivePlan, found: Outcome, language: Language) -> str:
    target = live.decided.target
    english = {
        "market": "Emissions in {year}, market-based: {total}. With 95 % probability between {low} and {high}.",
        "location": "Emissions in {year}, location-based: {total}. With 95 % probability between {low} and {high}.",
    }
    return language.sentence(
        english[target.view],
        year=target.target_year,
        total=language.tonnes(found.plan_kg),
        low=language.tonnes(found.low_kg),
        high=language.tonnes(found.high_kg),
    )


def _target(live: LivePlan, found: Outcome, language: Language) -> str:
    year = live.decided.target.target_year
    path = pd.DataFrame({"year": [year], "gap_kg": [found.gap_kg], "target_kg": [live.allowed_kg]})
    return words.target_sentence(path, found.chance, language, target_year=year)


def _money(live: LivePlan, found: Outcome, language: Language) -> list[str]:
    year = live.decided.target.target_year
    last = max(live.conditions.last_year, year)
    told = [language.sentence("Investments up to {year}: {euros} €.", year=last, euros=language.number(found.invested_eur))]
    if found.running_eur < 0:
        saved = language.number(-found.running_eur)
        told.append(language.sentence("Saved in running costs in {year}: {euros} €.", year=year, euros=saved))
    else:
        euros = language.number(found.running_eur)
        told.append(language.sentence("Running costs in {year}: {euros} €.", year=year, euros=euros))
    if found.example_prices:
        told.append(language.sentence("Some of these prices are examples: put your own in their place before you decide."))
    return told
