"""Writes a request form: the part of the template that one data holder is asked for, with last year's figures beside it.

A form has the template's hidden keys and names, so what comes back is read like any other part of the template.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from hjj_lib.basis import Basis
from hjj_lib.intake.holders import Holder, categories_of, plans_of
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import DENOMINATOR_KEY, LAST_YEAR_KEY, denominator_kinds, layout, unit_label, word
from hjj_lib.intake.template import TEXT_STAYS_TEXT, lay_out_page
from hjj_lib.intake.template_evidence import write_evidence_sheet
from hjj_lib.intake.template_instructions import Identity, states, write_identity, write_pairs
from hjj_lib.intake.template_lists import write_lists
from hjj_lib.intake.template_rows import EVIDENCE_THEME, SheetPlan
from hjj_lib.intake.template_sheet import LINES, write_data_sheet
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language

_SHOWN_AFTER = "unit"
_MOST_DECIMALS = 2


@dataclass(frozen=True)
class Request:
    """What is asked of whom: the holder, the year, until when (``None``: no day was set) and to which role it returns."""

    holder: Holder
    year: int
    due: datetime.date | None
    return_to: str


@dataclass(frozen=True)
class LastYear:
    """What was reported the year before: ``tables.Entry`` and ``tables.Denominator``."""

    entries: pd.DataFrame
    denominators: pd.DataFrame


def write_request(
    path: Path, basis: Basis, language: str, institution: Institution, request: Request, last: LastYear | None
) -> bool:
    """Write the form of one holder.

    Parameters
    ----------
    path
        The ``.xlsx`` file to write; an existing one is replaced.
    last
        Shown in grey beside the empty cells, never filled in; ``None``: nothing of the year before was read.

    Returns
    -------
    False, and nothing is written, when the basis asks nothing of this holder.
    """
    plans = plans_of(request.holder, basis, language, institution)
    if not plans:
        return False
    reader = Language(language)
    shown = {} if last is None else _texts(last, institution, reader)
    with xlsxwriter.Workbook(str(path), TEXT_STAYS_TEXT) as workbook:
        title = reader.sentence("Request for source data of the carbon footprint")
        workbook.set_properties({"title": title, "subject": institution.names[language]})
        workbook.set_size(*layout()["sizes"]["window"])
        styles = Styles(workbook)
        letter = workbook.add_worksheet(word("theme", "instructions", language))
        sheets = [workbook.add_worksheet(plan.title) for plan in plans]
        lists = write_lists(workbook, plans, language, institution)
        _letter(workbook, letter, styles, reader, plans, institution, request)
        for sheet, plan in zip(sheets, plans, strict=True):
            if plan.theme == EVIDENCE_THEME:
                write_evidence_sheet(sheet, plan, styles, reader, lists)
            else:
                _sheet(sheet, plan, styles, reader, lists, shown)
            lay_out_page(sheet, plan, title)
        lay_out_page(letter, None, title)
        letter.activate()
    return True


def _sheet(
    sheet: Any,
    plan: SheetPlan,
    styles: Styles,
    reader: Language,
    lists: Mapping[str, str],
    shown: Mapping[tuple[str, str], str],
) -> None:
    at = plan.columns.index(_SHOWN_AFTER) + 1
    wider = replace(plan, columns=(*plan.columns[:at], LAST_YEAR_KEY, *plan.columns[at:]))
    write_data_sheet(sheet, wider, styles, reader, lists)
    for position, row in enumerate(plan.rows, start=len(LINES)):
        if not row.is_section:
            sheet.write_string(position, at, shown.get((row.key, row.site), ""), styles.shown)


def _letter(
    workbook: Any,
    sheet: Any,
    styles: Styles,
    reader: Language,
    plans: Sequence[SheetPlan],
    institution: Institution,
    request: Request,
) -> None:
    """The first sheet: what is asked, why, until when, and to whom it returns."""
    sizes = layout()["sizes"]
    sheet.set_column(0, 0, sizes["instruction_width"])
    sheet.set_column(1, 1, sizes["value_width"])
    sheet.set_row(0, sizes["title_height"])
    sheet.write_string(0, 0, reader.sentence("Request for source data of the carbon footprint"), styles.title)
    row = write_identity(workbook, sheet, styles, reader, Identity(institution, request.year, quick=False))
    row = write_pairs(sheet, row, reader.sentence("The request in short"), _short(reader, plans, request), styles)
    row = write_pairs(
        sheet, row, reader.sentence("How to answer"), [(f"{n}.", text) for n, text in enumerate(_steps(reader), start=1)], styles
    )
    write_pairs(sheet, row, reader.sentence("What the states mean"), states(reader), styles)


def _short(reader: Language, plans: Sequence[SheetPlan], request: Request) -> list[tuple[str, str]]:
    due = reader.date(request.due) if request.due else reader.sentence("No day was set; please ask whoever sent this.")
    why = reader.sentence(
        "The institution calculates its carbon footprint each year. The figures on these sheets are needed for it, "
        "and your unit is closest to them."
    )
    what = "; ".join([*(plan.title for plan in plans), *categories_of(plans)])
    return [
        (reader.sentence("To whom"), request.holder.names[reader.code]),
        (reader.sentence("What is asked"), what),
        (reader.sentence("Why"), why),
        (reader.sentence("Until when"), due),
        (reader.sentence("Return to (role)"), request.return_to),
    ]


def _steps(reader: Language) -> list[str]:
    return [
        reader.sentence(
            "Fill in the yellow cells. Last year's figure stands in grey only for comparison: nothing is read from that column."
        ),
        reader.sentence(
            "If there was none, choose the state zero. If nobody knows, choose the state not known: that is an answer too, "
            "and better than a guess. An empty row means that the question was not answered."
        ),
        reader.sentence("Name the document that the figure is from. Do not write names of persons."),
        reader.sentence("Do not change the hidden first row and the hidden first column. Save as .xlsx and send the file back."),
    ]


def _texts(last: LastYear, institution: Institution, reader: Language) -> dict[tuple[str, str], str]:
    """(Key of the row, name of the site) → what was reported the year before, as text."""
    units = {kind.id: kind.unit_labels[reader.code] for kind in denominator_kinds()}
    own = last.denominators[last.denominators["file"] != ""]
    related = own.assign(key=DENOMINATOR_KEY + own["kind"], amount=own["value"], unit=own["kind"].map(units))
    answered = last.entries[last.entries["file"] != ""]
    reported = answered.assign(
        key=answered["activity_id"], unit=[unit_label(str(unit), reader.code) for unit in answered["unit"]]
    )
    names = dict(zip(institution.sites["site_id"], institution.sites["name"], strict=True))
    found: dict[tuple[str, str], str] = {}
    for table in (reported, related):
        sites = [str(names.get(site, "")) for site in table["site_id"]]
        for (key, site), rows in table.assign(site=sites).groupby(["key", "site"], sort=False):
            found[str(key), str(site)] = _one_text(rows, reader)
    return found


def _one_text(rows: pd.DataFrame, reader: Language) -> str:
    """The sum of what was given in one unit; each figure by itself where units differ; else the state."""
    given = rows[rows["value_state"] == "given"]
    if given.empty:
        return word("state", str(rows["value_state"].iloc[0]), reader.code)
    sums = given.groupby("unit", sort=False)["amount"].sum()
    return "; ".join(f"{_number(float(amount), reader)} {unit}" for unit, amount in sums.items())


def _number(amount: float, reader: Language) -> str:
    return reader.number(amount, 0 if amount.is_integer() else _MOST_DECIMALS)
