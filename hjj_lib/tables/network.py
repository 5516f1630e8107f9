"""What a provider gives the network, and how two of them compare."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import FACTOR_LEVELS, PARTS, VIEWS, Table

#: How much of a category a provider has calculated: all that is asked, some of it, or nothing.
COVERAGES = ("full", "partial", "not")
#: From what the emissions of a category were mostly calculated; see :mod:`hjj_lib.network.coverage`.
METHODS = ("amounts", "spend", "stated", "defaults", "mixed", "none")
#: Verdicts about one category of a pair, and about the pair as a whole.
CATEGORY_VERDICTS = ("comparable", "not", "neither")
PAIR_VERDICTS = ("comparable", "overlap", "not")
#: Kilograms beyond which a figure of one provider cannot be: a thousand million tonnes.
_MOST = 1000.0 * 1000 * 1000 * 1000
_MANY = 1000.0 * 1000 * 1000
#: Years that a result may be about.
FIRST_YEAR = 1990
LAST_YEAR = 2100
_SIDES = ("market", "location")
_SCOPES = ("1", "2", "3", "memo")


class SubmittedLine(Table):
    """Lines of the ledger of a year, added up over entries and sites: what the network can recompute and draw."""

    category_id: Series[str]
    activity_id: Series[str]
    line_id: Series[str]
    part: Series[str] = pa.Field(isin=PARTS)
    scope: Series[str] = pa.Field(isin=_SCOPES)
    view: Series[str] = pa.Field(isin=VIEWS)
    boundaries: Series[str] = pa.Field(description="Comparison boundaries the line is in, separated by spaces; may be empty")
    factor_id: Series[str] = pa.Field(nullable=True, description="Empty: tonnes as they were stated, or no factor")
    valid_from: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=FIRST_YEAR, le=LAST_YEAR)
    factor_level: Series[str] = pa.Field(nullable=True, isin=FACTOR_LEVELS, description="own: never published")
    allocation_method: Series[str] = pa.Field(nullable=True, description="CHP heat: how fuel was divided")
    unit: Series[str] = pa.Field(description="The factor's unit; without a factor the unit of the amount")
    amount: Series[float] = pa.Field(nullable=True, ge=-_MOST, le=_MOST, description="Our share, in ``unit``, of what is known")
    kg_co2e: Series[float] = pa.Field(nullable=True, ge=-_MOST, le=_MOST, description="Known emissions; empty: none is known")
    unknown_count: Series[int] = pa.Field(ge=0, le=_MANY, description="Entries whose emissions are not known")
    filled_kg: Series[float] = pa.Field(ge=-_MOST, le=_MOST, description="Part of kg_co2e that rests on filled gaps")
    amount_spread_95_pct: Series[float] = pa.Field(nullable=True, ge=0, le=_MANY, description="± %, 95 % interval")
    factor_spread_95_pct: Series[float] = pa.Field(nullable=True, ge=0, le=_MANY, description="± %, 95 % interval")

    class Config:
        unique = ["activity_id", "line_id", "scope", "boundaries", "factor_id", "valid_from", "unit"]


class SubmittedCategory(Table):
    """A category within a boundary: how completely and by what it was calculated, and its known emissions in both views."""

    boundary_id: Series[str]
    category_id: Series[str]
    requirement: Series[str] = pa.Field(isin=["required", "recommended", "optional"])
    coverage: Series[str] = pa.Field(isin=COVERAGES)
    method: Series[str] = pa.Field(isin=METHODS)
    allocation_method: Series[str] = pa.Field(nullable=True, description="Methods of CHP heat in it, separated by spaces")
    market_kg: Series[float] = pa.Field(nullable=True, ge=-_MOST, le=_MOST, description="Known emissions; empty: no such view")
    location_kg: Series[float] = pa.Field(nullable=True, ge=-_MOST, le=_MOST)
    unknown_count: Series[int] = pa.Field(ge=0, le=_MANY, description="Entries whose emissions are not known, in either view")
    score_pct: Series[float] = pa.Field(nullable=True, ge=0, le=_MANY, description="Emission-weighted uncertainty, ± %")
    filled_share: Series[float] = pa.Field(nullable=True, ge=0, le=1, description="Part of the emissions on filled gaps")

    class Config:
        unique = ["boundary_id", "category_id"]


class SubmittedTotal(Table):
    """The total of a boundary and view. The two views are never added."""

    boundary_id: Series[str]
    view: Series[str] = pa.Field(isin=_SIDES)
    known_kg: Series[float] = pa.Field(ge=-_MOST, le=_MOST)
    unknown_count: Series[int] = pa.Field(ge=0, le=_MANY)

    class Config:
        unique = ["boundary_id", "view"]


class SubmittedMemo(Table):
    """Memo items, which stand outside every total."""

    category_id: Series[str] = pa.Field(unique=True)
    known_kg: Series[float] = pa.Field(ge=-_MOST, le=_MOST)
    unknown_count: Series[int] = pa.Field(ge=0, le=_MANY)


class SubmittedDenominator(Table):
    """A figure to which emissions are related, with its definition. Kinds are never substituted for one another."""

    kind: Series[str] = pa.Field(unique=True)
    value: Series[float] = pa.Field(nullable=True, ge=0, le=_MOST, description="Empty: not known")
    definition: Series[str]


class SubmittedTarget(Table):
    """A reduction target of the provider."""

    target_id: Series[str] = pa.Field(unique=True)
    boundary: Series[str]
    view: Series[str] = pa.Field(isin=_SIDES)
    kind: Series[str]
    base_year: Series[int] = pa.Field(ge=FIRST_YEAR, le=LAST_YEAR)
    target_year: Series[int] = pa.Field(ge=FIRST_YEAR, le=LAST_YEAR)
    reduction_pct: Series[float] = pa.Field(nullable=True, ge=-_MANY, le=100)


class SubmittedAction(Table):
    """An action of the provider's plan: what, from when, and how far it has come."""

    action_id: Series[str]
    start_year: Series[int] = pa.Field(ge=FIRST_YEAR, le=LAST_YEAR)
    status: Series[str]

    class Config:
        unique = ["action_id", "start_year"]


class NetworkDenominator(Table):
    """A kind of denominator that only the network asks for, beside those of the template."""

    kind: Series[str] = pa.Field(unique=True)
    name_fi: Series[str]
    name_sv: Series[str]
    name_en: Series[str]
    definition_fi: Series[str]
    definition_sv: Series[str]
    definition_en: Series[str]


class StatedDenominator(Table):
    """A denominator that only the network asks for, as a provider states it in ``decisions/denominators.csv``."""

    year: Series[int] = pa.Field(ge=FIRST_YEAR, le=LAST_YEAR)
    kind: Series[str]
    value: Series[float] = pa.Field(ge=0, le=_MOST)
    source: Series[str] = pa.Field(nullable=True, description="Stays with the provider")

    class Config:
        unique = ["year", "kind"]


class ReceivedFile(Table):
    """A file of a collection round and the day on which it was first seen."""

    file: Series[str]
    sha256: Series[str]
    received_on: Series[str] = pa.Field(str_matches=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

    class Config:
        unique = ["file", "sha256"]


class FrozenFile(Table):
    """A submission as it was when the round was frozen."""

    institution_id: Series[str]
    year: Series[int]
    file: Series[str] = pa.Field(unique=True)
    sha256: Series[str]
    frozen_on: Series[str] = pa.Field(str_matches=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


class Standing(Table):
    """A category of one provider and year within a boundary: everything that decides with whom it compares."""

    institution_id: Series[str]
    year: Series[int]
    reporting_unit: Series[str]
    consolidation: Series[str]
    basis: Series[str] = pa.Field(description="Version and fingerprint, or the tool of an imported result")
    gwp_set: Series[str]
    category_id: Series[str]
    requirement: Series[str] = pa.Field(isin=["required", "recommended", "optional"])
    coverage: Series[str] = pa.Field(isin=COVERAGES)
    method: Series[str] = pa.Field(isin=METHODS)
    allocation_method: Series[str] = pa.Field(nullable=True)
    market_kg: Series[float] = pa.Field(nullable=True)
    location_kg: Series[float] = pa.Field(nullable=True)

    class Config:
        unique = ["institution_id", "year", "category_id"]


class CategoryVerdict(Table):
    """Whether a category of two providers, or of two years of one, may be compared, and if not, why."""

    left_id: Series[str]
    left_year: Series[int]
    right_id: Series[str]
    right_year: Series[int]
    category_id: Series[str]
    verdict: Series[str] = pa.Field(isin=CATEGORY_VERDICTS)
    reasons: Series[str] = pa.Field(description="Codes, separated by spaces; empty where nothing stands against it")

    class Config:
        unique = ["left_id", "left_year", "right_id", "right_year", "category_id"]


class PairVerdict(Table):
    """Whether two providers, or two years of one, may be compared, and their sums over what both share."""

    left_id: Series[str]
    left_year: Series[int]
    right_id: Series[str]
    right_year: Series[int]
    verdict: Series[str] = pa.Field(isin=PAIR_VERDICTS)
    comparable_count: Series[int] = pa.Field(ge=0, description="Categories that may be compared")
    compared_count: Series[int] = pa.Field(ge=0, description="Categories that one side has or that are required")
    reasons: Series[str] = pa.Field(description="Codes, separated by spaces")
    left_overlap_kg: Series[float] = pa.Field(description="Sum over the comparable categories")
    right_overlap_kg: Series[float]

    class Config:
        unique = ["left_id", "left_year", "right_id", "right_year"]
