"""How many answers a survey needs."""

from __future__ import annotations

import math

from hjj_lib.survey.questions import setting


def sample_size(population: float, half_width_pct: float | None = None) -> int:
    """Answers needed to know a share to ± ``half_width_pct`` points with 95 % confidence, rounded up.

    Parameters
    ----------
    population
        Number of people.
    half_width_pct
        Default: that of ``survey.toml``, 5.

    Notes
    -----
    Cochran (1977), Sampling Techniques: n0 = z² p (1 − p) / e² with p = 1/2, the widest case, and the finite correction
    n = n0 / (1 + (n0 − 1) / N). Rounding is always up: a fraction of a person cannot answer.
    """
    return math.ceil(exact_sample_size(population, half_width_pct))


def exact_sample_size(population: float, half_width_pct: float | None = None) -> float:
    """The same before rounding; an infinite population needs n0."""
    width = (half_width_pct or float(setting("expansion", "half_width_pct"))) / 100
    infinite = (float(setting("expansion", "sample_size_z")) / width / 2) ** 2
    return infinite / (1 + (infinite - 1) / population)
