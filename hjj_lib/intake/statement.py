"""The annual accounts with which the ledger is compared: ``income_statement.csv`` with items and their sums."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from hjj_lib.intake import euros
from hjj_lib.intake.csv_file import CsvTable
from hjj_lib.intake.ledger import uneven_rows
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import is_sum_word
from hjj_lib.problems import Problem
from hjj_lib.tables import IncomeStatementLine, checked, empty


def is_statement(table: CsvTable) -> bool:
    """Do the headings name an item and its sum?"""
    return "item" in table.headings and "amount_eur" in table.headings


def read_statement(table: CsvTable, place: Place) -> tuple[pd.DataFrame, list[Problem]]:
    """The items as ``tables.IncomeStatementLine``. An item without a readable sum is an error and left out."""
    if table.doubled:
        names = ", ".join(f"“{table.headings[key]}”" for key in table.doubled)
        return empty(IncomeStatementLine), [problem("ledger_column_double", place, names=names)]
    cells = table.cells[~table.cells["item"].map(is_sum_word).astype(bool)]
    sums = euros.cents(cells["amount_eur"])
    problems = uneven_rows(table, place)
    problems += [
        problem("statement_amount", replace(place, row=row, column=table.headings["amount_eur"]), item=item, found=found)
        for row, item, found in cells.loc[sums.isna(), ["row", "item", "amount_eur"]].itertuples(index=False)
    ]
    kept = sums.notna()
    if not kept.any():
        return empty(IncomeStatementLine), problems
    capital = euros.truths(cells["capitalised"]) if "capitalised" in cells else pd.Series(False, index=cells.index)
    lines = pd.DataFrame(
        {
            "item": cells["item"],
            "amount_cents": sums,
            "capitalised": capital.fillna(value=False).astype(bool),
            "file": place.file,
            "row": cells["row"],
        }
    )[kept]
    return checked(lines.astype({"amount_cents": "int64"}), IncomeStatementLine, file=place.file), problems
