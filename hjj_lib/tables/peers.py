"""Who is compared with whom, and by which quantities."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import Table

#: How a feature is compared: how many times as large, difference of two shares, the same word, both or neither, and a profile
#: of shares (half the sum of the differences).
FEATURE_KINDS = ("ratio", "share", "word", "yes_no", "profile")
#: What a ranked quantity is made of: an amount of activities, emissions of categories together, or of each category by itself.
QUANTITY_KINDS = ("amount", "emissions", "each_category")


class PeerFeature(Table):
    """A feature of providers by which peer groups are made, and how alike two providers must be in it."""

    feature_id: Series[str] = pa.Field(unique=True)
    kind: Series[str] = pa.Field(isin=FEATURE_KINDS)
    within: Series[float] = pa.Field(nullable=True, gt=0, description="ratio: times; share, profile: difference; else empty")
    kept: Series[int] = pa.Field(unique=True, ge=1, description="How long it is kept when a group is too small; 1 goes first")
    name_fi: Series[str]
    name_sv: Series[str]
    name_en: Series[str]


class RankedQuantity(Table):
    """A quantity by which providers are ranked; there is always something that it is divided by."""

    quantity_id: Series[str]
    kind: Series[str] = pa.Field(isin=QUANTITY_KINDS)
    numerator: Series[str] = pa.Field(description="Activities or categories, by spaces")
    unless: Series[str] = pa.Field(nullable=True, description="Activities that serve the same use and are not counted, by spaces")
    unit: Series[str] = pa.Field(description="Of the numerator")
    per: Series[str] = pa.Field(description="Kind of denominator")
    per_from: Series[str] = pa.Field(isin=["submission", "register"], description="Who states the denominator")
    name_fi: Series[str] = pa.Field(description="each_category: the field is the category's name")
    name_sv: Series[str]
    name_en: Series[str]

    class Config:
        unique = ["quantity_id", "per"]
