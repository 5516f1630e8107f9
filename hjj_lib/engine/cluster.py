"""The same steps on a Dask cluster: its scheduler hands them to workers that see the same folders and hold the same program.

A worker does one step at a time, as papermill changes the folder of its process. When a worker is lost its steps go to another.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import Any, Protocol

from hjj_lib.engine.manifest import digest_of
from hjj_lib.engine.plan import program
from hjj_lib.engine.pool import workers
from hjj_lib.engine.scratch import scratch
from hjj_lib.engine.steps import Outcome, Step, do, prepare_worker, worker_lost
from hjj_lib.engine.warm import warm_kernels
from hjj_lib.engine.warm.threads import ONE_THREAD
from hjj_lib.problems import DataError, Problem
from hjj_lib.shared import sharing

#: How long an answer of the scheduler is waited for.
_ANSWER = "20s"
_ONE_AT_A_TIME = Lock()


class Pool(Protocol):
    """What does steps."""

    def run(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        """Every step's outcome, in the order in which they are ready."""


@dataclass(frozen=True)
class Cluster:
    """A pool whose processes are the workers of a Dask cluster."""

    client: Any

    def run(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        """Every step's outcome, in the order in which they are ready."""
        from distributed import as_completed

        ours = _program()
        futures = {self.client.submit(do_there, step, ours, pure=False): step for step in steps}
        for future in as_completed(list(futures), loop=self.client.loop):
            yield _outcome(future, futures[future])


@contextmanager
def pool(jobs: int, scheduler: str) -> Iterator[tuple[Pool, Callable[[], bool]]]:
    """What does the steps of a run, and whether kernels started from here are warm.

    Parameters
    ----------
    jobs
        How many processes of this machine.
    scheduler
        Address of a Dask scheduler, such as ``tcp://host:8786``, that is asked in place of them; empty: none.

    Raises
    ------
    DataError
        If there is no such scheduler, or the package that speaks with it is not installed.
    """
    if scheduler:
        with _client(scheduler) as client:
            yield Cluster(client), lambda: False
    else:
        with scratch() as folder, sharing(folder), warm_kernels() as warm, workers(jobs) as local:
            yield local, warm


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise DataError([_not_installed()]) from error
    try:
        client = Client(scheduler, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DataError([_no_scheduler(scheduler, error)]) from error
    try:
        yield client
    finally:
        client.close()


def do_there(step: Step, program_of_the_run: str) -> Outcome:
    """Do a step in this process, a worker of a cluster."""
    if _program() != program_of_the_run:
        return Outcome(step, 0.0, problems=(_other_program(step),))
    if not step.where.raw.is_dir():
        return Outcome(step, 0.0, problems=(_other_folders(step),))
    with _ONE_AT_A_TIME:
        warm = _ready()
        return replace(do(replace(step, warm=warm())), step=step)


@cache
def _ready() -> Callable[[], bool]:
    """What a worker needs once: a private folder, shared results, a server of warm kernels. They end with the worker."""
    os.environ.update(ONE_THREAD)
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(scratch())
    stack.enter_context(sharing(folder))
    warm = stack.enter_context(warm_kernels())
    prepare_worker()
    return warm


@cache
def _program() -> str:
    return digest_of(sorted(program().items()))


def _outcome(future: Any, step: Step) -> Outcome:
    """The step's outcome; a step that killed every worker it was given to is lost, and only that."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    return Outcome(step, 0.0, problems=(worker_lost(step),))


def _not_installed() -> Problem:
    return Problem(
        "scheduler_not_installed",
        "error",
        found="The packages that speak with a Dask scheduler are not installed.",
        remedy="Install them with “hjj setup all”, or run without “--scheduler”.",
    )


def _no_scheduler(address: str, error: Exception) -> Problem:
    return Problem(
        "scheduler_silent",
        "error",
        found="No Dask scheduler answers at {address}: “{error}”.",
        remedy="Start it with “dask scheduler” and its workers with “dask worker”, or run without “--scheduler”.",
        values={"address": address, "error": str(error) or type(error).__name__},
    )


def _other_program(step: Step) -> Problem:
    return Problem(
        "cluster_other_program",
        "error",
        found="A worker of the cluster runs another version of the program, or of Python.",
        remedy="Give every worker the same clone and the same lock file, start the workers anew and run again.",
        institution_id=step.institution,
        year=step.year,
    )


def _other_folders(step: Step) -> Problem:
    return Problem(
        "cluster_other_folders",
        "error",
        found="A worker of the cluster does not see the folder {folder}.",
        remedy="Let all workers see the data under the same name, such as a shared network drive, and run again.",
        institution_id=step.institution,
        year=step.year,
        values={"folder": str(step.where.raw)},
    )
