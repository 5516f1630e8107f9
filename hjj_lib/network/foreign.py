"""Results from outside, an old collection sheet or another tool, taken over by a mapping and flagged as such.

They have no lines, so they cannot be recomputed on another basis; what else they lack is named in ``origin.missing``.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.intake.archive import checked_parts
from hjj_lib.intake.cells import BrokenWorkbookError, read_book
from hjj_lib.intake.csv_file import CsvError, CsvQuotesError, split_csv
from hjj_lib.intake.grid import Grid, grid_of, grids_of
from hjj_lib.intake.messages import Place
from hjj_lib.intake.messages import problem as intake_problem
from hjj_lib.intake.numbers import read_number
from hjj_lib.intake.trim import TooManyCellsError
from hjj_lib.inventory import VIEWS
from hjj_lib.network.coverage import NOT, boundary_categories
from hjj_lib.network.denominators import submitted
from hjj_lib.network.mapping import MappedResult, ResultMapping
from hjj_lib.network.submission import IMPORTED, Origin, Provider, Submission
from hjj_lib.network.told import told
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import LANGUAGES, network

_ID = re.compile(r"[a-z][a-z0-9_]*")
_WORKBOOK = ".xlsx"


@dataclass(frozen=True)
class _Sheet:
    """The rows below the headings, and the column of each heading that the mapping names."""

    file: str
    grid: Grid
    columns: Mapping[str, int]

    def cell(self, row: int, heading: str) -> Any:
        return self.grid.rows[row].get(self.columns[heading])


def import_results(path: Path, mapping: ResultMapping, basis: Basis) -> list[Submission]:
    """The submissions that a table of foreign results makes, one for each row.

    Parameters
    ----------
    path
        A workbook (.xlsx) or a CSV file.
    basis
        Whose boundaries say which categories there are.

    Raises
    ------
    DataError
        If the file cannot be read, a heading is not there, or with every cell that is no number, every name without an id,
        and every result that stands there twice.
    """
    data = path.read_bytes()
    sheet = _sheet(data, path.name, mapping)
    origin = Origin(IMPORTED, mapping.tool, "", mapping.gwp_set, hashlib.sha256(data).hexdigest())
    problems: list[Problem] = []
    made: dict[tuple[str, int], Submission] = {}
    for number in sheet.grid.rows:
        if number > mapping.heading_row and _text(sheet.cell(number, mapping.institution)):
            try:
                one = _submission(sheet, number, mapping, basis, origin)
            except DataError as error:
                problems.extend(error.problems)
                continue
            if one.key in made:
                problems.append(_told("import_twice", sheet, number, mapping.institution, found=" ".join(map(str, one.key))))
            made[one.key] = one
    if not made and not problems:
        problems.append(told("import_nothing", path.name))
    if problems:
        raise DataError(problems)
    return [made[key] for key in sorted(made)]


def _sheet(data: bytes, file: str, mapping: ResultMapping) -> _Sheet:
    grids = _grids(data, file)
    named = [grid for grid in grids if not mapping.sheet or grid.name == mapping.sheet]
    if not named:
        known = ", ".join(grid.name for grid in grids)
        raise DataError([told("import_sheet", file, found=mapping.sheet, known=known)])
    grid = named[0]
    headings = {_text(cell): column for column, cell in sorted(grid.rows.get(mapping.heading_row, {}).items(), reverse=True)}
    year = [mapping.year] if isinstance(mapping.year, str) else []
    wanted = [mapping.institution, *year, *(one.heading for one in mapping.results), *mapping.denominators]
    lacking = [heading for heading in dict.fromkeys(wanted) if heading not in headings]
    if lacking:
        row = str(mapping.heading_row)
        raise DataError([told("import_heading", file, found=heading, row=row, known=", ".join(headings)) for heading in lacking])
    return _Sheet(file, grid, {heading: headings[heading] for heading in wanted})


def _grids(data: bytes, file: str) -> list[Grid]:
    """The sheets of a workbook, or the one of a CSV file; refused as intake refuses files that are unsafe or broken."""
    place = Place(file=file)
    if not file.casefold().endswith(_WORKBOOK):
        try:
            return [grid_of(split_csv(data)[0])]
        except CsvQuotesError as error:
            raise DataError([intake_problem("csv_quotes", replace(place, row=error.row))]) from None
        except CsvError:
            raise DataError([intake_problem("csv_unreadable", place)]) from None
    problems, _ = checked_parts(data, place)
    if problems:
        raise DataError(problems)
    try:
        return grids_of(read_book(data))
    except TooManyCellsError as error:
        raise DataError([intake_problem("too_many_cells", place, count=error.count)]) from None
    except BrokenWorkbookError:
        raise DataError([intake_problem("workbook_broken", place)]) from None


def _submission(sheet: _Sheet, row: int, mapping: ResultMapping, basis: Basis, origin: Origin) -> Submission:
    """One row as a submission.

    Raises
    ------
    DataError
        With everything that is wrong in the row.
    """
    problems: list[Problem] = []
    name = _text(sheet.cell(row, mapping.institution))
    institution = mapping.institutions.get(name, name)
    if not _ID.fullmatch(institution):
        problems.append(_told("import_name", sheet, row, mapping.institution, found=name))
    year = _year(sheet, row, mapping, problems)
    results = [(one, _number(sheet, row, one.heading, problems)) for one in mapping.results]
    stated = {kind: _number(sheet, row, heading, problems) for heading, kind in mapping.denominators.items()}
    if problems:
        raise DataError(problems)
    categories = _categories(results, basis)
    totals = _totals(categories)
    views = set(totals["view"])
    lacking = [*(f"{view}_view" for view in VIEWS if view not in views), *_lacking(categories)]
    return Submission(
        provider=Provider(institution, dict.fromkeys(LANGUAGES, name), **mapping.provider, regions=(), fictional=False),
        year=year,
        consent=mapping.consent,
        origin=replace(origin, missing=("lines", "memo", *lacking)),
        totals=totals,
        categories=categories,
        denominators=submitted(
            tables.empty(tables.Denominator), {kind: value for kind, value in stated.items() if value is not None}
        ),
    )


def _year(sheet: _Sheet, row: int, mapping: ResultMapping, problems: list[Problem]) -> int:
    if isinstance(mapping.year, int):
        return mapping.year
    value = _number(sheet, row, mapping.year, problems)
    if value is None or not network.FIRST_YEAR <= value <= network.LAST_YEAR or value != value // 1:
        found = _text(sheet.cell(row, mapping.year))
        problems.append(_told("import_year", sheet, row, mapping.year, found=found))
        return network.FIRST_YEAR
    return int(value)


def _number(sheet: _Sheet, row: int, heading: str, problems: list[Problem]) -> float | None:
    """The number in a cell; None where it is empty, which is not zero."""
    cell = sheet.cell(row, heading)
    text = _text(cell)
    if not text:
        return None
    plain = isinstance(cell, int | float) and not isinstance(cell, bool)
    value = float(cell) if plain else read_number(text).value
    if value is None or value < 0 or not math.isfinite(value):
        problems.append(_told("import_number", sheet, row, heading, found=text))
        return None
    return value


def _categories(results: list[tuple[MappedResult, float | None]], basis: Basis) -> pd.DataFrame:
    """Every category of every boundary that the mapping names; what the row does not give is not covered."""
    requirement = basis.categories.drop_duplicates("category_id").set_index("category_id")["requirement"]
    views = {view for one, _ in results for view in one.views}
    rows = []
    for boundary in dict.fromkeys(name for one, _ in results for name in one.boundaries):
        for category in boundary_categories(basis, boundary):
            given = [
                (one, value)
                for one, value in results
                if value is not None and one.category_id == category and boundary in one.boundaries
            ]
            kg = {
                f"{view}_kg": sum((value * one.kg_per_unit for one, value in given if view in one.views), 0.0)
                for view in VIEWS
                if view in views
            }
            rows.append(
                {
                    "boundary_id": boundary,
                    "category_id": category,
                    "requirement": requirement[category],
                    "coverage": min((one.coverage for one, _ in given), default=NOT),
                    "method": next(iter({one.method for one, _ in given}), "none"),
                    "unknown_count": 0 if given else 1,
                    **(kg if given else {}),
                }
            )
    return tables.checked(pd.DataFrame(rows), network.SubmittedCategory, file="categories")


def _totals(categories: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "boundary_id": boundary,
            "view": view,
            "known_kg": float(group[f"{view}_kg"].sum()),
            "unknown_count": int(group["unknown_count"].sum()),
        }
        for boundary, group in categories.groupby("boundary_id", sort=True)
        for view in VIEWS
        if group[f"{view}_kg"].notna().any()
    ]
    return tables.checked(
        pd.DataFrame(rows, columns=tables.columns(network.SubmittedTotal)), network.SubmittedTotal, file="totals"
    )


def _lacking(categories: pd.DataFrame) -> Iterator[str]:
    """The categories that everybody has to answer and that are not there, once each."""
    absent = categories[(categories["coverage"] == NOT) & (categories["requirement"] == "required")]
    yield from absent["category_id"].drop_duplicates()


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _told(code: str, sheet: _Sheet, row: int, heading: str, **values: str) -> Problem:
    where = told(code, sheet.file, **values)
    return replace(where, sheet=sheet.grid.name, row=row, column=heading)
