"""The old calculators of a year: each content once, beside everything else that was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hjj_lib.intake.calculator import CalculatorReading, FoundCalculator, OldResult, read_calculator
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.files import FoundFile
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.problems import Problem


@dataclass(frozen=True)
class YearOfCalculators:
    """What the old calculators of a year say; ``rows`` is file → figures that its entries hold."""

    entries: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    results: tuple[OldResult, ...] = ()


def read_calculators(
    files: Iterable[FoundFile], beside: Iterable[Row], place: Place, known: Vocabulary, language: str
) -> YearOfCalculators:
    """Read the calculators among the files of a year.

    Parameters
    ----------
    beside
        Entries of everything else: a result of a category of which they tell is only compared.
    """
    answered = {str(known.activities[row["activity_id"]]["category_id"]) for row in beside if row["value_state"] != "unknown"}
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    readings: dict[str, CalculatorReading] = {}
    for name, digest, found in _calculators(files):
        where = replace(place, file=name)
        if digest in kept:
            problems.append(problem("recipe_twice", where, other=kept[digest]))
            continue
        kept[digest] = name
        readings[name] = read_calculator(found, where, known, language, frozenset(answered))
    return YearOfCalculators(
        entries=tuple(entry for reading in readings.values() for entry in reading.entries),
        problems=(*problems, *(found for reading in readings.values() for found in reading.problems)),
        rows={name: reading.rows for name, reading in readings.items()},
        results=tuple(result for reading in readings.values() for result in reading.results),
    )


def _calculators(files: Iterable[FoundFile]) -> Iterable[tuple[str, str, FoundCalculator]]:
    return [(file.file, file.sha256, file.calculator) for file in files if file.calculator is not None]
