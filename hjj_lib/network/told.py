"""What is said about submissions, mappings and rounds: one row per code in ``messages.csv``, in English.

The catalogues ``locale/<language>/submission.po`` hold the other languages.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from hjj_lib.problems import Problem, Severity

_MESSAGES = Path(__file__).with_name("messages.csv")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Code → its ``severity`` and its sentences ``found``, ``expected`` and ``remedy``."""
    with _MESSAGES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def told(code: str, file: str, **values: Any) -> Problem:
    """The problem with the message of a code; ``values`` fill the fields of its sentences."""
    row = messages()[code]
    severity = cast(Severity, row["severity"])
    return Problem(code, severity, row["found"], row["expected"], row["remedy"], file=file, values=values)
