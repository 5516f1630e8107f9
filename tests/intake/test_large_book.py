"""A large workbook is read by columns, and says the same as it does cell by cell."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from hjj_lib.annotate import marked
from hjj_lib.intake import cells, far, grid, large_book, layout, sheet_scan
from hjj_lib.intake.cells import BrokenWorkbookError
from hjj_lib.intake.trim import TooManyCellsError
from hjj_lib.language import Language

HEADINGS = ["Tositenumero", "Tositepvä", "Tilinumero", "Tilin nimi", "Toimittaja", "Netto"]


@pytest.fixture(autouse=True, scope="module")
def everything_is_large():
    """Every workbook with a cell is a large one."""
    limits = layout.layout()["limits"]
    before = dict(limits)
    limits.update(large_from_bytes=1, large_from_cells=1, far_rows=40, far_cells=3)
    yield
    limits.update(before)


def saved(book):
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def written(fill, **options):
    """A workbook as another library writes it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        fill(book)
    return content.getvalue()


def with_sheet(data, change, name="xl/worksheets/sheet1.xml"):
    """The workbook with the XML of a sheet changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, change(text.decode()) if part == name else text)
    return content.getvalue()


def small(data):
    book, alone = far.without_far(cells.read_book(data))
    return [plainly(each) for each in grid.grids_of(book)], alone


def large(data):
    found = large_book.read_large_book(data)
    assert found is not None, "left to the slow reader"
    return [plainly(each) for each in found.grids_with(found.book)], dict(found.far)


def plainly(found):
    """A grid as plain values: filled rows, and what is said of the sheet."""
    rows = {number: {column: said(value) for column, value in row.items()} for number, row in found.rows.items()}
    rows = {number: {column: text for column, text in row.items() if text} for number, row in rows.items()}
    rows = {number: row for number, row in rows.items() if row}
    return found.name, rows, found.hidden, found.hidden_rows & set(rows), found.merged


def said(value):
    if isinstance(value, bool) or not isinstance(value, int | float | datetime.date):
        return " ".join(str(value).split())
    return str(float(value)) if isinstance(value, int | float) else value.isoformat()[:10]


def openpyxl_sheet(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    return saved(book)


def formulas(sheet):
    sheet["A1"], sheet["B1"], sheet["C1"] = "x", "=1+1", '=IF(A1>0,"a & b","")'
    sheet["A5"] = "=SUM(A1:A4)"


def merged(sheet):
    for place in ("A1", "B1", "C1", "A2", "B2", "B3", "E9"):
        sheet[place] = place
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:B3")


def hidden(sheet):
    sheet["A1"], sheet["A2"], sheet["A3"] = 1, 2, 3
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[3].height = 0
    sheet.row_dimensions[9].hidden = True


def kinds(sheet):
    for row, value in enumerate(
        (1, 1.5, -0.25, 1e20, 123456789012, True, False, "ä", "  x ", " ", "#DIV/0!", "1", "1.0"), start=1
    ):
        sheet.cell(row, 2).value = value


def days(sheet):
    formats = (
        "d.m.yyyy",
        "yyyy-mm-dd h:mm",
        "mmm yy",
        "[h]:mm:ss",
        "h:mm",
        '0 "kpl"',
        "[Red]0.00",
        "General",
        "0.00E+00",
        '"päivä" 0',
    )
    for row, form in enumerate(formats, start=1):
        for column, value in enumerate((0, 0.25, 1, 59, 60, 61, 45292, 45292.9999999, 45292.5), start=1):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).number_format = form


def far_cells(sheet):
    sheet["A1"], sheet["B2"], sheet["CA2"], sheet["XFD2"], sheet["C900"] = 1, 2, 3, 4, 5


@pytest.mark.parametrize("fill", [formulas, merged, hidden, kinds, days, far_cells], ids=lambda fill: fill.__name__)
def test_both_ways_give_the_same(fill):
    data = openpyxl_sheet(fill)
    assert large(data) == small(data)


def test_days_of_the_other_calendar_are_the_same():
    def fill(book):
        sheet = book.add_worksheet("Ostot")
        sheet.write_datetime(0, 0, datetime.datetime(2024, 1, 31), book.add_format({"num_format": "d.m.yyyy"}))

    data = written(fill, date_1904=True)
    assert large(data)[0][0][1] == {1: {1: "2024-01-31"}}
    assert large(data) == small(data)


def test_formulas_with_values_errors_and_rich_texts_are_the_same():
    def fill(book):
        sheet = book.add_worksheet("Ostot")
        bold = book.add_format({"bold": True})
        sheet.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(2, 0, '="a"&"b"', None, "ab")
        sheet.write_formula(3, 0, '=""', None, "")
        sheet.write_array_formula("B1:B1", "{=SUM(A1:A3)}", None, 3)
        sheet.write_rich_string(4, 0, "yksi ", bold, "kaksi", " kolme")
        sheet.write_boolean(5, 0, True)

    data = written(fill)
    assert large(data) == small(data)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="e"><v>#N/A</v></c>',
        '<c r="B2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>',
        '<c r="B2"><f>A1*2</f></c>',
        '<c r="B2"><f>A1&lt;2</f><v/></c>',
        '<c r="B2" t="str"><f>A1</f><v></v></c>',
        '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>4</v></c></row><row r="3"><c r="B3"><f t="shared" si="0"/></c>',
        '<c r="B2" t="inlineStr"><is><t>sana</t></is></c>',
        '<c r="B2" t="inlineStr"><is><r><rPr><charset val="1"/></rPr><t>sana</t></r></is></c>',
        '<c r="B2" s="0"/><c r="C2" s="0"></c>',
        '<c r="B2" cm="1"><v>5</v></c>',
    ],
)
def test_cells_of_every_form_are_the_same(cell):
    data = openpyxl_sheet(lambda sheet: sheet.append([1]))
    data = with_sheet(data, lambda text: text.replace("</sheetData>", f'<row r="2">{cell}</row></sheetData>'))
    assert large(data) == small(data)


def test_marks_before_the_names_of_all_elements_are_the_same():
    data = openpyxl_sheet(kinds)
    prefixed = with_sheet(data, lambda text: re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x="))
    assert large(prefixed) == small(prefixed) == small(data)


CELL = (
    st.integers(-(10**6), 10**6)
    | st.floats(-1e9, 1e9, allow_nan=False)
    | st.booleans()
    | st.sampled_from(["Summa", "a", "ä & <", "=A1+1", "x" * 40])
    | st.datetimes(datetime.datetime(1901, 1, 1), datetime.datetime(2100, 1, 1))
    | st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1))
)
PLACES = st.tuples(st.integers(1, 60), st.integers(1, 82))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(PLACES, CELL, min_size=1, max_size=25), st.sets(st.integers(1, 60), max_size=3))
def test_both_ways_give_the_same_whatever_stands_in_the_sheet(values, hide):
    def fill(sheet):
        for (row, column), value in values.items():
            sheet.cell(row, column).value = value
        for row in hide:
            sheet.row_dimensions[row].hidden = True

    data = openpyxl_sheet(fill)
    found = large_book.read_large_book(data)
    if found is not None:
        assert large(data) == small(data)


def test_small_sheets_beside_a_large_one_are_read_cell_by_cell(monkeypatch):
    monkeypatch.setitem(layout.layout()["limits"], "large_from_cells", 50)
    book = openpyxl.Workbook()
    book.active.append(["pieni", 1])
    for _ in range(30):
        book.create_sheet("Ostot") if len(book.sheetnames) == 1 else None
        book["Ostot"].append(["suuri", 2.5])
    book.create_sheet("Piilossa").append(["sana"])
    book["Piilossa"].sheet_state = "hidden"
    data = saved(book)
    assert list(large_book.read_large_book(data).grids) == ["Ostot"]
    assert large(data) == small(data)


def test_a_workbook_without_a_large_sheet_is_left_to_the_reader_of_cells(monkeypatch):
    monkeypatch.setitem(layout.layout()["limits"], "large_from_cells", 100)
    assert large_book.read_large_book(openpyxl_sheet(kinds)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="B1"', "<c"),
        ('<c r="B1"', "<c r='B1'"),
        ('<row r="1"', '<row r="1"><x:c r="XFD1048576"/></row><row r="1"'),
        ("</sheetData>", '<row r="20"><c r="A20" t="d"><v>2024-01-31</v></c></row></sheetData>'),
    ],
)
def test_a_sheet_written_in_another_way_is_left_to_the_reader_of_cells(old, new):
    assert large_book.read_large_book(with_sheet(openpyxl_sheet(kinds), lambda text: text.replace(old, new, 1))) is None


def test_cells_scattered_over_a_huge_sheet_are_refused_before_they_are_unpacked():
    part = "".join(f'<row r="{row}"><c r="BZ{row}"><v>1</v></c></row>' for row in range(1, 1_000_000, 30))
    with pytest.raises(TooManyCellsError):
        sheet_scan.scan(f"<worksheet><sheetData>{part}</sheetData></worksheet>".encode())


def test_more_filled_cells_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setitem(layout.layout()["limits"], "dense_cells", 3)
    with pytest.raises(TooManyCellsError):
        large_book.read_large_book(openpyxl_sheet(kinds))


@pytest.mark.parametrize("old", ["</c>", "</sheetData>", "</worksheet>", "<v>"])
def test_a_sheet_that_is_cut_or_broken_is_no_workbook(old):
    data = with_sheet(openpyxl_sheet(kinds), lambda text: text.replace(old, "", 1))
    with pytest.raises(BrokenWorkbookError):
        large_book.read_large_book(data) or cells.read_book(data)


def test_a_far_cell_is_named_and_left_out():
    data = openpyxl_sheet(far_cells)
    (sheet,), alone = large(data)
    assert alone == {"Sheet": ("CA2", "XFD2", "C900")}
    assert sheet[1] == {1: {1: "1.0"}, 2: {2: "2.0"}}
    assert get_column_letter(far.LAST_COLUMN) == "BZ"


def test_of_a_large_workbook_the_copy_with_marks_is_the_list_alone():
    copy = marked(openpyxl_sheet(kinds), [], Language("fi"))
    assert len(openpyxl.load_workbook(io.BytesIO(copy)).sheetnames) == 1


def test_a_large_ledger_gives_the_purchases_of_a_small_one(home, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["Tili", "Tilin nimi", "Nettosumma", "Kirjauspvm", "Vastuualue", "Toimittajan nimi", "Tiliryhmä"])
    for row in range(3000):
        day = datetime.date(2024, 1 + row % 12, 1 + row % 28)
        book.active.append([4711, "ICT-palvelut", row / 100 - 5, day, 1100, "Keksitty Oy", "Palvelut"])
    book.active.append([None, "Yhteensä", 44835.0])
    book.active["C7"], book.active["C8"] = "n. 5", "=1/0"
    book.active.row_dimensions[9].hidden = True
    book.save(home.year_folder / "ostot.xlsx")
    quick = home.read()
    monkeypatch.setitem(layout.layout()["limits"], "large_from_cells", 10**9)
    slow = home.read()
    assert len(quick.purchases) == 2998
    assert quick.purchases.equals(slow.purchases)
    assert [vars(found) for found in quick.problems] == [vars(found) for found in slow.problems]
