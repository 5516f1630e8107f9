"""The commands about recipes: make one for a file that none reads, and list those there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import Places, places
from hjj_lib.problems import DataError

if TYPE_CHECKING:
    from hjj_lib.basis import Basis
    from hjj_lib.intake.grid import Grid
    from hjj_lib.intake.institution import Institution
    from hjj_lib.intake.messages import Place
    from hjj_lib.intake.recipe_propose import Answers, Proposal, Question
    from hjj_lib.intake.recipe_propose_table import FoundTable
    from hjj_lib.intake.recipe_propose_words import KnownWords
    from hjj_lib.language import Language

recipe_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_STOP = "q"


@recipe_app.command(epilog="Example: hjj recipe new waste.csv --institution our_college")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file, as it came: .csv or .xlsx.")],
    institution: Annotated[str, typer.Option("--institution", "-i", metavar="ID", help="Whose recipe it becomes.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What such files are called. With it nothing is asked.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="KEY=HEADING",
            help="KEY: what, amount, unit, date, site, an activity, a ledger's key, or -: not read.",
        ),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option("--word", metavar="WORD=MEANING", help="MEANING: an activity, a unit, a site, - (its rows are left out)."),
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar="UNIT", help="Unit of the amounts; HEADING=UNIT for one column.")
    ] = None,
    date_form: Annotated[str, typer.Option("--date-form", metavar="FORM", help="How days are written: %d.%m.%Y.")] = "",
    decimal: Annotated[str, typer.Option("--decimal", metavar="MARK", help="The mark before the decimals: , or .")] = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help="The sheet, where several hold a table.")] = "",
    year: Annotated[int | None, typer.Option("--year", "-y", metavar="YEAR", help="The year to try it with.")] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Only show the recipe; nothing is asked or written.")] = False,
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Make a recipe for a file that none reads: proposes, asks what it cannot know, tries it, and remembers it."""
    with spoken_in(language) as spoken:
        from hjj_lib.intake.recipe_propose_answers import Said, answers_of

        desk = _open(places(data), file, institution, spoken)
        if desk is None:
            return
        asks = not (name or print_only)
        table = _table(desk, sheet, _mark(decimal), year, asks=asks)
        answers = answers_of(Said(column or (), word or (), unit or (), date_form), table, desk.words, desk.place)
        if asks:
            answers = _ask_all(desk, table, answers)
            name = typer.prompt(spoken.sentence("What are such files called, for example “Waste report of …”"))
        _finish(desk, table, answers, name, year, asks=asks, print_only=print_only)


@recipe_app.command("list", epilog="Example: hjj recipe list --institution our_college")
def list_recipes(
    institution: Annotated[
        str, typer.Option("--institution", "-i", metavar="ID", help="Also this institution's own recipes.")
    ] = "",
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """List the recipes: what each reads, whose it is, and by which headings it knows a file."""
    with spoken_in(language) as spoken:
        from hjj_lib.intake import read_institution
        from hjj_lib.intake.recipe_file import own_recipes, ready_recipes

        home = places(data).raw / institution if institution else None
        if home:
            read_institution(home)
        own, problems = own_recipes(home) if home else ([], [])
        kinds = {
            "ledger": spoken.sentence("purchase ledger"),
            "amounts": spoken.sentence("amounts"),
            "meter": spoken.sentence("meter readings"),
            "trips": spoken.sentence("trips"),
            "calculator": spoken.sentence("old calculator"),
        }
        headings = (spoken.sentence("Recipe"), spoken.sentence("Name"), spoken.sentence("Kind"), spoken.sentence("Whose"))
        rows = []
        for recipe in (*own, *ready_recipes()):
            whose = spoken.sentence("own") if recipe.own else spoken.sentence("ready")
            cells = (recipe.recipe_id, recipe.names[spoken.code], kinds.get(recipe.kind, recipe.kind), whose)
            needed = ", ".join(
                [
                    *(one.headers[0] for one in recipe.columns if one.required),
                    *(one.text for one in (recipe.calculator.known_by if recipe.calculator else ())),
                ]
            )
            rows.append({**dict(zip(headings, cells, strict=True)), spoken.sentence("Known by"): needed or "–"})
        console.table(rows)
        if problems:
            raise DataError(problems)


@dataclass(frozen=True)
class _Desk:
    """Everything on the table while a recipe is made: the file's sheets and what is known."""

    grids: list[Grid]
    file: Path
    place: Place
    home: Path
    institution: Institution
    basis: Basis
    words: KnownWords
    spoken: Language


def _open(where: Places, file: Path, institution: str, spoken: Language) -> _Desk | None:
    """The file opened; nothing, and why, if it needs no recipe."""
    from hjj_lib.basis import load_basis
    from hjj_lib.intake import read_institution
    from hjj_lib.intake.messages import Place
    from hjj_lib.intake.recipe_file import own_recipes, ready_recipes
    from hjj_lib.intake.recipe_propose_file import grids, known_as
    from hjj_lib.intake.recipe_propose_words import known_words
    from hjj_lib.intake.vocabulary import vocabulary

    home = where.raw / institution
    who, basis = read_institution(home), load_basis(where.basis)
    own, problems = own_recipes(home)
    if problems:
        raise DataError(problems)
    place = Place(file=file.name, institution_id=who.institution_id)
    known = known_as(file, place, own)
    if known:
        console.say(spoken.problem(known))
        return None
    words = known_words([*own, *ready_recipes()], vocabulary(basis.activities, basis.categories, basis.evidence_rules, who))
    return _Desk(grids(file), file, place, home, who, basis, words, spoken)


def _mark(decimal: str) -> str:
    from hjj_lib.intake.recipe_propose_answers import unknown_option

    if decimal not in ("", ",", "."):
        raise DataError([unknown_option("--decimal", decimal, ",")])
    return decimal


def _table(desk: _Desk, sheet: str, decimal: str, year: int | None, *, asks: bool) -> FoundTable:
    """The table that is meant, asked for where the file holds several or a number has two readings."""
    from hjj_lib.intake.recipe_propose_file import open_about, tables_of, the_table

    tables = tables_of(desk.grids, decimal, desk.place)
    question = open_about(tables, sheet) if asks else None
    if question is None:
        return the_table(tables, sheet, desk.place, desk.spoken)
    answer = _choose(question, desk)
    if question.code == "sheet":
        return _table(desk, answer, decimal, year, asks=asks)
    return _table(desk, sheet, answer, year, asks=asks)


def _choose(question: Question, desk: _Desk) -> str:
    """One of the choices, by number; asked until it is one."""
    _say_question(question, desk)
    for number, choice in enumerate(question.choices, start=1):
        console.say(f"{number:>3}  {choice}")
    while True:
        answer = str(typer.prompt(desk.spoken.sentence("Number (q: stop)"))).strip()
        if answer == _STOP:
            raise typer.Exit(1)
        if answer.isdecimal() and 0 < int(answer) <= len(question.choices):
            return question.choices[int(answer) - 1]


def _say_question(question: Question, desk: _Desk) -> None:
    from hjj_lib.intake.recipe_propose_open import open_problem

    console.say("\n" + desk.spoken.parts(open_problem(question, desk.place, desk.spoken))["found"])


def _ask_all(desk: _Desk, table: FoundTable, answers: Answers) -> Answers:
    """Show the columns, let them be corrected, and ask what is open; a word may stay open, everything else may not."""
    from hjj_lib.intake.recipe_propose import propose

    answers = _corrected(desk, table, answers)
    passed: set[tuple[str, str]] = set()
    while True:
        left = [one for one in propose(table, answers, desk.words).open if (one.code, one.subject) not in passed]
        if not left:
            return answers
        answers, later = _ask(desk, left[0], answers)
        passed |= {(left[0].code, left[0].subject)} if later else set()


def _ask(desk: _Desk, question: Question, answers: Answers) -> tuple[Answers, bool]:
    """The answers with one more, or the same and that the question stays open."""
    from hjj_lib.intake.recipe_propose_answers import answered

    prompts = {
        "column": desk.spoken.sentence("Enter: it is that, -: not read, or what it is"),
        "key": desk.spoken.sentence("Number of the column (-: none of them, q: stop)"),
        "what": desk.spoken.sentence("Number of the column that says it, or one activity for all (q: stop)"),
        "form": desk.spoken.sentence("Number (q: stop)"),
        "unit": desk.spoken.sentence("Unit, for example MWh, m3, l, kg (q: stop)"),
        "word": desk.spoken.sentence("Activity, by name or id (-: its rows are left out, Enter: later, q: stop)"),
        "unit_word": desk.spoken.sentence("Unit it means (-: its rows are left out, Enter: later, q: stop)"),
        "site_word": desk.spoken.sentence("Site, by name or id (-: its rows are left out, Enter: later, q: stop)"),
    }
    _say_question(question, desk)
    for number, choice in enumerate(question.choices, start=1):
        console.say(f"{number:>3}  {choice}")
    while True:
        text = str(typer.prompt(prompts[question.code], default="", show_default=False)).strip()
        if text == _STOP:
            raise typer.Exit(1)
        if not text and question.code.endswith("word"):
            return answers, True
        more = answered(question, text, answers, desk.words)
        if more is not None:
            return more, False
        console.say(desk.spoken.sentence("“{text}” is not known here.", text=text))


def _corrected(desk: _Desk, table: FoundTable, answers: Answers) -> Answers:
    """The columns as they are proposed, shown again after each correction."""
    from hjj_lib.intake.recipe_propose import propose
    from hjj_lib.intake.recipe_propose_answers import column_meaning
    from hjj_lib.intake.vocabulary import key_of

    spoken = desk.spoken
    while True:
        _show_columns(propose(table, answers, desk.words), desk)
        text = str(typer.prompt(spoken.sentence("Number of a column to correct (Enter: go on)"), default="", show_default=False))
        if not (text.strip().isdecimal() and 0 < int(text) <= len(table.columns)):
            return answers
        told = typer.prompt(spoken.sentence("What it is: what, amount, unit, date, site, an activity, or - (not read)"))
        meaning = column_meaning(str(told), desk.words)
        if meaning:
            answers = replace(answers, columns={**answers.columns, key_of(table.columns[int(text) - 1].heading): meaning})
        else:
            console.say(spoken.sentence("“{text}” is not known here.", text=told))


def _show_columns(proposal: Proposal, desk: _Desk) -> None:
    from hjj_lib.intake.recipe_propose_open import key_name

    spoken, table = desk.spoken, proposal.table
    taken = {
        column.facts.position: " ".join(filter(None, (key_name(column.key, spoken), column.unit))) for column in proposal.columns
    }
    asked = {question.subject for question in proposal.open if question.code == "column"}
    found = spoken.sentence("Headings in row {row}, {count} rows below it.", row=table.row, count=table.rows)
    console.say(f"{table.grid.name}: {found}" if table.grid.name else found)
    console.table(
        [
            {
                "#": number,
                spoken.sentence("Heading"): column.heading,
                spoken.sentence("For example"): next(iter(column.texts), "–"),
                spoken.sentence("What it is"): taken.get(column.position, "?" if column.heading in asked else "–"),
            }
            for number, column in enumerate(table.columns, start=1)
        ]
    )


def _finish(
    desk: _Desk, table: FoundTable, answers: Answers, name: str, year: int | None, *, asks: bool, print_only: bool
) -> None:
    """Show the recipe, try it, and keep it; nothing is written before the last answer."""
    from hjj_lib.intake.recipe_propose import propose
    from hjj_lib.intake.recipe_propose_file import recipe_id_of, year_of
    from hjj_lib.intake.recipe_propose_open import open_problem
    from hjj_lib.intake.recipe_propose_text import as_recipe, keep, recipe_text
    from hjj_lib.intake.recipe_propose_trial import try_recipe

    spoken, proposal = desk.spoken, propose(table, answers, desk.words)
    recipe_id = recipe_id_of(name or desk.file.stem, desk.home)
    place = replace(desk.place, sheet=table.grid.name if len(desk.grids) > 1 else "")
    text = recipe_text(proposal, recipe_id, name or desk.file.stem, place, desk.words, spoken)
    if print_only:
        console.say(text.rstrip("\n"))
        return
    if proposal.open and not asks:
        raise DataError([open_problem(question, place, spoken) for question in proposal.open])
    recipe = as_recipe(text, recipe_id, desk.words)
    where = replace(desk.place, year=year or year_of(desk.file, [table]))
    trial = try_recipe(desk.grids, recipe, where, desk.home, desk.words.known, desk.basis, spoken.code)
    if asks:
        console.say("\n" + text)
    if not trial.counted:
        raise DataError(trial.problems)
    _show_trial(trial.entries, desk)
    console.list_problems(trial.problems, spoken)
    if asks and not _agrees(spoken.sentence("Keep this recipe? (y: yes, Enter: no)")):
        console.say(spoken.sentence("Nothing was written."))
        raise typer.Exit(1)
    console.say(spoken.sentence("Written: {path}", path=keep(desk.home, recipe_id, text)))


def _agrees(question: str) -> bool:
    """Whether the answer is one of the words for yes in any language."""
    from hjj_lib.intake.csv_file import settings

    return str(typer.prompt(question, default="", show_default=False)).strip().casefold() in settings()["words"]["yes"]


def _show_trial(entries: tuple[dict[str, Any], ...], desk: _Desk) -> None:
    """The sums of the file by activity and site, in the unit of the activity."""
    from hjj_lib.intake.layout import unit_label

    spoken, known = desk.spoken, desk.words.known
    rows = [
        {
            spoken.sentence("Activity"): known.activities[entry["activity_id"]][spoken.column("name")],
            spoken.sentence("Site"): known.site_names.get(entry["site_id"] or "", "–"),
            spoken.sentence("Amount"): spoken.number(entry["amount"], 2),
            spoken.sentence("Unit"): unit_label(entry["unit"], spoken.code),
        }
        for entry in entries
    ]
    console.table(rows)
