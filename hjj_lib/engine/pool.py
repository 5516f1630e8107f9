"""Steps done side by side in worker processes; a worker that dies takes nothing else with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from hjj_lib.engine.steps import Outcome, Step, do, prepare_worker, worker_lost


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_steps(steps: Sequence[Step], jobs: int) -> Iterator[Outcome]:
    """Every step's outcome, in the order in which they are ready.

    When a worker dies, the pool cannot say at which step. All that were not ready are then done again, each alone in a
    process of its own, so that only the one that kills its process is lost.
    """
    if not steps:
        return
    ready: set[Step] = set()
    try:
        for outcome in _together(steps, min(jobs, len(steps))):
            ready.add(outcome.step)
            yield outcome
    except BrokenProcessPool:
        for step in [step for step in steps if step not in ready]:
            yield _alone(step)


def _together(steps: Sequence[Step], jobs: int) -> Iterator[Outcome]:
    with _executor(jobs) as pool:
        futures: list[Future[Outcome]] = [pool.submit(do, step) for step in steps]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            # Also when the user interrupts: what has not begun is not begun any more.
            pool.shutdown(wait=False, cancel_futures=True)


def _alone(step: Step) -> Outcome:
    with _executor(1) as pool:
        try:
            return pool.submit(do, step).result()
        except BrokenProcessPool:
            return Outcome(step, 0.0, problems=(worker_lost(step),))


def _executor(jobs: int) -> ProcessPoolExecutor:
    # Fresh processes, not forks: the same on every system, and no thread of the parent is copied half-way.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=prepare_worker)
