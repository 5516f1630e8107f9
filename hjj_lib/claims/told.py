"""What an institution tells beside its footprint, as it writes it beside its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.problems import DataError, Problem

#: The files in the institution's folder.
HANDPRINT_FILE = "decisions/handprint.csv"
CLAIMS_FILE = "decisions/claims.csv"


@dataclass(frozen=True)
class Told:
    """What stands in the two files.

    Attributes
    ----------
    handprint
        ``tables.Handprint``: effects outside the footprint, and sinks. They are never summed, and no total holds them.
    claims
        ``tables.StatedClaim``.
    problems
        What could not be read. A row with a fault is not in the tables.
    """

    handprint: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.Handprint))
    claims: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.StatedClaim))
    problems: tuple[Problem, ...] = ()


def read_told(folder: Path, institution_id: str) -> Told:
    """``decisions/handprint.csv`` and ``decisions/claims.csv`` of an institution's folder; either may be missing.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas.

    Parameters
    ----------
    folder
        ``data/raw/<institution_id>``.

    Returns
    -------
    Every row that fits, and with file, row and column every cell that does not.
    """
    handprint, wrong = _read(folder, HANDPRINT_FILE, tables.Handprint)
    claims, also_wrong = _read(folder, CLAIMS_FILE, tables.StatedClaim)
    problems = (replace(problem, institution_id=institution_id) for problem in (*wrong, *also_wrong))
    return Told(handprint, claims, tuple(problems))


def _read(folder: Path, file: str, model: type[pa.DataFrameModel]) -> tuple[pd.DataFrame, list[Problem]]:
    path = folder / file
    if not path.is_file():
        return tables.empty(model), []
    try:
        text = tables.read_columns(path, file, delimiters=",;")
    except DataError as error:
        return tables.empty(model), list(error.problems)
    found = tables.faults(text, model, file)
    values = tables.typed(_without(text, found), model)
    return (tables.empty(model) if values is None else tables.frame_of(values, model)), found


def _without(text: Mapping[str, list[str]], found: list[Problem]) -> dict[str, list[str]]:
    """The rows without a fault; none of them if a whole column is at fault."""
    wrong = {problem.row for problem in found}
    count = 0 if None in wrong else len(next(iter(text.values()), []))
    kept = [row for row in range(count) if row + tables.FIRST_ROW not in wrong]
    return {column: [cells[row] for row in kept] for column, cells in text.items()}
