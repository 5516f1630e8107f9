"""Steps done side by side in worker processes; a worker that dies takes nothing else with it."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing import forkserver, util
from pathlib import Path
from typing import Any

from filelock import FileLock

from hjj_lib.engine.scratch import claimed
from hjj_lib.engine.steps import Outcome, Step, do, prepare_worker, worker_lost
from hjj_lib.engine.warm.threads import ONE_THREAD

_LOADED = "hjj_lib.engine.loaded"


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Worker processes for the time of the block. What they are forked from begins to load at once."""
    os.environ.update(ONE_THREAD)
    if sys.platform == "linux":
        _context()
        forkserver.ensure_running()
    pool = Workers(jobs)
    try:
        yield pool
    finally:
        pool.close()


class Workers:
    """Processes that do steps. They are started with the first step and stay for later ones."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def run(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        """Every step's outcome, in the order in which they are ready.

        When a worker dies, the pool cannot say at which step. All that were not ready are then done again, each alone in a
        process of its own, so that only the one that kills its process is lost.
        """
        if not steps:
            return
        ready: set[Step] = set()
        try:
            for outcome in self._together(steps):
                ready.add(outcome.step)
                yield outcome
        except BrokenProcessPool:
            self.close()
            for step in [step for step in steps if step not in ready]:
                yield _alone(step)

    def close(self) -> None:
        """End the processes. What has not begun is not begun any more, also when the user interrupts."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _together(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        if self._pool is None:
            self._pool = _executor(self._jobs)
        futures: list[Future[Outcome]] = [self._pool.submit(do, step) for step in steps]
        for future in as_completed(futures):
            yield future.result()


def _alone(step: Step) -> Outcome:
    with _executor(1) as pool:
        try:
            return pool.submit(do, step).result()
        except BrokenProcessPool:
            return Outcome(step, 0.0, problems=(worker_lost(step),))


def _executor(jobs: int) -> ProcessPoolExecutor:
    # What workers are forked from may be older than this run: they get the run's surroundings told.
    return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=prepare_worker, initargs=(dict(os.environ),))


def _context() -> Any:
    """How processes begin: on Linux forked from one that has everything loaded, elsewhere afresh.

    Never forked from this process: no thread of the parent is copied half-way.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    _claim()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_LOADED])
    return context


@cache
def _claim() -> FileLock:
    """The folder for sockets that multiprocessing makes once in the life of a process, and leaves when that is killed."""
    return claimed(Path(util.get_temp_dir()))
