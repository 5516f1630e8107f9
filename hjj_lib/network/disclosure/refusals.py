"""Why a publication may not go out, told to its maker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hjj_lib.network.disclosure.answers import Answer
from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.primary import too_few, unsafe
from hjj_lib.network.disclosure.published import NO_SUM, Publication
from hjj_lib.network.disclosure.questions import OUTSIDER
from hjj_lib.network.disclosure.rules import Rules
from hjj_lib.problems import Problem

#: Code → what was found, what is expected, what to do.
_MESSAGES: dict[str, tuple[str, str, str]] = {
    "disclosure_few": (
        "The cell {cell} of {table} is shown; members in it that are not named: {count}.",
        "{limit} members or more that are not named.",
        "Hide the cell, or merge its group with others.",
    ),
    "disclosure_dominated": (
        "The cell {cell} of {table} is shown, but nearly all of it is of one member; another member could work it out.",
        "More of it comes from others than the two largest.",
        "Hide the cell, or merge its group with others.",
    ),
    "disclosure_elsewhere": (
        "The cell {cell} is hidden in {table}, but {other} shows the same contributions.",
        "",
        "Hide it in both tables, or in none.",
    ),
    "disclosure_cell": (
        "The cell {cell} of {table} is hidden, but what is shown gives it away: it is between {low} and {high}.",
        "What is possible reaches {limit} % to either side of the truth.",
        "Hide a further cell of its row and of its column, or merge its group with others.",
    ),
    "disclosure_group": (
        "Subtraction gives the sum of {count} members in {cell} of {table}.",
        "{members} members or more, or possible values that reach {limit} % to either side of the truth.",
        "Hide one of the sums, or show both for the same members.",
    ),
    "disclosure_member": (
        "What {name} has of {cell} in {table} can be worked out from what is shown.",
        "What is possible reaches {limit} % to either side of the truth.",
        "Hide a further cell of its row and of its column, or show both sums for the same members.",
    ),
    "disclosure_insider": (
        "What {name} has of {cell} in {table} can be worked out by {observer}, which knows its own part.",
        "What is possible reaches {limit} % to either side of the truth.",
        "Hide a further cell of its row and of its column, or merge its group with others.",
    ),
}


def _refusal(code: str, table: str, values: Mapping[str, object], institution: str = "") -> Problem:
    found, expected, remedy = _MESSAGES[code]
    values = {"table": table, **values}
    return Problem(code, "error", found, expected, remedy, file=table, institution_id=institution, values=values)


def may_not_be_shown(publication: Publication, shown: pd.Series, knowledge: Knowledge, rules: Rules) -> Iterator[Problem]:
    """The shown cells of too few members, and those that one member dominates."""
    parts = knowledge.of_sums
    wrong, few = unsafe(parts, rules), too_few(parts, rules)
    for cell in publication.cells[shown].to_dict("records"):
        number = cell["sum_id"]
        if number != NO_SUM and wrong[number]:
            values = {"cell": cell["cell"], "count": int((parts[number] > 0).sum()), "limit": rules.at_least}
            yield _refusal("disclosure_few" if few[number] else "disclosure_dominated", cell["table_id"], values)


def shown_elsewhere(publication: Publication, shown: pd.Series, hidden: NDArray[np.bool_]) -> Iterator[Problem]:
    """The cells that are hidden in one table and shown in another."""
    open_cells = publication.cells[shown].drop_duplicates("sum_id").set_index("sum_id")["table_id"]
    for cell in publication.cells[~shown].to_dict("records"):
        if cell["sum_id"] != NO_SUM and not hidden[cell["sum_id"]]:
            values = {"cell": cell["cell"], "other": open_cells[cell["sum_id"]]}
            yield _refusal("disclosure_elsewhere", cell["table_id"], values)


def worked_out(
    publication: Publication, knowledge: Knowledge, found: Sequence[Answer], ranges: pd.DataFrame, rules: Rules
) -> Iterator[Problem]:
    """What can be worked out too closely: one problem for each thing, with the first reader who can.

    Parameters
    ----------
    found
        Answers that are not wide enough.
    ranges
        As ``inferable`` gives them.
    """
    limits = {row["sum_id"]: (float(row["lowest"]), float(row["highest"])) for row in ranges.to_dict("records")}
    sums = {tuple(knowledge.sums[[number]].indices.tolist()): number for number in range(len(knowledge.lowest))}
    given_away = {answer.question.subject for answer in found if answer.question.kind == "cell"}
    told: set[tuple[str, int, tuple[int, ...]]] = set()
    for answer in sorted(found, key=lambda one: one.observer):
        question = answer.question
        key = (question.kind, question.subject, question.scope)
        number = sums.get(question.scope)
        # Who has read that the cell is shown or given away need not read that it can also be had by subtraction.
        plain = number is not None and (number not in limits or number in given_away)
        if key in told or (question.kind == "group" and number is not None) or (question.kind != "cell" and plain):
            continue
        told.add(key)
        table, cell = _place(publication, knowledge, answer)
        values: dict[str, object] = {"cell": cell, "limit": f"{rules.range_pct:g}"}
        if question.kind == "cell":
            low, high = limits[question.subject]
            yield _refusal("disclosure_cell", table, {**values, "low": low, "high": high})
        elif question.kind == "group":
            count = int((knowledge.held[list(question.scope)].sum(axis=0) > 0).sum())
            yield _refusal("disclosure_group", table, {**values, "count": count, "members": rules.at_least})
        else:
            name = knowledge.institutions[question.subject]
            insider = answer.observer != OUTSIDER
            values |= {"name": name, "observer": knowledge.institutions[answer.observer] if insider else ""}
            yield _refusal("disclosure_insider" if insider else "disclosure_member", table, values, name)


def _place(publication: Publication, knowledge: Knowledge, answer: Answer) -> tuple[str, str]:
    """Table and cell by which a maker finds the matter: the cell itself, or the smallest that holds what it is about."""
    number = answer.question.subject
    if answer.question.kind != "cell":
        inside = np.asarray(knowledge.sums[:, list(answer.question.scope)].sum(axis=1)).ravel()
        size = np.diff(knowledge.sums.indptr)
        number = min(range(len(size)), key=lambda total: (-inside[total], size[total], total))
    cell = publication.cells[publication.cells["sum_id"] == number].iloc[0]
    return str(cell["table_id"]), str(cell["cell"])
