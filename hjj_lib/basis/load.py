"""Loading one version of the basis: the rows that hold in it, with the chosen GWP set, and a fingerprint of the result."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.basis.gwp import GWP_SETS, with_gwp_set
from hjj_lib.problems import DataError, Problem

#: The basis of a clone.
FOLDER = Path(__file__).resolve().parents[2] / "factors"
SETTINGS_FILE = "basis.toml"


@dataclass(frozen=True)
class Basis:
    """One version of the calculation basis. Each table is declared in :mod:`hjj_lib.tables`.

    ``settings`` are those of ``basis.toml``; ``fingerprint`` is a hash of the rows that hold in this version.
    """

    version: str
    gwp_set: str
    settings: Mapping[str, Any]
    fingerprint: str
    categories: pd.DataFrame
    activities: pd.DataFrame
    emission_lines: pd.DataFrame
    factor_choices: pd.DataFrame
    emission_factors: pd.DataFrame
    blends: pd.DataFrame
    boundary_lines: pd.DataFrame
    tenure_rules: pd.DataFrame
    sources: pd.DataFrame
    conversions: pd.DataFrame
    default_amounts: pd.DataFrame
    plausibility: pd.DataFrame
    pedigree: pd.DataFrame
    actions: pd.DataFrame
    factor_paths: pd.DataFrame
    price_index: pd.DataFrame
    spend_mapping: pd.DataFrame
    versions: pd.DataFrame

    @property
    def known_gaps(self) -> pd.DataFrame:
        """Roles for which no usable factor is known: ``role``, ``reason_fi``, ``reason_sv``, ``reason_en``."""
        columns = ["role", "reason_fi", "reason_sv", "reason_en"]
        return pd.DataFrame(self.settings.get("known_gap", []), columns=columns).astype(str)


#: Field of ``Basis`` → file or folder below the basis folder, declaration, whether a basis can do without it.
FILES: Mapping[str, tuple[str, type[pa.DataFrameModel], bool]] = {
    "categories": ("categories.csv", tables.Category, False),
    "activities": ("activities.csv", tables.Activity, False),
    "emission_lines": ("emission_lines.csv", tables.EmissionLine, False),
    "factor_choices": ("factor_choices.csv", tables.FactorChoice, False),
    "emission_factors": ("emission_factors", tables.EmissionFactor, False),
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


def load_basis(folder: Path | None = None, *, version: str | None = None, gwp_set: str | None = None) -> Basis:
    """Load the basis as it was in one version.

    Parameters
    ----------
    folder
        Default: the clone's ``factors/``.
    version
        Default: the one ``basis.toml`` names.
    gwp_set
        ``AR4``, ``AR5`` or ``AR6``; default: the one ``basis.toml`` names. Factors whose gases are known are recomputed.

    Raises
    ------
    DataError
        With every cell that does not fit its table, every missing file, or the unknown version or GWP set.
    """
    folder = folder or FOLDER
    settings = read_settings(folder)
    every_row, problems = read_tables(folder)
    version = version or str(settings["version"])
    gwp_set = gwp_set or str(settings["gwp_set"])
    if not problems:
        problems = _setting_problems(every_row["versions"], version, gwp_set)
    if problems:
        raise DataError(problems)
    held = {name: _in_version(frame, every_row["versions"], version) for name, frame in every_row.items()}
    held["emission_factors"] = with_gwp_set(held["emission_factors"], gwp_set, held["blends"])
    return Basis(version=version, gwp_set=gwp_set, settings=settings, fingerprint=_fingerprint(held), **held)


def read_settings(folder: Path) -> dict[str, Any]:
    """``basis.toml`` of a basis folder."""
    path = folder / SETTINGS_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError([_missing(SETTINGS_FILE)]) from error
    except tomllib.TOMLDecodeError as error:
        found = Problem("basis_settings", "error", "The settings cannot be read: {error}", file=SETTINGS_FILE, values={"error": str(error)})
        raise DataError([found]) from error


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Every row of every version, and all problems of all files together."""
    frames, problems = {}, []
    for name, (place, model, optional) in FILES.items():
        paths = sorted((folder / place).glob("*.csv")) if not place.endswith(".csv") else [folder / place]
        frames[name] = tables.empty(model)
        if not paths or not paths[0].exists():
            problems.extend([] if optional else [_missing(place)])
            continue
        parts = []
        for path in paths:
            try:
                parts.append(tables.read_csv(path, model))
            except DataError as error:
                problems.extend(error.problems)
        if parts:
            frames[name] = pd.concat(parts, ignore_index=True)
    return frames, problems


def _in_version(frame: pd.DataFrame, versions: pd.DataFrame, version: str) -> pd.DataFrame:
    """The rows that hold in the version: begun by then and not ended before."""
    if "since" not in frame:
        return frame
    position = dict(zip(versions["version"], versions["position"], strict=True))
    now = position[version]
    begun = frame["since"].map(position) <= now
    ended = frame["until"].map(position) < now
    return frame[begun & ~ended].reset_index(drop=True)


def _setting_problems(versions: pd.DataFrame, version: str, gwp_set: str) -> list[Problem]:
    problems = []
    if version not in set(versions["version"]):
        known = ", ".join(versions["version"])
        problems.append(
            Problem(
                "unknown_version",
                "error",
                "The basis has no version “{version}”.",
                "Versions: {known}.",
                "Choose one of them.",
                file="basis_versions.csv",
                values={"version": version, "known": known},
            )
        )
    if gwp_set not in GWP_SETS:
        problems.append(
            Problem(
                "unknown_gwp_set",
                "error",
                "There is no GWP set “{gwp_set}”.",
                "Sets: {known}.",
                "Choose one of them.",
                file=SETTINGS_FILE,
                values={"gwp_set": gwp_set, "known": ", ".join(GWP_SETS)},
            )
        )
    return problems


def _missing(file: str) -> Problem:
    return Problem("basis_file_missing", "error", "The file is missing.", remedy="Put it back, for example from the published version.", file=file)


def _fingerprint(held: Mapping[str, pd.DataFrame]) -> str:
    """Hash of the rows, independent of their order in the files."""
    digest = hashlib.sha256()
    for field in fields(Basis):
        if field.name in held:
            lines = sorted(held[field.name].to_csv(index=False, lineterminator="\n").splitlines())
            digest.update("\n".join([field.name, *lines]).encode())
    return digest.hexdigest()
