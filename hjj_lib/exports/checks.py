"""The sheet of checks: what must agree, as live formulas that say OK or not OK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from hjj_lib.exports.book import Book
from hjj_lib.exports.lines import line_range
from hjj_lib.exports.sums import SUM_COLUMNS, Sums
from hjj_lib.standards_findings import Filled

_HEADINGS = ("Check", "This", "Must be", "Difference", "Result")
_SUM_NAMES: Mapping[tuple[str, bool], str] = {
    ("market", False): "Market-based total of the lines, kg CO₂e",
    ("location", False): "Location-based total of the lines, kg CO₂e",
    ("market", True): "Market-based total of the core boundary, kg CO₂e",
    ("location", True): "Location-based total of the core boundary, kg CO₂e",
}
_VIEW_NAMES: Mapping[str, str] = {
    "market": "{name}: its lines in the market-based view, kg CO₂e",
    "location": "{name}: its lines in the location-based view, kg CO₂e",
}
_THIS, _MUST, _DIFFERENCE, _RESULT = range(1, len(_HEADINGS))
#: Half a hundredth of a kilogram: what rounding to the second digit can make.
_TOLERANCE = 0.005


@dataclass(frozen=True)
class _Check:
    """What is compared: a formula or a number with what it must be, both with the values that they give now."""

    name: str
    this: str
    this_value: float
    must: str
    must_value: float

    @property
    def difference(self) -> float:
        """The first less the second."""
        return self.this_value - self.must_value


def write_checks(book: Book, lines: pd.DataFrame, sums: Sums, standards: Sequence[Filled]) -> None:
    """The sheet: totals, standards and unknown lines, one check a row, and whether all of them hold."""
    sheet = book.sheet("Checks")
    sheet.set_column(0, 0, 60)
    sheet.set_column(_THIS, _RESULT, 20)
    book.heading_row(sheet, 0, _HEADINGS)
    sheet.freeze_panes(1, 0)
    checks = [*_totals(book, lines, sums), *_reconciliations(book, sums, standards), _unknowns(book, lines)]
    good, bad = book.language.sentence("OK"), book.language.sentence("not OK")
    number, bold = book.style(num_format="#,##0.00"), book.style(bold=True)
    this, must, difference, result = (xl_col_to_name(column) for column in (_THIS, _MUST, _DIFFERENCE, _RESULT))
    for row, check in enumerate(checks, start=1):
        sheet.write_string(row, 0, check.name, book.style(text_wrap=True, valign="top"))
        sheet.write_formula(row, _THIS, check.this, number, check.this_value)
        sheet.write_formula(row, _MUST, check.must, number, check.must_value)
        sheet.write_formula(row, _DIFFERENCE, f"={this}{row + 1}-{must}{row + 1}", number, check.difference)
        holds = abs(check.difference) < _TOLERANCE
        formula = f'=IF(ABS({difference}{row + 1})<{_TOLERANCE},"{good}","{bad}")'
        sheet.write_formula(row, _RESULT, formula, bold, good if holds else bad)
    last = len(checks) + 1
    failed = sum(abs(check.difference) >= _TOLERANCE for check in checks)
    sheet.write_string(last, 0, book.language.sentence("Checks that do not hold"), bold)
    sheet.write_formula(last, _RESULT, f'=COUNTIF({result}2:{result}{last},"{bad}")', bold, failed)
    book.name("checks_failed", sheet, (last, _RESULT), (last, _RESULT))


def _totals(book: Book, lines: pd.DataFrame, sums: Sums) -> Iterator[_Check]:
    """The sums of the inventory against what was calculated, which formulas of the workbook cannot change."""
    for number, (column, value) in enumerate(zip(SUM_COLUMNS, sums.totals_kg, strict=True), start=1):
        cell = f"='{sums.sheet}'!{xl_col_to_name(number)}{sums.total_row}"
        yield _Check(book.language.sentence(_SUM_NAMES[column]), cell, value, f"={value!r}", value)
    memo = lines.loc[lines["scope"] == "memo", "emissions_kg_co2e"].sum()
    every, of_memo = line_range(book, "emissions_kg_co2e", len(lines)), line_range(book, "scope", len(lines))
    yield _Check(
        book.language.sentence("Memo items, outside every total, kg CO₂e"),
        f'=SUMIFS({every},{of_memo},"memo")',
        float(memo),
        f"={float(memo)!r}",
        float(memo),
    )


def _reconciliations(book: Book, sums: Sums, standards: Sequence[Filled]) -> Iterator[_Check]:
    """What each standard counts and leaves out by name, against the total of the inventory."""
    for one in standards:
        if one.study.basis.gwp_set != standards[0].study.basis.gwp_set:
            continue  # calculated with other GWPs: it reconciles with its own inventory, as standards.xlsx shows
        for row in one.projection.reconciliation.to_dict("records"):
            parts = [float(row["standard_kg"]), float(row["outside_kg"])]
            number = 1 + SUM_COLUMNS.index((str(row["view"]), False))
            yield _Check(
                book.language.sentence(_VIEW_NAMES[str(row["view"])], name=one.standard[book.language.column("name")]),
                "=" + "+".join(f"({part!r})" for part in parts),
                sum(parts),
                f"='{sums.sheet}'!{xl_col_to_name(number)}{sums.total_row}",
                sums.totals_kg[number - 1],
            )


def _unknowns(book: Book, lines: pd.DataFrame) -> _Check:
    """Whether every line is known."""
    unknown = int(lines.loc[lines["scope"] != "memo", "emissions_kg_co2e"].isna().sum())
    word = book.language.sentence("not known")
    where, scope = line_range(book, "emissions_kg_co2e", len(lines)), line_range(book, "scope", len(lines))
    formula = f'=COUNTIFS({where},"{word}",{scope},"<>memo")'
    return _Check(book.language.sentence("Lines whose emissions are not known"), formula, unknown, "=0", 0)
