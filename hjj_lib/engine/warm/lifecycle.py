"""The life of the warm server: started when a run begins, ready when the first notebook is, gone when the run ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hjj_lib.engine.scratch import scratch
from hjj_lib.engine.warm import kernelspec
from hjj_lib.engine.warm.threads import ONE_THREAD

#: Where a running server listens; the provisioner looks here.
SOCKET_VARIABLE = "HJJ_WARM_SOCKET"
#: Set to 0, kernels start plainly.
_SWITCH = "HJJ_WARM"
_SOCKET = "server"


@contextmanager
def warm_kernels() -> Iterator[Callable[[], bool]]:
    """A warm server for the time of the block.

    Gives a function that waits until the server can be asked, and says whether there is one. Loading takes a few seconds,
    during which other work can be done.
    """
    with scratch() as folder:
        if os.environ.get(_SWITCH) == "0" or not hasattr(os, "pidfd_open") or not kernelspec.install():
            yield lambda: False
        else:
            with _serving(folder / _SOCKET) as ready:
                yield ready


@contextmanager
def _serving(path: Path) -> Iterator[Callable[[], bool]]:
    command = [sys.executable, "-m", "hjj_lib.engine.warm.server", str(path)]
    surroundings = {**os.environ, **ONE_THREAD}
    with subprocess.Popen(  # noqa: S603  our own program, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=surroundings
    ) as server:
        earlier = os.environ.get(SOCKET_VARIABLE)
        os.environ[SOCKET_VARIABLE] = str(path)
        try:
            yield lambda: _is_ready(server, path)
        finally:
            os.environ.pop(SOCKET_VARIABLE)
            os.environ.update({SOCKET_VARIABLE: earlier} if earlier else {})
            if server.stdin:
                server.stdin.close()
            server.wait()


def _is_ready(server: subprocess.Popen[bytes], path: Path) -> bool:
    """Wait for the server's word; False if it ended without it."""
    if path.exists():
        return True
    return bool(server.stdout and server.stdout.readline())
