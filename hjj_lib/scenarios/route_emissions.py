"""What goes with each route an amount can take, year by year: amounts of the ledger × the factors expected for the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hjj_lib.scenarios.factor_development import factor_multipliers
from hjj_lib.scenarios.transfer import Floats, Routes, route_shares

_PAIR = ["from_activity_id", "to_activity_id"]


@dataclass(frozen=True)
class RouteEmissions:
    """Emissions that go with each route, and those no action touches.

    Attributes
    ----------
    by_route
        kg per unit share: routes × years.
    untouched
        kg by year.
    """

    by_route: Floats
    untouched: Floats

    def total(self, ways: Routes, level: Floats) -> Floats:
        """Total by year: ``… × years`` from ``… × years × actions``."""
        result: Floats = self.untouched + np.einsum("...yr,ry->...y", route_shares(ways, level), self.by_route)
        return result


def own_lines(lines: pd.DataFrame) -> pd.Series:
    """Which of ``Possibilities.lines`` are the ledger's own rows, not what an amount could become."""
    return lines["from_activity_id"] == lines["to_activity_id"]


def route_emissions(lines: pd.DataFrame, ways: Routes, factor_paths: pd.DataFrame, years: Sequence[int]) -> RouteEmissions:
    """Emissions by route and year, and those no action touches.

    Parameters
    ----------
    lines
        Rows of ``Possibilities.lines`` of one view and boundary. Unknown emissions stay unknown and are left out.
    ways
        The routes of the actions.
    factor_paths
        ``tables.FactorPath``.
    years
        The years to evaluate.
    """
    known = lines[lines["emissions_kg_co2e"].notna()]
    kg = pd.DataFrame(0.0, index=pd.MultiIndex.from_tuples([], names=_PAIR), columns=list(years))
    for base_year, rows in known.groupby("year"):
        cells = rows.groupby([*_PAIR, "factor_role"])["emissions_kg_co2e"].sum()
        table = factor_multipliers(factor_paths, sorted(rows["factor_role"].unique()), int(str(base_year)), years)
        future = table.loc[cells.index.get_level_values("factor_role")].to_numpy() * cells.to_numpy().reshape(-1, 1)
        kg = kg.add(pd.DataFrame(future, index=cells.index, columns=list(years)).groupby(level=_PAIR).sum(), fill_value=0.0)
    pairs = pd.MultiIndex.from_tuples([(r.from_activity_id, r.to_activity_id) for r in ways.routes] or [], names=_PAIR)
    touched = kg.index.get_level_values("from_activity_id").isin([r.from_activity_id for r in ways.routes])
    own = kg.index.get_level_values("from_activity_id") == kg.index.get_level_values("to_activity_id")
    by_route = kg.reindex(pairs, fill_value=0.0).to_numpy(dtype=float)
    return RouteEmissions(by_route, kg[~touched & own].to_numpy(dtype=float).sum(axis=0))
