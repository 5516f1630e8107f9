"""The denominators of the network: those of the template and those that only the network asks for, each with its definition.

What only the network asks for stands in ``decisions/denominators.csv`` of a provider: ``year,kind,value,source``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.indicators import institution_value
from hjj_lib.intake.layout import denominator_kinds
from hjj_lib.network.told import told
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.network import NetworkDenominator, StatedDenominator, SubmittedDenominator

STATED_FILE = "decisions/denominators.csv"
_KINDS = Path(__file__).with_name("denominators.csv")
#: The language of definitions in a file that programs read.
_OF_FILES = "en"


@dataclass(frozen=True)
class Kind:
    """A kind of denominator with its name and definition in each language."""

    names: Mapping[str, str]
    definitions: Mapping[str, str]


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by their word: first those of the template, then those that only the network asks for."""
    asked = {kind.id: Kind(kind.names, kind.definitions) for kind in denominator_kinds()}
    own = {
        str(row["kind"]): Kind(
            {code: str(row[f"name_{code}"]) for code in tables.LANGUAGES},
            {code: str(row[f"definition_{code}"]) for code in tables.LANGUAGES},
        )
        for row in tables.read_csv(_KINDS, NetworkDenominator).to_dict("records")
    }
    return {**asked, **own}


def stated_denominators(home: Path, year: int) -> Mapping[str, float]:
    """Kind → value, of what an institution states for the network only; nothing if it has no such file.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas.

    Parameters
    ----------
    home
        The institution's folder below ``raw/``.

    Raises
    ------
    DataError
        With every cell that does not fit and every kind that is not asked for here.
    """
    path = home / STATED_FILE
    if not path.exists():
        return {}
    name = f"{home.name}/{STATED_FILE}"
    text = tables.read_columns(path, name, delimiters=",;")
    values = tables.typed(text, StatedDenominator)
    if values is None:
        raise DataError(tables.faults(text, StatedDenominator, name))
    frame = tables.frame_of(values, StatedDenominator)
    own = [kind for kind in kinds() if kind not in tables.DENOMINATORS]
    wrong = [kind for kind in frame["kind"] if kind not in own]
    if wrong:
        raise DataError([told("denominator_kind", name, found=kind, known=", ".join(own)) for kind in wrong])
    of_year = frame[frame["year"] == year]
    return dict(zip(of_year["kind"], of_year["value"].astype(float), strict=True))


def stated_problems(home: Path, year: int) -> list[Problem]:
    """What is wrong in the file of :func:`stated_denominators`; an empty list if nothing is."""
    try:
        stated_denominators(home, year)
    except DataError as error:
        return list(error.problems)
    return []


def submitted(denominators: pd.DataFrame, stated: Mapping[str, float]) -> pd.DataFrame:
    """Every kind with its value and definition; unknown where nobody stated it.

    Parameters
    ----------
    denominators
        ``tables.Denominator`` of one institution and year.
    stated
        As :func:`stated_denominators` gives.

    Returns
    -------
    ``tables.network.SubmittedDenominator``.
    """
    rows = [
        {
            "kind": name,
            "value": stated.get(name, institution_value(denominators, name)),
            "definition": kind.definitions[_OF_FILES],
        }
        for name, kind in kinds().items()
    ]
    return tables.checked(pd.DataFrame(rows), SubmittedDenominator, file="denominators")
