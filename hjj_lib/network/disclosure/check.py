"""Whether a publication may go out: what a reader could work out of everything that is shown, table by table, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hjj_lib.network.disclosure.answers import answered, narrow
from hjj_lib.network.disclosure.knowledge import knowledge_of
from hjj_lib.network.disclosure.published import NO_SUM, Publication
from hjj_lib.network.disclosure.questions import hidden_cells
from hjj_lib.network.disclosure.refusals import may_not_be_shown, shown_elsewhere, worked_out
from hjj_lib.network.disclosure.rules import Rules
from hjj_lib.network.disclosure.unknowns import unknowns_of
from hjj_lib.problems import DataError


def check(publication: Publication, shown: pd.Series, rules: Rules) -> pd.DataFrame:
    """What can be worked out of each hidden cell; refuses a publication of which too much can be.

    Parameters
    ----------
    publication
        All tables that a reader can lay side by side.
    shown
        For each cell of ``publication.cells``, whether it is shown. It may come from anywhere: nothing of how cells were
        chosen is used here.

    Returns
    -------
    As :func:`inferable`.

    Raises
    ------
    DataError
        With a problem for each cell that may not be shown, each that is shown elsewhere, and each hidden cell, sum of a few
        members or part of a member that can be worked out too closely.
    """
    knowledge = knowledge_of(publication, rules)
    hidden = _hidden(publication, shown, len(knowledge.lowest))
    ranges = inferable(publication, shown, rules)
    problems = [
        *may_not_be_shown(publication, shown, knowledge, rules),
        *shown_elsewhere(publication, shown, hidden),
        *worked_out(publication, knowledge, list(narrow(knowledge, hidden, rules)), ranges, rules),
    ]
    if problems:
        raise DataError(problems)
    return ranges


def inferable(publication: Publication, shown: pd.Series, rules: Rules) -> pd.DataFrame:
    """What an outsider can work out of each hidden cell.

    Returns
    -------
    ``table_id``, ``cell``, ``sum_id``, ``protected`` (the true amount less what is known of named members), ``lowest`` and
    ``highest`` (what it could be, in the same unit; above twice everything that is unknown no value is looked for),
    ``below_pct`` and ``above_pct`` (how far that is from the truth).
    """
    knowledge = knowledge_of(publication, rules)
    hidden = _hidden(publication, shown, len(knowledge.lowest))
    unknowns = unknowns_of(knowledge, hidden)
    reached: dict[tuple[int, bool], float] = {}
    true: dict[int, float] = {}
    for answer in answered(knowledge, unknowns, list(hidden_cells(knowledge, hidden, rules))):
        reached[answer.question.subject, answer.question.upward] = answer.reached
        true[answer.question.subject] = answer.question.value
    cells = publication.cells[~shown & publication.cells["sum_id"].isin(list(true))]
    numbers = [int(number) for number in cells["sum_id"]]
    lowest, highest = _floats(reached[number, False] for number in numbers), _floats(reached[number, True] for number in numbers)
    protected = _floats(true[number] for number in numbers)
    return cells[["table_id", "cell", "sum_id"]].assign(
        protected=protected,
        lowest=lowest,
        highest=highest,
        below_pct=100 * (protected - lowest) / protected,
        above_pct=100 * (highest - protected) / protected,
    )


def _floats(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=float)


def _hidden(publication: Publication, shown: pd.Series, count: int) -> NDArray[np.bool_]:
    """For each sum, whether no table shows it."""
    if not shown.index.equals(publication.cells.index):
        raise ValueError("say of each cell of the publication whether it is shown")
    hidden = np.ones(count, dtype=bool)
    numbers = publication.cells.loc[shown, "sum_id"].to_numpy()
    hidden[numbers[numbers != NO_SUM]] = False
    return hidden
