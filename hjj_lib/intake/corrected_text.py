"""Corrections of single cells of a CSV file, put in before anything is read, so that every reader of such files sees them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl.utils import coordinate_to_tuple

from hjj_lib.intake.cells import Book, Cell, Sheet
from hjj_lib.intake.corrections import Outcome, Rules, corrected, without_file
from hjj_lib.intake.csv_file import CsvError, split_csv
from hjj_lib.intake.decided import Decided
from hjj_lib.intake.layout import limit

#: A CSV file has no sheets; a decision about it leaves the sheet empty.
_NO_SHEET = ""


def corrected_text(data: bytes, decided: Sequence[Decided], rules: Rules) -> tuple[bytes, Outcome]:
    """The file with each correction in place, in its own encoding and with its own delimiter, and what became of each.

    Rows and columns are those that a spreadsheet program shows: a first line ``sep=;`` is none, an empty row is one.

    Parameters
    ----------
    decided
        Rows of ``decisions/corrections.csv`` about this file. Without one, or where the file is no text that can be read as
        a table, the bytes stay as they are.
    """
    if not decided:
        return data, Outcome()
    try:
        rows, delimiter, encoding = split_csv(data)
    except CsvError:
        return data, Outcome(stands=(None,) * len(decided), problems=tuple(map(without_file, decided)))
    before = _sheet(rows, decided)
    inside = [one for one in decided if row_of(one) <= len(rows)]
    fixed, outcome = corrected(Book((before,), {}), inside, rules)
    beyond = [one for one in decided if one not in inside]
    stands = dict(zip(map(id, inside), outcome.stands, strict=True))
    problems = (*outcome.problems, *map(without_file, beyond))
    told = Outcome(outcome.applied, outcome.withheld, tuple(stands.get(id(one)) for one in decided), problems)
    changed = [cell for place, cell in fixed.sheets[0].cells.items() if before.cells.get(place) != cell]
    return (_written(rows, changed, delimiter, encoding) if changed else data), told


def row_of(one: Decided) -> int:
    """The row that a decision is about; 0 if its cell is none, which :func:`corrected` tells."""
    try:
        return int(coordinate_to_tuple(one.cells["cell"].upper())[0])
    except ValueError:
        return 0


def _sheet(rows: Sequence[Sequence[str]], decided: Sequence[Decided]) -> Sheet:
    """The rows of headings and those that the decisions are about; a ledger has too many to hold each cell."""
    numbers = {*range(1, int(limit("key_row_within")) + 1), *map(row_of, decided)}
    cells = {
        (number, column): Cell(number, column, text)
        for number in sorted(numbers)
        if 0 < number <= len(rows)
        for column, text in enumerate(rows[number - 1], start=1)
    }
    return Sheet(_NO_SHEET, hidden=False, cells=cells, merged=(), hidden_rows=frozenset())


def _written(rows: list[list[str]], changed: Sequence[Cell], delimiter: str, encoding: str) -> bytes:
    for cell in changed:
        row = rows[cell.row - 1]
        row.extend([""] * (cell.column - len(row)))
        row[cell.column - 1] = str(cell.value)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    try:
        return text.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return text.getvalue().encode("utf-8-sig")
