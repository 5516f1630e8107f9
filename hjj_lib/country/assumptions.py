"""What the fictional country is drawn from: tables and ``assumptions.toml``, all of them assumptions and no facts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib import tables
from hjj_lib.tables import country

_HOME = Path(__file__).parent

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Assumptions:
    """The tables, and the figures of ``assumptions.toml`` by topic and name."""

    figures: Mapping[str, Mapping[str, Any]]
    profiles: pd.DataFrame
    owners: pd.DataFrame
    places: pd.DataFrame
    years: pd.DataFrame
    activities: pd.DataFrame
    errors: pd.DataFrame

    def number(self, topic: str, name: str) -> float:
        """A figure that is not drawn."""
        return float(self.figures[topic][name])

    def draw(self, chance: np.random.Generator, count: int, topic: str, name: str) -> Numbers:
        """Draws of a figure: lognormal around a median, or even between two limits."""
        shape = self.figures[topic][name]
        if "median" in shape:
            return np.exp(chance.normal(np.log(shape["median"]), shape["sigma"], count))
        return chance.uniform(shape["low"], shape["high"], count)

    def pick(self, chance: np.random.Generator, count: int, topic: str, names: tuple[str, ...]) -> npt.NDArray[np.object_]:
        """Names picked as often as the figures of that name say."""
        return picked(chance, count, list(names), [self.number(topic, name) for name in names])

    def happens(self, chance: np.random.Generator, count: int, topic: str, name: str) -> npt.NDArray[np.bool_]:
        """Whether something happens that does with the probability of that name."""
        return chance.random(count) < self.number(topic, name)


def picked(chance: np.random.Generator, count: int, names: list[str], weights: list[float]) -> npt.NDArray[np.object_]:
    """Names picked as often as their weights say."""
    shares = np.asarray(weights, dtype=float)
    return np.asarray(names, dtype=object)[chance.choice(len(names), size=count, p=shares / shares.sum())]


@cache
def read_assumptions() -> Assumptions:
    """The assumptions of the package."""
    return Assumptions(
        figures=tomllib.loads((_HOME / "assumptions.toml").read_text(encoding="utf-8")),
        profiles=tables.read_csv(_HOME / "profiles.csv", country.Profile),
        owners=tables.read_csv(_HOME / "owners.csv", country.Owner),
        places=tables.read_csv(_HOME / "places.csv", country.HomePlace),
        years=tables.read_csv(_HOME / "years.csv", country.CountryYear),
        activities=tables.read_csv(_HOME / "activities.csv", country.DrawnActivity),
        errors=tables.read_csv(_HOME / "errors.csv", country.ErrorRule),
    )
