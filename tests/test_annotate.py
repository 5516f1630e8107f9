"""Copies of workbooks with marks: what stood there still stands, and every problem is at its cell and in the list."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from hjj_lib.annotate import annotate, marked, marked_text
from hjj_lib.intake.csv_file import supplier_headings
from hjj_lib.intake.layout import limit
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem
from hjj_lib.review import Review, review

ENGLISH = Language("en")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Oma 'lista'"
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["B3"] = "Mitä", "Paljonko", 2, "=B2*3"
    sheet["B2"].number_format = "0.00"
    sheet["B2"].comment = Comment("mitattu", "minä")
    sheet["C5"] = "yhdessä"
    sheet.merge_cells("C5:D6")
    sheet["A40"] = "kaukana"
    rule = DataValidation(type="list", formula1='"a,b"')
    rule.add("A2")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "B2:B9", CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill("solid", fgColor="FF0000"))
    )
    book.create_sheet("Piilossa").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fault(code: str = "odd", severity: str = "error", **more: object) -> Problem:
    return Problem(code, severity, found="Odd {value}.", remedy="Mend it.", values={"value": 7}, file="oma.xlsx", **more)


def opened(*problems: Problem):
    return openpyxl.load_workbook(io.BytesIO(marked(workbook(), problems, ENGLISH)))


def test_the_cell_of_a_problem_is_coloured_and_says_what_is_wrong():
    cell = opened(fault(sheet="Oma 'lista'", row=3, column="B"))["Oma 'lista'"]["B3"]
    assert cell.comment.text == "Error: Odd 7. Mend it."
    assert cell.fill.fgColor.rgb.endswith("F4B8B0")


def test_what_stood_in_the_workbook_still_stands_there():
    book = opened(fault(sheet="Oma 'lista'", row=2, column="B"))
    sheet = book["Oma 'lista'"]
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B2"].number_format) == (2, "=B2*3", "0.00")
    assert sheet["B2"].comment.text == "mitattu\n\nError: Odd 7. Mend it."
    assert sheet.data_validations.dataValidation[0].formula1 == '"a,b"'
    assert len(sheet.conditional_formatting) == 1
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C5:D6"]
    assert book["Piilossa"].sheet_state == "hidden"


def test_the_first_sheet_lists_every_problem_with_a_link_to_its_cell():
    book = opened(fault(severity="note"), fault(sheet="Oma 'lista'", row=2, column="B"))
    sheet = book.worksheets[0]
    assert sheet.title == "HJJ Problems"
    rows = [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=2)]
    assert rows == [["Error", "oma.xlsx", "Oma 'lista'", "B2", "Odd 7."], ["Note", "oma.xlsx", None, None, "Odd 7."]]
    assert sheet["D2"].hyperlink.location == "'Oma ''lista'''!B2"


def test_two_problems_at_one_cell_share_it_and_the_more_serious_colours_it():
    place = {"sheet": "Oma 'lista'", "row": 2, "column": "B"}
    cell = opened(fault(severity="note", **place), fault(**place))["Oma 'lista'"]["B2"]
    assert cell.comment.text == "mitattu\n\nError: Odd 7. Mend it.\n\nNote: Odd 7. Mend it."
    assert cell.fill.fgColor.rgb.endswith("F4B8B0")


def test_a_confirmed_question_shows_its_reason():
    sheet = opened(fault(severity="question", sheet="Oma 'lista'", row=2, column="B", confirmed="new hall")).worksheets[0]
    assert (sheet["A2"].value, sheet["H2"].value) == ("Confirmed question", "new hall")


@pytest.mark.parametrize(
    ("row", "column", "cell"), [(6, "D", "C5"), (2, "", "A2"), (2, "Summa", "A2"), (3, "Paljonko", "B3"), (40, "Paljonko", "B40")]
)
def test_a_problem_of_a_merged_range_or_a_whole_row_has_a_cell_too(row, column, cell):
    sheet = opened(fault(sheet="Oma 'lista'", row=row, column=column)).worksheets[0]
    assert sheet["D2"].value == cell


def test_a_value_that_looks_like_a_formula_stays_text():
    found = Problem("odd", "error", found="{value}", values={"value": "=1+1"}, file="oma.xlsx")
    cell = opened(found).worksheets[0]["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_originals_stay_and_a_copy_is_never_written_over(tmp_path):
    source = Path(__file__).parents[1] / "data" / "raw" / "example_riverside" / "2023"
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    found = review("example_riverside", 2023)
    written = annotate(found, source, tmp_path / "copies", ENGLISH)
    assert "lahtotiedot_2023.xlsx" in [path.name for path in written]
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before
    with pytest.raises(DataError) as refused:
        annotate(found, source, tmp_path / "copies", ENGLISH)
    assert [problem.code for problem in refused.value.problems] == ["annotated_there"]


def test_without_anything_read_there_is_nothing_to_copy(tmp_path):
    assert annotate(Review("school", 2024, (fault(),)), tmp_path, tmp_path / "copies", ENGLISH) == []


LEDGER = "Tili;Toimittaja;Netto\n4711;Joku Oy;sata\n4712;;=1+1\n"


def ledger_fault(**more: object) -> Problem:
    return replace(fault(**more), file="ostot.csv")


def opened_text(text: str, *problems: Problem):
    data = marked_text(text.encode(), problems, ENGLISH, private=supplier_headings())
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_copy_of_a_csv_file_is_a_workbook_with_the_same_cells_as_text():
    book = opened_text(LEDGER, ledger_fault(row=2, column="Netto"))
    rows = [[cell.value for cell in row] for row in book["ostot.csv"].iter_rows()]
    assert rows == [["Tili", "Toimittaja", "Netto"], ["4711", None, "sata"], ["4712", None, "=1+1"]]
    assert book["ostot.csv"]["C3"].data_type == "s"
    assert book["ostot.csv"]["C2"].comment.text == "Error: Odd 7. Mend it."


def test_the_list_of_a_csv_file_links_to_its_cells():
    listed = opened_text(LEDGER, ledger_fault(row=2, column="B")).worksheets[0]
    assert [listed["B2"].value, listed["D2"].value, listed["D2"].hyperlink.location] == ["ostot.csv", "B2", "'ostot.csv'!B2"]


def test_a_heading_that_looks_like_a_letter_far_away_is_a_heading():
    book = opened_text("Tili;EUR\n4711;sata\n", ledger_fault(row=2, column="EUR"))
    assert book["ostot.csv"]["B2"].comment is not None


def test_a_long_csv_file_is_not_copied_and_its_problems_are_listed():
    text = "a;b\n" * int(limit("annotated_rows") + 1)
    book = opened_text(text, ledger_fault(row=2, column="B"))
    assert (len(book.worksheets), book.worksheets[0]["E2"].value) == (1, "Odd 7.")


def test_a_year_with_a_ledger_and_a_survey_gives_a_copy_of_the_ledger_only(tmp_path):
    shutil.copytree(Path(__file__).parents[1] / "data" / "raw" / "example_riverside", tmp_path / "raw" / "example_riverside")
    folder = tmp_path / "raw" / "example_riverside" / "2023"
    (folder / "ostot.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "commute_survey.csv").write_text("role,campus,distance,days_car,nimi\nstaff,x,y,5,Joku\n", encoding="utf-8")
    written = annotate(review("example_riverside", 2023, data_dir=tmp_path), folder, tmp_path / "copies", ENGLISH)
    names = [path.name for path in written]
    assert "ostot.csv.xlsx" in names
    assert not [name for name in names if "survey" in name]
    cells = openpyxl.load_workbook(tmp_path / "copies" / "ostot.csv.xlsx")["ostot.csv"]
    assert [cells["B1"].value, cells["B2"].value, cells["C2"].fill.fgColor.rgb[2:]] == ["Toimittaja", None, "F4B8B0"]
