"""The server that warm kernels are forked from: ``python -m hjj_lib.engine.warm.server SOCKET``.

It loads the libraries, says ``ready``, and then forks one kernel for each request. It ends when its standard input closes,
which happens however the run that started it ends; its kernels end with it.

A fork copies only the thread that asks for it, so a server with a second thread would give kernels in which a lock may be
held for ever. The server counts its threads and refuses to serve if there is more than one.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import re
import select
import signal
import socket
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hjj_lib.engine.sources import ROOT, Places

READY = "ready"
#: Ends a server that cannot serve safely: kernels then start plainly.
NOT_ALONE = 2
#: Process, user and group of the other end of a socket.
_CREDENTIALS = "3i"
_PR_SET_PDEATHSIG = 1
_INLINE = "module://matplotlib_inline.backend_inline"
#: What a kernel imports as it starts, and the libraries that notebooks use; which modules of ours they use is read from them.
#: Not matplotlib_inline: its import looks for the shell that is alive at that moment, and later kernels would show no pictures.
_LIBRARIES = (
    "numpy",
    "pandas",
    "pandas.io.formats.style",
    "matplotlib.backends.backend_agg",
    "jinja2",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.queues",
    "sqlite3",
    "encodings.idna",
)
_IMPORT = re.compile(r"^from (hjj_lib[\w.]*) import (.+)$", re.MULTILINE)


def main(path: Path) -> int:
    """Serve until standard input closes; the exit code."""
    _load()
    if _threads() > 1:
        return NOT_ALONE
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        try:
            os.write(sys.stdout.fileno(), f"{READY}\n".encode())
            _serve(server)
        except BrokenPipeError:  # the run that wanted a server was killed meanwhile
            return 0
        finally:
            path.unlink(missing_ok=True)
    return 0


def _load() -> None:
    """Import what kernels need, as if a kernel did it."""
    os.environ.setdefault("MPLBACKEND", _INLINE)
    # A batch kernel needs no debugger; its import costs a fifth of a second in every kernel.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    # pandas asks at its import whether it is in a notebook, and shows tables accordingly ever after.
    builtins.get_ipython = lambda: type("Shell", (), {"kernel": True})()  # type: ignore[attr-defined]
    for name in (*_LIBRARIES, *imported_by_notebooks(Places().notebooks)):
        importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    _draw_once()
    _check_once()
    gc.collect()
    gc.freeze()  # what is loaded is never looked at again, so kernels go on sharing its memory


def imported_by_notebooks(folder: Path) -> list[str]:
    """The modules of this library that a folder's notebooks import, sorted; a file that cannot be read counts for nothing."""
    modules: set[str] = set()
    for path in folder.glob("*.ipynb"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
            for package, names in _IMPORT.findall(source):
                inside = [f"{package}.{name.split()[0]}" for name in names.split(", ")]
                modules |= {package, *(name for name in inside if _is_module(name))}
    return sorted(modules)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _check_once() -> None:
    """Half of what tables are checked with is loaded when the first one is checked."""
    from hjj_lib import tables

    tables.empty(tables.OwnFactor)


def _draw_once() -> None:
    """Fonts and text shapes are read once, here; settings and random numbers stay as they were."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.set_title("Å")
    FigureCanvasAgg(figure)
    figure.savefig(io.BytesIO(), format="png")


def _threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def _serve(server: socket.socket) -> None:
    """Fork kernels until standard input closes. A kernel whose asker is gone is of no use to anyone and is ended."""
    askers: dict[int, int] = {}
    standard_input = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([server, standard_input, *askers.values()], [], [], 1)
        for kernel in _ended(askers):
            os.close(askers.pop(kernel))
        _kill(kernel for kernel, asker in askers.items() if asker in ready)
        if standard_input in ready and not os.read(standard_input, 1):
            break
        if server in ready:
            askers |= _answer(server)
    _kill(askers)
    while askers:
        askers.pop(os.wait()[0])


def _kill(kernels: Iterable[int]) -> None:
    for kernel in kernels:
        os.kill(kernel, signal.SIGKILL)


def _ended(kernels: Iterable[int]) -> set[int]:
    """Kernels that have ended since; each has to be waited for, or it would stay in the system's list."""
    return {kernel for kernel in kernels if os.waitpid(kernel, os.WNOHANG)[0] == kernel}


def _answer(server: socket.socket) -> dict[int, int]:
    """Fork a kernel for a request and tell its process number; the kernel, and a descriptor of who asked."""
    connection, _ = server.accept()
    with connection:
        asker = _asker(connection)
        if asker is None:
            return {}
        try:
            wanted: dict[str, Any] = json.loads(connection.makefile().readline())
        except (OSError, ValueError):  # it ended in the middle of its sentence
            os.close(asker)
            return {}
        kernel = os.fork()
        if kernel == 0:
            _be_a_kernel(wanted, [server, connection])
        with contextlib.suppress(OSError):  # it may be gone by now; the kernel will follow
            connection.sendall(f"{kernel}\n".encode())
    return {kernel: asker}


def _asker(connection: socket.socket) -> int | None:
    """A descriptor of the process at the other end; None if it has ended already."""
    size = struct.calcsize(_CREDENTIALS)
    process, _, _ = struct.unpack(_CREDENTIALS, connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    try:
        return os.pidfd_open(process)
    except ProcessLookupError:
        return None


def _be_a_kernel(wanted: dict[str, Any], sockets: Sequence[socket.socket]) -> None:
    """The child's whole life; it never returns."""
    code = 1
    try:
        for each in sockets:
            each.close()
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.environ.clear()
        os.environ.update(wanted["env"])
        os.environ["JPY_PARENT_PID"] = str(os.getppid())
        os.chdir(wanted["cwd"])
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            os.dup2(nothing, stream.fileno())
        _fresh_random_numbers()
        sys.argv = wanted["argv"]
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=wanted["argv"][1:])
        code = 0
    finally:
        os._exit(code)


def _fresh_random_numbers() -> None:
    """Numpy's random state was copied by the fork; two kernels must not draw the same. Python's own sees to itself."""
    import numpy as np

    np.random.seed()  # noqa: NPY002  this is the global state that a plain kernel would have


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
