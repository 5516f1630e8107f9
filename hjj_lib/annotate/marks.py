"""Problems put into a workbook: at their cells with colour and comment, and in a first sheet that lists them with links."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from hjj_lib.intake.confirmations import cell_address
from hjj_lib.intake.layout import layout, limit
from hjj_lib.language import Language
from hjj_lib.problems import GROUPS, Problem, by_group

_AUTHOR = "HJJ"
_TEXT, _FONT = "s", "Calibri"
_LETTERS = re.compile(r"[A-X]?[A-Z]?[A-Z]")
_GROUP_NAMES = {"error": "Error", "question": "Question", "confirmed": "Confirmed question", "note": "Note"}
_HEADINGS = ("Kind", "File", "Sheet", "Cell", "What was found", "What is expected", "What to do", "Confirmed, with the reason")


def mark_problems(book: Any, problems: Sequence[Problem], language: Language) -> None:
    """Put the problems at their cells of an open workbook, and a first sheet that lists them."""
    groups = by_group(problems)
    ordered = [(group, problem) for group in GROUPS for problem in groups[group]]
    places: dict[tuple[str, str], list[tuple[str, Problem]]] = {}
    for group, problem in ordered:
        address = _address(book, problem)
        if address:
            places.setdefault((problem.sheet, address), []).append((group, problem))
    for (sheet, address), these in places.items():
        _mark(book[sheet][address], these, language)
    _list(book, ordered, language)


def _address(book: Any, problem: Problem) -> str:
    """The cell to mark: that of the problem, or the first visible one of its row; of a merged range its first cell."""
    if problem.sheet not in book.sheetnames or not hasattr(book[problem.sheet], "merged_cells") or problem.row is None:
        return ""
    sheet = book[problem.sheet]
    column = _column(sheet, problem.column)
    for area in sheet.merged_cells.ranges:
        if area.min_row <= problem.row <= area.max_row and area.min_col <= column <= area.max_col:
            return f"{get_column_letter(area.min_col)}{area.min_row}"
    return f"{get_column_letter(column)}{problem.row}"


def _column(sheet: Any, name: str) -> int:
    """The column that a problem names by its letter or by the heading above it, such as EUR; else the first visible one."""
    if _LETTERS.fullmatch(name) and column_index_from_string(name) <= sheet.max_column:
        return int(column_index_from_string(name))
    above = sheet.iter_rows(max_row=min(sheet.max_row, int(limit("key_row_within")))) if name else ()
    headed = [cell.column for row in above for cell in row if str(cell.value or "").strip() == name]
    hidden = {letter for letter, dimension in sheet.column_dimensions.items() if dimension.hidden}
    visible = [number for number in range(1, sheet.max_column + 1) if get_column_letter(number) not in hidden]
    return next(iter([*headed, *visible]), 1)


def _mark(cell: Any, these: Sequence[tuple[str, Problem]], language: Language) -> None:
    marks = layout()["marks"]
    cell.fill = PatternFill("solid", fgColor=marks[these[0][0]])
    texts = [_text(group, problem, language) for group, problem in these]
    if cell.comment:
        texts = [str(cell.comment.text), *texts]
    text = "\n\n".join(texts)
    height = marks["comment_line_height"] * (_lines(text, marks["comment_letters"]) + 1)
    cell.comment = Comment(text, _AUTHOR, width=marks["comment_width"], height=height)


def _lines(text: str, letters: int) -> int:
    """Lines that a text takes when so many letters fit into one; at least one."""
    return max(1, sum(max(1, math.ceil(len(line) / letters)) for line in text.splitlines()))


def _text(group: str, problem: Problem, language: Language) -> str:
    parts = [text for text in language.parts(problem).values() if text]
    if problem.confirmed:
        parts.append(language.sentence("Confirmed: {reason}.", reason=problem.confirmed))
    return f"{language.sentence(_GROUP_NAMES[group])}: {' '.join(parts)}"


def _list(book: Any, ordered: Sequence[tuple[str, Problem]], language: Language) -> None:
    marks = layout()["marks"]
    sheet = book.create_sheet(f"{_AUTHOR} {language.sentence('Problems')}", 0)
    sheet.append([language.sentence(heading) for heading in _HEADINGS])
    for cell in sheet[1]:
        cell.font = Font(name=_FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor=marks["heading"])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, (group, problem) in enumerate(ordered, start=2):
        address = _address(book, problem)
        sheet.append([plain(value) for value in _cells(group, problem, address, language)])
        for cell in sheet[row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(bottom=Side("thin", color=marks["border"]))
            cell.data_type = _TEXT if cell.value else cell.data_type
        # Programs differ in whether they make a row as high as its wrapped text.
        lines = [_lines(str(cell.value or ""), width) for cell, width in zip(sheet[row], marks["widths"], strict=True)]
        sheet.row_dimensions[row].height = marks["line_points"] * max(lines)
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=marks[group])
        if address:
            link = sheet.cell(row, list(_HEADINGS).index("Cell") + 1)
            place = problem.sheet.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{place}'!{address}")
            link.font = Font(name=_FONT, color=marks["link"], underline="single")
    for number, width in enumerate(marks["widths"], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _cells(group: str, problem: Problem, address: str, language: Language) -> list[str]:
    parts: Mapping[str, str] = language.parts(problem)
    cell = address or cell_address(problem.column, problem.row)
    kind = language.sentence(_GROUP_NAMES[group])
    return [kind, problem.file, problem.sheet, cell, parts["found"], parts["expected"], parts["remedy"], problem.confirmed]


def plain(value: str) -> str:
    """A text without characters that no workbook may hold."""
    return str(openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value))
