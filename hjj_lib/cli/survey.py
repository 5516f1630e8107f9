"""The commands of the commuting survey: its form, and how many must answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import places
from hjj_lib.problems import DataError, Problem

survey_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@survey_app.command(epilog="Example: hjj survey form --institution example_riverside --year 2025 survey.xlsx")
def form(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write: .xlsx, or .csv or .md for a web-survey tool.")],
    language: LanguageOption = "",
    institution: Annotated[
        str, typer.Option("--institution", "-i", metavar="ID", help="Fill in this institution's name and sites.")
    ] = "",
    year: Annotated[int | None, typer.Option("--year", "-y", metavar="YEAR", help="Fill in this year.")] = None,
    data: DataOption = None,
) -> None:
    """Write the commuting survey: coded questions, nothing about the person."""
    with spoken_in(language) as spoken:
        from hjj_lib.engine.newcomer import there_already
        from hjj_lib.intake import read_institution
        from hjj_lib.intake.survey_form import ENDINGS, write_form

        if out.suffix not in ENDINGS:
            raise DataError([_unknown_ending(out, ENDINGS)])
        if out.exists():
            raise DataError([there_already(out)])
        who = read_institution(places(data).raw / institution) if institution else None
        out.parent.mkdir(parents=True, exist_ok=True)
        write_form(out, spoken.code, who, year)
        console.say(spoken.sentence("Written: {path}", path=out))


@survey_app.command(epilog="Example: hjj survey size 1500")
def size(
    people: Annotated[int, typer.Argument(metavar="PEOPLE", min=1, help="How many staff or students there are.")],
    language: LanguageOption = "",
) -> None:
    """Say how many must answer for a share to be known to ± 5 points with 95 % confidence."""
    with spoken_in(language) as spoken:
        from hjj_lib.survey import sample_size

        needed = spoken.number(sample_size(people))
        console.say(spoken.sentence("{needed} of {people} must answer.", needed=needed, people=spoken.number(people)))


def _unknown_ending(out: Path, endings: tuple[str, ...]) -> Problem:
    return Problem(
        "survey_ending",
        "error",
        found="“{name}” does not say which kind of file to write.",
        remedy="End the name with one of: {endings}.",
        values={"name": out.name, "endings": ", ".join(endings)},
    )
