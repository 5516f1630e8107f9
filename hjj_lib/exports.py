"""The audit workbook: every line as amount × factor = kg in a live formula, with factors, sources, denominators, problems."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from hjj_lib.energy_findings import evidence_rows, preliminary_note
from hjj_lib.inventory import total
from hjj_lib.language import Language
from hjj_lib.quality_findings import EVIDENCE_LIST_HEADINGS, evidence_list, score_rows
from hjj_lib.quality_score import line_scores
from hjj_lib.report import named
from hjj_lib.study import Study

#: Text that looks like a formula stays text; the times of making are left out so that equal content is equal bytes.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}
_MADE = pd.Timestamp("2000-01-01").to_pydatetime()
_WIDEST, _NARROWEST = 60, 10
_LINE_POINTS, _LETTERS_OF_FACTS = 15, 54
#: Marks strong words in sentences for reports; a cell has none.
_STRONG = "**"

_LINE_HEADINGS = {
    "category": "Category",
    "activity": "Activity",
    "site_id": "Site",
    "part": "Part",
    "scope": "Scope",
    "view": "View",
    "in_core": "In the core boundary (1 = yes)",
    "amount": "Amount",
    "unit": "Unit",
    "share": "Our share",
    "conversion": "Conversion to the factor's unit",
    "factor_unit": "Factor's unit",
    "kg_co2e_per_unit": "Factor, kg CO₂e per unit",
    "emissions_kg_co2e": "Emissions, kg CO₂e",
    "factor_id": "Factor id",
    "valid_from": "Factor's year",
    "factor_match": "Match",
    "factor_level": "Level",
    "quality": "Quality of the factor",
    "source_id": "Source id",
    "origin": "Origin of the amount",
    "score_pct": "Data quality, ± %",
    "value_state": "State",
    "file": "File",
    "sheet": "Sheet",
    "row": "Row",
    "column": "Column",
    "evidence": "Evidence",
    "comment": "Comment",
    "entry_id": "Entry id",
}
_FACTOR_HEADINGS = {
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
_SOURCE_HEADINGS = {
    "source_id": "Source id",
    "title": "Title",
    "publisher": "Publisher",
    "url": "Address",
    "published_year": "Published",
    "licence": "Licence",
    "citation": "Citation",
}
_EVIDENCE_HEADINGS = {
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
_QUALITY_HEADINGS = {
    "name": "Category",
    "known_kg": "Emissions, kg CO₂e",
    "score_pct": "Uncertainty of the figures, ± %",
    "filled_share": "Filled from defaults (share of 1)",
}
_CORRECTION_HEADINGS = {
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
_DENOMINATOR_HEADINGS = {
    "kind": "Kind",
    "site_id": "Site",
    "value": "Value",
    "value_state": "State",
    "source": "Source",
    "file": "File",
}


@dataclass(frozen=True)
class _Book:
    """An open workbook with its formats."""

    workbook: Any
    language: Language
    formats: dict[str, Any] = field(default_factory=dict)

    def sheet(self, title: str) -> Any:
        return self.workbook.add_worksheet(self.language.sentence(title))

    def style(self, **properties: Any) -> Any:
        key = str(sorted(properties.items()))
        return self.formats.setdefault(key, self.workbook.add_format(properties))


def write_audit_workbook(study: Study, path: Path, language: Language) -> None:
    """Write ``inventory.xlsx``: summary, lines, factors, sources, denominators and problems of one study.

    The emissions column holds the formula amount × share × conversion × factor; the summary adds it up by formula. Rows
    whose emissions are unknown say so in words, so no formula counts them as zero.
    """
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": study.institution.names[language.code], "created": _MADE})
    book = _Book(workbook, language)
    lines = audit_lines(study, language)
    summary = book.sheet("Summary")
    _write_lines(book, lines)
    _write_summary(book, summary, study, lines)
    used = study.inventory[["factor_id", "valid_from"]].dropna().drop_duplicates()
    factors = study.basis.emission_factors.astype({"valid_from": "Int64"}).merge(
        used, on=["factor_id", "valid_from"], validate="one_to_one"
    )
    factors = factors.assign(name=factors[language.column("name")])
    _write_table(book, "Factors used", factors, _FACTOR_HEADINGS)
    sources = study.basis.sources[study.basis.sources["source_id"].isin(factors["source_id"])]
    _write_table(book, "Sources", sources, _SOURCE_HEADINGS)
    _write_table(book, "Evidence of energy", evidence_rows(study, language), _EVIDENCE_HEADINGS)
    _write_table(book, "Evidence list", evidence_list(study, language), EVIDENCE_LIST_HEADINGS)
    quality = score_rows(study, language, boundary="inventory")
    _write_table(book, "Data quality", quality, _QUALITY_HEADINGS)
    _write_table(book, "Denominators", study.denominators, _DENOMINATOR_HEADINGS)
    if len(study.intake.corrections):
        _write_table(book, "Corrections", study.intake.corrections, _CORRECTION_HEADINGS)
    problems = pd.DataFrame(
        {
            "severity": [p.severity for p in study.problems],
            "text": [language.problem(p) for p in study.problems],
            "confirmed": [p.confirmed or None for p in study.problems],
        }
    )
    headings = {"severity": "Severity", "text": "What and where", "confirmed": "Confirmed, with the reason"}
    _write_table(book, "Problems", problems, headings)
    workbook.close()


def audit_lines(study: Study, language: Language) -> pd.DataFrame:
    """The ledger with names in the reader's language and the conversion that each amount went through.

    Returns
    -------
    ``tables.Inventory`` plus ``category``, ``activity``, ``in_core`` (1 or 0), ``conversion`` (factor units per unit) and
    ``score_pct``, the data-quality score of the line.
    """
    rows = named(study.inventory, study.basis.categories, "category_id", language).rename(columns={"name": "category"})
    rows = named(rows, study.basis.activities, "activity_id", language).rename(columns={"name": "activity"})
    ours = rows["amount"] * rows["share"]
    conversion = (rows["amount_in_factor_unit"] / ours.mask(ours == 0)).fillna(1.0)
    in_core = rows["boundaries"].str.split().map(lambda words: int("core" in words))
    return rows.assign(conversion=conversion, in_core=in_core, score_pct=line_scores(rows, study.basis).round())


def _write_lines(book: _Book, lines: pd.DataFrame) -> None:
    sheet = _write_table(book, "Lines", lines, _LINE_HEADINGS)
    letters = {column: xl_col_to_name(index) for index, column in enumerate(_LINE_HEADINGS)}
    at = list(_LINE_HEADINGS).index("emissions_kg_co2e")
    formula = "=" + "*".join(f"{letters[column]}{{row}}" for column in ("amount", "share", "conversion", "kg_co2e_per_unit"))
    unknown = book.language.sentence("not known")
    for index, line in enumerate(lines.to_dict("records"), start=1):
        if pd.isna(line["emissions_kg_co2e"]):
            sheet.write_string(index, at, unknown, book.style(italic=True))
        else:
            sheet.write_formula(
                index, at, formula.format(row=index + 1), book.style(num_format="#,##0.00", bold=True), line["emissions_kg_co2e"]
            )


def _write_summary(book: _Book, sheet: Any, study: Study, lines: pd.DataFrame) -> None:
    """Totals by category, view and boundary as sums over the lines, and what the figures are."""
    sentence = book.language.sentence
    bold, plain = book.style(bold=True), book.style(text_wrap=True, valign="top")
    sheet.set_column(0, 0, _WIDEST)
    sheet.set_column(1, 4, 22)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    facts = [
        sentence("Carbon footprint of {name}, {year}", name=study.institution.names[book.language.code], year=study.year),
        sentence("Basis of calculation {version}, GWP set {gwp_set}", version=study.basis.version, gwp_set=study.basis.gwp_set),
        sentence("Fingerprint of the basis: {fingerprint}", fingerprint=study.basis.fingerprint),
        sentence(
            "Each emission on the sheet Lines is amount × our share × conversion × factor. Change a number and the sums follow."
        ),
        sentence("The two views stand side by side and are never added. Memo items are outside every total."),
        *([note.replace(_STRONG, "")] if (note := preliminary_note(study, book.language)) else []),
        *([sentence("A fictional example provider: every number is invented.")] if study.institution.fictional else []),
    ]
    for row, fact in enumerate(facts):
        # Programs differ in whether they make a row as high as its wrapped text.
        sheet.set_row(row, _LINE_POINTS * math.ceil(len(fact) / _LETTERS_OF_FACTS))
        sheet.write_string(row, 0, fact, book.style(bold=True, font_size=14) if row == 0 else plain)
    start = len(facts) + 1
    headings = [
        "Category",
        "Market-based, kg CO₂e",
        "Location-based, kg CO₂e",
        "Core, market-based, kg CO₂e",
        "Core, location-based, kg CO₂e",
    ]
    for column, heading in enumerate(headings):
        sheet.write_string(start, column, sentence(heading), book.style(bold=True, text_wrap=True, bottom=1))
    categories = [str(name) for name in lines.loc[lines["scope"] != "memo", "category"].drop_duplicates()]
    for row, category in enumerate(categories, start=start + 1):
        sheet.write_string(row, 0, category)
        for column, (view, core) in enumerate(_COLUMNS, start=1):
            sheet.write_formula(
                row,
                column,
                _sum_formula(book, view, core, row, len(lines)),
                book.style(num_format="#,##0"),
                _known(lines, category, view, core),
            )
    last = start + len(categories)
    sheet.write_string(last + 1, 0, sentence("Total, known"), bold)
    for column, (view, core) in enumerate(_COLUMNS, start=1):
        letter = xl_col_to_name(column)
        value = total(study.inventory, view=view, boundary="core" if core else "inventory").known_kg
        number = book.style(num_format="#,##0", bold=True, top=1)
        sheet.write_formula(last + 1, column, f"=SUM({letter}{start + 2}:{letter}{last + 1})", number, value)


_COLUMNS = (("market", False), ("location", False), ("market", True), ("location", True))


def _known(lines: pd.DataFrame, category: str, view: str, core: bool) -> float:
    return total(lines[lines["category"] == category], view=view, boundary="core" if core else "inventory").known_kg


def _sum_formula(book: _Book, view: str, core: bool, row: int, line_count: int) -> str:
    """Sum of the lines of one category that count in a view: those of the view itself and those where both agree."""
    sheet = book.language.sentence("Lines")
    letters = {column: xl_col_to_name(index) for index, column in enumerate(_LINE_HEADINGS)}
    where = {column: f"'{sheet}'!${letter}$2:${letter}${line_count + 1}" for column, letter in letters.items()}
    core_part = f",{where['in_core']},1" if core else ""
    summed, no_memo = where["emissions_kg_co2e"], f'{where["scope"]},"<>memo"'
    same_category = f"{where['category']},$A{row + 1}"
    parts = [f'SUMIFS({summed},{same_category},{where["view"]},"{word}",{no_memo}{core_part})' for word in (view, "both")]
    return "=" + "+".join(parts)


def _write_table(book: _Book, title: str, frame: pd.DataFrame, headings: dict[str, str]) -> Any:
    """A sheet with a frozen, filterable heading row; numbers as numbers, everything else as text."""
    sheet = book.sheet(title)
    heading = book.style(bold=True, text_wrap=True, valign="top", bg_color="#E8EEF4", bottom=1)
    for column, name in enumerate(headings):
        sheet.write_string(0, column, book.language.sentence(headings[name]), heading)
        widest = max([len(str(value)) for value in frame[name]], default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest)))
    for row, record in enumerate(frame[list(headings)].to_dict("records"), start=1):
        for column, value in enumerate(record.values()):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif not pd.isna(value):
                sheet.write_number(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet
