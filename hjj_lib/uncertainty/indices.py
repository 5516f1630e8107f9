"""Shares of the variance of any result by sampling, where there is no closed form: Sobol indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import sobol_indices

from hjj_lib.uncertainty.distribution import Floats
from hjj_lib.uncertainty.shapes import Shape

#: Resamples for the intervals of the indices: enough for two digits.
_RESAMPLES = 200


def variance_indices(result: Callable[[Floats], Floats], inputs: Mapping[str, Shape], *, points: int, seed: int) -> pd.DataFrame:
    """First-order and total Sobol indices of a result.

    Parameters
    ----------
    result
        Takes multipliers, inputs × points, and gives one number per point.
    inputs
        Name → distribution of each input's multiplier; independent.
    points
        A power of two. The result is computed for ``points × (inputs + 2)`` points.

    Returns
    -------
    ``input_id``, ``first_order`` (share of the variance that the input alone explains), ``total_order`` (with all that it
    explains only together with others), and their 95 % intervals by bootstrap: ``first_low``, ``first_high``, ``total_low``,
    ``total_high``.

    Source of the method: Saltelli et al. 2010, as in ``scipy.stats.sobol_indices``.
    """
    names = list(inputs)
    independent = [_Quantile(shape) for shape in inputs.values()]
    generator = np.random.default_rng(seed)
    found = sobol_indices(func=result, n=points, dists=independent, rng=generator)
    spread = found.bootstrap(n_resamples=_RESAMPLES)
    return pd.DataFrame(
        {
            "input_id": names,
            "first_order": np.ravel(found.first_order),
            "total_order": np.ravel(found.total_order),
            "first_low": np.ravel(spread.first_order.confidence_interval.low),
            "first_high": np.ravel(spread.first_order.confidence_interval.high),
            "total_low": np.ravel(spread.total_order.confidence_interval.low),
            "total_high": np.ravel(spread.total_order.confidence_interval.high),
        }
    )


class _Quantile:
    """A shape as scipy asks for distributions."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def ppf(self, shares: Floats) -> Floats:
        """The multiplier below which a share of all lies."""
        tiny = np.finfo(float).eps
        return self._shape.multipliers(np.asarray(ndtri(np.clip(shares, tiny, 1 - tiny)), dtype=float))
