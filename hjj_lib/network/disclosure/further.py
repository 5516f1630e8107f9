"""Which further cells are hidden so that a hidden one cannot be worked out (secondary suppression)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hjj_lib.network.disclosure.answers import Answer
from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.linear import Extreme, extremes, parts
from hjj_lib.network.disclosure.questions import OUTSIDER

#: Part of a sum below which the solver's movement of it is none.
_TOLERANCE = 1e-6


def costs(knowledge: Knowledge) -> NDArray[np.float64]:
    """What hiding a sum costs a reader: the number of contributions it tells about, and up to twice that for the largest."""
    contributions = knowledge.sums @ (knowledge.held > 0).sum(axis=1)
    amounts = knowledge.sums @ knowledge.amounts
    return np.asarray(contributions * (1 + amounts / amounts.max(initial=1)), dtype=float)


def areas(knowledge: Knowledge) -> NDArray[np.intp]:
    """The area of each block; blocks of different areas have no sum in common, whatever is shown."""
    rows = sparse.csr_array(sparse.vstack([knowledge.sums, knowledge.changes]))
    return parts(rows)


def further(knowledge: Knowledge, hidden: NDArray[np.bool_], answer: Answer) -> NDArray[np.bool_]:
    """The sums that must be hidden too so that the answer to a question becomes wide enough.

    A movement of the blocks is looked for that takes the asked sum as far as wanted and moves as little as possible of what
    is shown, weighted by what hiding would cost. Sums it moves are hidden; the moved amounts are then as possible as the
    true ones. (The heuristic of Kelly, Golden and Assad, Networks 22, 1992, in its continuous form.)

    Returns
    -------
    For each sum, whether it is hidden now and was not before.
    """
    question = answer.question
    area = areas(knowledge)
    blocks = np.flatnonzero(np.isin(area, area[list(question.blocks)]))
    shown = np.flatnonzero(~hidden & (knowledge.sums[:, blocks].sum(axis=1) > 0))
    if not len(shown):
        return np.zeros(len(hidden), dtype=bool)
    pairs = np.flatnonzero(np.isin(knowledge.pairs, shown).all(axis=1))
    cost = costs(knowledge)
    cheaper = np.where(cost[knowledge.pairs[:, 0]] <= cost[knowledge.pairs[:, 1]], *knowledge.pairs.T)[pairs]
    moved = _moved(knowledge, answer, blocks, shown, pairs, np.concatenate([cost[shown], cost[cheaper]]))
    totals = np.concatenate([shown, cheaper])
    size = np.maximum(knowledge.sums @ knowledge.amounts, question.value)[totals]
    found = np.zeros(len(hidden), dtype=bool)
    found[totals[moved > _TOLERANCE * size]] = True
    return found


def _moved(
    knowledge: Knowledge,
    answer: Answer,
    blocks: NDArray[np.intp],
    shown: NDArray[np.intp],
    pairs: NDArray[np.intp],
    cost: NDArray[np.float64],
) -> NDArray[np.float64]:
    """By how much each shown sum, and each change that could be foreseen, moves."""
    question, amounts = answer.question, knowledge.amounts[blocks]
    sums, changes = knowledge.sums[shown][:, blocks], knowledge.changes[pairs][:, blocks]
    need = answer.wanted - float(knowledge.amounts[list(question.blocks)].sum())
    asked = sparse.csr_array(np.isin(blocks, question.blocks)[np.newaxis, :].astype(float))
    count = len(shown) + len(pairs)
    slack = sparse.identity(count, format="csr")
    moves = sparse.vstack([sums, changes])
    rows = sparse.csr_array(
        sparse.vstack(
            [sparse.hstack([moves, -slack, slack]), sparse.hstack([asked, sparse.csr_array((1, 2 * count))])], format="csr"
        )
    )
    room = np.concatenate([np.zeros(len(shown)), knowledge.room[pairs]])
    low = np.append(-room, need if question.upward else -np.inf)
    high = np.append(room, np.inf if question.upward else need)
    least, most = -amounts, np.full(len(blocks), 2 * amounts.sum())
    if answer.observer != OUTSIDER:
        own = knowledge.held[blocks, answer.observer]
        least = own - amounts
        most = np.where((own > 0) & (least >= 0), 0, most)
    extreme = Extreme(
        weights=np.concatenate([np.zeros(len(blocks)), cost, cost]),
        least=np.concatenate([least, np.zeros(2 * count)]),
        most=np.concatenate([most, np.full(2 * count, np.inf)]),
    )
    point = extremes(rows, low, high, [extreme])[0][len(blocks) :]
    return np.asarray(point[:count] + point[count:])
