"""A proposed recipe as the TOML file that people edit later: what is known, and as comments what nobody has said yet."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl.utils import get_column_letter

from hjj_lib.intake.csv_file import SUPPLIERS
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_file import OWN_FOLDER, Recipe, read_recipes, unknown_words
from hjj_lib.intake.recipe_propose import Proposal, ProposedColumn
from hjj_lib.intake.recipe_propose_open import open_problem
from hjj_lib.intake.recipe_propose_table import settings
from hjj_lib.intake.recipe_propose_words import AMOUNT, DATE, SITE, UNIT, WHAT, KnownWords, is_known_without_recipe
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.tables import LANGUAGES

_COLUMN_OF = {"word": WHAT, "unit_word": UNIT, "site_word": SITE}
_DELETE = "\x7f"


def recipe_text(proposal: Proposal, recipe_id: str, name: str, place: Place, words: KnownWords, language: Language) -> str:
    """The recipe as TOML, with comments in the reader's language.

    Parameters
    ----------
    name
        What the kind of file is called; it stands as the name in every language until somebody translates it.
    place
        The file after which it is made.

    Returns
    -------
    The text of ``<recipe_id>.toml``. What is open stands there as a comment, never as a guess.
    """
    return "\n".join(
        [
            *_head(proposal, recipe_id, name, place, language),
            *(line for column in proposal.columns for line in _column(column, language)),
            *_unread(proposal, language),
            *_forms(proposal, language),
            *_left_out(proposal, language),
            *_values(proposal, words, language),
            "",
        ]
    )


def as_recipe(text: str, recipe_id: str, words: KnownWords) -> Recipe:
    """The recipe that a text is, read as every recipe is read.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "recipes"
        folder.mkdir()
        (folder / f"{recipe_id}.toml").write_text(text, encoding="utf-8", newline="")
        recipes, problems = read_recipes(folder, own=True)
    units = {key: str(activity["unit"]) for key, activity in words.known.activities.items()}
    problems = [*problems, *unknown_words(recipes, units, "/".join(OWN_FOLDER))]
    if problems:
        raise DataError(problems)
    return recipes[0]


def keep(home: Path, recipe_id: str, text: str) -> Path:
    """Write the recipe into the institution's ``decisions/recipes``, whole or not at all."""
    folder = home.joinpath(*OWN_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recipe_id}.toml"
    with tempfile.TemporaryDirectory(dir=folder) as made:
        fresh = Path(made) / path.name
        fresh.write_text(text, encoding="utf-8", newline="")
        fresh.replace(path)
    return path


def _quoted(text: str) -> str:
    """A TOML string. JSON writes the same escapes; only this one letter it leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _comment(told: str) -> str:
    # Letters that cannot be printed may not stand in a comment of TOML.
    return "# " + " ".join("".join(letter if letter.isprintable() else " " for letter in told).split())


def _head(proposal: Proposal, recipe_id: str, name: str, place: Place, language: Language) -> list[str]:
    made = "Made by “hjj recipe new” after the file {file}; its headings stood in row {row}."
    lines = [
        _comment(language.sentence(made, file=place.file, row=proposal.table.row)),
        _comment(language.sentence("Edit it freely: “hjj check” tells what it reads and what it leaves out.")),
        f"recipe_id = {_quoted(recipe_id)}",
        f"kind = {_quoted(proposal.kind)}",
        *(f"name_{code} = {_quoted(name)}" for code in LANGUAGES),
        "",
        "[recognise]",
        f"file_types = {_list([Path(place.file.casefold()).suffix.removeprefix('.')])}",
    ]
    if place.sheet:
        only = language.sentence("Only this sheet is read. * stands for any letters, so that another year's name fits too.")
        lines += [_comment(only), f"sheets = {_list([_pattern(place.sheet)])}"]
    return lines


def _pattern(sheet: str) -> str:
    """A sheet's name as a pattern that fits only itself."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in sheet)


def _column(column: ProposedColumn, language: Language) -> list[str]:
    lines = ["", _about(column, language), f"[columns.{column.key}]", f"headers = {_list([column.facts.heading])}"]
    lines += ["required = true"] if column.required else []
    lines += [f"activity = {_quoted(column.activity_id)}"] if column.activity_id else []
    if column.unit and (column.activity_id or column.key == AMOUNT):
        lines.append(f"unit = {_quoted(column.unit)}")
    return lines


def _about(column: ProposedColumn, language: Language) -> str:
    """Where the column stood and what is in it; names of suppliers are never written."""
    letter = str(get_column_letter(column.facts.position))
    if column.key in SUPPLIERS:
        return _comment(language.sentence("Column {letter}.", letter=letter))
    some = "; ".join(list(column.facts.texts)[: settings()["shown"]["examples"]])
    return _comment(language.sentence("Column {letter}, for example {some}.", letter=letter, some=some or "–"))


def _unread(proposal: Proposal, language: Language) -> list[str]:
    names = "; ".join(column.heading for column in proposal.unread)
    asked = [language.parts(open_problem(one, Place(), language))["found"] for one in proposal.open if one.code not in _COLUMN_OF]
    lines = ["", _comment(language.sentence("Not read: {names}.", names=names))] if names else []
    return [*lines, *map(_comment, asked)]


def _forms(proposal: Proposal, language: Language) -> list[str]:
    marks = proposal.table.marks
    lines = ["", "[numbers]", f"decimal = {_quoted(marks.decimal)}"]
    lines += [f"thousands = {_quoted(marks.thousands)}"] if marks.thousands else []
    if any(column.key == DATE for column in proposal.columns):
        lines += ["", "[dates]", f"formats = {_list(proposal.dates)}"]
        periods = "If a whole year always has so many months, remove the #: then a missing month is told."
        lines += [_comment(language.sentence(periods)), "# periods = 12"]
    return lines


def _left_out(proposal: Proposal, language: Language) -> list[str]:
    spelt: dict[str, str] = {}
    for text in (*settings()["sums"]["words"], *proposal.table.sums):
        spelt.setdefault(key_of(text.rstrip(":")), text.rstrip(":"))
    lines = [
        "",
        _comment(language.sentence("Rows of sums are left out.")),
        "[skip]",
        f"words = {_list(spelt.values())}",
    ]
    for key, texts in proposal.drop.items():
        not_counted = _comment(language.sentence("The rows with these words are not counted."))
        lines += ["", not_counted, "[[filter]]", f"column = {_quoted(key)}", f"drop = {_list(texts)}"]
    return lines


def _values(proposal: Proposal, words: KnownWords, language: Language) -> list[str]:
    lines: list[str] = []
    for key in (WHAT, UNIT, SITE):
        meanings = proposal.values.get(key, {})
        told = {text: meaning for text, meaning in meanings.items() if not is_known_without_recipe(text, key, words)}
        unsaid = [one.subject for one in proposal.open if _COLUMN_OF.get(one.code) == key]
        lines += ["", f"[values.{key}]"] if told or unsaid else []
        lines += [f"{_quoted(text)} = {_quoted(meaning)}" for text, meaning in told.items()]
        if unsaid:
            nobody = "Nobody has said what these mean. Remove the # and write it between the quotation marks."
            lines += [_comment(language.sentence(nobody)), *(f'# {_quoted(text)} = ""' for text in unsaid)]
    return lines
