"""How errors are distributed, which go together, and how long it takes to know better."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, QUALITIES, Versioned


class Distribution(Versioned):
    """The shape of an error, where it is not the lognormal that everything else has."""

    kind: Series[str] = pa.Field(isin=["factor", "amount"])
    pattern: Series[str] = pa.Field(
        description="An id of a factor or activity, or its beginning and *; the first that fits counts"
    )
    shape: Series[str] = pa.Field(isin=["lognormal", "normal", "triangular", "uniform"])
    low: Series[float] = pa.Field(
        nullable=True, le=1, description="Lower end as a multiple of the value; empty: the factor's lower_kg_co2e, else none"
    )
    high: Series[float] = pa.Field(nullable=True, ge=1, description="Upper end, as low")
    source_id: Series[str]
    note: Series[str] = pa.Field(description="Why this shape")

    class Config:
        unique = ["kind", "pattern", "since"]


class CorrelationGroup(Versioned):
    """Factors whose errors go the same way, because they come out of one model."""

    group_id: Series[str]
    pattern: Series[str] = pa.Field(description="A factor's id, or its beginning and *; the first that fits counts")
    correlation: Series[float] = pa.Field(ge=0, le=1, description="Of the logarithms of two factors of the group in one year")
    shared_between_years: Series[float] = pa.Field(ge=0, le=1, description="Correlation of the common part in two years")
    source_id: Series[str]
    note: Series[str]

    class Config:
        unique = ["pattern", "since"]


class GwpError(Versioned):
    """How well the global warming potential of a gas is known."""

    gas: Series[str] = pa.Field(description="CH4, N2O, or a gas or blend as in emission factors; * for all others")
    uncertainty_95_pct: Series[float] = pa.Field(gt=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str]

    class Config:
        unique = ["gas", "since"]


class Effort(Versioned):
    """Hours of work to know something better than now: an editable guess, so that gains can be held against it."""

    kind: Series[str] = pa.Field(isin=["amount", "factor", "unknown"], description="unknown: a category nobody knows anything of")
    pattern: Series[str] = pa.Field(description="An id, or its beginning and *; the first that fits counts")
    hours: Series[float] = pa.Field(gt=0)
    work_fi: Series[str] = pa.Field(description="What is done in these hours")
    work_sv: Series[str]
    work_en: Series[str]
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["kind", "pattern", "since"]


class PossibleEmission(Versioned):
    """Between what the emissions of an unknown category may lie; never counted, only held against the interval."""

    category_id: Series[str]
    denominator: Series[str] = pa.Field(isin=DENOMINATORS, description="Per unit of which the ends are stated")
    low_kg: Series[float] = pa.Field(ge=0)
    high_kg: Series[float] = pa.Field(gt=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str]

    class Config:
        unique = ["category_id", "since"]
