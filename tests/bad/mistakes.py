"""One faulty file per mistake: each function makes the file that leads to one message of intake.

The files are made anew in every test, so they always fit the present template.
"""

from __future__ import annotations

import dataclasses
import datetime
import io
import unicodedata
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
raw_file("file_too_large", "tiedot.xlsx", b"PK" + bytes(41_000_000))


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


def in_sheet(home: Home, before: str, text: str) -> None:
    """Put text into the first sheet of figures, as other programs write it; ``before`` is the mark that it stands before."""
    home.workbook().fill("diesel", amount=1).save()
    path = home.year_folder / "tiedot.xlsx"
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name).decode() if name.endswith(".xml") else source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                place = part.index(before)
                part = part[:place] + text + part[place:]
            target.writestr(name, part)
    path.write_bytes(content.getvalue())


@mistake("ghost_cells")
def three_hundred_thousand_formatted_empty_rows(home: Home) -> None:
    rows = "".join(f'<row r="{row}" spans="1:9" s="1" customFormat="1"/>' for row in range(100_000, 400_000))
    in_sheet(home, "</sheetData>", rows)


@mistake("too_many_cells")
def merged_ranges_over_the_whole_sheet(home: Home) -> None:
    ranges = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1000, 1010))
    in_sheet(home, "<pageMargins", f"<mergeCells>{ranges}</mergeCells>")


@mistake("far_cells")
def a_mark_in_the_last_column_of_a_list(home: Home) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Laskuja", "x"
    book.save(home.year_folder / "lista.xlsx")


@mistake("file_name_twice")
def a_name_with_an_a_umlaut_in_two_ways(home: Home) -> None:
    for form in ("NFC", "NFD"):
        home.workbook(unicodedata.normalize("NFC", "päästöt.xlsx")).fill("diesel", amount=1).save()
        (home.year_folder / "päästöt.xlsx").rename(home.year_folder / unicodedata.normalize(form, "päästöt2.xlsx"))


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


@mistake("column_hidden")
def a_hidden_column(home: Home) -> None:
    workbook = home.workbook().fill("diesel", amount=100)
    sheet, _, columns = workbook.find("diesel")
    sheet.column_dimensions[openpyxl.utils.get_column_letter(columns["amount"])].hidden = True
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
MISTAKES["duplicate_conflict"] = lambda home: two_files(home, {"amount": 100}, {"amount": 120})


@mistake("duplicate_differs")
def one_figure_on_two_sheets(home: Home) -> None:
    home.workbook().fill("diesel", amount=100).spare("Energia", activity="Diesel", amount=120, unit="l").save()


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
ledger("ledger_vague", "31.1.2024;4790;Muut tavarat;1,00")
ledger("ledger_below_zero", "31.1.2024;4711;ICT-palvelut;-1,00")
ledger("capital_elsewhere", "ICT-palvelut;1,00;kyllä", head="Tilin nimi;Netto;Investointi\n")
raw_file("csv_unreadable", "ostot.csv", b"Tili;Netto\n4711;1\x00\n")
raw_file("csv_quotes", "ostot.csv", b'Tili;Tilin nimi;Netto\n4711;"ICT; muut;1,00\n4711;ICT-palvelut;2,00\n')
raw_file("csv_encoding", "ostot.csv", "Päivämäärä;Tili;Netto\n31.1.2024;4711;1,00\n".encode("cp1252"))
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


@mistake("ledger_overlap")
def two_ledgers_that_share_a_month(home: Home) -> None:
    home.csv(_HEAD + _ROW, "a.csv")
    home.csv(_HEAD + _ROW + "28.2.2024;4711;ICT-palvelut;7,00\n", "b.csv")


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


def requests(home: Home, text: str) -> None:
    """The institution's list of requests."""
    (home.folder / "decisions").mkdir(exist_ok=True)
    (home.folder / "decisions" / "requests.csv").write_text(text, encoding="utf-8")


MISTAKES["request_columns"] = lambda home: requests(home, "year,holder\n2024,fleet\n")
MISTAKES["request_cell"] = lambda home: requests(home, "year,holder,asked_on,due,file,sha256\n2024,chef,2024-01-31,,a.xlsx,0\n")

decision("decision_columns", "account,4711", header="scheme,pattern")
decision("decision_word", _DECISION.replace("mapped", "counted"))
decision("decision_empty", _DECISION.replace("why", ""))
decision("decision_date", _DECISION.replace("2024-01-31", "31.1.2024"))
decision("decision_activity", _DECISION.replace("spend_ict", "spend_itc"))
decision("decision_not_mapped", _DECISION.replace("mapped", "excluded"))
decision("decision_twice", _DECISION, _DECISION)


# --- corrections and amounts of the year before -----------------------------------------------------------------------


def correction(code: str, *, found: str, stands: object = 500, cell: str = "D7") -> None:
    """A mistake in decisions/corrections.csv about a figure of the fleet."""

    def make(home: Home) -> None:
        home.workbook().fill("diesel", amount=stands).save()
        folder = home.folder / "decisions"
        folder.mkdir()
        head = "year,file,sheet,cell,found,corrected,unit,reason,decided_by_role,decided_on"
        row = f"2024,tiedot.xlsx,Ajoneuvot ja koneet,{cell},{found},5000,,näppäilyvirhe,energiavastaava,2025-02-01"
        (folder / "corrections.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")

    MISTAKES[code] = make


correction("correction_place", found="500", cell="kohta 7")
correction("correction_changed", found="300")
correction("correction_fixed", found="300", stands=5000)


def correction_of_a_ledger(code: str, cell: str, found: str, unit: str) -> None:
    """A correction that no ledger can have."""

    def make(home: Home) -> None:
        home.csv("Tili;Toimittaja;Netto\n4711;Oy Ab;1,00\n")
        folder = home.folder / "decisions"
        folder.mkdir()
        head = "year,file,sheet,cell,found,corrected,unit,reason,decided_by_role,decided_on"
        row = f"2024,ostot.csv,,{cell},{found},5,{unit},näppäilyvirhe,talousvastaava,2025-02-01"
        (folder / "corrections.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")

    MISTAKES[code] = make


correction_of_a_ledger("correction_unit", "C2", '"1,00"', "EUR")
correction_of_a_ledger("correction_supplier", "B2", "Oy Ab", "")


@mistake("slip_last_year")
def a_thousandfold_of_the_year_before(home: Home) -> None:
    home.earlier_year().fill("diesel", amount=5).save()
    home.workbook().fill("diesel", amount=5000).save()


_SURVEY_HEAD = "role,campus,year,distance,days_car,days_bus,remote_days\n"
_SURVEY_ROW = "staff,main,2024,10_20,5,0,0\n"


def survey(home: Home, answers: str = _SURVEY_ROW * 5, *, people: float | None = 10, head: str = _SURVEY_HEAD) -> None:
    """A survey of staff beside the number of staff-years."""
    if people:
        home.workbook().fill("denominator.staff_years", amount=people).save()
    home.csv(head + answers, "commute_survey.csv")


@mistake("survey_columns")
def a_survey_without_the_distance(home: Home) -> None:
    survey(home, "staff,main,5\n", head="role,campus,days_car\n")


@mistake("survey_dropped")
def a_survey_with_addresses(home: Home) -> None:
    survey(home, "staff,main,2_5,5,nobody@example.org\n" * 5, head="role,campus,distance,days_car,e-mail\n")


@mistake("survey_empty")
def a_survey_that_nobody_answered(home: Home) -> None:
    survey(home, "")


@mistake("survey_answer")
def a_survey_with_a_sentence_in_place_of_a_code(home: Home) -> None:
    survey(home, "staff,main,2024,about 10 km,5,0,0\n")


@mistake("survey_days")
def nine_days_a_week(home: Home) -> None:
    survey(home, "staff,main,2024,10_20,5,0,4\n")


@mistake("survey_year")
def answers_of_last_year(home: Home) -> None:
    survey(home, _SURVEY_ROW.replace("2024", "2023"))


@mistake("survey_twice")
def the_same_answers_under_two_names(home: Home) -> None:
    survey(home)
    home.csv(_SURVEY_HEAD + _SURVEY_ROW * 5, "commute_survey_2.csv")


@mistake("survey_no_assumption")
def a_distance_of_which_the_basis_has_no_kilometres(home: Home) -> None:
    survey(home, _SURVEY_ROW.replace("10_20", "80_more"))


@mistake("survey_few")
def four_answers(home: Home) -> None:
    survey(home, _SURVEY_ROW * 4)


@mistake("survey_population")
def nobody_knows_how_many_staff_there_are(home: Home) -> None:
    survey(home, people=None)


@mistake("survey_too_many")
def more_answers_than_staff(home: Home) -> None:
    survey(home, people=4)


def survey_of_students(home: Home, answers: str) -> None:
    """A survey of students beside the student-years of both sites."""
    book = home.workbook()
    for site, years in (("Päärakennus", 60), ("Halli", 40), ("", 100)):
        book.fill("denominator.student_years", site, amount=years)
    book.save()
    home.csv(_SURVEY_HEAD + answers, "commute_survey.csv")


_STUDENT_ROW = "student,main,2024,10_20,0,5,0\n"


@mistake("survey_merged")
def a_hall_with_two_answers(home: Home) -> None:
    survey_of_students(home, _STUDENT_ROW * 8 + _STUDENT_ROW.replace("main", "hall") * 2)


@mistake("survey_silent")
def a_hall_without_answers(home: Home) -> None:
    survey_of_students(home, _STUDENT_ROW * 8)


@mistake("survey_years_not_heads")
def student_years_in_place_of_students(home: Home) -> None:
    survey_of_students(home, _STUDENT_ROW * 8 + _STUDENT_ROW.replace("main", "hall") * 8)


@mistake("typed_and_survey")
def commuting_typed_and_surveyed(home: Home) -> None:
    home.workbook().fill("denominator.staff_years", amount=10).fill("staff_car_km", amount=9000).save()
    home.csv(_SURVEY_HEAD + _SURVEY_ROW * 5, "commute_survey.csv")


# --- recipes for the files of other programs --------------------------------------------------------------------------

_HEAT_HEAD = "Kuukausi;Kaukolämpö MWh\n"
_FUEL_HEAD = "Tapahtumapäivä;Tuote;Määrä l\n"
_LONG_HEAD = "Mikä;Määrä;Yksikkö;Kausi;Toimipaikka\n"
_RECIPE = """
recipe_id = "{name}"
kind = "{kind}"
name_fi = "Oma"
name_sv = "Egen"
name_en = "Own"

[columns.amount]
headers = ["Määrä"]
required = true
activity = "diesel"
unit = "l"
"""


def foreign(code: str, text: str) -> None:
    """A mistake in a foreign file."""
    MISTAKES[code] = lambda home: home.csv(text, "raportti.csv")


def own_recipe(home: Home, name: str, text: str) -> None:
    """Write a recipe of the institution."""
    folder = home.year_folder.parent / "decisions" / "recipes"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def foreign_book(home: Home, *sheets: str) -> Any:
    """A workbook in which every sheet is a month's report of heat."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet.append(["Kuukausi", "Kaukolämpö MWh"])
        sheet.append(["01/2024", 10])
    return book


foreign("recipe_cells", "Kuukausi,Kaukolämpö MWh\n01/2024,10,5\n")
foreign("recipe_row_twice", _HEAT_HEAD + "01/2024;10\n01/2024;10\n")
foreign("recipe_used", _HEAT_HEAD + "01/2024;10\n")
foreign("recipe_periods", _HEAT_HEAD + "01/2024;10\n")
foreign("recipe_amount", _HEAT_HEAD + "01/2024;noin 10\n")
foreign("recipe_negative", _HEAT_HEAD + "01/2024;-10\n")
foreign("recipe_date", _HEAT_HEAD + "tammi;10\n")
foreign("recipe_other_year", _HEAT_HEAD + "01/2024;10\n12/2023;10\n")
foreign("recipe_no_row_of_year", _HEAT_HEAD + "12/2023;10\n")
foreign("recipe_column_double", "Kuukausi;Kaukolämpö MWh;Kaukolämpö (MWh)\n01/2024;10;10\n")
foreign("recipe_word", _FUEL_HEAD + "31.1.2024;Kevytdiesel;10\n")
foreign("recipe_unit", _LONG_HEAD + "Diesel;10;kWh;2024;\n")
foreign("recipe_site", _LONG_HEAD + "Diesel;10;l;2024;Hali\n")
foreign("recipe_below_zero", _LONG_HEAD + "Tavarat;-10;EUR;2024;\n")


@mistake("recipe_twice")
def the_same_foreign_file_under_two_names(home: Home) -> None:
    for name in ("a.csv", "b.csv"):
        home.csv(_HEAT_HEAD + "01/2024;10\n", name)


@mistake("recipe_toml")
def a_recipe_that_is_no_toml(home: Home) -> None:
    own_recipe(home, "oma", "recipe_id = oma\n")


@mistake("recipe_key")
def a_recipe_of_an_unknown_kind(home: Home) -> None:
    own_recipe(home, "oma", _RECIPE.format(name="oma", kind="weather"))


@mistake("recipe_two")
def two_recipes_for_the_same_file(home: Home) -> None:
    for name in ("eka", "toka"):
        own_recipe(home, name, _RECIPE.format(name=name, kind="amounts"))
    home.csv("Määrä\n10\n", "raportti.csv")


@mistake("recipe_sheets")
def a_report_on_each_of_two_sheets(home: Home) -> None:
    foreign_book(home, "Tammi", "Helmi").save(home.year_folder / "lampo.xlsx")


@mistake("recipe_header_merged")
def headings_merged_over_two_columns(home: Home) -> None:
    book = foreign_book(home, "Lämpö")
    book["Lämpö"].merge_cells("B1:C1")
    book.save(home.year_folder / "lampo.xlsx")


@mistake("recipe_hidden_rows")
def a_hidden_row_of_a_foreign_file(home: Home) -> None:
    book = foreign_book(home, "Lämpö")
    book["Lämpö"].row_dimensions[2].hidden = True
    book.save(home.year_folder / "lampo.xlsx")


# --- travel reports -----------------------------------------------------------------------------------------------------

_LEG_HEAD = "Matkapäivä;Mistä;Mihin;Luokka;Matkustajia;Lipun numero;Tila\n"
_ROUTE_HEAD = "Matkapäivä;Reitti;Meno/paluu;Matkustajia\n"
_OTHER_TRAVEL = """
recipe_id = "oma"
kind = "trips"
name_fi = "Oma"
name_sv = "Egen"
name_en = "Own"

[trips]
direction = "one_way"
passengers = 1

[columns.what]
headers = ["Kulkuneuvo"]
required = true

[columns.route]
headers = ["Reitti"]

[columns.km]
headers = ["Km"]
unit = "km"

[values.what]
"bussi" = "staff_bus_km"
"""


def flights(code: str, *rows: str) -> None:
    """A mistake in a report of flights by leg, or in one row beside a good one."""
    foreign(code, _LEG_HEAD + "".join(f"{row}\n" for row in ("1.3.2024;HEL;OUL;economy;1;1;", *rows)))


flights("trip_place_unknown", "1.3.2024;HEL;XQX;economy;1;2;")
flights("trip_place_several", "1.3.2024;HEL;London;economy;1;2;")
flights("trip_no_route", "1.3.2024;HEL;;economy;1;2;")
flights("trip_same_place", "1.3.2024;HEL;HEL;economy;1;2;")
flights("trip_passengers", "1.3.2024;HEL;OUL;economy;0;2;")
flights("trip_status", "1.3.2024;HEL;OUL;economy;1;2;jonossa")
flights("trip_cancelled", "1.3.2024;HEL;OUL;economy;1;2;peruttu")
flights("trip_refunded", "2.3.2024;HEL;OUL;economy;-1;1;")
flights("trip_refund_alone", "2.3.2024;HEL;OUL;economy;-1;2;")
flights("trip_twice", "1.3.2024;HEL;OUL;economy;1;1;")
flights("trip_alike", "1.3.2024;HEL;OUL;economy;1;;", "1.3.2024;HEL;OUL;economy;1;;")
flights("trip_class_missing", "1.3.2024;HEL;OUL;;1;2;")
flights("trip_class_unknown", "1.3.2024;HEL;OUL;mukava;1;2;")
foreign("trip_direction", _ROUTE_HEAD + "1.3.2024;HEL-OUL;ehkä;1\n")


@mistake("trip_no_amount")
def other_travel_without_kilometres(home: Home) -> None:
    own_recipe(home, "oma", _OTHER_TRAVEL)
    home.csv("Kulkuneuvo;Km\nBussi;\nBussi;10\n", "raportti.csv")


@mistake("trip_beside_typed")
def flights_in_a_report_and_in_the_long_form(home: Home) -> None:
    home.csv(_LEG_HEAD + "1.3.2024;HEL;OUL;economy;1;1;\n", "raportti.csv")
    home.csv(_LONG_HEAD + "Henkilöstö: auto;10;km;2024;\n", "muut.csv")


@mistake("trip_no_airports")
def flights_with_a_basis_that_has_no_airports(home: Home) -> None:
    home.csv(_LEG_HEAD + "1.3.2024;HEL;OUL;economy;1;1;\n", "raportti.csv")
    # The basis is part of the case here; the folder alone cannot show it.
    object.__setattr__(home, "basis", dataclasses.replace(home.basis, airports=home.basis.airports[:0]))


# --- an old calculator with its mapping -------------------------------------------------------------------------------

_CALCULATOR = """
recipe_id = "laskuri"
kind = "calculator"
name_fi = "Laskuri"
name_sv = "Kalkylator"
name_en = "Calculator"

[[known_by]]
sheet = "Laskuri"
cell = "A1"
text = "Laskuri"

[year]
sheet = "Laskuri"
cell = "B1"

[[input]]
sheet = "Laskuri"
label = "Diesel"
{where}
activity = "diesel"
unit = "l"
"""
_STATED = """
[[result]]
sheet = "Laskuri"
cell = "B5"
unit = "t"
category = "heat"
activity = "stated_heat"
"""


def calculator(code: str, where: str, change: Callable[[Any], None] = lambda sheet: None, more: str = "") -> None:
    """A calculator with its mapping in which something does not agree with the workbook."""

    def make(home: Home) -> None:
        own_recipe(home, "laskuri", _CALCULATOR.format(where=where) + more)
        book = openpyxl.Workbook()
        book.active.title = "Laskuri"
        for row in (["Laskuri", 2024], [], ["Mikä", "Litraa"], ["Diesel", 10], ["Yhteensä", 1.5]):
            book.active.append(row)
        change(book.active)
        book.save(home.year_folder / "laskuri.xlsx")

    MISTAKES[code] = make


_LITRES = 'heading = "Litraa"'
calculator("calculator_used", _LITRES)
calculator("calculator_year", _LITRES, lambda sheet: sheet.__setitem__("B1", 2023))
calculator("calculator_sheet", _LITRES, more=_STATED.replace("Laskuri", "Laskin"))
calculator("calculator_label", 'cell = "B4"', lambda sheet: sheet.__setitem__("A4", "Dieseliä"))
calculator("calculator_label_twice", _LITRES, lambda sheet: sheet.append(["Diesel", 20]))
calculator("calculator_heading", 'heading = "Määrä"')
calculator("calculator_moved", 'cell = "B4"', lambda sheet: sheet.insert_rows(4))
calculator("calculator_merged", _LITRES, lambda sheet: sheet.merge_cells("B4:B5"))
calculator("calculator_blank", _LITRES, lambda sheet: sheet.__setitem__("B4", None))
calculator("calculator_stated", _LITRES, lambda sheet: sheet.__setitem__("B4", None), _STATED)


# --- readings of meters ---------------------------------------------------------------------------------------------

_METER_HEAD = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu\n"


def readings(code: str, *lines: str, decided: str = "643,main,electricity") -> None:
    """A mistake that is in a file of readings, or in what was decided about its meter."""

    def make(home: Home) -> None:
        home.csv(_METER_HEAD + "".join(line + "\n" for line in lines), "datahub.csv")
        folder = home.folder / "decisions"
        folder.mkdir(exist_ok=True)
        (folder / "meters.csv").write_text(f"meter,site_id,activity_id\n{decided}\n", encoding="utf-8")

    MISTAKES[code] = make


def reading(time: str = "2024-03-01T10:00:00Z", amount: str = "1,5", unit: str = "kWh", product: str = "8716867000030") -> str:
    return f"643;{product};PT1H;{unit};BN01;{time};{amount};OK"


readings("meter_used", reading())
readings("meter_other_product", reading(product="8716867000047"))
readings("meter_stamp", reading(), reading(time="1.3.2024 10.00"))
readings("meter_unit", reading(), reading(unit="kVarh"))
readings("meter_amount", reading(), reading(amount="1.500"))
readings("meter_negative", reading(), reading(time="2024-03-01T11:00:00Z", amount="-1,5"))
readings("meter_repeated", reading(), reading())
readings("meter_contrary", reading(), reading(amount="2"))
readings("meter_unmapped", reading(), decided="644,main,electricity")
readings("meter_gaps", reading())
readings("meter_site", reading(), decided="643,somewhere,electricity")
readings("meter_activity", reading(), decided="643,main,diesel")
readings("meter_decided_twice", reading(), decided="643,main,electricity\n643,hall,electricity")


@mistake("typed_and_metered")
def electricity_typed_and_metered(home: Home) -> None:
    MISTAKES["meter_gaps"](home)
    home.workbook().fill("electricity", "Päärakennus", amount=100).save()


@mistake("meter_beside_typed")
def certified_electricity_typed_beside_a_meter(home: Home) -> None:
    MISTAKES["meter_gaps"](home)
    home.workbook().fill("electricity_certified", "", amount=100, site="Päärakennus").save()
