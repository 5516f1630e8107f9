"""The command that asks the data holders for their figures, and shows who has answered."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, refuse_raw, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import Places, places
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem

if TYPE_CHECKING:
    from hjj_lib.basis import Basis
    from hjj_lib.intake import Institution


def request(
    institution: Annotated[str, typer.Option("--institution", "-i", metavar="ID", help="The institution.")],
    year: Annotated[int, typer.Option("--year", "-y", metavar="YEAR", help="The year.")],
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="The folder to write the request forms to.")] = None,
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="Until when, for example 2026-02-28.")] = "",
    return_to: Annotated[
        str, typer.Option("--return-to", metavar="TEXT", help="The role to which the forms return, not a person's name.")
    ] = "",
    status: Annotated[bool, typer.Option("--status", help="Only show who was asked and what has come back.")] = False,
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Write one form for each data holder, with last year's figures beside the cells to fill."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import load_basis
        from hjj_lib.intake import read_institution

        where = places(data)
        who, basis = read_institution(where.raw / institution), load_basis(where.basis)
        if not status:
            _write(where, who, basis, year, _target(where, to), _day(due), return_to, spoken)
        _show(where, who, basis, year, spoken)


def _write(
    where: Places,
    who: Institution,
    basis: Basis,
    year: int,
    target: Path,
    due: datetime.date | None,
    return_to: str,
    spoken: Language,
) -> None:
    """Write every form, or none if one of them is there already, and remember what was asked."""
    from hjj_lib.engine.newcomer import there_already
    from hjj_lib.intake import read_year
    from hjj_lib.intake.holders import holders
    from hjj_lib.intake.request_form import LastYear, Request, write_request
    from hjj_lib.intake.request_log import Asked, digest, remember_requests, requests_without_fault

    home = where.raw / who.institution_id
    requests_without_fault(home)
    forms = [(holder, target / f"{who.institution_id}_{year}_{holder.id}.xlsx") for holder in holders()]
    if existing := [there_already(path) for _, path in forms if path.exists()]:
        raise DataError(existing)
    last = None
    if (home / str(year - 1)).is_dir():
        before = read_year(home, year - 1, who, basis)
        last = LastYear(before.entries, before.denominators)
    role = return_to.strip() or spoken.sentence("Sustainability coordinator")
    target.mkdir(parents=True, exist_ok=True)
    asked = []
    for holder, path in forms:
        if write_request(path, basis, spoken.code, who, Request(holder, year, due, role), last):
            today, until = _today().isoformat(), due.isoformat() if due else ""
            asked.append(Asked(str(year), holder.id, today, until, path.name, digest(path)))
            console.say(spoken.sentence("Written: {path}", path=path))
    remember_requests(home, asked)
    folder = home / str(year)
    console.say(spoken.sentence("Send each form to its holder, and put what comes back into {folder}.", folder=folder))


def _show(where: Places, who: Institution, basis: Basis, year: int, spoken: Language) -> None:
    from hjj_lib.intake import read_year
    from hjj_lib.intake.request_board import shown_board, status_board
    from hjj_lib.intake.request_log import requests_without_fault

    requests_without_fault(where.raw / who.institution_id)
    intake = read_year(where.raw / who.institution_id / str(year), year, who, basis)
    board = status_board(intake, basis, _today())
    console.table(shown_board(board, basis, spoken).to_dict("records"))


def _target(where: Places, to: Path | None) -> Path:
    """The folder to write to, which may not belong to what was handed in: a form there would be read as an answer."""
    if to is None:
        raise DataError(
            [
                Problem(
                    "request_folder",
                    "error",
                    found="The folder for the request forms is missing.",
                    remedy="Give it with --to, or see who has answered with --status.",
                )
            ]
        )
    refuse_raw(where, to)
    return to


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        problem = Problem(
            "request_due",
            "error",
            found="“{text}” is not a day.",
            remedy="Write the day as 2026-02-28.",
            values={"text": text},
        )
        raise DataError([problem]) from None


def _today() -> datetime.date:
    """The day of the user's own calendar."""
    return datetime.datetime.now().astimezone().date()
