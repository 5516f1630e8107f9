"""Shapes of errors: what a standard normal number becomes, and the mean and variance that the shape has in closed form.

Every shape is drawn from a standard normal number, so that errors of different shapes can share draws and correlate. A
multiplier of 1 is the stated value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from hjj_lib.uncertainty.distribution import NORMAL_DEVIATIONS, Floats, log_deviation

LOGNORMAL, NORMAL, TRIANGULAR, UNIFORM = "lognormal", "normal", "triangular", "uniform"
SHAPES = (LOGNORMAL, NORMAL, TRIANGULAR, UNIFORM)
#: Shapes that are their two ends; the others have a coefficient of variation, and ends only where they are cut off.
BOUNDED = (TRIANGULAR, UNIFORM)


@dataclass(frozen=True)
class Shape:
    """The distribution of a multiplier.

    Attributes
    ----------
    kind
        One of ``SHAPES``.
    cv
        Coefficient of variation of a lognormal (mean 1) or normal (middle 1) before it is cut off; of no use to the others.
    low, high
        Ends, as multiples of the stated value: of a uniform and of a triangle, whose top is at 1; of the others, where they
        are cut off, such as at 0 or at a share of 1.
    """

    kind: str = LOGNORMAL
    cv: float = 0.0
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if self.kind not in SHAPES:
            raise ValueError(f"unknown shape {self.kind!r}")
        if not self.low <= 1 <= self.high:
            raise ValueError(f"the stated value is outside {self.low} to {self.high}")
        if self.kind in BOUNDED and not np.isfinite(self.high - self.low):
            raise ValueError(f"a {self.kind} shape has two ends")

    @property
    def plain(self) -> bool:
        """Whether it is a lognormal that is not cut off: mean 1, never below 0."""
        return self.kind == LOGNORMAL and self.low <= 0 and self.high == np.inf

    @property
    def mean(self) -> float:
        """Mean, as a multiple of the stated value; other than 1 for a lopsided triangle or range and for a cut-off shape."""
        return self._moments()[0]

    @property
    def variance(self) -> float:
        """Variance of the multiplier."""
        return self._moments()[1]

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high end of the 95 % interval, as multiples of the stated value."""
        low, high = self.multipliers(np.array([-NORMAL_DEVIATIONS, NORMAL_DEVIATIONS]))
        return float(low), float(high)

    def multipliers(self, normals: Floats) -> Floats:
        """The multipliers that standard normal numbers stand for; a higher number never gives a lower multiplier."""
        if self.kind == UNIFORM:
            return np.asarray(self.low + (self.high - self.low) * ndtr(normals), dtype=float)
        if self.kind == TRIANGULAR:
            return self._triangle(ndtr(normals))
        if self.cv == 0:
            return np.ones_like(normals)
        cut = self._inside(normals)
        if self.kind == NORMAL:
            return np.asarray(1 + self.cv * cut, dtype=float)
        sigma = float(log_deviation(self.cv))
        return np.asarray(np.exp(sigma * cut - sigma * sigma / 2), dtype=float)

    def in_place(self, row: Floats) -> None:
        """As :meth:`multipliers`, in place of the standard normal numbers."""
        if not self.plain or self.cv == 0:
            row[:] = self.multipliers(row)
            return
        sigma = float(log_deviation(self.cv))
        row *= sigma
        row -= sigma * sigma / 2
        np.exp(row, out=row)

    def _ends(self) -> tuple[float, float]:
        """The ends as standard normal numbers; infinite where nothing is cut off."""
        if self.kind == NORMAL:
            return (self.low - 1) / self.cv, (self.high - 1) / self.cv
        sigma = float(log_deviation(self.cv))
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum([self.low, self.high], 0))
        below, above = (logs + sigma * sigma / 2) / sigma
        return float(below), float(above)

    def _inside(self, normals: Floats) -> Floats:
        """Standard normal numbers of the part that is not cut off."""
        below, above = self._ends()
        if below == -np.inf and above == np.inf:
            return normals
        start, end = ndtr(below), ndtr(above)
        cut = np.asarray(ndtri(start + ndtr(normals) * (end - start)), dtype=float)
        return np.asarray(np.clip(cut, below, above), dtype=float)

    def _triangle(self, shares: Floats) -> Floats:
        width, left = self.high - self.low, 1 - self.low
        if width == 0:
            return np.ones_like(shares)
        rising = self.low + np.sqrt(shares * width * left)
        falling = self.high - np.sqrt((1 - shares) * width * (self.high - 1))
        return np.asarray(np.where(shares * width < left, rising, falling), dtype=float)

    def _moments(self) -> tuple[float, float]:
        low, high = self.low, self.high
        if self.kind == UNIFORM:
            return (low + high) / 2, (high - low) ** 2 / 12
        if self.kind == TRIANGULAR:
            return (low + 1 + high) / 3, (low**2 + 1 + high**2 - low - high - low * high) / 18
        if self.cv == 0 or self.plain:
            return 1.0, self.cv**2
        return self._cut_moments()

    def _cut_moments(self) -> tuple[float, float]:
        """Mean and variance of a normal or lognormal between its ends: the textbook formulas of truncated distributions."""
        below, above = self._ends()
        inside = ndtr(above) - ndtr(below)
        if self.kind == NORMAL:
            density = np.exp(-(np.array([below, above]) ** 2) / 2) / np.sqrt(2 * np.pi)
            edge = np.array([below, above])
            weighted = np.where(np.isfinite(edge), edge, 0) * density
            shift = (density[0] - density[1]) / inside
            spread = 1 + (weighted[0] - weighted[1]) / inside - shift**2
            return float(1 + self.cv * shift), float(self.cv**2 * spread)
        sigma = float(log_deviation(self.cv))
        # E[X^k] of the whole times the share of X^k that lies inside; logarithms keep far ends from overflowing.
        first, second = (
            np.exp(sigma**2 * power * (power - 1) / 2)
            * (np.exp(log_ndtr(above - power * sigma)) - np.exp(log_ndtr(below - power * sigma)))
            / inside
            for power in (1, 2)
        )
        return float(first), float(second - first**2)
