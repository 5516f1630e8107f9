"""A notebook becomes a report only when every cell ran to the end; otherwise the message says which cell and why."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import nullcontext

import nbformat
import pytest

from hjj_lib.engine.limits import Limits
from hjj_lib.engine.notebooks import PLAIN, WARM, Page, failures, in_language, run_notebook
from hjj_lib.engine.warm import warm_kernels
from hjj_lib.language import Language
from hjj_lib.problems import DataError


def _told(error: DataError) -> str:
    return " ".join(Language("fi").problem(problem) for problem in error.problems)


def _cell(kind: str, cell_id: str, source: str = "1", **more: object) -> nbformat.NotebookNode:
    more = {"execution_count": None, "outputs": [], **more} if kind == "code" else more
    return nbformat.from_dict({"cell_type": kind, "id": cell_id, "metadata": {}, "source": source, **more})


def _executed(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


END = _cell("markdown", "end", "loppu")


def test_a_notebook_becomes_a_report_in_the_readers_language(small_notebook, tmp_path):
    target = tmp_path / "01_small.html"
    parameters = {"institution": "example_small", "year": 2024, "language": "sv"}
    made = run_notebook(small_notebook, target, parameters, language="sv", page=Page("Liten skola 2024", "index.html"))
    page = target.read_text(encoding="utf-8")
    assert (made.title, made.summary) == ("Liten rapport", "Med den här prövas hur rapporter görs.")
    assert '<h2 id="bottom_line_heading">I korthet</h2>' in page
    assert "example_small 2024: 0.5" in page
    assert "Kuva ja taulukko" in page  # not translated: Finnish, and a note says so
    assert "har ännu inte översatts" in page
    assert len(made.warnings) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["01_small.html"]


def test_an_error_in_a_cell_names_the_cell_and_leaves_nothing_behind(small_notebook, tmp_path):
    with pytest.raises(DataError) as caught:
        run_notebook(small_notebook, tmp_path / "a.html", {"breaks": "virhe"}, language="fi")
    assert _told(caught.value).startswith("Muistikirja 01_small pysähtyi soluun ”breaking”: ”ValueError: tahallinen virhe”.")
    assert list(tmp_path.iterdir()) == []


def test_a_kernel_that_dies_is_a_failure_of_the_cell_that_was_running(small_notebook, tmp_path):
    with pytest.raises(DataError) as caught:
        run_notebook(small_notebook, tmp_path / "a.html", {"breaks": "kuolema"}, language="fi")
    assert caught.value.problems[0].values["cell"] == "breaking"
    assert list(tmp_path.iterdir()) == []


def test_a_cell_without_end_is_stopped(small_notebook, tmp_path):
    source = tmp_path / "01_small.ipynb"
    notebook = json.loads(small_notebook.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in ("title", "parameters", "breaking", "end")]
    notebook["cells"][2]["source"] = ["while True:\n", "    pass"]
    source.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        run_notebook(source, tmp_path / "a.html", {}, language="fi", limits=Limits(seconds=3))
    assert [(p.code, p.values["cell"]) for p in caught.value.problems] == [("notebook_too_slow", "breaking")]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody counts the memory of a process")
@pytest.mark.parametrize("kernel", [PLAIN, WARM])
def test_a_notebook_that_wants_too_much_memory_is_stopped_and_this_process_is_not_bound_by_its_limit(
    small_notebook, tmp_path, kernel
):
    source = tmp_path / "01_small.ipynb"
    notebook = json.loads(small_notebook.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in ("title", "parameters", "breaking", "end")]
    notebook["cells"][2]["source"] = ["x = bytearray(2_000_000_000)"]
    source.write_text(json.dumps(notebook), encoding="utf-8")
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with warm_kernels() if kernel == WARM else nullcontext(bool) as ready:
        ready()
        with pytest.raises(DataError) as caught:
            run_notebook(source, tmp_path / "a.html", {}, language="fi", limits=Limits(megabytes=1500), kernel=kernel)
    assert [(p.code, p.values["cell"]) for p in caught.value.problems] == [("notebook_too_large", "breaking")]
    assert "yli 1500 megatavua" in _told(caught.value)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_a_wrong_parameter_stops_before_a_kernel_starts(small_notebook, tmp_path):
    with pytest.raises(DataError) as caught:
        run_notebook(small_notebook, tmp_path / "a.html", {"yaer": 2024}, language="fi")
    assert caught.value.problems[0].code == "parameter_unknown"


def test_a_run_that_reached_its_end_has_no_failures():
    assert failures(_executed(_cell("code", "a", execution_count=1), _cell("code", "b", execution_count=2), END), "nb") == []


def test_an_empty_cell_need_not_have_run():
    assert failures(_executed(_cell("code", "a", "", execution_count=None), END), "nb") == []


def test_a_cell_that_did_not_run_is_a_failure():
    (problem,) = failures(_executed(_cell("code", "a", execution_count=1), _cell("code", "b"), END), "nb")
    assert (problem.code, problem.values["cells"]) == ("notebook_incomplete", "b")


def test_cells_out_of_order_are_a_failure():
    (problem,) = failures(_executed(_cell("code", "a", execution_count=2), _cell("code", "b", execution_count=1), END), "nb")
    assert problem.code == "notebook_incomplete"


def test_an_error_in_an_output_is_a_failure_whatever_the_status_says():
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    (problem,) = failures(_executed(_cell("code", "a", execution_count=1, outputs=[error]), END), "nb")
    assert (problem.code, problem.values["error"]) == ("notebook_stopped", "KeyError: 'x'")


def test_a_notebook_without_its_end_marker_is_no_report():
    (problem,) = failures(_executed(_cell("code", "a", execution_count=1)), "nb")
    assert problem.code == "notebook_without_end"


def test_texts_replace_text_cells_by_id_and_the_missing_are_counted():
    notebook = _executed(_cell("markdown", "title", "# Suomi"), _cell("code", "title_code"), END)
    told, missing = in_language(notebook, {"title": "# Svenska", "title_code": "not code"})
    assert [cell.source for cell in told.cells] == ["# Svenska", "1", "loppu"]
    assert missing == 1
    assert notebook.cells[0].source == "# Suomi"


def test_a_notebook_without_any_texts_in_the_language_is_told_in_finnish(small_notebook, tmp_path):
    shutil.copy(small_notebook, tmp_path / "01_small.ipynb")
    made = run_notebook(tmp_path / "01_small.ipynb", tmp_path / "a.html", {"language": "en"}, language="en")
    assert made.title == "Pieni raportti"
    assert "have not been translated yet" in (tmp_path / "a.html").read_text(encoding="utf-8")
