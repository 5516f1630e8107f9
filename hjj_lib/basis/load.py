"""Loading one version of the basis: the rows that hold in it, with the chosen GWP set, and a fingerprint of the result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.basis.finding import problem
from hjj_lib.basis.gwp import GWP_SETS, with_gwp_set
from hjj_lib.basis.read import SETTINGS_FILE, read_settings, read_tables
from hjj_lib.problems import DataError, Problem

#: The basis of a clone.
FOLDER = Path(__file__).resolve().parents[2] / "factors"
#: Tables and columns that tell, order or explain, but change no result: proofreading them is no new version.
_TELLING_TABLES = ("sources", "versions", "better_factors", "known_gaps")
_TELLING_COLUMNS = re.compile(
    r"(name|definition|help|note|reason|better)_(fi|sv|en)|reason|note|basis|position|theme|quick|by_site|requirement"
    r"|since|until|change_reason|lower_kg_co2e|upper_kg_co2e"
)


@dataclass(frozen=True)
class Basis:
    """One version of the calculation basis. Each table is declared in :mod:`hjj_lib.tables`.

    ``settings`` are those of ``basis.toml``; ``fingerprint`` is a hash of the rows that hold in this version, before the
    GWP set is applied: a result depends on version, fingerprint and GWP set.
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
    known_gaps: pd.DataFrame
    better_factors: pd.DataFrame
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
    content = read_tables(folder)
    if content.problems:
        raise DataError(content.problems)
    version = version or str(settings.get("version", ""))
    gwp_set = gwp_set or str(settings.get("gwp_set", ""))
    versions = content.frames["versions"]
    if problems := _setting_problems(versions, version, gwp_set):
        raise DataError(problems)
    held = {name: in_version(frame, versions, version) for name, frame in content.frames.items()}
    fingerprint = _fingerprint(held)
    held["emission_factors"] = with_gwp_set(held["emission_factors"], gwp_set, held["blends"])
    return Basis(version=version, gwp_set=gwp_set, settings=settings, fingerprint=fingerprint, **held)


def in_version(frame: pd.DataFrame, versions: pd.DataFrame, version: str) -> pd.DataFrame:
    """The rows that hold in the version: begun by then and not ended before."""
    if "since" not in frame:
        return frame
    position = dict(zip(versions["version"], versions["position"], strict=True))
    now = position[version]
    begun = frame["since"].map(position) <= now
    ended = frame["until"].map(position) < now
    held: pd.DataFrame = frame[begun & ~ended].reset_index(drop=True)
    return held


def _setting_problems(versions: pd.DataFrame, version: str, gwp_set: str) -> list[Problem]:
    problems = []
    if version not in set(versions["version"]):
        values = {"version": version, "known": ", ".join(versions["version"])}
        problems.append(problem("unknown_version", file="basis_versions.csv", values=values))
    if gwp_set not in GWP_SETS:
        values = {"gwp_set": gwp_set, "known": ", ".join(GWP_SETS)}
        problems.append(problem("unknown_gwp_set", file=SETTINGS_FILE, values=values))
    return problems


def _fingerprint(held: Mapping[str, pd.DataFrame]) -> str:
    """Hash of what gives results in a version, independent of the order of rows.

    What only tells or explains stays out, and so do ``since`` and ``until``: a later version that ends a row must not change
    the fingerprint of an earlier one. A column without any value counts as absent, so that a new one changes nothing.
    """
    digest = hashlib.sha256()
    for field in fields(Basis):
        if field.name in held and field.name not in _TELLING_TABLES and len(held[field.name]):
            rows = held[field.name].dropna(axis="columns", how="all")
            names = sorted(str(name) for name in rows if not _TELLING_COLUMNS.fullmatch(str(name)))
            lines = sorted(rows[names].to_csv(index=False, header=False, lineterminator="\n").splitlines())
            digest.update("\n".join([field.name, ",".join(names), *lines]).encode())
    return digest.hexdigest()
