"""What is wrong with an installation or a folder of data, and how to mend it. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hjj_lib.engine import doctor_data, doctor_installation
from hjj_lib.engine.sources import Places
from hjj_lib.problems import DataError, Problem

Check = Callable[[Places], Iterable[Problem]]

#: What is looked at, in this order: the sentence that names it, and the check.
CHECKS: Mapping[str, tuple[str, Check]] = {
    "python": ("Python", doctor_installation.python),
    "packages": ("Packages", doctor_installation.packages),
    "program": ("The program's own package", doctor_installation.program),
    "kernel": ("Kernel of the notebooks", doctor_installation.kernel),
    "fonts": ("Fonts of the figures", doctor_installation.fonts),
    "letters": ("Language and letters of the terminal", doctor_installation.letters),
    "space": ("Free space", doctor_data.space),
    "permission": ("Permission to write", doctor_data.permission),
    "leftovers": ("Interrupted runs", doctor_data.leftovers),
    "data": ("Folder of data", doctor_data.structure),
    "basis": ("Calculation basis", doctor_data.basis),
}


@dataclass(frozen=True)
class Finding:
    """What came of one check: nothing wrong, or what is and how to mend it."""

    check: str
    name: str
    problems: tuple[Problem, ...]


def examine(where: Places) -> Sequence[Finding]:
    """Do every check. One that fails itself is a problem like any other, and the next goes on."""
    return [Finding(code, name, _done(check, where)) for code, (name, check) in CHECKS.items()]


def _done(check: Check, where: Places) -> tuple[Problem, ...]:
    try:
        return tuple(check(where))
    except DataError as error:
        return error.problems
    except Exception as error:
        return (_broken(error),)


def _broken(error: Exception) -> Problem:
    return Problem(
        "doctor_broken",
        "error",
        found="This could not be looked at: “{kind}: {error}”.",
        remedy="Set the program up anew: ./hjj setup base",
        values={"kind": type(error).__name__, "error": str(error)},
    )
