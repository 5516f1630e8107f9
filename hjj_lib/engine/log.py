"""The log of a run: one file, written anew for each run, that holds what the reader must not see, such as tracebacks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOGGER, LOG = "hjj", "run.log"


class _Whole(logging.FileHandler):
    """A log that cannot be written, as on a full disk, stops nothing and says nothing: the run itself will."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the name is that of the library
        """Let it be."""


@contextmanager
def run_log(outputs: Path) -> Iterator[Path]:
    """Send what the run notes to ``run.log`` in the folder of outputs for the time of the block."""
    path = outputs / LOG
    handler = _Whole(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield path
    finally:
        logger.removeHandler(handler)
        with suppress(OSError):
            handler.close()
