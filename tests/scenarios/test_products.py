"""Sums of products instead of routes: the same emissions, with less to multiply."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from plans_of import action, action_sets

from hjj_lib.scenarios import route_shares, routes
from hjj_lib.scenarios.products import Steps, Sum, steps_of


def worked_out(steps: Steps, by_route: np.ndarray, level: np.ndarray) -> float:
    results: list[float] = []

    def added(what: Sum) -> float:
        return sum(weight * by_route[number] for number, weight in what.routes.items()) + sum(
            weight * results[number] for number, weight in what.steps.items()
        )

    for step in steps.steps:
        at = float(level[step.action])
        results.append(
            sum(float(np.polynomial.polynomial.polyval(at, polynomial)) * added(one) for polynomial, one in step.parts)
        )
        by_power = sum(added(one) * at**power for power, one in enumerate(step.by_power()))
        assert np.isclose(by_power, results[-1])
        assert np.isclose(added(step.at(at)), results[-1])
    return added(steps.total)


@given(action_sets(most=7), st.data())
def test_the_steps_lead_to_the_emissions_of_all_routes(rows, data):
    ways = routes(pd.DataFrame(rows))
    level = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(rows), max_size=len(rows))))
    by_route = np.arange(1.0, len(ways.routes) + 1)
    steps = steps_of(ways, range(len(ways.routes)))
    assert np.isclose(worked_out(steps, by_route, level), route_shares(ways, level) @ by_route)


def test_what_two_routes_have_in_common_is_multiplied_once():
    saving = action("saving", "activity", "a b", 10.0)
    move = action("move", "share", "a", 50.0, to="b")
    ways = routes(pd.DataFrame([saving, move]))
    # a stays, a becomes b, and b itself: the move first, then the saving once for all three.
    steps = steps_of(ways, range(len(ways.routes)))
    assert [step.action for step in steps.steps] == [1, 0]


def test_an_action_that_acts_twice_on_the_way_of_an_amount_counts_twice():
    # "both" moves a and b to d; "some" moves a to b. Of 1 a, half becomes b by mean over orders, of which half moves on.
    both = action("both", "share", "a b", 50.0, to="d")
    some = action("some", "share", "a", 100.0, to="b")
    ways = routes(pd.DataFrame([both, some]))
    pairs = [(route.from_activity_id, route.to_activity_id, len(route.moves)) for route in ways.routes]
    by_route = np.array([1.0 if pair == ("a", "b", 1) else 0.0 for pair in pairs])
    # a to b: 1 × (1 - 0.5 / 2) = 0.75; what stays there: half of it.
    steps = steps_of(ways, range(len(ways.routes)))
    assert np.isclose(worked_out(steps, by_route, np.array([1.0, 1.0])), 0.375)
    # half in force: "some" takes 0.5 × (1 - 0.25 / 2) = 0.4375, of which three quarters stay.
    assert np.isclose(worked_out(steps, by_route, np.array([0.5, 0.5])), 0.4375 * 0.75)


def test_routes_without_emissions_are_left_out():
    ways = routes(pd.DataFrame([action("saving", "activity", "a b", 10.0)]))
    assert [sorted(one.routes) for step in steps_of(ways, [1]).steps for _, one in step.parts] == [[1]]
