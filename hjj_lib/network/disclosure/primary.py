"""Which sums may not be shown even by themselves: of too few members, or nearly all of it one member's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hjj_lib.network.disclosure.rules import Rules


def too_few(parts: NDArray[np.float64], rules: Rules) -> NDArray[np.bool_]:
    """Whether a sum has some contributors, but fewer than a group needs.

    Parameters
    ----------
    parts
        Sums × members: what each member contributes, 0 or more.
    """
    contributors = (parts > 0).sum(axis=1)
    return np.asarray((contributors > 0) & (contributors < rules.at_least))


def dominated(parts: NDArray[np.float64], rules: Rules) -> NDArray[np.bool_]:
    """Whether the second largest contributor could work out the largest one's part too closely (p % rule).

    A contributor who takes its own part from the sum has an upper limit for every other part. The second largest is nearest:
    total − second = largest + rest. The sum is not shown if the rest is less than p % of the largest.

    Source of the rule: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4.
    """
    if parts.shape[1] < 2:
        return np.asarray((parts > 0).any(axis=1))
    second, largest = np.sort(parts, axis=1)[:, -2:].T
    rest = parts.sum(axis=1) - largest - second
    return np.asarray((largest > 0) & (rest < rules.dominance_pct / 100 * largest))


def unsafe(parts: NDArray[np.float64], rules: Rules) -> NDArray[np.bool_]:
    """Whether a sum may not be known exactly: it has too few contributors, or one of them dominates it."""
    return too_few(parts, rules) | dominated(parts, rules)
