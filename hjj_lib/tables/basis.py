"""The tables of the calculation basis, ``factors/``."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, FACTOR_LEVELS, PARTS, QUALITIES, TENURES, VIEWS, Named, Table, Versioned


class Category(Named):
    """A class of emissions that the sector reports as one line."""

    category_id: Series[str] = pa.Field(description="Stable word key")
    scope: Series[str] = pa.Field(isin=["1", "2", "3", "memo"], description="Usual scope; memo = outside all totals")
    ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=15, description="GHG Protocol scope 3 category")
    iso_category: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=6, description="ISO 14064-1 category")
    calculator_line: Series[str] = pa.Field(nullable=True, description="Line of the sector's calculator: C1-C12, X1-, N1-")
    requirement: Series[str] = pa.Field(isin=["required", "recommended", "optional"], description="Must it be answered?")
    position: Series[int] = pa.Field(description="Order of display")
    definition_fi: Series[str]
    definition_sv: Series[str]
    definition_en: Series[str]

    class Config:
        unique = ["category_id", "since"]


class Activity(Named):
    """What a person can report: one kind of amount."""

    activity_id: Series[str]
    category_id: Series[str] = pa.Field(description="Category under which it is asked")
    unit: Series[str] = pa.Field(description="Unit in which it is asked")
    dimension: Series[str] = pa.Field(
        description="energy, volume, mass, distance, area, nitrogen, money, count, co2e: units of other dimensions are refused"
    )
    substance: Series[str] = pa.Field(nullable=True, description="Key into conversions, when a conversion depends on it")
    theme: Series[str] = pa.Field(
        isin=["energy", "fleet", "finance", "kitchen", "travel", "waste_water", "commuting", "farm", "stated"],
        description="Data holder's sheet of the template",
    )
    exclusive_group: Series[str] = pa.Field(nullable=True, description="Of these, one counts: litres or euros")
    quick: Series[bool] = pa.Field(description="Asked in the quick version")
    by_site: Series[bool] = pa.Field(description="Usually known by site")
    position: Series[int]
    help_fi: Series[str]
    help_sv: Series[str]
    help_en: Series[str]

    class Config:
        unique = ["activity_id", "since"]


class EmissionLine(Versioned):
    """The lines an activity makes."""

    activity_id: Series[str]
    line_id: Series[str] = pa.Field(description="Unique within the activity, e.g. direct_market, upstream, biogenic")
    category_id: Series[str] = pa.Field(description="Category in which the line is counted")
    scope: Series[str] = pa.Field(isin=["1", "2", "3", "memo"])
    ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=15)
    part: Series[str] = pa.Field(isin=PARTS)
    view: Series[str] = pa.Field(isin=VIEWS)
    factor_role: Series[str] = pa.Field(description="What kind of factor the line needs; see factor_choices")

    class Config:
        unique = ["activity_id", "line_id", "since"]


class EvidenceRule(Versioned):
    """An activity that counts as such only with evidence, and what the same energy is without it."""

    activity_id: Series[str] = pa.Field(description="What the evidence is about")
    other_activity_id: Series[str] = pa.Field(description="The same energy without it")
    effect: Series[str] = pa.Field(
        isin=["limits", "moves"],
        description="limits: reported amounts beyond the evidence become the other; moves: amounts of the other, as far as "
        "evidence goes, become this one",
    )

    class Config:
        unique = ["activity_id", "since"]


class FactorChoice(Versioned):
    """Which factor serves a role, in order of rank."""

    factor_role: Series[str]
    rank: Series[int] = pa.Field(ge=0, description="1 is tried first; 0 is for factors of an institution's own")
    level: Series[str] = pa.Field(isin=FACTOR_LEVELS)
    place: Series[str] = pa.Field(description="FI, region:<id>, municipality:<id> or network:<id>; serves sites of that place")
    year_from: Series[int] = pa.Field(description="First activity year served")
    year_to: Series[int] = pa.Field(description="Last activity year served")
    factor_id: Series[str]
    reason: Series[str] = pa.Field(description="Why this one")

    class Config:
        unique = ["factor_role", "rank", "place", "year_from", "since"]


class EmissionFactor(Named):
    """Kilograms of CO2 equivalent per unit of activity, in a year."""

    factor_id: Series[str]
    valid_from: Series[int] = pa.Field(ge=1990, le=2100, description="Year from which the value holds")
    activity_unit: Series[str]
    kg_co2e_per_unit: Series[float] = pa.Field(description="GWP set of the row, unless the gas split is given")
    co2_fossil_kg: Series[float] = pa.Field(nullable=True, description="Gas split, kg of gas per unit; empty: not split")
    ch4_fossil_kg: Series[float] = pa.Field(nullable=True, ge=0)
    ch4_biogenic_kg: Series[float] = pa.Field(nullable=True, ge=0)
    n2o_kg: Series[float] = pa.Field(nullable=True, ge=0)
    gas: Series[str] = pa.Field(
        nullable=True, description="Name in globalwarmingpotentials when the unit is kg of one gas or blend"
    )
    gases: Series[str] = pa.Field(isin=["co2e", "co2_only"], description="What the value holds")
    part: Series[str] = pa.Field(isin=[*PARTS, "life_cycle"], description="Life-cycle part that the value covers")
    region: Series[str]
    allocation_method: Series[str] = pa.Field(nullable=True, description="CHP heat: benefit_sharing, energy_method, unknown")
    gwp_set: Series[str] = pa.Field(isin=["AR4", "AR5", "AR6", "unknown", "none"])
    price_basis: Series[str] = pa.Field(nullable=True, description="Spend factors: currency, year, price kind")
    uncertainty_95_pct: Series[float] = pa.Field(nullable=True, ge=0, description="Half-width of the 95 % interval in percent")
    uncertainty_origin: Series[str] = pa.Field(nullable=True, isin=["source", "assumed"])
    lower_kg_co2e: Series[float] = pa.Field(nullable=True, description="Lower end of the range that the source states")
    upper_kg_co2e: Series[float] = pa.Field(nullable=True, description="Upper end of that range")
    shared_between_years: Series[float] = pa.Field(ge=0, le=1, description="1: the same error every year")
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str] = pa.Field(nullable=True, description="How the figure was seen or derived")
    change_reason: Series[str] = pa.Field(
        nullable=True, description="Why the value differs from the row that it replaces in an earlier version"
    )

    class Config:
        unique = ["factor_id", "valid_from", "since"]


class KnownGap(Versioned):
    """A kind of factor for which no usable figure is known in some years. Its lines stay unknown; unknown is not zero."""

    factor_role: Series[str]
    year_from: Series[int]
    year_to: Series[int]
    reason_fi: Series[str]
    reason_sv: Series[str]
    reason_en: Series[str]

    class Config:
        unique = ["factor_role", "year_from", "since"]


class BetterFactor(Table):
    """What a better figure for a kind of factor would be, and who has it."""

    pattern: Series[str] = pa.Field(unique=True, description="factor_role, with * for any letters; the first that fits counts")
    better_fi: Series[str]
    better_sv: Series[str]
    better_en: Series[str]


class CollectedFigure(Table):
    """What became of a figure that was collected when the basis was made."""

    collection: Series[str] = pa.Field(description="The collection it stood in")
    figure_id: Series[str]
    name_en: Series[str]
    used_in: Series[str] = pa.Field(nullable=True, description="File of factors/; empty: not used")
    used_as: Series[str] = pa.Field(nullable=True, description="Key of the row there, such as its factor_id")
    valid_from: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="Year of the row there, where it has one")
    reason_id: Series[str] = pa.Field(nullable=True, description="Why it is not used; see unused_reasons.csv")

    class Config:
        unique = ["collection", "figure_id"]


class UnusedReason(Table):
    """Why collected figures are not used."""

    reason_id: Series[str] = pa.Field(unique=True)
    reason_en: Series[str]


class Blend(Versioned):
    """A gas of a refrigerant blend with its share of the mass."""

    blend: Series[str]
    gas: Series[str] = pa.Field(description="Name in globalwarmingpotentials")
    mass_share: Series[float] = pa.Field(gt=0, le=1)
    source_id: Series[str]

    class Config:
        unique = ["blend", "gas", "since"]


class BoundaryLine(Versioned):
    """A line that belongs to a comparison boundary."""

    boundary_id: Series[str] = pa.Field(isin=["core", "extended", "operational"])
    activity_id: Series[str]
    line_id: Series[str]

    class Config:
        unique = ["boundary_id", "activity_id", "line_id", "since"]


class TenureRule(Versioned):
    """How a site's tenure moves a line to another scope."""

    tenure: Series[str] = pa.Field(isin=TENURES)
    scope: Series[str] = pa.Field(isin=["1", "2"], description="Scope of the line at an owned site")
    tenure_scope: Series[str] = pa.Field(isin=["1", "2", "3"])
    tenure_ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=15)
    outside_boundaries: Series[str] = pa.Field(
        nullable=True, description="Boundaries in which such a line does not count, by spaces"
    )

    class Config:
        unique = ["tenure", "scope", "since"]


class FactorSource(Table):
    """Where a fact comes from."""

    source_id: Series[str] = pa.Field(unique=True)
    title: Series[str]
    publisher: Series[str]
    url: Series[str]
    published_year: Series[str] = pa.Field(nullable=True)
    licence: Series[str]
    citation: Series[str]
    how_seen: Series[str]


class Conversion(Versioned):
    """A conversion that depends on the substance: amount in ``from_unit`` × ``factor`` = amount in ``to_unit``."""

    substance: Series[str]
    from_unit: Series[str]
    to_unit: Series[str]
    factor: Series[float] = pa.Field(gt=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["substance", "from_unit", "to_unit", "since"]


class DefaultAmount(Versioned):
    """A labelled gap filler: amount of an activity per unit of a denominator."""

    activity_id: Series[str]
    denominator: Series[str] = pa.Field(isin=DENOMINATORS)
    amount_per_unit: Series[float] = pa.Field(ge=0)
    unit: Series[str]
    uncertainty_95_pct: Series[float] = pa.Field(ge=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["activity_id", "denominator", "since"]


class Plausibility(Versioned):
    """A soft limit: outside it the report asks for a comment."""

    check_id: Series[str]
    indicator: Series[str] = pa.Field(description="What is compared; the list is in hjj_lib.quality")
    low: Series[float] = pa.Field(nullable=True)
    high: Series[float] = pa.Field(nullable=True)
    unit: Series[str]
    basis: Series[str] = pa.Field(description="Where the limits come from")

    class Config:
        unique = ["check_id", "since"]


class Pedigree(Versioned):
    """Uncertainty assumed where a source states none."""

    kind: Series[str] = pa.Field(isin=["factor", "activity"])
    group: Series[str] = pa.Field(description="factor: topic, or * for any; activity: origin of the amount")
    quality: Series[str] = pa.Field(description="factor: quality; activity: *")
    uncertainty_95_pct: Series[float] = pa.Field(gt=0)
    basis: Series[str]

    class Config:
        unique = ["kind", "group", "quality", "since"]


class Action(Named):
    """A reduction action: it lessens an activity or its factor, or moves a share of one activity to another."""

    action_id: Series[str]
    acts_on: Series[str] = pa.Field(
        isin=["activity", "share", "factor"],
        description="activity: less of it; share: moved to another activity; factor: as much, but each unit emits less",
    )
    activity_id: Series[str] = pa.Field(description="One, or several of one unit, by spaces")
    to_activity_id: Series[str] = pa.Field(nullable=True, description="share: the activity that takes over")
    to_amount_per_amount: Series[float] = pa.Field(nullable=True, ge=0, description="share: units of the new per unit of the old")
    effect_pct: Series[float] = pa.Field(
        gt=0, le=100, description="Part of the amount, or of its factor, that disappears or moves when fully in force"
    )
    uncertainty_95_pct: Series[float] = pa.Field(ge=0)
    ramp_years: Series[int] = pa.Field(ge=1, description="Years from start to full effect, linear")
    lifetime_years: Series[int] = pa.Field(ge=1)
    investment_eur_per_unit: Series[float] = pa.Field(
        ge=0, description="Per unit of the activity's yearly amount that is affected; factor: of the whole amount"
    )
    yearly_cost_eur_per_unit: Series[float] = pa.Field(description="Per affected unit and year; negative: saves money")
    overlap_group: Series[str] = pa.Field(nullable=True, description="Actions of one group act on what the earlier left")
    requires: Series[str] = pa.Field(nullable=True, description="Actions that must be there first, by spaces")
    excludes: Series[str] = pa.Field(nullable=True, description="Actions that cannot be in the same plan, by spaces")
    cost_status: Series[str] = pa.Field(isin=["sourced", "example – replace"])
    source_id: Series[str]
    note_fi: Series[str]
    note_sv: Series[str]
    note_en: Series[str]

    class Config:
        unique = ["action_id", "since"]


class FactorPath(Versioned):
    """How a factor is expected to develop: multiplier of the latest known value."""

    factor_role: Series[str]
    year: Series[int]
    multiplier: Series[float] = pa.Field(ge=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["factor_role", "year", "since"]


class PriceIndex(Versioned):
    """A price index by year."""

    index_id: Series[str]
    year: Series[int]
    value: Series[float] = pa.Field(gt=0)
    source_id: Series[str]

    class Config:
        unique = ["index_id", "year", "since"]


class SpendMapping(Versioned):
    """Account number, account name, CPV division or UNSPSC segment → spend activity."""

    scheme: Series[str] = pa.Field(
        isin=["jhs", "account_group", "cpv", "unspsc"], description="account_group: the account's name in any language"
    )
    code: Series[str] = pa.Field(nullable=True, description="Beginning of the number; the longest that fits counts")
    name_fi: Series[str]
    name_sv: Series[str] = pa.Field(nullable=True)
    name_en: Series[str]
    activity_id: Series[str] = pa.Field(nullable=True, description="Empty: covered by activity data or excluded, see reason")
    treatment: Series[str] = pa.Field(isin=["mapped", "covered_by_activity", "excluded"])
    reason: Series[str]
    alternative_classes: Series[str] = pa.Field(nullable=True, description="Other product classes that may fit, by spaces")
    prefer_physical: Series[str] = pa.Field(nullable=True, description="Amounts that would serve better than euros")

    class Config:
        unique = ["scheme", "code", "name_fi", "since"]


class BasisVersion(Table):
    """One version of the basis, in order of ``position``."""

    version: Series[str] = pa.Field(unique=True)
    position: Series[int] = pa.Field(unique=True)
    date: Series[str]
    state: Series[str] = pa.Field(isin=["draft", "published"], description="published: frozen, nothing in it changes")
    fingerprint: Series[str] = pa.Field(nullable=True, description="Of a published version; kept, and checked")
    description: Series[str]
