"""The command that makes reports again and says whether they are the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import Places, places
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem

if TYPE_CHECKING:
    from hjj_lib.engine.verify import Verdict

_DIFFERENT, _WRONG_USE = 1, 2
_STATES = {
    "same": "the same",
    "different": "different",
    "changed": "not calculated again, as what it was made of has changed",
    "failed": "could not be calculated again",
}


def verify(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="PATH", help="A folder of reports, or one that holds many; without it: all outputs."),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", metavar="N", min=0, help="How many things are done at the same time; 0: one for each core."),
    ] = 0,
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Make reports again in a temporary folder and compare. Ends with 0: the same, 1: something differs, 2: wrong use."""
    with spoken_in(language, wrong=_WRONG_USE) as spoken:
        where, folder = _whose(path, data)
        from hjj_lib.engine.pool import cores
        from hjj_lib.engine.verify import verify as made_again

        with console.progress(spoken) as progress:
            verdicts = made_again(folder, where, jobs=jobs or cores(), progress=progress)
        _tell(verdicts, spoken)
        if any(verdict.state != "same" for verdict in verdicts):
            raise typer.Exit(_DIFFERENT)


def _whose(path: Path | None, data: Path | None) -> tuple[Places, Path]:
    """Whose data the reports were made of: those of ``--data``, else of the folder the outputs lie in, else the clone's own.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    usual = places(data)
    folder = (path or usual.outputs).resolve()
    if not folder.is_dir():
        raise DataError([_no_folder(folder)])
    if data is None and usual.outputs not in (folder, *folder.parents):
        homes = [outputs.parent for outputs in (folder, *folder.parents) if outputs.name == usual.outputs.name]
        usual = next((places(home) for home in homes if (home / usual.raw.name).is_dir()), usual)
    return usual, folder


def _tell(verdicts: Sequence[Verdict], spoken: Language) -> None:
    for verdict in verdicts:
        console.say(f"{verdict.name}: {spoken.translation(_STATES[verdict.state])}")
        for problem in verdict.problems:
            console.say(f"  * {spoken.problem(problem)}")
        if verdict.other:
            told = spoken.sentence("Made in other surroundings: {names}.", names=", ".join(verdict.other))
            console.say(f"  * {told} {spoken.sentence('Last digits of numbers may differ, and pictures were not compared.')}")
    same = sum(verdict.state == "same" for verdict in verdicts)
    console.say(spoken.sentence("The same: {same}, not the same: {others}.", same=same, others=len(verdicts) - same))


def _no_folder(folder: Path) -> Problem:
    return Problem(
        "verify_no_folder",
        "error",
        found="There is no folder {folder}.",
        remedy="Give a folder that “hjj run” has made, such as “outputs”.",
        values={"folder": str(folder)},
    )
