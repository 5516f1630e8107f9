"""A notebook is a readable document: word ids, no stored output, typed parameters, short cells, all languages."""

from __future__ import annotations

import ast
import json
import re
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = ("01_intake", "02_calculation", "03_sensitivity", "04_scenarios", "05_monitoring", "07_handprint", "08_standards")
OTHER_LANGUAGES = ("sv", "en")
CELL_LINES = 12
WORD_ID = re.compile(r"^[a-z]{2,}([_-]([a-z]+|\d+))*$")
#: A section of a text file: a heading that is nothing but a cell id. Headings of the text itself have capitals or spaces.
SECTION = re.compile(r"^## ([a-z][a-z0-9_-]*)[ \t]*$", re.MULTILINE)
#: An amount with its unit typed into prose. "95 %" names the kind of interval and is meant.
TYPED_AMOUNT = re.compile(
    r"(?<![\w-])(?!95\s?%)\d[\d\s.,]*(?:%|€|eur\b|t\b|kg\b|tn\b|tonni|ton\b|tonnes?\b|kWh\b|MWh\b)", re.IGNORECASE
)

pytestmark = pytest.mark.parametrize("name", NOTEBOOKS)


def _notebook(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def _cells(name: str, kind: str = "") -> list[dict[str, Any]]:
    return [cell for cell in _notebook(name)["cells"] if kind in ("", cell["cell_type"])]


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _is_parameters(cell: dict[str, Any]) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def _parameters(name: str) -> dict[str, Any]:
    (cell,) = [cell for cell in _cells(name) if _is_parameters(cell)]
    return cell


def _nodes(name: str, kinds: type | tuple[type, ...]) -> Iterator[tuple[str, Any]]:
    """Cell id and syntax node, for all code but the parameters."""
    for cell in _cells(name, "code"):
        if not _is_parameters(cell):
            yield from ((cell["id"], node) for node in ast.walk(ast.parse(_source(cell))) if isinstance(node, kinds))


def test_cell_ids_are_words_and_none_occurs_twice(name):
    ids = [cell.get("id", "") for cell in _cells(name)]
    assert [cell_id for cell_id in ids if not WORD_ID.match(cell_id)] == []
    assert len(ids) == len(set(ids))


def test_outputs_are_stripped(name):
    assert [cell["id"] for cell in _cells(name, "code") if cell["outputs"] or cell["execution_count"] is not None] == []


def test_the_format_keeps_cell_ids_and_the_kernel_is_any_python(name):
    notebook = _notebook(name)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_there_is_one_parameters_cell_near_the_top(name):
    cells = _cells(name)
    places = [number for number, cell in enumerate(cells) if _is_parameters(cell)]
    first_code = next(number for number, cell in enumerate(cells) if cell["cell_type"] == "code")
    assert places == [first_code]


def test_every_parameter_is_a_typed_literal_with_a_comment(name):
    source = _source(_parameters(name))
    statements = ast.parse(source).body
    assert [
        ast.unparse(s) for s in statements if not (isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name) and s.value)
    ] == []
    for statement in statements:
        ast.literal_eval(statement.value)  # a ValueError names an expression that is not a literal
    commented = {
        token.start[0] for token in tokenize.generate_tokens(StringIO(source).readline) if token.type == tokenize.COMMENT
    }
    assert [ast.unparse(s) for s in statements if s.end_lineno not in commented] == []
    assert {"institution", "year", "language"} <= {s.target.id for s in statements}


def test_code_cells_are_short(name):
    long = {cell["id"]: len(_source(cell).splitlines()) for cell in _cells(name, "code") if not _is_parameters(cell)}
    assert {cell_id: lines for cell_id, lines in long.items() if lines > CELL_LINES} == {}


def test_a_notebook_defines_nothing_and_reads_no_files(name):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.While)
    assert [(cell_id, type(node).__name__) for cell_id, node in _nodes(name, kinds)] == []
    called = [(cell_id, ast.unparse(node.func)) for cell_id, node in _nodes(name, ast.Call)]
    assert [
        place for place in called if re.search(r"\bread_(csv|excel|parquet|json)$|^open$|^print$|^exec$|^eval$", place[1])
    ] == []


def test_no_number_is_typed_outside_the_parameters(name):
    numbers = [(cell_id, node.value) for cell_id, node in _nodes(name, ast.Constant) if isinstance(node.value, int | float)]
    assert [(cell_id, value) for cell_id, value in numbers if value not in (True, False, 0, 1)] == []


def test_no_amount_is_typed_into_the_text(name):
    texts = {f"{name}.ipynb#{cell['id']}": _source(cell) for cell in _cells(name, "markdown")}
    texts |= {
        f"{name}.{code}.md": (FOLDER / "texts" / f"{name}.{code}.md").read_text(encoding="utf-8") for code in OTHER_LANGUAGES
    }
    assert {place: TYPED_AMOUNT.findall(text) for place, text in texts.items() if TYPED_AMOUNT.search(text)} == {}


def test_the_document_begins_with_a_title_and_every_heading_is_below_it(name):
    cells = _cells(name)
    assert cells[0]["cell_type"] == "markdown"
    assert _source(cells[0]).startswith("# ")
    titles = [cell["id"] for cell in _cells(name, "markdown") if re.search(r"^# ", _source(cell), re.MULTILINE)]
    assert titles == [cells[0]["id"]]


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
def test_the_other_languages_have_every_text_cell_once_and_no_other(name, code):
    sections = SECTION.findall((FOLDER / "texts" / f"{name}.{code}.md").read_text(encoding="utf-8"))
    assert sorted(sections) == sorted(cell["id"] for cell in _cells(name, "markdown"))


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
def test_no_translated_section_is_empty(name, code):
    parts = SECTION.split((FOLDER / "texts" / f"{name}.{code}.md").read_text(encoding="utf-8"))
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert [cell_id for cell_id, text in texts.items() if not text.strip()] == []
