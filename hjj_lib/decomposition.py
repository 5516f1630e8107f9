"""Why a sum of products changed: its change split between the factors of the products, without a rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def lmdi(before: pd.DataFrame, after: pd.DataFrame, factors: Sequence[str]) -> pd.Series:
    """Additive logarithmic mean Divisia index: how much each factor changed the sum.

    For a row of value V = x₁ · x₂ · … the effect of factor k is L(V₁, V₀) · ln(x₁ₖ / x₀ₖ), with the logarithmic mean
    L(a, b) = (a − b) / (ln a − ln b). The effects of all rows and factors sum to the change exactly.

    Parameters
    ----------
    before, after
        Rows of the same index; the columns in ``factors`` are not negative.
    factors
        Names of the columns whose product is the value.

    Returns
    -------
    The effect of each factor, in the unit of the value. In a row that appears or disappears the whole change is the effect of
    the factor that is zero on one side; if several are, of the first of them.

    Source of the formula: B. W. Ang (2005), The LMDI approach to decomposition analysis: a practical guide, Energy Policy 33;
    of the rule for zeros: B. W. Ang and N. Liu (2007), Handling zero values in the logarithmic mean Divisia index decomposition
    approach, Energy Policy 35.
    """
    names = list(factors)
    old, new = (frame[names].to_numpy(dtype=float) for frame in (before, after.reindex(before.index)))
    values_old, values_new = old.prod(axis=1), new.prod(axis=1)
    both = (values_old > 0) & (values_new > 0)
    effects = np.zeros_like(old)
    mean = _logarithmic_mean(values_new[both], values_old[both])
    effects[both] = mean[:, None] * np.log(new[both] / old[both])
    one_sided = ~both & (values_old != values_new)
    zero = (old == 0) != (new == 0)
    effects[one_sided, zero[one_sided].argmax(axis=1)] = (values_new - values_old)[one_sided]
    return pd.Series(effects.sum(axis=0), index=names)


def _logarithmic_mean(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(a − b) / (ln a − ln b); a where they are equal.

    Near each other the difference of logarithms is taken by log1p: a ratio near 1 would lose digits.
    """
    near = (one < 2 * other) & (other < 2 * one)
    difference = one - other
    slope = np.where(near, np.log1p(np.where(near, difference / other, 0)), np.log(one / other))
    return np.where(difference == 0, one, difference / np.where(difference == 0, 1, slope))
