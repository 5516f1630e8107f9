"""Every sentence a reader can meet stands in Finnish and Swedish; numbers look as the language writes them."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from hjj_lib import units
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import Problem

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "hjj_lib"
TRANSLATED = ("fi", "sv")
#: Methods whose first argument is a sentence in English.
SPEAKING = {"sentence", "translation", "say", "headline", "heading"}
#: Keywords that carry sentences in English, in the calls that show a table or a figure and in a Problem.
SPEAKING_KEYWORDS = {"table": {"caption", "headings"}, "table_html": {"caption", "headings"}, "figure": {"caption", "headings"}}
PROBLEM_KEYWORDS = ("found", "expected", "remedy")
PROBLEM_POSITIONS = (2, 3, 4)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(node: ast.expr | None, assigned: dict[str, list[ast.expr]], depth: int = 0) -> Iterator[str]:
    """The texts an expression can become: literals, choices between them, values of tables written in the same file."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, assigned, depth)
        yield from _texts(node.orelse, assigned, depth)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _texts(part, assigned, depth)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, assigned, depth)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, assigned, depth)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        yield from _texts(node.func.value, assigned, depth)
    elif isinstance(node, ast.Name) and depth < 3:
        for value in assigned.get(node.id, []):
            yield from _texts(value, assigned, depth + 1)


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:
                found.setdefault(target.id, []).append(node.value)
    return found


def _spoken(source: str, place: str) -> dict[str, str]:
    """English sentence → where it is said."""
    tree = ast.parse(source)
    assigned = _assigned(tree)
    said: dict[str, str] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        expressions: list[ast.expr] = []
        if isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKING:
            expressions += node.args[:1]
        if _name(node) == "Problem":
            expressions += [node.args[position] for position in PROBLEM_POSITIONS if position < len(node.args)]
            expressions += [keyword.value for keyword in node.keywords if keyword.arg in PROBLEM_KEYWORDS]
        expressions += [keyword.value for keyword in node.keywords if keyword.arg in SPEAKING_KEYWORDS.get(_name(node), ())]
        for expression in expressions:
            for text in _texts(expression, assigned):
                if _has_words(text):
                    said.setdefault(text, f"{place}:{node.lineno}")
    return said


def _has_words(text: str) -> bool:
    """Whether anything is left to translate when the fields are taken out."""
    return bool(re.search(r"[^\W\d_]", "".join(part for part, *_ in Formatter().parse(text))))


def _sources() -> Iterator[tuple[str, str]]:
    for path in sorted(LIBRARY.rglob("*.py")):
        yield path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"]), f"{path.name}#{cell.get('id')}"


def _said() -> dict[str, str]:
    """Every sentence of the library, its tables of messages, and the notebooks."""
    said: dict[str, str] = {}
    for source, place in _sources():
        said = _spoken(source, place) | said
    for path in sorted(LIBRARY.rglob("messages.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in (*PROBLEM_KEYWORDS, "suggest"):
                    if row.get(column) and _has_words(row[column]):
                        said.setdefault(row[column], f"{path.name} {row['code']}")
    return said


def _catalogue(code: str) -> dict[str, tuple[str, str]]:
    """English → translation and file."""
    messages: dict[str, tuple[str, str]] = {}
    for path in sorted((LIBRARY / "locale" / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.id:
                    messages[str(message.id)] = (str(message.string or ""), path.name)
    return messages


def _fields(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_has_a_translation(code):
    catalogue = _catalogue(code)
    missing = {text: place for text, place in _said().items() if not catalogue.get(text, ("", ""))[0]}
    assert missing == {}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_same_fields_as_the_sentence(code):
    wrong = {text: told for text, (told, _) in _catalogue(code).items() if told and _fields(told) != _fields(text)}
    assert wrong == {}


@pytest.mark.parametrize("code", TRANSLATED)
def test_strong_words_stay_strong_in_the_translation(code):
    wrong = {text: told for text, (told, _) in _catalogue(code).items() if told and text.count("**") != told.count("**")}
    assert wrong == {}


def test_finnish_and_swedish_have_the_same_sentences_in_the_same_files():
    finnish, swedish = (_catalogue(code) for code in TRANSLATED)
    assert {(text, file) for text, (_, file) in finnish.items()} == {(text, file) for text, (_, file) in swedish.items()}


def test_no_catalogue_keeps_a_sentence_that_nobody_says():
    written = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.csv", "*.toml", "*.txt", "*.j2", "*.html")
        for path in sorted(LIBRARY.rglob(pattern))
    )
    literals = {node.value for source, _ in _sources() for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    known = literals | set(units.spellings()) | set(_said())
    unsaid = {text: file for text, (_, file) in _catalogue("fi").items() if text not in known and text not in written}
    assert unsaid == {}


def test_a_sentence_is_never_glued_together():
    wrong = []
    for source, place in _sources():
        # Outside the notebooks, "say" may also take text that is already in the reader's language.
        speaking = SPEAKING if ".ipynb" in place else {"sentence", "translation"}
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in speaking:
                wrong += [
                    f"{place}:{node.lineno}" for argument in node.args[:1] if isinstance(argument, ast.JoinedStr | ast.BinOp)
                ]
    assert wrong == []


def test_numbers_are_written_with_the_decimal_comma_and_a_space_that_does_not_break():
    assert Language("fi").number(1234567.891, 2) == "1\u00a0234\u00a0567,89"
    assert Language("sv").number(1234567.891, 2) == "1\u00a0234\u00a0567,89"
    assert Language("en").number(1234567.891, 2) == "1,234,567.89"


def test_a_number_that_rounds_to_zero_has_no_minus_sign():
    assert Language("fi").number(-0.4) == "0"


def test_the_minus_sign_of_finnish_is_a_minus_sign():
    assert Language("fi").number(-5.0) in ("−5", "-5")


@pytest.mark.parametrize("unknown", [None, float("nan")])
@pytest.mark.parametrize("code", LOCALES)
def test_unknown_is_shown_as_a_dash_never_as_zero(code, unknown):
    reader = Language(code)
    assert {reader.number(unknown), reader.tonnes(unknown), reader.percent(unknown)} == {"–"}


@pytest.mark.parametrize(
    ("kg", "shown"),
    [(1234567.0, "1\u00a0235"), (99500.0, "99,5"), (1500.0, "1,5"), (450.0, "0,45"), (0.0, "0"), (-1500.0, "−1,5")],
)
def test_small_totals_get_decimals_so_that_they_do_not_read_as_zero(kg, shown):
    assert Language("fi").tonnes(kg).replace("-", "−") == f"{shown}\u00a0t\u00a0CO₂e"


def test_a_share_is_a_percentage_with_the_space_of_the_language():
    assert Language("fi").percent(0.123, 1) == "12,3\u00a0%"
    assert Language("en").percent(0.123, 1) == "12.3%"


def test_a_date_is_written_out():
    assert Language("fi").date(date(2026, 3, 1)) == "1. maaliskuuta 2026"
    assert Language("sv").date(date(2026, 3, 1)) == "1 mars 2026"
    assert Language("en").date(date(2026, 3, 1)) == "1 March 2026"


def test_a_language_that_is_not_known_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="fi, sv, en"):
        Language("de")


def test_a_problem_reads_as_place_found_and_remedy():
    problem = Problem(
        code="table_cell",
        severity="error",
        found="The value “{value}” does not fit.",
        remedy="Correct the cell and run again.",
        file="2023.xlsx",
        sheet="Energia",
        row=14,
        column="Määrä",
        values={"value": "1.234,5"},
    )
    told = Language("fi").problem(problem)
    assert told == "2023.xlsx, välilehti Energia, rivi 14, sarake Määrä: Arvo ”1.234,5” ei kelpaa. Korjaa solu ja aja uudelleen."
    assert Language("sv").problem(problem).startswith("2023.xlsx, fliken Energia, rad 14, kolumn Määrä: ")
    assert Language("en").problem(problem).startswith("2023.xlsx, sheet Energia, row 14, column Määrä: ")


def test_braces_in_a_users_text_are_shown_as_typed():
    assert Language("fi").sentence("sheet {name}", name="{0} {x}") == "välilehti {0} {x}"
