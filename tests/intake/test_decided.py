"""Corrections stand in for what was handed in; a confirmed question keeps its reason until the value changes."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from hjj_lib.intake.confirmations import figures, key_cells, value_of
from hjj_lib.intake.corrections import same_value, two_readings
from hjj_lib.intake.decided import CONFIRMATIONS, CORRECTIONS, add_decided
from hjj_lib.intake.messages import Place
from hjj_lib.problems import DataError, confirmed_questions, open_questions
from hjj_lib.tables import Correction, checked

SHEET = "Ajoneuvot ja koneet"
WHO = {"decided_by_role": "energiavastaava", "decided_on": "2025-02-01"}


def entry(intake, activity_id):
    rows = intake.entries[intake.entries["activity_id"] == activity_id]
    assert len(rows) == 1
    return rows.iloc[0]


def correct(home, found, value, unit="", cell="D7"):
    row = {"year": 2024, "file": "tiedot.xlsx", "sheet": SHEET, "cell": cell, "found": found, "corrected": value, "unit": unit}
    add_decided(home.folder, CORRECTIONS, {**row, "reason": "näppäilyvirhe", **WHO})


def confirm(home, problem, reason="uusi halli"):
    intake = home.read()
    value = value_of(problem, intake.confirmations.amounts)
    row = {"year": 2024, "code": problem.code, **key_cells(problem), "value": value, "reason": reason, **WHO}
    add_decided(home.folder, CONFIRMATIONS, row)


def problems(home, code):
    return [problem for problem in home.read().problems if problem.code == code]


@pytest.mark.parametrize(("stands", "found"), [(500, "500"), ("n. 500", "n. 500"), (1234.5, "1234,5"), ("1 234,5", "1234,5")])
def test_a_correction_is_read_in_place_of_what_stands_there(home, stands, found):
    home.workbook().fill("diesel", amount=stands).save()
    correct(home, found, "5000")
    intake = home.read()
    assert tuple(entry(intake, "diesel")[["amount", "value_state"]]) == (5000, "given")
    assert not [problem for problem in intake.problems if problem.severity == "error"]


def test_a_correction_keeps_what_was_found_and_why(home):
    home.workbook().fill("diesel", amount=500).save()
    correct(home, "500", "5", unit="m3")
    intake = home.read()
    checked(intake.corrections, Correction, file="")
    row = intake.corrections.iloc[0]
    assert tuple(row[["found", "corrected", "reason", "decided_by_role"]]) == ("500", "5", "näppäilyvirhe", "energiavastaava")
    assert tuple(entry(intake, "diesel")[["amount", "unit"]]) == (5, "m3")


def test_the_file_itself_is_not_changed_by_a_correction(home):
    home.workbook().fill("diesel", amount=500).save()
    before = (home.year_folder / "tiedot.xlsx").read_bytes()
    correct(home, "500", "5000")
    home.read()
    assert (home.year_folder / "tiedot.xlsx").read_bytes() == before


def test_a_correction_of_a_value_that_is_no_longer_there_is_refused_and_the_amount_is_unknown(home):
    home.workbook().fill("diesel", amount=700).save()
    correct(home, "500", "5000")
    intake = home.read()
    assert [problem.code for problem in intake.problems if problem.severity == "error"] == ["correction_changed"]
    assert (entry(intake, "diesel")["value_state"], len(intake.corrections)) == ("unknown", 0)


def test_a_denominator_is_unknown_when_its_file_has_changed_since_the_correction(home):
    workbook = home.workbook().fill("denominator.student_years", amount=700)
    sheet, row, columns = workbook.find("denominator.student_years")
    workbook.save()
    cell = f"{get_column_letter(columns['amount'])}{row}"
    place = {"year": 2024, "file": "tiedot.xlsx", "sheet": sheet.title, "cell": cell, "reason": "x", **WHO}
    add_decided(home.folder, CORRECTIONS, {**place, "found": "500", "corrected": "5000"})
    whole = home.read().denominators.query("kind == 'student_years' and site_id.isna()").iloc[0]
    assert (whole["value_state"], pd.isna(whole["value"])) == ("unknown", True)


def test_a_correction_that_the_file_now_holds_is_named_and_the_file_counts(home):
    home.workbook().fill("diesel", amount=5000).save()
    correct(home, "500", "5000")
    assert entry(home.read(), "diesel")["amount"] == 5000
    assert [problem.row for problem in problems(home, "correction_fixed")] == [2]


def test_a_corrected_value_is_one_number():
    place = Place(file="tiedot.xlsx", sheet=SHEET, column="D7")
    assert [problem.code for problem in two_readings("1.234", place)] == ["number_ambiguous"]
    assert [two_readings(value, place) for value in ("1,234", "1234.5", "ei tiedossa")] == [[], [], []]


def test_a_decimal_comma_in_a_correction_is_not_asked_about(home):
    home.workbook().fill("diesel", amount=500).save()
    correct(home, "500", "1,234")
    assert entry(home.read(), "diesel")["amount"] == 1.234
    assert problems(home, "number_comma_three") == []


def test_a_correction_of_another_year_waits_for_its_year(home):
    home.workbook().fill("diesel", amount=500).save()
    row = {"year": 2023, "file": "tiedot.xlsx", "sheet": SHEET, "cell": "D7", "found": "500", "corrected": "5"}
    add_decided(home.folder, CORRECTIONS, {**row, "reason": "x", **WHO})
    assert entry(home.read(), "diesel")["amount"] == 500


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(500.0, "500", True), ("1 000", 1000, True), ("n. 5", "n.  5", True), (5, "6", False), (None, "", True)],
)
def test_two_values_are_the_same_however_they_are_written(one, other, same):
    assert same_value(one, other) == same


def test_a_confirmed_question_is_told_apart_with_its_reason(home):
    home.workbook().fill("spend_ict", amount=-100).fill("spend_goods", amount=500).save()
    confirm(home, problems(home, "negative_spend")[0], "hyvityslasku 17")
    found = problems(home, "negative_spend")
    assert [problem.confirmed for problem in found] == ["hyvityslasku 17 (energiavastaava, 2025-02-01)"]
    assert (open_questions(found), confirmed_questions(found)) == ([], found)


def test_a_question_comes_back_when_the_value_changes(home):
    home.workbook().fill("spend_ict", amount=-100).fill("spend_goods", amount=500).save()
    confirm(home, problems(home, "negative_spend")[0])
    home.workbook().fill("spend_ict", amount=-101).fill("spend_goods", amount=500).save()
    assert [problem.confirmed for problem in problems(home, "negative_spend")] == [""]


def test_an_error_cannot_be_confirmed_away(home):
    home.workbook().fill("diesel", amount="n. 5").save()
    confirm(home, problems(home, "number_approximate")[0])
    found = problems(home, "number_approximate")[0]
    assert (found.severity, found.confirmed) == ("error", "")


def test_a_slip_against_the_year_before_blocks_until_it_is_confirmed(home):
    home.earlier_year().fill("diesel", amount=5).save()
    home.workbook().fill("diesel", amount=5000).save()
    slip = problems(home, "slip_last_year")[0]
    assert (slip.severity, slip.values["earlier"], slip.values["amount"]) == ("error", 5, 5000)
    assert entry(home.read(), "diesel")["value_state"] == "unknown"
    confirm(home, slip)
    assert entry(home.read(), "diesel")["amount"] == 5000
    assert [(p.severity, bool(p.confirmed)) for p in problems(home, "slip_last_year")] == [("question", True)]


@pytest.mark.parametrize(("before", "now", "odd"), [(5000, 5, True), (5, 5000, True), (5, 50, False), (5, 500_000, False)])
def test_only_a_ratio_near_a_thousand_is_a_slip(home, before, now, odd):
    home.earlier_year().fill("diesel", amount=before).save()
    home.workbook().fill("diesel", amount=now).save()
    assert bool(problems(home, "slip_last_year")) == odd


def test_an_amount_in_another_unit_is_no_slip(home):
    home.earlier_year().fill("electricity", "Halli", amount=50).save()
    home.workbook().fill("electricity", "Halli", amount=50_000, unit="kWh").save()
    assert problems(home, "slip_last_year") == []


def test_a_slip_at_one_site_is_told_once(home):
    home.earlier_year().fill("electricity", "Halli", amount=50).save()
    home.workbook().fill("electricity", "Halli", amount=0.05).save()
    assert [problem.values["site"] for problem in problems(home, "slip_last_year")] == [" (Halli)"]


def test_a_slip_per_floor_area_is_not_counted_until_confirmed(home):
    home.workbook().fill("district_heat", "Päärakennus", amount=100_000).save()
    slip = problems(home, "unit_slip")[0]
    assert (slip.severity, entry(home.read(), "district_heat")["value_state"]) == ("error", "unknown")
    confirm(home, slip)
    assert entry(home.read(), "district_heat")["amount"] == 100_000


def test_the_same_decision_twice_changes_nothing(home):
    for _ in range(2):
        correct(home, "500", "5000")
    text = (home.folder / CORRECTIONS.file).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2


def test_a_decision_is_added_as_the_file_is_written(home):
    path = home.folder / CORRECTIONS.file
    path.parent.mkdir()
    head = "reason;year;file;sheet;cell;found;corrected;unit;decided_by_role;decided_on"
    path.write_text(f"{head}\noma;2023;a.xlsx;S;D1;1;2;;rooli;2024-01-01", encoding="utf-8")
    correct(home, "500", "5000")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("oma;2023")
    assert lines[2].startswith("näppäilyvirhe;2024;tiedot.xlsx;")


def test_a_figure_is_found_by_its_place():
    rows = [{"file": "a.xlsx", "sheet": "S", "row": 7, "column": "D", "amount": 5.0, "unit": "l"}]
    assert figures([*rows, {**rows[0], "amount": None, "row": 8}]) == {("a.xlsx", "S", "D7"): "5 l"}


def test_decisions_that_lack_a_reason_are_named_and_not_used(home):
    home.workbook().fill("diesel", amount=500).save()
    row = {"year": 2024, "file": "tiedot.xlsx", "sheet": SHEET, "cell": "D7", "found": "500", "corrected": "5000"}
    add_decided(home.folder, CORRECTIONS, {**row, **WHO})
    found = problems(home, "decision_empty")
    assert [(problem.file, problem.row, problem.column) for problem in found] == [(CORRECTIONS.file, 2, "reason")]
    assert pd.notna(entry(home.read(), "diesel")["amount"])


@pytest.mark.parametrize("name", ["corrections", "confirmations", "spend_mapping", "meters", "requests"])
@pytest.mark.parametrize("content", [b"year;\xff\n", b"year,meter\n" + b"x" * 200_000 + b"\n", b'year\r"\rmeter\n\r\n'])
def test_a_file_of_decisions_that_is_no_table_is_told_and_never_ends_the_program(home, name, content):
    home.workbook().fill("diesel", amount=500).save()
    (home.folder / "decisions").mkdir()
    (home.folder / "decisions" / f"{name}.csv").write_bytes(content)
    intake = home.read()
    told = {problem.code for problem in intake.problems if problem.file == f"decisions/{name}.csv"}
    assert told or b"\r" in content
    assert entry(intake, "diesel")["amount"] == 500


def test_nothing_is_added_to_a_file_of_decisions_that_cannot_be_read(home):
    path = home.folder / CORRECTIONS.file
    path.parent.mkdir()
    path.write_bytes(b"year;\xff\n")
    with pytest.raises(DataError, match="decision_encoding"):
        correct(home, "500", "5000")
    assert path.read_bytes() == b"year;\xff\n"
