"""What people hand in: amounts, denominators, sites."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, ORIGINS, QUALITIES, TENURES, VALUE_STATES, Table


class Entry(Table):
    """One reported amount, with where it stood in the file."""

    entry_id: Series[str] = pa.Field(unique=True, description="Stable from file, sheet and cell")
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
