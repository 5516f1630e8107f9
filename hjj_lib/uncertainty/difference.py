"""Is a difference real? Probabilities from draws that belong together, and the closed form they are checked with."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.distribution import HALF, INTERVAL_PERCENTILES, NORMAL_DEVIATIONS, Floats
from hjj_lib.uncertainty.simulation import interval


@dataclass(frozen=True)
class Probability:
    """A probability from draws.

    Attributes
    ----------
    share
        Share of the draws, 0 to 1.
    standard_error
        Of the share, from the number of draws.
    draws
        Number of draws.
    """

    share: float
    standard_error: float
    draws: int


def probability_lower(first_kg: Floats, second_kg: Floats) -> Probability:
    """Probability that the first is lower than the second; ties count half.

    Parameters
    ----------
    first_kg, second_kg
        Draws that belong together row by row: from one simulation, or from two with the same seed and count.
    """
    if first_kg.shape != second_kg.shape or not len(first_kg):
        raise ValueError("the draws must be as many and at least one")
    lower = (first_kg < second_kg) + (first_kg == second_kg) * HALF
    share = float(lower.mean())
    return Probability(share, float(np.sqrt(share * (1 - share) / len(first_kg))), len(first_kg))


def probability_lower_normal(
    first_kg: float, first_uncertainty_95_pct: float, second_kg: float, second_uncertainty_95_pct: float
) -> float:
    """Probability that the first is lower, for independent normal errors: the check of the simulation.

    An error that both share in proportion cancels in the comparison and is left out of the percentages.
    """
    half_widths = np.array([first_kg * first_uncertainty_95_pct, second_kg * second_uncertainty_95_pct]) / 100
    return NormalDist().cdf(float((second_kg - first_kg) / np.hypot(*half_widths) * NORMAL_DEVIATIONS))


def probability_below(draws_kg: Floats, limit_kg: float) -> Probability:
    """Probability that something is at or below a limit, such as a target."""
    return probability_lower(draws_kg, np.nextafter(np.full_like(draws_kg, limit_kg), np.inf))


def difference_interval(first_kg: Floats, second_kg: Floats) -> pd.DataFrame:
    """The interval of the difference, second minus first: never the difference of two intervals.

    Parameters
    ----------
    first_kg, second_kg
        Draws that belong together row by row.

    Returns
    -------
    One row as :func:`interval`: what both share cancels, so it may be far narrower than either.
    """
    if first_kg.shape != second_kg.shape or not len(first_kg):
        raise ValueError("the draws must be as many and at least one")
    return interval((second_kg - first_kg).reshape(-1, 1))


def rank_stability(draws_kg: Floats, names: pd.Series) -> pd.DataFrame:
    """How sure an order is, the lowest first.

    Parameters
    ----------
    draws_kg
        Draws × things that are compared, from one simulation.
    names
        What each column is.

    Returns
    -------
    In order of the middle of the draws: ``name``, ``rank`` (1 is the lowest), ``low_rank`` and ``high_rank`` (ends of the 95 %
    interval of its rank), ``same_rank`` (share of the draws in which it has this rank), ``below_next`` (share in which it is
    below the next one; missing for the last).
    """
    order = np.argsort(np.median(draws_kg, axis=0), kind="stable")
    ordered = draws_kg[:, order]
    ranks = np.argsort(np.argsort(ordered, axis=1, kind="stable"), axis=1, kind="stable") + 1
    place = np.arange(1, len(order) + 1)
    low, high = np.percentile(ranks, INTERVAL_PERCENTILES, axis=0, method="nearest") if len(order) else (place, place)
    pairs = zip(ordered.T[:-1], ordered.T[1:], strict=True)
    below = [probability_lower(one, other).share for one, other in pairs]
    return pd.DataFrame(
        {
            "name": names.to_numpy()[order],
            "rank": place,
            "low_rank": np.asarray(low, dtype=int),
            "high_rank": np.asarray(high, dtype=int),
            "same_rank": (ranks == place).mean(axis=0),
            "below_next": [*below, *([np.nan] if len(order) else [])],
        }
    )
