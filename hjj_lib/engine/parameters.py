"""What a notebook may be told: the names and types of its own parameters cell, and nothing else.

papermill only logs an unknown name and runs on with the default; here it stops the run before a kernel starts.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hjj_lib.problems import DataError, Problem

Value = str | int | float | bool
_KINDS: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: ``year: int = 2025  # Laskentavuosi``."""

    name: str
    kind: type
    default: Value
    meaning: str


def declared(source: str) -> dict[str, Parameter]:
    """The parameters of a cell: lines ``name: type = literal  # meaning``.

    Raises
    ------
    ValueError
        If a line is anything else; this is a mistake of the notebook's author.
    """
    meanings = _comments(source)
    found = {}
    for line in ast.parse(source).body:
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None):
            raise ValueError(f"not a typed parameter: {ast.unparse(line)}")
        kind = _KINDS[ast.unparse(line.annotation)]
        found[line.target.id] = Parameter(line.target.id, kind, ast.literal_eval(line.value), meanings.get(line.lineno, ""))
    return found


def checked(given: Mapping[str, Any], known: Mapping[str, Parameter], notebook: str) -> dict[str, Value]:
    """The given values, of exactly the declared types; a whole number may stand where a decimal number belongs.

    Raises
    ------
    DataError
        With every name that the notebook does not have and every value of another type.
    """
    problems = [_problem(name, value, known, notebook) for name, value in given.items()]
    found = [problem for problem in problems if problem is not None]
    if found:
        raise DataError(found)
    return {name: float(value) if known[name].kind is float else value for name, value in given.items()}


def _problem(name: str, value: Any, known: Mapping[str, Parameter], notebook: str) -> Problem | None:
    if name not in known:
        return Problem(
            "parameter_unknown",
            "error",
            found="The notebook {notebook} has no parameter “{name}”.",
            remedy="Its parameters are: {known}.",
            values={"notebook": notebook, "name": name, "known": ", ".join(known)},
        )
    wanted = known[name].kind
    if type(value) is wanted or (wanted is float and type(value) is int):
        return None
    return Problem(
        "parameter_type",
        "error",
        found="The parameter “{name}” of the notebook {notebook} got a value of type {found}.",
        expected="It must be of type {wanted}.",
        values={"notebook": notebook, "name": name, "found": type(value).__name__, "wanted": wanted.__name__},
    )


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
