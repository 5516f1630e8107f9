"""The uncertainty of a change between two years by error propagation, as the IPCC's approach 1 does it.

Source: IPCC 2006 Guidelines, volume 1, chapter 3, table 3.2 and its notes. An amount's errors are independent from year to
year, a factor's is the same in both; the guidelines call the sensitivities to them type B and type A.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.distribution import DEVIATIONS_PER_HALF_WIDTH

#: The step of the guidelines' type A sensitivity: both years' emissions of a source rise by one percent.
_STEP = 1 / 100
_COLUMNS = ["base_kg", "kg", "amount_uncertainty_95_pct", "factor_uncertainty_95_pct"]


def approach_1_trend(sources: pd.DataFrame) -> pd.DataFrame:
    """The guidelines' table, one row per source and no total.

    Parameters
    ----------
    sources
        ``base_kg`` and ``kg`` of the two years, ``amount_uncertainty_95_pct``, ``factor_uncertainty_95_pct``: half-widths.

    Returns
    -------
    With ``combined_pct`` (both errors together), ``level_points`` (squared share in the level's uncertainty, percent²),
    ``type_a``, ``type_b``, ``factor_points`` and ``amount_points`` (what the two errors add to the trend, percentage points),
    ``trend_points`` (squared sum of both).

    Raises
    ------
    ValueError
        If a year's total is zero: there is no percentage of nothing.
    """
    base, now, amount, factor = (sources[name].to_numpy(dtype=float) for name in _COLUMNS)
    if not base.sum() or not now.sum():
        raise ValueError("a trend needs emissions in both years")
    combined = np.hypot(amount, factor)
    before, after = base.sum(), now.sum()
    moved = (after + _STEP * now) / (before + _STEP * base) - after / before
    type_a, type_b = np.abs(moved) / _STEP, np.abs(now / before)
    of_factor, of_amount = type_a * factor, type_b * amount * np.sqrt(2)
    return sources.assign(
        combined_pct=combined,
        level_points=np.square(combined * now / after),
        type_a=type_a,
        type_b=type_b,
        factor_points=of_factor,
        amount_points=of_amount,
        trend_points=np.square(of_factor) + np.square(of_amount),
    )


def trend_summary(table: pd.DataFrame) -> pd.DataFrame:
    """What the table says in all: ``change_pct``, ``level_pct`` (half-width of the later year), ``trend_half_width_points``."""
    return pd.DataFrame(
        {
            "change_pct": [100 * (table["kg"].sum() / table["base_kg"].sum() - 1)],
            "level_pct": [float(np.sqrt(table["level_points"].sum()))],
            "trend_half_width_points": [float(np.sqrt(table["trend_points"].sum()))],
        }
    )


def trend_sources(base: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Two years' lines as sources of the guidelines' table.

    Rows of one factor are one source, as the guidelines ask: its error is the same in all of them.

    Parameters
    ----------
    base, now
        Lines of :func:`hjj_lib.uncertainty.lines.uncertain_lines`, one year each.

    Returns
    -------
    ``factor_id`` and what :func:`approach_1_trend` takes. The amounts' half-width is that of their sum, in the later year where
    the source is still there; a factor's is the larger of both years.
    """
    both = _by_factor(base).merge(_by_factor(now), on="factor_id", how="outer", validate="one_to_one", suffixes=("_base", "_now"))
    amount = both["amount_uncertainty_95_pct_now"].fillna(both["amount_uncertainty_95_pct_base"])
    return pd.DataFrame(
        {
            "factor_id": both["factor_id"],
            "base_kg": both["kg_base"].fillna(0.0),
            "kg": both["kg_now"].fillna(0.0),
            "amount_uncertainty_95_pct": amount,
            "factor_uncertainty_95_pct": both[["factor_uncertainty_95_pct_base", "factor_uncertainty_95_pct_now"]].max(axis=1),
        }
    )


def _by_factor(lines: pd.DataFrame) -> pd.DataFrame:
    counted = lines[lines["emissions_kg_co2e"] != 0]
    kg = counted["emissions_kg_co2e"].astype(float)
    factor_id = counted["factor_id"].fillna("")
    # The parts of one reported amount err together, so they are added before they are squared.
    spread = (kg * np.sqrt(counted["amount_variance"])).groupby([factor_id, counted["amount_key"]]).sum()
    amount = np.sqrt(np.square(spread).groupby(level=0).sum())
    total = kg.groupby(factor_id).sum()
    widest = np.sqrt(counted["factor_variance"]).groupby(factor_id).max()
    to_pct = 100 * DEVIATIONS_PER_HALF_WIDTH
    table = pd.DataFrame(
        {
            "kg": total,
            "amount_uncertainty_95_pct": to_pct * amount / total.abs().where(total != 0),
            "factor_uncertainty_95_pct": to_pct * widest,
        }
    )
    return table[table["kg"] != 0].rename_axis("factor_id").reset_index()
