"""The fictional country: four example providers whose figures are tables, written into the product's own workbooks.

A *set* is a folder with ``amounts.csv``, ``denominators.csv``, ``workbooks.csv`` and one ``<institution_id>.toml`` for
each institution. The fictional set lies in ``hjj_lib/demo_data``; the real cases of the tests are sets as well.
The same set gives the same bytes: the workbooks carry one fixed date.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from hjj_lib.basis import Basis
from hjj_lib.intake import Institution, read_institution, write_template
from hjj_lib.intake.layout import DENOMINATOR_KEY, ROW_KEY, SPARE_KEY, column_keys, limit, unit_label, word

SET = Path(__file__).parent / "demo_data"
_INSTITUTION_FILE = "institution.toml"
_WORKBOOK = "lahtotiedot_{year}.xlsx"
_TYPED_ORIGINS = ("measured", "calculated", "estimated", "default")
#: Columns in which what the template says stays.
_OF_TEMPLATE = ("row_key", "activity")
_FIRST_ZIP_DATE = "1980-01-01T00:00:00Z"
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


@dataclass(frozen=True)
class Set:
    """The tables of one set: reported amounts, denominators, and which workbooks they go into."""

    folder: Path
    amounts: pd.DataFrame
    denominators: pd.DataFrame
    workbooks: pd.DataFrame


def read_set(folder: Path = SET) -> Set:
    """Read the tables of a set; ``amount`` and ``value`` become numbers, all other cells stay text.

    Returns
    -------
    ``amounts``: institution_id, year, site_id, activity_id, value_state, amount, unit, origin, evidence, comment.
    ``denominators``: institution_id, year, site_id, kind, value_state, value, source.
    ``workbooks``: institution_id, year, language, quick.
    An empty ``site_id`` is the whole institution.
    """
    amounts, denominators, workbooks = (
        pd.read_csv(folder / name, dtype=str, keep_default_na=False, encoding="utf-8").astype({"year": int})
        for name in ("amounts.csv", "denominators.csv", "workbooks.csv")
    )
    return Set(
        folder,
        amounts.assign(amount=_numbers(amounts["amount"])),
        denominators.assign(value=_numbers(denominators["value"])),
        workbooks.assign(quick=workbooks["quick"] == "True"),
    )


def write(folder: Path, basis: Basis, source: Path = SET) -> list[Path]:
    """Write every institution of a set below ``folder``, in the way people hand their figures in.

    Parameters
    ----------
    folder
        Such as ``data/raw``; gets ``<institution_id>/institution.toml`` and ``<institution_id>/<year>/*.xlsx``.
    basis
        Of whose activities the template is made.
    source
        Folder of the set.

    Returns
    -------
    The files written.

    Raises
    ------
    ValueError
        If the template has no row for a figure of the set.
    """
    tables = read_set(source)
    written = []
    for institution_id in tables.workbooks["institution_id"].unique():
        home = folder / institution_id
        home.mkdir(parents=True, exist_ok=True)
        written.append(Path(shutil.copyfile(source / f"{institution_id}.toml", home / _INSTITUTION_FILE)))
    for row in tables.workbooks.to_dict("records"):
        written.append(_write_workbook(folder / row["institution_id"], row, tables, basis))
    return written


def _write_workbook(home: Path, row: dict[Any, Any], tables: Set, basis: Basis) -> Path:
    year, language = int(row["year"]), str(row["language"])
    institution = read_institution(home)
    path = home / str(year) / _WORKBOOK.format(year=year)
    path.parent.mkdir(exist_ok=True)
    write_template(path, basis, language, quick=bool(row["quick"]), institution=institution, year=year)
    chosen = [
        frame[(frame["institution_id"] == row["institution_id"]) & (frame["year"] == year)]
        for frame in (tables.amounts, tables.denominators)
    ]
    _fill(path, _amount_cells(chosen[0], institution, basis, language), _denominator_cells(chosen[1], institution, language))
    return path


def _amount_cells(amounts: pd.DataFrame, institution: Institution, basis: Basis, language: str) -> list[dict[str, Any]]:
    """What goes into the cells of a row, by column key; only answered cells."""
    names = dict(zip(institution.sites["site_id"], institution.sites["name"], strict=True))
    activities = dict(zip(basis.activities["activity_id"], basis.activities[f"name_{language}"], strict=True))
    return [
        _answered(
            row_key=row["activity_id"],
            activity=activities[row["activity_id"]],
            site=names[row["site_id"]] if row["site_id"] else "",
            amount=row["amount"],
            unit=unit_label(row["unit"], language),
            state=_state(row["value_state"], language),
            origin=word("origin", row["origin"], language) if row["origin"] in _TYPED_ORIGINS else "",
            evidence=row["evidence"],
            comment=row["comment"],
        )
        for row in amounts.to_dict("records")
    ]


def _denominator_cells(denominators: pd.DataFrame, institution: Institution, language: str) -> list[dict[str, Any]]:
    names = dict(zip(institution.sites["site_id"], institution.sites["name"], strict=True))
    return [
        _answered(
            row_key=DENOMINATOR_KEY + row["kind"],
            site=names[row["site_id"]] if row["site_id"] else "",
            amount=row["value"],
            state=_state(row["value_state"], language),
            evidence=row["source"],
        )
        for row in denominators.to_dict("records")
    ]


def _state(value_state: str, language: str) -> str:
    """A given amount speaks for itself; every other state is written out."""
    return "" if value_state == "given" else word("state", value_state, language)


def _answered(**cells: Any) -> dict[str, Any]:
    return {key: value for key, value in cells.items() if value != "" and not (isinstance(value, float) and pd.isna(value))}


@dataclass(frozen=True)
class _Row:
    """A row of a data sheet that waits for an answer."""

    sheet: Worksheet
    number: int
    columns: dict[str, int]

    def text(self, key: str) -> str:
        """What stands in a column."""
        value = self.sheet.cell(self.number, self.columns[key]).value
        return "" if value is None else str(value)

    def write(self, cells: dict[str, Any]) -> None:
        """Answer the row; what the template has filled in beforehand gives way to the answer."""
        for key in ("amount", "site"):
            self.sheet.cell(self.number, self.columns[key]).value = None
        for key, value in cells.items():
            if key in self.columns and not (key in _OF_TEMPLATE and self.text(key) not in ("", SPARE_KEY)):
                self.sheet.cell(self.number, self.columns[key]).value = value


def _fill(path: Path, *parts: list[dict[str, Any]]) -> None:
    """Write the cells into the rows of the workbook that ask for them, and fix the file's dates."""
    book = openpyxl.load_workbook(path)
    waiting = [row for sheet in book.worksheets for row in _rows(sheet)]
    for cells in (cells for part in parts for cells in part):
        row = _row_for(cells, waiting)
        if row is None:
            raise ValueError(f"{path.name}: no row of the template for {cells}")
        waiting.remove(row)
        row.write(cells)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(_with_fixed_dates(content.getvalue()))


def _rows(sheet: Worksheet) -> Iterator[_Row]:
    """The rows of a data sheet that have a key, by the hidden keys of its columns."""
    within = int(limit("key_row_within"))
    for cells in sheet.iter_rows(max_row=within):
        if any(cell.value == ROW_KEY for cell in cells):
            columns = {str(cell.value): int(cell.column) for cell in cells if cell.value in column_keys()}
            numbers = range(cells[0].row + 1, sheet.max_row + 1)
            yield from (row for row in (_Row(sheet, number, columns) for number in numbers) if row.text("row_key"))
            return


def _row_for(cells: dict[str, Any], waiting: list[_Row]) -> _Row | None:
    """The row made for this figure and site; else one of the figure without a site; else a spare row of that sheet.

    An answer for the whole institution takes the figure's first row, whatever site it was made for.
    """
    site = cells.get("site", "")
    mine = [row for row in waiting if row.text("row_key") == cells["row_key"]]
    wanted = [row for row in mine if row.text("site") == site] + [row for row in mine if not row.text("site") or not site]
    spare = [row for row in waiting if row.text("row_key") == SPARE_KEY]
    return next(iter([*wanted, *spare]), None)


def _with_fixed_dates(content: bytes) -> bytes:
    """The workbook with one date everywhere, so that the same set gives the same bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + _FIRST_ZIP_DATE.encode() + rb"\g<3>", part)
            new.writestr(zipfile.ZipInfo(name), part, compress_type=zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _numbers(text: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(text.mask(text == "")).astype(float)
