"""How a run and its problems are told on the terminal. Plain lines when the output goes to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hjj_lib.engine.plan import REASONS, Reason, Work
from hjj_lib.language import Language
from hjj_lib.problems import SEVERITIES, Problem, by_group

if TYPE_CHECKING:
    from hjj_lib.engine.batch import Progress, Result
    from hjj_lib.engine.steps import Outcome

_WIDTH = 2 * 100
_OTHER_ROWS = "up to date; the basis has changed, but in no row that could serve it"


def say(text: str) -> None:
    """A line for the user."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(problems: Iterable[Problem], language: Language) -> None:
    """All problems as one list, most serious first, on the error stream."""
    lines = [f"* {language.problem(problem)}" for problem in _by_severity(problems)]
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()


def list_problems(problems: Iterable[Problem], language: Language) -> None:
    """Problems under a heading for each severity; confirmed questions apart, with their reasons."""
    names = {
        "error": language.sentence("Errors"),
        "question": language.sentence("Questions"),
        "confirmed": language.sentence("Confirmed questions"),
        "note": language.sentence("Notes"),
    }
    for group, these in by_group(problems).items():
        if these:
            say(f"{names[group]} ({len(these)})")
            for problem in these:
                say(f"  * {language.problem(problem)}")


def reason_text(reason: Reason, language: Language) -> str:
    """Why something is out of date."""
    return language.sentence(REASONS[reason.code], name=reason.name)


def explain(work: Sequence[Work], language: Language) -> None:
    """What a run would do and why, without doing it."""
    for one in work:
        name = f"{one.institution} {one.year} {one.language}"
        if not one.reasons:
            say(f"{name}: " + language.sentence(_OTHER_ROWS if one.other_rows else "up to date"))
            continue
        say(f"{name}: " + language.sentence("would be made: {reports}", reports=", ".join(one.outdated) or "–"))
        for reason in one.reasons:
            say(f"  * {reason_text(reason, language)}")


@contextmanager
def progress(language: Language) -> Iterator[Progress]:
    """What to call after each step: a moving bar on a terminal, else a line for each step."""
    if not sys.stdout.isatty():
        yield lambda done, total, outcome: say(f"[{done}/{total}] {_step(outcome, language)}")
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns) as bar:
        task = bar.add_task(language.sentence("Starting …"), total=None)

        def moved(done: int, total: int, outcome: Outcome) -> None:
            bar.update(task, completed=done, total=total, description=_step(outcome, language))

        yield moved


def _step(outcome: Outcome, language: Language) -> str:
    step = outcome.step
    what = {"year": language.sentence("calculation"), "report": step.notebook, "workbook": language.sentence("audit workbook")}[
        step.kind
    ]
    name = " ".join(str(part) for part in (step.institution, step.year, step.language, what) if part)
    state = language.sentence("did not succeed") if outcome.problems else language.sentence("ready")
    return f"{name}: {state}, {language.number(outcome.seconds, 1)} s"


def results_table(results: Sequence[Result], language: Language) -> None:
    """What was made, what was skipped as unchanged, what failed and why."""
    names = {
        "made": language.sentence("made"),
        "unchanged": language.sentence("unchanged"),
        "failed": language.sentence("did not succeed"),
    }
    rows = [
        {
            language.sentence("Institution"): result.work.institution,
            language.sentence("Year"): str(result.work.year),
            language.sentence("Language"): result.work.language,
            language.sentence("State"): names[result.state],
            language.sentence("Reports"): str(result.reports),
            language.sentence("Duration, s"): language.number(result.seconds) if result.state != "unchanged" else "–",
        }
        for result in results
    ]
    table(rows)
    for result in results:
        if result.reasons:
            say(f"{result.work.institution} {result.work.year} {result.work.language}: {names['failed']}")
            for reason in result.reasons:
                say(f"  * {reason}")


def table(rows: Sequence[Mapping[Any, Any]]) -> None:
    """Rows as a table; every row has the columns of the first."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(show_edge=False, pad_edge=False)
    for heading in rows[0] if rows else ():
        shown.add_column(Text(str(heading)), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(str(value)) for value in row.values()))
    width = None if sys.stdout.isatty() else _WIDTH
    Console(file=sys.stdout, width=width, highlight=False).print(shown)


def _by_severity(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
