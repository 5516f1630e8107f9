"""Purchases in euros: ledger lines, what became of them, value-added tax, an institution's own decisions."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import QUALITIES, Table, Versioned

#: From the one that is tried first. ``account`` is a provider's own number, ``jhs`` the number of the public sector's list.
SPEND_SCHEMES = ("account", "jhs", "account_name", "cpv", "unspsc")
#: An institution may also decide by the supplier on an account: ``4320/atk*``, on any account ``*/atk*``.
DECISION_SCHEMES = ("supplier", *SPEND_SCHEMES)
TREATMENTS = ("mapped", "covered_by_activity", "excluded", "unmapped")
VAT_RULES = ("net", "line_rate", "tax_code", "unknown")
_ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class PurchaseLine(Table):
    """One line of a purchase ledger. Supplier names are not kept: they may be names of persons."""

    institution_id: Series[str]
    year: Series[int] = pa.Field(description="Year in whose folder the ledger lies")
    date: Series[str] = pa.Field(nullable=True, str_matches=rf"^{_ISO_DATE}$", description="YYYY-MM-DD; empty: not known")
    account: Series[str] = pa.Field(nullable=True, description="The provider's own account number")
    account_name: Series[str] = pa.Field(nullable=True)
    jhs_account: Series[str] = pa.Field(nullable=True, description="Number of the account list JHS 192")
    cpv: Series[str] = pa.Field(nullable=True)
    unspsc: Series[str] = pa.Field(nullable=True)
    amount_cents: Series[int] = pa.Field(description="Euro cents as booked; a credit note is negative")
    vat_included: Series[pd.BooleanDtype] = pa.Field(nullable=True, description="Does the amount hold VAT? Empty: not said")
    tax_code: Series[str] = pa.Field(nullable=True)
    vat_rate_pct: Series[float] = pa.Field(nullable=True, ge=0)
    capitalised: Series[bool] = pa.Field(description="Entered as an asset: counts whole in the year of purchase")
    student_years: Series[float] = pa.Field(nullable=True, ge=0, description="Student-years of training that was bought")
    site_id: Series[str] = pa.Field(nullable=True, description="Empty: the whole institution")
    file: Series[str]
    row: Series[int] = pa.Field(description="As a spreadsheet program shows it")
    column: Series[str] = pa.Field(description="Heading above the amount")

    class Config:
        unique = ["institution_id", "year", "file", "row"]


class Purchase(PurchaseLine):
    """A ledger line with its amount without VAT and what became of it."""

    net_cents: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="Without VAT; empty: the rate is not known")
    vat_rule: Series[str] = pa.Field(isin=VAT_RULES, description="How the amount without VAT was had")
    treatment: Series[str] = pa.Field(isin=TREATMENTS)
    activity_id: Series[str] = pa.Field(nullable=True, description="Filled when mapped")
    decided_by: Series[str] = pa.Field(nullable=True, isin=["institution", "basis"], description="Whose rule; empty: none fits")
    scheme: Series[str] = pa.Field(nullable=True, isin=[*DECISION_SCHEMES, "account_group"])
    rule: Series[str] = pa.Field(nullable=True, description="Code or name of the rule that fits")
    reason: Series[str] = pa.Field(nullable=True, description="Of a rule of the institution: as typed; else of the basis")
    entry_id: Series[str] = pa.Field(nullable=True, description="The entry that the line became part of")


class MappingOverride(Table):
    """An institution's own decision about accounts of its own; it comes before every rule of the basis."""

    scheme: Series[str] = pa.Field(isin=DECISION_SCHEMES)
    pattern: Series[str] = pa.Field(description="Code, name or account/supplier; * stands for any letters")
    treatment: Series[str] = pa.Field(isin=["mapped", "covered_by_activity", "excluded", "pass_through"])
    activity_id: Series[str] = pa.Field(nullable=True, description="Filled exactly when mapped")
    why: Series[str]
    decided_by_role: Series[str] = pa.Field(description="A role, not a person")
    decided_on: Series[str] = pa.Field(str_matches=rf"^{_ISO_DATE}$")

    class Config:
        unique = ["scheme", "pattern"]


class IncomeStatementLine(Table):
    """An item of the annual accounts with which the ledger is compared."""

    item: Series[str]
    amount_cents: Series[int] = pa.Field(description="Euro cents; expenses are positive")
    capitalised: Series[bool] = pa.Field(description="Investments of the year; False: expenses of the income statement")
    file: Series[str]
    row: Series[int]

    class Config:
        unique = ["file", "row"]


class VatRate(Versioned):
    """A rate of Finnish value-added tax from a date on."""

    rate: Series[str] = pa.Field(description="general, food, books_transport, press or zero")
    tax_codes: Series[str] = pa.Field(description="Words of a ledger's tax code column that mean this rate, by spaces")
    valid_from: Series[str] = pa.Field(description="First day, YYYY-MM-DD")
    rate_pct: Series[float] = pa.Field(ge=0, le=100)
    source_id: Series[str]
    quality: Series[str] = pa.Field(isin=QUALITIES)
    note: Series[str] = pa.Field(nullable=True)

    class Config:
        unique = ["rate", "valid_from", "since"]


class CapitalActivity(Versioned):
    """Where a capitalised purchase of an activity is reported, so that it is counted in scope 3 category 2."""

    activity_id: Series[str]
    capital_activity_id: Series[str]

    class Config:
        unique = ["activity_id", "since"]
