"""What commands share: options, and the language of their messages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.engine import console
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import DataError

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
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder with the folders raw, processed and outputs, in place of the program's own."
    ),
]


@contextmanager
def spoken_in(code: str) -> Iterator[Language]:
    """The language of messages. A user's mistake is told in it as one list, without a traceback, and ends the command."""
    try:
        yield Language(code) if code in LOCALES else Language(surroundings())
    except DataError as error:
        console.complain(error.problems, Language(code if code in LOCALES else surroundings()))
        raise typer.Exit(1) from None
    except OSError as error:
        from hjj_lib.engine.steps import unwritable

        console.complain([unwritable(error)], Language(code if code in LOCALES else surroundings()))
        raise typer.Exit(1) from None


def surroundings() -> str:
    """The language the user's surroundings ask for; Finnish when they ask for none that we speak."""
    value = next((os.environ[name] for name in _LOCALE_VARIABLES if os.environ.get(name)), "")
    code = value.partition("_")[0].partition(".")[0].lower()
    return code if code in LOCALES else FINNISH
