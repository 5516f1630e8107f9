"""Warm kernels give what plain ones give, only sooner; without a server everything goes on plainly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from hjj_lib.engine.mask import masked
from hjj_lib.engine.notebooks import PLAIN, WARM, execute, exporter, failures, in_language, read_notebook, run_notebook
from hjj_lib.engine.warm import SOCKET_VARIABLE, kernelspec, warm_kernels
from hjj_lib.problems import DataError

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("0*.ipynb"))

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="warm kernels need Linux")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The process number of a warm server."""
    with warm_kernels() as ready:
        assert ready()
        (child,) = _children("hjj_lib.engine.warm.server")
        yield child


def _children(word: str) -> list[int]:
    """Processes of this test whose command line holds a word."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="replace")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if word in command and parent == str(os.getpid()):
                found.append(int(folder.name))
    return found


def _until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true before anyone would give up."""
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.1)
    return False


def _made(notebook: Path, kernel: str, folder: Path, **parameters: object) -> NotebookNode:
    told, _ = in_language(read_notebook(notebook), None)
    told.metadata["hjj"] = {"language": "fi", "title": "t", "subtitle": "", "index": "", "untranslated": 0}
    return execute(told, notebook, folder / "made.html", parameters, kernel=kernel)


def _outputs(executed: NotebookNode) -> list[object]:
    """What every code cell gave. The cell of given parameters has a name by chance, so it goes without."""
    code = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source]
    chance = "injected-parameters"
    return [(chance if chance in cell.metadata.get("tags", ()) else cell.id, cell.execution_count, cell.outputs) for cell in code]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_warm_kernel_gives_the_same_outputs_and_the_same_page_as_a_plain_one(server, notebook, tmp_path):
    plain, warm = (_made(notebook, kernel, tmp_path, institution="example_coast") for kernel in (PLAIN, WARM))
    assert failures(warm, notebook.stem) == []
    assert _outputs(warm) == _outputs(plain)
    pages = [masked(exporter().from_notebook_node(made)[0]) for made in (plain, warm)]
    assert pages[0] == pages[1]


def test_the_server_has_one_thread(server):
    assert len(list(Path(f"/proc/{server}/task").iterdir())) == 1


def test_two_kernels_do_not_draw_the_same_numbers(server, small_notebook, tmp_path):
    drawn = [_value(small_notebook, tmp_path, "import numpy, random; print(numpy.random.rand(), random.random())") for _ in "ab"]
    assert drawn[0] != drawn[1]


def test_a_kernel_stands_where_the_notebook_stands_and_knows_nothing_of_earlier_ones(server, small_notebook, tmp_path):
    _value(small_notebook, tmp_path, "import pandas; pandas.marked = True; print(1)")
    said = _value(small_notebook, tmp_path, "import os, pandas; print(os.getcwd(), hasattr(pandas, 'marked'))")
    assert said == f"{small_notebook.parent} False"


def _value(notebook: Path, folder: Path, source: str) -> str:
    """What a cell with this source prints in a warm kernel."""
    told = read_notebook(notebook)
    told.cells = [cell for cell in told.cells if cell.id in ("parameters", "end")]
    told.cells.insert(1, NotebookNode(cell_type="code", id="asked", metadata={}, source=source, outputs=[], execution_count=None))
    made = execute(told, notebook, folder / "made.html", {}, kernel=WARM)
    return "".join(output.text for cell in made.cells if cell.id == "asked" for output in cell.outputs).strip()


def test_a_warm_kernel_that_dies_is_a_failure(server, small_notebook, tmp_path):
    with pytest.raises(DataError) as caught:
        run_notebook(small_notebook, tmp_path / "a.html", {"breaks": "kuolema"}, language="fi", kernel=WARM)
    assert caught.value.problems[0].values["cell"] == "breaking"
    assert list(tmp_path.iterdir()) == []


def test_kernels_leave_no_process_and_no_socket_behind(server, small_notebook, tmp_path):
    run_notebook(small_notebook, tmp_path / "a.html", {}, language="fi", kernel=WARM)
    folder = Path(os.environ[SOCKET_VARIABLE]).parent
    assert _until(lambda: sorted(path.name for path in folder.iterdir()) == ["hjj-alive", "server"])
    assert _until(lambda: not Path(f"/proc/{server}/task/{server}/children").read_text().split())


def test_without_a_server_the_same_kernelspec_starts_plainly(small_notebook, tmp_path, monkeypatch):
    assert kernelspec.install()
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "nobody"))
    assert run_notebook(small_notebook, tmp_path / "a.html", {}, language="fi", kernel=WARM).notebook == "01_small"


def test_a_server_that_is_killed_takes_its_kernels_with_it_and_later_kernels_start_plainly(small_notebook, tmp_path):
    with warm_kernels() as ready:
        assert ready()
        server = next(
            number for number in _children("warm.server") if str(Path(os.environ[SOCKET_VARIABLE]).parent) in _command(number)
        )
        os.kill(server, signal.SIGKILL)
        assert run_notebook(small_notebook, tmp_path / "a.html", {}, language="fi", kernel=WARM).notebook == "01_small"


def test_a_kernel_ends_with_the_process_that_asked_for_it_and_half_a_request_does_no_harm(server, small_notebook, tmp_path):
    code = (
        "import json, os, socket\nwith socket.socket(socket.AF_UNIX) as connection:\n"
        "    connection.connect(os.environ['HJJ_WARM_SOCKET'])\n"
        "    wanted = {'argv': ['ipykernel_launcher'], 'env': dict(os.environ), 'cwd': os.getcwd(), 'memory': None}\n"
        "    connection.sendall((json.dumps(wanted) + '\\n')[: LENGTH].encode())\n"
        "    if LENGTH is None: print(connection.makefile().readline())\n"
    )
    surroundings = os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    for length in ("20", "None"):
        command = [sys.executable, "-c", code.replace("LENGTH", length)]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=True)
    assert _until(lambda: not Path(f"/proc/{int(done.stdout)}").exists())
    assert run_notebook(small_notebook, tmp_path / "a.html", {}, language="fi", kernel=WARM).notebook == "01_small"
    assert _children("hjj_lib.engine.warm.server") == [server]


def _command(number: int) -> str:
    return Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace")


def test_nothing_is_left_when_the_run_is_killed():
    code = (
        "import os\nfrom hjj_lib.engine.warm import warm_kernels\n"
        "with warm_kernels() as ready:\n    print(ready(), os.environ['HJJ_WARM_SOCKET'], flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = done.stdout.split()[1]
    assert _until(lambda: not any(path in _command_or_nothing(folder) for folder in Path("/proc").iterdir()))


def _command_or_nothing(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_a_run_can_be_told_to_do_without(monkeypatch):
    monkeypatch.setenv("HJJ_WARM", "0")
    with warm_kernels() as ready:
        assert not ready()


def test_the_folder_of_the_sockets_is_gone_after_the_run(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with warm_kernels() as ready:
        assert ready()
        assert (tmp_path / Path(os.environ[SOCKET_VARIABLE]).parent.name).is_dir()
    assert list(tmp_path.iterdir()) == []
