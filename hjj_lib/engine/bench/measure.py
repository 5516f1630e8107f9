"""Rounds of all ways in turn, each in a fresh process; the best round counts, and what comes out must be the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import nbformat

from hjj_lib.engine.bench.fixture import OWN, TWELVE, jobs, settings, write
from hjj_lib.engine.pool import cores
from hjj_lib.problems import DataError, Problem

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_ONE_AFTER_ANOTHER = ("commands", "commands_without_grammars")


@dataclass(frozen=True)
class Measurement:
    """One way of one case: seconds for a report, with everything it takes to begin, and what ours is in comparison."""

    case: str
    way: str
    reports: int
    seconds: float
    processor_seconds: float
    ratio: float = 1.0
    goal: float | None = None
    is_floor: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.ratio <= self.goal if self.is_floor else self.ratio >= self.goal


@dataclass(frozen=True)
class Comparison:
    """All measurements; ``load`` of the machine before and after, and whether the outputs were equal."""

    measurements: tuple[Measurement, ...]
    export_ratio: float
    export_goal: float
    equal: bool
    cores: int
    rounds: int
    load: tuple[float, ...] = field(default=())


def compare(rounds: int, *, cases: Iterable[str] = (TWELVE, OWN), tell: Callable[[str], None]) -> Comparison:
    """Measure every way of every case in so many rounds.

    Parameters
    ----------
    rounds
        All ways take their turns in each round, so that other work on the machine meets them alike.
    tell
        Told the name of each way as it begins.
    """
    before = _load()
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory(prefix="hjj-bench-") as home:
        for case in cases:
            best: dict[str, tuple[float, float]] = {}
            for number in range(rounds):
                for way in settings()["ways"]:
                    tell(f"{case} {number + 1}/{rounds} {way}")
                    took = _run(way, case, Path(home) / f"{case}-{number}-{way}")
                    best[way] = min(took, best.get(way, took))
            found.extend(_measured(case, best))
        export, equal = _exports(Path(home))
    return Comparison(tuple(found), export, settings()["export"]["goal"], equal, cores(), rounds, (*before, *_load()))


def _run(way: str, case: str, folder: Path) -> tuple[float, float]:
    """Seconds for a report, by the clock and of the processors."""
    folder.mkdir()
    if case == TWELVE:
        write(folder)
    started, used = perf_counter(), _processor_seconds()
    command = [sys.executable, "-m", "hjj_lib.engine.bench.ways", way, case, str(_count(way)), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  our own program
    if done.returncode:
        raise DataError([_failed(way, done.stderr)])
    took = perf_counter() - started, _processor_seconds() - used
    shutil.rmtree(folder)
    return took[0] / _count(way), took[1] / _count(way)


def _failed(way: str, error: str) -> Problem:
    return Problem(
        "bench_failed",
        "error",
        found="The way “{way}” did not make its reports: “{error}”.",
        remedy="Run “hjj doctor” to see whether the installation is whole.",
        values={"way": way, "error": next(iter(error.strip().splitlines()[-1:]), "–")},
    )


def _count(way: str) -> int:
    reports: int = settings()["ways"][way]["reports"]
    return reports if way in _ONE_AFTER_ANOTHER else reports * cores()


def _processor_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _measured(case: str, best: dict[str, tuple[float, float]]) -> Iterable[Measurement]:
    mine = best["ours"][0]
    for way, told in settings()["ways"].items():
        seconds, used = best[way]
        floor = bool(told.get("floor"))
        ratio = mine / seconds if floor else seconds / mine
        goal = told.get("goal" if case == TWELVE else "own_goal")
        yield Measurement(case, way, _count(way), seconds, used, ratio, goal, floor)


def _exports(home: Path) -> tuple[float, bool]:
    """How many times faster our export is than the command's, and whether warm kernels gave what papermill gives."""
    from hjj_lib.engine.notebooks import PLAIN, WARM, execute, exporter, read_notebook
    from hjj_lib.engine.warm import warm_kernels

    folder = home / "export"
    folder.mkdir()
    write(folder)
    _, (job,) = jobs(TWELVE, folder, 1)
    notebook = read_notebook(job.notebook)
    made = {PLAIN: execute(notebook, job.notebook, folder / "plain.html", job.parameters)}
    with warm_kernels() as warm:
        kernel = WARM if warm() else PLAIN
        ours = execute(notebook, job.notebook, folder / "ours.html", job.parameters, kernel=kernel)
    path, times = folder / "plain.ipynb", settings()["export"]["times"]
    nbformat.write(made[PLAIN], path)  # type: ignore[no-untyped-call]
    started = perf_counter()
    command = [sys.executable, "-m", "nbconvert", "--to", "html", str(path)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  nbconvert's own command
    theirs = perf_counter() - started
    page = exporter()
    page.from_notebook_node(made[PLAIN])
    started = perf_counter()
    for _ in range(times):
        page.from_notebook_node(made[PLAIN])
    return theirs * times / (perf_counter() - started), _outputs(made[PLAIN]) == _outputs(ours)


def _outputs(notebook: Any) -> list[str]:
    """What each cell gave, but for where an object lay in memory."""
    return [_ADDRESS.sub("", json.dumps(cell.get("outputs"), sort_keys=True)) for cell in notebook.cells]


def _load() -> tuple[float, ...]:
    return os.getloadavg()[:1] if hasattr(os, "getloadavg") else ()
