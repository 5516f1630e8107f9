"""One notebook: read it, put in the texts of a language, run it with papermill, see that it really ran to its end."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from hjj_lib.engine.exporter import ReportExporter
from hjj_lib.engine.kernels import LimitedKernel
from hjj_lib.engine.limits import USUAL, Limits, time_left
from hjj_lib.engine.parameters import checked, declared
from hjj_lib.engine.safe_html import plain_text
from hjj_lib.engine.saving import SAVED_ONCE
from hjj_lib.engine.sources import SECTION, SOURCE_LANGUAGE, texts_path
from hjj_lib.problems import DataError, Problem

#: The cell every notebook ends with. A run that has no such cell, or did not get there, is not a report.
END = "end"
#: Kernelspecs: a kernel that starts plainly, and one that is forked from the warm server.
PLAIN, WARM = "python3", "hjj"
_PARAMETERS_TAG = "parameters"
#: How errors of numpy, Arrow and Python itself are called when there is no memory left.
_TOO_LARGE = "MemoryError"
_FIRST_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Page:
    """What stands around a report: who and when, and the page that lists its sisters."""

    subtitle: str = ""
    index: str = ""


@dataclass(frozen=True)
class Report:
    """A report that was made. ``warnings`` is what the notebook wrote to its error stream; readers do not see it."""

    notebook: str
    file: str
    title: str
    summary: str
    seconds: float
    warnings: tuple[str, ...]


def run_notebook(
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    *,
    language: str,
    page: Page | None = None,
    limits: Limits = USUAL,
    kernel: str = PLAIN,
) -> Report:
    """Run a notebook and write its report.

    Parameters
    ----------
    source
        The notebook; its texts in other languages are in the folder ``texts`` beside it.
    target
        The HTML file to write. The executed notebook is written beside it and removed when the report is there.
    parameters
        Values for the notebook's parameters cell; what is not given keeps the notebook's default.
    kernel
        Name of a kernelspec: ``WARM`` if there is a server of warm kernels.
    limits
        How long it may take and how much memory it may have.

    Raises
    ------
    DataError
        If a parameter is wrong, or the notebook did not run to its end; nothing is written then.
    """
    started = perf_counter()
    notebook, untranslated = in_language(read_notebook(source), _texts(source, language))
    values = checked(parameters, declared(_parameters_source(notebook)), source.stem)
    title, summary = _title(notebook)
    notebook.metadata["hjj"] = {
        "language": language,
        "title": title,
        "subtitle": page.subtitle if page else "",
        "index": page.index if page else "",
        "untranslated": untranslated,
    }
    executed = execute(notebook, source, target, values, limits=limits, kernel=kernel)
    problems = failures(executed, source.stem)
    if problems:
        raise DataError(problems)
    body, _ = exporter().from_notebook_node(executed)
    target.write_text(body, encoding="utf-8")
    return Report(source.stem, target.name, title, summary, perf_counter() - started, _warnings(executed))


def read_notebook(path: Path) -> NotebookNode:
    """A notebook as it is in its file."""
    notebook: NotebookNode = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    return notebook


def in_language(notebook: NotebookNode, texts: Mapping[str, str] | None) -> tuple[NotebookNode, int]:
    """The notebook with its text cells replaced by id, and how many had no translation and stay Finnish.

    Parameters
    ----------
    texts
        Cell id → text; None for the language the notebooks are written in.
    """
    told = copy.deepcopy(notebook)
    if texts is None:
        return told, 0
    missing = 0
    for cell in told.cells:
        if cell.cell_type == "markdown":
            missing += cell.id not in texts
            cell.source = texts.get(cell.id, cell.source)
    return told, missing


def execute(
    notebook: NotebookNode,
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    *,
    limits: Limits = USUAL,
    kernel: str = PLAIN,
) -> NotebookNode:
    """Run the notebook in a kernel of its own with papermill; what came out, also when a cell failed.

    The kernel's folder is the notebook's own; the files papermill writes lie beside ``target`` and are removed.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    before, after = target.with_suffix(".in.ipynb"), target.with_suffix(".out.ipynb")
    nbformat.write(notebook, before)  # type: ignore[no-untyped-call]
    try:
        papermill.execute_notebook(
            str(before),
            str(after),
            parameters=dict(parameters),
            engine_name=SAVED_ONCE,
            kernel_name=kernel,
            cwd=str(source.parent),
            timeout_func=time_left(limits),
            progress_bar=False,
            log_output=False,
            # Nothing of the kernel is needed after the last cell; asking it politely costs a second.
            shutdown_kernel="immediate",
            # What goes to and comes from the kernel can be read by nobody else on the machine.
            config=Config({"LimitedKernel": {"transport_encryption": "auto", "megabytes": limits.megabytes}}),
            kernel_manager_class=LimitedKernel,
        )
    except PapermillExecutionError as error:
        cell = _cell_name(after, error)
        if error.ename.endswith(_TOO_LARGE):
            raise DataError([_too_large(source.stem, cell, limits)]) from error
        raise DataError([_stopped(source.stem, cell, f"{error.ename}: {error.evalue}")]) from error
    except CellTimeoutError as error:
        raise DataError([_too_slow(source.stem, _last_started(after), limits)]) from error
    except DeadKernelError as error:
        raise DataError([_stopped(source.stem, _last_started(after), "the kernel died")]) from error
    else:
        return read_notebook(after)
    finally:
        before.unlink(missing_ok=True)
        after.unlink(missing_ok=True)


def failures(executed: NotebookNode, name: str) -> list[Problem]:
    """What says that a run is no report: a failed cell, a cell that was not run or ran out of order, no end.

    papermill's own status is not asked: a notebook can end early and still count as completed.
    """
    problems = []
    code = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    for cell in code:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        problems += [_stopped(name, cell.id, f"{output.ename}: {output.evalue}") for output in errors[:1]]
    counts = [cell.execution_count for cell in code]
    not_run = [cell.id for cell in code if cell.execution_count is None]
    if not problems and (not_run or counts != sorted(counts)):
        problems.append(_incomplete(name, ", ".join(not_run)))
    if not executed.cells or executed.cells[-1].get("id") != END:
        problems.append(_endless(name))
    return problems


@cache
def exporter() -> ReportExporter:
    """One exporter for the life of the process: making it costs more than a report."""
    return ReportExporter()


def _texts(source: Path, language: str) -> dict[str, str] | None:
    if language == SOURCE_LANGUAGE:
        return None
    path = texts_path(source, language)
    if not path.exists():
        return {}
    _, *parts = SECTION.split(path.read_text(encoding="utf-8"))
    return {cell_id: text.strip() for cell_id, text in zip(parts[::2], parts[1::2], strict=True) if text.strip()}


def _parameters_source(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells if _PARAMETERS_TAG in cell.metadata.get("tags", []))


def _title(notebook: NotebookNode) -> tuple[str, str]:
    """The report's title and the first paragraph under it."""
    text = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    heading = _FIRST_HEADING.search(text)
    paragraphs = [part.strip() for part in _FIRST_HEADING.sub("", text, count=1).split("\n\n") if part.strip()]
    return (heading[1].strip() if heading else "", plain_text(paragraphs[0]) if paragraphs else "")


def _warnings(executed: NotebookNode) -> tuple[str, ...]:
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    return tuple(output.text.strip() for output in outputs if output.output_type == "stream" and output.name == "stderr")


def _cell_name(path: Path, error: PapermillExecutionError) -> str:
    failed = [cell for cell in _cells(path) if any(output.output_type == "error" for output in cell.get("outputs", []))]
    named = [cell.id for cell in failed if cell.source == error.source] or [cell.id for cell in failed]
    return str(next(iter(named), error.cell_index))


def _last_started(path: Path) -> str:
    """The cell that was running when the kernel was lost; papermill calls it completed all the same."""
    begun = [cell.id for cell in _cells(path) if cell.metadata.get("papermill", {}).get("start_time")]
    return str(begun[-1]) if begun else "–"


def _cells(path: Path) -> Sequence[NotebookNode]:
    return read_notebook(path).cells if path.exists() else []


def _stopped(notebook: str, cell: str, error: str) -> Problem:
    return Problem(
        "notebook_stopped",
        "error",
        found="The notebook {notebook} stopped in cell “{cell}”: “{error}”.",
        remedy="Open the notebook with “hjj lab”, mend the cell and run again.",
        values={"notebook": notebook, "cell": cell, "error": _COLOURS.sub("", error)},
    )


def _too_slow(notebook: str, cell: str, limits: Limits) -> Problem:
    return Problem(
        "notebook_too_slow",
        "error",
        found="The notebook {notebook} took longer than {seconds} seconds and was stopped in cell “{cell}”.",
        remedy="Look for an endless loop, or for input that is far larger than usual; or allow more with “--timeout”.",
        values={"notebook": notebook, "cell": cell, "seconds": limits.seconds},
    )


def _too_large(notebook: str, cell: str, limits: Limits) -> Problem:
    return Problem(
        "notebook_too_large",
        "error",
        found="The notebook {notebook} needed more than {megabytes} megabytes of memory and was stopped in cell “{cell}”.",
        remedy="Look for input that is far larger than usual, or allow more with “--memory”.",
        values={"notebook": notebook, "cell": cell, "megabytes": limits.megabytes},
    )


def _incomplete(notebook: str, cells: str) -> Problem:
    return Problem(
        "notebook_incomplete",
        "error",
        found="Not every cell of the notebook {notebook} was run in order: {cells}.",
        remedy="A cell may have ended the program. Open the notebook with “hjj lab” and run all cells.",
        values={"notebook": notebook, "cells": cells or "–"},
    )


def _endless(notebook: str) -> Problem:
    return Problem(
        "notebook_without_end",
        "error",
        found="The last cell of the notebook {notebook} is not “{end}”, so nobody knows whether it ran to its end.",
        remedy="Give the last cell of the notebook the id “{end}”.",
        values={"notebook": notebook, "end": END},
    )
