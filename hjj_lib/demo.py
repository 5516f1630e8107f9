"""The fictional country: four example providers whose figures are tables, written into the product's own workbooks.

A *set* is a folder with ``amounts.csv``, ``denominators.csv``, ``workbooks.csv`` and one ``<institution_id>.toml`` for
each institution; a folder ``<institution_id>`` holds files that it hands in as they are, such as a purchase ledger, and
``readings.csv`` the sums of months of which hourly readings are made. The fictional set lies in ``hjj_lib/demo_data``; the
real cases of the tests are sets as well.
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
from hjj_lib.demo_readings import write_readings
from hjj_lib.intake import Institution, read_institution, write_template
from hjj_lib.intake.layout import DENOMINATOR_KEY, EVIDENCE, HINT_KEY, ROW_KEY, SPARE_KEY, column_keys, limit, unit_label, word

SET = Path(__file__).parent / "demo_data"
_INSTITUTION_FILE = "institution.toml"
_EVIDENCE = "evidence.csv"
_READINGS = "readings.csv"
_LOADS = "loads.csv"
_OF_EVIDENCE = ["institution_id", "year", "period_from", "period_to", "amount_mwh"]
_OF_READINGS = ["institution_id", "year", "file", "meter", "month", "kwh", "failed_at", "failed_hours"]
_WORKBOOK = "lahtotiedot_{year}.xlsx"
_TYPED_ORIGINS = ("measured", "calculated", "estimated", "default")
#: Columns in which what the template says stays.
_OF_TEMPLATE = ("row_key", "activity")
_FIRST_ZIP_DATE = "1980-01-01T00:00:00Z"
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


@dataclass(frozen=True)
class Set:
    """The tables of one set: reported amounts, denominators, evidence, and which workbooks they go into."""

    folder: Path
    amounts: pd.DataFrame
    denominators: pd.DataFrame
    evidence: pd.DataFrame
    readings: pd.DataFrame
    loads: pd.DataFrame
    workbooks: pd.DataFrame


def read_set(folder: Path = SET) -> Set:
    """Read the tables of a set; ``amount``, ``value`` and ``amount_mwh`` become numbers, periods days, all else stays text.

    Returns
    -------
    ``amounts``: institution_id, year, site_id, activity_id, value_state, amount, unit, origin, evidence, comment.
    ``denominators``: institution_id, year, site_id, kind, value_state, value, source.
    ``evidence`` (a set may have none): institution_id, year, site_id, activity_id, instrument, product, period_from,
    period_to, amount_mwh, beneficiary, document.
    ``readings`` (a set may have none): institution_id, year, file, meter, month, kwh, failed_at, failed_hours; and
    ``loads``: hour, monday to sunday.
    ``workbooks``: institution_id, year, language, quick.
    An empty ``site_id`` is the whole institution.
    """
    amounts, denominators, workbooks = (
        _text_table(folder / name) for name in ("amounts.csv", "denominators.csv", "workbooks.csv")
    )
    evidence, readings = _optional(folder / _EVIDENCE, _OF_EVIDENCE), _optional(folder / _READINGS, _OF_READINGS)
    return Set(
        folder,
        amounts.assign(amount=_numbers(amounts["amount"])),
        denominators.assign(value=_numbers(denominators["value"])),
        evidence.assign(
            amount_mwh=_numbers(evidence["amount_mwh"]),
            **{day: pd.to_datetime(evidence[day]) for day in ("period_from", "period_to")},
        ),
        readings,
        pd.read_csv(folder / _LOADS) if len(readings) else pd.DataFrame(),
        workbooks.assign(quick=workbooks["quick"] == "True"),
    )


def write(folder: Path, basis: Basis, source: Path = SET) -> list[Path]:
    """Write every institution of a set below ``folder``, in the way people hand their figures in.

    Parameters
    ----------
    folder
        Such as ``data/raw``; gets ``<institution_id>/institution.toml``, ``<institution_id>/<year>/*.xlsx`` and the files
        that the institution hands in as they are.
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
        written.extend(_copied(source / institution_id, home))
    for row in tables.workbooks.to_dict("records"):
        written.append(_write_workbook(folder / row["institution_id"], row, tables, basis))
    for (institution_id, year), months in tables.readings.groupby(["institution_id", "year"], sort=False):
        written.extend(write_readings(folder / str(institution_id) / str(year), months, tables.loads))
    return written


def _copied(source: Path, home: Path) -> Iterator[Path]:
    """The files that an institution hands in as they are."""
    for path in sorted([*source.rglob("*.csv"), *source.rglob("*.toml")]):
        target = home / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        yield Path(shutil.copyfile(path, target))


def _write_workbook(home: Path, row: dict[Any, Any], tables: Set, basis: Basis) -> Path:
    year, language = int(row["year"]), str(row["language"])
    institution = read_institution(home)
    path = home / str(year) / _WORKBOOK.format(year=year)
    path.parent.mkdir(exist_ok=True)
    write_template(path, basis, language, quick=bool(row["quick"]), institution=institution, year=year)
    chosen = [
        frame[(frame["institution_id"] == row["institution_id"]) & (frame["year"] == year)]
        for frame in (tables.amounts, tables.denominators, tables.evidence)
    ]
    rows = [_amount_cells(chosen[0], institution, basis, language), _denominator_cells(chosen[1], institution, language)]
    _fill(path, *rows, evidence=_evidence_cells(chosen[2], institution, basis, language))
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


def _evidence_cells(evidence: pd.DataFrame, institution: Institution, basis: Basis, language: str) -> list[dict[str, Any]]:
    names = dict(zip(institution.sites["site_id"], institution.sites["name"], strict=True))
    activities = dict(zip(basis.activities["activity_id"], basis.activities[f"name_{language}"], strict=True))
    return [
        _answered(
            activity=activities[row["activity_id"]],
            site=names[row["site_id"]] if row["site_id"] else "",
            instrument=word("instrument", row["instrument"], language) if row["instrument"] else "",
            product=row["product"],
            period_from=row["period_from"].to_pydatetime(),
            period_to=row["period_to"].to_pydatetime(),
            amount_mwh=row["amount_mwh"],
            beneficiary=word("beneficiary", row["beneficiary"], language) if row["beneficiary"] else "",
            document=row["document"],
        )
        for row in evidence.to_dict("records")
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


def _fill(path: Path, *parts: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> None:
    """Write the cells into the rows of the workbook that ask for them, and fix the file's dates."""
    book = openpyxl.load_workbook(path)
    waiting = [row for sheet in book.worksheets for row in _rows(sheet)]
    for cells in (cells for part in parts for cells in part):
        row = _row_for(cells, waiting)
        if row is None:
            raise ValueError(f"{path.name}: no row of the template for {cells}")
        waiting.remove(row)
        row.write(cells)
    _fill_evidence(book, evidence)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(_with_fixed_dates(content.getvalue()))


def _fill_evidence(book: openpyxl.Workbook, evidence: list[dict[str, Any]]) -> None:
    """Write the pieces of evidence below each other on their sheet."""
    for sheet in book.worksheets if evidence else ():
        columns = {str(cell.value): int(cell.column) for cell in sheet[1] if cell.value in column_keys(EVIDENCE)}
        if EVIDENCE.key in columns:
            first = next(cell.row for cell in sheet["A"] if cell.value == HINT_KEY) + 1
            for number, cells in enumerate(evidence, start=first):
                for key, value in cells.items():
                    sheet.cell(number, columns[key]).value = value


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


def _text_table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").astype({"year": int})


def _optional(path: Path, columns: list[str]) -> pd.DataFrame:
    return _text_table(path) if path.exists() else pd.DataFrame(columns=columns)


def _numbers(text: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(text.mask(text == "")).astype(float)
