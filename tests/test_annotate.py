"""Copies of workbooks with marks: what stood there still stands, and every problem is at its cell and in the list."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from hjj_lib.annotate import annotate, marked
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
    assert [path.name for path in written] == ["lahtotiedot_2023.xlsx"]
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before
    with pytest.raises(DataError) as refused:
        annotate(found, source, tmp_path / "copies", ENGLISH)
    assert [problem.code for problem in refused.value.problems] == ["annotated_there"]


def test_without_anything_read_there_is_nothing_to_copy(tmp_path):
    assert annotate(Review("school", 2024, (fault(),)), tmp_path, tmp_path / "copies", ENGLISH) == []
