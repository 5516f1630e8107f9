"""Simulation of the total with shared draws.

Every error has its own stream of random numbers, named by its key and the seed. The same factor therefore gets the
same draws in every call with the same seed: over rows, sites, institutions and scenarios, whatever else is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.uncertainty.distribution import HALF, INTERVAL_PERCENTILES, Floats, log_deviation, multiplier
from hjj_lib.uncertainty.lines import UncertainLines, uncertain_lines

Integers = npt.NDArray[np.integer]

#: Entries drawn at a time: bounds the memory, changes no figure.
_ENTRIES_AT_A_TIME = 100


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
    view, boundary, draws, seed
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

    @property
    def total_draws_kg(self) -> Floats:
        """Draws of the total over all groups."""
        return np.asarray(self.draws_kg.sum(axis=1), dtype=float)


def simulate(
    inventory: pd.DataFrame,
    pedigree: pd.DataFrame,
    *,
    view: str,
    boundary: str,
    draws: int,
    seed: int,
    by: Sequence[str] = ("institution_id", "year"),
) -> Simulation:
    """Draw the total of each group.

    Parameters
    ----------
    inventory, pedigree, view, boundary
        As in :func:`uncertain_lines`.
    draws
        Number of draws.
    seed
        Names the random numbers; the same seed gives the same digits.
    by
        Columns of the ledger that make the groups.

    Returns
    -------
    Only known rows are drawn; unknown rows are counted and listed.
    """
    inputs = uncertain_lines(inventory, pedigree, view=view, boundary=boundary)
    keys = list(by)
    groups = pd.concat([inputs.lines[keys], inputs.unknown[keys]]).drop_duplicates().sort_values(keys).reset_index(drop=True)
    lines = inputs.lines.merge(groups.reset_index(names="group"), on=keys, how="left", validate="many_to_one")
    drawn = _draw(lines, len(groups), draws=draws, seed=seed)
    unknown = inputs.unknown.groupby(keys, dropna=False).size().rename("unknown_count").reset_index()
    known = lines.groupby("group")["emissions_kg_co2e"].sum().reindex(range(len(groups)), fill_value=0.0)
    summary = groups.assign(known_kg=known).merge(unknown, on=keys, how="left", validate="one_to_one")
    summary = summary.assign(unknown_count=summary["unknown_count"].fillna(0).astype(int)).join(interval(drawn))
    everything = pd.DataFrame({"known_kg": [known.sum()], "unknown_count": [len(inputs.unknown)]})
    total = everything.join(interval(drawn.sum(axis=1, keepdims=True)))
    return Simulation(groups, drawn, summary, total, inputs, view, boundary, draws, seed)


def interval(draws: Floats) -> pd.DataFrame:
    """What the draws say, one row per column of ``draws`` (kg): mean, ends and middle of the 95 % interval.

    Returns
    -------
    ``mean_kg``, ``low_kg``, ``median_kg``, ``high_kg``; ``standard_error_kg`` of the mean, ``low_error_kg`` and
    ``high_error_kg`` of the ends (from the order statistics one standard error of the rank away).
    """
    count = len(draws)
    ordered = np.sort(draws, axis=0)
    low, high = (_percentile_with_error(ordered, percentile) for percentile in INTERVAL_PERCENTILES)
    deviation = draws.std(axis=0, ddof=1) if count > 1 else np.full(draws.shape[1], np.nan)
    return pd.DataFrame(
        {
            "mean_kg": draws.mean(axis=0),
            "standard_error_kg": deviation / np.sqrt(count),
            "low_kg": low[0],
            "low_error_kg": low[1],
            "median_kg": np.median(ordered, axis=0),
            "high_kg": high[0],
            "high_error_kg": high[1],
        }
    )


def standard_normals(keys: Iterable[str], *, draws: int, seed: int) -> Floats:
    """Standard normal numbers, one row per key; a row depends on its key, the seed and the count only."""
    rows = []
    for key in keys:
        digest = hashlib.blake2b(key.encode("utf-8"), digest_size=np.dtype(np.int64).itemsize).digest()
        rows.append(np.random.default_rng([seed, int.from_bytes(digest, "little")]).standard_normal(draws))
    return np.array(rows).reshape(-1, draws)


def _percentile_with_error(ordered: Floats, percentile: float) -> tuple[Floats, Floats]:
    """A percentile of ordered draws and its standard error."""
    count, share = len(ordered), percentile / 100
    ranks = share * count + np.array([-1, 1]) * np.sqrt(count * share * (1 - share))
    below, above = np.clip(np.round(ranks).astype(int), 0, count - 1)
    return np.percentile(ordered, percentile, axis=0), (ordered[above] - ordered[below]) * HALF


def _draw(lines: pd.DataFrame, group_count: int, *, draws: int, seed: int) -> Floats:
    """Draws × groups of kg: one product for the amounts without error, one per bundle of entries for the others."""
    lines = lines[lines["emissions_kg_co2e"] != 0]
    factor_code, factors = _factor_draws(lines, draws=draws, seed=seed)
    lines = lines.assign(cell=factor_code * group_count + lines["group"].to_numpy(dtype=int))
    fixed = lines["amount_cv"] == 0
    kg = np.zeros(len(factors) * group_count)
    np.add.at(kg, lines.loc[fixed, "cell"].to_numpy(dtype=int), lines.loc[fixed, "emissions_kg_co2e"].to_numpy(dtype=float))
    drawn = kg.reshape(len(factors), group_count).T @ factors
    uncertain = lines[~fixed]
    entry, keys = pd.factorize(uncertain["amount_key"])
    sigma = log_deviation(uncertain.drop_duplicates("amount_key")["amount_cv"].to_numpy())
    for start in range(0, len(keys), _ENTRIES_AT_A_TIME):
        bundle = slice(start, start + _ENTRIES_AT_A_TIME)
        amounts = multiplier(sigma[bundle], standard_normals(map(str, keys[bundle]), draws=draws, seed=seed))
        mine = (entry >= start) & (entry < start + len(amounts))
        _add(drawn, uncertain[mine], amounts, entry[mine] - start, factors)
    return drawn.T


def _add(drawn: Floats, lines: pd.DataFrame, amounts: Floats, entry: Integers, factors: Floats) -> None:
    """Add kg × amount error × factor error of the lines to their groups; lines of one factor and group are summed first."""
    cells, position = np.unique(lines["cell"].to_numpy(dtype=int), return_inverse=True)
    kg = np.zeros((len(cells), len(amounts)))
    np.add.at(kg, (position, entry), lines["emissions_kg_co2e"].to_numpy(dtype=float))
    parts = (kg @ amounts) * factors[cells // len(drawn)]
    for row, group in enumerate(cells % len(drawn)):
        drawn[group] += parts[row]


def _factor_draws(lines: pd.DataFrame, *, draws: int, seed: int) -> tuple[Integers, Floats]:
    """Number of the factor error of each line, and the errors × draws.

    A factor's error in a year is partly the same every year: the logarithms of two years correlate by
    ``shared_between_years``.
    """
    columns = ["factor_id", "factor_key", "factor_cv", "shared_between_years"]
    code = lines.groupby(columns, dropna=False, sort=True).ngroup().to_numpy()
    errors = lines.assign(code=code).drop_duplicates("code").sort_values("code")
    names = "factor " + errors["factor_id"].fillna("").astype(str)
    shared = errors[["shared_between_years"]].to_numpy(dtype=float)
    normals = np.sqrt(shared) * standard_normals(names, draws=draws, seed=seed)
    normals += np.sqrt(1 - shared) * standard_normals("factor year " + errors["factor_key"], draws=draws, seed=seed)
    return code, multiplier(log_deviation(errors["factor_cv"].to_numpy()), normals)
