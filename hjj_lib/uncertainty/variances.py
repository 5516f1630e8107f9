"""The variance of the total without drawing, line by line.

With ``T = Σ k·A·F`` and amounts independent of each other and of factors::

    Var T = Σᵢⱼ kᵢkⱼ mᵢmⱼ Cov(Fᵢ, Fⱼ) + Σᵢⱼ kᵢkⱼ nᵢnⱼ Cov(Aᵢ, Aⱼ) + Σᵢⱼ kᵢkⱼ Cov(Aᵢ, Aⱼ) Cov(Fᵢ, Fⱼ)

where m and n are the means of amounts and factors. The part of a line is its covariance with the total, so the parts of any
grouping of lines add up to the variance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.assumptions import Assumptions
from hjj_lib.uncertainty.distribution import Floats
from hjj_lib.uncertainty.factor_errors import FactorErrors, Integers, factor_errors


@dataclass(frozen=True)
class Parts:
    """Covariance of each line with the total, kg²: by the error of its factor, of its amount, and of both together."""

    factor: Floats
    amount: Floats
    joint: Floats

    @property
    def total(self) -> float:
        """Variance of the total, kg²."""
        return float(self.factor.sum() + self.amount.sum() + self.joint.sum())


@dataclass(frozen=True)
class VarianceModel:
    """Lines as arrays, ready for the formula.

    Attributes
    ----------
    kg, amount_mean, amount_variance, factor_mean
        Of each line.
    entry, errors
        Number of each line's amount; the errors of the factors, with the number of each line's.
    covariance
        Of the factors' multipliers.
    pairs
        Positions of all pairs of lines of one amount, a line with itself included.
    """

    kg: Floats
    amount_mean: Floats
    amount_variance: Floats
    factor_mean: Floats
    entry: Integers
    errors: FactorErrors
    covariance: Floats
    pairs: tuple[Integers, Integers]

    @classmethod
    def of(cls, lines: pd.DataFrame, assumptions: Assumptions) -> VarianceModel:
        """From the lines of :func:`hjj_lib.uncertainty.lines.uncertain_lines`."""
        entry = pd.factorize(lines["amount_key"])[0]
        errors = factor_errors(lines, assumptions)
        columns = ("emissions_kg_co2e", "amount_mean", "amount_variance", "factor_mean")
        kg, amount_mean, amount_variance, factor_mean = (lines[name].to_numpy(dtype=float) for name in columns)
        pairs = _pairs(entry)
        return cls(kg, amount_mean, amount_variance, factor_mean, entry, errors, errors.covariance(), pairs)

    def parts(self) -> Parts:
        """What each line adds to the variance."""
        code, count = self.errors.code, len(self.covariance)
        carried = np.bincount(code, weights=self.kg * self.amount_mean, minlength=count)
        factor = self.kg * self.amount_mean * (self.covariance @ carried)[code]
        weighted = self.kg * self.factor_mean
        of_entry = np.bincount(self.entry, weights=weighted, minlength=1)
        amount = weighted * self.amount_variance * of_entry[self.entry]
        one, other = self.pairs
        together = self.kg[one] * self.kg[other] * self.amount_variance[one] * self.covariance[code[one], code[other]]
        joint = np.bincount(one, weights=together, minlength=len(self.kg)).astype(float)
        return Parts(factor, amount, joint)

    def with_amounts(self, lines: Floats, variance: float) -> VarianceModel:
        """The model with the amounts of some lines (a mask) as good as a lognormal of this variance."""
        return replace(
            self,
            amount_variance=np.where(lines, variance, self.amount_variance),
            amount_mean=np.where(lines, 1.0, self.amount_mean),
        )

    def with_factor(self, number: int, cv: float) -> VarianceModel:
        """The model with the error of one factor as good as a lognormal of this coefficient of variation."""
        covariance = self.errors.covariance_with(number, cv, self.covariance)
        factor_mean = np.where(self.errors.code == number, 1.0, self.factor_mean)
        return replace(self, covariance=covariance, factor_mean=factor_mean)


def _pairs(entry: Integers) -> tuple[Integers, Integers]:
    frame = pd.DataFrame({"entry": entry, "line": np.arange(len(entry))})
    both = frame.merge(frame, on="entry", validate="many_to_many")
    return both["line_x"].to_numpy(), both["line_y"].to_numpy()
