"""Writes the first sheet of the template: whose figures, which year, and how to fill it, in plain language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import (
    NAME_INSTITUTION,
    NAME_LANGUAGE,
    NAME_LEVEL,
    NAME_VERSION,
    NAME_YEAR,
    layout,
    word,
)
from hjj_lib.intake.template_rows import SheetPlan
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language


@dataclass(frozen=True)
class Identity:
    """Whose figures the workbook is for, and its extent."""

    institution: Institution | None
    year: int | None
    quick: bool


def write_instructions(
    workbook: Any, sheet: Any, styles: Styles, reader: Language, plans: Sequence[SheetPlan], identity: Identity
) -> None:
    """Write the instructions; the cells that say whose and which year the figures are have names."""
    sizes = layout()["sizes"]
    sheet.set_column(0, 0, sizes["instruction_width"])
    sheet.set_column(1, 1, sizes["value_width"])
    sheet.set_row(0, sizes["title_height"])
    sheet.write_string(0, 0, reader.sentence("Source data of the carbon footprint"), styles.title)
    row = write_identity(workbook, sheet, styles, reader, identity)
    # The quick version is one sheet: there is nothing to send round.
    steps = _steps(reader)[1:] if identity.quick else _steps(reader)
    row = write_pairs(
        sheet, row, reader.sentence("What to do"), [(f"{n}.", text) for n, text in enumerate(steps, start=1)], styles
    )
    row = write_pairs(
        sheet, row, reader.sentence("Sheets and who has the figures"), [(plan.title, plan.holder) for plan in plans], styles
    )
    row = write_pairs(sheet, row, reader.sentence("What the states mean"), states(reader), styles)
    write_pairs(sheet, row, reader.sentence("What the classes of data quality mean"), _origins(reader), styles)


def write_identity(workbook: Any, sheet: Any, styles: Styles, reader: Language, identity: Identity) -> int:
    """The named cells; returns the next free row."""
    institution = identity.institution
    level = word("level", "quick" if identity.quick else "full", reader.code)
    fields: list[tuple[str, str, Any]] = [
        (
            NAME_INSTITUTION,
            reader.sentence("Institution's id (as in institution.toml)"),
            institution and institution.institution_id,
        ),
        ("", reader.sentence("Institution's name"), institution and institution.names[reader.code]),
        (NAME_YEAR, reader.sentence("Calendar year"), identity.year),
        (NAME_LEVEL, reader.sentence("Extent"), level),
        (NAME_LANGUAGE, reader.sentence("Language"), reader.code),
        (NAME_VERSION, reader.sentence("Version of the template (do not change)"), layout()["template"]["version"]),
    ]
    title = word("theme", "instructions", reader.code)
    for row, (name, label, value) in enumerate(fields, start=1):
        fixed = name in (NAME_LEVEL, NAME_LANGUAGE, NAME_VERSION)
        sheet.write_string(row, 0, label, styles.label)
        sheet.write(row, 1, value, styles.fixed if fixed else styles.text)
        if isinstance(value, str):
            # The version is a word, not a number, even when it looks like one.
            sheet.write_string(row, 1, value, styles.fixed if fixed else styles.text)
        if name:
            workbook.define_name(name, f"='{title}'!{xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)}")
    return len(fields) + 1


def write_pairs(sheet: Any, row: int, title: str, pairs: Sequence[tuple[str, str]], styles: Styles) -> int:
    """A headed list of terms and their explanations; returns the next free row."""
    sizes = layout()["sizes"]
    sheet.write_string(row + 1, 0, title, styles.section)
    sheet.write_blank(row + 1, 1, None, styles.section)
    for position, (term, text) in enumerate(pairs, start=row + 1 + 1):
        lines = max(1, math.ceil(len(text) / sizes["value_line_chars"]))
        sheet.set_row(position, (lines + sizes["row_padding_lines"]) * sizes["line_height"])
        sheet.write_string(position, 0, term, styles.bold)
        sheet.write_string(position, 1, text, styles.plain)
    return row + 1 + len(pairs) + 1


def _steps(reader: Language) -> list[str]:
    return [
        reader.sentence(
            "Send each sheet to the person who has its figures, or ask for the figures and fill it in yourself. You "
            "may delete sheets from a copy that you send: the program puts several files of one year together."
        ),
        reader.sentence(
            "Fill in the yellow cells. Write only the number in the amount's cell, in the unit that stands on the row."
            " You may write another unit of the same kind, for example kWh for MWh."
        ),
        reader.sentence(
            "Answer every category marked “always answer”: an amount, or the state zero, not applicable or not known. "
            "An empty row is not zero: it is left out, and the check lists it."
        ),
        reader.sentence(
            "Choose the site if the figure is of one site. An empty site means the whole institution. For several "
            "meters, vehicles or bills, copy the row."
        ),
        reader.sentence(
            "Give the document the figure is from, and tell what is special about it in the comment. Do not write "
            "names of persons."
        ),
        reader.sentence(
            "Do not change the hidden first row and the hidden first column: by them the program knows the rows. You "
            "may sort, copy and add rows."
        ),
        reader.sentence(
            "Save the file as .xlsx in the folder of the institution and year, and run “hjj check”. It lists "
            "everything that must be corrected."
        ),
    ]


def states(reader: Language) -> list[tuple[str, str]]:
    """The word of each state and what it means."""
    texts = {
        "given": reader.sentence("There is an amount. You may leave the state empty when the amount is there."),
        "zero": reader.sentence("There was none this year."),
        "not_applicable": reader.sentence(
            "The matter does not concern the institution: for example, there is no district heating."
        ),
        "unknown": reader.sentence(
            "There was some, or there may have been, but nobody knows how much. The report says so by name."
        ),
    }
    return [(word("state", key, reader.code), text) for key, text in texts.items()]


def _origins(reader: Language) -> list[tuple[str, str]]:
    texts = {
        "measured": reader.sentence("Read from a meter, a scale, a till or a bill."),
        "calculated": reader.sentence("Calculated from measured figures, for example euros divided by the price per litre."),
        "estimated": reader.sentence("An expert's estimate, or taken from a part of the year."),
        "default": reader.sentence("A general figure that is not from your own institution."),
    }
    return [(word("origin", key, reader.code), text) for key, text in texts.items()]
