"""One run at a time for one folder of data. The system lets go of the lock when its process ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hjj_lib.problems import DataError, Problem

LOCK, OWNER = ".run.lock", ".run.owner"


@contextmanager
def only_run(outputs: Path) -> Iterator[None]:
    """Hold the lock of a folder of outputs while a run is on.

    Raises
    ------
    DataError
        If another run holds it, or the folder cannot be written.
    """
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        lock = FileLock(outputs / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        raise DataError([_busy(outputs)]) from None
    except OSError as error:
        raise DataError([_unwritable(outputs, error)]) from error
    owner = outputs / OWNER
    try:
        owner.write_text(f"{os.getpid()} {datetime.now().astimezone():%Y-%m-%d %H:%M:%S}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            owner.unlink(missing_ok=True)
        lock.release()


def _busy(outputs: Path) -> Problem:
    try:
        process, _, since = (outputs / OWNER).read_text(encoding="utf-8").partition(" ")
    except OSError:
        process, since = "–", "–"
    return Problem(
        "run_busy",
        "error",
        found="Another run is on for this folder: process {process}, begun {since}.",
        remedy="Wait until it ends, then give the command again.",
        values={"process": process, "since": since or "–"},
    )


def _unwritable(outputs: Path, error: OSError) -> Problem:
    return Problem(
        "outputs_unwritable",
        "error",
        found="The folder {folder} cannot be written: “{error}”.",
        remedy="Choose another folder with “--data”.",
        values={"folder": str(outputs), "error": error.strerror or str(error)},
    )
