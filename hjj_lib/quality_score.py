"""How good the figures are behind a result: one score, weighted by emissions, by category and in all."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.inventory import select
from hjj_lib.uncertainty import assumed_amount_pct

_FILLED = "default"


def line_scores(rows: pd.DataFrame, basis: Basis) -> pd.Series:
    """The score of each row of the ledger, in percent; unknown where the amount or the factor says nothing about its uncertainty.

    See :func:`data_quality` for what it is.
    """
    amount = rows["uncertainty_95_pct"].astype(float).fillna(assumed_amount_pct(rows["origin"], basis.pedigree))
    # Tonnes that were calculated elsewhere have no factor here: their amount's uncertainty is all there is.
    factor = rows["factor_uncertainty_95_pct"].astype(float).mask(rows["factor_id"].isna(), 0)
    return (amount**2 + factor**2) ** (1 / 2)


def data_quality(inventory: pd.DataFrame, basis: Basis, *, view: str, boundary: str) -> pd.DataFrame:
    """The emission-weighted data-quality score by category, and of the whole in the last row.

    The score of a line is its uncertainty: that of its amount and that of its factor, combined as independent errors,
    ``√(u_amount² + u_factor²)``, in percent. An amount has the uncertainty that was stated with it, else that of its origin
    (``pedigree.csv``, kind activity); a factor has its own, as the ledger carries it. The score of a category is
    ``Σ |E| · u / Σ |E|`` over its lines with known emissions E: 5 is measured with a good factor, 60 a guess. It says how firm
    the figures are, not how wide the interval of the sum is, which is the simulation's business.
    The weighting by emissions follows the GHG Protocol's scope 3 standard, chapter 7, on data quality.

    Returns
    -------
    ``category_id`` (empty: the whole), ``known_kg``, ``score_pct``, ``filled_share`` (0 to 1; amounts filled from
    defaults), ``unscored_share`` (lines whose origin or factor says nothing about its uncertainty). Shares and scores of
    what has no known emissions are unknown.
    """
    rows = select(inventory, view=view, boundary=boundary).dropna(subset=["emissions_kg_co2e"])
    score = line_scores(rows, basis)
    weight = rows["emissions_kg_co2e"].abs()
    frame = pd.DataFrame(
        {
            "category_id": rows["category_id"],
            "known_kg": rows["emissions_kg_co2e"],
            "weight": weight,
            "scored": weight.where(score.notna(), 0.0),
            "points": (weight * score).fillna(0.0),
            "filled": weight.where(rows["origin"] == _FILLED, 0.0),
        }
    )
    by_category = frame.groupby("category_id", sort=True).sum().reset_index()
    whole = frame.drop(columns="category_id").sum().to_frame().T.assign(category_id="")
    sums = pd.concat([by_category, whole], ignore_index=True)
    weights, scored = (sums[name].astype(float).mask(sums[name] == 0) for name in ("weight", "scored"))
    return pd.DataFrame(
        {
            "category_id": sums["category_id"],
            "known_kg": sums["known_kg"].astype(float),
            "score_pct": sums["points"] / scored,
            "filled_share": sums["filled"] / weights,
            "unscored_share": 1 - sums["scored"] / weights,
        }
    )
