"""What a reader is told of a ledger: how it closes, what has no class, and how purchases change over years."""

from __future__ import annotations

import pandas as pd
import pytest

from hjj_lib import demo, purchase_findings
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.study import Study, open_study, process

FI, EN = Language("fi"), Language("en")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    demo.write(folder / "raw", load_basis())
    return folder


@pytest.fixture(scope="module")
def studies(data) -> dict[int, Study]:
    return {year: open_study("example_riverside", year, data_dir=data) for year in (2023, 2024, 2025)}


def row(table, name):
    return table.set_index("name").loc[name]


def test_the_rows_of_the_closing_add_up_to_the_ledger_and_the_accounts(studies):
    table = purchase_findings.closing_table(studies[2025], EN)
    parts, totals = table.iloc[:-3], table.iloc[-3:].set_index("name")
    for column in ("operating_eur", "capital_eur"):
        assert parts[column].sum() == pytest.approx(totals.loc["Ledger in all", column], abs=0.001)
        assert totals.loc["Difference", column] == 0
    assert parts["lines"].sum() == len(studies[2025].intake.purchases)


def test_what_is_covered_and_excluded_is_named_in_the_readers_language(studies):
    finnish = set(purchase_findings.closing_table(studies[2025], FI)["name"])
    english = set(purchase_findings.closing_table(studies[2025], EN)["name"])
    assert "Laskettu määrinä: Lämmitys" in finnish
    assert "Covered by amounts: Heating" in english
    assert any(name.startswith("Excluded: 4950, ") for name in english)


def test_a_ledger_that_closes_and_one_that_does_not_say_so(studies):
    assert "to the cent" in purchase_findings.closing_sentence(studies[2025], EN)
    assert "by -412.60 euros" in purchase_findings.closing_sentence(studies[2024], EN).replace("−", "-")
    assert "No purchase ledger" in purchase_findings.closing_sentence(studies[2023], EN)


def test_accounts_without_a_class_are_listed_by_euros(studies):
    accounts = purchase_findings.unmapped_accounts(studies[2025], rows=5)
    assert accounts[["account", "lines"]].values.tolist() == [["4890", 9]]


def test_capital_goods_and_bought_training_are_told(studies):
    assert "1,178,393" in purchase_findings.capital_sentence(studies[2025], EN)
    assert "19.0 student-years" in purchase_findings.training_sentence(studies[2025], EN)


def test_every_capitalised_line_is_counted_in_category_2(studies):
    study = studies[2025]
    capitalised = study.intake.purchases[study.intake.purchases["capitalised"]]
    rows = study.inventory[study.inventory["entry_id"].isin(capitalised["entry_id"])]
    assert set(rows["ghg_category"]) == {2}


def test_the_lines_of_an_entry_make_its_amount(studies):
    study = studies[2025]
    cents = study.intake.purchases.groupby("entry_id")["net_cents"].sum()
    amounts = study.entries.set_index("entry_id")["amount"].reindex(cents.index)
    assert (amounts * 100).round().astype("int64").tolist() == cents.astype("int64").tolist()


def test_both_readings_are_given_for_every_year_and_the_change_is_said(studies, data):
    trend = purchase_findings.spend_trend(studies[2025], data_dir=data)
    assert trend["year"].tolist() == [2023, 2024, 2025]
    assert trend[["factor_of_each_year_kg", "fixed_factor_year_kg"]].notna().all().all()
    told = purchase_findings.trend_sentence(studies[2025], trend, EN)
    assert "factor of each year, which the figures of this report use" in told
    assert "prices of 2023" in told
    assert "+6.4%" in told


def test_one_year_has_no_trend(studies, data):
    trend = purchase_findings.spend_trend(studies[2023], data_dir=data)
    assert "one year only" in purchase_findings.trend_sentence(studies[2023], trend, EN)


def test_every_line_is_in_the_processed_tables(studies, data):
    folder = process(studies[2025], data_dir=data)
    stored = pd.read_parquet(folder / "purchases.parquet")
    assert len(stored) == len(studies[2025].intake.purchases)
    assert stored.loc[stored["treatment"] == "unmapped", "net_cents"].sum() == 1987560
