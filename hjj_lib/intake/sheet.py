"""Where the table of a data sheet is, and what is odd about its shape: moved, doubled, renamed, merged, hidden, stray."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from hjj_lib.intake.cells import Cell, Sheet
from hjj_lib.intake.layout import DATA, EVIDENCE, HEADER_KEY, LAST_YEAR_KEY, Form, column_keys, headings, limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import Problem

_FORMS = (DATA, EVIDENCE)
_NO_FIGURE = ("help",)


@dataclass(frozen=True)
class Table:
    """The table of a sheet: which column is which, and where the figures begin."""

    sheet: Sheet
    columns: Mapping[str, int]
    header_row: int
    form: Form = DATA

    def cell(self, row: int, key: str) -> Cell:
        """The cell of a column by its key; empty if the sheet has no such column."""
        return self.sheet.cell(row, self.columns[key]) if key in self.columns else Cell(row, 0, None)

    def letter(self, key: str) -> str:
        """The letter of a column by its key."""
        return str(get_column_letter(self.columns[key]))

    def rows(self) -> list[int]:
        """Numbers of the rows below the headings that hold anything in the table's columns."""
        known = set(self.columns.values())
        last = limit("rows")
        return sorted({row for row, column in self.sheet.cells if self.header_row < row <= last and column in known})


def form_of(sheet: Sheet) -> Form | None:
    """Which kind of sheet of the template this is; ``None`` if none."""
    return next((form for form in _FORMS if _key_cell(sheet, form) is not None), None)


def locate(sheet: Sheet, place: Place, language: str, form: Form = DATA) -> tuple[Table | None, list[Problem]]:
    """The table of a sheet, or ``None`` when its columns cannot be told apart, and the problems of its shape."""
    key_cell = _key_cell(sheet, form)
    if key_cell is None:
        return None, [problem("header_missing", place)]
    found: dict[str, list[int]] = {}
    for (row, column), cell in sheet.cells.items():
        if row == key_cell.row and cell.text in column_keys(form):
            found.setdefault(cell.text, []).append(column)
    problems = []
    for key in column_keys(form):
        name = headings(key, form)[language]
        if key in form.required and key not in found:
            problems.append(problem("column_missing", place, name=name))
        elif len(found.get(key, [])) > 1:
            letters = ", ".join(get_column_letter(column) for column in found[key])
            problems.append(problem("column_double", place, name=name, columns=letters))
    if problems:
        return None, problems
    columns = {key: numbers[0] for key, numbers in found.items()}
    table = Table(sheet, columns, _header_row(sheet, key_cell, columns[form.key]), form)
    return table, [
        *_renamed(table, place, language),
        *_merged(table, place),
        *_hidden(table, place, language),
        *_outside(table, place),
    ]


def _key_cell(sheet: Sheet, form: Form) -> Cell | None:
    within = limit("key_row_within")
    return next(
        (cell for (row, column), cell in sheet.cells.items() if cell.text == form.key and row <= within and column <= within),
        None,
    )


def _header_row(sheet: Sheet, key_cell: Cell, column: int) -> int:
    rows = [row for (row, at), cell in sheet.cells.items() if at == column and cell.text == HEADER_KEY]
    return max(rows[:1] or [key_cell.row])


def _renamed(table: Table, place: Place, language: str) -> list[Problem]:
    problems = []
    for key, column in table.columns.items():
        cell = table.sheet.cell(table.header_row, column)
        known = {key_of(heading) for heading in headings(key, table.form).values()} | {HEADER_KEY, key}
        if key_of(cell.text) not in known:
            where = replace(place, row=cell.row, column=cell.letter)
            problems.append(problem("header_renamed", where, found=cell.text, name=headings(key, table.form)[language]))
    return problems


def _merged(table: Table, place: Place) -> list[Problem]:
    figures = [column for key, column in table.columns.items() if key not in _NO_FIGURE]
    return [
        problem(
            "merged_cells", replace(place, row=area.first_row, column=get_column_letter(area.first_column)), range=area.address
        )
        for area in table.sheet.merged
        if area.last_row > table.header_row and any(area.first_column <= column <= area.last_column for column in figures)
    ]


def _hidden(table: Table, place: Place, language: str) -> list[Problem]:
    answers = [table.columns[key] for key in table.form.answers]
    rows = [
        row
        for row in table.rows()
        if row in table.sheet.hidden_rows and any((row, column) in table.sheet.cells for column in answers)
    ]
    columns = [
        problem("column_hidden", replace(place, column=table.letter(key)), name=headings(key, table.form)[language])
        for key in table.form.answers
        if table.columns[key] in table.sheet.hidden_columns
        and any(column == table.columns[key] and row > table.header_row for row, column in table.sheet.cells)
    ]
    return [*columns, *(problem("row_hidden", replace(place, row=row)) for row in rows)]


def _outside(table: Table, place: Place) -> list[Problem]:
    """Cells that nobody reads: extra columns, cells beside the table, figures below the last row that is read."""
    known, last = set(table.columns.values()), limit("rows")
    shown = {column for (_, column), cell in table.sheet.cells.items() if cell.text == LAST_YEAR_KEY}
    problems, stray, below, headed = [], [], [], set()
    for (row, column), cell in table.sheet.cells.items():
        if not cell.text and not cell.formula:
            continue
        if row > last and column in known:
            below.append(cell)
        elif row >= table.header_row and column not in known | shown:
            if row == table.header_row and column <= limit("columns"):
                headed.add(column)
                problems.append(problem("column_extra", replace(place, row=row, column=cell.letter)))
            elif column not in headed:
                stray.append(cell)
    if stray:
        problems.append(problem("stray_cells", replace(place, row=stray[0].row, column=stray[0].letter), cells=named(stray)))
    if below:
        where = replace(place, row=below[0].row, column=below[0].letter)
        problems.append(problem("rows_beyond", where, limit=int(last), cells=named(below)))
    return problems


def named(cells: list[Cell]) -> str:
    """Addresses of the first few cells."""
    shown = [cell.address for cell in cells[: int(limit("named_in_message"))]]
    return ", ".join(shown) + (" …" if len(cells) > len(shown) else "")
