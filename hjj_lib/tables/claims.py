"""Claims that readers may take for more than they are, and good done elsewhere: what is told beside a footprint, never in it."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import QUALITIES, Named, Table

_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: What can stand behind a claim: the columns of ``StatedClaim`` that name it.
EVIDENCE_KINDS = ("evidence", "plan", "targets", "verifier", "excellence", "comparison")


class Claim(Named):
    """A kind of environmental claim, the words by which it is known, and what consumer law asks for it."""

    claim_id: Series[str]
    kind: Series[str] = pa.Field(
        isin=["offset_based", "generic", "future", "comparison"],
        description="offset_based: usually rests on offsets; generic: nothing exact; future: a promise; comparison: with others",
    )
    pattern_fi: Series[str] = pa.Field(
        description="Regular expression for the beginning of a word, upper and lower case alike; the first row that fits counts"
    )
    pattern_sv: Series[str] = pa.Field(description="As in Finnish")
    pattern_en: Series[str] = pa.Field(description="As in Finnish")
    required: Series[str] = pa.Field(
        nullable=True, description=f"What must all be there, by spaces: {', '.join(EVIDENCE_KINDS)}; empty: no evidence is enough"
    )
    evidence_fi: Series[str] = pa.Field(description="The same in words, for readers")
    evidence_sv: Series[str]
    evidence_en: Series[str]
    rule: Series[str] = pa.Field(description="What the law says of such claims, in short")
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["claim_id", "since"]


class StatedClaim(Table):
    """A claim that an institution makes or wants to make, with what stands behind it."""

    claim: Series[str] = pa.Field(description="The words as readers see them")
    used_in: Series[str] = pa.Field(description="Where: page, brochure, job advertisement")
    offsets: Series[bool] = pa.Field(description="Whether it rests on offsets (bought units), wholly or in part: true or false")
    evidence: Series[str] = pa.Field(nullable=True, description="Calculation or other document that shows it; empty: none")
    plan: Series[str] = pa.Field(nullable=True, description="Public implementation plan")
    targets: Series[str] = pa.Field(nullable=True, description="Its measurable targets with their years")
    verifier: Series[str] = pa.Field(nullable=True, description="Independent third party, and where its findings can be read")
    excellence: Series[str] = pa.Field(nullable=True, description="Ecolabel or other recognised excellent performance")
    comparison: Series[str] = pa.Field(nullable=True, description="With what it is compared, and how")
    decided_by_role: Series[str]
    decided_on: Series[str] = pa.Field(str_matches=_ISO_DATE)

    class Config:
        unique = ["claim", "used_in"]


class Handprint(Table):
    """Good done outside the footprint, or what land takes up and lets out. Rows are read one by one: they have no sum."""

    handprint_id: Series[str] = pa.Field(unique=True, description="A word of its own")
    kind: Series[str] = pa.Field(isin=["handprint", "sink"], description="sink: land and what grows on it, peat included")
    name: Series[str]
    beneficiary: Series[str] = pa.Field(description="Whose emissions become smaller; sink: who owns the land")
    baseline: Series[str] = pa.Field(description="What it is compared with: what would happen otherwise")
    method: Series[str] = pa.Field(description="How it was calculated")
    source: Series[str] = pa.Field(description="Who says so, and where it can be read")
    year: Series[int] = pa.Field(ge=1990, le=2100)
    benefit_t_co2e: Series[float] = pa.Field(
        nullable=True, description="Tonnes not emitted elsewhere, or taken up; negative: more is emitted; empty: not known"
    )
    own_share_pct: Series[float] = pa.Field(
        nullable=True, ge=0, le=100, description="The institution's part of the benefit; empty: not known"
    )
    evidence: Series[str] = pa.Field(nullable=True, description="Document that shows it; empty: none")
