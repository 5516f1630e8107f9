"""Writes one data sheet of the template: hidden keys, headings, rows, drop-downs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hjj_lib.intake.layout import HEADER_KEY, headings, layout
from hjj_lib.intake.template_rows import NOT_OF_DENOMINATORS, SheetPlan, TemplateRow
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language

#: Lines above the rows: hidden keys, title, who knows, how to fill, headings.
LINES = ("keys", "title", "holder", "how", "headings")


def write_data_sheet(sheet: Any, plan: SheetPlan, styles: Styles, reader: Language, lists: Mapping[str, str]) -> None:
    """Write a data sheet.

    Parameters
    ----------
    sheet
        An empty XlsxWriter worksheet.
    lists
        Formula of each drop-down list, from :func:`hjj_lib.intake.template_lists.write_lists`.
    """
    at = {key: position for position, key in enumerate(plan.columns)}
    line = {name: position for position, name in enumerate(LINES)}
    _columns(sheet, plan, styles, reader, line)
    sizes = layout()["sizes"]
    sheet.set_row(line["keys"], None, styles.key, {"hidden": True})
    sheet.set_row(line["title"], sizes["title_height"])
    sheet.write_string(line["title"], at["activity"], plan.title, styles.title)
    sheet.write_string(
        line["holder"], at["activity"], reader.sentence("Who has the figures: {holder}.", holder=plan.holder), styles.subtitle
    )
    how = reader.sentence(
        "Fill in the yellow cells. An empty row means that the question was not answered; it does not mean zero."
    )
    sheet.write_string(line["how"], at["activity"], how, styles.subtitle)
    choose, number = from_list(reader), _number(reader)
    for position, row in enumerate(plan.rows, start=len(LINES)):
        sheet.set_row(position, _height(row.help))
        sheet.write_string(position, 0, row.key, styles.key)
        if row.is_section:
            _section(sheet, position, row, styles, at)
            continue
        _figure(sheet, position, row, styles, at)
        for key, formula in _lists_of(row, plan, lists).items():
            sheet.data_validation(position, at[key], position, at[key], {**choose, "source": formula})
        for key in _numbers_of(row, plan):
            sheet.data_validation(position, at[key], position, at[key], number)
    sheet.freeze_panes(len(LINES), at["site"])
    sheet.repeat_rows(line["headings"])
    sheet.print_area(0, 0, len(LINES) + len(plan.rows) - 1, len(plan.columns) - 1)


def _columns(sheet: Any, plan: SheetPlan, styles: Styles, reader: Language, line: Mapping[str, int]) -> None:
    widths = {row["key"]: row["width"] for row in (*layout()["column"], *layout()["request_column"])}
    sheet.set_row(line["headings"], layout()["sizes"]["header_height"])
    for position, key in enumerate(plan.columns):
        sheet.set_column(position, position, widths[key], None, {"hidden": position == 0})
        sheet.write_string(line["keys"], position, key, styles.key)
        text = HEADER_KEY if position == 0 else headings(key)[reader.code]
        sheet.write_string(line["headings"], position, text, styles.heading)


def _section(sheet: Any, position: int, row: TemplateRow, styles: Styles, at: Mapping[str, int]) -> None:
    for column in list(at.values())[1:]:
        sheet.write_blank(position, column, None, styles.section)
    sheet.write_string(position, at["activity"], row.name, styles.section)
    sheet.write_string(position, at["help"], row.help, styles.section_text)


def _figure(sheet: Any, position: int, row: TemplateRow, styles: Styles, at: Mapping[str, int]) -> None:
    for key in ("state", "origin", "uncertainty", "evidence", "comment"):
        if key in at:
            asked = key not in NOT_OF_DENOMINATORS or not row.is_denominator
            sheet.write_blank(position, at[key], None, styles.text if asked else styles.fixed)
    own = styles.text if row.is_spare else styles.fixed
    sheet.write(position, at["activity"], row.name or None, own)
    sheet.write(position, at["unit"], row.unit or None, own)
    sheet.write(position, at["site"], row.site or None, styles.text)
    sheet.write(position, at["amount"], row.amount, styles.number)
    sheet.write_string(position, at["help"], row.help, styles.help)


def _lists_of(row: TemplateRow, plan: SheetPlan, lists: Mapping[str, str]) -> dict[str, str]:
    """Column key → formula of the drop-down list of its cell."""
    names = {"state": "state", "origin": "origin", "site": "site"}
    if row.is_spare:
        names["activity"] = f"activity.{plan.theme}"
    asked = [key for key in plan.columns if key not in NOT_OF_DENOMINATORS or not row.is_denominator]
    return {key: lists[name] for key, name in names.items() if key in asked and name in lists}


def _numbers_of(row: TemplateRow, plan: SheetPlan) -> list[str]:
    """Columns whose cell is a number of 0 or more."""
    any_sign = row.may_be_negative or row.is_spare
    return [key for key in ("amount", "uncertainty") if key in plan.columns and not (key == "amount" and any_sign)]


def from_list(reader: Language) -> dict[str, Any]:
    """A drop-down list as XlsxWriter takes it, still without its ``source``."""
    return {
        "validate": "list",
        "error_title": reader.sentence("Choose from the list"),
        "error_message": reader.sentence("Choose one of the list's choices, or leave the cell empty."),
    }


def _number(reader: Language) -> dict[str, Any]:
    """Asks, but lets pass: the reader accepts more than Excel does, for example “not known”, and names what it cannot read."""
    return {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_type": "warning",
        "error_title": reader.sentence("A number belongs here"),
        "error_message": reader.sentence("Write only a number of 0 or more. Write explanations in the comment column."),
    }


def _height(text: str) -> float:
    """Height of a row whose help text takes several lines."""
    sizes = layout()["sizes"]
    lines = max(1, math.ceil(len(text) / sizes["help_line_chars"]))
    return float((lines + sizes["row_padding_lines"]) * sizes["line_height"])
