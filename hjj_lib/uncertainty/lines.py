"""The rows of the ledger as uncertain lines: which error each carries, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hjj_lib.inventory import select
from hjj_lib.tables import reported_id
from hjj_lib.uncertainty.distribution import variation


@dataclass(frozen=True)
class UncertainLines:
    """The ledger rows of one view and boundary, with the errors they carry.

    Attributes
    ----------
    lines
        Rows with known emissions. Added columns: ``amount_key`` and ``factor_key`` (rows with the same key share one
        error), ``amount_cv`` and ``factor_cv`` (coefficients of variation; 0 where no uncertainty is stated).
    unknown
        Rows whose emissions are unknown: they are listed, never drawn.
    unstated
        Known rows, other than zeros, that carry no stated uncertainty of amount or factor; they are drawn without that error.
    """

    lines: pd.DataFrame
    unknown: pd.DataFrame
    unstated: pd.DataFrame


def uncertain_lines(inventory: pd.DataFrame, pedigree: pd.DataFrame, *, view: str, boundary: str) -> UncertainLines:
    """Rows of one view and boundary with the coefficients of variation of their amount and factor.

    Parameters
    ----------
    inventory
        The ledger (``tables.Inventory``); memo rows are left out.
    pedigree
        ``tables.Pedigree``: the half-width assumed for an amount's origin where the reporter stated none.
    view
        ``market`` or ``location``.
    boundary
        ``inventory`` or one of the boundaries named in the ledger's column ``boundaries``.
    """
    rows = select(inventory, view=view, boundary=boundary)
    known = rows["emissions_kg_co2e"].notna()
    lines = rows[known].reset_index(drop=True)
    amount_pct = lines["uncertainty_95_pct"].fillna(_assumed_amount_pct(lines["origin"], pedigree))
    factor_pct = lines["factor_uncertainty_95_pct"].astype(float)
    lines = lines.assign(
        # The parts of one reported amount share its error.
        amount_key=lines["institution_id"] + "/" + lines["year"].astype(str) + "/" + reported_id(lines["entry_id"]),
        factor_key=lines["factor_id"].fillna("") + "/" + lines["year"].astype(str),
        amount_cv=variation(amount_pct.fillna(0).astype(float)),
        factor_cv=variation(factor_pct.fillna(0)),
        shared_between_years=lines["shared_between_years"].astype(float).fillna(1),
    )
    unstated = lines[(amount_pct.isna() | factor_pct.isna()) & (lines["emissions_kg_co2e"] != 0)]
    return UncertainLines(lines, rows[~known].reset_index(drop=True), unstated)


def _assumed_amount_pct(origin: pd.Series, pedigree: pd.DataFrame) -> pd.Series:
    """The pedigree's half-width for each origin; missing where the pedigree has no such row."""
    assumed = pedigree.loc[pedigree["kind"] == "activity"].set_index("group")["uncertainty_95_pct"]
    return origin.map(assumed).astype(float)
