"""A target, and what it allows in each year: every kind of path, as a share of the base year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hjj_lib.scenarios.transfer import Floats

#: A year and its figure.
Point = tuple[int, float]


@dataclass(frozen=True)
class Target:
    """What an institution decided to reach.

    Attributes
    ----------
    names
        Name in each language.
    kind
        ``linear``, ``compound``, ``contraction``, ``points`` or ``intensity``; see ``tables.Target``.
    reduction_pct
        From the base year to the target year, of the emissions or, with ``intensity``, of the emissions per ``per``.
    rate_pct_per_year
        Where the target is stated as a yearly rate; None elsewhere.
    per
        Denominator of an intensity; empty elsewhere.
    points
        Of a path of one's own: year and reduction in percent, in order; empty for other kinds.
    milestones
        Year and reduction in percent that must be met on the way.
    development
        Year and value of the denominator as it is expected; empty: it stays as it is.
    cumulative_budget_t
        What may be emitted in all after the base year, up to and with the target year; None: no such limit.
    """

    target_id: str
    names: Mapping[str, str]
    boundary: str
    view: str
    kind: str
    base_year: int
    target_year: int
    reduction_pct: float
    rate_pct_per_year: float | None = None
    per: str = ""
    points: tuple[Point, ...] = ()
    milestones: tuple[Point, ...] = ()
    development: tuple[Point, ...] = ()
    cumulative_budget_t: float | None = None
    decided_by: str = ""
    source: str = ""


@dataclass(frozen=True)
class ActionBudget:
    """The money for actions, in euros; None: nobody has said."""

    yearly_eur: float | None = None
    total_eur: float | None = None
    discount_pct: float | None = None


@dataclass(frozen=True)
class Targets:
    """The targets of an institution in the order of its file, the main one first, and the money for actions."""

    targets: tuple[Target, ...] = ()
    budget: ActionBudget = ActionBudget()


def allowed_shares(target: Target, years: Sequence[int]) -> Floats:
    """What the target leaves of the base year, by year: 1 in the base year and before; after the target year it stays.

    Of an intensity it is the share of the intensity.
    """
    run = np.clip(np.asarray(years, dtype=float), target.base_year, target.target_year) - target.base_year
    length = target.target_year - target.base_year
    left = 1 - target.reduction_pct / 100
    match target.kind:
        case "compound":
            share = left ** (run / length)
        case "contraction":
            share = 1 - run * float(target.rate_pct_per_year or 0) / 100
        case "points":
            ends, cuts = zip((target.base_year, 0.0), *target.points, strict=True)
            share = 1 - np.interp(run + target.base_year, ends, cuts) / 100
        case _:
            share = 1 - run / length * (1 - left)
    return np.asarray(share, dtype=float)


def allowed_kg(target: Target, years: Sequence[int], *, base_kg: float, growth: Floats | None = None) -> Floats:
    """Emissions that the target allows in each year, kg.

    Parameters
    ----------
    base_kg
        Emissions of the base year.
    growth
        By year, how many times as large as in the base year the denominator of an intensity is; None: as large.

    Raises
    ------
    ValueError
        If another kind than an intensity is given a growth.
    """
    if growth is not None and target.kind != "intensity":
        raise ValueError("only an intensity grows with its denominator")
    allowed: Floats = base_kg * allowed_shares(target, years) * (1.0 if growth is None else growth)
    return allowed


def denominator_growth(target: Target, years: Sequence[int], known: Mapping[int, float]) -> Floats:
    """How many times as large as in the base year the denominator is, by year.

    Parameters
    ----------
    known
        Year → value as it was reported; the base year must be among them. Later years follow the target's development, evenly
        between its points; without one, and after its last point, the denominator stays.
    """
    later = {year: value for year, value in target.development if year > max(known)}
    points = sorted({**known, **later}.items())
    values = np.interp(np.asarray(years, dtype=float), [year for year, _ in points], [value for _, value in points])
    growth: Floats = values / known[target.base_year]
    return growth
