"""What is said about the files of a plan and its targets: one row per code in ``messages.csv``, in English."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.intake.messages import Place
from hjj_lib.problems import Problem

_FILE = Path(__file__).with_name("messages.csv")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Code → its sentences: ``found``, ``expected``, ``remedy``, and ``suggest`` in place of the remedy."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def problem(code: str, place: Place, **values: Any) -> Problem:
    """The error with the message of a code; a ``suggestion`` among the values turns the remedy into a likely correction."""
    message = messages()[code]
    remedy = message["suggest"] if message["suggest"] and values.get("suggestion") else message["remedy"]
    return Problem(
        code,
        "error",
        message["found"],
        message["expected"],
        remedy,
        file=place.file,
        row=place.row,
        column=place.column,
        institution_id=place.institution_id,
        values=values,
    )


def names_a_person(text: object) -> bool:
    """Whether a text holds an e-mail address, which only a person or a mailbox has."""
    return bool(_ADDRESS.search(str(text)))
