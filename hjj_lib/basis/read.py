"""Reading the files of a basis folder: every row of every version, and where each row stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
    "versions": ("basis_versions.csv", tables.BasisVersion, False),
}


@dataclass(frozen=True)
class Content:
    """Every row of a basis folder.

    ``frames``: field of ``Basis`` → table. ``places``: field → the file and the row of each row of its table, as a
    spreadsheet shows them. ``problems``: what could not be read.
    """

    frames: Mapping[str, pd.DataFrame]
    places: Mapping[str, list[tuple[str, int]]]
    problems: tuple[Problem, ...]


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
    except tomllib.TOMLDecodeError as error:
        raise DataError([problem("basis_settings", file=SETTINGS_FILE, values={"error": str(error)})]) from error


def read_tables(folder: Path) -> Content:
    """Every table of a basis folder, and all problems of all files together. An optional file that is absent is empty."""
    frames: dict[str, pd.DataFrame] = {}
    places: dict[str, list[tuple[str, int]]] = {}
    problems: list[Problem] = []
    for name, (place, model, optional) in FILES.items():
        paths = [folder / place] if place.endswith(".csv") else sorted((folder / place).glob("*.csv"))
        found = [path for path in paths if path.exists()]
        if not found and not optional:
            problems.append(_missing(place))
        parts = []
        places[name] = []
        for path in found:
            try:
                part = tables.read_csv(path, model)
            except DataError as error:
                problems.extend(error.problems)
                continue
            parts.append(part)
            places[name].extend((path.relative_to(folder).as_posix(), row) for row in range(2, len(part) + 2))
        frames[name] = pd.concat(parts, ignore_index=True) if parts else tables.empty(model)
    return Content(frames, places, tuple(problems))


def _missing(file: str) -> Problem:
    return problem("basis_file_missing", file=file, values={})
