"""The rows of the ledger as uncertain lines: which errors each carries, and how they are distributed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hjj_lib.inventory import select
from hjj_lib.tables import reported_id
from hjj_lib.uncertainty.assumptions import Assumptions, correlation_columns, shape_columns
from hjj_lib.uncertainty.distribution import variation
from hjj_lib.uncertainty.shapes import Shape

#: Group of the pedigree for amounts of which nobody said how they were got.
_NOT_STATED = "not_stated"


@dataclass(frozen=True)
class UncertainLines:
    """The ledger rows of one view and boundary, with the errors they carry.

    Attributes
    ----------
    lines
        Rows with known emissions. Added columns, for the amount and the factor each: ``…_key`` (rows with the same key share
        one error), ``…_cv`` (coefficient of variation; 0 where no uncertainty is stated), ``…_shape``, ``…_low`` and ``…_high``
        (see :class:`Shape`), ``…_mean`` and ``…_variance`` of the multiplier; and ``group_id``, ``correlation`` and
        ``group_shared_between_years`` of the factor's correlation group.
    unknown
        Rows whose emissions are unknown: they are listed, never drawn.
    unstated
        Known rows, other than zeros, that carry no stated uncertainty of amount or factor; they are drawn without that error.
    """

    lines: pd.DataFrame
    unknown: pd.DataFrame
    unstated: pd.DataFrame


def uncertain_lines(inventory: pd.DataFrame, assumptions: Assumptions, *, view: str, boundary: str) -> UncertainLines:
    """Rows of one view and boundary with the errors of their amount and factor.

    Parameters
    ----------
    inventory
        The ledger (``tables.Inventory``); memo rows are left out.
    view
        ``market`` or ``location``.
    boundary
        ``inventory`` or one of the boundaries named in the ledger's column ``boundaries``.
    """
    rows = select(inventory, view=view, boundary=boundary)
    known = rows["emissions_kg_co2e"].notna()
    lines = rows[known].reset_index(drop=True)
    amount_pct = lines["uncertainty_95_pct"].astype(float).fillna(assumed_amount_pct(lines["origin"], assumptions.pedigree))
    factor_pct = lines["factor_uncertainty_95_pct"].astype(float)
    year = lines["year"].astype(str)
    lines = lines.assign(
        # The parts of one reported amount share its error.
        amount_key=lines["institution_id"] + "/" + year + "/" + reported_id(lines["entry_id"]),
        factor_key=lines["factor_id"].fillna("") + "/" + year,
        amount_cv=variation(amount_pct.fillna(0)),
        factor_cv=variation(factor_pct.fillna(0)),
        shared_between_years=lines["shared_between_years"].astype(float).fillna(1),
    )
    lines = lines.join(shape_columns(lines, assumptions)).join(correlation_columns(lines["factor_id"], assumptions))
    lines = lines.join(_moments(lines, "amount")).join(_moments(lines, "factor"))
    unstated = lines[(amount_pct.isna() | factor_pct.isna()) & (lines["emissions_kg_co2e"] != 0)]
    return UncertainLines(lines, rows[~known].reset_index(drop=True), unstated)


def shape_of(row: pd.Series, kind: str) -> Shape:
    """The distribution of a line's amount or factor (``kind``)."""
    return Shape(*(row[f"{kind}_{name}"] for name in ("shape", "cv", "low", "high")))


def _moments(lines: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Mean and variance of the multiplier of each line, worked out once for each distribution."""
    columns = [f"{kind}_{name}" for name in ("shape", "cv", "low", "high")]
    codes = lines.groupby(columns, dropna=False).ngroup().to_numpy()
    firsts = np.unique(codes, return_index=True)[1]
    shapes = [Shape(*row) for row in lines.iloc[firsts][columns].itertuples(index=False, name=None)]
    means, variances = (np.array([getattr(shape, name) for shape in shapes], dtype=float) for name in ("mean", "variance"))
    return pd.DataFrame({f"{kind}_mean": means[codes], f"{kind}_variance": variances[codes]}, index=lines.index)


def assumed_amount_pct(origin: pd.Series, pedigree: pd.DataFrame) -> pd.Series:
    """The pedigree's half-width for each origin; missing where the pedigree has no such row.

    Where nobody said how an amount was got, the row of that name counts.
    """
    assumed = pedigree.loc[pedigree["kind"] == "activity"].set_index("group")["uncertainty_95_pct"]
    return origin.astype(object).where(origin.notna(), _NOT_STATED).map(assumed).astype(float)
