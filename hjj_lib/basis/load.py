"""Loading one version of the basis: the rows that hold in it, with the chosen GWP set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.basis.finding import problem
from hjj_lib.basis.fingerprint import fingerprint_of
from hjj_lib.basis.gwp import GWP_SETS, with_gwp_set
from hjj_lib.basis.read import FILES, SETTINGS_FILE, Content, left_out_ids, read_settings, read_tables
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import values_of

#: The basis of a clone.
FOLDER = Path(__file__).resolve().parents[2] / "factors"
#: The place whose choices every institution can fall back on.
NATION = "FI"
#: Beginning of the places of an institution's own factors; see :mod:`hjj_lib.basis.own`.
OWN = "own:"


@dataclass(frozen=True)
class Unusable:
    """A value of a factor that must not be used: it cannot be read, or there are two for the year.

    ``valid_from`` is None where even the year cannot be read. Nothing happens until a calculation needs the value; then
    ``problem`` is raised.
    """

    factor_id: str
    valid_from: int | None
    problem: Problem


@dataclass(frozen=True)
class Basis:
    """One version of the calculation basis. Each table is declared in :mod:`hjj_lib.tables`.

    ``settings`` are those of ``basis.toml``; ``stored_factors`` are the factors as the files hold them, before the GWP set
    was applied to ``emission_factors``; ``unusable`` are values whose use is an error; ``left_out`` are factors of files that
    may be left out and are, with the file: their lines have no factor; ``stored_actions`` are the version's own actions where
    ``actions`` holds an institution's too.
    """

    version: str
    gwp_set: str
    settings: Mapping[str, Any]
    categories: pd.DataFrame
    activities: pd.DataFrame
    emission_lines: pd.DataFrame
    evidence_rules: pd.DataFrame
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
    jhs_accounts: pd.DataFrame
    capital_activities: pd.DataFrame
    vat_rates: pd.DataFrame
    survey_assumptions: pd.DataFrame
    airports: pd.DataFrame
    flight_activities: pd.DataFrame
    distributions: pd.DataFrame
    correlation_groups: pd.DataFrame
    gwp_errors: pd.DataFrame
    effort: pd.DataFrame
    possible_emissions: pd.DataFrame
    claims: pd.DataFrame
    standards: pd.DataFrame
    standard_lines: pd.DataFrame
    versions: pd.DataFrame
    stored_factors: pd.DataFrame
    unusable: tuple[Unusable, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    stored_actions: pd.DataFrame | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the rows that give results in this version; a result depends on it and on the GWP set.

        An institution's own factors and actions do not count: they are no part of the version.
        """
        held = {name: getattr(self, name) for name in FILES}
        held["emission_factors"] = self.stored_factors
        held["actions"] = self.actions if self.stored_actions is None else self.stored_actions
        held["factor_choices"] = self.factor_choices[~self.factor_choices["place"].str.startswith(OWN)]
        return fingerprint_of({name: values_of(frame) for name, frame in held.items()})


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
    return basis_of(read_tables(folder), read_settings(folder), version=version, gwp_set=gwp_set)


def basis_of(content: Content, settings: Mapping[str, Any], *, version: str | None = None, gwp_set: str | None = None) -> Basis:
    """As :func:`load_basis`, from a basis folder that was read."""
    if content.problems:
        raise DataError(content.problems)
    version = version or str(settings.get("version", ""))
    gwp_set = gwp_set or str(settings.get("gwp_set", ""))
    versions = content.frames["versions"]
    if problems := _setting_problems(versions, version, gwp_set):
        raise DataError(problems)
    held = {name: in_version(frame, versions, version) for name, frame in content.frames.items()}
    stored = held["emission_factors"]
    held["emission_factors"] = with_gwp_set(stored, gwp_set, held["blends"])
    unusable = (*_rejected(content, version), *_doubled(stored, content, version))
    return Basis(
        version=version,
        gwp_set=gwp_set,
        settings=settings,
        **held,
        stored_factors=stored,
        unusable=unusable,
        left_out=left_out_ids(content, settings),
    )


def in_version(frame: pd.DataFrame, versions: pd.DataFrame, version: str) -> pd.DataFrame:
    """The rows that hold in the version: begun by then and not ended before."""
    if "since" not in frame:
        return frame
    holds = _held_in(versions, version)
    since, until = frame["since"].tolist(), frame["until"].tolist()
    pairs = {pair: holds(*pair) for pair in set(zip(since, until, strict=True))}
    if all(pairs.values()):
        return frame
    held: pd.DataFrame = frame[[pairs[pair] for pair in zip(since, until, strict=True)]].reset_index(drop=True)
    return held


def _held_in(versions: pd.DataFrame, version: str) -> Callable[[Any, Any], bool]:
    """Whether a row with this ``since`` and ``until`` holds in the version. A row of a version that is not listed never does."""
    position = dict(zip(versions["version"], versions["position"], strict=True))
    now = position[version]

    def holds(since: Any, until: Any) -> bool:
        ended = isinstance(until, str) and until != "" and position.get(until, now) < now
        return position.get(since, now + 1) <= now and not ended

    return holds


def _rejected(content: Content, version: str) -> Iterator[Unusable]:
    """Values that cannot be read, of rows that hold in the version or may do so."""
    holds = _held_in(content.frames["versions"], version)
    known = set(content.frames["versions"]["version"])
    for rejected in content.rejected:
        since, until = rejected.row.get("since", ""), rejected.row.get("until", "")
        if since not in known or holds(since, until):
            year = rejected.row.get("valid_from", "")
            yield Unusable(rejected.row.get("factor_id", ""), int(year) if year.isdecimal() else None, rejected.problem)


def _doubled(factors: pd.DataFrame, content: Content, version: str) -> Iterator[Unusable]:
    """Years for which a factor has two values in the version: none of them is taken."""
    keys = list(zip(factors["factor_id"].tolist(), factors["valid_from"].tolist(), strict=True))
    if len(set(keys)) == len(keys):
        return
    holds = _held_in(content.frames["versions"], version)
    seen = set()
    for index, *key, since, until in content.rows("emission_factors", "factor_id", "valid_from", "since", "until"):
        factor_id, year = key
        if holds(since, until):
            if (factor_id, year) in seen:
                file, row = content.places["emission_factors"][index]
                values = {"value": factor_id, "year": str(year)}
                yield Unusable(factor_id, year, problem("two_values", file=file, row=row, column="valid_from", values=values))
            seen.add((factor_id, year))


def _setting_problems(versions: pd.DataFrame, version: str, gwp_set: str) -> list[Problem]:
    problems = []
    if version not in set(versions["version"]):
        values = {"version": version, "known": ", ".join(versions["version"])}
        problems.append(problem("unknown_version", file="basis_versions.csv", values=values))
    if gwp_set not in GWP_SETS:
        values = {"gwp_set": gwp_set, "known": ", ".join(GWP_SETS)}
        problems.append(problem("unknown_gwp_set", file=SETTINGS_FILE, values=values))
    return problems
