"""Reading the files of a basis folder: every row of every version, and where each row stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.basis.finding import problem
from hjj_lib.problems import DataError, Problem

SETTINGS_FILE = "basis.toml"

#: Field of ``Basis`` → file or folder below the basis folder, declaration, whether a basis can do without it.
FILES: Mapping[str, tuple[str, type[pa.DataFrameModel], bool]] = {
    "categories": ("categories.csv", tables.Category, False),
    "activities": ("activities.csv", tables.Activity, False),
    "emission_lines": ("emission_lines.csv", tables.EmissionLine, False),
    "evidence_rules": ("evidence_rules.csv", tables.EvidenceRule, True),
    "factor_choices": ("factor_choices.csv", tables.FactorChoice, False),
    "emission_factors": ("emission_factors", tables.EmissionFactor, False),
    "known_gaps": ("known_gaps.csv", tables.KnownGap, True),
    "better_factors": ("better_factors.csv", tables.BetterFactor, True),
    "blends": ("blends.csv", tables.Blend, True),
    "boundary_lines": ("boundary_lines.csv", tables.BoundaryLine, False),
    "tenure_rules": ("tenure_rules.csv", tables.TenureRule, False),
    "sources": ("sources.csv", tables.FactorSource, False),
    "conversions": ("conversions.csv", tables.Conversion, True),
    "default_amounts": ("defaults.csv", tables.DefaultAmount, True),
    "plausibility": ("plausibility.csv", tables.Plausibility, True),
    "pedigree": ("pedigree.csv", tables.Pedigree, True),
    "actions": ("actions.csv", tables.Action, True),
    "factor_paths": ("factor_paths.csv", tables.FactorPath, True),
    "price_index": ("price_index.csv", tables.PriceIndex, True),
    "spend_mapping": ("mappings/spend_mapping.csv", tables.SpendMapping, True),
    "jhs_accounts": ("mappings/jhs_accounts.csv", tables.SpendMapping, True),
    "capital_activities": ("mappings/capital_activities.csv", tables.CapitalActivity, True),
    "vat_rates": ("vat_rates.csv", tables.VatRate, True),
    "survey_assumptions": ("survey_assumptions.csv", tables.SurveyAssumption, True),
    "airports": ("airports.csv", tables.Airport, True),
    "flight_activities": ("flight_activities.csv", tables.FlightActivity, True),
    "distributions": ("distributions.csv", tables.Distribution, True),
    "correlation_groups": ("correlation_groups.csv", tables.CorrelationGroup, True),
    "gwp_errors": ("gwp_errors.csv", tables.GwpError, True),
    "effort": ("effort.csv", tables.Effort, True),
    "possible_emissions": ("possible_emissions.csv", tables.PossibleEmission, True),
    "claims": ("claims.csv", tables.Claim, True),
    "standards": ("standards.csv", tables.Standard, True),
    "standard_lines": ("standards", tables.StandardLine, True),
    "versions": ("basis_versions.csv", tables.BasisVersion, False),
}
#: The table of which a faulty row is set aside until a calculation needs it.
_FACTORS = "emission_factors"


@dataclass(frozen=True)
class Rejected:
    """A factor's row that cannot be read: what it says of itself, as text, and what is wrong with it."""

    row: Mapping[str, str]
    problem: Problem


@dataclass(frozen=True)
class Content:
    """Every row of a basis folder.

    Attributes
    ----------
    frames
        Field of ``Basis`` → table.
    values
        The same cells by column, as Python values with None where a cell is empty.
    places
        Field → the file and the row of each row of its table, as a spreadsheet shows them.
    problems
        What could not be read, except rows of factors.
    rejected
        Rows of factors that could not be read. An unused one must not stop a calculation.
    """

    frames: Mapping[str, pd.DataFrame]
    values: Mapping[str, tables.Columns]
    places: Mapping[str, list[tuple[str, int]]]
    problems: tuple[Problem, ...]
    rejected: tuple[Rejected, ...] = ()

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Number of the row in its table and its cells in the named columns, for every row."""
        values = self.values[table]
        return zip(range(len(self.places[table])), *(values[name] for name in columns), strict=True)


def read_settings(folder: Path) -> dict[str, Any]:
    """``basis.toml`` of a basis folder.

    Raises
    ------
    DataError
        If the file is missing or is not TOML.
    """
    try:
        return tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError([_missing(SETTINGS_FILE)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError([problem("basis_settings", file=SETTINGS_FILE, values={"error": str(error)})]) from error


def read_tables(folder: Path) -> Content:
    """Every table of a basis folder, and all problems of all files together. An optional file that is absent is empty."""
    tables_read = {name: _read_table(folder, name) for name in FILES}
    return Content(
        frames={name: read.frame for name, read in tables_read.items()},
        values={name: read.values for name, read in tables_read.items()},
        places={name: read.places for name, read in tables_read.items()},
        problems=tuple(found for read in tables_read.values() for found in read.problems),
        rejected=tuple(row for read in tables_read.values() for row in read.rejected),
    )


def left_out_ids(content: Content, settings: Mapping[str, Any]) -> dict[str, str]:
    """Factors of files that may be left out and are: factor_id → file."""
    there = {file for file, _ in content.places["emission_factors"]}
    files = settings.get("may_be_left_out", [])
    return {factor_id: file["file"] for file in files if file["file"] not in there for factor_id in file["factors"]}


@dataclass(frozen=True)
class _Table:
    frame: pd.DataFrame
    values: tables.Columns
    places: list[tuple[str, int]]
    problems: tuple[Problem, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def _read_table(folder: Path, name: str) -> _Table:
    place, model, optional = FILES[name]
    paths = [folder / place] if place.endswith(".csv") else sorted((folder / place).glob("*.csv"))
    found = [path for path in paths if path.exists()]
    if not found:
        empty = tables.empty(model)
        return _Table(empty, tables.values_of(empty), [], () if optional else (_missing(place),))
    texts: dict[str, dict[str, list[str]]] = {}
    problems: list[Problem] = []
    for path in found:
        file = path.relative_to(folder).as_posix()
        try:
            texts[file] = tables.read_columns(path, file)
        except DataError as error:
            problems.extend(error.problems)
    counts = {file: _count(text) for file, text in texts.items()}
    values = tables.typed(_joined(texts, counts), model, keyed=place.endswith(".csv"))
    places = [place for file in texts for place in _places(file, counts[file])]
    if values is not None:
        return _Table(tables.frame_of(values, model), values, places, tuple(problems))
    faults = {file: tables.faults(text, model, file) for file, text in texts.items()}
    return _without_faulty_rows(texts, faults, name, problems)


def _without_faulty_rows(
    texts: Mapping[str, dict[str, list[str]]], faults: Mapping[str, list[Problem]], name: str, problems: list[Problem]
) -> _Table:
    """The table of the rows that fit. A factor's row that does not is set aside, of any other table it is a problem."""
    model = FILES[name][1]
    kept, places = {}, []
    rejected: list[Rejected] = []
    for file, text in texts.items():
        by_row = [Rejected(_said(text, found.row), found) for found in faults[file] if found.row is not None]
        if name == _FACTORS and len(by_row) == len(faults[file]):
            rejected.extend(by_row)
        else:
            problems.extend(faults[file])
        wrong = {found.row for found in faults[file]}
        good = [] if None in wrong else [place for place in _places(file, _count(text)) if place[1] not in wrong]
        places.extend(good)
        kept[file] = {column: [cells[row - tables.FIRST_ROW] for _, row in good] for column, cells in text.items()}
    values = tables.typed(_joined(kept, {file: _count(text) for file, text in kept.items()}), model, keyed=False)
    if values is None:  # a file without the right columns, told above
        return _Table(tables.empty(model), tables.values_of(tables.empty(model)), [], tuple(problems), tuple(rejected))
    return _Table(tables.frame_of(values, model), values, places, tuple(problems), tuple(rejected))


def _joined(texts: Mapping[str, Mapping[str, list[str]]], counts: Mapping[str, int]) -> dict[str, list[str]]:
    """The cells of all files below each other; a column that a file lacks is empty there."""
    names = dict.fromkeys(name for text in texts.values() for name in text)
    return {name: [cell for file, text in texts.items() for cell in text.get(name, [""] * counts[file])] for name in names}


def _count(text: Mapping[str, list[str]]) -> int:
    return len(next(iter(text.values()), ()))


def _said(text: Mapping[str, list[str]], row: int) -> dict[str, str]:
    """The cells of a row by its number in a spreadsheet."""
    return {name: cells[row - tables.FIRST_ROW] for name, cells in text.items()}


def _places(file: str, count: int) -> list[tuple[str, int]]:
    return [(file, row) for row in range(tables.FIRST_ROW, count + tables.FIRST_ROW)]


def _missing(file: str) -> Problem:
    return problem("basis_file_missing", file=file, values={})
