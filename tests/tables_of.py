"""Small tables for tests, written so that the reader sees only what matters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from hjj_lib import tables

SMALL_BASIS = Path(__file__).parent / "small_basis"


def entries(*rows: dict[str, Any]) -> pd.DataFrame:
    """Entries of one institution; what a row does not say is usual: given, measured, 2024, whole institution."""
    usual = {
        "institution_id": "school",
        "year": 2024,
        "value_state": "given",
        "origin": "measured",
        "file": "form.xlsx",
        "uncertainty_95_pct": None,
    }
    numbered = [{"entry_id": f"e{index}", **usual, **row} for index, row in enumerate(rows, start=1)]
    return tables.checked(pd.DataFrame(numbered), tables.Entry, file="test")


def sites(*rows: dict[str, Any]) -> pd.DataFrame:
    """Sites of one institution, owned and in the south unless a row says otherwise."""
    usual = {"institution_id": "school", "municipality": "town", "region": "south", "tenure": "owned", "share_pct": 100.0}
    return tables.checked(pd.DataFrame([{**usual, "name": row["site_id"], **row} for row in rows]), tables.Site, file="test")


def denominators(*rows: dict[str, Any]) -> pd.DataFrame:
    """Denominators of one institution and year."""
    usual = {"institution_id": "school", "year": 2024, "value_state": "given", "file": "form.xlsx"}
    return tables.checked(pd.DataFrame([{**usual, **row} for row in rows]), tables.Denominator, file="test")


def content(path: Path) -> object:
    """What a file says: every cell of a workbook, the bytes of any other file.

    The bytes of a workbook also depend on the XML library that openpyxl happens to find.
    """
    if path.suffix != ".xlsx":
        return path.read_bytes()
    book = openpyxl.load_workbook(path)
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book.worksheets}
