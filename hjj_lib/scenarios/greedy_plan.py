"""A plan by the rule of thumb: the cheapest tonne first. It is there to be compared with the best plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.inventory import select
from hjj_lib.scenarios.plan_choices import ledger_year, partners
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.scenarios.route_emissions import RouteEmissions, route_emissions
from hjj_lib.scenarios.transfer import Floats, Routes, further_levels, routes


@dataclass(frozen=True)
class _Field:
    """The choices and the ledger they act on.

    Attributes
    ----------
    rows
        The choices as tuples, in the order in which those of one action are tried: what lessens most, then what costs least.
    level
        Rows × years × actions: how far each choice alone is in force.
    """

    rows: list[tuple[int, str, int, float, float]]
    level: Floats
    ways: Routes
    emissions: RouteEmissions
    limit: Floats
    summed: Floats

    def left(self, level: Floats) -> Floats:
        """What is to become less: the emissions above the limits, or those of the summed years."""
        return self.measure(self.emissions.total(self.ways, level))

    def measure(self, kg: Floats) -> Floats:
        """The same of emissions: ``… × years``."""
        if self.summed.any():
            return np.asarray(kg @ self.summed, dtype=float)
        return np.asarray(np.nan_to_num(np.maximum(kg - self.limit, 0.0), nan=0.0).sum(axis=-1), dtype=float)


def greedy_plan(possible: Possibilities, choices: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Actions added one by one, always the one whose tonne costs least on top of those chosen.

    Parameters
    ----------
    possible, choices, question
        As for ``best_plan``. With ``least_cost`` a tonne is one above the limits, and it ends when no limit is missed; with
        ``least_emissions`` it ends when the money does or nothing lessens the emissions of the summed years.

    Returns
    -------
    The chosen rows of ``choices``. The limits of emissions may be missed, those of money are not. Of the start years of an
    action the one that lessens most of what money allows is taken; an action that needs another comes after it.
    """
    field = _field(possible, choices, question)
    needs, apart = (partners(possible.all_actions, column) for column in ("requires", "excludes"))
    chosen = [row for row, one in enumerate(field.rows) if one[2] <= ledger_year(possible)]
    level = field.level[chosen].max(axis=0, initial=0.0)
    while True:
        left = float(field.left(level))
        rows = _open_rows(field, chosen, question, needs, apart)
        if not rows or (question.objective == "least_cost" and left <= 0):
            break
        less = left - field.left(np.maximum(field.level[rows], level))
        useful = less > left * np.finfo(float).eps * 1000
        if not useful.any():
            break
        cost = np.array([field.rows[row][3] for row in rows])
        price = np.divide(cost, less, out=np.full(len(rows), np.inf), where=useful)
        row = rows[int(np.argmin(price))]
        chosen.append(row)
        level = np.maximum(level, field.level[row])
    taken = choices.iloc[[field.rows[row][0] for row in chosen]]
    return taken.sort_values(["start_year", "action_id"]).reset_index(drop=True)


def _field(possible: Possibilities, choices: pd.DataFrame, question: Question) -> _Field:
    years = question.all_years()
    actions = possible.actions[possible.actions["action_id"].isin(choices["action_id"])].reset_index(drop=True)
    number = pd.Series(range(len(actions)), index=pd.Index(actions["action_id"]))
    ways = routes(actions)
    lines = select(possible.lines, view=question.view, boundary=question.boundary)
    emissions = route_emissions(lines, ways, possible.factor_paths, years)
    limit = np.array([question.limits_kg.get(year, np.nan) for year in years])
    summed = np.array([year in question.years and question.objective == "least_emissions" for year in years], dtype=float)
    level = np.zeros((len(choices), len(years), len(actions)))
    for start, rows in choices.reset_index(drop=True).groupby("start_year"):
        begun = pd.Series(start, index=actions["action_id"])
        all_levels = further_levels(actions, begun, years, ledger_year=ledger_year(possible))
        places = number[rows["action_id"]].to_numpy()
        level[rows.index.to_numpy(), :, places] = all_levels.T[places]
    field = _Field([], level, ways, emissions, limit, summed)
    table = choices.reset_index(drop=True).assign(left=_left_alone(field, number[choices["action_id"]].to_numpy(dtype=int)))
    table = table.sort_values(["left", "cost_eur", "start_year"], kind="stable")
    columns = ["action_id", "start_year", "cost_eur", "investment_eur"]
    tried = list(table[columns].itertuples(index=True, name=None))
    return _Field(tried, level[table.index.to_numpy()], ways, emissions, limit, summed)


def _left_alone(field: _Field, action: npt.NDArray[np.integer]) -> Floats:
    """What each choice leaves as the only one; emissions change with the level of one action in proportion."""
    count, years = field.level.shape[2], field.level.shape[1]
    full = np.broadcast_to(np.eye(count).reshape(count, 1, count), (count, years, count))
    nothing = field.emissions.total(field.ways, np.zeros((years, count)))
    change = field.emissions.total(field.ways, full) - nothing
    own = np.take_along_axis(field.level, action.reshape(-1, 1, 1), axis=2)[..., 0]
    return field.measure(nothing + own * change[action])


def _open_rows(
    field: _Field,
    chosen: list[int],
    question: Question,
    needs: Mapping[str, tuple[str, ...]],
    apart: Mapping[str, tuple[str, ...]],
) -> list[int]:
    """One row of each action that fits together with the chosen ones and can be paid."""
    starts = {field.rows[row][1]: field.rows[row][2] for row in chosen}
    spent: dict[int, float] = {}
    for row in chosen:
        spent[field.rows[row][2]] = spent.get(field.rows[row][2], 0.0) + field.rows[row][4]
    yearly = np.inf if question.yearly_eur is None else question.yearly_eur
    total = np.inf if question.total_eur is None else question.total_eur - sum(spent.values())
    found: dict[str, int] = {}
    for row, (_, action, start, _, invested) in enumerate(field.rows):
        fits = action not in starts and not any(other in starts for other in apart.get(action, ()))
        ready = all(starts.get(other, start + 1) <= start for other in needs.get(action, ()))
        paid = invested <= total and spent.get(start, 0.0) + invested <= yearly
        if fits and ready and paid:
            found.setdefault(action, row)
    return list(found.values())
