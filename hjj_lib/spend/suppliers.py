"""How few suppliers make most of the purchases: a curve by rank, in which nobody is named.

Names of suppliers may be names of persons. They are read in memory, added up here, and left behind.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd

#: What a supplier could be asked about: what is calculated from euros, or will be when it has a class.
_ASKED_ABOUT = ("mapped", "unmapped")


@dataclass(frozen=True)
class SupplierCurve:
    """The largest suppliers and how much of the purchases they explain.

    Attributes
    ----------
    points
        ``rank`` (1: the largest), ``net_cents`` of that supplier and ``share``, the part of ``total_cents`` that it and all
        larger ones make together. Suppliers whose credit notes outweigh their invoices are left out.
    total_cents
        Euro cents of the suppliers of the curve.
    unnamed_cents
        Euro cents of the lines that name no supplier; they are in no point and not in the total.
    """

    points: pd.DataFrame
    total_cents: int
    unnamed_cents: int

    def needed_for(self, share: float) -> int | None:
        """How many of the largest suppliers make at least this part (0 to 1) together; unknown where none is named."""
        reached = self.points.loc[self.points["share"] >= share, "rank"]
        return int(reached.iloc[0]) if len(reached) else None


def supplier_curve(purchases: pd.DataFrame, suppliers: pd.Series) -> SupplierCurve:
    """The curve of the purchases that are calculated from euros or have no class yet.

    Parameters
    ----------
    purchases
        ``tables.Purchase``; lines of unknown VAT are left out.
    suppliers
        Name of the supplier of each line, in the same order; empty: not named.
    """
    counted = purchases["net_cents"].notna() & purchases["treatment"].isin(_ASKED_ABOUT)
    cents = purchases.loc[counted, "net_cents"].astype("int64")
    names = spelled_alike(suppliers)[counted.to_numpy()].set_axis(cents.index)
    sums = cents[names != ""].groupby(names[names != ""]).sum()
    sizes = sums[sums > 0].sort_values(ascending=False).to_numpy()
    total = int(sizes.sum())
    points = pd.DataFrame({"rank": range(1, len(sizes) + 1), "net_cents": sizes, "share": sizes.cumsum() / (total or 1)})
    return SupplierCurve(points, total, int(cents[names == ""].sum()))


def spelled_alike(names: pd.Series) -> pd.Series:
    """Names without the differences that people do not see: case, spaces, composed or decomposed letters."""
    plain = names.astype(object).where(names.notna(), "")
    spellings = {name: " ".join(unicodedata.normalize("NFKC", str(name)).casefold().split()) for name in plain.unique()}
    return plain.map(spellings)
