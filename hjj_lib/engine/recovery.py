"""Puts right what an interrupted run left behind. Standard library only: done before every plan."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from hjj_lib.engine.scratch import sweep
from hjj_lib.engine.sources import INDEX, Places

#: In the outputs while the page of all institutions is older than what it tells of.
PAGE_DUE = f".{INDEX}.due"
#: Half-made files and folders of outputs; a year's tables while they are being replaced.
_HALF_MADE = ("outputs", ".*.new"), ("outputs", "*/*/.*.new"), ("outputs", "*/*/*/.*.new"), ("processed", "*/.new-*")


def recover(where: Places) -> None:
    """Put right what an interrupted run left: earlier reports get their name back, half-made ones go."""
    for old in where.outputs.glob("*/*/.*.old"):
        target = old.with_name(old.name.removeprefix(".").removesuffix(".old"))
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)
    for path in half_made(where):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    sweep()


def half_made(where: Places) -> Iterator[Path]:
    """Files and folders that a run left unfinished."""
    for home, pattern in _HALF_MADE:
        yield from sorted(getattr(where, home).glob(pattern))


def page_is_due(outputs: Path) -> bool:
    """Whether the page of all institutions must be written although no report is out of date."""
    return (outputs / PAGE_DUE).exists() or not (outputs / INDEX).exists()
