"""The ways to make reports that are compared, each run as a process of its own: WAY, CASE, COUNT, FOLDER."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hjj_lib.engine.bench.fixture import Job, jobs, sources
from hjj_lib.engine.pool import cores
from hjj_lib.engine.sources import Places
from hjj_lib.engine.warm.threads import ONE_THREAD

_NO_GRAMMARS = "import sys; sys.modules['rfc3987_syntax'] = None; "
_PAPERMILL = "from papermill.__main__ import papermill; papermill()"
_NBCONVERT = "from nbconvert.nbconvertapp import main; main()"


def commands(where: Places, wanted: Sequence[Job], *, before: str = "", side_by_side: int = 1) -> None:
    """The command papermill and then the command nbconvert, as a shell script would call them."""

    def make(number: int) -> None:
        job, made = wanted[number], where.outputs / f"{number}.ipynb"
        options = [part for name, value in job.parameters.items() for part in ("-p", name, str(value))]
        kernel = ["--no-progress-bar", "-k", "python3", "--cwd", str(job.notebook.parent)]
        _python(before + _PAPERMILL, [str(job.notebook), str(made), *options, *kernel])
        _python(before + _NBCONVERT, ["--to", "html", str(made)])

    with ThreadPoolExecutor(side_by_side) as threads:
        list(threads.map(make, range(len(wanted))))


def _python(code: str, arguments: Sequence[str]) -> None:
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)  # noqa: S603  our own words


def pool(where: Places, wanted: Sequence[Job]) -> None:
    """A process for each core with papermill imported once and one exporter of nbconvert."""
    with ProcessPoolExecutor(cores(), get_context("spawn")) as processes:
        list(processes.map(_papermill, wanted, [where.outputs / f"{number}.html" for number in range(len(wanted))]))


def _papermill(job: Job, page: Path) -> None:
    import papermill
    from nbconvert import HTMLExporter

    exporter = _KEPT.get("exporter") or HTMLExporter()  # type: ignore[no-untyped-call]
    _KEPT["exporter"] = exporter
    made = papermill.execute_notebook(
        str(job.notebook),
        str(page.with_suffix(".ipynb")),
        dict(job.parameters),
        kernel_name="python3",
        progress_bar=False,
        cwd=str(job.notebook.parent),
    )
    page.write_text(exporter.from_notebook_node(made)[0], encoding="utf-8")


_KEPT: dict[str, Any] = {}


def script(where: Places, wanted: Sequence[Job]) -> None:
    """The cells as a plain program, in a process for each core: no kernel, no notebook, no page."""
    del where
    with ProcessPoolExecutor(cores(), get_context("spawn")) as processes:
        list(processes.map(_cells, wanted))


def _cells(job: Job) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    def show() -> None:
        plt.savefig(io.BytesIO(), format="png", bbox_inches="tight")
        plt.close("all")

    vars(plt)["show"] = show
    first, *others = sources(job.notebook)
    names: dict[str, Any] = {}
    os.chdir(job.notebook.parent)
    with redirect_stdout(io.StringIO()):
        exec(compile(first, "parameters", "exec"), names)  # noqa: S102  the notebook's own code
        names.update(job.parameters)
        for source in others:
            exec(compile(source, "cell", "exec"), names)  # noqa: S102  the notebook's own code
    plt.close("all")


def ours(where: Places, wanted: Sequence[Job]) -> None:
    """The steps of ``hjj run``, with its own workers, warm kernels and exporter."""
    from hjj_lib.engine.cluster import pool as working
    from hjj_lib.engine.steps import Step

    with working(cores(), "") as (processes, warm):
        ready = warm()
        steps = []
        for number, job in enumerate(wanted):
            folder = where.outputs / str(number)
            folder.mkdir()
            about = (str(job.parameters["institution"]), int(job.parameters["year"]), str(job.parameters["language"]))
            steps.append(Step("report", where, *about, job.notebook.stem, folder, warm=ready))
        outcomes = list(processes.run(steps))
    failed = [problem for outcome in outcomes for problem in outcome.problems]
    if failed:
        raise RuntimeError(f"no report: {failed}")


WAYS: Mapping[str, Callable[[Places, Sequence[Job]], None]] = {
    "commands": commands,
    "commands_without_grammars": lambda where, wanted: commands(where, wanted, before=_NO_GRAMMARS),
    "commands_side_by_side": lambda where, wanted: commands(where, wanted, side_by_side=cores()),
    "pool": pool,
    "ours": ours,
    "script": script,
}


def main(way: str, case: str, count: str, folder: str) -> None:
    """Make so many reports in one way."""
    os.environ.update(ONE_THREAD)
    where, wanted = jobs(case, Path(folder), int(count))
    where.outputs.mkdir(parents=True, exist_ok=True)
    WAYS[way](where, wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
