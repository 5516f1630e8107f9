"""The whole run: what is out of date is made anew, side by side; one failure never stops the others."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from hjj_lib.engine.cluster import pool
from hjj_lib.engine.folders import finish, fresh_folder, give_up
from hjj_lib.engine.front_page import renewed
from hjj_lib.engine.limits import USUAL, Limits
from hjj_lib.engine.log import LOGGER
from hjj_lib.engine.manifest import ReportRecord
from hjj_lib.engine.plan import Work
from hjj_lib.engine.sources import DRAFT, PUBLISHED, Places
from hjj_lib.engine.steps import Outcome, Step, Year, unwritable
from hjj_lib.language import Language
from hjj_lib.problems import Problem

State = Literal["made", "unchanged", "failed"]
_log = logging.getLogger(LOGGER)


@dataclass(frozen=True)
class Result:
    """What became of one folder of reports."""

    work: Work
    state: State
    reports: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()


#: Called after every step with how many are done and how many there are.
Progress = Callable[[int, int, Outcome], None]


#: What reports call themselves.
_STATES = {DRAFT: "draft", PUBLISHED: "published"}


def make(
    where: Places,
    work: Sequence[Work],
    *,
    jobs: int,
    progress: Progress,
    index_language: Language,
    limits: Limits = USUAL,
    scheduler: str = "",
) -> list[Result]:
    """Make everything that is out of date.

    Parameters
    ----------
    work
        From :func:`hjj_lib.engine.plan.plan`.
    jobs
        How many worker processes.
    progress
        Told after every step.
    index_language
        Of the page that lists all institutions.
    limits
        What each notebook may use.
    scheduler
        Address of a Dask scheduler whose workers do the work in place of own processes; empty: none.

    Returns
    -------
    One result for each of ``work``, in the same order.
    """
    due = [one for one in work if one.reasons]
    results = {_key(one): Result(one, "unchanged", reports=len(one.sources)) for one in work}
    with renewed(where.outputs, index_language):
        if due:
            results |= _make_due(where, due, jobs, progress, index_language, limits, scheduler)
    return [results[_key(one)] for one in work]


def _make_due(
    where: Places, due: Sequence[Work], jobs: int, progress: Progress, language: Language, limits: Limits, scheduler: str
) -> dict[tuple[str, int, str], Result]:
    """Calculate the years, then make the reports; the warm server loads while the years are calculated."""
    pairs = list(dict.fromkeys((one.institution, one.year) for one in due))
    tell = _Teller(len(pairs) + sum(len(one.outdated) + one.whole for one in due), progress)
    years: dict[tuple[str, int], Outcome] = {}
    with pool(jobs, scheduler) as (working, warm):
        for outcome in working.run([Step("year", where, *pair, language.code) for pair in pairs]):
            tell.about(outcome)
            years[outcome.step.institution, outcome.step.year] = outcome
        steps = {_key(one): _steps(where, one, years[one.institution, one.year], limits, warm=warm()) for one in due}
        outcomes: dict[tuple[str, int, str], list[Outcome]] = defaultdict(list)
        by_key = {_key(one): one for one in due}
        results = {key: _concluded(where, by_key[key], years[key[:2]], []) for key, wanted in steps.items() if not wanted}
        for outcome in working.run([step for each in steps.values() for step in each]):
            tell.about(outcome)
            key = (outcome.step.institution, outcome.step.year, outcome.step.language)
            outcomes[key].append(outcome)
            if len(outcomes[key]) == len(steps[key]):
                results[key] = _concluded(where, by_key[key], years[key[:2]], outcomes[key])
    return results


class _Teller:
    """Counts what is done, and tells the log and the user."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total, self._done, self._progress = total, 0, progress

    def about(self, outcome: Outcome) -> None:
        self._done += 1
        _note(outcome)
        self._progress(self._done, self._total, outcome)


def _steps(where: Places, work: Work, year: Outcome, limits: Limits, *, warm: bool) -> list[Step]:
    """What is left to do when the year has been calculated; nothing when it could not be."""
    if year.problems:
        return []
    try:
        folder = fresh_folder(where, work)
    except OSError:
        return []  # said when the folder is concluded: it cannot be finished either
    state = Language(work.language).sentence(_STATES[where.state])
    subtitle = f"{year.result.names.get(work.language, work.institution)} {work.year} – {state}"
    about = (where, work.institution, work.year, work.language)
    reports = [Step("report", *about, notebook, folder, subtitle, warm, limits) for notebook in work.outdated]
    return [*reports, *([Step("workbook", *about, folder=folder)] if work.whole else [])]


def _concluded(where: Places, work: Work, year: Outcome, outcomes: Sequence[Outcome]) -> Result:
    """Put the finished folder in its place, or say why there is none."""
    seconds = sum(outcome.seconds for outcome in [year, *outcomes])
    problems = [problem for outcome in [year, *outcomes] for problem in outcome.problems]
    if not problems:
        try:
            finish(where, work, _calculated(year), _records(work, outcomes), seconds)
        except OSError as error:
            problems = [unwritable(error)]
        else:
            return Result(work, "made", reports=len(work.sources), seconds=seconds)
    reasons = _told(problems, Language(work.language))
    try:
        give_up(where, work, reasons)
    except OSError as error:
        reasons = (*reasons, Language(work.language).problem(unwritable(error)))
    return Result(work, "failed", seconds=seconds, reasons=reasons)


def _calculated(year: Outcome) -> Year:
    if not isinstance(year.result, Year):
        raise TypeError("the year was not calculated")
    return year.result


def _records(work: Work, outcomes: Sequence[Outcome]) -> dict[str, ReportRecord]:
    reports = [outcome.result for outcome in outcomes if outcome.step.kind == "report"]
    return {
        report.notebook: ReportRecord(report.file, report.title, report.summary, work.sources[report.notebook], report.seconds)
        for report in reports
    }


def _told(problems: Sequence[Problem], language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language.problem(problem) for problem in problems))


def _note(outcome: Outcome) -> None:
    """A line in the run's log; what the reader must not see, such as a traceback, is here."""
    step = outcome.step
    name = " ".join(str(part) for part in (step.institution, step.year, step.language, step.notebook or step.kind) if part)
    _log.info("%s: %s, %.1f s", name, "failed" if outcome.problems else "done", outcome.seconds)
    for problem in outcome.problems:
        _log.error("%s: %s", name, Language("en").problem(problem))
    if outcome.trace:
        _log.error("%s", outcome.trace)
    for warning in getattr(outcome.result, "warnings", ()):
        _log.warning("%s: %s", name, warning)


def _key(work: Work) -> tuple[str, int, str]:
    return work.institution, work.year, work.language
