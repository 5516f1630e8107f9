"""What people hand in: amounts, denominators, sites."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, ORIGINS, QUALITIES, TENURES, VALUE_STATES, Table

#: Between the id of a reported amount and the activity as which a part of it counts.
_PART = "#"


def part_id(entry_ids: pd.Series, activity_id: str) -> pd.Series:
    """Ids of the parts of reported amounts that count as another activity; they still name the cell."""
    return entry_ids + _PART + activity_id


def reported_id(entry_ids: pd.Series) -> pd.Series:
    """Ids of the amounts as they were reported, also for rows that are parts of one."""
    return entry_ids.str.replace(f"{_PART}[a-z][a-z0-9_]*$", "", regex=True)


class Entry(Table):
    """One reported amount, with where it stood in the file."""

    entry_id: Series[str] = pa.Field(unique=True, description="Stable from file, sheet and cell; see part_id")
    institution_id: Series[str]
    year: Series[int]
    site_id: Series[str] = pa.Field(nullable=True, description="Empty: the whole institution")
    activity_id: Series[str]
    value_state: Series[str] = pa.Field(isin=VALUE_STATES, description="unknown is not zero")
    amount: Series[float] = pa.Field(nullable=True, description="As reported, in ``unit``; empty unless given or zero")
    unit: Series[str]
    origin: Series[str] = pa.Field(nullable=True, isin=ORIGINS)
    uncertainty_95_pct: Series[float] = pa.Field(nullable=True, ge=0, description="Stated by the reporter, else from pedigree")
    evidence: Series[str] = pa.Field(nullable=True)
    comment: Series[str] = pa.Field(nullable=True)
    file: Series[str]
    sheet: Series[str] = pa.Field(nullable=True)
    row: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    column: Series[str] = pa.Field(nullable=True)


#: On what a market-based claim rests.
INSTRUMENTS = ("cancelled_guarantee", "supplier_statement")
#: For whom the instrument was cancelled or stated.
BENEFICIARIES = ("provider", "landlord", "other", "unknown")


class Evidence(Table):
    """One piece of evidence for what the market-based view counts: which energy, how much, when and for whom."""

    evidence_id: Series[str] = pa.Field(unique=True, description="Stable from file, sheet and cell")
    institution_id: Series[str]
    year: Series[int] = pa.Field(description="Year in whose folder the evidence was handed in")
    site_id: Series[str] = pa.Field(nullable=True, description="Empty: all sites")
    activity_id: Series[str] = pa.Field(description="What it is evidence of; see evidence_rules of the basis")
    instrument: Series[str] = pa.Field(nullable=True, isin=INSTRUMENTS, description="Empty for guarantees that were sold")
    product: Series[str] = pa.Field(nullable=True, description="Product or technology")
    period_from: Series[pa.DateTime] = pa.Field(description="First day of the period")
    period_to: Series[pa.DateTime] = pa.Field(description="Last day of the period")
    amount_mwh: Series[float] = pa.Field(ge=0, description="Our part of it, as entries are counted with our share")
    beneficiary: Series[str] = pa.Field(
        nullable=True, isin=BENEFICIARIES, description="landlord: on our behalf; empty for guarantees that were sold"
    )
    document: Series[str] = pa.Field(nullable=True)
    file: Series[str]
    sheet: Series[str] = pa.Field(nullable=True)
    row: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    column: Series[str] = pa.Field(nullable=True)


class Denominator(Table):
    """A figure to which emissions are related. Kinds are never substituted for one another."""

    institution_id: Series[str]
    year: Series[int]
    site_id: Series[str] = pa.Field(nullable=True, description="Empty: the whole institution")
    kind: Series[str] = pa.Field(isin=DENOMINATORS)
    value_state: Series[str] = pa.Field(isin=VALUE_STATES)
    value: Series[float] = pa.Field(nullable=True, ge=0)
    source: Series[str] = pa.Field(nullable=True)
    file: Series[str]
    sheet: Series[str] = pa.Field(nullable=True)
    row: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    column: Series[str] = pa.Field(nullable=True)

    class Config:
        unique = ["institution_id", "year", "site_id", "kind"]


class Site(Table):
    """A site with its tenure and the networks it is on."""

    institution_id: Series[str]
    site_id: Series[str]
    name: Series[str]
    municipality: Series[str] = pa.Field(description="Key as in factor_choices.place, e.g. oulu")
    region: Series[str]
    heat_network: Series[str] = pa.Field(nullable=True)
    tenure: Series[str] = pa.Field(isin=TENURES)
    share_pct: Series[float] = pa.Field(ge=0, le=100, description="Part of a shared site's amounts that is ours; 100 elsewhere")

    class Config:
        unique = ["institution_id", "site_id"]


class OwnFactor(Table):
    """A factor of an institution's own: its supplier's figure, with its source."""

    factor_id: Series[str] = pa.Field(description="A word of one's own, such as heat_of_our_supplier")
    factor_role: Series[str] = pa.Field(description="What it serves; see factor_choices.csv of the basis")
    site_id: Series[str] = pa.Field(nullable=True, description="Empty: all sites")
    year_from: Series[int] = pa.Field(ge=1990, le=2100, description="First year it serves")
    year_to: Series[int] = pa.Field(ge=1990, le=2100, description="Last year it serves")
    activity_unit: Series[str]
    kg_co2e_per_unit: Series[float] = pa.Field(ge=0)
    gases: Series[str] = pa.Field(isin=["co2e", "co2_only"])
    allocation_method: Series[str] = pa.Field(nullable=True, isin=["benefit_sharing", "energy_method", "unknown"])
    uncertainty_95_pct: Series[float] = pa.Field(nullable=True, ge=0)
    quality: Series[str] = pa.Field(isin=QUALITIES)
    publisher: Series[str] = pa.Field(description="Who states the figure")
    source: Series[str] = pa.Field(description="Document or address where it stands")
    licence: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)

    class Config:
        unique = ["factor_id", "site_id", "year_from"]


class WeakFactorReason(Table):
    """Why a result is published although it rests on a weak factor; signed by a role, not a person."""

    factor_id: Series[str] = pa.Field(unique=True)
    reason: Series[str]
    decided_by_role: Series[str]
    decided_on: Series[str] = pa.Field(description="Date, such as 2026-03-31")
