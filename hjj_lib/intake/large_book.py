"""Large workbooks, such as a ledger of a whole year: values read quickly by columns, and what tells more found in the XML.

Small sheets beside a large one are read cell by cell as always. Of a large one the reader of cells sees only the rows in which
headings may stand.
"""

from __future__ import annotations

import gc
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE
from openpyxl.styles.stylesheet import apply_stylesheet
from python_calamine import CalamineError, CalamineWorkbook

from hjj_lib.intake.cells import BROKEN, Book, BrokenWorkbookError, Cell, Sheet, read_book
from hjj_lib.intake.far import without_far
from hjj_lib.intake.grid import ColumnRows, Grid, grid_of_sheet
from hjj_lib.intake.layout import limit
from hjj_lib.intake.sheet_scan import ScannedSheet, UnusualSheetError, is_large, scan
from hjj_lib.intake.trim import TooManyCellsError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY_SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode()
_NO_STRINGS = f'<sst xmlns="{_MAIN}"/>'.encode()
_STRINGS, _STYLES = "xl/sharedstrings.xml", "xl/styles.xml"
_USES_STRINGS = b't="s"'
#: Numbers of the built-in formats of a number, a day and a length of time.
_NUMBER, _DAY, _TIME = (BUILTIN_FORMATS_REVERSE[form] for form in ("General", "mm-dd-yy", "[h]:mm:ss"))
#: What an extension module raises when it breaks; it is no ordinary exception.
_PANIC = "PanicException"


@dataclass(frozen=True)
class LargeBook:
    """A workbook with a large sheet.

    Attributes
    ----------
    book
        Its small sheets with all their cells, and the topmost rows of the large ones.
    grids
        Name → cells of a large sheet.
    far
        Sheet → addresses of the cells that were left out as they stand alone, far from all others.
    """

    book: Book
    grids: Mapping[str, Grid]
    far: Mapping[str, tuple[str, ...]]

    def with_rows(self, numbers: Iterable[int]) -> Book:
        """The book in which the large sheets also have these rows."""
        rows = tuple(numbers)
        sheets = [
            _with_rows(sheet, self.grids[sheet.name], rows) if sheet.name in self.grids else sheet for sheet in self.book.sheets
        ]
        return replace(self.book, sheets=tuple(sheets))

    def grids_with(self, book: Book) -> list[Grid]:
        """All sheets in order, with the cells as they are in the book."""
        return [
            _with_cells(self.grids[sheet.name], sheet) if sheet.name in self.grids else grid_of_sheet(sheet)
            for sheet in book.sheets
        ]


def read_large_book(data: bytes, parts: Mapping[str, bytes] | None = None) -> LargeBook | None:
    """The workbook if it has a large sheet; nothing if it has none, or if only the reader of cells can read it.

    Parameters
    ----------
    data
        The bytes of a workbook in which ``check_archive`` found no problem.
    parts
        Its large parts, if ``checked_parts`` has unpacked them.

    Raises
    ------
    BrokenWorkbookError
        If it cannot be parsed.
    TooManyCellsError
        If more cells are filled or merged than the limits allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = _large_parts(archive) if parts is None else parts
            sheets = {name: part for name, part in unpacked.items() if is_large(part)}
            return _read(archive, sheets) if sheets else None
    except UnusualSheetError:
        return None
    except (TooManyCellsError, BrokenWorkbookError):
        raise
    except BROKEN as error:
        raise BrokenWorkbookError(str(error)) from error


def has_large_sheet(data: bytes) -> bool:
    """Is a sheet of the workbook too large to be opened cell by cell in reasonable time?"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(map(is_large, _large_parts(archive).values()))
    except BROKEN:
        return False


def _large_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    return {part.filename: archive.read(part) for part in archive.infolist() if part.file_size >= limit("large_from_bytes")}


def _read(archive: zipfile.ZipFile, sheets: Mapping[str, bytes]) -> LargeBook:
    others = {part.filename: archive.read(part) for part in archive.infolist() if part.filename not in sheets}
    light = {**others, **dict.fromkeys(sheets, _EMPTY_SHEET)}
    if not any(_USES_STRINGS in content for name, content in others.items() if name.casefold() != _STRINGS):
        light = {name: _NO_STRINGS if name.casefold() == _STRINGS else content for name, content in light.items()}
    packed = _packed(light)
    book = read_book(packed)
    names, styles = _names_and_styles(packed)
    scanned = {names[part]: (part, scan(content)) for part, content in sheets.items() if part in names}
    for_values = {name: styles if name.casefold() == _STYLES else content for name, content in others.items()}
    states = {sheet.name: sheet.hidden for sheet in book.sheets}
    with _no_collection():
        values = _values({**for_values, **{part: sheet.part for part, sheet in scanned.values()}}, list(scanned))
        grids = {
            name: _grid(name, states[name], values.pop(name), sheet) for name, (_, sheet) in scanned.items() if name in states
        }
    tops, far = without_far(replace(book, ghosts=book.ghosts + sum(sheet.ghosts for _, sheet in scanned.values())))
    far |= {name: sheet.far for name, (_, sheet) in scanned.items() if sheet.far}
    large = LargeBook(tops, grids, {sheet.name: far[sheet.name] for sheet in tops.sheets if sheet.name in far})
    return replace(large, book=large.with_rows(range(1, int(limit("key_row_within")) + 1)))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of new values are not looked through again and again for rubbish: there is none among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _packed(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _names_and_styles(data: bytes) -> tuple[dict[str, str], bytes]:
    """Part → name of its sheet, and formats that say of every cell only whether it is a number, a day or a length of time.

    So the quick reader takes the same cells for days as the reader of cells does.
    """
    reader = ExcelReader(io.BytesIO(data), keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    names = {str(relation.target): str(sheet.name) for sheet, relation in reader.parser.find_sheets()}
    book = reader.wb
    formats = [
        _TIME if place in book._timedelta_formats else _DAY if place in book._date_formats else _NUMBER
        for place in range(len(book._cell_styles))
    ]
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    return names, f'<styleSheet xmlns="{_MAIN}"><cellXfs count="{len(formats)}">{cells}</cellXfs></styleSheet>'.encode()


def _values(parts: Mapping[str, bytes], names: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Name of a sheet → its rows from the first one on, empty cells as an empty text."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts))) as book:
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except CalamineError as error:
        raise BrokenWorkbookError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ == _PANIC:
            raise BrokenWorkbookError(str(error)) from error
        raise


def _grid(name: str, hidden: bool, rows: list[list[Any]], sheet: ScannedSheet) -> Grid:
    for first_row, last_row, first, last in sheet.merged:
        for row in range(first_row, min(last_row, len(rows)) + 1):
            for column in range(first + (row == first_row), min(last, len(rows[row - 1])) + 1):
                rows[row - 1][column - 1] = ""  # only the first cell of a merged range says anything
    _put(rows, sheet.texts)
    return Grid(name, ColumnRows(list(zip(*rows, strict=True))), hidden, sheet.hidden_rows, sheet.merged)


def _put(rows: list[list[Any]], cells: Mapping[tuple[int, int], Any]) -> None:
    """Write cells into rows of one length, which are made more and longer where they do not reach."""
    before = len(rows[0]) if rows else 0
    width = max([before, *(column for _, column in cells)])
    if width > before:
        for each in rows:
            each.extend([""] * (width - before))
    last = max((row for row, _ in cells), default=0)
    rows.extend([""] * width for _ in range(last - len(rows)))
    for (row, column), value in cells.items():
        rows[row - 1][column - 1] = value


def _with_rows(sheet: Sheet, grid: Grid, numbers: Sequence[int]) -> Sheet:
    rows = {number: grid.rows[number] for number in numbers if 0 < number <= len(grid.rows)}
    cells = {(number, column): Cell(number, column, value) for number, row in rows.items() for column, value in row.items()}
    return replace(sheet, cells=dict(sorted({**sheet.cells, **cells}.items())), hidden_rows=grid.hidden_rows)


def _with_cells(grid: Grid, sheet: Sheet) -> Grid:
    """The large sheet with the cells that were corrected."""
    changed = {
        (row, column): cell.value
        for (row, column), cell in sheet.cells.items()
        if row > len(grid.rows) or grid.rows[row].get(column) != cell.value
    }
    if not changed:
        return grid
    rows = [list(cells) for cells in zip(*grid.rows.columns, strict=True)] if isinstance(grid.rows, ColumnRows) else []
    _put(rows, changed)
    return replace(grid, rows=ColumnRows(list(zip(*rows, strict=True))))
