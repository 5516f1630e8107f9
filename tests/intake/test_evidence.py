"""The sheet of evidence: every cell becomes a column, a row that is no evidence covers nothing, old workbooks still read."""

import datetime

import openpyxl
import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.intake import read_institution, write_template
from hjj_lib.intake.layout import EVIDENCE_KEY, word

NEW_YEAR, YEARS_END = pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 12, 31)


def codes(intake):
    return {problem.code for problem in intake.problems if problem.code.startswith(("evidence", "number", "unknown", "negative"))}


def test_a_row_of_evidence_comes_with_its_period_amount_and_cell(home):
    home.workbook().evidence(site="Halli", amount_mwh=12.5).save()
    (row,) = home.read().evidence.to_dict("records")
    assert (row["activity_id"], row["site_id"], row["instrument"]) == ("electricity_certified", "hall", "cancelled_guarantee")
    assert (row["period_from"], row["period_to"], row["amount_mwh"]) == (NEW_YEAR, YEARS_END, 12.5)
    assert (row["beneficiary"], row["product"], row["document"]) == ("provider", "tuulivoima", "Todistus 1")
    assert row["evidence_id"] == f"example_test/2024/tiedot.xlsx/Todisteet/{row['column']}{row['row']}"
    cell = openpyxl.load_workbook(home.year_folder / "tiedot.xlsx")["Todisteet"][f"{row['column']}{row['row']}"]
    assert cell.value == 12.5


def test_the_table_is_as_declared_with_and_without_rows(home):
    home.workbook().save()
    assert list(home.read().evidence) == tables.columns(tables.Evidence)
    home.workbook().evidence().save()
    assert list(home.read().evidence) == tables.columns(tables.Evidence)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_words_of_the_lists_are_read_in_each_language(home, language):
    names = {"fi": "Sertifioitu sähkö", "sv": "Certifierad el", "en": "Certified electricity"}
    cells = {
        "activity": names[language],
        "instrument": word("instrument", "supplier_statement", language),
        "beneficiary": word("beneficiary", "landlord", language),
    }
    home.workbook(language=language).evidence(**cells).save()
    read = home.read()
    assert not codes(read)
    assert read.evidence[["instrument", "beneficiary"]].to_numpy().tolist() == [["supplier_statement", "landlord"]]


@pytest.mark.parametrize(
    "written", [datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), "1.1.2024", "01.01.2024", "2024-01-01"]
)
def test_a_day_may_be_a_date_or_written(home, written):
    home.workbook().evidence(period_from=written).save()
    assert home.read().evidence["period_from"].tolist() == [NEW_YEAR]


@pytest.mark.parametrize("written", [2024, "31.2.2024", "tammikuu 2024", "1/2024"])
def test_what_is_no_day_is_an_error_and_the_row_covers_nothing(home, written):
    home.workbook().evidence(period_from=written).save()
    read = home.read()
    assert (codes(read), len(read.evidence)) == ({"evidence_date"}, 0)


@pytest.mark.parametrize(
    ("amount", "code"),
    [("noin 100", "number_approximate"), ("–", "number_text"), (-5, "negative_amount"), ("ei tiedossa", "number_text")],
)
def test_an_amount_that_is_no_number_of_megawatt_hours_is_an_error(home, amount, code):
    home.workbook().evidence(amount_mwh=amount).save()
    read = home.read()
    assert (codes(read), len(read.evidence)) == ({code}, 0)


def test_all_that_a_row_lacks_is_said_at_once(home):
    home.workbook().evidence(instrument=None, beneficiary=None, period_to=None).save()
    (problem,) = [found for found in home.read().problems if found.code == "evidence_incomplete"]
    assert problem.values["names"] == "Kauden viimeinen päivä, Todisteen laji, Kenen hyväksi"


def test_guarantees_that_were_sold_need_neither_instrument_nor_beneficiary(home):
    home.workbook().evidence(activity="Myyty aurinko", instrument=None, beneficiary=None).save()
    read = home.read()
    assert not codes(read)
    assert read.evidence["activity_id"].tolist() == ["electricity_own_solar_sold"]
    assert read.evidence[["instrument", "beneficiary"]].isna().all(axis=None)


def test_a_site_that_nobody_knows_covers_nothing(home):
    home.workbook().evidence(site="Sivukoulu").save()
    read = home.read()
    assert (codes(read), len(read.evidence)) == ({"unknown_site"}, 0)


def test_evidence_of_what_needs_none_is_refused_with_the_likely_choice(home):
    home.workbook().evidence(activity="Sertifioitu sähk").save()
    (problem,) = [found for found in home.read().problems if found.code == "evidence_choice"]
    assert problem.values["suggestion"] == "Sertifioitu sähkö"


def test_the_same_certificate_in_two_files_is_counted_once(home):
    home.workbook("a.xlsx").evidence().save()
    home.workbook("b.xlsx").evidence().evidence(document="Todistus 2").save()
    read = home.read()
    assert (codes(read), read.evidence["document"].tolist()) == ({"evidence_double"}, ["Todistus 1", "Todistus 2"])


def test_a_workbook_of_version_1_has_no_sheet_of_evidence_and_is_read(home):
    workbook = home.workbook().fill("electricity", "Halli", amount=5)
    ((sheet, address),) = workbook.book.defined_names["hjj_template_version"].destinations
    workbook.book[sheet][address.replace("$", "")].value = "1"
    del workbook.book["Todisteet"]
    workbook.save()
    read = home.read()
    assert not [problem for problem in read.problems if problem.severity == "error"]
    assert (read.entries["amount"].sum(), len(read.evidence)) == (5, 0)


def test_a_basis_without_rules_on_evidence_has_no_sheet_for_it(home, basis, tmp_path):
    none = basis.__class__(basis.activities, basis.categories, basis.plausibility, basis.evidence_rules.head(0))
    write_template(tmp_path / "t.xlsx", none, "fi", institution=read_institution(home.folder))
    assert "Todisteet" not in openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames


@pytest.mark.parametrize("quick", [False, True])
def test_the_sheet_has_drop_downs_and_asks_for_days_as_days(home, basis, tmp_path, quick):
    write_template(tmp_path / "t.xlsx", basis, "fi", quick=quick, institution=read_institution(home.folder))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Todisteet"]
    assert sheet["A1"].value == EVIDENCE_KEY
    lists = {found.formula1 for found in sheet.data_validations.dataValidation}
    assert lists == {"hjj_list_evidence", "hjj_list_site", "hjj_list_instrument", "hjj_list_beneficiary"}
    assert sheet["F8"].number_format == "d.m.yyyy"


def test_a_sheet_of_evidence_without_its_first_row_is_named(home):
    workbook = home.workbook().evidence()
    workbook.book["Todisteet"].delete_rows(1)
    workbook.save()
    assert "header_missing" in {problem.code for problem in home.read().problems}
