"""What commands share: options, and the language of their messages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.engine import console
from hjj_lib.engine.plan import ALL_YEARS, Wanted
from hjj_lib.engine.sources import Places
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import DataError, Problem

#: Where the user's surroundings say a language, the first that is set counts.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
FINNISH = next(iter(LOCALES))

InstitutionOption = Annotated[
    list[str] | None, typer.Option("--institution", "-i", metavar="ID", help="Only this institution; may be given many times.")
]
YearOption = Annotated[
    list[str] | None,
    typer.Option("--year", "-y", metavar="YEAR", help="A year, or “all”. Without it: the latest of each institution."),
]
LanguagesOption = Annotated[
    list[str] | None,
    typer.Option("--language", "-l", metavar="LANGUAGE", help="Language of the reports: fi, sv or en; may be given many times."),
]
LanguageOption = Annotated[str, typer.Option("--language", "-l", metavar="LANGUAGE", help="fi, sv or en.")]
VersionOption = Annotated[
    str,
    typer.Option("--basis", metavar="VERSION", help="Version of the calculation basis, for every year; without it: the newest."),
]
GwpOption = Annotated[
    str, typer.Option("--gwp", metavar="SET", help="Global warming potentials: AR4, AR5 or AR6; without it: as the basis says.")
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder with the folders raw, processed and outputs, in place of the program's own."
    ),
]


@contextmanager
def spoken_in(code: str, *, wrong: int = 1) -> Iterator[Language]:
    """The language of messages. A user's mistake is told in it as one list, without a traceback, and ends the command.

    ``wrong`` is the exit code that says so.
    """
    try:
        yield Language(code) if code in LOCALES else Language(surroundings())
    except DataError as error:
        console.complain(error.problems, Language(code if code in LOCALES else surroundings()))
        raise typer.Exit(wrong) from None
    except OSError as error:
        from hjj_lib.engine.steps import unwritable

        console.complain([unwritable(error)], Language(code if code in LOCALES else surroundings()))
        raise typer.Exit(wrong) from None


def surroundings() -> str:
    """The language the user's surroundings ask for; Finnish when they ask for none that we speak."""
    value = next((os.environ[name] for name in _LOCALE_VARIABLES if os.environ.get(name)), "")
    code = value.partition("_")[0].partition(".")[0].lower()
    return code if code in LOCALES else FINNISH


def unknown_language(code: str) -> Problem:
    """That there is no such language."""
    return Problem(
        "language_unknown",
        "error",
        found="There is no language “{code}”.",
        remedy="The languages are: {known}.",
        values={"code": code, "known": ", ".join(LOCALES)},
    )


def wanted(
    institutions: Sequence[str] | None, years: Sequence[str] | None, languages: Sequence[str] | None, *, force: bool = False
) -> Wanted:
    """What was asked for, checked."""
    problems = [unknown_language(code) for code in languages or () if code not in LOCALES]
    problems += [_not_a_year(year) for year in years or () if not (year == ALL_YEARS or (year.isascii() and year.isdigit()))]
    if problems:
        raise DataError(problems)
    return Wanted(
        institutions=tuple(dict.fromkeys(institutions or ())),
        years=tuple(year if year == ALL_YEARS else int(year) for year in years or ()),
        languages=tuple(dict.fromkeys(languages or (FINNISH,))),
        force=force,
    )


def _not_a_year(text: str) -> Problem:
    return Problem(
        "year_not_a_number",
        "error",
        found="“{text}” is not a year.",
        remedy="Write the year in digits, or “all”.",
        values={"text": text},
    )


def refuse_raw(where: Places, target: Path) -> None:
    """What the program writes never goes to what was handed in, where it would be read as an answer.

    Raises
    ------
    DataError
        If the folder is ``raw`` or in it.
    """
    raw, folder = where.raw.resolve(), target.resolve()
    if folder == raw or raw in folder.parents:
        found = "The folder {path} belongs to what was handed in, which is never written."
        remedy = "Give a folder outside it."
        raise DataError([Problem("inside_raw", "error", found=found, remedy=remedy, values={"path": str(target)})])
