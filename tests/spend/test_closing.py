"""The ledger closes to the cent: counted + covered + excluded + unmapped (+ VAT) = the annual accounts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from purchases_of import capital_activities, lines, mapping, overrides, purchases, rates, statement

from hjj_lib.spend import close, in_treatments, map_lines, without_vat


def cents(closing, row):
    return int(closing.rows.loc[closing.rows["row"] == row, "cents"].sum())


def test_ten_cents_are_ten_cents():
    # 0.10 + 0.20 as numbers with a point are not 0.30
    closing = close(
        purchases({"amount_cents": 10}, {"amount_cents": 20, "treatment": "unmapped", "activity_id": None}),
        statement(("services", 30, False)),
    )
    assert closing.closes
    assert closing.totals["difference_cents"].tolist() == [0]


def test_a_cent_is_a_difference():
    closing = close(purchases({"amount_cents": 101}), statement(("services", 100, False)))
    assert not closing.closes
    assert closing.totals["difference_cents"].tolist() == [1]


def test_the_parts_are_shown_each_with_its_reason():
    closing = close(
        purchases(
            {"amount_cents": 100},
            {"amount_cents": -30},
            {"amount_cents": 50, "treatment": "excluded", "activity_id": None, "rule": "4900", "reason": "internal invoice"},
            {"amount_cents": 20, "treatment": "covered_by_activity", "activity_id": None, "rule": "Heat"},
            {"amount_cents": 7, "treatment": "unmapped", "activity_id": None},
        ),
        statement(("services", 147, False)),
    )
    assert {row: cents(closing, row) for row in closing.rows["row"]} == {
        "mapped": 70,
        "excluded": 50,
        "covered_by_activity": 20,
        "unmapped": 7,
    }
    assert closing.rows.set_index("row").loc["excluded", "reason"] == "internal invoice"
    assert closing.closes


def test_vat_that_was_taken_out_is_a_row_of_its_own():
    closing = close(purchases({"amount_cents": 124, "net_cents": 100, "vat_rule": "line_rate"}), statement(("all", 124, False)))
    assert (cents(closing, "mapped"), cents(closing, "vat"), closing.closes) == (100, 24, True)


def test_amounts_whose_vat_is_not_known_stay_visible():
    closing = close(purchases({"amount_cents": 124, "net_cents": None, "vat_rule": "unknown"}), statement(("all", 124, False)))
    assert (cents(closing, "mapped"), cents(closing, "vat_unknown"), closing.closes) == (0, 124, True)


def test_investments_are_compared_with_investments():
    closing = close(
        purchases({"amount_cents": 5}, {"amount_cents": 90, "capitalised": True}),
        statement(("services", 5, False), ("machines", 80, True)),
    )
    assert dict(zip(closing.totals["part"], closing.totals["difference_cents"], strict=True)) == {"operating": 0, "capital": 10}


def test_without_annual_accounts_the_difference_is_unknown_and_not_zero():
    closing = close(purchases({"amount_cents": 5}), statement())
    assert closing.totals["difference_cents"].isna().tolist() == [True]
    assert not closing.closes


def test_lines_and_cents_by_treatment():
    sums = in_treatments(purchases({"amount_cents": 5}, {"amount_cents": 6}, {"amount_cents": 1, "net_cents": None}))
    assert sums.to_dict("records") == [{"treatment": "mapped", "cents": 11, "lines": 2}]


amounts = st.lists(
    st.tuples(
        st.integers(-(10**9), 10**9),
        st.sampled_from(["ICT", "Heat", "Wages", "Gifts"]),
        st.sampled_from([None, 0.0, 14.0, 25.5]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=50, deadline=None)
@given(amounts)
def test_the_rows_add_up_to_the_ledger_whatever_is_in_it(drawn):
    ledger = lines(
        *(
            {"amount_cents": amount, "account_name": name, "vat_rate_pct": rate, "vat_included": gross, "capitalised": capital}
            for amount, name, rate, gross, capital in drawn
        )
    )
    rules = mapping(
        ("account_group", None, "ICT", "spend_ict", "mapped"),
        ("account_group", None, "Heat", None, "covered_by_activity"),
        ("account_group", None, "Wages", None, "excluded"),
    )
    mapped = map_lines(without_vat(ledger, rates()), rules, overrides(), capital_activities())
    closing = close(mapped, statement(("all", sum(row[0] for row in drawn), False)))
    assert closing.rows["cents"].sum() == sum(row[0] for row in drawn)
    by_part = closing.rows.groupby("part")["cents"].sum()
    totals = closing.totals.set_index("part")["ledger_cents"]
    assert all(by_part.get(part, 0) == total for part, total in totals.items())


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_lines_does_not_matter(order):
    rows = [{"amount_cents": 1}, {"amount_cents": 2, "treatment": "unmapped", "activity_id": None}][::order]
    closing = close(purchases(*rows), statement(("all", 3, False)))
    assert closing.rows[["row", "cents"]].values.tolist() == [["mapped", 1], ["unmapped", 2]]
