"""Memory of a warm kernel while each of our notebooks runs: ``python tests/benchmarks/memory.py``; Linux only.

A page that n processes share counts as an nth of it for each (proportional set size). Wanted: at most 150 MiB for a kernel beside
the server that it was forked from.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")

from hjj_lib.engine.notebooks import WARM, execute, read_notebook  # noqa: E402
from hjj_lib.engine.warm import warm_kernels  # noqa: E402
from hjj_lib.engine.warm.threads import ONE_THREAD  # noqa: E402
from hjj_lib.shared import sharing  # noqa: E402
from hjj_lib.study import open_study  # noqa: E402

INSTITUTION, YEAR = "example_lakeland", 2025
_LOOK = 0.05


def children(parent: int) -> Iterator[int]:
    """Processes that a process has started."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == parent:
            yield int(path.parent.name)


def mebibytes(process: int) -> float:
    """The proportional set size of a process; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) / 1024


def largest(server: int, ended: Event, found: dict[str, float]) -> None:
    """Keep the largest size of a kernel, and of the server at that moment."""
    while not ended.wait(_LOOK):
        size = max((mebibytes(kernel) for kernel in children(server)), default=0.0)
        if size > found["kernel"]:
            found.update(kernel=size, server=mebibytes(server))


def main() -> None:
    """A line for each notebook."""
    os.environ.update(ONE_THREAD)
    with tempfile.TemporaryDirectory() as folder, sharing(Path(folder)), warm_kernels() as warm:
        warm()
        open_study(INSTITUTION, YEAR)  # as in a run: the kernels read what a worker has calculated
        (server,) = children(os.getpid())
        alone = mebibytes(server)
        sys.stdout.write(f"server alone: {alone:.0f} MiB\n")
        for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
            ended, found = Event(), {"kernel": 0.0, "server": 0.0}
            watch = Thread(target=largest, args=(server, ended, found))
            watch.start()
            try:
                execute(
                    read_notebook(path),
                    path,
                    Path(folder) / "page.html",
                    {"institution": INSTITUTION, "year": YEAR, "language": "fi"},
                    kernel=WARM,
                )
            finally:
                ended.set()
                watch.join()
            both = found["kernel"] + found["server"]
            sys.stdout.write(f"{path.stem}: kernel and server {both:.0f} MiB, so {both - alone:.0f} MiB for the kernel\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
