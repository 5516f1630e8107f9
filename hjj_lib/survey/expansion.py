"""Answers expanded to everybody: a stratified mean per person × the number of people, with its sampling error."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from hjj_lib.survey.questions import setting

#: Finite correction (1 − n/N): the variance of the sample with n − 1 below it stands for that of the population.
FRACTION = "one_minus_n_over_N"
#: Finite correction (N − n)/(N − 1): the same variance taken as the population's with N below it.
LESS_ONE = "N_minus_n_over_N_minus_1"


@dataclass(frozen=True)
class Group:
    """A stratum: people in it, answers, mean and standard deviation (n − 1) of the answers."""

    population: float
    answers: int
    mean: float
    deviation: float


@dataclass(frozen=True)
class Expansion:
    """A total for everybody and the half-width of its 95 % interval, in the unit of the answers."""

    total: float
    half_width: float

    @property
    def half_width_pct(self) -> float | None:
        """The half-width in percent of the total; None if the total is zero, as no percentage says anything then."""
        return 100 * self.half_width / self.total if self.total else None


def stratified_total(groups: Sequence[Group], correction: str = FRACTION) -> Expansion:
    """The total over all strata with its sampling error.

    Parameters
    ----------
    groups
        The strata; a stratum has at least two answers.
    correction
        ``FRACTION``, the usual one, or ``LESS_ONE``. They differ by less than a tenth of a percent.

    Notes
    -----
    Cochran (1977), Sampling Techniques, chapter 5: total = Σ N·mean; variance = Σ N²·s²/n·correction; half-width =
    1.96 × standard error. The error of those who did not answer being different from those who did is not in it.

    Raises
    ------
    ValueError
        If the correction is another word.
    """
    if correction not in (FRACTION, LESS_ONE):
        raise ValueError(f"correction must be {FRACTION} or {LESS_ONE}, not {correction!r}")
    total = math.fsum(group.population * group.mean for group in groups)
    variance = math.fsum(
        group.population**2 * group.deviation**2 / group.answers * _finite(group, correction) for group in groups
    )
    return Expansion(total, _standard_errors() * math.sqrt(variance))


def _standard_errors() -> float:
    """Standard errors within which the true value lies with the confidence of ``survey.toml``: 1.95996 for 95 %."""
    outside = 1 - float(setting("expansion", "confidence_pct")) / 100
    return NormalDist().inv_cdf(1 - outside / 2)


def _finite(group: Group, correction: str) -> float:
    unseen = group.population - group.answers
    if unseen <= 0:
        return 0.0
    return unseen / (group.population if correction == FRACTION else group.population - 1)


def weights(strata: pd.Series, population: Mapping[str, float]) -> pd.Series:
    """For how many people each answer stands: people of its stratum / answers of its stratum. They sum to the people.

    Parameters
    ----------
    strata
        Stratum of each answer.
    population
        Stratum → people.
    """
    counts = strata.map(strata.value_counts())
    return strata.map(population).astype(float) / counts


def expand(values: pd.Series, strata: pd.Series, population: Mapping[str, float], correction: str = FRACTION) -> Expansion:
    """Expand one amount per answer to everybody.

    Parameters
    ----------
    values
        The amount of each answer; zero for somebody who does not travel in this way.
    strata
        Stratum of each answer, in the same order.
    population
        Stratum → people.
    correction
        See :func:`stratified_total`.
    """
    groups = [
        Group(float(population[name]), len(part), math.fsum(part) / len(part), float(part.std(ddof=1)) if len(part) > 1 else 0.0)
        for name, part in ((str(name), part) for name, part in values.groupby(strata.to_numpy(), sort=True))
    ]
    return stratified_total(groups, correction)
