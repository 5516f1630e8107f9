"""Writes the blank template: instructions, one sheet per data holder's theme, denominators. Made from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from hjj_lib.basis import Basis
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import layout, limit, word
from hjj_lib.intake.template_evidence import write_evidence_sheet
from hjj_lib.intake.template_instructions import Identity, write_instructions
from hjj_lib.intake.template_lists import write_lists
from hjj_lib.intake.template_rows import EVIDENCE_THEME, SheetPlan, evidence_plan, sheet_plans
from hjj_lib.intake.template_sheet import write_data_sheet
from hjj_lib.intake.template_styles import Styles
from hjj_lib.language import Language

#: A name that looks like a formula or an address is still only a name.
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}


def write_template(
    path: Path,
    basis: Basis,
    language: str,
    *,
    quick: bool = False,
    institution: Institution | None = None,
    year: int | None = None,
) -> None:
    """Write the workbook that a coordinator fills.

    Parameters
    ----------
    path
        The ``.xlsx`` file to write; an existing one is replaced.
    basis
        Its activities and categories become the rows; with rules on evidence there is a sheet for it.
    language
        ``fi``, ``sv`` or ``en``.
    quick
        Only the activities of the quick version and the denominators, on one sheet, and the sheet of evidence.
    institution
        Fills in id and name, gives the drop-down of sites and a row for each site of what is usually known by site.
    year
        Fills in the year.
    """
    reader = Language(language)
    first, *others = sheet_plans(basis.activities, basis.categories, language, institution, quick=quick)
    plans = [first, *evidence_plan(basis.activities, basis.evidence_rules, language), *others]
    with xlsxwriter.Workbook(str(path), TEXT_STAYS_TEXT) as workbook:
        title = reader.sentence("Source data of the carbon footprint")
        workbook.set_properties({"title": title, "subject": institution.names[language] if institution else ""})
        workbook.set_size(*layout()["sizes"]["window"])
        styles = Styles(workbook)
        instructions = workbook.add_worksheet(word("theme", "instructions", language))
        sheets = {plan.theme: workbook.add_worksheet(plan.title) for plan in plans}
        lists = write_lists(workbook, plans, language, institution)
        write_instructions(workbook, instructions, styles, reader, plans, Identity(institution, year, quick))
        for plan in plans:
            write = write_evidence_sheet if plan.theme == EVIDENCE_THEME else write_data_sheet
            write(sheets[plan.theme], plan, styles, reader, lists)
            lay_out_page(sheets[plan.theme], plan, title)
        lay_out_page(instructions, None, title)
        instructions.activate()


def lay_out_page(sheet: Any, plan: SheetPlan | None, title: str) -> None:
    """How the sheet prints: A4, one page wide, headings repeated, page numbers."""
    sizes = layout()["sizes"]
    sheet.set_paper(sizes["paper_a4"])
    sheet.fit_to_pages(sizes["rows_per_page_wide"], sizes["rows_per_page_tall"])
    sheet.set_footer(f"&L{title}&C&A&R&P / &N")
    sheet.hide_gridlines(int(limit("gridlines_hidden")))
    if plan is not None:
        sheet.set_landscape()
        sheet.set_tab_color(layout()["colours"]["heading"])
