"""One institution and year made ready: what was handed in, the basis, the ledger. What a notebook starts from."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.allocation_methods import methods_by_year, mixed_methods
from hjj_lib.basis import FOLDER, Basis, load_basis, read_own_actions, read_own_factors, with_own_actions, with_own_factors
from hjj_lib.claims import Told, read_told
from hjj_lib.evidence import apply_evidence
from hjj_lib.gaps import fill_gaps
from hjj_lib.intake import Institution, Intake, read_institution, read_year
from hjj_lib.intake.confirmations import with_confirmations
from hjj_lib.inventory import Ledger, calculate
from hjj_lib.problems import SEVERITIES, DataError, Problem
from hjj_lib.shared import contents, is_sharing, key_of, shared

#: The data folder of a clone: ``raw/`` holds what people hand in, ``processed/`` what runs make.
DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Study:
    """An institution's year, calculated.

    ``entries`` are the intake's entries after gap filling, certified only as far as evidence goes; ``ledger`` is their
    inventory and uncovered rows; ``own_factors`` are those of the institution, which ``basis`` holds in front, and
    ``own_actions`` its actions, which ``basis`` holds too; ``told`` is what it tells beside its footprint, handprint and
    claims; ``found`` is what the calculation noticed, and what cannot be read in ``told``; ``inputs`` is the hash of the
    files it was calculated from, where results are shared.
    """

    institution: Institution
    year: int
    intake: Intake
    basis: Basis
    entries: pd.DataFrame
    denominators: pd.DataFrame
    ledger: Ledger
    own_factors: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.OwnFactor))
    own_actions: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.Action))
    told: Told = field(default_factory=Told)
    found: tuple[Problem, ...] = ()
    inputs: str = ""

    @property
    def inventory(self) -> pd.DataFrame:
        """The ledger's rows."""
        return self.ledger.inventory

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or odd in what was handed in, most serious first."""
        return tuple(sorted((*self.intake.problems, *self.found), key=lambda problem: SEVERITIES.index(problem.severity)))


@dataclass(frozen=True)
class _Where:
    """Where an institution's files and the basis are; empty names mean the clone's own."""

    institution: str
    data_dir: str
    basis_dir: str
    basis_version: str
    gwp_set: str

    @property
    def folder(self) -> Path:
        """What the institution handed in."""
        return (Path(self.data_dir) if self.data_dir else DATA) / "raw" / self.institution

    def basis(self) -> Basis:
        """The basis without the institution's own factors."""
        folder = Path(self.basis_dir) if self.basis_dir else None
        basis = load_basis(folder, version=self.basis_version or None, gwp_set=self.gwp_set or None)
        _ = basis.fingerprint  # calculated once and kept with it
        return basis

    def basis_key(self) -> str:
        """Names the basis by its files; empty where results are not shared."""
        if not is_sharing():
            return ""
        files = contents(Path(self.basis_dir) if self.basis_dir else FOLDER)
        return key_of("basis", self.basis_version, self.gwp_set, files)


@dataclass(frozen=True)
class _Calculated:
    """A study without its basis, which many share."""

    institution: Institution
    intake: Intake
    entries: pd.DataFrame
    ledger: Ledger
    own_factors: pd.DataFrame
    own_actions: pd.DataFrame
    told: Told
    problems: tuple[Problem, ...]


def open_study(
    institution: str,
    year: int,
    *,
    data_dir: str | Path = "",
    basis_dir: str | Path = "",
    basis_version: str = "",
    gwp_set: str = "",
    gaps: str = "default",
) -> Study:
    """Read, check and calculate one institution's year.

    Parameters
    ----------
    institution
        Name of its folder under ``raw/``.
    data_dir, basis_dir
        Empty: the clone's own ``data/`` and ``factors/``.
    basis_version, gwp_set
        Empty: the basis's newest version and its own GWP set.
    gaps
        ``default`` fills unknown amounts from labelled defaults, ``unknown`` leaves them unknown.

    Raises
    ------
    DataError
        If ``institution.toml``, ``own_factors.csv``, ``decisions/actions.csv`` or the basis has errors. Errors in workbooks
        are in ``problems``; their rows are not counted.
    """
    where = _Where(institution, str(data_dir), str(basis_dir), basis_version, gwp_set)
    basis_key = where.basis_key()
    inputs = key_of(basis_key, institution, contents(where.folder)) if basis_key else ""
    shared_basis = shared(basis_key, where.basis)
    key = key_of("study", inputs, year, gaps) if inputs else ""
    found = shared(key, lambda: _calculated(where, shared_basis, year, gaps, inputs))
    basis = with_own_factors(shared_basis, found.own_factors, found.institution.institution_id)
    basis = with_own_actions(basis, found.own_actions, found.institution.institution_id)
    return Study(
        institution=found.institution,
        year=year,
        intake=found.intake,
        basis=basis,
        entries=found.entries,
        denominators=found.intake.denominators,
        ledger=found.ledger,
        own_factors=found.own_factors,
        own_actions=found.own_actions,
        told=found.told,
        found=found.problems,
        inputs=inputs,
    )


def _calculated(where: _Where, shared_basis: Basis, year: int, gaps: str, inputs: str) -> _Calculated:
    who = read_institution(where.folder)
    own, actions = _own_tables(where.folder, shared_basis, who)
    basis = with_own_factors(shared_basis, own, who.institution_id)
    intake = shared(_intake_key(inputs, year), lambda: read_year(where.folder, year, who, basis))
    filled = fill_gaps(intake.entries, intake.denominators, basis, gaps=gaps)
    evidenced = apply_evidence(filled, intake.evidence, who.sites, basis, language=who.languages[0])
    entries = evidenced.entries
    until_now = [one for one in years_of(where.institution, data_dir=where.data_dir) if one <= year]
    methods = mixed_methods(methods_by_year(entries, who.sites, until_now, basis), who.institution_id)
    ledger = calculate(entries, who.sites, basis)
    told = read_told(where.folder, who.institution_id)
    found = with_confirmations([*evidenced.problems, *methods], intake.confirmations)
    return _Calculated(who, intake, entries, ledger, own, actions, told, (*found, *told.problems))


def _own_tables(folder: Path, basis: Basis, who: Institution) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The institution's own factors and actions; what is wrong in either file is told together."""
    readers = (
        partial(read_own_factors, folder, basis, who.institution_id, list(who.sites["site_id"])),
        partial(read_own_actions, folder, basis, who.institution_id),
    )
    read: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for reader in readers:
        try:
            read.append(reader())
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return read[0], read[1]


def intake_of_year(study: Study, year: int, *, data_dir: str | Path = "") -> Intake:
    """What the study's institution handed in for another year, read with the study's basis."""
    folder = (Path(data_dir) if data_dir else DATA) / "raw" / study.institution.institution_id
    return shared(_intake_key(study.inputs, year), lambda: read_year(folder, year, study.institution, study.basis))


def _intake_key(inputs: str, year: int) -> str:
    return key_of("intake", inputs, year) if inputs else ""


def years_of(institution: str, *, data_dir: str | Path = "") -> list[int]:
    """The years for which the institution's folder holds files, ascending."""
    folder = (Path(data_dir) if data_dir else DATA) / "raw" / institution
    return sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdigit())


def process(study: Study, *, data_dir: str | Path = "") -> Path:
    """Write the study's tables as Parquet to ``processed/<institution>/<year>``, all or none of them.

    Returns
    -------
    The folder, which holds ``entries``, ``evidence``, ``denominators``, ``problems``, ``inventory``, ``uncovered``,
    ``purchases``: every line of the ledgers with what became of it, and ``corrections``.
    """
    target = (Path(data_dir) if data_dir else DATA) / "processed" / study.institution.institution_id / str(study.year)
    target.parent.mkdir(parents=True, exist_ok=True)
    problems = pd.DataFrame([problem.as_row() for problem in study.problems], columns=list(Problem("", "note", "").as_row()))
    frames = {
        "entries": study.entries,
        "evidence": study.intake.evidence,
        "denominators": study.denominators,
        "problems": problems,
        "inventory": study.ledger.inventory,
        "uncovered": study.ledger.uncovered,
        "purchases": study.intake.purchases,
        "corrections": study.intake.corrections,
    }
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as made:
        fresh = Path(made) / "fresh"
        fresh.mkdir()
        for name, frame in frames.items():
            frame.to_parquet(fresh / f"{name}.parquet", index=False)
        if target.exists():
            target.rename(Path(made) / "old")
        fresh.rename(target)
        shutil.rmtree(Path(made) / "old", ignore_errors=True)
    return target
