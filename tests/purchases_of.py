"""Purchase lines written so that the reader sees only what matters."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hjj_lib import tables

USUAL_LINE = {
    "institution_id": "school",
    "year": 2024,
    "vat_included": False,
    "capitalised": False,
    "file": "ledger.csv",
    "column": "Netto",
}


def lines(*rows: dict[str, Any]) -> pd.DataFrame:
    """Ledger lines: 2024, without VAT, not capitalised, unless a row says otherwise."""
    numbered = [{**USUAL_LINE, "row": number, **row} for number, row in enumerate(rows, start=2)]
    return tables.checked(pd.DataFrame(numbered), tables.PurchaseLine, file="test")


def purchases(*rows: dict[str, Any]) -> pd.DataFrame:
    """Lines with their outcome; net = amount and mapped to ICT unless a row says otherwise."""
    usual = {**USUAL_LINE, "vat_rule": "net", "treatment": "mapped", "activity_id": "spend_ict"}
    numbered = [{**usual, "row": number, "net_cents": row.get("amount_cents"), **row} for number, row in enumerate(rows, start=2)]
    return tables.checked(pd.DataFrame(numbered), tables.Purchase, file="test")


def mapping(*rows: tuple[str, str | None, str, str | None, str]) -> pd.DataFrame:
    """Rules of a basis: scheme, code, name, activity, treatment."""
    frame = pd.DataFrame(rows, columns=["scheme", "code", "name_fi", "activity_id", "treatment"])
    named = frame.assign(name_en=frame["name_fi"], name_sv=frame["name_fi"], reason="of the basis", since="1")
    return tables.checked(named, tables.SpendMapping, file="test")


def overrides(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Decisions of an institution: scheme, pattern, treatment, activity."""
    frame = pd.DataFrame(rows, columns=["scheme", "pattern", "treatment", "activity_id"])
    told = frame.assign(why="because", decided_by_role="finance manager", decided_on="2024-02-01")
    return tables.checked(told, tables.MappingOverride, file="test")


def rates(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """VAT rates: tax code, first day, percent."""
    frame = pd.DataFrame(rows, columns=["tax_codes", "valid_from", "rate_pct"])
    told = frame.assign(rate=frame["tax_codes"], source_id="source", quality="verified", since="1")
    return tables.checked(told, tables.VatRate, file="test")


def statement(*rows: tuple[str, int, bool]) -> pd.DataFrame:
    """Items of the annual accounts: item, cents, investment."""
    frame = pd.DataFrame(rows, columns=["item", "amount_cents", "capitalised"])
    frame = frame.assign(file="accounts.csv", row=range(2, len(frame) + 2))
    return tables.checked(frame, tables.IncomeStatementLine, file="test")


def capital_activities(**pairs: str) -> pd.DataFrame:
    """Activity → its twin for investments."""
    frame = pd.DataFrame({"activity_id": list(pairs), "capital_activity_id": list(pairs.values())}, dtype=object)
    return tables.checked(frame.assign(since="1"), tables.CapitalActivity, file="test")
