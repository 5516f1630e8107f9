"""Puts right what an interrupted run left behind. Standard library only: done before every plan."""

from __future__ import annotations

import shutil

from hjj_lib.engine.sources import Places


def recover(where: Places) -> None:
    """Put right what an interrupted run left: earlier reports get their name back, half-made ones go."""
    for old in where.outputs.glob("*/*/.*.old"):
        target = old.with_name(old.name.removeprefix(".").removesuffix(".old"))
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)
    for fresh in where.outputs.glob("*/*/.*.new"):
        shutil.rmtree(fresh, ignore_errors=True)
