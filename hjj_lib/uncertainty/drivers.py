"""What drives the uncertainty: exact shares of the variance, one-at-a-time ranges, error propagation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.assumptions import Assumptions
from hjj_lib.uncertainty.distribution import DEVIATIONS_PER_HALF_WIDTH, Lognormal
from hjj_lib.uncertainty.lines import shape_of, uncertain_lines
from hjj_lib.uncertainty.shapes import LOGNORMAL
from hjj_lib.uncertainty.variances import VarianceModel

AMOUNT, FACTOR, INTERACTION = "amount", "factor", "interaction"


def approach_1(inventory: pd.DataFrame, assumptions: Assumptions, *, view: str, boundary: str, limit_pct: float) -> pd.DataFrame:
    """Half-width of the total by error propagation (IPCC approach 1), with shared factors: the check of the simulation.

    Parameters
    ----------
    inventory, assumptions, view, boundary
        As in :func:`uncertain_lines`; one year.
    limit_pct
        Above this half-width of a single input the formula is only a rough guide.

    Returns
    -------
    One row: ``known_kg``, ``half_width_kg``, ``half_width_pct``, ``largest_input_pct``, ``other_shapes`` (how many inputs are
    not lognormal), ``applies``.
    """
    lines = of_one_year(uncertain_lines(inventory, assumptions, view=view, boundary=boundary).lines)
    known, parts = lines["emissions_kg_co2e"].sum(), VarianceModel.of(lines, assumptions).parts()
    half_width = DEVIATIONS_PER_HALF_WIDTH * np.sqrt(parts.factor.sum() + parts.amount.sum())
    counted = lines[lines["emissions_kg_co2e"] != 0]
    largest = np.sqrt(counted[["amount_variance", "factor_variance"]].to_numpy(dtype=float).max(initial=0))
    largest_pct = float(100 * DEVIATIONS_PER_HALF_WIDTH * largest)
    others = sum(counted.loc[counted[f"{kind}_shape"] != LOGNORMAL, f"{kind}_key"].nunique() for kind in (AMOUNT, FACTOR))
    return pd.DataFrame(
        {
            "known_kg": [known],
            "half_width_kg": [half_width],
            "half_width_pct": [100 * half_width / abs(known) if known else np.nan],
            "largest_input_pct": [largest_pct],
            "other_shapes": [others],
            "applies": [bool(largest_pct <= limit_pct)],
        }
    )


def one_at_a_time(inventory: pd.DataFrame, assumptions: Assumptions, *, view: str, boundary: str) -> pd.DataFrame:
    """How far the total moves when one input goes to the ends of its own interval, and that input's share of the variance.

    Parameters
    ----------
    inventory, assumptions, view, boundary
        As in :func:`uncertain_lines`; one year.

    Returns
    -------
    One row per input, the largest share first: ``kind`` (``factor``, ``amount``, ``interaction``), ``input_id`` (a factor, or an
    activity with all its amounts), ``kg`` it carries, ``uncertainty_95_pct``, ``low_kg`` and ``high_kg`` of the total, and
    ``variance_share``. The shares are exact and sum to 1; of factors whose errors go together each has half of what they share.
    ``interaction`` is what amounts and factors add only together and has no range. Several independent amounts of one activity
    are taken together as one lognormal of the same variance.
    """
    lines = of_one_year(uncertain_lines(inventory, assumptions, view=view, boundary=boundary).lines)
    model = VarianceModel.of(lines, assumptions)
    parts, total = model.parts(), float(lines["emissions_kg_co2e"].sum())
    inputs = [*_factors(model, parts.factor), *_amounts(model, lines, parts.amount)]
    if parts.joint.sum() > 0:
        inputs.append((INTERACTION, "", np.nan, np.nan, np.nan, np.nan, parts.joint.sum()))
    table = pd.DataFrame(inputs, columns=["kind", "input_id", "kg", "uncertainty_95_pct", "low", "high", "variance"])
    table = table.assign(
        low_kg=table[["low", "high"]].min(axis=1, skipna=False) + total,
        high_kg=table[["low", "high"]].max(axis=1, skipna=False) + total,
        variance_share=table["variance"] / parts.total if parts.total else np.nan,
    )
    table = table[table["variance"] != 0].drop(columns=["variance", "low", "high"])
    return table.sort_values(["variance_share", "kind", "input_id"], ascending=[False, True, True]).reset_index(drop=True)


def contributions(inventory: pd.DataFrame, assumptions: Assumptions, *, view: str, boundary: str, by: str) -> pd.DataFrame:
    """How much of the total's variance comes from each group of rows.

    Parameters
    ----------
    inventory, assumptions, view, boundary
        As in :func:`uncertain_lines`; one year.
    by
        Column of the ledger, such as ``category_id``, ``activity_id`` or ``site_id``.

    Returns
    -------
    ``by``, ``known_kg``, ``variance_share``: covariance of the group with the total over the variance of the total, the largest
    first. The shares sum to 1; one may be below 0, where a group's errors offset those of others.
    """
    lines = of_one_year(uncertain_lines(inventory, assumptions, view=view, boundary=boundary).lines)
    parts = VarianceModel.of(lines, assumptions).parts()
    each = pd.DataFrame(
        {
            by: lines[by],
            "known_kg": lines["emissions_kg_co2e"].astype(float),
            "variance_share": (parts.factor + parts.amount + parts.joint) / parts.total if parts.total else np.nan,
        }
    )
    summed = each.groupby(by, as_index=False, dropna=False).sum()
    return summed.sort_values(["variance_share", by], ascending=[False, True]).reset_index(drop=True)


def of_one_year(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines, if they are of one year: errors of several years correlate and have no shares of their own."""
    if lines["year"].nunique() > 1:
        raise ValueError("give the ledger of one year")
    return lines


def _factors(model: VarianceModel, parts: np.ndarray) -> list[tuple[str, str, float, float, float, float, float]]:
    """Kind, id, kg, half-width, how far the total moves at both ends, and variance, of each factor's error."""
    count = len(model.covariance)
    carried = np.bincount(model.errors.code, weights=model.kg * model.amount_mean, minlength=count)
    variances = np.bincount(model.errors.code, weights=parts, minlength=count)
    deviations = np.sqrt(np.diag(model.covariance))
    rows = []
    for number, row in model.errors.table.iterrows():
        at = int(str(number))
        shape = shape_of(row, FACTOR)
        low, high = Lognormal.of_variation(deviations[at]).ends if shape.plain else shape.ends
        name = "" if pd.isna(row["factor_id"]) else str(row["factor_id"])
        half_width = 100 * DEVIATIONS_PER_HALF_WIDTH * deviations[at]
        rows.append((FACTOR, name, carried[at], half_width, carried[at] * (low - 1), carried[at] * (high - 1), variances[at]))
    return rows


def _amounts(
    model: VarianceModel, lines: pd.DataFrame, parts: np.ndarray
) -> list[tuple[str, str, float, float, float, float, float]]:
    """As :func:`_factors`, of the amounts of each activity."""
    activity, names = pd.factorize(lines["activity_id"])
    carried = np.bincount(activity, weights=model.kg * model.factor_mean, minlength=len(names))
    variances = np.bincount(activity, weights=parts, minlength=len(names))
    rows = []
    for name, kg, variance in zip(names, carried, variances, strict=True):
        cv = float(np.sqrt(max(variance, 0)) / abs(kg)) if kg else np.nan
        low, high = Lognormal.of_variation(cv).ends if np.isfinite(cv) else (np.nan, np.nan)
        rows.append((AMOUNT, str(name), kg, 100 * DEVIATIONS_PER_HALF_WIDTH * cv, kg * (low - 1), kg * (high - 1), variance))
    return rows
