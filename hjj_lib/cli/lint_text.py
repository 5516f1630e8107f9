"""The command that checks a draft article: its numbers against each other and the results, its claims against the law."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in, unknown_language, wanted
from hjj_lib.engine import console
from hjj_lib.engine.plan import chosen_years
from hjj_lib.engine.sources import Places, places, years
from hjj_lib.language import LOCALES
from hjj_lib.problems import DataError, Problem

if TYPE_CHECKING:
    from hjj_lib.prose.passage import Draft
    from hjj_lib.prose.results import Results


_WRONG_USE = 2


def lint_text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The draft: .txt, .md, .docx or .html.")],
    institution: Annotated[
        str, typer.Option("--institution", "-i", metavar="ID", help="Compare also with the results of this institution.")
    ] = "",
    year: Annotated[
        int | None,
        typer.Option("--year", "-y", metavar="YEAR", help="The year meant where the text names none; without it: the latest."),
    ] = None,
    language: LanguageOption = "",
    everything: Annotated[bool, typer.Option("--all", help="List also the numbers that fit or cannot be checked.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything for other programs, on standard output.")] = False,
    data: DataOption = None,
) -> None:
    """Check the numbers and claims of a draft text. Ends with 0: all fits, 1: something does not, 2: wrong use."""
    with spoken_in(language, wrong=_WRONG_USE) as spoken:
        _usable(language, institution, year)
        from hjj_lib.basis import load_basis
        from hjj_lib.prose.lint import lint
        from hjj_lib.prose.read import read_draft
        from hjj_lib.prose.tell import as_document, lines

        where = places(data)
        draft = read_draft(file, language)
        checked = lint(draft, load_basis().claims, _results(where, institution, year, draft) if institution else None)
        if as_json:
            console.say(json.dumps(as_document(checked, spoken), ensure_ascii=False, indent=2))
        else:
            for line in lines(checked, spoken, everything=everything):
                console.say(line)
        if checked.wrong:
            raise typer.Exit(1)


def _usable(language: str, institution: str, year: int | None) -> None:
    """Raises DataError if the language is not known, or a year is given without an institution."""
    problems = [unknown_language(language)] if language and language not in LOCALES else []
    if year is not None and not institution:
        problems.append(
            Problem(
                "year_without_institution",
                "error",
                found="A year says nothing without an institution.",
                remedy="Give also --institution ID.",
            )
        )
    if problems:
        raise DataError(problems)


def _results(where: Places, institution: str, year: int | None, draft: Draft) -> Results:
    """The results of the year that is meant and of the years that the text names."""
    from hjj_lib.prose.results import results_of
    from hjj_lib.study import open_study

    asked = wanted([institution], [str(year)] if year is not None else None, None)
    meant = chosen_years(where, asked)[0][1]
    named = {one.value for sentences in draft.sentences for sentence in sentences for one in sentence.years}
    studied = sorted({meant} | (named & set(years(where, institution))))
    return results_of([open_study(institution, one, data_dir=where.data) for one in studied], meant)
