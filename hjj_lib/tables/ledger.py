"""The ledger."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.handed_in import Entry
from hjj_lib.tables.words import FACTOR_LEVELS, FACTOR_MATCHES, PARTS, QUALITIES, VIEWS


class Inventory(Entry):
    """The ledger: one row per entry × line × view."""

    entry_id: Series[str] = pa.Field(unique=False)
    category_id: Series[str]
    line_id: Series[str]
    part: Series[str] = pa.Field(isin=PARTS)
    scope: Series[str] = pa.Field(isin=["1", "2", "3", "memo"])
    ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    view: Series[str] = pa.Field(isin=VIEWS)
    boundaries: Series[str] = pa.Field(description="Comparison boundaries the line is in, separated by spaces; may be empty")
    share: Series[float] = pa.Field(description="Our part of the amount at a shared site, 0 to 1")
    amount_in_factor_unit: Series[float] = pa.Field(nullable=True, description="amount × share × unit conversion")
    factor_role: Series[str]
    factor_id: Series[str] = pa.Field(nullable=True)
    valid_from: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    factor_unit: Series[str] = pa.Field(nullable=True)
    kg_co2e_per_unit: Series[float] = pa.Field(nullable=True)
    factor_match: Series[str] = pa.Field(nullable=True, isin=FACTOR_MATCHES)
    factor_level: Series[str] = pa.Field(nullable=True, isin=FACTOR_LEVELS)
    factor_uncertainty_95_pct: Series[float] = pa.Field(nullable=True)
    factor_uncertainty_origin: Series[str] = pa.Field(nullable=True, description="source, or assumed")
    shared_between_years: Series[float] = pa.Field(nullable=True)
    quality: Series[str] = pa.Field(nullable=True, isin=QUALITIES)
    gases: Series[str] = pa.Field(nullable=True)
    gwp_set: Series[str] = pa.Field(nullable=True, description="Set of GWPs of the factor's value; none or unknown: not split")
    source_id: Series[str] = pa.Field(nullable=True)
    emissions_kg_co2e: Series[float] = pa.Field(nullable=True, description="Unknown where the amount or the factor is unknown")

    class Config:
        unique = ["entry_id", "line_id"]
