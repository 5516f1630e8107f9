"""How well the basis serves every line of every activity year."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import FACTOR_LEVELS, FACTOR_MATCHES, PARTS, QUALITIES, VIEWS, Table

COVERAGE_STATES = ("served", "gap")
#: What a reader is told of a line in a year, weakest first. ``constant``: of no year, as the GWP of a gas; ``own``: whoever
#: reports states the emission.
COVERAGE_MARKS = ("gap", "default", "older", "estimate", "exact", "constant", "own")


class Coverage(Table):
    """The factor that serves a line in an activity year anywhere in Finland, or the gap in its place."""

    category_id: Series[str] = pa.Field(description="Category in which the line is counted")
    activity_id: Series[str]
    line_id: Series[str]
    part: Series[str] = pa.Field(isin=PARTS)
    view: Series[str] = pa.Field(isin=VIEWS)
    scope: Series[str] = pa.Field(isin=["1", "2", "3", "memo"])
    ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    factor_role: Series[str]
    year: Series[int] = pa.Field(description="Activity year")
    state: Series[str] = pa.Field(isin=COVERAGE_STATES)
    mark: Series[str] = pa.Field(isin=COVERAGE_MARKS, description="How near the factor is to the year")
    factor_id: Series[str] = pa.Field(nullable=True)
    valid_from: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="Year of the factor's value")
    kg_co2e_per_unit: Series[float] = pa.Field(nullable=True)
    activity_unit: Series[str] = pa.Field(nullable=True)
    factor_match: Series[str] = pa.Field(nullable=True, isin=FACTOR_MATCHES)
    factor_level: Series[str] = pa.Field(nullable=True, isin=FACTOR_LEVELS)
    quality: Series[str] = pa.Field(nullable=True, isin=QUALITIES)
    uncertainty_95_pct: Series[float] = pa.Field(nullable=True, description="Half-width of the 95 % interval in percent")
    uncertainty_origin: Series[str] = pa.Field(
        nullable=True, isin=["source", "assumed"], description="source: stated there; assumed: by the project"
    )
    source_id: Series[str] = pa.Field(nullable=True)
    reason: Series[str] = pa.Field(nullable=True, description="Why this factor")
    gap_fi: Series[str] = pa.Field(nullable=True, description="Why there is none")
    gap_sv: Series[str] = pa.Field(nullable=True)
    gap_en: Series[str] = pa.Field(nullable=True)
    better_fi: Series[str] = pa.Field(nullable=True, description="What a better factor would be and who has it")
    better_sv: Series[str] = pa.Field(nullable=True)
    better_en: Series[str] = pa.Field(nullable=True)

    class Config:
        unique = ["activity_id", "line_id", "year"]
