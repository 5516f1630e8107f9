"""Cells of other programs' workbooks that hold no figure of their own stay texts, which no amount is."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from hjj_lib.intake.cells import BrokenWorkbookError, Cell, Sheet, read_book
from hjj_lib.intake.grid import grid_of, grid_of_sheet


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (Cell(1, 1, 5.0), 5.0),
        (Cell(1, 1, 5.0, formula="=A2*2"), 5.0),
        (Cell(1, 1, 5.0, formula="='[toinen.xlsx]Taul1'!A1"), "='[toinen.xlsx]Taul1'!A1"),
        (Cell(1, 1, None, formula="=A2*2"), "=A2*2"),
        (Cell(1, 1, "#REF!", is_error=True), "#REF!"),
        (Cell(1, 1, 0.255, percent=True), "25,5 %"),
        (Cell(1, 1, "ei", percent=True), "ei"),
        (Cell(1, 1, True, percent=True), True),
    ],
)
def test_a_cell_is_a_figure_only_where_it_holds_one(cell, read):
    sheet = Sheet("Taul1", hidden=False, cells={(1, 1): cell}, merged=(), hidden_rows=frozenset())
    assert grid_of_sheet(sheet).rows[1][1] == read


def test_rows_with_a_filled_cell_behind_the_headings_are_too_wide():
    rows = [["Otsikko", "", "", "x"], ["Kuukausi", "MWh"], ["01/2024", "12", "5"], ["02/2024", "12", " "], ["03/2024"]]
    assert grid_of(rows).wider_than(2) == [3]


def test_a_name_with_a_quotation_mark_that_is_never_closed_is_a_broken_workbook():
    book = openpyxl.Workbook()
    book.defined_names["odd"] = DefinedName("odd", attr_text='Sheet!$A$1:"$A$3')
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(BrokenWorkbookError):
        read_book(content.getvalue())
