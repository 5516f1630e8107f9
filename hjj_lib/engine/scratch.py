"""A run's private folder for what it needs only while it is on: sockets, connection files. It goes with the run.

A run that is killed cannot tidy up. The next run does it: a folder whose lock nobody holds has lost its owner, as the system lets
go of a lock when its process ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _ALIVE = "hjj-", "hjj-alive"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that only its owner can look into, for the time of the block. Jupyter keeps its connection files there."""
    folder, lock = _locked()
    earlier = {name: os.environ.get(name) for name in ("JUPYTER_RUNTIME_DIR",)}
    os.environ.update(dict.fromkeys(earlier, str(folder)))
    try:
        yield folder
    finally:
        for name, value in earlier.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _locked() -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            lock = claimed(folder)
            if (folder / _ALIVE).exists():
                return folder, lock
            # Another run took it for a folder without an owner in the moment before it was locked.
            lock.release()


def claimed(folder: Path) -> FileLock:
    """Mark a temporary folder as one of ours: when this process has ended and it is still there, the next run removes it."""
    lock = FileLock(folder / _ALIVE)
    lock.acquire()
    return lock


def without_owner() -> Iterator[Path]:
    """Temporary folders of runs that were killed. While one is looked at nobody else can take it."""
    for alive in sorted(Path(tempfile.gettempdir()).glob(f"*/{_ALIVE}")):
        with suppress(Timeout, OSError), FileLock(alive, timeout=0):
            yield alive.parent


def sweep() -> None:
    """Remove them."""
    for folder in without_owner():
        shutil.rmtree(folder, ignore_errors=True)
