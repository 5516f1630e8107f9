"""The lognormal distribution as the tables state it: a mean and a half-width in percent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: IPCC 2006 guidelines, volume 1, chapter 3: the half-width of a 95 % interval is taken as two standard deviations.
DEVIATIONS_PER_HALF_WIDTH = 2
#: The ends of the interval that every report prints, in percent of the draws.
INTERVAL_PERCENTILES = (2.5, 97.5)
#: Standard deviations from the middle to the ends of that interval in a normal distribution, as the guidelines print it.
NORMAL_DEVIATIONS = 1.96
#: A lognormal's mean is exp(mu + sigma² / 2): without this shift the mean would be above 1.
HALF = 1 / 2

Floats = npt.NDArray[np.float64]


def variation(uncertainty_95_pct: npt.ArrayLike) -> Floats:
    """Coefficient of variation of a half-width in percent of the mean."""
    shares: Floats = np.asarray(uncertainty_95_pct, dtype=float) / (100 * DEVIATIONS_PER_HALF_WIDTH)
    return shares


def log_deviation(cv: npt.ArrayLike) -> Floats:
    """Standard deviation of the logarithm of a lognormal with this coefficient of variation."""
    sigma: Floats = np.sqrt(np.log1p(np.square(np.asarray(cv, dtype=float))))
    return sigma


def multiplier(sigma: Floats, normals: Floats) -> Floats:
    """Lognormal multipliers of mean 1 from standard normal numbers; rows of ``normals`` belong to ``sigma``."""
    column = np.reshape(sigma, (-1, 1))
    scaled = normals * column
    scaled -= np.square(column) * HALF
    return np.exp(scaled, out=scaled)


@dataclass(frozen=True)
class Lognormal:
    """A lognormal of mean 1.

    Attributes
    ----------
    sigma
        Standard deviation of the logarithm; 0 is a fixed value.
    """

    sigma: float

    @classmethod
    def of_uncertainty(cls, uncertainty_95_pct: float) -> Lognormal:
        """From the half-width of the 95 % interval, in percent of the mean."""
        return cls(float(log_deviation(variation(uncertainty_95_pct))))

    @classmethod
    def of_variation(cls, cv: float) -> Lognormal:
        """From the coefficient of variation."""
        return cls(float(log_deviation(cv)))

    @classmethod
    def product(cls, geometric_deviations: Iterable[float]) -> Lognormal:
        """The product of independent lognormals, each given by its geometric standard deviation."""
        return cls(float(np.sqrt(np.sum(np.square(np.log(list(geometric_deviations)))))))

    @property
    def geometric_deviation(self) -> float:
        """Geometric standard deviation."""
        return float(np.exp(self.sigma))

    @property
    def median(self) -> float:
        """Median as a share of the mean, also the geometric mean."""
        return float(np.exp(-np.square(self.sigma) * HALF))

    @property
    def cv(self) -> float:
        """Coefficient of variation."""
        return float(np.sqrt(np.expm1(np.square(self.sigma))))

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high end of the 95 % interval, as shares of the mean."""
        spread = float(np.exp(NORMAL_DEVIATIONS * self.sigma))
        return self.median / spread, self.median * spread
