"""How long one notebook may take and how large it may become. Beyond that something is wrong with it or with its input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any


@dataclass(frozen=True)
class Limits:
    """For each notebook; 0: no limit. Real ones take some seconds and less than half of that memory.

    Memory is what the notebook's kernel may ask of the system for data; on Linux only, elsewhere nobody counts it.
    """

    seconds: int = 1000
    megabytes: int = 2 * 1000


NO_LIMITS = Limits(0, 0)
USUAL = Limits()


def limit_memory(process: int, megabytes: int) -> None:
    """Let a process have no more data than this; without effect where nobody counts.

    Raises
    ------
    ProcessLookupError
        If there is no such process any more.
    """
    if sys.platform != "linux":
        return
    import resource

    _, most = resource.prlimit(process, resource.RLIMIT_DATA)
    asked = megabytes * 1000 * 1000
    resource.prlimit(process, resource.RLIMIT_DATA, (min(asked, most) if most >= 0 else asked, most))  # below zero: without end


def time_left(limits: Limits) -> Callable[[Any], float | None]:
    """How many seconds are left for the cell that is about to begin, counted from the first one; None without limit."""
    begun: list[float] = []
    shortest = 1 / 1000  # nbclient takes 0 for “no limit”

    def left(_: Any) -> float | None:
        begun.append(monotonic())
        return max(limits.seconds - (begun[-1] - begun[0]), shortest) if limits.seconds else None

    return left
