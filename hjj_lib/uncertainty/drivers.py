"""What drives the uncertainty: exact shares of the variance, one-at-a-time ranges, and what to measure next.

With ``T = Σ kg · A · F`` and independent errors the variance is known without drawing: each error alone contributes
``(Σ kg)² cv²`` and a pair of amount and factor on the same rows ``(Σ kg)² cv_A² cv_F²`` more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.distribution import DEVIATIONS_PER_HALF_WIDTH, Lognormal, variation
from hjj_lib.uncertainty.lines import uncertain_lines


def approach_1(inventory: pd.DataFrame, pedigree: pd.DataFrame, *, view: str, boundary: str, limit_pct: float) -> pd.DataFrame:
    """Half-width of the total by error propagation (IPCC approach 1), with shared factors: the check of the simulation.

    Parameters
    ----------
    inventory, pedigree, view, boundary
        As in :func:`uncertain_lines`; one year.
    limit_pct
        Above this half-width of a single input the formula is only a rough guide.

    Returns
    -------
    One row: ``known_kg``, ``half_width_kg``, ``half_width_pct``, ``largest_input_pct``, ``applies``.
    """
    lines = _of_one_year(uncertain_lines(inventory, pedigree, view=view, boundary=boundary).lines)
    known = lines["emissions_kg_co2e"].sum()
    half_width = DEVIATIONS_PER_HALF_WIDTH * np.sqrt(_error_variances(lines)["variance"].sum())
    largest = lines.loc[lines["emissions_kg_co2e"] != 0, ["amount_cv", "factor_cv"]].to_numpy().max(initial=0)
    largest_pct = float(100 * DEVIATIONS_PER_HALF_WIDTH * largest)
    return pd.DataFrame(
        {
            "known_kg": [known],
            "half_width_kg": [half_width],
            "half_width_pct": [100 * half_width / abs(known) if known else np.nan],
            "largest_input_pct": [largest_pct],
            "applies": [bool(largest_pct <= limit_pct)],
        }
    )


def one_at_a_time(inventory: pd.DataFrame, pedigree: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """How far the total moves when one input goes to the ends of its own interval, and that input's share of the variance.

    Parameters
    ----------
    inventory, pedigree, view, boundary
        As in :func:`uncertain_lines`; one year.

    Returns
    -------
    One row per input, the largest share first: ``kind`` (``factor``, ``amount``, ``interaction``), ``input_id`` (a factor, or an
    activity with all its amounts), ``kg`` it carries, ``uncertainty_95_pct``, ``low_kg`` and ``high_kg`` of the total, and
    ``variance_share``. The shares are exact and sum to 1; ``interaction`` is what amounts and factors add only together and
    has no range. Several independent amounts of one activity are taken together as one lognormal of the same variance.
    """
    lines = _of_one_year(uncertain_lines(inventory, pedigree, view=view, boundary=boundary).lines)
    total, inputs = lines["emissions_kg_co2e"].sum(), _input_variances(lines)
    variance = inputs["variance"].sum()
    cv = np.sqrt(inputs["variance"]) / inputs["kg"].abs().where(inputs["kg"] != 0)
    ends = [Lognormal.of_variation(value).ends if np.isfinite(value) else (np.nan, np.nan) for value in cv]
    moved = pd.DataFrame(ends, columns=["low", "high"], index=inputs.index, dtype=float).sub(1).mul(inputs["kg"], axis=0) + total
    own_range = inputs["kind"] != "interaction"
    table = inputs.assign(
        uncertainty_95_pct=(100 * DEVIATIONS_PER_HALF_WIDTH * cv).where(own_range),
        low_kg=moved.min(axis=1, skipna=False).where(own_range),
        high_kg=moved.max(axis=1, skipna=False).where(own_range),
        variance_share=inputs["variance"] / variance if variance else np.nan,
    )
    table = table[table["variance"] > 0].drop(columns="variance")
    return table.sort_values(["variance_share", "kind", "input_id"], ascending=[False, True, True]).reset_index(drop=True)


def measure_next(inventory: pd.DataFrame, pedigree: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """How much narrower the total's interval would be if one input were as good as the best of its kind.

    Parameters
    ----------
    inventory, view, boundary
        As in :func:`uncertain_lines`; one year.
    pedigree
        Also says what "good" is: the half-width of a measured amount, and of a verified factor of the topic or of any (``*``).

    Returns
    -------
    One row per input that can be bettered, the largest gain first: ``kind``, ``input_id``, ``uncertainty_95_pct`` of the
    input now at its largest, ``attainable_pct``, the total's ``half_width_kg`` now, ``then_half_width_kg`` and ``narrowing_kg``.
    Unknown rows are no part of it: their gain has no number.
    """
    lines = _of_one_year(uncertain_lines(inventory, pedigree, view=view, boundary=boundary).lines)
    now = DEVIATIONS_PER_HALF_WIDTH * np.sqrt(_error_variances(lines, interactions=True)["variance"].sum())
    rows = []
    for kind, key in (("amount", "activity_id"), ("factor", "factor_id")):
        column = f"{kind}_cv"
        for input_id, mine in lines[lines["emissions_kg_co2e"] != 0].groupby(key):
            attainable = _attainable_pct(pedigree, kind, str(input_id))
            present = float(100 * DEVIATIONS_PER_HALF_WIDTH * mine[column].max())
            if present <= attainable:
                continue
            worse = lines.index.isin(mine.index) & (lines[column] > variation(attainable))
            better = lines.assign(**{column: lines[column].where(~worse, float(variation(attainable)))})
            then = DEVIATIONS_PER_HALF_WIDTH * np.sqrt(_error_variances(better, interactions=True)["variance"].sum())
            rows.append((kind, input_id, present, attainable, now, then, now - then))
    names = ["kind", "input_id", "uncertainty_95_pct", "attainable_pct", "half_width_kg", "then_half_width_kg", "narrowing_kg"]
    return (
        pd.DataFrame(rows, columns=names)
        .sort_values(["narrowing_kg", "input_id"], ascending=[False, True])
        .reset_index(drop=True)
    )


def _attainable_pct(pedigree: pd.DataFrame, kind: str, input_id: str) -> float:
    """The pedigree's half-width of a measured amount, or of a verified factor of the topic (first word of its id), else of any.

    Infinite, so that nothing is worse, where the pedigree has no such row.
    """
    if kind == "amount":
        wanted = [("activity", "measured", "*")]
    else:
        wanted = [("factor", input_id.split("_")[0], "verified"), ("factor", "*", "verified")]
    for row_kind, group, quality in wanted:
        rows = pedigree[(pedigree["kind"] == row_kind) & (pedigree["group"] == group) & (pedigree["quality"] == quality)]
        if len(rows):
            return float(rows["uncertainty_95_pct"].min())
    return np.inf


def _of_one_year(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines, if they are of one year: errors of several years correlate and have no shares of their own."""
    if lines["year"].nunique() > 1:
        raise ValueError("give the ledger of one year")
    return lines


def _error_variances(lines: pd.DataFrame, *, interactions: bool = False) -> pd.DataFrame:
    """Variance by independent error: one row per factor and per entry, and per pair of them when asked."""
    kg = lines["emissions_kg_co2e"]
    keyed = {
        "factor": (["factor_id"], lines["factor_cv"]),
        "amount": (["amount_key"], lines["amount_cv"]),
        "interaction": (["amount_key", "factor_id"], lines["amount_cv"] * lines["factor_cv"]),
    }
    parts = []
    for kind, (keys, cv) in keyed.items():
        if kind != "interaction" or interactions:
            grouped = lines.assign(kg=kg, spread_kg=kg * cv).groupby(keys, dropna=False)
            part = grouped.agg(
                activity_id=("activity_id", "first"), kg=("kg", "sum"), spread_kg=("spread_kg", "sum")
            ).reset_index()
            parts.append(part.assign(kind=kind, variance=np.square(part["spread_kg"])))
    return pd.concat(parts, ignore_index=True)


def _input_variances(lines: pd.DataFrame) -> pd.DataFrame:
    """The variances by input as a reader knows it: ``kind``, ``input_id``, ``kg``, ``variance``."""
    errors = _error_variances(lines, interactions=True)
    names = {"factor": errors["factor_id"], "amount": errors["activity_id"], "interaction": pd.Series("", index=errors.index)}
    input_id = pd.concat([names[kind][errors["kind"] == kind] for kind in names]).reindex(errors.index).fillna("")
    return errors.assign(input_id=input_id).groupby(["kind", "input_id"], as_index=False)[["kg", "variance"]].sum()
