"""Writes the sheet of evidence of the template: one empty row for each certificate or statement."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hjj_lib.intake.layout import EVIDENCE, HEADER_KEY, HINT_KEY, headings, hint, layout
from hjj_lib.intake.template_rows import SheetPlan
from hjj_lib.intake.template_sheet import from_list
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language

#: Lines above the rows: hidden keys, title, who knows, what it is for, headings, hints.
_LINES = ("keys", "title", "holder", "why", "how", "headings", "hints")
_LISTS = ("activity", "site", "instrument", "beneficiary")
_DAYS = ("period_from", "period_to")


def write_evidence_sheet(sheet: Any, plan: SheetPlan, styles: Styles, reader: Language, lists: Mapping[str, str]) -> None:
    """Write the sheet; parameters as in :func:`hjj_lib.intake.template_sheet.write_data_sheet`."""
    at = {key: position for position, key in enumerate(plan.columns)}
    line = {name: position for position, name in enumerate(_LINES)}
    sizes = layout()["sizes"]
    sheet.set_row(line["keys"], None, styles.key, {"hidden": True})
    sheet.set_row(line["title"], sizes["title_height"])
    sheet.write_string(line["title"], at["activity"], plan.title, styles.title)
    for name, text in _texts(reader, plan).items():
        sheet.write_string(line[name], at["activity"], text, styles.subtitle)
    _headings(sheet, plan, styles, reader, line)
    last = len(_LINES) + layout()["template"]["evidence_rows"] - 1
    for row in range(len(_LINES), last + 1):
        sheet.set_row(row, sizes["evidence_height"])
        for key in plan.columns[1:]:
            style = styles.day if key in _DAYS else styles.number if key == "amount_mwh" else styles.text
            sheet.write_blank(row, at[key], None, style)
    for key in _LISTS:
        if _list_name(key) in lists:
            source = {**from_list(reader), "source": lists[_list_name(key)]}
            sheet.data_validation(len(_LINES), at[key], last, at[key], source)
    sheet.freeze_panes(len(_LINES), at["site"])
    sheet.repeat_rows(line["headings"], line["hints"])
    sheet.print_area(0, 0, last, len(plan.columns) - 1)


def _list_name(key: str) -> str:
    return "evidence" if key == "activity" else key


def _texts(reader: Language, plan: SheetPlan) -> dict[str, str]:
    return {
        "holder": reader.sentence("Who has the figures: {holder}.", holder=plan.holder),
        "why": reader.sentence(
            "Write a row for each certificate or statement. What it does not cover is calculated as ordinary electricity or heat."
        ),
        "how": reader.sentence(
            "Write only the part that covers your own use of the year. Guarantees sold from own solar power belong here too."
        ),
    }


def _headings(sheet: Any, plan: SheetPlan, styles: Styles, reader: Language, line: Mapping[str, int]) -> None:
    widths = {row["key"]: row["width"] for row in layout()[EVIDENCE.part]}
    sizes = layout()["sizes"]
    hints = {key: hint(key, reader.code) for key in plan.columns}
    lines = max(math.ceil(len(text) / widths[key]) for key, text in hints.items())
    sheet.set_row(line["headings"], sizes["header_height"])
    sheet.set_row(line["hints"], (lines + 1) * sizes["line_height"])
    for position, key in enumerate(plan.columns):
        hidden = position == 0
        sheet.set_column(position, position, widths[key], None, {"hidden": hidden})
        sheet.write_string(line["keys"], position, key, styles.key)
        sheet.write_string(
            line["headings"], position, HEADER_KEY if hidden else headings(key, EVIDENCE)[reader.code], styles.heading
        )
        sheet.write_string(line["hints"], position, HINT_KEY if hidden else hints[key], styles.section_text)
