"""A figure of an old calculator found in its workbook. Where label and cell disagree, or two places fit, nothing is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from hjj_lib.intake.calculator_mapping import KnownBy, Spot
from hjj_lib.intake.cells import Book, Cell, Sheet
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import closest, key_of
from hjj_lib.problems import Problem


def stands(known_by: Sequence[KnownBy], book: Book) -> bool:
    """Do all the texts stand where a mapping says?"""
    sheets = [(one, sheet_of(book, one.sheet)) for one in known_by]
    return all(sheet is not None and key_of(_at(sheet, one.cell).text) == key_of(one.text) for one, sheet in sheets)


def sheet_of(book: Book, name: str) -> Sheet | None:
    """The sheet of this name, whatever its letters' case."""
    return next((sheet for sheet in book.sheets if key_of(sheet.name) == key_of(name)), None)


def located(spot: Spot, book: Book, place: Place) -> tuple[Cell, Problem | None]:
    """The cell of a figure, or what keeps it from being found; then the cell is the best guess at the place, for the message."""
    sheet = sheet_of(book, spot.sheet)
    nowhere = Cell(1, 1, None)
    if sheet is None:
        found = closest(spot.sheet, [one.name for one in book.sheets])
        return nowhere, problem("calculator_sheet", replace(place, sheet=spot.sheet), label=spot.name, suggestion=found)
    where = replace(place, sheet=sheet.name)
    if not spot.label:
        cell = _at(sheet, spot.cell)
        return cell, _merged(sheet, cell, spot, where)
    labels = _labels(sheet, spot)
    told = _at(sheet, spot.cell) if spot.cell else None
    if told is not None and len(labels) > 1:
        labels = [label for label in labels if label.row == told.row] or labels
    if len(labels) != 1:
        return told or nowhere, _no_single_label(sheet, labels, spot, where, told)
    cell, fault = _in_row(sheet, labels[0], spot, told, where)
    return cell, fault or _merged(sheet, cell, spot, where)


def _at(sheet: Sheet, address: str) -> Cell:
    letters, row = coordinate_from_string(address)
    return sheet.cell(row, column_index_from_string(letters))


def _labels(sheet: Sheet, spot: Spot) -> list[Cell]:
    """The cells with the label; with ``below``, only the first one below that text."""
    texts = [cell for cell in sheet.cells.values() if isinstance(cell.value, str)]
    labels = [cell for cell in texts if key_of(cell.text) == key_of(spot.label)]
    if not spot.below:
        return labels
    titles = [cell.row for cell in texts if key_of(cell.text) == key_of(spot.below)]
    if len(titles) != 1:
        return []
    return sorted((cell for cell in labels if cell.row > titles[0]), key=lambda cell: cell.row)[:1]


def _no_single_label(sheet: Sheet, labels: Sequence[Cell], spot: Spot, where: Place, told: Cell | None) -> Problem:
    if labels:
        there = replace(where, row=labels[0].row, column=labels[0].letter)
        return problem("calculator_label_twice", there, label=spot.label, cells=", ".join(cell.address for cell in labels))
    near = closest(spot.label, [cell.text for cell in sheet.cells.values() if isinstance(cell.value, str)])
    there = replace(where, row=told.row, column=told.letter) if told else where
    return problem("calculator_label", there, label=spot.label, suggestion=near)


def _in_row(sheet: Sheet, label: Cell, spot: Spot, told: Cell | None, where: Place) -> tuple[Cell, Problem | None]:
    """The cell in the row of the label: under the heading, or where the mapping says; the two must agree."""
    here = replace(where, row=label.row, column=label.letter)
    column = told.column if told else label.column
    if spot.heading:
        headings = _headings(sheet, spot.heading, label.row)
        if len(headings) != 1:
            cells = ", ".join(cell.address for cell in headings) or "–"
            return label, problem("calculator_heading", here, label=spot.label, heading=spot.heading, cells=cells)
        column = headings[0].column
    cell = sheet.cell(label.row, column)
    if told is None or cell.address == told.address:
        return cell, None
    moved = replace(here, column=cell.letter)
    return cell, problem("calculator_moved", moved, label=spot.label, cell=told.address, found=cell.address)


def _headings(sheet: Sheet, heading: str, row: int) -> list[Cell]:
    """The cells with a heading in the nearest row above that has it."""
    wanted = key_of(heading)
    above = [
        cell for cell in sheet.cells.values() if cell.row < row and isinstance(cell.value, str) and key_of(cell.text) == wanted
    ]
    nearest = max((cell.row for cell in above), default=0)
    return [cell for cell in above if cell.row == nearest]


def _merged(sheet: Sheet, cell: Cell, spot: Spot, where: Place) -> Problem | None:
    """A merged cell that reaches over several rows, or begins elsewhere, belongs to no row alone."""
    for area in sheet.merged:
        inside = area.first_row <= cell.row <= area.last_row and area.first_column <= cell.column <= area.last_column
        if inside and (area.first_row < area.last_row or area.first_column != cell.column):
            there = replace(where, row=cell.row, column=cell.letter)
            return problem("calculator_merged", there, label=spot.name, range=area.address)
    return None
