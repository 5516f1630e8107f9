"""The commands that look after the calculation basis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.cli.options import DataOption, InstitutionOption, LanguageOption, YearOption, spoken_in, wanted
from hjj_lib.engine import console
from hjj_lib.engine.plan import chosen_years
from hjj_lib.engine.sources import places
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
        from hjj_lib.intake.recipe_check import check_recipes

        where = folder or FOLDER
        problems = [*check_basis(where), *check_recipes(where)]
        console.list_problems(problems, spoken)
        if blocking(problems):
            raise typer.Exit(1)
        console.say(spoken.sentence("The calculation basis is in order."))


@basis_app.command("diff", epilog="Example: hjj basis diff 2026.1 2026.2 --institution example_coast")
def basis_diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier version.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later version.")],
    institution: InstitutionOption = None,
    year: YearOption = None,
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Show what differs between two versions, and what that does to each institution's own result."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import difference, load_basis
        from hjj_lib.cli.basis_diff import show_difference, show_effects

        where = places(data, basis_version=after)
        pairs = chosen_years(where, wanted(institution, year, None))
        earlier, later = load_basis(version=before), load_basis(version=after)
        show_difference(difference(earlier, later), spoken)
        if not show_effects(where, pairs, earlier, spoken):
            raise typer.Exit(1)
