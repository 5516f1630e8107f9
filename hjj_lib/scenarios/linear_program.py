"""A linear program with yes-or-no decisions, and products of a quantity with such decisions.

The product of a quantity within known ends and a decision that is 0 or 1 is told exactly by linear rows (McCormick, 1976,
Computability of global solutions to factorable nonconvex programs, Mathematical Programming 10). For decisions of which at most
one is yes, the rows together also hold what is left of the quantity when all are no, which makes them tighter.
Solved by HiGHS (Huangfu and Hall, 2018, Parallelizing the dual revised simplex method, Mathematical Programming Computation 10)
by way of ``scipy.optimize.milp``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from hjj_lib.scenarios.transfer import Floats


@dataclass(frozen=True)
class Linear:
    """A constant and weighted variables, with ends between which it always lies.

    Attributes
    ----------
    weights
        Number of a variable → weight.
    """

    constant: float
    weights: Mapping[int, float]
    low: float
    high: float


def fixed(value: float) -> Linear:
    """A constant."""
    return Linear(value, {}, value, value)


def combined(parts: Iterable[tuple[float, Linear]]) -> Linear:
    """The weighted sum of expressions; its ends are those of the parts as if they were independent."""
    constant, low, high = 0.0, 0.0, 0.0
    weights: dict[int, float] = {}
    for weight, part in parts:
        constant += weight * part.constant
        low += min(weight * part.low, weight * part.high)
        high += max(weight * part.low, weight * part.high)
        for variable, one in part.weights.items():
            weights[variable] = weights.get(variable, 0.0) + weight * one
    return Linear(constant, {variable: weight for variable, weight in weights.items() if weight}, low, high)


@dataclass(frozen=True)
class Program:
    """Variables and rows as they are added.

    Attributes
    ----------
    ends
        Lowest and highest value of each variable.
    whole
        Whether each variable is a whole number.
    rows
        Weights, lowest and highest value of each row.
    """

    ends: list[tuple[float, float]] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Mapping[int, float], float, float]] = field(default_factory=list)

    def decision(self) -> Linear:
        """A new variable that is 0 or 1."""
        return self._variable(0.0, 1.0, whole=True)

    def quantity(self, low: float, high: float) -> Linear:
        """A new variable between two ends."""
        return self._variable(low, high, whole=False)

    def require(self, what: Linear, *, low: float = -np.inf, high: float = np.inf) -> None:
        """That an expression lies between two ends."""
        self.rows.append((what.weights, low - what.constant, high - what.constant))

    def named(self, what: Linear) -> Linear:
        """A variable equal to an expression, which keeps the rows short that use it."""
        if len(what.weights) <= 1:
            return what
        variable = self.quantity(what.low, what.high)
        self.require(combined([(1.0, what), (-1.0, variable)]), low=0.0, high=0.0)
        return variable

    def products(self, quantity: Linear, decisions: Sequence[Linear]) -> list[Linear]:
        """The quantity times each of some decisions, of which at most one is yes."""
        width = quantity.high - quantity.low
        if not quantity.weights or width <= 0:
            return [combined([(quantity.low, decision)]) for decision in decisions]
        above = [self.quantity(0.0, width) for _ in decisions]
        for one, decision in zip(above, decisions, strict=True):
            self.require(combined([(1.0, one), (-width, decision)]), high=0.0)
        rest = combined([(1.0, quantity), *((-1.0, one) for one in above)])
        self.require(rest, low=quantity.low)
        self.require(combined([(1.0, rest), *((width, decision) for decision in decisions)]), high=quantity.high)
        return [combined([(1.0, one), (quantity.low, decision)]) for one, decision in zip(above, decisions, strict=True)]

    def _variable(self, low: float, high: float, *, whole: bool) -> Linear:
        self.ends.append((low, high))
        self.whole.append(whole)
        return Linear(0.0, {len(self.ends) - 1: 1.0}, low, high)


@dataclass(frozen=True)
class Effort:
    """How far to search: the result depends on these only, so that the same question gets the same answer.

    Attributes
    ----------
    gap
        Stop when the best plan is proven to be within this share of the best possible.
    nodes
        Stop after so many branches.
    seconds
        Stop after so long; None: never, because a clock would make the answer depend on the machine.
    """

    gap: float
    nodes: int
    seconds: float | None = None


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes
    ----------
    values
        Of the variables; None if nothing was found.
    objective, bound
        The value reached and the least that is possible.
    gap
        Their distance as a share of the value reached.
    possible
        False if it is proven that no values fulfil the rows.
    """

    values: Floats | None
    objective: float
    bound: float
    gap: float
    possible: bool


def minimum(program: Program, objective: Linear, effort: Effort) -> Solution:
    """The values of the variables that make an expression the smallest."""
    if not program.ends:
        fulfilled = all(low <= 0 <= high for _, low, high in program.rows)
        values = np.zeros(0) if fulfilled else None
        return Solution(values, objective.constant, objective.constant, 0.0, possible=fulfilled)
    weights = np.zeros(len(program.ends))
    weights[list(objective.weights)] = list(objective.weights.values())
    limits = {} if effort.seconds is None else {"time_limit": effort.seconds}
    found = milp(
        weights,
        integrality=np.asarray(program.whole, dtype=int),
        bounds=tuple(np.asarray(program.ends, dtype=float).T),
        constraints=_constraints(program),
        options={"mip_rel_gap": effort.gap, "node_limit": effort.nodes, **limits},
    )
    bound = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
    if found.x is None:
        known = -np.inf if bound is None else bound + objective.constant
        return Solution(None, np.nan, known, np.nan, possible=found.status != _IMPOSSIBLE)
    gap = 0.0 if found.mip_gap is None else float(found.mip_gap)
    return Solution(found.x, found.fun + objective.constant, bound + objective.constant, gap, possible=True)


#: The solver's word for a program that nothing fulfils.
_IMPOSSIBLE = 2


def _constraints(program: Program) -> LinearConstraint | tuple[()]:
    if not program.rows:
        return ()
    weights = [one for row, _, _ in program.rows for one in row.values()]
    columns = [variable for row, _, _ in program.rows for variable in row]
    starts = np.cumsum([0, *(len(row) for row, _, _ in program.rows)])
    matrix = csr_array((weights, columns, starts), shape=(len(program.rows), len(program.ends)), dtype=float)
    return LinearConstraint(matrix, [low for _, low, _ in program.rows], [high for _, _, high in program.rows])
