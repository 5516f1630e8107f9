"""What is not a figure is left out of a workbook before it is parsed; every figure stays where it is."""

import io
import zipfile

import openpyxl
import pytest
from catalogue import CASES
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from hjj_lib.annotate import marked
from hjj_lib.intake.cells import BrokenWorkbookError, read_book
from hjj_lib.intake.trim import TooManyCellsError, trimmed, without_traps
from hjj_lib.language import Language

START, END = '<worksheet xmlns="x"><sheetData>', "</sheetData></worksheet>"


def workbook_of(*parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        for number, part in enumerate(parts):
            book.writestr(f"xl/worksheets/sheet{number}.xml", part)
    return content.getvalue()


def sheet_of(part):
    kept = trimmed(workbook_of(part))
    return zipfile.ZipFile(io.BytesIO(kept.data)).read("xl/worksheets/sheet0.xml").decode(), kept.ghosts


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"/></row>', '<row r="1"><c r="A1"><v>1</v></c></row>'),
        ('<row r="1"><c r="A1" s="2"></c></row><row r="2" s="1"/>', ""),
        ('<x:row r="1"><x:c r="A1"/></x:row>', ""),
        ('<row r="1"><c/><c r="B1"><v>1</v></c></row>', '<row r="1"><c/><c r="B1"><v>1</v></c></row>'),
        ('<row><c r="A1"/></row>', '<row><c r="A1"/></row>'),
    ],
)
def test_empty_cells_go_unless_a_place_hangs_on_them(part, left):
    assert sheet_of(START + part + END)[0] == START + left + END


def test_empty_cells_and_rows_are_counted():
    assert sheet_of(START + '<row r="1"><c r="A1"/><c r="B1"/></row>' + END)[1] == 3


@pytest.mark.parametrize("tag", ["hyperlinks", "dataValidations", "tableParts", "x:extLst", "conditionalFormatting"])
def test_decoration_goes(tag):
    part = f'<worksheet><sheetData/><{tag} count="1"><a ref="A1:XFD1048576"/></{tag}><{tag}/></worksheet>'
    assert sheet_of(part)[0] == "<worksheet><sheetData/></worksheet>"


def test_decoration_that_never_ends_makes_a_broken_workbook():
    with pytest.raises(ValueError, match="hyperlinks"):
        trimmed(workbook_of("<worksheet><hyperlinks></worksheet>"))


def test_a_merged_range_is_cut_to_the_limits_and_small_ones_stay():
    part = '<worksheet><mergeCell ref="B2:C3"/><mergeCell ref="D6:XFD1048576"/></worksheet>'
    assert sheet_of(part)[0] == '<worksheet><mergeCell ref="B2:C3"/><mergeCell ref="D6:BK105"/></worksheet>'


@pytest.mark.parametrize("part", ["<mergeCell />", '<mergeCell ref="A1&#58;XFD1048576"/>'])
def test_a_merged_range_that_cannot_be_read_makes_a_broken_workbook(part):
    with pytest.raises(ValueError, match=r"ref|A1"):
        trimmed(workbook_of(f"<worksheet>{part}</worksheet>"))


def test_more_merged_cells_than_a_person_makes_are_refused():
    with pytest.raises(TooManyCellsError):
        trimmed(workbook_of("<worksheet>" + '<mergeCell ref="A1:XFD1048576"/>' * 10 + "</worksheet>"))


CELLS = st.dictionaries(
    st.tuples(st.integers(1, 30), st.integers(1, 8)), st.integers(-5, 5) | st.text("aä<&> ", min_size=1, max_size=4), min_size=1
)


@given(CELLS, st.sets(st.tuples(st.integers(1, 30), st.integers(1, 8))))
def test_every_filled_cell_is_read_where_it_stands(cells, coloured):
    book = openpyxl.Workbook()
    for row, column in coloured:
        book.active.cell(row, column).number_format = "0.0"
    for (row, column), value in cells.items():
        book.active.cell(row, column).value = value
    content = io.BytesIO()
    book.save(content)
    (sheet,) = read_book(content.getvalue()).sheets
    assert {place: cell.value for place, cell in sheet.cells.items()} == cells


def test_what_is_no_workbook_is_broken():
    with pytest.raises(BrokenWorkbookError):
        read_book(b"PK")


def test_a_copy_for_people_keeps_decoration_but_no_traps():
    part = (
        '<worksheet><row r="1"><c r="A1" s="2"/></row><mergeCell ref="D6:XFD1048576"/><hyperlinks>'
        '<hyperlink ref="A1" id="1"/><hyperlink id="2" ref="A1:XFD1048576"/></hyperlinks><dataValidations/></worksheet>'
    )
    kept = without_traps(workbook_of(part))
    assert zipfile.ZipFile(io.BytesIO(kept)).read("xl/worksheets/sheet0.xml").decode() == (
        '<worksheet><row r="1"><c r="A1" s="2"/></row><mergeCell ref="D6:BK105"/><hyperlinks>'
        '<hyperlink ref="A1" id="1"/></hyperlinks><dataValidations/></worksheet>'
    )


@pytest.mark.parametrize(
    "fault",
    ["a link over the whole sheet", "a million formatted but empty rows", "merged from an amount to the end of the sheet"],
)
def test_a_workbook_that_is_read_can_be_marked(home, fault):
    (case,) = [case for case in CASES if case.fault == fault]
    case.make(home)
    copy = marked((home.year_folder / "tiedot.xlsx").read_bytes(), home.read().problems, Language("fi"))
    assert openpyxl.load_workbook(io.BytesIO(copy), read_only=True).sheetnames


def test_a_workbook_with_a_broken_comment_is_marked_without_it(home):
    workbook = home.workbook().fill("diesel", amount="n. 5")
    workbook.cell("diesel", "amount").comment = Comment("kysy", "x")
    workbook.save()
    path = home.year_folder / "tiedot.xlsx"
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<comments>" if "comments/" in name else source.read(name))
    path.write_bytes(content.getvalue())
    copy = marked(path.read_bytes(), home.read().problems, Language("fi"))
    assert openpyxl.load_workbook(io.BytesIO(copy)).sheetnames
