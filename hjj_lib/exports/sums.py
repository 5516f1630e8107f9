"""The sheet of the inventory: sums of the lines by category, view and boundary, as live formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from hjj_lib.exports.book import Book
from hjj_lib.exports.lines import line_range
from hjj_lib.inventory import total

SUM_COLUMNS = (("market", False), ("location", False), ("market", True), ("location", True))
SUM_HEADINGS = (
    "Category",
    "Market-based, kg CO₂e",
    "Location-based, kg CO₂e",
    "Core, market-based, kg CO₂e",
    "Core, location-based, kg CO₂e",
)
_UNKNOWN_HEADING = "Lines not known"


@dataclass(frozen=True)
class Sums:
    """Where the totals stand: the row of the sheet as formulas count it, and the values that they must give."""

    sheet: str
    total_row: int
    totals_kg: tuple[float, ...]


def write_sums(book: Book, sheet: Any, lines: pd.DataFrame) -> Sums:
    """Sums by category in both views and of the core boundary, the total below; memo items are in none."""
    book.heading_row(sheet, 0, (*SUM_HEADINGS, _UNKNOWN_HEADING))
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, len(SUM_COLUMNS) + 1, 22)
    sheet.freeze_panes(1, 0)
    counted = lines[lines["scope"] != "memo"]
    categories = [str(name) for name in counted["category"].drop_duplicates()]
    number = book.style(num_format="#,##0.00")
    for row, category in enumerate(categories, start=1):
        of_category = lines[lines["category"] == category]
        sheet.write_string(row, 0, category)
        for column, (view, core) in enumerate(SUM_COLUMNS, start=1):
            formula = _sum_formula(book, view, core, row, len(lines))
            sheet.write_formula(row, column, formula, number, _known(of_category, view, core))
        unknown = int(counted.loc[counted["category"] == category, "emissions_kg_co2e"].isna().sum())
        sheet.write_formula(row, len(SUM_COLUMNS) + 1, _unknown_formula(book, row, len(lines)), None, unknown)
    last = len(categories)
    sheet.write_string(last + 1, 0, book.language.sentence("Total, known"), book.style(bold=True))
    totals = tuple(_known(lines, view, core) for view, core in SUM_COLUMNS)
    unknown = int(counted["emissions_kg_co2e"].isna().sum())
    for column, value in enumerate((*totals, unknown), start=1):
        letter = xl_col_to_name(column)
        look = book.style(num_format="#,##0.00" if column <= len(totals) else "0", bold=True, top=1)
        sheet.write_formula(last + 1, column, f"=SUM({letter}2:{letter}{last + 1})", look, value)
    book.name("inventory_totals_kg", sheet, (last + 1, 1), (last + 1, len(totals)))
    return Sums(sheet.get_name(), last + 2, totals)


def _known(lines: pd.DataFrame, view: str, core: bool) -> float:
    return total(lines, view=view, boundary="core" if core else "inventory").known_kg


def _sum_formula(book: Book, view: str, core: bool, row: int, count: int) -> str:
    """Sum of the lines of one category that count in a view: those of the view itself and those where both agree."""
    core_part = f",{line_range(book, 'in_core', count)},1" if core else ""
    no_memo = f'{line_range(book, "scope", count)},"<>memo"'
    same_category = f"{line_range(book, 'category', count)},$A{row + 1}"
    summed, views = line_range(book, "emissions_kg_co2e", count), line_range(book, "view", count)
    parts = [f'SUMIFS({summed},{same_category},{views},"{word}",{no_memo}{core_part})' for word in (view, "both")]
    return "=" + "+".join(parts)


def _unknown_formula(book: Book, row: int, count: int) -> str:
    """How many lines of a category, memo items apart, say that they are not known."""
    unknown = book.language.sentence("not known")
    return (
        f'=COUNTIFS({line_range(book, "emissions_kg_co2e", count)},"{unknown}",'
        f'{line_range(book, "category", count)},$A{row + 1},{line_range(book, "scope", count)},"<>memo")'
    )
