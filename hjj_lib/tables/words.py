"""The words that columns may hold, and what all declarations share."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

LANGUAGES = ("fi", "sv", "en")
VALUE_STATES = ("given", "zero", "not_applicable", "unknown")
ORIGINS = ("measured", "calculated", "estimated", "default", "stated")
VIEWS = ("market", "location", "both")
PARTS = ("direct", "upstream", "losses", "biogenic", "radiative_forcing")
QUALITIES = ("verified", "derived", "secondary", "unverified")
FACTOR_MATCHES = ("exact", "older", "default")
FACTOR_LEVELS = ("own", "network", "municipality", "region", "nation", "default")
TENURES = ("owned", "leased_controlled", "energy_in_rent", "shared", "let_out")
DENOMINATORS = (
    "student_years",
    "student_heads",
    "staff_years",
    "floor_area_m2",
    "meals",
    "turnover_eur",
)


class Table(pa.DataFrameModel):
    """A table with exactly its declared columns, in their types."""

    class Config:
        strict = True
        coerce = True


class Versioned(Table):
    """A table whose rows hold in some versions of the basis."""

    since: Series[str] = pa.Field(description="First basis version in which the row holds")
    until: Series[str] = pa.Field(nullable=True, description="Last basis version in which it held; empty: still holds")


class Named(Versioned):
    """A table whose rows have a name in every language."""

    name_fi: Series[str] = pa.Field(description="Name in Finnish")
    name_sv: Series[str] = pa.Field(description="Name in Swedish")
    name_en: Series[str] = pa.Field(description="Name in English")
