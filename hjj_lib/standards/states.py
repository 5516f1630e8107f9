"""Whether each line was calculated, and if not, why: unknown, not concerning us and not asked are three things, not zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.basis.placing import HOLDING, placed, possible_rows
from hjj_lib.inventory import VIEWS
from hjj_lib.standards.figures import Projection, rows_once

#: Everything known; known only in part; reported as zero; asked for and unknown; does not concern; nobody answered or was asked.
CALCULATED, PARTLY, ZERO, UNKNOWN, NOT_RELEVANT, NOT_CALCULATED = STATES = (
    "calculated",
    "partly",
    "zero",
    "unknown",
    "not_relevant",
    "not_calculated",
)
#: Why a line without rows is as it is: all that was asked was answered so; asked, not answered; as the standard's table says.
ANSWERED, UNANSWERED, STATED = "answered", "unanswered", "stated"
_ALTERNATIVE = "alternative"


def possible_at(sites: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """The rows that the activities of a basis can make for an institution: a leased or let site makes some that no other does.

    Parameters
    ----------
    sites
        ``tables.Site``.
    """
    rules = basis.tenure_rules[basis.tenure_rules["tenure"].isin(sites["tenure"])]
    return possible_rows(basis.emission_lines, basis.boundary_lines, rules)


def states(projection: Projection, entries: pd.DataFrame, possible: pd.DataFrame) -> pd.DataFrame:
    """The state of every line that holds rows.

    Parameters
    ----------
    entries
        ``tables.Entry`` of the same institution and year, after filling of gaps.
    possible
        From :func:`possible_at`, of the institution's sites.

    Returns
    -------
    ``line_id``, ``state`` (one of ``STATES``), ``why`` (``ANSWERED``, ``UNANSWERED``, ``STATED`` or empty) and
    ``unknown_activities``: those with unknown emissions, in order of their ids, by spaces.
    """
    rows = rows_once(projection)
    holding = projection.lines[projection.lines["kind"].isin(HOLDING)]
    asked = _asked(holding, possible)
    answers = {str(name): set(states) for name, states in entries.groupby("activity_id")["value_state"]}
    found = []
    for line in holding.to_dict("records"):
        held = rows[rows["standard_line"] == line["line_id"]]
        state, why = _of_rows(held) if len(held) else _of_none(line, asked[line["line_id"]], answers)
        unknown = sorted(set(held.loc[held["emissions_kg_co2e"].isna(), "activity_id"]))
        found.append({"line_id": line["line_id"], "state": state, "why": why, "unknown_activities": " ".join(unknown)})
    return pd.DataFrame(found, columns=["line_id", "state", "why", "unknown_activities"]).astype(str)


def _of_rows(held: pd.DataFrame) -> tuple[str, str]:
    known = held["emissions_kg_co2e"].notna()
    if not known.any():
        return UNKNOWN, ""
    if not known.all():
        return PARTLY, ""
    return (ZERO if (held["value_state"] == "zero").all() else CALCULATED), ""


def _of_none(line: Mapping[Any, Any], asked: set[str], answers: dict[str, set[str]]) -> tuple[str, str]:
    """A line without rows: nobody was asked, nobody answered, or it was answered that it does not concern us."""
    if line["absent"] == _ALTERNATIVE:
        return NOT_RELEVANT, STATED
    if not asked and isinstance(line["absent"], str):
        return str(line["absent"]), STATED
    given = set().union(*(answers.get(activity, set()) for activity in asked))
    return (NOT_RELEVANT, ANSWERED) if given == {"not_applicable"} else (NOT_CALCULATED, UNANSWERED)


def _asked(lines: pd.DataFrame, possible: pd.DataFrame) -> dict[str, set[str]]:
    """Line → the activities whose amounts make rows of it."""
    found: dict[str, set[str]] = {str(name): set() for name in lines["line_id"]}
    for view in VIEWS:
        made = placed(possible, lines, view=view)
        for name, activity in zip(made["standard_line"], made["activity_id"], strict=True):
            found.setdefault(name, set()).add(activity)
    return found
