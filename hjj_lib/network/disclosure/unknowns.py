"""What stays unknown when some sums are hidden: the blocks that no shown value gives, and the equations between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.linear import parts


@dataclass(frozen=True)
class Unknowns:
    """Blocks that are not shown by themselves, and what the shown sums say of them.

    Attributes
    ----------
    blocks
        Their numbers. All others count as known exactly, which is a little more than their rounded values say.
    rows, low, high
        Equations × these blocks: ``low ≤ rows · amounts ≤ high``.
    part, row_part
        Blocks of different parts have no equation in common; the part of each block and of each equation.
    """

    blocks: NDArray[np.intp]
    rows: sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    part: NDArray[np.intp]
    row_part: NDArray[np.intp]

    def joined(self, blocks: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the unknown blocks have to do with any of these blocks."""
        return np.isin(self.part, np.unique(self.part[np.isin(self.blocks, blocks)]))


def unknowns_of(knowledge: Knowledge, hidden: NDArray[np.bool_]) -> Unknowns:
    """What stays unknown.

    Parameters
    ----------
    hidden
        For each sum, whether it is hidden in all tables.
    """
    shown = np.flatnonzero(~hidden)
    sums = sparse.csr_array(knowledge.sums[shown])
    alone = np.diff(sums.indptr) == 1
    known = np.zeros(len(knowledge.amounts), dtype=bool)
    known[sums[alone].indices] = True
    usable = np.flatnonzero(~hidden[knowledge.pairs].any(axis=1)) if len(knowledge.pairs) else np.array([], dtype=np.intp)
    changes = sparse.csr_array(knowledge.changes[usable])
    rows = sparse.csr_array(sparse.vstack([sums, changes]))
    change = changes @ knowledge.amounts
    low = np.concatenate([knowledge.lowest[shown], change - knowledge.room[usable]])
    high = np.concatenate([knowledge.highest[shown], change + knowledge.room[usable]])
    blocks = np.flatnonzero(~known)
    given = rows @ np.where(known, knowledge.amounts, 0)
    rows = sparse.csr_array(rows[:, blocks])
    useful = np.flatnonzero(np.diff(rows.indptr))
    rows = sparse.csr_array(rows[useful])
    true = rows @ knowledge.amounts[blocks]  # sums of many floats differ in the last digits: the truth is always possible
    part = parts(rows)
    return Unknowns(
        blocks=blocks,
        rows=rows,
        low=np.minimum(low[useful] - given[useful], true),
        high=np.maximum(high[useful] - given[useful], true),
        part=part,
        row_part=part[rows.indices[rows.indptr[:-1]]] if len(useful) else np.array([], dtype=np.intp),
    )
