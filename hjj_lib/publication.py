"""What stands between a result and its publication: weak factors that nobody signed for, what is preliminary, and errors."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis_findings import weak_factors
from hjj_lib.findings import QUALITY_NAMES
from hjj_lib.language import Language
from hjj_lib.preliminary import preliminary
from hjj_lib.problems import DataError, Problem, blocking
from hjj_lib.study import Study

#: The signed reasons, in the institution's folder.
SIGNED_FILE = "decisions/weak_factors.csv"


def signed_reasons(home: Path) -> pd.DataFrame:
    """What an institution signed about weak factors, as ``tables.WeakFactorReason``; no rows if there is no file.

    Parameters
    ----------
    home
        The institution's folder below ``raw/``.

    Raises
    ------
    DataError
        With every cell that does not fit.
    """
    path = home / SIGNED_FILE
    if not path.exists():
        return tables.empty(tables.WeakFactorReason)
    name = f"{home.name}/{SIGNED_FILE}"
    text = tables.read_columns(path, name, delimiters=",;")
    values = tables.typed(text, tables.WeakFactorReason)
    if values is None:
        raise DataError(tables.faults(text, tables.WeakFactorReason, name))
    return tables.frame_of(values, tables.WeakFactorReason)


def hindrances(study: Study, signed: pd.DataFrame, language: Language) -> list[Problem]:
    """Everything that stops the publication of a year's result; nothing if it may be published.

    Parameters
    ----------
    signed
        ``tables.WeakFactorReason``.
    language
        For the names of factors and qualities in the messages.
    """
    where = {"institution_id": study.institution.institution_id, "year": study.year}
    errors = len(blocking(study.problems))
    problems = [_problem("publish_errors", where, count=errors)] if errors else []
    late = preliminary(study.inventory, study.basis).drop_duplicates(["factor_role", "valid_from"])
    names = study.basis.emission_factors.drop_duplicates("factor_id").set_index("factor_id")[language.column("name")].to_dict()
    for row in late.to_dict("records"):
        problems.append(_problem("publish_preliminary", where, factor=names[row["factor_id"]], used=str(row["valid_from"])))
    open_ones = weak_factors(study.inventory, boundary="inventory")
    for row in open_ones[~open_ones["factor_id"].isin(signed["factor_id"])].to_dict("records"):
        values = {
            "factor": names[row["factor_id"]],
            "factor_id": row["factor_id"],
            "quality": language.sentence(QUALITY_NAMES[row["quality"]]),
            "share": language.percent(row["share"], 1),
            "file": SIGNED_FILE,
        }
        problems.append(_problem("publish_weak_factor", where, **values))
    return problems


_SENTENCES = {
    "publish_errors": (
        "What was handed in has errors that were not counted: {count}.",
        "No errors.",
        "Correct them; “hjj check” lists them.",
    ),
    "publish_preliminary": (
        "The result is preliminary: “{factor}” of {used} stands for a year whose own figure is not out yet.",
        "The figure of the year itself.",
        "Publish when the basis has it, or publish an earlier year.",
    ),
    "publish_weak_factor": (
        "“{factor}” is {quality} and stands for {share} of the result; nobody has signed a reason for using it.",
        "A firmer figure, or a signed reason.",
        "Get a better figure, or add a row for {factor_id} to {file}: reason, decided_by_role, decided_on.",
    ),
}


def _problem(code: str, where: dict[str, object], **values: object) -> Problem:
    found, expected, remedy = _SENTENCES[code]
    return Problem(
        code,
        "error",
        found,
        expected,
        remedy,
        institution_id=str(where["institution_id"]),
        year=int(str(where["year"])),
        values=values,
    )
