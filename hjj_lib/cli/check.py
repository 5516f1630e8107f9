"""The commands about what was handed in: check it, confirm a question, correct a figure."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hjj_lib.cli.options import DataOption, InstitutionOption, LanguageOption, YearOption, refuse_raw, spoken_in, wanted
from hjj_lib.engine import console
from hjj_lib.engine.plan import chosen_years
from hjj_lib.engine.sources import Places, places
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem, blocking

if TYPE_CHECKING:
    from hjj_lib.review import Review

_STANDARD_OUTPUT = "-"

OneInstitution = Annotated[str, typer.Option("--institution", "-i", metavar="ID", help="The institution.")]
OneYear = Annotated[int, typer.Option("--year", "-y", metavar="YEAR", help="The year.")]
FileOption = Annotated[str, typer.Option("--file", metavar="NAME", help="The file, as it is called in the folder of the year.")]
SheetOption = Annotated[str, typer.Option("--sheet", metavar="NAME", help="The sheet; a CSV file has none.")]
CellOption = Annotated[str, typer.Option("--cell", metavar="CELL", help="The cell, for example D14.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is right.")]
RoleOption = Annotated[str, typer.Option("--role", metavar="TEXT", help="The role that decides, not a person's name.")]


def check(
    institution: InstitutionOption = None,
    year: YearOption = None,
    language: LanguageOption = "",
    data: DataOption = None,
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help="Write everything for other programs; - is standard output.")
    ] = "",
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="DIR", help="Write copies of the files as workbooks, with every problem at its cell."),
    ] = None,
) -> None:
    """Read what was handed in and list everything wrong or odd, with first totals; nothing is written to the data."""
    with spoken_in(language) as spoken:
        from hjj_lib.review import as_document

        where = places(data)
        if annotate:
            refuse_raw(where, annotate)
        reviews = [_review(where, name, one) for name, one in chosen_years(where, wanted(institution, year, None))]
        text = json.dumps(as_document(reviews, spoken), ensure_ascii=False, indent=2) + "\n" if json_file else ""
        if json_file == _STANDARD_OUTPUT:
            console.say(text.rstrip("\n"))
        else:
            for found in reviews:
                _tell(found, spoken)
        if json_file and json_file != _STANDARD_OUTPUT:
            Path(json_file).write_text(text, encoding="utf-8")
            console.say(spoken.sentence("Written: {path}", path=json_file))
        if annotate:
            _annotate(where, reviews, annotate, spoken, quiet=json_file == _STANDARD_OUTPUT)
        if any(blocking(found.problems) for found in reviews):
            raise typer.Exit(1)


def confirm(
    institution: OneInstitution,
    year: OneYear,
    code: Annotated[
        str, typer.Option("--code", metavar="CODE", help="Code of the question; “hjj check --json -” names it.")
    ] = "",
    file: FileOption = "",
    sheet: SheetOption = "",
    cell: CellOption = "",
    reason: ReasonOption = "",
    role: RoleOption = "",
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Confirm a question with its reason; without --code, each open question is asked in turn."""
    with spoken_in(language) as spoken:
        from hjj_lib.review import open_ones

        where = places(data)
        found = _review(where, institution, year)
        if not code:
            _ask_each(where, found, role, spoken)
            return
        if not reason.strip() or not role.strip():
            raise DataError([_lacking("--reason, --role")])
        asked = {"file": file, "sheet": sheet, "cell": cell.upper()}
        matching = [one for one in open_ones(found) if one.code == code and _fits(one, asked)]
        if not matching:
            raise DataError([_no_question(code, asked)])
        for one in matching:
            _remember(where, found, one, reason, role, spoken)


def correct(
    institution: OneInstitution,
    year: OneYear,
    file: FileOption,
    cell: CellOption,
    value: Annotated[str, typer.Option("--value", metavar="VALUE", help="What is read in place of what stands in the cell.")],
    reason: ReasonOption,
    role: RoleOption,
    sheet: SheetOption = "",
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="The unit of the value; without it the unit stays.")] = "",
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Correct a figure without changing the file: the value that stands there is remembered, and the reason."""
    with spoken_in(language) as spoken:
        from hjj_lib.intake.corrections import two_readings
        from hjj_lib.intake.decided import CORRECTIONS, add_decided
        from hjj_lib.intake.judged import stands_in
        from hjj_lib.intake.messages import Place

        where = places(data)
        lacking = [name for name, text in (("--reason", reason), ("--role", role), ("--value", value)) if not text.strip()]
        if lacking:
            raise DataError([_lacking(", ".join(lacking))])
        home = where.raw / institution
        unclear = two_readings(value, Place(file=file, sheet=sheet, column=cell, institution_id=institution, year=year))
        if unclear:
            raise DataError(unclear)
        asked = {"file": file, "sheet": sheet, "cell": cell.upper(), "unit": unit}
        found = stands_in(home, year, asked, institution)
        row = {**asked, "found": found, "corrected": value.strip()}
        path = add_decided(home, CORRECTIONS, {"year": year, **row, **_signature(reason, role)})
        console.say(spoken.sentence("In place of “{found}”, “{value}” is read from now on.", found=found, value=value.strip()))
        console.say(spoken.sentence("Written: {path}", path=path))


def tell_open_questions(where: Places, pairs: Iterable[tuple[str, int]], spoken: Language) -> None:
    """List what is still asked about years that are published: questions do not stop it, but readers will ask them too."""
    from hjj_lib.problems import open_questions
    from hjj_lib.study import open_study

    for institution, year in dict.fromkeys(pairs):
        basis = {"basis_dir": str(where.basis), "basis_version": where.basis_version, "gwp_set": where.gwp_set}
        study = open_study(institution, year, data_dir=where.data, **basis)
        questions = open_questions(study.problems)
        if questions:
            console.say(spoken.sentence("Open questions, {institution} {year}:", institution=institution, year=year))
            console.list_problems(questions, spoken)


def _review(where: Places, name: str, year: int) -> Review:
    """One year with its problems, those of the signed reasons included."""
    from hjj_lib.publication import signed_reasons
    from hjj_lib.review import review

    more: list[Problem] = []
    try:
        signed_reasons(where.raw / name)
    except DataError as error:
        more = list(error.problems)
    return review(name, year, data_dir=where.data, more=more)


def _tell(found: Review, spoken: Language) -> None:
    from hjj_lib.review import counts

    numbers = counts(found)
    console.say(f"{found.institution_id} {found.year}")
    if found.study:
        console.say(spoken.sentence("Files {files}, rows {entries}, denominators {denominators}.", **numbers))
        _tell_totals(found, spoken)
    console.list_problems(found.problems, spoken)
    console.say(spoken.sentence("Errors {errors}, questions {questions}, notes {notes}.", **numbers))
    if numbers["confirmed"]:
        console.say(spoken.sentence("Questions confirmed with a reason: {count}.", count=numbers["confirmed"]))


def _tell_totals(found: Review, spoken: Language) -> None:
    """Totals by category beside last year's, and which categories are open."""
    from hjj_lib.review import category_totals, completeness_sentence

    rows = category_totals(found, spoken)
    heading = {
        "name": spoken.sentence("Category"),
        "market": spoken.sentence("Market-based, t CO₂e"),
        "location": spoken.sentence("Location-based, t CO₂e"),
        "earlier": spoken.sentence("Market-based in {year}", year=found.year - 1),
        "change": spoken.sentence("Change, %"),
        "per": spoken.sentence("kg per student-year"),
        "unknown": spoken.sentence("Lines not known"),
    }
    console.table(
        [
            {
                heading["name"]: row["name"],
                heading["market"]: spoken.number(row["market_kg"] / 1000, 1),
                heading["location"]: spoken.number(row["location_kg"] / 1000, 1),
                heading["earlier"]: spoken.number(row["earlier_market_kg"] / 1000, 1),
                heading["change"]: spoken.number(row["change_pct"]),
                heading["per"]: spoken.number(row["market_kg_per_student_year"], 1),
                heading["unknown"]: spoken.number(row["unknown_count"]),
            }
            for row in rows.to_dict("records")
        ]
    )
    console.say(completeness_sentence(found, spoken))
    _tell_old_results(found, spoken)


def _tell_old_results(found: Review, spoken: Language) -> None:
    """The results of an old calculator beside ours."""
    from hjj_lib.calculator_findings import HEADINGS, has_old_results, old_results, old_results_sentence

    if found.study is None or not has_old_results(found.study):
        return
    console.say(spoken.sentence("Old calculator beside ours:"))
    console.table(
        [
            {
                spoken.translation(HEADINGS["name"]): row["name"],
                spoken.translation(HEADINGS["old_kg"]): spoken.number(row["old_kg"] / 1000, 1),
                spoken.translation(HEADINGS["ours_kg"]): spoken.number(row["ours_kg"] / 1000, 1),
                spoken.translation(HEADINGS["difference"]): spoken.percent(row["difference"]),
                spoken.translation(HEADINGS["counted"]): row["counted"],
            }
            for row in old_results(found.study, spoken).to_dict("records")
        ]
    )
    console.say(old_results_sentence(found.study, spoken))


def _annotate(where: Places, reviews: list[Review], target: Path, spoken: Language, *, quiet: bool) -> None:
    from hjj_lib.annotate import annotate

    for found in reviews:
        place = (found.institution_id, str(found.year))
        paths = annotate(found, where.raw.joinpath(*place), target.joinpath(*place), spoken)
        for path in [] if quiet else paths:
            console.say(spoken.sentence("Written: {path}", path=path))


def _fits(problem: Problem, asked: dict[str, str]) -> bool:
    """Whether a question stands where the options say; an option that is not given fits any place."""
    from hjj_lib.intake.confirmations import key_cells

    place = key_cells(problem)
    return all(not text or place[name] == text for name, text in asked.items())


def _ask_each(where: Places, found: Review, role: str, spoken: Language) -> None:
    """Ask for a reason of each open question; an empty answer leaves it open."""
    from hjj_lib.review import open_ones

    questions = open_ones(found)
    if not questions:
        console.say(spoken.sentence("There is no open question."))
        return
    role = role or typer.prompt(spoken.sentence("In which role do you decide?"))
    for number, one in enumerate(questions, start=1):
        console.say(f"\n{number}/{len(questions)} {spoken.problem(one)}")
        text = typer.prompt(spoken.sentence("The reason, or Enter to leave it open"), default="", show_default=False)
        if text.strip():
            _remember(where, found, one, text, role, spoken)


def _remember(where: Places, found: Review, one: Problem, reason: str, role: str, spoken: Language) -> None:
    from hjj_lib.intake.confirmations import key_cells
    from hjj_lib.intake.decided import CONFIRMATIONS, add_decided
    from hjj_lib.review import confirmed_value

    row = {"year": found.year, "code": one.code, **key_cells(one), "value": confirmed_value(found, one)}
    path = add_decided(where.raw / found.institution_id, CONFIRMATIONS, {**row, **_signature(reason, role)})
    console.say(spoken.sentence("Written: {path}", path=path))


def _signature(reason: str, role: str) -> dict[str, Any]:
    return {
        "reason": " ".join(reason.split()),
        "decided_by_role": " ".join(role.split()),
        "decided_on": datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat(),
    }


def _lacking(names: str) -> Problem:
    return Problem(
        "decision_lacks",
        "error",
        found="A decision needs more: {names}.",
        remedy="Say why, and in which role it is decided.",
        values={"names": names},
    )


def _no_question(code: str, asked: dict[str, str]) -> Problem:
    return Problem(
        "question_not_found",
        "error",
        found="There is no open question {code} at this place: {place}.",
        remedy="“hjj check --json -” names the code, file, sheet and cell of every question. Other errors cannot be confirmed.",
        values={"code": code, "place": ", ".join(text for text in asked.values() if text) or "–"},
    )
