"""What is told of a ledger as a whole: shares, vague accounts, and the curve in which nobody is named."""

from __future__ import annotations

import pandas as pd
import pytest

from hjj_lib import demo
from hjj_lib import ledger_findings as told
from hjj_lib.basis import load_basis
from hjj_lib.charts import purchases as charts
from hjj_lib.intake.vague import is_vague
from hjj_lib.language import LOCALES, Language
from hjj_lib.study import Study, open_study, process

EN = Language("en")
SUPPLIER = "Esimerkkitoimittaja"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    demo.write(folder / "raw", load_basis())
    return folder


@pytest.fixture(scope="module")
def study(data) -> Study:
    return open_study("example_riverside", 2025, data_dir=data)


@pytest.mark.parametrize(
    ("name", "vague"),
    [
        ("Muut palvelut", True),
        ("SEKALAISET kulut", True),
        ("Övriga tjänster", True),
        ("Miscellaneous", True),
        ("", True),
        ("Koneet ja muut laitteet", False),
        ("ICT-palvelut", False),
    ],
)
def test_a_name_that_begins_with_other_or_says_nothing_is_vague(name, vague):
    assert is_vague(name) is vague


def test_the_shares_are_of_the_whole_ledger_and_add_up(study):
    shares = told.treatment_shares(study, EN)
    assert shares["treatment"].tolist() == ["mapped", "covered_by_activity", "excluded", "unmapped"]
    assert shares["share"].sum() == pytest.approx(1)
    assert shares["amount_eur"].sum() == pytest.approx(study.intake.purchases["net_cents"].sum() / 100)


def test_the_sentence_says_how_many_suppliers_make_four_fifths(study):
    needed, points = told.suppliers_needed(study), told.curve_points(study)
    assert points["share"].iloc[needed - 2] < told.explained_share() <= points["share"].iloc[needed - 1]
    assert f"The {needed} largest of {len(points)} suppliers" in told.supplier_sentence(study, EN)


def test_a_year_without_a_ledger_says_that_no_supplier_is_named(data):
    before = open_study("example_riverside", 2023, data_dir=data)
    assert not told.has_curve(before)
    assert "names no suppliers" in told.supplier_sentence(before, EN)


def test_vague_accounts_are_named(study):
    assert "4599 Hankintakortti" in told.vague_sentence(study, EN)


def test_no_supplier_is_named_in_what_a_run_keeps(study, data):
    folder = process(study, data_dir=data)
    kept = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    assert len(kept["purchases"])
    assert [name for name, frame in kept.items() if SUPPLIER in frame.to_csv()] == []
    assert SUPPLIER not in told.curve_points(study).to_csv() + told.supplier_sentence(study, EN)


@pytest.mark.parametrize("code", LOCALES)
def test_both_figures_are_drawn_and_told_in_words(study, code):
    language, points, needed = Language(code), told.curve_points(study), told.suppliers_needed(study)
    shares = told.treatment_shares(study, language)
    bars, line = charts.treatment_bars(shares, language), charts.supplier_line(points, language, needed=needed)
    assert [label.get_text() for label in bars.get_yticklabels()] == shares["name"].tolist()
    assert line.get_lines()[0].get_ydata()[-1] == pytest.approx(1)
    assert language.percent(shares["share"].iloc[0], 1) in charts.treatment_alt(shares, language)
    assert language.number(needed) in charts.supplier_alt(points, language, needed=needed)
