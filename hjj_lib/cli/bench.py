"""The command that compares the engine with the usual ways to make a report from a notebook."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.language import Language

if TYPE_CHECKING:
    from hjj_lib.engine.bench import Comparison, Measurement

_CASES = {"twelve": "notebook of twelve cells", "own": "the notebooks of this project"}
_WAYS = {
    "commands": "papermill and nbconvert, one command after another",
    "commands_without_grammars": "the same, freed of an import that no notebook needs",
    "commands_side_by_side": "papermill and nbconvert, a command for each core at a time",
    "pool": "pool of processes with papermill, exporter kept",
    "ours": "hjj run",
    "script": "plain script, no notebook and no page: the floor",
}


def bench(
    rounds: Annotated[
        int, typer.Option("--rounds", "-r", metavar="N", min=1, help="How many rounds; the best of each way counts.")
    ] = 2,
    case: Annotated[
        str, typer.Option("--case", metavar="CASE", help="Only “twelve” (a notebook of twelve cells) or “own” (our notebooks).")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON, for other programs.")] = False,
    language: LanguageOption = "",
) -> None:
    """Compare the speed with other ways to make the same reports. Ends with 1 if the outputs differ."""
    with spoken_in(language) as spoken:
        from hjj_lib.engine.bench import compare

        if case and case not in _CASES:
            raise typer.BadParameter(spoken.sentence("The cases are: {known}.", known=", ".join(_CASES)))
        found = compare(rounds, cases=[case] if case else list(_CASES), tell=_progress if as_json else console.say)
        if as_json:
            console.say(json.dumps({**asdict(found), "reached": {_key(m): m.reached for m in found.measurements}}, indent=1))
        else:
            _table(found, spoken)
        if not found.equal:
            raise typer.Exit(1)


def _progress(text: str) -> None:
    """To the error stream, so that nothing but JSON is on the other."""
    sys.stderr.write(text + "\n")


def _key(one: Measurement) -> str:
    return f"{one.case} {one.way}"


def _table(found: Comparison, spoken: Language) -> None:
    for case, name in _CASES.items():
        rows = [_row(one, spoken) for one in found.measurements if one.case == case]
        if rows:
            console.say("\n" + spoken.sentence(name) + "\n")
            console.table(rows)
    console.say("")
    shown = {"ratio": spoken.number(found.export_ratio, 1), "goal": spoken.number(found.export_goal)}
    console.say(spoken.sentence("The page is made {ratio} times as fast as by nbconvert's command (goal {goal}).", **shown))
    console.say(spoken.sentence("The outputs are the same." if found.equal else "The outputs are not the same."))
    load = "; ".join(spoken.number(value, 1) for value in found.load)
    console.say(
        spoken.sentence(
            "Seconds for a report with everything it takes to begin, best of {rounds} rounds on {cores} cores. Load of the "
            "machine before and after: {load}. Other work on the machine changes the seconds much and the ratios little.",
            rounds=found.rounds,
            cores=found.cores,
            load=load or "–",
        )
    )


def _row(one: Measurement, spoken: Language) -> dict[str, str]:
    verdicts = {None: "", True: spoken.sentence("reached"), False: spoken.sentence("not reached")}
    goal = "" if one.goal is None else ("≤ " if one.is_floor else "≥ ") + spoken.number(one.goal, 1)
    return {
        spoken.sentence("Way"): spoken.sentence(_WAYS[one.way]),
        spoken.sentence("Reports"): str(one.reports),
        spoken.sentence("Seconds"): spoken.number(one.seconds, 2),
        spoken.sentence("Processor seconds"): spoken.number(one.processor_seconds, 2),
        spoken.sentence("Ratio to ours"): spoken.number(one.ratio, 1),
        spoken.sentence("Goal"): f"{goal} {verdicts[one.reached]}".strip(),
    }
