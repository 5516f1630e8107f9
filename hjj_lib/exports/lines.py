"""The sheet of lines: every emission as amount × share × conversion × factor in a live formula, with the cell it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from hjj_lib.exports.book import Book, write_table
from hjj_lib.language import Language
from hjj_lib.quality_score import line_scores
from hjj_lib.report import named
from hjj_lib.study import Study

LINE_HEADINGS: Mapping[str, str] = {
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
    "line_id": "Line id",
}
#: Columns with a name in the workbook, for formulas of one's own.
_NAMED = ("category", "scope", "view", "in_core", "emissions_kg_co2e", "factor_id")
_LETTERS = {column: xl_col_to_name(index) for index, column in enumerate(LINE_HEADINGS)}
_FACTORS = ("amount", "share", "conversion", "kg_co2e_per_unit")


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


def write_lines(book: Book, lines: pd.DataFrame) -> Any:
    """The sheet; emissions that are not known say so in words, so no formula counts them as zero."""
    sheet = write_table(book, "Lines", lines, LINE_HEADINGS)
    at = list(LINE_HEADINGS).index("emissions_kg_co2e")
    formula = "=" + "*".join(f"{_LETTERS[column]}{{row}}" for column in _FACTORS)
    unknown = book.language.sentence("not known")
    number = book.style(num_format="#,##0.00", bold=True)
    for index, line in enumerate(lines.to_dict("records"), start=1):
        if pd.isna(line["emissions_kg_co2e"]):
            sheet.write_string(index, at, unknown, book.style(italic=True))
        elif any(pd.isna(line[column]) for column in _FACTORS):
            # A reported zero needs no factor, and an empty cell in a product would be zero by accident.
            sheet.write_number(index, at, line["emissions_kg_co2e"], number)
        else:
            sheet.write_formula(index, at, formula.format(row=index + 1), number, line["emissions_kg_co2e"])
    for column in _NAMED:
        where = list(LINE_HEADINGS).index(column)
        book.name(f"lines_{column}", sheet, (1, where), (max(len(lines), 1), where))
    return sheet


def line_range(book: Book, column: str, count: int) -> str:
    """The cells of a column of the sheet, as a formula of another sheet names them."""
    letter = _LETTERS[column]
    return f"'{book.language.sentence('Lines')}'!${letter}$2:${letter}${max(count, 1) + 1}"
