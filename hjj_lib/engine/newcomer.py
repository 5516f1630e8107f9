"""The folder of a new institution: its ``institution.toml`` with an example on every line, to be edited."""

from __future__ import annotations

import re
from pathlib import Path

from hjj_lib.engine.sources import Places
from hjj_lib.intake.institution import FILE
from hjj_lib.intake.institution_form import KEYS, Key
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem

_ID = re.compile(r"[a-z][a-z0-9_]*")


def new_institution(where: Places, name: str, language: Language) -> Path:
    """Write ``raw/<name>/institution.toml`` and return its path.

    Raises
    ------
    DataError
        If the name cannot be the name of a folder, or the file is there already.
    """
    path = where.raw / name / FILE
    problem = _unusable(name) if not _ID.fullmatch(name) else there_already(path) if path.exists() else None
    if problem:
        raise DataError([problem])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(blank_form(name, language), encoding="utf-8")
    return path


def blank_form(name: str, language: Language) -> str:
    """The text of the file: every line an example; lines that may be left out begin with ``#``."""
    lines = [
        "# "
        + language.sentence("Replace every example by your own. Lines that begin with # are optional: remove the # to use them."),
        "",
        "[institution]",
        *(_line(key, form, name if key == "id" else "", language) for key, form in KEYS["institution"].items()),
        "",
        "# " + language.sentence("One part like this for each site; the parts follow one another."),
        "[[site]]",
        *(_line(key, form, "", language) for key, form in KEYS["site"].items()),
    ]
    return "\n".join(lines) + "\n"


def _line(key: str, form: Key, value: str, language: Language) -> str:
    shown = value or form.example
    if form.kind in ("id", "text", "choice"):
        shown = f'"{shown}"'
    choices = "  # " + language.sentence("one of: {choices}", choices=", ".join(form.choices)) if form.choices else ""
    return f"{'' if form.required else '# '}{key} = {shown}{choices}"


def _unusable(name: str) -> Problem:
    return Problem(
        "institution_name",
        "error",
        found="“{name}” cannot be the name of an institution's folder.",
        expected="It begins with a small letter a–z and has only small letters a–z, digits and underscores.",
        remedy="For example: our_college.",
        values={"name": name},
    )


def there_already(path: Path) -> Problem:
    """A file that would be written over."""
    return Problem(
        "file_exists",
        "error",
        found="The file {path} is there already.",
        remedy="Choose another name, or remove the file first.",
        values={"path": str(path)},
    )
