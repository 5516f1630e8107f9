"""One institution and year made ready: what was handed in, the basis, the ledger. What a notebook starts from."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.allocation_methods import methods_by_year, mixed_methods
from hjj_lib.basis import Basis, load_basis, read_own_factors, with_own_factors
from hjj_lib.evidence import apply_evidence
from hjj_lib.gaps import fill_gaps
from hjj_lib.intake import Institution, Intake, read_institution, read_year
from hjj_lib.intake.confirmations import with_confirmations
from hjj_lib.inventory import Ledger, calculate
from hjj_lib.problems import SEVERITIES, Problem

#: The data folder of a clone: ``raw/`` holds what people hand in, ``processed/`` what runs make.
DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Study:
    """An institution's year, calculated.

    ``entries`` are the intake's entries after gap filling, certified only as far as evidence goes; ``ledger`` is their
    inventory and uncovered rows; ``own_factors`` are those of the institution, which ``basis`` holds in front; ``found`` is
    what only the calculation could notice.
    """

    institution: Institution
    year: int
    intake: Intake
    basis: Basis
    entries: pd.DataFrame
    denominators: pd.DataFrame
    ledger: Ledger
    own_factors: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.OwnFactor))
    found: tuple[Problem, ...] = ()

    @property
    def inventory(self) -> pd.DataFrame:
        """The ledger's rows."""
        return self.ledger.inventory

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or odd in what was handed in, most serious first."""
        return tuple(sorted((*self.intake.problems, *self.found), key=lambda problem: SEVERITIES.index(problem.severity)))


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
        If ``institution.toml``, ``own_factors.csv`` or the basis has errors. Errors in workbooks are in ``problems``;
        their rows are not counted.
    """
    folder = (Path(data_dir) if data_dir else DATA) / "raw" / institution
    shared = load_basis(Path(basis_dir) if basis_dir else None, version=basis_version or None, gwp_set=gwp_set or None)
    who = read_institution(folder)
    own = read_own_factors(folder, shared, who.institution_id, list(who.sites["site_id"]))
    basis = with_own_factors(shared, own, who.institution_id)
    intake = read_year(folder, year, who, basis)
    filled = fill_gaps(intake.entries, intake.denominators, basis, gaps=gaps)
    evidenced = apply_evidence(filled, intake.evidence, who.sites, basis, language=who.languages[0])
    entries, until_now = evidenced.entries, [one for one in years_of(institution, data_dir=data_dir) if one <= year]
    methods = mixed_methods(methods_by_year(entries, who.sites, until_now, basis), who.institution_id)
    ledger = calculate(entries, who.sites, basis)
    found = with_confirmations([*evidenced.problems, *methods], intake.confirmations)
    return Study(who, year, intake, basis, entries, intake.denominators, ledger, own, tuple(found))


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
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        fresh = Path(made) / "fresh"
        fresh.mkdir()
        for name, frame in frames.items():
            frame.to_parquet(fresh / f"{name}.parquet", index=False)
        if target.exists():
            target.rename(Path(made) / "old")
        fresh.rename(target)
        shutil.rmtree(Path(made) / "old", ignore_errors=True)
    return target
