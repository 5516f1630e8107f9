"""Sums of products worked out for many draws and years, doing nothing twice.

Year after year only those steps are worked out again whose action has moved on, whose factors have developed, or which take up
something that changed. An action that has not begun multiplies nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from hjj_lib.scenarios.products import Steps, Sum
from hjj_lib.scenarios.transfer import Floats

_Polynomial = tuple[float, ...]


@dataclass(frozen=True)
class _Inputs:
    """What a sum takes up: leaves with the number of their development, and results of steps with their weight."""

    leaves: tuple[tuple[int, int], ...]
    steps: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class DrawnSteps:
    """The steps with what they take up from draws.

    Attributes
    ----------
    leaves
        Leaves × drawn rows: the weights with which rows of one development go into one sum.
    steps
        Per step its action, and each polynomial with what it multiplies.
    total
        What the sum of everything takes up.
    """

    leaves: csr_array
    steps: tuple[tuple[int, tuple[tuple[_Polynomial, _Inputs], ...]], ...]
    total: _Inputs


def drawn_steps(
    steps: Steps, rows_of_route: Sequence[Sequence[int]], untouched: Sequence[int], development: Sequence[int]
) -> DrawnSteps:
    """The steps with the drawn rows in the place of the routes.

    Parameters
    ----------
    steps
        As from ``steps_of``.
    rows_of_route
        For each route the drawn rows that go with it.
    untouched
        Rows that go into the total whatever is done.
    development
        Of each row, the number of the development of its factor.
    """
    cells: list[dict[int, float]] = []

    def inputs(one: Sum, more: Sequence[int] = ()) -> _Inputs:
        by_development: dict[int, dict[int, float]] = {}
        rows = [(row, weight) for route, weight in one.routes.items() for row in rows_of_route[route]]
        for row, weight in [*rows, *((row, 1.0) for row in more)]:
            cell = by_development.setdefault(development[row], {})
            cell[row] = cell.get(row, 0.0) + weight
        first = len(cells)
        cells.extend(by_development.values())
        return _Inputs(tuple((first + place, number) for place, number in enumerate(by_development)), tuple(one.steps.items()))

    made = tuple((step.action, tuple((polynomial, inputs(one)) for polynomial, one in step.parts)) for step in steps.steps)
    total = inputs(steps.total, untouched)
    ends = np.cumsum([0, *(len(cell) for cell in cells)])
    weights = np.array([weight for cell in cells for weight in cell.values()], dtype=float)
    columns = np.array([row for cell in cells for row in cell], dtype=int)
    return DrawnSteps(csr_array((weights, columns, ends), shape=(len(cells), len(development))), made, total)


def yearly_sums(
    work: DrawnSteps,
    leaves: Floats,
    development: Floats,
    level: Floats,
    effects: Sequence[tuple[Floats, float]],
    *,
    room: Floats,
    into: Floats,
) -> None:
    """Work out the total of every year and draw.

    Parameters
    ----------
    work
        The steps.
    leaves
        Leaves × draws.
    development
        Developments × years.
    level
        Years × actions.
    effects
        Per action the draws of the multiplier of its level, and the most that a level times its multiplier can be.
    room
        Where to work: one row more than there are steps, of at least as many draws.
    into
        Years × draws: where the totals are written.
    """
    draws = leaves.shape[1]
    *own, scratch = room[:, :draws]
    results: list[Floats] = own.copy()
    factors = _Factors(effects, {})
    for year in range(len(level)):
        now, before = development[:, year], development[:, year - 1]
        changed = (now != before).tolist() if year else [True] * len(now)
        moved = (level[year] != level[year - 1]).tolist() if year else [True] * level.shape[1]
        anew: list[bool] = []
        for number, (action, parts) in enumerate(work.steps):
            again = moved[action] or any(_stale(inputs, changed, anew) for _, inputs in parts)
            anew.append(again)
            if again:
                at = float(level[year, action])
                taken = [(factors.of(action, polynomial, at), inputs) for polynomial, inputs in parts]
                results[number] = _product(taken, leaves, now, results, own[number], scratch)
        whole = _added(work.total, leaves, now, results, into[year])
        if whole is not into[year]:
            into[year] = whole


def _stale(inputs: _Inputs, changed: Sequence[bool], anew: Sequence[bool]) -> bool:
    return any(changed[number] for _, number in inputs.leaves) or any(anew[step] for step, _ in inputs.steps)


def _product(
    parts: Sequence[tuple[Floats | float, _Inputs]],
    leaves: Floats,
    development: Floats,
    results: Sequence[Floats],
    own: Floats,
    scratch: Floats,
) -> Floats:
    """The result of a step: in its own row, or as it stands elsewhere if nothing is to be done to it."""
    result: Floats | None = None
    for factor, inputs in parts:
        if isinstance(factor, float) and factor == 0:
            continue
        row = own if result is None else scratch
        value = _added(inputs, leaves, development, results, row)
        if not (isinstance(factor, float) and factor == 1):
            value = np.multiply(value, factor, out=row)
        result = value if result is None else np.add(result, value, out=own)
    if result is None:
        own.fill(0.0)
        return own
    return result


def _added(inputs: _Inputs, leaves: Floats, development: Floats, results: Sequence[Floats], row: Floats) -> Floats:
    """A sum: written into a row, or the only thing it takes up as it stands."""
    parts = [(leaves[leaf], float(development[number])) for leaf, number in inputs.leaves]
    parts += [(results[step], weight) for step, weight in inputs.steps]
    if not parts:
        row.fill(0.0)
        return row
    first: Floats
    (first, weight), *others = parts
    if weight != 1:
        first = np.multiply(first, weight, out=row)
    for value, share in others:
        first = np.add(first, value if share == 1 else value * share, out=row)
    return first


@dataclass(frozen=True)
class _Factors:
    """What polynomials say of drawn levels, kept until the level moves on."""

    effects: Sequence[tuple[Floats, float]]
    known: dict[tuple[int, _Polynomial], tuple[float, Floats]]

    def of(self, action: int, polynomial: _Polynomial, level: float) -> Floats | float:
        """The polynomial of the drawn level, held below what makes the effect everything; a number where nothing is in force."""
        if level == 0:
            return polynomial[0]
        kept = self.known.get((action, polynomial))
        if kept is None or kept[0] != level:
            kept = (level, _value(polynomial, level, *self.effects[action]))
            self.known[action, polynomial] = kept
        return kept[1]


def _value(polynomial: _Polynomial, level: float, multiplier: Floats, most: float) -> Floats:
    if len(polynomial) > 2:
        drawn = np.minimum(level * multiplier, most)
        return np.asarray(np.polynomial.polynomial.polyval(drawn, polynomial), dtype=float)
    constant, slope = polynomial
    value: Floats = multiplier * (level * slope)
    if level * float(multiplier.max()) > most:
        (np.maximum if slope < 0 else np.minimum)(value, slope * most, out=value)
    value += constant
    return value
