"""The commands that tell others what the calculation basis holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.cli.options import LanguageOption, LanguagesOption, spoken_in, unknown_language
from hjj_lib.engine import console
from hjj_lib.engine.sources import places
from hjj_lib.language import LOCALES
from hjj_lib.problems import DataError

FolderOption = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="The basis to tell of, in place of the program's own.")
]


def handbook(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the pages; without it outputs/basis.")
    ] = None,
    language: LanguagesOption = None,
    folder: FolderOption = None,
    version: Annotated[
        str, typer.Option("--version", metavar="VERSION", help="The version of the basis; without it the one in use.")
    ] = "",
) -> None:
    """Write the handbook of the calculation basis: every factor in use, gaps, places, sources, changes."""
    with spoken_in(language[0] if language else "") as spoken:
        codes = tuple(dict.fromkeys(language or LOCALES))
        if problems := [unknown_language(code) for code in codes if code not in LOCALES]:
            raise DataError(problems)
        from hjj_lib.basis import FOLDER
        from hjj_lib.basis.load import basis_of
        from hjj_lib.basis.read import read_settings, read_tables
        from hjj_lib.handbook import handbook_pages

        content = read_tables(folder or FOLDER)
        basis = basis_of(content, read_settings(folder or FOLDER), version=version or None)
        home = out or places().outputs / "basis"
        home.mkdir(parents=True, exist_ok=True)
        for page in handbook_pages(basis, content.frames, codes):
            (home / page.file).write_text(page.html, encoding="utf-8", newline="\n")
            console.say(spoken.sentence("Written: {path}", path=home / page.file))


def documents(folder: FolderOption = None, language: LanguageOption = "") -> None:
    """Write what is made from the tables beside them: datapackage.json for other programs, NOT_USED.md for readers."""
    with spoken_in(language) as spoken:
        from hjj_lib import datapackage
        from hjj_lib.basis import FOLDER, collected

        home = folder or FOLDER
        for name, text in ((datapackage.FILE, datapackage.text(home)), (collected.FILE, collected.not_used(home))):
            (home / name).write_text(text, encoding="utf-8", newline="\n")
            console.say(spoken.sentence("Written: {path}", path=home / name))
