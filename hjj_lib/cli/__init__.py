"""The ``hjj`` command: thin. Nothing heavy is imported before a command knows that it is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from hjj_lib.cli.basis import basis_app
from hjj_lib.cli.bench import bench
from hjj_lib.cli.check import check, confirm, correct, tell_open_questions
from hjj_lib.cli.demo import demo
from hjj_lib.cli.doctor import doctor
from hjj_lib.cli.handbook import documents, handbook
from hjj_lib.cli.ledger import map_accounts
from hjj_lib.cli.lint_text import lint_text
from hjj_lib.cli.meters import meters
from hjj_lib.cli.network import network_app
from hjj_lib.cli.options import (
    DataOption,
    GwpOption,
    InstitutionOption,
    LanguageOption,
    LanguagesOption,
    VersionOption,
    YearOption,
    spoken_in,
    surroundings,
    wanted,
)
from hjj_lib.cli.recipe import recipe_app
from hjj_lib.cli.request import request
from hjj_lib.cli.survey import survey_app
from hjj_lib.cli.verify import verify
from hjj_lib.engine import console
from hjj_lib.engine.limits import USUAL, Limits
from hjj_lib.engine.plan import Work, plan, settle
from hjj_lib.engine.sources import DRAFT, INDEX, PUBLISHED, Places, places
from hjj_lib.language import Language
from hjj_lib.problems import DataError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(basis_app, name="basis", help="Look after the calculation basis.")
app.add_typer(survey_app, name="survey", help="The commuting survey: its form, and how many must answer.")
app.add_typer(recipe_app, name="recipe", help="Recipes for the files of other programs: make one, list them.")
app.add_typer(network_app, name="network", help="For the network's coordinator: submissions, collection rounds, comparability.")
app.command(epilog="Example: hjj check --institution example_coast --year 2025 --annotate checked")(check)
app.command(epilog="Example: hjj confirm --institution example_riverside --year 2023")(confirm)
app.command(
    epilog="Example: hjj correct -i our_college -y 2025 --file a.xlsx --sheet Energia --cell D14 --value 12 --reason … --role …"
)(correct)
basis_app.command("handbook", epilog="Example: hjj basis handbook --language fi --out handbook")(handbook)
basis_app.command("documents", epilog="Example: hjj basis documents")(documents)
app.command(epilog="Example: hjj request --institution example_coast --year 2025 --due 2026-02-28 --to requests")(request)
app.command("map", epilog="Example: hjj map --institution example_riverside")(map_accounts)
app.command(epilog="Example: hjj demo --providers 20 --years 2 --to country")(demo)
app.command(epilog="Example: hjj doctor --language en")(doctor)
app.command(epilog="Example: hjj bench --rounds 3")(bench)
app.command(epilog="Example: hjj verify outputs/example_coast/2025/fi")(verify)
app.command("lint-text", epilog="Example: hjj lint-text article.docx --institution example_coast --year 2025")(lint_text)
app.command(epilog="Example: hjj meters --institution our_college --year 2025 --assign 643000000000000001 campus")(meters)


@app.command(epilog="Example: hjj run --institution example_coast --year all --language fi --language sv")
def run(
    institution: InstitutionOption = None,
    year: YearOption = None,
    language: LanguagesOption = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", metavar="N", min=0, help="How many things are done at the same time; 0: one for each core."),
    ] = 0,
    force: Annotated[bool, typer.Option("--force", help="Make everything anew, also what is up to date.")] = False,
    data: DataOption = None,
    basis: VersionOption = "",
    gwp: GwpOption = "",
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Reports to publish: refused while weak factors are unsigned or anything is preliminary."),
    ] = False,
    timeout: Annotated[
        int, typer.Option("--timeout", metavar="SECONDS", min=0, help="Longest time for one notebook; 0: no limit.")
    ] = USUAL.seconds,
    memory: Annotated[
        int, typer.Option("--memory", metavar="MB", min=0, help="Most memory for one notebook (on Linux); 0: no limit.")
    ] = USUAL.megabytes,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler whose workers do the work: tcp://host:8786.")
    ] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Only say what would be made and why.")] = False,
) -> None:
    """Make all reports that are out of date."""
    with spoken_in(language[0] if language else "") as spoken:
        from hjj_lib.engine.lock import only_run
        from hjj_lib.engine.recovery import page_is_due, recover

        where = places(data, basis_version=basis, gwp_set=gwp, state=PUBLISHED if publish else DRAFT)
        asked = wanted(institution, year, language, force=force)
        if basis or gwp:
            _known_edition(where)
        if explain:
            console.explain(plan(where, asked), spoken)
            return
        with only_run(where.outputs):
            recover(where)
            work = plan(where, asked)
            settle(where, work)
            if not any(one.reasons for one in work) and not page_is_due(where.outputs):
                console.say(spoken.sentence("Everything is up to date: {count} sets of reports, nothing to do.", count=len(work)))
                return
            _make(where, work, jobs, Limits(timeout, memory), spoken, scheduler)
            if publish:
                tell_open_questions(where, ((one.institution, one.year) for one in work), spoken)


@app.command(epilog="Example: hjj new our_college")
def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="Name of the folder: small letters a–z, digits and underscores.")],
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Make the folder of a new institution with its institution.toml to edit."""
    with spoken_in(language) as spoken:
        from hjj_lib.engine.newcomer import new_institution

        path = new_institution(places(data), name, spoken)
        console.say(spoken.sentence("Written: {path}", path=path))
        console.say(
            spoken.sentence(
                "Edit it, then write the workbook to fill: hjj template --institution {name} --year 2025 OUT", name=name
            )
        )


@app.command(epilog="Example: hjj template --language sv --institution example_coast --year 2025 blankett.xlsx")
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The workbook to write, .xlsx.")],
    language: LanguageOption = "",
    quick: Annotated[bool, typer.Option("--quick", help="Only the ten or so figures of a first estimate.")] = False,
    institution: Annotated[
        str, typer.Option("--institution", "-i", metavar="ID", help="Fill in this institution's name and sites.")
    ] = "",
    year: Annotated[int | None, typer.Option("--year", "-y", metavar="YEAR", help="Fill in this year.")] = None,
    data: DataOption = None,
) -> None:
    """Write the workbook that people fill with their figures."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import load_basis
        from hjj_lib.engine.newcomer import there_already
        from hjj_lib.intake import read_institution, write_template

        if out.exists():
            raise DataError([there_already(out)])
        who = read_institution(places(data).raw / institution) if institution else None
        out.parent.mkdir(parents=True, exist_ok=True)
        write_template(out, load_basis(), spoken.code, quick=quick, institution=who, year=year)
        console.say(spoken.sentence("Written: {path}", path=out))


@app.command(epilog="Example: hjj selftest --language en")
def selftest(language: LanguageOption = "") -> None:
    """Calculate published cases and compare with the published results."""
    with spoken_in(language) as spoken:
        from hjj_lib import selftest as cases

        results = cases.run(spoken)
        names = cases.headings(spoken)
        for group, rows in results.groupby("group", sort=False):
            console.say(f"\n{group}: {names[str(group)]} ({int(rows['passed'].sum())}/{len(rows)})\n")
            console.table(cases.shown(rows, spoken).drop(columns=spoken.sentence("Published in")).to_dict("records"))
        console.say("")
        console.say(spoken.sentence("Where no ± stands, a result may differ by half of the last digit; a count must be exact."))
        failed = int((~results["passed"]).sum())
        counts = {"passed": len(results) - failed, "failed": failed}
        console.say(spoken.sentence("Passed {passed}, failed {failed}.", **counts))
        if failed:
            raise typer.Exit(1)


@app.command(epilog="Example: hjj lab", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open the notebooks in JupyterLab, on this machine only; further options go to JupyterLab."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    command = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", str(places().notebooks), *context.args]
    os.execv(sys.executable, command)  # noqa: S606  the program itself, no shell


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console with an old code page shows ? for a letter it does not know, in place of an error.
            stream.reconfigure(errors="replace")
    command = typer.main.get_command(app)
    _translate(command, Language(surroundings()))
    command(prog_name="hjj")


def _known_edition(where: Places) -> None:
    """Look before the run whether the version and the GWP set exist.

    Raises
    ------
    DataError
        If one of them does not.
    """
    from hjj_lib.basis import load_basis

    load_basis(where.basis, version=where.basis_version or None, gwp_set=where.gwp_set or None)


def _make(where: Places, work: Sequence[Work], jobs: int, limits: Limits, spoken: Language, scheduler: str) -> None:
    """Make what is out of date and tell how it went.

    Raises
    ------
    typer.Exit
        If anything failed.
    """
    from hjj_lib.engine import batch
    from hjj_lib.engine.log import run_log
    from hjj_lib.engine.pool import cores

    with run_log(where.outputs) as log, console.progress(spoken) as progress:
        results = batch.make(
            where, work, jobs=jobs or cores(), progress=progress, index_language=spoken, limits=limits, scheduler=scheduler
        )
    console.results_table(results, spoken)
    console.say(spoken.sentence("Open this first: {path}", path=where.outputs / INDEX))
    if any(result.state == "failed" for result in results):
        console.say(spoken.sentence("What failed is told above; more is in the log {path}.", path=log))
        raise typer.Exit(1)


def _translate(command: Any, language: Language) -> None:
    """Help texts in the user's language: of a command, its options and the commands below it."""
    for thing in (command, *command.params):
        for name in ("help", "epilog"):
            text = getattr(thing, name, None)
            if text:
                setattr(thing, name, language.translation(text))
    for below in getattr(command, "commands", {}).values():
        _translate(below, language)
        below.short_help = below.help  # the list of commands shows it whole; without this it would be cut short
