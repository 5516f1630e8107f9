"""The commuting survey: what is assumed to turn answers into kilometres, one answer, and the groups that are expanded."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, QUALITIES, Named, Table

#: Who is asked.
ROLES = ("staff", "student")


class SurveyAssumption(Named):
    """A figure that turns coded answers of the commuting survey into kilometres of a year."""

    kind: Series[str] = pa.Field(
        isin=["distance_km", "days_per_year"],
        description="distance_km: mean of a class, one way; days_per_year: days on site of somebody who comes on every "
        "working day",
    )
    key: Series[str] = pa.Field(description="distance_km: code of the class; days_per_year: role")
    value: Series[float] = pa.Field(gt=0)
    unit: Series[str]
    uncertainty_95_pct: Series[float] = pa.Field(ge=0, description="Half-width of the 95 % interval in percent")
    status: Series[str] = pa.Field(isin=["sourced", "example – replace"])
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["kind", "key", "since"]


class SurveyAnswer(Table):
    """One coded answer. It holds nothing about the person, is never stored, and leaves intake only as sums."""

    role: Series[str] = pa.Field(isin=ROLES)
    site_id: Series[str]
    distance: Series[str] = pa.Field(description="Code of the class; see survey_assumptions of the basis")
    mode: Series[str] = pa.Field(description="A means of travel that the survey asks about")
    days_per_week: Series[float] = pa.Field(ge=0, le=7)
    answer: Series[int] = pa.Field(description="Number of the answer; rows of one answer are one person")

    class Config:
        unique = ["answer", "mode"]


class SurveyStratum(Table):
    """A group of people whose answers stand for all of it. Never fewer answers than the limit of disclosure."""

    role: Series[str] = pa.Field(isin=ROLES)
    stratum: Series[str] = pa.Field(description="The sites of the group, by spaces; empty: the whole institution")
    population: Series[float] = pa.Field(gt=0)
    population_kind: Series[str] = pa.Field(isin=DENOMINATORS)
    answers: Series[pd.Int64Dtype] = pa.Field(ge=1)

    class Config:
        unique = ["role", "stratum"]
