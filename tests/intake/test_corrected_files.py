"""Corrections of cells of other programs' files: the ledger, a recipe's file, readings of meters, the annual accounts."""

from __future__ import annotations

import openpyxl
import pytest

from hjj_lib.intake.corrected_text import corrected_text
from hjj_lib.intake.corrections import Rules
from hjj_lib.intake.decided import CORRECTIONS, Decided, add_decided
from hjj_lib.intake.judged import stands_in
from hjj_lib.intake.messages import Place
from hjj_lib.problems import DataError

HEAT = "Kuukausi;Kaukolämpö MWh\n01/2024;10\n02/2024;noin 10\n"
LEDGER = (
    "Päivämäärä;Tili;Tilin nimi;Toimittaja;Netto\n31.1.2024;4711;ICT-palvelut;Oy Ab;5,00\n28.2.2024;4711;ICT-palvelut;;7,00\n"
)
METER_HEAD = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu\n"
METER = METER_HEAD + "643;8716867000030;PT1H;kWh;BN01;2024-03-01T10:00:00Z;1500;OK\n"
WHO = {"reason": "näppäilyvirhe", "decided_by_role": "energiavastaava", "decided_on": "2025-02-01"}


def correct(home, file, cell, found, value, sheet="", unit=""):
    row = {"year": 2024, "file": file, "sheet": sheet, "cell": cell, "found": found, "corrected": value, "unit": unit}
    add_decided(home.folder, CORRECTIONS, {**row, **WHO})


def amounts(intake, activity_id):
    rows = intake.entries[intake.entries["activity_id"] == activity_id]
    return [None if state == "unknown" else amount for state, amount in zip(rows["value_state"], rows["amount"], strict=True)]


def codes(intake, beginning="correction_"):
    return [problem.code for problem in intake.problems if problem.code.startswith(beginning)]


def heat_book(home, *amounts):
    book = openpyxl.Workbook()
    book.active.title = "Lämpö"
    book.active.append(["Kuukausi", "Kaukolämpö MWh"])
    for month, amount in enumerate(amounts, start=1):
        book.active.append([f"{month:02}/2024", amount])
    book.save(home.year_folder / "lampo.xlsx")


def test_a_row_of_a_recipes_file_is_corrected_before_it_is_added_up(home):
    home.csv(HEAT, "lampo.csv")
    path = home.year_folder / "lampo.csv"
    assert amounts(home.read(), "district_heat") == [None]
    before = path.read_bytes()
    correct(home, "lampo.csv", "B3", "noin 10", "12,5")
    intake = home.read()
    assert (amounts(intake, "district_heat"), codes(intake), codes(intake, "recipe_amount")) == ([22.5], [], [])
    assert intake.corrections[["file", "cell", "found", "corrected"]].iloc[0].tolist() == ["lampo.csv", "B3", "noin 10", "12,5"]
    assert path.read_bytes() == before


def test_a_cell_of_a_foreign_workbook_is_corrected(home):
    heat_book(home, 10, 2000)
    correct(home, "lampo.xlsx", "B3", "2000", "20", sheet="Lämpö")
    assert amounts(home.read(), "district_heat") == [30]


def test_a_line_of_the_ledger_is_corrected(home):
    home.csv(LEDGER)
    correct(home, "ostot.csv", "E3", "7,00", "70,00")
    assert amounts(home.read(), "spend_ict") == [75]


def test_the_account_of_a_line_is_corrected_by_its_text(home):
    home.csv(LEDGER.replace("28.2.2024;4711;ICT-palvelut", "28.2.2024;4711;Lämmitys"))
    assert amounts(home.read(), "spend_ict") == [5]
    correct(home, "ostot.csv", "C3", "Lämmitys", "ICT-palvelut")
    assert amounts(home.read(), "spend_ict") == [12]


def test_an_item_of_the_annual_accounts_is_corrected(home):
    home.csv(LEDGER)
    home.csv("Erä;Summa\nPalvelut;12,10\n", "income_statement.csv")
    assert codes(home.read(), "ledger_difference") == ["ledger_difference"]
    correct(home, "income_statement.csv", "B2", "12,10", "12,00")
    assert codes(home.read(), "ledger_difference") == []


def test_a_reading_of_a_meter_is_corrected(home):
    home.csv(METER, "datahub.csv")
    (home.folder / "decisions").mkdir()
    (home.folder / "decisions" / "meters.csv").write_text("meter,site_id,activity_id\n643,main,electricity\n", encoding="utf-8")
    assert [amount for amount in amounts(home.read(), "electricity") if amount] == [1.5]
    correct(home, "datahub.csv", "G2", "1500", "500")
    assert [amount for amount in amounts(home.read(), "electricity") if amount] == [0.5]


def test_a_correction_of_a_heading_lets_a_recipe_fit(home):
    home.csv(HEAT.replace("Kaukolämpö MWh", "Kaukolämo MWh"), "lampo.csv")
    assert home.read().files["kind"].tolist() == ["unknown"]
    correct(home, "lampo.csv", "B1", "Kaukolämo MWh", "Kaukolämpö MWh")
    assert home.read().files["kind"].tolist() == ["foreign_file"]


def test_a_row_that_changed_since_makes_the_sum_unknown(home):
    home.csv(HEAT.replace("noin 10", "11"), "lampo.csv")
    correct(home, "lampo.csv", "B3", "noin 10", "12,5")
    intake = home.read()
    assert (amounts(intake, "district_heat"), codes(intake), len(intake.corrections)) == ([None], ["correction_changed"], 0)


def test_a_line_of_the_ledger_that_changed_since_is_not_counted(home):
    home.csv(LEDGER)
    correct(home, "ostot.csv", "E3", "8,00", "70,00")
    intake = home.read()
    assert (amounts(intake, "spend_ict"), codes(intake)) == ([5], ["correction_changed"])
    assert [problem.values["found"] for problem in intake.problems if problem.code == "ledger_amount"] == ["7,00 ?"]


def test_a_foreign_cell_that_changed_since_is_in_doubt_though_it_is_a_number(home):
    heat_book(home, 10, 21)
    correct(home, "lampo.xlsx", "B3", "2000", "20", sheet="Lämpö")
    assert (amounts(home.read(), "district_heat"), codes(home.read())) == ([None], ["correction_changed"])


def test_a_correction_that_the_source_now_holds_fails_and_the_source_counts(home):
    home.csv(HEAT.replace("noin 10", "12,50"), "lampo.csv")
    correct(home, "lampo.csv", "B3", "noin 10", "12,5")
    intake = home.read()
    assert (amounts(intake, "district_heat"), codes(intake)) == ([22.5], ["correction_fixed"])


@pytest.mark.parametrize(("cell", "sheet"), [("B9", ""), ("rivi 3", ""), ("B3", "Taul1")])
def test_a_correction_of_no_cell_is_named_and_nothing_is_corrected(home, cell, sheet):
    home.csv(HEAT.replace("noin ", ""), "lampo.csv")
    correct(home, "lampo.csv", cell, "10", "12,5", sheet=sheet)
    assert (amounts(home.read(), "district_heat"), codes(home.read())) == ([20], ["correction_place"])


def test_a_unit_has_a_cell_of_its_own_in_a_foreign_file(home):
    home.csv(HEAT.replace("noin ", ""), "lampo.csv")
    correct(home, "lampo.csv", "B3", "10", "12,5", unit="GWh")
    assert (amounts(home.read(), "district_heat"), codes(home.read())) == ([20], ["correction_unit"])


def test_the_name_of_a_supplier_is_never_among_the_decisions(home):
    home.csv(LEDGER)
    correct(home, "ostot.csv", "D2", "Oy Ab", "Joku muu")
    intake = home.read()
    assert (codes(intake), len(intake.corrections)) == (["correction_supplier"], 0)
    with pytest.raises(DataError, match="correction_supplier"):
        stands_in(home.folder, 2024, {"file": "ostot.csv", "sheet": "", "cell": "D2", "unit": ""}, "example_test")


def test_an_answer_of_the_survey_is_not_corrected(home):
    home.csv("role,campus,distance,days_car\nstaff,main,2_5,5\n", "commute_survey.csv")
    correct(home, "commute_survey.csv", "D2", "5", "4")
    assert codes(home.read()) == ["correction_place"]


def test_what_stands_in_a_cell_is_told_as_the_file_has_it(home):
    home.csv(HEAT, "lampo.csv")
    heat_book(home, 10, 20.5)
    found = [
        stands_in(home.folder, 2024, {"file": file, "sheet": sheet, "cell": "b3", "unit": ""}, "example_test")
        for file, sheet in (("lampo.csv", ""), ("lampo.xlsx", "Lämpö"))
    ]
    assert found == ["noin 10", "20.5"]


def decided(cell, found, value):
    cells = {"year": "2024", "file": "a.csv", "sheet": "", "cell": cell, "found": found, "corrected": value, "unit": ""}
    return Decided(cells, Place())


@pytest.mark.parametrize(
    ("data", "made"),
    [
        ("Tili;Netto\n\nä;1\n".encode("cp1252"), "Tili;Netto\r\n\r\nä;2\r\n".encode("cp1252")),
        ("sep=|\nTili|Netto\n\nä|1\n".encode("utf-16"), "Tili|Netto\r\n\r\nä|2\r\n".encode("utf-16")),
        (b'Tili,Netto\n\n"a, b",1\n', 'Tili,Netto\r\n\r\n"a, b",2\r\n'.encode("utf-8-sig")),
    ],
)
def test_a_corrected_text_keeps_its_letters_and_its_rows(data, made):
    text, outcome = corrected_text(data, [decided("B3", "1", "2")], Rules(foreign=True, text=True))
    assert (text, len(outcome.applied)) == (made, 1)


def test_a_file_of_which_nothing_is_corrected_keeps_every_byte():
    data = b"a;b\n1;2\n"
    text, outcome = corrected_text(data, [decided("B2", "1", "2"), decided("B2", "7", "2")], Rules(foreign=True, text=True))
    assert (text, outcome.stands) == (data, ("2", "2"))
    assert [problem.code for problem in outcome.problems] == ["correction_fixed", "correction_fixed"]
