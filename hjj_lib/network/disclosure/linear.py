"""How far a sum of blocks can go when others are known: linear programmes, many of them solved at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import csgraph

#: About so many unknowns are solved together; more of them take longer than they save.
_TOGETHER = 1000


@dataclass(frozen=True)
class Extreme:
    """The point where ``weights`` times the unknowns is least, each unknown between ``least`` and ``most``.

    With ``toward``, only points count where ``toward`` times the unknowns is at least ``reach``.
    """

    weights: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    toward: NDArray[np.float64] | None = None
    reach: float = 0


def extremes(
    rows: sparse.csr_array, low: NDArray[np.float64], high: NDArray[np.float64], wanted: Sequence[Extreme]
) -> list[NDArray[np.float64]]:
    """The unknowns at each extreme, where ``low ≤ rows · unknowns ≤ high``.

    Raises
    ------
    ArithmeticError
        If an extreme is not found: what is published then counts as not checked.
    """
    unknowns = rows.shape[1]
    each = max(_TOGETHER // max(unknowns, 1), 1)
    found: list[NDArray[np.float64]] = []
    for start in range(0, len(wanted), each):
        some = wanted[start : start + each]
        found += list(_solved(rows, low, high, some).reshape(len(some), unknowns))
    return found


def _solved(
    rows: sparse.csr_array, low: NDArray[np.float64], high: NDArray[np.float64], some: Sequence[Extreme]
) -> NDArray[np.float64]:
    """Several programmes as one whose parts have nothing to do with each other. In thousands: solvers like numbers near 1."""
    count = len(some)
    ways = [np.zeros(rows.shape[1]) if extreme.toward is None else extreme.toward for extreme in some]
    matrix = sparse.vstack([sparse.kron(sparse.identity(count), rows), sparse.block_diag([way[np.newaxis] for way in ways])])
    limits = optimize.LinearConstraint(
        sparse.csr_array(matrix),
        np.concatenate([np.tile(low, count), [extreme.reach for extreme in some]]) / 1000,
        np.concatenate([np.tile(high, count), np.full(count, np.inf)]) / 1000,
    )
    bounds = optimize.Bounds(
        np.concatenate([extreme.least for extreme in some]) / 1000, np.concatenate([extreme.most for extreme in some]) / 1000
    )
    weights = np.concatenate([extreme.weights for extreme in some])
    result = optimize.milp(weights, constraints=limits, bounds=bounds)
    if result.x is None or not result.success:
        raise ArithmeticError(f"what can be worked out of a publication was not found: {result.message}")
    return np.asarray(result.x) * 1000


def parts(rows: sparse.csr_array) -> NDArray[np.intp]:
    """The part of each unknown; unknowns of different parts have no equation in common, not even through others."""
    count, unknowns = rows.shape
    if not unknowns:
        return np.array([], dtype=np.intp)
    _, found = csgraph.connected_components(sparse.block_array([[None, abs(rows)], [abs(rows).T, None]]), directed=False)
    return np.asarray(found[count:], dtype=np.intp)
