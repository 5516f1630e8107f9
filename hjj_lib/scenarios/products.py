"""The emissions of any plan as sums of products, with what is common to many routes multiplied only once.

The share of a route is a product of what each action leaves, and competing moves take the mean over all orders, which is an
integral of a polynomial. Summed over exact integration points (Gauss and Legendre) it is a sum of products too, so that nothing
is approximated: the emissions are ``Σ c × Π f(level)``, each ``f`` a polynomial in the level of one action. Products that still
lack the same factors are added first and multiplied together afterwards; therefore the actions that touch the most routes come
last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import roots_sh_legendre

from hjj_lib.scenarios.transfer import Floats, Route, Routes

#: Number of an action, and the coefficients of a polynomial in its level, the constant first.
Factor = tuple[int, tuple[float, ...]]


@dataclass(frozen=True)
class Sum:
    """A weighted sum of emissions of routes and of results of earlier steps: number → weight."""

    routes: dict[int, float]
    steps: dict[int, float]


@dataclass(frozen=True)
class Step:
    """The result ``Σ polynomial in the level × sum``.

    Attributes
    ----------
    action
        Number of the action whose level it is.
    parts
        Coefficients of each polynomial, the constant first, and the sum that it multiplies.
    """

    action: int
    parts: tuple[tuple[tuple[float, ...], Sum], ...]

    def at(self, level: float) -> Sum:
        """The result at one level, as one sum: what cancels out in it is gone."""
        return _united_sum((float(np.polynomial.polynomial.polyval(level, polynomial)), one) for polynomial, one in self.parts)

    def by_power(self) -> list[Sum]:
        """The sum that stands at each power of the level, from 0 on."""
        most = max(len(polynomial) for polynomial, _ in self.parts)
        return [
            _united_sum((polynomial[power], one) for polynomial, one in self.parts if power < len(polynomial))
            for power in range(most)
        ]


@dataclass(frozen=True)
class Steps:
    """Steps in the order in which they can be worked out, and the sum that is the emissions of all routes together."""

    steps: tuple[Step, ...]
    total: Sum


def steps_of(ways: Routes, counted: Iterable[int]) -> Steps:
    """The steps that lead from the emissions of each route (per unit share) to those under a plan.

    Parameters
    ----------
    ways
        The routes of the actions.
    counted
        Numbers of the routes with which any emissions go.

    Returns
    -------
    With the same numbers of actions and routes; equal to ``route_shares`` times the emissions of each route.
    """
    terms = [(number, *term) for number in counted for term in _terms(ways, ways.routes[number])]
    uses = Counter(action for _, _, factors in terms for action, _ in factors)
    rank = {action: place for place, (action, _) in enumerate(sorted(uses.items(), key=lambda item: (item[1], item[0])))}
    waiting: dict[int, dict[tuple[Factor, ...], dict[tuple[float, ...], Sum]]] = defaultdict(dict)
    steps: list[Step] = []
    total = Sum({}, {})

    def add(factors: tuple[Factor, ...], where: str, number: int, weight: float) -> None:
        if not factors:
            _put(total, where, number, weight)
            return
        (action, polynomial), *rest = factors
        sums = waiting[rank[action]].setdefault(tuple(rest), {})
        _put(sums.setdefault(polynomial, Sum({}, {})), where, number, weight)

    for number, weight, factors in terms:
        add(tuple(sorted(factors, key=lambda factor: rank[factor[0]])), "routes", number, weight)
    for action in sorted(rank, key=lambda action: rank[action]):
        for rest, sums in waiting.pop(rank[action], {}).items():
            steps.append(Step(action, tuple(sums.items())))
            add(rest, "steps", len(steps) - 1, 1.0)
    return Steps(tuple(steps), total)


def _united_sum(parts: Iterable[tuple[float, Sum]]) -> Sum:
    whole = Sum({}, {})
    for weight, one in parts:
        for number, share in one.routes.items():
            _put(whole, "routes", number, weight * share)
        for number, share in one.steps.items():
            _put(whole, "steps", number, weight * share)
    return whole


def _put(into: Sum, where: str, number: int, weight: float) -> None:
    target = into.routes if where == "routes" else into.steps
    target[number] = target.get(number, 0.0) + weight


def _terms(ways: Routes, route: Route) -> Iterable[tuple[float, list[Factor]]]:
    """The products of one route: what is multiplied with its emissions, and the factors."""
    effect = ways.effects
    fixed = [(number, (1.0, -float(effect[number]))) for number in sorted(route.reducers | route.cleaners)]
    fixed += [(number, (1.0, -float(effect[number]))) for number in ways.competing.get(route.to_activity_id, ())]
    steps = [_moved(ways, activity, number) for activity, number in route.moves]
    for choice in product(*steps):
        weight = route.conversion * float(np.prod([one for one, _ in choice]))
        yield weight, _united([*fixed, *(factor for _, factors in choice for factor in factors)])


def _moved(ways: Routes, activity: str, number: int) -> list[tuple[float, list[Factor]]]:
    """The share one of several competing moves takes, as a weighted sum of products over exact integration points.

    With *n* points a polynomial of degree 2 *n* - 1 is exact; that of *m* competing moves has degree *m* - 1.
    """
    competing = ways.competing[activity]
    points, weights = roots_sh_legendre((len(competing) + 1) // 2)
    own = (number, (0.0, float(ways.effects[number])))
    return [
        (float(weight), [own, *((other, (1.0, -float(point * ways.effects[other]))) for other in competing if other != number)])
        for point, weight in zip(points, weights, strict=True)
    ]


def _united(factors: Iterable[Factor]) -> list[Factor]:
    """One factor per action: an action that acts twice on the way of an amount counts with the product of its polynomials."""
    whole: dict[int, Floats] = {}
    for number, polynomial in factors:
        one = np.asarray(polynomial, dtype=float)
        whole[number] = np.convolve(whole[number], one) if number in whole else one
    return [(number, tuple(float(value) for value in polynomial)) for number, polynomial in whole.items()]
