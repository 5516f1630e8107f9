"""Standards and forms in which a footprint is reported: which rows of the ledger each of their lines holds."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, QUALITIES, VIEWS, Named

#: What a line does: ``leaf`` holds rows of the ledger and counts in its parent, ``sum`` adds its children up, ``memo`` and
#: ``outside`` hold rows that no total of the standard counts, ``ratio`` divides its parent by a denominator.
STANDARD_LINE_KINDS = ("leaf", "sum", "memo", "outside", "ratio")
#: What is said of a line without rows: of the first two if nobody is asked about it; ``alternative`` is another way to report
#: the same, which does not concern whoever did not use it.
ABSENT_STATES = ("not_relevant", "not_calculated", "alternative")
#: In ``ghg_categories``: rows of scope 3 that belong to none of the fifteen.
NO_GHG_CATEGORY = "none"


class Standard(Named):
    """A standard or form in which a footprint is reported."""

    standard_id: Series[str]
    position: Series[int] = pa.Field(description="Order of display")
    title: Series[str] = pa.Field(description="What it is officially called")
    gwp_set: Series[str] = pa.Field(nullable=True, isin=["AR4", "AR5", "AR6"], description="GWPs it asks for; empty: any")
    gases: Series[bool] = pa.Field(description="Whether each line is told by gas")
    uncertainty: Series[bool] = pa.Field(description="Whether each line is told with its uncertainty")
    purpose_fi: Series[str] = pa.Field(description="Who asks for it, and what to know before filling it in")
    purpose_sv: Series[str]
    purpose_en: Series[str]
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES, description="How well the form itself is known")
    note: Series[str] = pa.Field(nullable=True, description="What of it is not here, and why")

    class Config:
        unique = ["standard_id", "since"]


class StandardLine(Named):
    """A line of a standard. Every row of the ledger fits exactly one leaf, memo or outside line of each view."""

    standard_id: Series[str]
    line_id: Series[str]
    parent: Series[str] = pa.Field(nullable=True, description="Line that adds this one up; of a ratio: the line it divides")
    position: Series[int] = pa.Field(description="Order of display")
    kind: Series[str] = pa.Field(isin=STANDARD_LINE_KINDS)
    code: Series[str] = pa.Field(nullable=True, description="Number of the line in the standard")
    view: Series[str] = pa.Field(isin=VIEWS, description="both: has a figure in either view; else in this one only")
    scopes: Series[str] = pa.Field(nullable=True, description="1, 2, 3, memo by spaces; empty: any. So for the next columns")
    ghg_categories: Series[str] = pa.Field(nullable=True, description="1 to 15, or none")
    categories: Series[str] = pa.Field(nullable=True, description="category_id")
    activities: Series[str] = pa.Field(nullable=True, description="activity_id, with * for any letters")
    parts: Series[str] = pa.Field(nullable=True, description="Life-cycle parts")
    within: Series[str] = pa.Field(nullable=True, description="Only rows of this comparison boundary")
    beyond: Series[str] = pa.Field(nullable=True, description="Only rows outside this comparison boundary")
    denominator: Series[str] = pa.Field(nullable=True, isin=DENOMINATORS, description="Of a ratio: what it divides by")
    per: Series[float] = pa.Field(nullable=True, gt=0, description="Of a ratio: by how many units of the denominator")
    absent: Series[str] = pa.Field(nullable=True, isin=ABSENT_STATES, description="State if it holds no row; see ABSENT_STATES")
    absent_reason_fi: Series[str] = pa.Field(nullable=True, description="Why")
    absent_reason_sv: Series[str] = pa.Field(nullable=True)
    absent_reason_en: Series[str] = pa.Field(nullable=True)
    note_fi: Series[str] = pa.Field(nullable=True, description="What a reader must know of this line")
    note_sv: Series[str] = pa.Field(nullable=True)
    note_en: Series[str] = pa.Field(nullable=True)
    quality: Series[str] = pa.Field(isin=QUALITIES, description="How well the line is known; unverified: from memory")
    source_id: Series[str]

    class Config:
        unique = ["standard_id", "line_id", "since"]
