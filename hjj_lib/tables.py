"""Every table of the system, declared once: columns, types, units, keys, and what each column means.

Checks, the blank workbook, the codebook and ``datapackage.json`` are made from these declarations. A column's fixed
unit is its suffix (``emissions_kg_co2e``); a varying unit stands in a ``unit`` column beside ``amount``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.problems import DataError, Problem

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
_TRUTHS = {"true": True, "false": False}


class _Table(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = True


class _Versioned(_Table):
    since: Series[str] = pa.Field(description="First basis version in which the row holds")
    until: Series[str] = pa.Field(nullable=True, description="Last basis version in which it held; empty: still holds")


class _Named(_Versioned):
    name_fi: Series[str] = pa.Field(description="Name in Finnish")
    name_sv: Series[str] = pa.Field(description="Name in Swedish")
    name_en: Series[str] = pa.Field(description="Name in English")


# --- the calculation basis ------------------------------------------------------------------------------------------


class Category(_Named):
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


class Activity(_Named):
    """What a person can report: one kind of amount."""

    activity_id: Series[str]
    category_id: Series[str] = pa.Field(description="Category under which it is asked")
    unit: Series[str] = pa.Field(description="Unit in which it is asked")
    dimension: Series[str] = pa.Field(
        description="energy, volume, mass, distance, money, count, co2e: units of other dimensions are refused"
    )
    substance: Series[str] = pa.Field(nullable=True, description="Key into conversions, when a conversion depends on it")
    theme: Series[str] = pa.Field(
        isin=["energy", "fleet", "finance", "kitchen", "travel", "waste_water", "commuting", "stated"],
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


class EmissionLine(_Versioned):
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


class FactorChoice(_Versioned):
    """Which factor serves a role, in order of rank."""

    factor_role: Series[str]
    rank: Series[int] = pa.Field(ge=1, description="1 is tried first")
    level: Series[str] = pa.Field(isin=FACTOR_LEVELS)
    place: Series[str] = pa.Field(description="FI, region:<id>, municipality:<id> or network:<id>; serves sites of that place")
    year_from: Series[int] = pa.Field(description="First activity year served")
    year_to: Series[int] = pa.Field(description="Last activity year served")
    factor_id: Series[str]
    reason: Series[str] = pa.Field(description="Why this one")

    class Config:
        unique = ["factor_role", "rank", "place", "year_from", "since"]


class EmissionFactor(_Named):
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
    shared_between_years: Series[float] = pa.Field(ge=0, le=1, description="1: the same error every year")
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str] = pa.Field(nullable=True, description="How the figure was seen or derived")

    class Config:
        unique = ["factor_id", "valid_from", "since"]


class Blend(_Versioned):
    """A gas of a refrigerant blend with its share of the mass."""

    blend: Series[str]
    gas: Series[str] = pa.Field(description="Name in globalwarmingpotentials")
    mass_share: Series[float] = pa.Field(gt=0, le=1)
    source_id: Series[str]

    class Config:
        unique = ["blend", "gas", "since"]


class BoundaryLine(_Versioned):
    """A line that belongs to a comparison boundary."""

    boundary_id: Series[str] = pa.Field(isin=["core", "extended", "operational"])
    activity_id: Series[str]
    line_id: Series[str]

    class Config:
        unique = ["boundary_id", "activity_id", "line_id", "since"]


class TenureRule(_Versioned):
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


class FactorSource(_Table):
    """Where a fact comes from."""

    source_id: Series[str] = pa.Field(unique=True)
    title: Series[str]
    publisher: Series[str]
    url: Series[str]
    published_year: Series[str] = pa.Field(nullable=True)
    licence: Series[str]
    citation: Series[str]
    how_seen: Series[str]


class Conversion(_Versioned):
    """A conversion that depends on the substance: amount in ``from_unit`` × ``factor`` = amount in ``to_unit``."""

    substance: Series[str]
    from_unit: Series[str]
    to_unit: Series[str]
    factor: Series[float] = pa.Field(gt=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["substance", "from_unit", "to_unit", "since"]


class DefaultAmount(_Versioned):
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


class Plausibility(_Versioned):
    """A soft limit: outside it the report asks for a comment."""

    check_id: Series[str]
    indicator: Series[str] = pa.Field(description="What is compared; the list is in hjj_lib.quality")
    low: Series[float] = pa.Field(nullable=True)
    high: Series[float] = pa.Field(nullable=True)
    unit: Series[str]
    basis: Series[str] = pa.Field(description="Where the limits come from")

    class Config:
        unique = ["check_id", "since"]


class Pedigree(_Versioned):
    """Uncertainty assumed where a source states none."""

    kind: Series[str] = pa.Field(isin=["factor", "activity"])
    group: Series[str] = pa.Field(description="factor: topic, or * for any; activity: origin of the amount")
    quality: Series[str] = pa.Field(description="factor: quality; activity: *")
    uncertainty_95_pct: Series[float] = pa.Field(gt=0)
    basis: Series[str]

    class Config:
        unique = ["kind", "group", "quality", "since"]


class Action(_Named):
    """A reduction action: it changes an activity, or moves a share of one activity to another."""

    action_id: Series[str]
    acts_on: Series[str] = pa.Field(
        isin=["activity", "share"], description="activity: less of it; share: moved to another activity"
    )
    activity_id: Series[str]
    to_activity_id: Series[str] = pa.Field(nullable=True, description="share: the activity that takes over")
    to_amount_per_amount: Series[float] = pa.Field(nullable=True, ge=0, description="share: units of the new per unit of the old")
    effect_pct: Series[float] = pa.Field(
        gt=0, le=100, description="Part of the amount that disappears or moves when fully in force"
    )
    uncertainty_95_pct: Series[float] = pa.Field(ge=0)
    ramp_years: Series[int] = pa.Field(ge=1, description="Years from start to full effect, linear")
    lifetime_years: Series[int] = pa.Field(ge=1)
    investment_eur_per_unit: Series[float] = pa.Field(
        ge=0, description="Per unit of the activity's yearly amount that is affected"
    )
    yearly_cost_eur_per_unit: Series[float] = pa.Field(description="Per affected unit and year; negative: saves money")
    overlap_group: Series[str] = pa.Field(nullable=True, description="Actions of one group act on what the earlier left")
    cost_status: Series[str] = pa.Field(isin=["sourced", "example – replace"])
    source_id: Series[str]
    note_fi: Series[str]
    note_sv: Series[str]
    note_en: Series[str]

    class Config:
        unique = ["action_id", "since"]


class FactorPath(_Versioned):
    """How a factor is expected to develop: multiplier of the latest known value."""

    factor_role: Series[str]
    year: Series[int]
    multiplier: Series[float] = pa.Field(ge=0)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)

    class Config:
        unique = ["factor_role", "year", "since"]


class PriceIndex(_Versioned):
    """A price index by year."""

    index_id: Series[str]
    year: Series[int]
    value: Series[float] = pa.Field(gt=0)
    source_id: Series[str]

    class Config:
        unique = ["index_id", "year", "since"]


class SpendMapping(_Versioned):
    """Account group, CPV division or UNSPSC segment → spend activity."""

    scheme: Series[str] = pa.Field(isin=["account_group", "cpv", "unspsc"])
    code: Series[str] = pa.Field(nullable=True)
    name_fi: Series[str]
    name_sv: Series[str] = pa.Field(nullable=True)
    name_en: Series[str]
    activity_id: Series[str] = pa.Field(nullable=True, description="Empty: covered by activity data or excluded, see reason")
    treatment: Series[str] = pa.Field(isin=["mapped", "covered_by_activity", "excluded"])
    reason: Series[str]

    class Config:
        unique = ["scheme", "code", "name_fi", "since"]


class BasisVersion(_Table):
    """One version of the basis, in order of ``position``."""

    version: Series[str] = pa.Field(unique=True)
    position: Series[int] = pa.Field(unique=True)
    date: Series[str]
    state: Series[str] = pa.Field(isin=["draft", "published"])
    description: Series[str]


# --- what people hand in --------------------------------------------------------------------------------------------


class Entry(_Table):
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


class Denominator(_Table):
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


class Site(_Table):
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


# --- the ledger -----------------------------------------------------------------------------------------------------


class Inventory(Entry):
    """The ledger: one row per entry × line × view."""

    entry_id: Series[str] = pa.Field(unique=False)
    category_id: Series[str]
    line_id: Series[str]
    part: Series[str] = pa.Field(isin=PARTS)
    scope: Series[str] = pa.Field(isin=["1", "2", "3", "memo"])
    ghg_category: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    view: Series[str] = pa.Field(isin=VIEWS)
    boundaries: Series[str] = pa.Field(description="Comparison boundaries the line is in, separated by spaces; may be empty")
    share: Series[float] = pa.Field(description="Our part of the amount at a shared site, 0 to 1")
    amount_in_factor_unit: Series[float] = pa.Field(nullable=True, description="amount × share × unit conversion")
    factor_role: Series[str]
    factor_id: Series[str] = pa.Field(nullable=True)
    valid_from: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    factor_unit: Series[str] = pa.Field(nullable=True)
    kg_co2e_per_unit: Series[float] = pa.Field(nullable=True)
    factor_match: Series[str] = pa.Field(nullable=True, isin=FACTOR_MATCHES)
    factor_level: Series[str] = pa.Field(nullable=True, isin=FACTOR_LEVELS)
    factor_uncertainty_95_pct: Series[float] = pa.Field(nullable=True)
    shared_between_years: Series[float] = pa.Field(nullable=True)
    quality: Series[str] = pa.Field(nullable=True, isin=QUALITIES)
    gases: Series[str] = pa.Field(nullable=True)
    source_id: Series[str] = pa.Field(nullable=True)
    emissions_kg_co2e: Series[float] = pa.Field(nullable=True, description="Unknown where the amount or the factor is unknown")

    class Config:
        unique = ["entry_id", "line_id"]


def columns(model: type[pa.DataFrameModel]) -> list[str]:
    """Column names of a declared table, in order of declaration (inherited ones last, as in the files)."""
    return list(model.to_schema().columns)


def empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """A table of this kind without rows."""
    return checked(pd.DataFrame({name: [] for name in columns(model)}), model, file="")


def checked(frame: pd.DataFrame, model: type[pa.DataFrameModel], *, file: str, first_row: int = 2) -> pd.DataFrame:
    """The frame with the declared columns and types, in declared order.

    Parameters
    ----------
    frame
        Any frame; columns that are declared nullable may be absent.
    file, first_row
        For the messages: the file the rows came from and the row number of the first of them.

    Raises
    ------
    DataError
        With one problem for every cell that does not fit the declaration.
    """
    schema = model.to_schema()
    missing = {
        name: _unknown(str(c.dtype), frame.index) for name, c in schema.columns.items() if name not in frame and c.nullable
    }
    frame = frame.assign(**missing) if missing else frame
    declared = [name for name in schema.columns if name in frame]
    others = [name for name in frame if name not in schema.columns]
    try:
        return schema.validate(frame[[*declared, *others]], lazy=True)
    except pa.errors.SchemaErrors as error:
        raise DataError(_problems(error.failure_cases, file, first_row)) from error


def read_csv(path: Path, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Read and check one CSV table. Only an empty cell is missing; the text ``NA`` stays text.

    Raises
    ------
    DataError
        With file, row and column of every cell that does not fit.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    return checked(_with_truths(frame, model, path.name), model, file=path.name)


def _with_truths(frame: pd.DataFrame, model: type[pa.DataFrameModel], file: str) -> pd.DataFrame:
    """The words True and False as truth values; left as text, every word would count as true."""
    names = [name for name, column in model.to_schema().columns.items() if str(column.dtype) == "bool" and name in frame]
    words = frame[names].apply(lambda column: column.str.casefold())
    wrong = ~words.isin(list(_TRUTHS))
    if wrong.to_numpy().any():
        cases = frame[names].where(wrong, "").melt(ignore_index=False, var_name="column", value_name="failure_case")
        cases = cases[wrong.melt(ignore_index=False)["value"]].rename_axis("index").reset_index()
        raise DataError(_problems(cases.assign(check="True / False"), file, first_row=2))
    return frame.assign(**{name: words[name].map(_TRUTHS).astype(bool) for name in names})


def _unknown(dtype: str, index: pd.Index) -> pd.Series:
    """A column without any value, of a type that the declared one can hold."""
    return pd.Series(
        float("nan") if dtype.startswith("float") else None,
        index=index,
        dtype="float64" if dtype.startswith("float") else "object",
    )


def _problems(cases: pd.DataFrame, file: str, first_row: int) -> list[Problem]:
    problems = []
    for case in cases.to_dict("records"):
        index: Any = case["index"]
        problems.append(
            Problem(
                code="table_cell",
                severity="error",
                found="The value “{value}” does not fit.",
                expected="{check}",
                remedy="Correct the cell and run again.",
                file=file,
                row=None if pd.isna(index) else int(index) + first_row,
                column="" if pd.isna(case["column"]) else str(case["column"]),
                values={"value": case["failure_case"], "check": case["check"]},
            )
        )
    return problems
