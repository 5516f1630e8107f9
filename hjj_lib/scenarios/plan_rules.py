"""A plan as people write it, and whether its actions fit together: what must be there first, and what rules each other out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from hjj_lib.problems import DataError, Problem


def read_plan(text: str, actions: pd.DataFrame, *, start_year: int) -> pd.DataFrame:
    """A plan written on one line: ``led_lighting green_electricity:2027``.

    Parameters
    ----------
    text
        Action ids separated by spaces, each with its start year after a colon or without.
    actions
        ``tables.Action``, the institution's own included.
    start_year
        The start year of an action that names none.

    Returns
    -------
    ``action_id`` and ``start_year``.

    Raises
    ------
    DataError
        With one problem for each unknown or repeated action, each year that is no number, each action without what it
        requires, and each pair that cannot be together.
    """
    problems: list[Problem] = []
    rows: list[tuple[str, int]] = []
    known = set(actions["action_id"])
    for word in text.split():
        action, _, year = word.partition(":")
        if action not in known:
            problems.append(_word_problem("unknown_action", "The plan names an unknown action “{word}”.", word))
        elif action in [row[0] for row in rows]:
            problems.append(_word_problem("repeated_action", "The plan names the action “{word}” twice.", word))
        elif year and not year.isdecimal():
            problems.append(_word_problem("plan_year", "The start year in “{word}” is not a year.", word))
        else:
            rows.append((action, int(year) if year else start_year))
    plan = pd.DataFrame(rows, columns=["action_id", "start_year"])
    problems += plan_problems(plan, actions)
    if problems:
        raise DataError(problems)
    return plan


def plan_problems(plan: pd.DataFrame, actions: pd.DataFrame) -> list[Problem]:
    """Why the actions of a plan cannot be together; an empty list if they can.

    Parameters
    ----------
    plan
        ``action_id`` and ``start_year``, each action once.
    actions
        ``tables.Action``. What it requires must be in the plan too and start no later; what it excludes, either way, must
        not be in it.
    """
    starts = dict(zip(plan["action_id"], plan["start_year"], strict=True))
    return [*_missing(starts, _said(actions, "requires")), *_apart(starts, _said(actions, "excludes"))]


def _said(actions: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Action → the actions that a column names."""
    named = actions.dropna(subset=[column])
    return {str(action): str(cell).split() for action, cell in zip(named["action_id"], named[column], strict=True)}


def _missing(starts: Mapping[str, int], requires: Mapping[str, list[str]]) -> Iterator[Problem]:
    for action, year in starts.items():
        for needed in requires.get(action, ()):
            values = {"action": action, "other": needed, "year": year, "other_year": starts.get(needed, 0)}
            if needed not in starts:
                yield Problem(
                    code="action_missing",
                    severity="error",
                    found="The action “{action}” needs the action “{other}”, which is not in the plan.",
                    remedy="Add {other} to the plan, or leave {action} out.",
                    values=values,
                )
            elif starts[needed] > year:
                yield Problem(
                    code="action_too_early",
                    severity="error",
                    found="The action “{action}” starts in {year}, but “{other}”, which it needs, starts in {other_year}.",
                    remedy="Let {other} start first or in the same year: write {other}:{year}.",
                    values=values,
                )


def _apart(starts: Mapping[str, int], excludes: Mapping[str, list[str]]) -> Iterator[Problem]:
    pairs = {tuple(sorted((action, other))) for action, others in excludes.items() for other in others}
    for action, other in sorted(pairs):
        if action in starts and other in starts:
            yield Problem(
                code="actions_apart",
                severity="error",
                found="The actions “{action}” and “{other}” cannot be in the same plan.",
                remedy="Leave one of them out of the plan.",
                values={"action": action, "other": other},
            )


def _word_problem(code: str, found: str, word: str) -> Problem:
    remedy = "Write action ids from factors/actions.csv, for example led_lighting or led_lighting:2027."
    return Problem(code=code, severity="error", found=found, remedy=remedy, values={"word": word})
