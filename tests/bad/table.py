"""The catalogue as the tables of ``README.md``; run it to write them anew."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from catalogue import CASES, NOT_ANSWERED, Case, Said  # noqa: E402
from foreign import REPORT  # noqa: E402, F401  the cases of foreign files are registered when they are imported

README = Path(__file__).with_name("README.md")
#: The threats of intake by number, in short.
THREATS = {
    "I1": "spaces between thousands",
    "I2": "points and commas that can be read in two ways",
    "I3": "minus signs of all kinds",
    "I4": "negative amounts and credit notes",
    "I5": "text in a number",
    "I6": "missing, zero, not applicable and not known",
    "I7": "dates that Excel made",
    "I8": "truth values, percent, numbers without end",
    "I9": "formulas, error cells, links",
    "I10": "units mixed up",
    "I11": "units spelt in several ways",
    "I12": "merged cells, headings moved, doubled or missing",
    "I13": "hidden sheets, rows and columns",
    "I14": "rows of sums",
    "I15": "the same thing twice",
    "I16": "wrong or mixed years",
    "I17": "institutions and sites spelt in several ways",
    "I18": "cells far away, formatted empty rows",
    "I19": "files that are not what they are called",
    "I20": "archives made to harm",
    "I21": "encodings, separators and quotation marks of CSV files",
    "I22": "other versions of the template and of recipes",
    "I23": "raw files that a program changes",
}


def tables() -> str:
    """Threats with their cases, then every case with its messages and their places."""
    ordered = sorted(CASES, key=lambda one: int(one.threat[1:]))
    numbers = {id(one): f"{one.threat}.{place}" for one, place in zip(ordered, _places(ordered), strict=True)}
    lines = ["| Threat | What | Cases |", "| --- | --- | --- |"]
    for threat, what in THREATS.items():
        mine = [numbers[id(one)] for one in ordered if one.threat == threat]
        lines.append(f"| {threat} | {what} | {_range(mine) or 'asked of every case: no file is changed'} |")
    lines += ["", "| Case | Fault | Messages |", "| --- | --- | --- |"]
    for one in ordered:
        said = [_shown(found) for found in one.said if found is not NOT_ANSWERED] or ["none: read as it stands"]
        lines.append(f"| {numbers[id(one)]} | {one.fault.replace('|', chr(92) + '|')} | {'; '.join(said)} |")
    return "\n".join(lines)


def _places(ordered: Sequence[Case]) -> list[int]:
    """The place of each case among those of its threat, from 1."""
    seen: dict[str, int] = {}
    places = []
    for one in ordered:
        seen[one.threat] = seen.get(one.threat, 0) + 1
        places.append(seen[one.threat])
    return places


def _range(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}" if names else ""


def _shown(found: Said) -> str:
    """A message and where it points: ``number_date`` (tiedot.xlsx, Ajoneuvot ja koneet, D7)."""
    code, file, sheet, row, column = found
    cell = f"{column}{row or ''}" if sheet else ", ".join(filter(None, (f"row {row}" if row else "", column)))
    place = ", ".join(filter(None, (file, sheet, cell)))
    return f"`{code}` ({place})" if place else f"`{code}`"


if __name__ == "__main__":
    before, _, _ = README.read_text(encoding="utf-8").partition("| Threat |")
    README.write_text(before + tables() + "\n", encoding="utf-8")
