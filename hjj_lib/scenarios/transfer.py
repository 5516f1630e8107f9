"""What a set of actions does to amounts: how much of each activity is left, and where the rest has moved.

Actions take effect in proportion to what there is, so they multiply and never remove more than everything. The order
in which they are listed changes nothing: moves that compete for one activity share it as the mean over all orders, and
an amount that moves from activity to activity is reduced by each action once. An action on a factor leaves the amount as it
is and lessens what each unit of it emits.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import roots_sh_legendre

from hjj_lib.problems import DataError, Problem

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Route:
    """One way an amount can go: from an activity, by moves, to where it ends.

    Attributes
    ----------
    from_activity_id, to_activity_id
        Where the amount is reported now and where it ends; the same for what stays.
    moves
        Steps in order: the activity left, and the number of the action that moves.
    reducers
        Numbers of the actions that lessen the amount, each once.
    conversion
        Units of the last activity per unit of the first.
    cleaners
        Numbers of the actions that lower the factor of the activity where the amount ends.
    """

    from_activity_id: str
    to_activity_id: str
    moves: tuple[tuple[str, int], ...]
    reducers: frozenset[int]
    conversion: float
    cleaners: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Routes:
    """All routes of a set of actions.

    Attributes
    ----------
    routes
        The routes of every activity that an action acts on.
    competing
        For each activity the numbers of the actions that move some of it.
    effects
        Full effect of each action, a share from 0 to 1.
    """

    routes: tuple[Route, ...]
    competing: dict[str, tuple[int, ...]]
    effects: Floats


def activities_of(action: pd.Series) -> list[str]:
    """The activities an action acts on: one id, or several of the same unit separated by spaces."""
    return str(action["activity_id"]).split()


def routes(actions: pd.DataFrame) -> Routes:
    """The ways amounts can go under these actions.

    Parameters
    ----------
    actions
        ``tables.Action``; the row's position is the action's number.

    Raises
    ------
    DataError
        If actions move an activity, over others, to itself.
    """
    rows = list(actions.to_dict("records"))
    acting = [(number, activity) for number, row in enumerate(rows) for activity in str(row["activity_id"]).split()]
    reducing = {a: frozenset(n for n, b in acting if b == a and rows[n]["acts_on"] == "activity") for _, a in acting}
    cleaning = {a: frozenset(n for n, b in acting if b == a and rows[n]["acts_on"] == "factor") for _, a in acting}
    competing = {a: tuple(n for n, b in acting if b == a and rows[n]["acts_on"] == "share") for _, a in acting}
    found: list[Route] = []

    def follow(route: Route, visited: frozenset[str]) -> None:
        here = route.to_activity_id
        if here in visited:
            raise DataError([_circle(rows, route)])
        reducers = route.reducers | reducing.get(here, frozenset())
        cleaners = cleaning.get(here, frozenset())
        found.append(Route(route.from_activity_id, here, route.moves, reducers, route.conversion, cleaners))
        for number in competing.get(here, ()):
            conversion = route.conversion * float(rows[number]["to_amount_per_amount"])
            step = Route(
                route.from_activity_id, str(rows[number]["to_activity_id"]), (*route.moves, (here, number)), reducers, conversion
            )
            follow(step, visited | {here})

    for activity in reducing:
        follow(Route(activity, activity, (), frozenset(), 1.0), frozenset())
    return Routes(tuple(found), competing, actions["effect_pct"].to_numpy(dtype=float) / 100)


def _circle(rows: Sequence[Mapping[Hashable, object]], route: Route) -> Problem:
    names = ", ".join(str(rows[number]["action_id"]) for _, number in route.moves)
    return Problem(
        code="actions_in_a_circle",
        severity="error",
        found="The actions {actions} move {activity} back to itself.",
        remedy="Leave one of them out of the plan.",
        activity_id=route.to_activity_id,
        values={"actions": names, "activity": route.to_activity_id},
    )


def levels(actions: pd.DataFrame, start_years: pd.Series, years: Sequence[int]) -> Floats:
    """How far each action is in force: years × actions, 0 to 1.

    An action grows evenly over its ramp; with a ramp of one year it is in full force from its start year. What wears out
    is renewed, so the effect lasts. Its cost: the annuity goes on, or in the cash view the price is paid once more.
    """
    start = actions["action_id"].map(start_years).to_numpy(dtype=float)
    run = np.asarray(years, dtype=float).reshape(-1, 1) - start + 1
    level: Floats = np.clip(run / actions["ramp_years"].to_numpy(dtype=float), 0, 1)
    return level


def further_levels(actions: pd.DataFrame, start_years: pd.Series, years: Sequence[int], *, ledger_year: int) -> Floats:
    """How far each action is in force beyond what the ledger already holds: years × actions, 0 to 1.

    An action that began before or in the ledger's year has lessened the reported amounts already. Of an amount that is left,
    it takes the part that makes the whole reduction what its level says.
    """
    then, now = levels(actions, start_years, years), levels(actions, start_years, [ledger_year])
    effect = actions["effect_pct"].to_numpy(dtype=float) / 100
    left = 1 - effect * now
    further: Floats = np.divide(np.maximum(then - now, 0), left, out=np.zeros_like(then), where=left > 0)
    return further


def route_shares(plan: Routes, level: Floats) -> Floats:
    """Amount at the end of each route per unit of the amount reported now, times what is left of the factor there.

    Parameters
    ----------
    plan
        The routes.
    level
        ``… × actions``: how far each action is in force.

    Returns
    -------
    ``… × routes``. It is affine in the level of each action.
    """
    effect = level * plan.effects
    kept, moved = {}, {}
    for activity, numbers in plan.competing.items():
        kept[activity] = np.prod(1 - effect[..., list(numbers)], axis=-1)
        moved.update({(activity, number): _moved(effect, number, numbers) for number in numbers})
    shares = np.empty((*level.shape[:-1], len(plan.routes)))
    for position, route in enumerate(plan.routes):
        lessened = sorted(route.reducers | route.cleaners)  # less of the amount or of its factor: the same product
        share = np.prod(1 - effect[..., lessened], axis=-1) * route.conversion
        for step in route.moves:
            share = share * moved[step]
        shares[..., position] = share * kept.get(route.to_activity_id, 1.0)
    return shares


def _moved(effect: Floats, number: int, competing: tuple[int, ...]) -> Floats:
    """Share that one of several competing moves takes: the mean over all orders of the moves.

    The mean is the integral over t from 0 to 1 of the product of ``1 - t × effect`` of the others: a polynomial,
    integrated exactly.
    """
    others = [other for other in competing if other != number]
    points, weights = roots_sh_legendre(len(competing))
    taken: Floats = np.zeros(effect.shape[:-1])
    for point, weight in zip(points, weights, strict=True):
        taken = taken + weight * np.prod(1 - point * effect[..., others], axis=-1)
    return taken * effect[..., number]
