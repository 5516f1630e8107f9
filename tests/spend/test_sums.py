"""Counted lines become one sum for each activity and site, and every line says which."""

import pandas as pd
from purchases_of import purchases

from hjj_lib.spend import bought_training, by_activity, capital_goods, with_entries

LEDGER = purchases(
    {"amount_cents": 100, "row": 15},
    {"amount_cents": -30, "row": 12},
    {"amount_cents": 7, "site_id": "hall"},
    {"amount_cents": 9, "treatment": "unmapped", "activity_id": None},
    {"amount_cents": 9, "net_cents": None},
)


def test_a_sum_for_each_activity_and_site_with_its_first_line():
    sums = by_activity(LEDGER)
    assert sums["site_id"].fillna("").tolist() == ["", "hall"]
    assert sums[["net_cents", "lines", "row"]].values.tolist() == [[70, 2, 15], [7, 1, 4]]


def test_every_counted_line_says_which_entry_it_is_in():
    ids = with_entries(LEDGER)["entry_id"]
    assert ids.where(ids.notna(), None).tolist() == [
        "school/2024/purchases/spend_ict",
        "school/2024/purchases/spend_ict",
        "school/2024/purchases/spend_ict/hall",
        None,
        None,
    ]


def test_bought_training_shows_its_student_years_beside_the_euros():
    training = bought_training(
        purchases(
            {"amount_cents": 1000, "activity_id": "spend_training_services", "student_years": 2.5},
            {"amount_cents": 500, "activity_id": "spend_training_services"},
            {"amount_cents": 9},
        )
    )
    assert (training.net_cents, training.lines, training.student_years, training.lines_without) == (1500, 2, 2.5, 1)


def test_student_years_that_nobody_states_are_unknown_and_not_zero():
    assert bought_training(purchases({"amount_cents": 1000, "activity_id": "spend_training_services"})).student_years is None


def test_capital_goods_say_whether_the_basis_counts_them_in_category_2():
    emission_lines = pd.DataFrame({"activity_id": ["spend_machinery", "spend_ict"], "ghg_category": pd.array([2, 1], "Int64")})
    goods = capital_goods(
        purchases(
            {"amount_cents": 100, "activity_id": "spend_machinery", "capitalised": True},
            {"amount_cents": 40, "capitalised": True},
            {"amount_cents": 5, "activity_id": "spend_machinery"},
        ),
        emission_lines,
    )
    assert goods.values.tolist() == [["spend_ict", 40, 1, False], ["spend_machinery", 100, 1, True]]
