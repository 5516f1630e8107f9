"""The command that looks for what is wrong with the installation or the data folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import places
from hjj_lib.language import Language

if TYPE_CHECKING:
    from hjj_lib.engine.doctor import Finding


def doctor(
    language: LanguageOption = "",
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs: a JSON list.")] = False,
) -> None:
    """Look what is wrong with the installation or the data folder, and how to mend it. Changes nothing."""
    with spoken_in(language) as spoken:
        from hjj_lib.engine.doctor import examine

        findings = examine(places(data))
        if as_json:
            console.say(json.dumps([_row(finding, spoken) for finding in findings], ensure_ascii=False, indent=1))
        else:
            _tell(findings, spoken)
        if any(finding.problems for finding in findings):
            raise typer.Exit(1)


def _row(finding: Finding, spoken: Language) -> dict[str, object]:
    problems = [{"code": problem.code, **spoken.parts(problem)} for problem in finding.problems]
    return {"check": finding.check, "name": spoken.translation(finding.name), "ok": not problems, "problems": problems}


def _tell(findings: Sequence[Finding], spoken: Language) -> None:
    good, bad = spoken.sentence("in order"), spoken.sentence("needs mending")
    for finding in findings:
        console.say(f"{spoken.translation(finding.name)}: {bad if finding.problems else good}")
        for problem in finding.problems:
            console.say(f"  * {spoken.problem(problem)}")
