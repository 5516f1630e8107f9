"""The audit workbook: everything that an auditor asks for in one file, with live formulas from the cell to the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.energy_findings import evidence_rows, preliminary_note
from hjj_lib.exports.book import LETTERS_OF_FACTS, Book, open_book, set_height, write_cells, write_facts, write_table
from hjj_lib.exports.changes import write_changes
from hjj_lib.exports.checks import write_checks
from hjj_lib.exports.exclusions import EXCLUSION_HEADINGS, exclusions
from hjj_lib.exports.lines import audit_lines, write_lines
from hjj_lib.exports.sums import write_sums
from hjj_lib.language import Language
from hjj_lib.quality_findings import EVIDENCE_LIST_HEADINGS, evidence_list, score_rows
from hjj_lib.standards_findings import Filled, filled
from hjj_lib.study import Study

#: Marks strong words in sentences for reports; a cell has none.
_STRONG = "**"
#: Sheet → what it is for, in the order of the workbook; a sheet that is not there is not told.
_SHEETS: Mapping[str, str] = {
    "Inventory": "Totals by category in both views, as sums over the lines.",
    "Lines": "Every line: amount × our share × conversion × factor as a formula, with file, sheet, row and column of the amount.",
    "Factors used": "The factors that the lines name, with unit, GWP set, uncertainty and source.",
    "Sources": "Where the factors come from, with licences.",
    "Denominators": "Student-years, staff-years, floor area and the like.",
    "Exclusions": "What is in no total, and why.",
    "Checks": "Sums, standards and unknown lines compared by formulas: OK or not OK.",
    "Changes": "The year before, and this year with the version of the basis before.",
}
_FACTOR_HEADINGS: Mapping[str, str] = {
    "factor_id": "Factor id",
    "name": "Name",
    "valid_from": "Factor's year",
    "activity_unit": "Factor's unit",
    "kg_co2e_per_unit": "Factor, kg CO₂e per unit",
    "gases": "Gases",
    "part": "Part",
    "region": "Region",
    "allocation_method": "Allocation method",
    "gwp_set": "GWP set",
    "price_basis": "Price basis",
    "uncertainty_95_pct": "Uncertainty, ± %",
    "quality": "Quality of the factor",
    "source_id": "Source id",
    "note": "Note",
}
_SOURCE_HEADINGS: Mapping[str, str] = {
    "source_id": "Source id",
    "title": "Title",
    "publisher": "Publisher",
    "url": "Address",
    "published_year": "Published",
    "licence": "Licence",
    "citation": "Citation",
}
_EVIDENCE_HEADINGS: Mapping[str, str] = {
    "name": "What the evidence is about",
    "site": "Site",
    "instrument": "Kind of evidence",
    "product": "Product or technology",
    "period": "Period",
    "amount_mwh": "Amount, MWh",
    "beneficiary": "For whom",
    "document": "Document",
    "place": "Place",
}
_QUALITY_HEADINGS: Mapping[str, str] = {
    "name": "Category",
    "known_kg": "Emissions, kg CO₂e",
    "score_pct": "Uncertainty of the figures, ± %",
    "filled_share": "Filled from defaults (share of 1)",
}
_CORRECTION_HEADINGS: Mapping[str, str] = {
    "file": "File",
    "sheet": "Sheet",
    "cell": "Cell",
    "found": "Value in the file",
    "corrected": "Value that is counted",
    "unit": "Unit",
    "reason": "Reason",
    "decided_by_role": "Decided by",
    "decided_on": "Decided on",
}
_DENOMINATOR_HEADINGS: Mapping[str, str] = {
    "kind": "Kind",
    "site_id": "Site",
    "value": "Value",
    "value_state": "State",
    "source": "Source",
    "file": "File",
}


def write_audit_workbook(
    study: Study,
    path: Path,
    language: Language,
    *,
    changes: pd.DataFrame | None = None,
    standards: Sequence[Filled] | None = None,
) -> None:
    """Write ``inventory.xlsx``, from the totals down to the cell that each amount came from.

    The emissions of a line are the formula amount × share × conversion × factor, and sums, checks and changes are formulas over
    them. Lines whose emissions are unknown say so in words, so no formula counts them as zero. Names of ranges are the same
    in every language.

    Parameters
    ----------
    changes
        From :func:`hjj_lib.exports.changes_of`; None: the sheet is left out.
    standards
        The study's standards where somebody has filled them already; None: they are filled here.
    """
    with open_book(path, study.institution.names[language.code], language) as book:
        lines, standards = audit_lines(study, language), filled(study) if standards is None else standards
        first, inventory = book.sheet("README"), book.sheet("Inventory")
        write_lines(book, lines)
        sums = write_sums(book, inventory, lines)
        _write_basis(book, study, language)
        _write_evidence(book, study, language)
        write_table(book, "Denominators", study.denominators, _DENOMINATOR_HEADINGS)
        write_table(book, "Exclusions", exclusions(study, standards, language), EXCLUSION_HEADINGS)
        write_checks(book, lines, sums, standards)
        if changes is not None:
            write_changes(book, changes, study)
        _write_decisions(book, study, language)
        _write_readme(book, first, study)


def _write_readme(book: Book, sheet: Any, study: Study) -> None:
    """What the figures are, how to check them by hand, and what each sheet holds."""
    sentence, basis = book.language.sentence, study.basis
    note = preliminary_note(study, book.language).replace(_STRONG, "")
    facts = [
        sentence("Carbon footprint of {name}, {year}", name=study.institution.names[book.language.code], year=study.year),
        sentence("Basis of calculation {version}, GWP set {gwp_set}", version=basis.version, gwp_set=basis.gwp_set),
        sentence("Fingerprint of the basis: {fingerprint}", fingerprint=basis.fingerprint),
        sentence(
            "Each emission on the sheet Lines is amount × our share × conversion × factor. Change a number and the sums follow."
        ),
        sentence("The two views stand side by side and are never added. Memo items are outside every total."),
        *([note] if note else []),
        *([sentence("A fictional example provider: every number is invented.")] if study.institution.fictional else []),
    ]
    start = write_facts(book, sheet, facts) + 1
    there = {one.get_name() for one in book.workbook.worksheets()}
    told = [(sentence(name), sentence(text)) for name, text in _SHEETS.items() if sentence(name) in there]
    book.heading_row(sheet, start, ("What", "Sheet"))
    sheet.set_column(1, 1, 24)
    for row, (name, text) in enumerate(told, start=start + 1):
        set_height(sheet, row, {text: LETTERS_OF_FACTS})
        write_cells(book, sheet, row, [text, name], text_wrap=True, valign="top")


def _write_basis(book: Book, study: Study, language: Language) -> None:
    """The factors that the lines name, and their sources."""
    used = study.inventory[["factor_id", "valid_from"]].dropna().drop_duplicates()
    factors = study.basis.emission_factors.astype({"valid_from": "Int64"}).merge(
        used, on=["factor_id", "valid_from"], validate="one_to_one"
    )
    write_table(book, "Factors used", factors.assign(name=factors[language.column("name")]), _FACTOR_HEADINGS)
    sources = study.basis.sources[study.basis.sources["source_id"].isin(factors["source_id"])]
    write_table(book, "Sources", sources, _SOURCE_HEADINGS)


def _write_evidence(book: Book, study: Study, language: Language) -> None:
    """Evidence, and how good the figures are."""
    write_table(book, "Evidence of energy", evidence_rows(study, language), _EVIDENCE_HEADINGS)
    write_table(book, "Evidence list", evidence_list(study, language), EVIDENCE_LIST_HEADINGS)
    write_table(book, "Data quality", score_rows(study, language, boundary="inventory"), _QUALITY_HEADINGS)


def _write_decisions(book: Book, study: Study, language: Language) -> None:
    """Corrections of what was handed in, and everything that is wrong or odd."""
    if len(study.intake.corrections):
        write_table(book, "Corrections", study.intake.corrections, _CORRECTION_HEADINGS)
    problems = pd.DataFrame(
        {
            "severity": [p.severity for p in study.problems],
            "text": [language.problem(p) for p in study.problems],
            "confirmed": [p.confirmed or None for p in study.problems],
        }
    )
    headings = {"severity": "Severity", "text": "What and where", "confirmed": "Confirmed, with the reason"}
    write_table(book, "Problems", problems, headings)
