"""The hidden sheet with the drop-down lists of the template, each under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs

from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import LISTS_KEY, word, words
from hjj_lib.intake.template_rows import EVIDENCE_THEME, SheetPlan


def write_lists(workbook: Any, plans: Sequence[SheetPlan], language: str, institution: Institution | None) -> Mapping[str, str]:
    """Write the lists and return the formula that names each: ``state``, ``origin``, ``site``, ``activity.<theme>``.

    With a sheet of evidence also ``evidence``, ``instrument`` and ``beneficiary``. A list without members has no formula.
    """
    contents: dict[str, list[str]] = {
        "state": [w.words[language] for w in words("state")],
        "origin": [w.words[language] for w in words("origin")],
        "site": [] if institution is None else [str(name) for name in institution.sites["name"]],
        **{f"activity.{plan.theme}": list(plan.choices) for plan in plans if plan.theme != EVIDENCE_THEME},
        **_of_evidence(plans, language),
    }
    title = word("theme", "lists", language)
    sheet = workbook.add_worksheet(title)
    sheet.write_string(0, 0, LISTS_KEY)
    sheet.very_hidden()
    formulas = {}
    for column, (name, members) in enumerate(contents.items(), start=1):
        sheet.write_string(0, column, name)
        for row, member in enumerate(members, start=1):
            sheet.write_string(row, column, member)
        if members:
            defined = f"hjj_list_{name.replace('.', '_')}"
            workbook.define_name(defined, f"='{title}'!{xl_range_abs(1, column, len(members), column)}")
            formulas[name] = f"={defined}"
    return formulas


def _of_evidence(plans: Sequence[SheetPlan], language: str) -> dict[str, list[str]]:
    choices = {kind: [w.words[language] for w in words(kind)] for kind in ("instrument", "beneficiary")}
    about = [list(plan.choices) for plan in plans if plan.theme == EVIDENCE_THEME]
    return {"evidence": about[0], **choices} if about else {}
