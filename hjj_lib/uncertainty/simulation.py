"""Simulation of the total with shared draws: see :mod:`hjj_lib.uncertainty.streams` for what is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.assumptions import Assumptions
from hjj_lib.uncertainty.distribution import HALF, INTERVAL_PERCENTILES, Floats
from hjj_lib.uncertainty.factor_errors import Integers, factor_errors
from hjj_lib.uncertainty.lines import UncertainLines, shape_of, uncertain_lines
from hjj_lib.uncertainty.streams import RANDOM, SAMPLINGS, SCRAMBLINGS, SOBOL, RandomStreams, SobolStreams

_MEDIAN = 100 * HALF


@dataclass(frozen=True)
class Simulation:
    """Draws of emissions by group, and what they say.

    Attributes
    ----------
    groups
        One row per group: the columns asked for with ``by``.
    draws_kg
        Draws × groups; row *i* of every simulation with the same seed belongs together.
    summary
        The groups with ``known_kg`` (calculated), ``unknown_count`` and the columns of :func:`interval`.
    total
        The same in one row, for all groups together.
    inputs
        The lines, the unknown rows, and the rows without a stated uncertainty.
    view, boundary, draws, seed, sampling
        As asked.
    """

    groups: pd.DataFrame
    draws_kg: Floats
    summary: pd.DataFrame
    total: pd.DataFrame
    inputs: UncertainLines
    view: str
    boundary: str
    draws: int
    seed: int
    sampling: str = RANDOM

    @property
    def total_draws_kg(self) -> Floats:
        """Draws of the total over all groups."""
        return np.asarray(self.draws_kg.sum(axis=1), dtype=float)


def simulate(
    inventory: pd.DataFrame,
    assumptions: Assumptions,
    *,
    view: str,
    boundary: str,
    draws: int,
    seed: int,
    by: Sequence[str] = ("institution_id", "year"),
    sampling: str = RANDOM,
) -> Simulation:
    """Draw the total of each group.

    Parameters
    ----------
    inventory, assumptions, view, boundary
        As in :func:`uncertain_lines`.
    draws
        Number of draws; a power of two for Sobol points.
    seed
        Names the random numbers; the same seed gives the same digits.
    by
        Columns of the ledger that make the groups.
    sampling
        ``random``, or ``sobol``: scrambled Sobol points for the factors, whose intervals need fewer draws; amounts, which are
        many and small, are drawn at random in both. With ``sobol`` only what is drawn together belongs together.

    Returns
    -------
    Only known rows are drawn; unknown rows are counted and listed.
    """
    if sampling not in SAMPLINGS:
        raise ValueError(f"sampling must be random or sobol, not {sampling!r}")
    inputs = uncertain_lines(inventory, assumptions, view=view, boundary=boundary)
    keys = list(by)
    everything = pd.concat([inputs.lines[keys], inputs.unknown[keys]], ignore_index=True)
    group = everything.groupby(keys, dropna=False, sort=True).ngroup().to_numpy()
    groups = everything.iloc[np.unique(group, return_index=True)[1]].reset_index(drop=True)
    of_lines, of_unknown = group[: len(inputs.lines)], group[len(inputs.lines) :]
    known = np.bincount(of_lines, weights=inputs.lines["emissions_kg_co2e"].to_numpy(dtype=float), minlength=len(groups))
    drawn = _draw(inputs.lines, of_lines, len(groups), assumptions, _Draws(draws, seed, sampling))
    blocks = SCRAMBLINGS if sampling == SOBOL else 1
    counts = np.bincount(of_unknown, minlength=len(groups)).astype(int)
    summary = groups.assign(known_kg=known, unknown_count=counts).join(interval(drawn.T, blocks=blocks))
    whole = pd.DataFrame({"known_kg": [known.sum()], "unknown_count": [len(inputs.unknown)]})
    total = whole.join(interval(drawn.sum(axis=0).reshape(-1, 1), blocks=blocks))
    return Simulation(groups, drawn.T, summary, total, inputs, view, boundary, draws, seed, sampling)


def interval(draws: Floats, *, blocks: int = 1) -> pd.DataFrame:
    """What the draws say, one row per column of ``draws`` (kg): mean, ends and middle of the 95 % interval.

    Parameters
    ----------
    blocks
        Into how many independent sets of equal size the draws fall, one below the other.

    Returns
    -------
    ``mean_kg``, ``low_kg``, ``median_kg``, ``high_kg``; ``standard_error_kg`` of the mean, ``low_error_kg`` and
    ``high_error_kg`` of the ends: with one block from the order statistics one standard error of the rank away, with several
    from how much the blocks differ.
    """
    rows = np.ascontiguousarray(draws.T)
    count = len(draws)
    mean = rows.mean(axis=1)
    errors = _errors_of_blocks(rows, blocks) if blocks > 1 else {"mean": _deviations(rows, mean) / np.sqrt(count)}
    ordered = np.sort(rows, axis=1)
    low, median, high = (_percentile(ordered, one) for one in (INTERVAL_PERCENTILES[0], _MEDIAN, INTERVAL_PERCENTILES[1]))
    if blocks == 1:
        errors |= {name: _rank_error(ordered, one) for name, one in zip(("low", "high"), INTERVAL_PERCENTILES, strict=True)}
    return pd.DataFrame(
        {
            "mean_kg": mean,
            "standard_error_kg": errors["mean"],
            "low_kg": low,
            "low_error_kg": errors["low"],
            "median_kg": median,
            "high_kg": high,
            "high_error_kg": errors["high"],
        }
    )


def _deviations(rows: Floats, means: Floats) -> Floats:
    """Standard deviation of each row; row by row, as a second table of this size would not fit the processor's cache."""
    count = rows.shape[1]
    if count == 1:
        return np.full(len(rows), np.nan)
    squares = [float(np.dot(apart, apart)) for row, mean in zip(rows, means, strict=True) for apart in (row - mean,)]
    return np.asarray(np.sqrt(np.array(squares, dtype=float) / (count - 1)), dtype=float)


def _percentile(ordered: Floats, percentile: float) -> Floats:
    """A percentile of ordered rows, between the two nearest draws in proportion."""
    place = (ordered.shape[1] - 1) * percentile / 100
    below = int(np.floor(place))
    above = min(below + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, below] + (ordered[:, above] - ordered[:, below]) * (place - below), dtype=float)


def _rank_error(ordered: Floats, percentile: float) -> Floats:
    """Standard error of a percentile: half the way between the draws one standard error of the rank below and above."""
    count, share = ordered.shape[1], percentile / 100
    ranks = share * count + np.array([-1, 1]) * np.sqrt(count * share * (1 - share))
    below, above = np.clip(np.round(ranks).astype(int), 0, count - 1)
    return np.asarray((ordered[:, above] - ordered[:, below]) * HALF, dtype=float)


def _errors_of_blocks(rows: Floats, blocks: int) -> dict[str, Floats]:
    """Standard errors of the mean and the ends from independent sets of draws."""
    sets = np.sort(rows.reshape(len(rows), blocks, -1), axis=2)
    low, high = (_percentile(sets.reshape(-1, sets.shape[2]), one).reshape(len(rows), blocks) for one in INTERVAL_PERCENTILES)
    found = {"mean": sets.mean(axis=2), "low": low, "high": high}
    return {name: values.std(axis=1, ddof=1) / np.sqrt(blocks) for name, values in found.items()}


@dataclass(frozen=True)
class _Draws:
    count: int
    seed: int
    sampling: str


def _draw(lines: pd.DataFrame, group: Integers, group_count: int, assumptions: Assumptions, how: _Draws) -> Floats:
    """Groups × draws of kg: one product for the amounts without error, one row at a time for the others."""
    counted = lines["emissions_kg_co2e"].to_numpy(dtype=float) != 0
    lines, group = lines[counted], group[counted]
    errors = factor_errors(lines, assumptions)
    fixed_streams = RandomStreams(how.count, how.seed)
    sobol = how.sampling == SOBOL
    streams = SobolStreams.of(errors.names(), draws=how.count, seed=how.seed) if sobol else fixed_streams
    factors = errors.draws(streams, fixed_streams)
    kg = lines["emissions_kg_co2e"].to_numpy(dtype=float)
    exact = lines["amount_variance"].to_numpy(dtype=float) == 0
    weights = np.zeros((group_count, len(factors)))
    np.add.at(weights, (group[exact], errors.code[exact]), kg[exact])
    drawn = weights @ factors
    _add_uncertain_amounts(drawn, lines[~exact], (group[~exact], errors.code[~exact], kg[~exact]), factors, fixed_streams)
    return drawn


def _add_uncertain_amounts(
    drawn: Floats, lines: pd.DataFrame, of_lines: tuple[Integers, Integers, Floats], factors: Floats, streams: RandomStreams
) -> None:
    """Add kg × amount error × factor error of the lines to their groups; a row of draws fits the processor's cache."""
    group, code, kg = of_lines
    entry, keys = pd.factorize(lines["amount_key"])
    firsts = np.unique(entry, return_index=True)[1]
    shapes = [shape_of(row, "amount") for _, row in lines.iloc[firsts].iterrows()]
    ordered = np.argsort(entry, kind="stable")
    ends = np.searchsorted(entry[ordered], np.arange(len(keys) + 1))
    amount, product = np.empty(streams.draws), np.empty(streams.draws)
    for number, key in enumerate(keys):
        streams.into(str(key), amount)
        shapes[number].in_place(amount)
        for line in ordered[ends[number] : ends[number + 1]]:
            np.multiply(amount, factors[code[line]], out=product)
            product *= kg[line]
            drawn[group[line]] += product
