"""The pieces of a run that a worker process does: calculate a year, make a report, write the audit workbook.

A step never raises: what went wrong comes back as problems in an :class:`Outcome`, so one failure stops nothing else.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from hjj_lib.engine.limits import USUAL, Limits
from hjj_lib.engine.manifest import RowsUsed
from hjj_lib.engine.sources import PUBLISHED, SOURCE_LANGUAGE, Places
from hjj_lib.problems import SEVERITIES, DataError, Problem, by_group

if TYPE_CHECKING:
    from hjj_lib.study import Study

Kind = Literal["year", "report", "workbook"]
WORKBOOK = "inventory.xlsx"
#: What the provider gives the network, for programs and for people; not there where it gives nothing.
SUBMISSION, SUBMISSION_BOOK = "submission.json", "submission.xlsx"
#: Standards' tables for people; those for programs are CSV files with this beginning, one for each standard of the basis.
STANDARDS_BOOK, STANDARD_TABLES = "standards.xlsx", "standard_"
#: The files of a folder beside its reports; made together.
BESIDE = (WORKBOOK, STANDARDS_BOOK, SUBMISSION, SUBMISSION_BOOK)


@dataclass(frozen=True)
class Step:
    """One piece of a run.

    ``notebook`` and ``subtitle`` only for a report; ``folder`` is where its file goes; ``warm`` says whether there is a
    server of warm kernels, ``limits`` what its notebook may use.
    """

    kind: Kind
    where: Places
    institution: str
    year: int
    language: str = ""
    notebook: str = ""
    folder: Path = Path()
    subtitle: str = ""
    warm: bool = False
    limits: Limits = USUAL


@dataclass(frozen=True)
class Outcome:
    """What came of a step: its result, or why there is none. ``trace`` is for the log, never for the reader."""

    step: Step
    seconds: float
    result: Any = None
    problems: tuple[Problem, ...] = ()
    trace: str = ""


@dataclass(frozen=True)
class Year:
    """A calculated year: the institution's names, how many problems of each severity the intake found, what it depends on."""

    names: Mapping[str, str]
    problems: Mapping[str, int]
    used: RowsUsed | None = None


def prepare_worker(surroundings: Mapping[str, str] | None = None) -> None:
    """Settings of a worker process and of the kernels it starts; it ends when the process ends that it comes from."""
    os.environ.update(surroundings or {})
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    importlib.import_module("hjj_lib.engine.loaded")
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    # The kernel is the one of this installation, whatever else the user has installed under the same name.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"


def _end_with(parent: Any) -> None:
    """A worker whose run was killed would wait for work for ever."""
    parent.join()
    os._exit(1)


def do(step: Step) -> Outcome:
    """Do a step in this process."""
    started = perf_counter()
    try:
        result = {"year": _year, "report": _report, "workbook": _workbook}[step.kind](step)
    except DataError as error:
        cause = error.__cause__
        trace = "".join(traceback.format_exception(cause)) if cause else ""
        return Outcome(step, perf_counter() - started, problems=error.problems, trace=trace)
    except OSError as error:
        return Outcome(step, perf_counter() - started, problems=(unwritable(error),), trace=traceback.format_exc())
    except Exception as error:
        return Outcome(step, perf_counter() - started, problems=(_unforeseen(step, error),), trace=traceback.format_exc())
    return Outcome(step, perf_counter() - started, result)


def _year(step: Step) -> Year:
    from hjj_lib.decided_plan import decision_problems
    from hjj_lib.dependence import dependence
    from hjj_lib.engine.followed import followed_ones
    from hjj_lib.monitoring import read_decided
    from hjj_lib.study import process

    study = _study(step)
    # What is wrong there is told in plain words, before a report stumbles over it.
    read_decided(step.where.raw / step.institution, study.institution, study.basis)
    if faults := decision_problems(study, data_dir=step.where.data):
        raise DataError(faults)
    if step.where.state == PUBLISHED:
        _refuse_unless_publishable(study, step)
    process(study, data_dir=step.where.data)
    groups = by_group(study.problems)
    counts: dict[str, int] = {severity: len(groups[severity]) for severity in SEVERITIES}
    found = dependence(study, data_dir=step.where.data, basis_dir=step.where.basis)
    # Which rows serve those whom it followed is not looked up: then every row counts.
    followed = followed_ones(step.where, step.institution)
    used = None if followed else RowsUsed(found.roles, found.places, found.rows)
    return Year(dict(study.institution.names), counts, used)


def _refuse_unless_publishable(study: Study, step: Step) -> None:
    """Only what may be published is calculated as published.

    Raises
    ------
    DataError
        With everything that stands in the way.
    """
    from hjj_lib.language import Language
    from hjj_lib.publication import hindrances, signed_reasons

    language = Language(step.language or SOURCE_LANGUAGE)
    found = hindrances(study, signed_reasons(step.where.raw / step.institution), language)
    if found:
        raise DataError(found)


def _report(step: Step) -> Any:
    from hjj_lib.engine.notebooks import PLAIN, WARM, Page, run_notebook

    parameters = {"institution": step.institution, "year": step.year, "language": step.language, "data_dir": str(step.where.data)}
    usual = Places()
    if step.where.basis != usual.basis:
        parameters["basis_dir"] = str(step.where.basis)
    parameters |= {name: value for name in ("basis_version", "gwp_set") if (value := getattr(step.where, name))}
    return run_notebook(
        step.where.notebooks / f"{step.notebook}.ipynb",
        step.folder / f"{step.notebook}.html",
        parameters,
        language=step.language,
        page=Page(step.subtitle, "index.html"),
        kernel=WARM if step.warm else PLAIN,
        limits=step.limits,
    )


def _workbook(step: Step) -> str:
    from hjj_lib.exports import changes_of, write_audit_workbook, write_standards
    from hjj_lib.language import Language
    from hjj_lib.standards_findings import filled

    study = _study(step)
    language = Language(step.language)
    changes = changes_of(study, data_dir=step.where.data, basis_dir=step.where.basis)
    standards = filled(study)
    write_audit_workbook(study, step.folder / WORKBOOK, language, changes=changes, standards=standards)
    write_standards(study, step.folder, language, standards=standards)
    _submission(study, step)
    return WORKBOOK


def _submission(study: Study, step: Step) -> None:
    """Write what the provider gives the network, if it agreed to give anything. The JSON is the same in every language."""
    from hjj_lib.decided_plan import read_decisions
    from hjj_lib.language import Language
    from hjj_lib.network.book import write_book
    from hjj_lib.network.denominators import stated_denominators
    from hjj_lib.network.document import text_of
    from hjj_lib.submission import actions_of, gives, submission_of, targets_of

    if not gives(study):
        return
    rows, said = read_decisions(study, data_dir=step.where.data)
    stated = stated_denominators(step.where.raw / step.institution, step.year)
    own = set(study.own_actions["action_id"])
    given = submission_of(study, stated=stated, targets=targets_of(said.targets), actions=actions_of(rows, own))
    (step.folder / SUBMISSION).write_text(text_of(given), encoding="utf-8", newline="\n")
    write_book(given, step.folder / SUBMISSION_BOOK, study.basis, Language(step.language))


def _study(step: Step) -> Study:
    from hjj_lib.study import open_study

    where = step.where
    return open_study(
        step.institution,
        step.year,
        data_dir=where.data,
        basis_dir=where.basis,
        basis_version=where.basis_version,
        gwp_set=where.gwp_set,
    )


def unwritable(error: OSError) -> Problem:
    """A file could not be read or written: the disk is full, or the file is open elsewhere."""
    return Problem(
        "file_unusable",
        "error",
        found="A file could not be read or written: “{error}”.",
        remedy="Is the disk full, or the file open in another program? Mend that and run again.",
        values={"error": str(error)},
    )


def worker_lost(step: Step) -> Problem:
    """The process that did the step ended without a word."""
    return Problem(
        "worker_lost",
        "error",
        found="The process that made this ended without a word, perhaps because memory ran out.",
        remedy="Run again with “--jobs 1”.",
        institution_id=step.institution,
        year=step.year,
    )


def _unforeseen(step: Step, error: Exception) -> Problem:
    return Problem(
        "unforeseen",
        "error",
        found="The program itself failed: “{kind}: {error}”.",
        remedy="The log of the run has the details. Please tell the developers.",
        institution_id=step.institution,
        year=step.year,
        values={"kind": type(error).__name__, "error": str(error)},
    )
