"""Amounts without VAT: 124.00 at 24 % is 100.00; what is not known is empty."""

import pandas as pd
import pytest
from purchases_of import lines, rates

from hjj_lib.basis import load_basis
from hjj_lib.spend import without_vat

GENERAL = rates(("general yleinen", "2013-01-01", 24.0), ("general yleinen", "2024-09-01", 25.5), ("zero", "2013-01-01", 0.0))


def net(**line):
    row = without_vat(lines({"amount_cents": 12400, **line}), GENERAL).iloc[0]
    return row["net_cents"], row["vat_rule"]


def test_an_amount_without_vat_stays():
    assert net(vat_included=False) == (12400, "net")


def test_the_rate_on_the_line_comes_before_its_tax_code():
    assert net(vat_included=True, vat_rate_pct=24.0, tax_code="zero") == (10000, "line_rate")


@pytest.mark.parametrize(("day", "cents"), [("2024-08-31", 12400), ("2024-09-01", 12550)])
def test_the_general_rate_is_24_until_the_end_of_august_2024_and_then_25_and_a_half(day, cents):
    assert net(amount_cents=cents, vat_included=True, tax_code="Yleinen", date=day) == (10000, "tax_code")


def test_a_credit_note_loses_its_vat_as_well():
    assert net(amount_cents=-12400, vat_included=True, vat_rate_pct=24.0) == (-10000, "line_rate")


@pytest.mark.parametrize(
    "line",
    [
        {"vat_included": True},
        {"vat_included": True, "tax_code": "37"},
        {"vat_included": None, "tax_code": "general", "date": "2024-01-31"},
        {"vat_included": True, "tax_code": "general", "date": "2012-12-31"},
    ],
    ids=["no rate", "an unknown code", "not said whether it holds VAT", "before the table begins"],
)
def test_nothing_is_guessed(line):
    cents, rule = net(**line)
    assert pd.isna(cents)
    assert rule == "unknown"


def test_without_a_date_the_code_serves_only_in_a_year_in_which_its_rate_did_not_change():
    undated = {"vat_included": True, "tax_code": "general"}
    assert net(**undated, year=2023) == (10000, "tax_code")
    assert net(**undated, year=2024)[1] == "unknown"
    assert net(**undated, year=2025, amount_cents=12550) == (10000, "tax_code")


def test_where_no_tax_is_nothing_needs_to_be_said():
    assert net(vat_included=None, tax_code="zero", date="2024-05-01") == (12400, "tax_code")


def test_no_lines_give_no_lines():
    assert without_vat(lines({"amount_cents": 1}).head(0), GENERAL).empty


#: First day of a rate and its percent, as the sources of the table print them.
@pytest.mark.parametrize(
    ("code", "day", "percent"),
    [
        ("general", "2024-08-31", 24),
        ("general", "2024-09-01", 25.5),
        ("food", "2025-12-31", 14),
        ("food", "2026-01-01", 13.5),
        ("books_transport", "2024-12-31", 10),
        ("books_transport", "2025-01-01", 14),
        ("press", "2026-06-01", 10),
    ],
)
def test_the_basis_knows_the_finnish_rates(code, day, percent):
    amount = 10000 + round(100 * percent)
    line = lines({"amount_cents": amount, "vat_included": True, "tax_code": code, "date": day})
    assert without_vat(line, load_basis().vat_rates).loc[0, "net_cents"] == 10000


def test_every_rate_begins_on_a_day():
    assert load_basis().vat_rates["valid_from"].str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}").all()
