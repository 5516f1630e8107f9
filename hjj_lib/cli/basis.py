"""The commands that look after the calculation basis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.cli.options import LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.problems import blocking

basis_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@basis_app.command("check", epilog="Example: hjj basis check")
def basis_check(
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="The basis to check, in place of the program's own.")
    ] = None,
    language: LanguageOption = "",
) -> None:
    """Check every row of the calculation basis: references, units, gaps, gases."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import FOLDER, check_basis

        problems = check_basis(folder or FOLDER)
        console.list_problems(problems, spoken)
        if blocking(problems):
            raise typer.Exit(1)
        console.say(spoken.sentence("The calculation basis is in order."))
