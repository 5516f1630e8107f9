"""Standards' tables as a workbook with a sheet per standard, and as CSV: projections of one ledger that add up to it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from hjj_lib.exports.book import Book, open_book, set_height, write_facts
from hjj_lib.language import Language
from hjj_lib.standards import GAS_COLUMNS, gases
from hjj_lib.standards_findings import (
    GAS_HEADINGS,
    RECONCILIATION_HEADINGS,
    Filled,
    block_sentences,
    filled,
    headings,
    introduction,
    reconciliation_sentence,
    reconciliation_table,
    table,
)
from hjj_lib.study import Study

WORKBOOK = "standards.xlsx"
_CSV = "standard_{standard_id}.csv"
#: Digits that do not depend on the machine: a figure of a million tonnes to the gram.
_CSV_FORMAT = "%.12g"
_FIGURES = ("location", "market")
_KG = ("inventory_kg", "standard_kg", "outside_kg", "not_placed_kg")
_STRONG = "**"
_TONNES = "#,##0.00"
#: Width of each column in letters; the others have that of the empty name.
_WIDTHS = {"name": 60, "code": 12, "state": 24, "remark": 60, "": 15}
_HEADING_POINTS = 45
_FORMATS = {"supplier": "0 %", "half_width": "0"}
#: In which languages the block of text stands, whatever the reader's.
_BLOCK_LANGUAGES = ("fi", "sv")
_BLOCK_OF = "state_treasury"


def write_standards(study: Study, folder: Path, language: Language, *, standards: Sequence[Filled] | None = None) -> list[str]:
    """Write ``standards.xlsx`` and ``standard_<id>.csv`` of every standard.

    Parameters
    ----------
    standards
        The study's standards where somebody has filled them already; None: they are filled here.

    Returns
    -------
    The names of the files; none where the version of the basis has no standards.
    """
    standards = filled(study) if standards is None else standards
    if not standards:
        return []
    told = {one.standard_id: table(one, language) for one in standards}
    with open_book(folder / WORKBOOK, study.institution.names[language.code], language) as book:
        _write_overview(book, study, standards)
        for one in standards:
            _write_sheet(book, study, one, told[one.standard_id], standards)
    names = [WORKBOOK]
    for one in standards:
        name = _CSV.format(standard_id=one.standard_id)
        rows = csv_rows(one, told[one.standard_id])
        rows.to_csv(
            folder / name, index=False, lineterminator="\n", encoding="utf-8", quoting=csv.QUOTE_MINIMAL, float_format=_CSV_FORMAT
        )
        names.append(name)
    return names


def csv_rows(one: Filled, told: pd.DataFrame) -> pd.DataFrame:
    """A standard's lines for other programs: figures in kilograms as they are, names and remarks in the reader's language.

    Parameters
    ----------
    told
        From :func:`hjj_lib.standards_findings.table`.

    Returns
    -------
    One row per line in order: keys and place of the line, ``market_kg_co2e``, ``location_kg_co2e`` (of a ratio: tonnes per its
    unit; empty: not known, or not of this view), ``unknown_count``, what is told of it, and by which basis it was calculated.
    """
    lines, figures = one.projection.lines, one.projection.figures
    return pd.DataFrame(
        {
            "standard_id": one.standard_id,
            "line_id": lines["line_id"],
            "parent": lines["parent"],
            "kind": lines["kind"],
            "code": lines["code"],
            "name": told["name"],
            "market_kg_co2e": figures["market_kg"],
            "location_kg_co2e": figures["location_kg"],
            "unknown_count": figures["unknown_count"],
            "state": told["state_id"],
            "method": told["method"],
            "supplier_share": told["supplier"],
            "remark": told["remark"],
            "year": one.study.year,
            "basis_version": one.study.basis.version,
            "gwp_set": one.study.basis.gwp_set,
        }
    )


def _write_overview(book: Book, study: Study, standards: Sequence[Filled]) -> None:
    """What is in the workbook, and that every standard adds up to the inventory."""
    sheet = book.sheet("Reconciliation")
    language = book.language
    start = write_facts(
        book,
        sheet,
        [
            language.sentence(
                "Which number goes in which form? {name}, {year}", name=study.institution.names[language.code], year=study.year
            ),
            reconciliation_sentence(standards, language).replace(_STRONG, ""),
            language.sentence(
                "Basis of calculation {version}, GWP set {gwp_set}", version=study.basis.version, gwp_set=study.basis.gwp_set
            ),
            *(
                [language.sentence("A fictional example provider: every number is invented.")]
                if study.institution.fictional
                else []
            ),
        ],
    )
    sheet.set_column(1, len(RECONCILIATION_HEADINGS) - 1, 22)
    book.heading_row(sheet, start, RECONCILIATION_HEADINGS.values())
    rows = reconciliation_table(standards, language)
    number = book.style(num_format=_TONNES)
    for row, record in enumerate(rows.to_dict("records"), start=start + 1):
        for column, name in enumerate(RECONCILIATION_HEADINGS):
            if isinstance(record[name], str):
                sheet.write_string(row, column, record[name])
            else:
                # Tonnes, as everywhere in this workbook; the difference stays in kilograms, where a cent would show.
                sheet.write_number(row, column, record[name] / 1000 if name in _KG else round(record[name], 2) + 0.0, number)


def _write_sheet(book: Book, study: Study, one: Filled, told: pd.DataFrame, standards: Sequence[Filled]) -> None:
    language = book.language
    sheet = book.sheet(str(one.standard[language.column("name")]))
    facts = [str(one.standard[language.column("name")]), *introduction(one, study, language)]
    if one.standard["gases"]:
        facts.append(language.sentence("Columns by gas are tonnes of CO₂ equivalent, location-based."))
    start = write_facts(book, sheet, facts)
    end = _write_lines(book, sheet, start + 1, one, told)
    if one.standard_id == _BLOCK_OF:
        blocks = [" ".join(block_sentences(standards, Language(code))) for code in _BLOCK_LANGUAGES]
        write_facts(book, sheet, [language.sentence("Text to paste"), *blocks], start=end + 1)


def _write_lines(book: Book, sheet: Any, start: int, one: Filled, told: pd.DataFrame) -> int:
    """The table, its sums as live formulas over their lines, and by gas where the standard tells gases; the row below it."""
    columns = {"name": headings(one)["line"], **headings(one), **_gas_headings(one)}
    columns.pop("line")  # the same name, indented by spaces: here cells are indented
    columns["remark"] = columns.pop("remark")  # the longest, so the last
    rows = told.merge(_gas_figures(one), on="line_id", how="left", validate="one_to_one") if one.standard["gases"] else told
    book.heading_row(sheet, start, columns.values())
    sheet.set_row(start, _HEADING_POINTS)
    for column, name in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS.get(name, _WIDTHS[""]))
    numbers = [name for name in columns if name in (*_FIGURES, *GAS_COLUMNS)]
    at = {name: number for number, name in enumerate(columns)}
    place = {name: start + 1 + number for number, name in enumerate(rows["line_id"])}
    kinds = one.projection.lines.set_index("line_id")["kind"]
    for record in rows.to_dict("records"):
        row, is_sum = place[record["line_id"]], kinds[record["line_id"]] == "sum"
        look = {"bold": True} if is_sum else {}
        set_height(sheet, row, {record[name]: _WIDTHS[name] for name in ("name", "state", "remark")})
        name_style = book.style(text_wrap=True, align="left", valign="top", indent=int(record["depth"]), **look)
        for name, column in at.items():
            value, number = record[name], book.style(num_format=_FORMATS.get(name, _TONNES), valign="top", **look)
            if isinstance(value, str):
                wrapped = book.style(text_wrap=True, valign="top", **look)
                sheet.write_string(row, column, value, name_style if name == "name" else wrapped)
            elif pd.notna(value) and is_sum and name in numbers:
                sheet.write_formula(row, column, _sum_of(one, record["line_id"], place, column), number, value)
            elif pd.notna(value):
                sheet.write_number(row, column, value, number)
    sheet.freeze_panes(start + 1, 1)
    return start + 1 + len(rows)


def _sum_of(one: Filled, line_id: str, place: Mapping[str, int], column: int) -> str:
    lines = one.projection.lines
    children = lines.loc[(lines["parent"] == line_id) & (lines["kind"] != "ratio"), "line_id"]
    return f"=SUM({','.join(xl_rowcol_to_cell(place[child], column) for child in children)})"


def _gas_headings(one: Filled) -> dict[str, str]:
    return {name: GAS_HEADINGS[name] for name in GAS_COLUMNS} if one.standard["gases"] else {}


def _gas_figures(one: Filled) -> pd.DataFrame:
    """Tonnes by gas, location-based, of the lines and of the sums of lines."""
    by_gas = gases(one.projection, one.study.basis, view="location").set_index("line_id")[list(GAS_COLUMNS)] / 1000
    lines = one.projection.lines
    for name in reversed(lines.loc[lines["kind"] == "sum", "line_id"].tolist()):
        below = [
            child
            for child in lines.loc[(lines["parent"] == name) & (lines["kind"] != "ratio"), "line_id"]
            if child in by_gas.index
        ]
        if below:
            by_gas.loc[name] = by_gas.loc[below].sum()
    return by_gas.reset_index()
