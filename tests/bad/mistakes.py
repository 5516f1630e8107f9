"""One faulty file per mistake: each function makes the file that leads to one message of intake.

The files are made anew in every test, so they always fit the present template.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

Home = Any
MISTAKES: dict[str, Callable[[Home], None]] = {}


def mistake(code: str) -> Callable[[Callable[[Home], None]], Callable[[Home], None]]:
    """Register the function that makes the mistake of this code."""

    def register(function: Callable[[Home], None]) -> Callable[[Home], None]:
        MISTAKES[code] = function
        return function

    return register


def amount_of(code: str, value: Any, key: str = "district_heat") -> None:
    """A mistake that is one value in the cell of an amount."""
    site = "Päärakennus" if key in ("district_heat", "electricity") else None
    MISTAKES[code] = lambda home: home.workbook().fill(key, site, amount=value).save()


# --- files ----------------------------------------------------------------------------------------------------------


def raw_file(code: str, name: str, content: bytes) -> None:
    """A mistake that is a file of its own."""
    MISTAKES[code] = lambda home: (home.year_folder / name).write_bytes(content) and None


MISTAKES["no_files"] = lambda home: None
raw_file("unknown_file", "jateraportti.csv", b"a;b\n1;2\n")
raw_file("workbook_old_format", "tiedot.xls", bytes.fromhex("d0cf11e0a1b11ae1"))
raw_file("workbook_macros", "tiedot.xlsm", b"PK\x03\x04")
raw_file("workbook_protected", "tiedot.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"EncryptedPackage")
raw_file("workbook_html", "tiedot.xlsx", b"<html><table><tr><td>1</td></tr></table></html>")
raw_file("workbook_text", "tiedot.xlsx", b"Energia;MWh\n1;2\n")
raw_file("file_too_large", "tiedot.xlsx", b"PK" + bytes(13_000_000))


@mistake("unknown_folder")
def a_folder_in_the_folder_of_the_year(home: Home) -> None:
    (home.year_folder / "liitteet").mkdir()


@mistake("file_unreadable")
def a_link_to_a_file_that_is_gone(home: Home) -> None:
    (home.year_folder / "tiedot.xlsx").symlink_to(home.year_folder / "poistettu.xlsx")


@mistake("not_template")
def a_workbook_of_somebody_else(home: Home) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Oma taulukko"
    book.save(home.year_folder / "oma.xlsx")


@mistake("workbook_broken")
def a_workbook_cut_in_the_middle(home: Home) -> None:
    home.workbook()
    path = home.year_folder / "tiedot.xlsx"
    path.write_bytes(path.read_bytes()[:4000])


def _with_part(home: Home, name: str, content: bytes, *, size: int = 1) -> None:
    home.workbook()
    with zipfile.ZipFile(home.year_folder / "tiedot.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content * size)


@mistake("archive_bomb")
def a_part_that_swells_a_thousandfold(home: Home) -> None:
    _with_part(home, "xl/worksheets/sheet99.xml", b"0" * 1000, size=30_000)


@mistake("archive_paths")
def a_part_that_climbs_out(home: Home) -> None:
    _with_part(home, "../../etc/passwd", b"x")


@mistake("archive_doctype")
def a_part_with_a_doctype(home: Home) -> None:
    _with_part(home, "xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


@mistake("template_version")
def a_template_of_another_version(home: Home) -> None:
    _name(home, "hjj_template_version", "99")


def _name(home: Home, name: str, value: Any) -> None:
    workbook = home.workbook()
    sheet, address = next(iter(workbook.book.defined_names[name].destinations))
    workbook.book[sheet][address.replace("$", "")].value = value
    workbook.save()


MISTAKES["year_missing"] = lambda home: _name(home, "hjj_year", None)
MISTAKES["year_text"] = lambda home: _name(home, "hjj_year", "2023/2024")
MISTAKES["year_wrong"] = lambda home: _name(home, "hjj_year", 2023)
MISTAKES["institution_missing"] = lambda home: _name(home, "hjj_institution_id", None)
MISTAKES["institution_wrong"] = lambda home: _name(home, "hjj_institution_id", "example_other")


# --- sheets ---------------------------------------------------------------------------------------------------------


@mistake("sheet_not_read")
def a_sheet_of_ones_own(home: Home) -> None:
    workbook = home.workbook()
    workbook.book.create_sheet("Muistiinpanot")["A1"] = "kysy keittiöltä"
    workbook.save()


@mistake("sheet_hidden")
def a_hidden_sheet(home: Home) -> None:
    workbook = home.workbook().fill("diesel", amount=100)
    workbook.book["Ajoneuvot ja koneet"].sheet_state = "hidden"
    workbook.save()


@mistake("row_hidden")
def a_hidden_row(home: Home) -> None:
    workbook = home.workbook().fill("diesel", amount=100)
    sheet, row, _ = workbook.find("diesel")
    sheet.row_dimensions[row].hidden = True
    workbook.save()


@mistake("header_missing")
def the_first_row_removed(home: Home) -> None:
    workbook = home.workbook()
    workbook.book["Energia"].delete_rows(1)
    workbook.save()


@mistake("column_missing")
def the_unit_column_removed(home: Home) -> None:
    workbook = home.workbook()
    sheet, _, columns = workbook.find("diesel")
    sheet.delete_cols(columns["unit"])
    workbook.save()


@mistake("column_double")
def the_amount_column_twice(home: Home) -> None:
    workbook = home.workbook()
    sheet, _, columns = workbook.find("diesel")
    sheet.cell(1, columns["help"]).value = "amount"
    workbook.save()


@mistake("header_renamed")
def a_renamed_heading(home: Home) -> None:
    workbook = home.workbook()
    sheet, _, columns = workbook.find("diesel")
    sheet.cell(5, columns["amount"]).value = "Litraa vuodessa 2022"
    workbook.save()


@mistake("column_extra")
def a_column_of_ones_own(home: Home) -> None:
    workbook = home.workbook()
    workbook.book["Energia"]["P5"] = "Viime vuonna"
    workbook.save()


@mistake("merged_cells")
def merged_amounts(home: Home) -> None:
    workbook = home.workbook()
    sheet, row, _ = workbook.find("district_heat", "Päärakennus")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=4, end_column=4)
    workbook.save()


@mistake("stray_cells")
def a_number_beside_the_table(home: Home) -> None:
    workbook = home.workbook()
    workbook.book["Energia"]["T20"] = 5
    workbook.save()


@mistake("rows_beyond")
def a_number_far_below(home: Home) -> None:
    workbook = home.workbook()
    workbook.book["Energia"]["D900000"] = 5
    workbook.save()


# --- rows -----------------------------------------------------------------------------------------------------------


@mistake("unknown_activity")
def an_activity_that_is_not_in_the_list(home: Home) -> None:
    home.workbook().spare("Energia", activity="Kaukolämpo", amount=1, unit="MWh").save()


@mistake("unknown_row_key")
def a_key_of_another_basis(home: Home) -> None:
    home.workbook().fill("diesel", row_key="dieseli", amount=1).save()


@mistake("activity_contradicts")
def another_activitys_name_on_the_row(home: Home) -> None:
    home.workbook().fill("heating_oil", "Halli", activity="Kaukolämpö", amount=1).save()


@mistake("activity_renamed")
def a_renamed_row(home: Home) -> None:
    home.workbook().fill("diesel", activity="Autojen polttoaine", amount=1).save()


@mistake("amount_without_activity")
def an_amount_without_activity(home: Home) -> None:
    home.workbook().spare("Energia", amount=1, unit="MWh").save()


@mistake("sum_row")
def a_sum_row(home: Home) -> None:
    home.workbook().spare("Energia", activity="Yhteensä", amount=1, unit="MWh").save()


@mistake("sum_of_counted")
def a_sum_of_rows_that_are_counted(home: Home) -> None:
    workbook = home.workbook().fill("electricity", "Päärakennus", amount=1)
    _, row, _ = workbook.find("electricity", "Päärakennus")
    workbook.fill("electricity", "Halli", amount=f"=SUM(D{row}:D{row})").save()
    _store(home, "electricity", "Halli", "1")


def _store(home: Home, key: str, site: str | None, value: str) -> None:
    """Give the formula of a cell a stored result, as Excel does when it saves."""
    path = home.year_folder / "tiedot.xlsx"
    formulas = openpyxl.load_workbook(path)
    formula = next(
        cell.value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[:1] == "="
    )
    old = f"<f>{formula[1:]}</f><v></v>".encode(), f"<f>{formula[1:]}</f><v/>".encode(), f"<f>{formula[1:]}</f><v />".encode()
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            for text in old:
                part = part.replace(text, f"<f>{formula[1:]}</f><v>{value}</v>".encode())
            target.writestr(name, part)
    path.write_bytes(content.getvalue())


@mistake("unknown_site")
def a_site_that_is_not_in_the_list(home: Home) -> None:
    home.workbook().fill("diesel", site="Hali", amount=1).save()


@mistake("unit_missing")
def no_unit(home: Home) -> None:
    home.workbook().fill("diesel", amount=1, unit=None).save()


@mistake("unknown_unit")
def a_unit_misspelt(home: Home) -> None:
    home.workbook().fill("electricity", "Halli", amount=1, unit="MWhh").save()


@mistake("unit_dimension")
def cubic_metres_of_electricity(home: Home) -> None:
    home.workbook().fill("electricity", "Halli", amount=1, unit="m3").save()


@mistake("unknown_state")
def a_state_misspelt(home: Home) -> None:
    home.workbook().fill("diesel", state="ei koskee").save()


@mistake("state_contradicts")
def an_amount_that_does_not_concern(home: Home) -> None:
    home.workbook().fill("diesel", amount=100, state="ei koske").save()


@mistake("amount_missing")
def a_value_without_amount(home: Home) -> None:
    home.workbook().fill("diesel", state="arvo").save()


@mistake("unknown_origin")
def an_origin_misspelt(home: Home) -> None:
    home.workbook().fill("diesel", amount=1, origin="mitatu").save()


@mistake("uncertainty_unreadable")
def a_negative_uncertainty(home: Home) -> None:
    home.workbook().fill("diesel", amount=1, uncertainty="-5").save()


amount_of("number_text", "kysy Helsingistä")
amount_of("number_approximate", "n. 500")
amount_of("number_range", "100–200")
amount_of("number_points", "1.234,5")
amount_of("number_ambiguous", "1.234")
amount_of("number_comma_three", "1,234")
amount_of("number_date", datetime.datetime(2024, 5, 1))
amount_of("number_boolean", True)
amount_of("number_not_finite", "NaN")
amount_of("number_dash", "–")
amount_of("number_with_unit", "120 MWh")
amount_of("number_unit_contradicts", "1 200 kWh")
amount_of("negative_amount", -500)
amount_of("negative_spend", -500, "spend_ict")
amount_of("negative_category", -500, "spend_ict")
amount_of("formula_no_value", "=1+1")
amount_of("error_cell", "#REF!")


@mistake("number_percent")
def a_percentage(home: Home) -> None:
    workbook = home.workbook().fill("diesel", amount=0.5)
    workbook.cell("diesel", "amount").number_format = "0 %"
    workbook.save()


@mistake("external_link")
def a_figure_from_another_workbook(home: Home) -> None:
    home.workbook().fill("diesel", amount="=[1]Taul1!A1").save()


# --- the year as a whole --------------------------------------------------------------------------------------------


def two_files(home: Home, first: dict[str, Any], second: dict[str, Any], key: str = "diesel") -> None:
    """The same activity in two workbooks."""
    home.workbook("a.xlsx").fill(key, **first).save()
    home.workbook("b.xlsx").fill(key, **second).save()


MISTAKES["duplicate_amount"] = lambda home: two_files(home, {"amount": 100}, {"amount": 100, "comment": "sama"})
MISTAKES["duplicate_differs"] = lambda home: two_files(home, {"amount": 100}, {"amount": 120})
MISTAKES["duplicate_state"] = lambda home: two_files(home, {"amount": 100}, {"state": "ei koske"})
MISTAKES["state_differs"] = lambda home: two_files(home, {"state": "nolla"}, {"state": "ei tiedossa"})
MISTAKES["denominator_differs"] = lambda home: two_files(home, {"amount": 100}, {"amount": 120}, "denominator.student_years")


@mistake("exclusive_group")
def meals_and_euros(home: Home) -> None:
    home.workbook().fill("meals_mixed", amount=1000).fill("food_spend", amount=3000).save()


@mistake("site_and_whole")
def a_site_and_the_whole(home: Home) -> None:
    home.workbook().fill("electricity", "Halli", amount=1).spare("Energia", activity="Sähkö", amount=9, unit="MWh").save()


@mistake("category_unanswered")
def nothing_about_refrigerants(home: Home) -> None:
    home.workbook().fill("diesel", amount=1).save()


@mistake("category_not_asked")
def the_quick_version(home: Home) -> None:
    home.workbook(quick=True).fill("diesel", amount=1).save()


@mistake("activities_blank")
def an_empty_row_in_an_answered_category(home: Home) -> None:
    home.workbook().fill("district_heat", "Halli", amount=1).save()


@mistake("denominators_missing")
def no_denominators(home: Home) -> None:
    home.workbook().save()


@mistake("denominator_site_sum")
def sites_that_do_not_add_up(home: Home) -> None:
    home.workbook().fill("denominator.floor_area_m2", "", amount=2000).save()


@mistake("unit_slip")
def kilowatt_hours_as_megawatt_hours(home: Home) -> None:
    # 100 000 kWh in a building of 1 000 m² is 100 kWh/m²; as MWh it is a thousandfold
    home.workbook().fill("district_heat", "Päärakennus", amount=100_000).save()


@mistake("allocation_category")
def an_allocation_of_an_unknown_category(home: Home) -> None:
    home.workbook().save()
    home.rewrite('student_meals = "meals"', 'student_meal = "meals"')


# --- evidence -------------------------------------------------------------------------------------------------------


def evidence(code: str, **cells: Any) -> None:
    """A mistake in one row of the sheet of evidence."""
    MISTAKES[code] = lambda home: home.workbook().evidence(**cells).save()


evidence("evidence_incomplete", amount_mwh=None)
evidence("evidence_choice", beneficiary="Kiinteistö Oy")
evidence("evidence_date", period_from="tammikuu")
evidence("evidence_period", period_to=datetime.date(2023, 12, 31))
evidence("evidence_unnamed", document=None)


@mistake("evidence_double")
def the_same_certificate_twice(home: Home) -> None:
    home.workbook().evidence().evidence().save()


# --- institution.toml -----------------------------------------------------------------------------------------------


def rewritten(code: str, old: str, new: str) -> None:
    """A mistake in institution.toml: one text replaced by another."""
    MISTAKES[code] = lambda home: home.rewrite(old, new)


MISTAKES["institution_file_missing"] = lambda home: (home.folder / "institution.toml").unlink()
MISTAKES["toml_encoding"] = lambda home: (home.folder / "institution.toml").write_bytes("ä".encode("latin-1")) and None
rewritten("toml_broken", 'name_fi = "Esimerkki"', "name_fi = Esimerkki")
rewritten("key_missing", 'owner_type = "foundation"\n', "")
rewritten("key_unknown", "owner_type", "ownertype")
rewritten("value_type", "fictional = true", 'fictional = "true"')
rewritten("value_choice", '"owned"', '"ownd"')
rewritten("id_form", '"oulu"', '"Oulun kaupunki"')
rewritten("id_folder", 'id = "example_test"', 'id = "example_tests"')
rewritten("share_missing", "share_pct = 40\n", "")
rewritten("share_extra", '"shared"', '"owned"')
rewritten("site_double", 'name = "Halli"', 'name = "Päärakennus"')


@mistake("no_sites")
def an_institution_without_sites(home: Home) -> None:
    path = home.folder / "institution.toml"
    path.write_text(path.read_text(encoding="utf-8").split("[[site]]")[0], encoding="utf-8")


# --- purchases in euros ---------------------------------------------------------------------------------------------

_HEAD = "Päivämäärä;Tili;Tilin nimi;Netto\n"
_ROW = "31.1.2024;4711;ICT-palvelut;100,00\n"
_DECISION = "account,4711,mapped,spend_ict,why,finance manager,2024-01-31"


def ledger(code: str, *rows: str, head: str = _HEAD) -> None:
    """A mistake that is a purchase ledger."""
    MISTAKES[code] = lambda home: home.csv(head + "".join(row + "\n" for row in rows))


ledger("ledger_column_missing", "31.1.2024;100,00", head="Päivämäärä;Netto\n")
ledger("ledger_column_double", "4711;4711;1,00", head="Tili;Tilinumero;Netto\n")
ledger("ledger_cells", "2024-01-31,4711,100,00", head="Päivämäärä,Tili,Netto\n")
ledger("ledger_amount", "31.1.2024;4711;ICT-palvelut;sata")
ledger("ledger_date", "tammikuu;4711;ICT-palvelut;1,00")
ledger("ledger_other_year", "31.1.2024;4711;ICT-palvelut;1,00", "31.12.2023;4711;ICT-palvelut;1,00")
ledger("ledger_year_wrong", "31.1.2023;4711;ICT-palvelut;1,00")
ledger("ledger_yes_no", "4711;1,00;ehkä", head="Tili;Netto;Investointi\n")
ledger("ledger_site", "4711;1,00;Hali", head="Tili;Netto;Toimipaikka\n")
ledger("ledger_vat", "ICT-palvelut;124,00", head="Tilin nimi;Brutto\n")
ledger("ledger_unmapped", "31.1.2024;4890;Kokouskulut;1,00")
ledger("ledger_below_zero", "31.1.2024;4711;ICT-palvelut;-1,00")
ledger("capital_elsewhere", "ICT-palvelut;1,00;kyllä", head="Tilin nimi;Netto;Investointi\n")
raw_file("csv_unreadable", "ostot.csv", b"Tili;Netto\n4711;1\x00\n")
raw_file("statement_columns", "income_statement.csv", b"a;b\n1;2\n")


@mistake("csv_too_large")
def a_ledger_of_more_than_any_year(home: Home) -> None:
    home.csv("Tili;Netto\n")
    with (home.year_folder / "ostot.csv").open("r+b") as file:
        file.truncate(200_000_001)


@mistake("csv_twice")
def the_same_ledger_under_two_names(home: Home) -> None:
    for name in ("a.csv", "b.csv"):
        home.csv(_HEAD + _ROW, name)


@mistake("statement_missing")
def a_ledger_alone(home: Home) -> None:
    home.csv(_HEAD + _ROW)


def statement(code: str, item: str) -> None:
    """A mistake in the annual accounts beside a ledger of 100 euros."""
    MISTAKES[code] = lambda home: (
        home.csv("Tilin nimi;Netto;Investointi\nICT-palvelut;100,00;ei\nICT-palvelut;50,00;kyllä\n"),
        home.csv(f"Erä;Summa;Investointi\n{item}\n", "income_statement.csv"),
    )


statement("statement_amount", "Palvelut;paljon;ei")
statement("ledger_difference", "Palvelut;99,99;ei")
statement("capital_difference", "Koneet;51,00;kyllä")


@mistake("typed_and_ledger")
def typed_euros_beside_the_ledger(home: Home) -> None:
    home.workbook().fill("spend_ict", amount=100).save()
    home.csv(_HEAD + _ROW)


def decision(code: str, *rows: str, header: str = "") -> None:
    """A mistake in decisions/spend_mapping.csv."""
    MISTAKES[code] = lambda home: home.decisions(*rows, header=header)


@mistake("decision_encoding")
def decisions_in_other_letters(home: Home) -> None:
    home.decisions(_DECISION)
    (home.folder / "decisions" / "spend_mapping.csv").write_bytes("scheme,pattern\naccount,ä\n".encode("latin-1"))


decision("decision_columns", "account,4711", header="scheme,pattern")
decision("decision_word", _DECISION.replace("mapped", "counted"))
decision("decision_empty", _DECISION.replace("why", ""))
decision("decision_date", _DECISION.replace("2024-01-31", "31.1.2024"))
decision("decision_activity", _DECISION.replace("spend_ict", "spend_itc"))
decision("decision_not_mapped", _DECISION.replace("mapped", "excluded"))
decision("decision_twice", _DECISION, _DECISION)
