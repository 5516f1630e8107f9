"""Is a difference real? Probabilities from draws that belong together, and the closed form they are checked with."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from hjj_lib.uncertainty.distribution import HALF, NORMAL_DEVIATIONS, Floats


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
