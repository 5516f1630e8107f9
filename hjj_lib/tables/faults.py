"""The messages about cells of CSV tables that do not fit their declaration."""

from __future__ import annotations

from typing import Any

from hjj_lib.problems import Problem

_CELL = "Correct the cell and run again."

#: Code → what was found, what is expected, what to do.
MESSAGES: dict[str, tuple[str, str, str]] = {
    "file_unreadable": (
        "The file cannot be read: {error}",
        "A table as text: commas between cells, letters in UTF-8.",
        "Save it as “CSV UTF-8”.",
    ),
    "file_empty": ("The file is empty.", "A row with the names of the columns.", "Put the file back as it was."),
    "column_twice": ("The column “{column}” stands there twice.", "Each column once.", "Remove one of the two."),
    "column_unknown": ("The column “{column}” is not known.", "Columns: {known}.", "Correct its name, or remove it."),
    "column_missing": ("The column “{column}” is missing.", "", "Put the column back."),
    "row_length": (
        "The row has {count} cells.",
        "{wanted} cells, as the header has.",
        "Look for a comma in a text that is not in quotation marks.",
    ),
    "row_twice": ("“{value}” stands there twice.", "One row for each {key}.", "Remove or correct one of the two rows."),
    "cell_empty": ("The cell is empty.", "A value.", "Fill in the cell."),
    "not_a_number": ("“{value}” is not a number.", "A number with a point, such as 0.25.", _CELL),
    "not_a_whole_number": ("“{value}” is not a whole number.", "A whole number.", _CELL),
    "not_a_truth": ("“{value}” is neither yes nor no.", "true or false.", _CELL),
    "not_in_list": ("“{value}” is not a word of the list.", "One of: {limit}.", _CELL),
    "not_as_written": ("“{value}” is not written as it must be.", "Text that fits the pattern {limit}.", _CELL),
    "below_limit": ("{value} is too small.", "{limit} or more.", _CELL),
    "not_above_limit": ("{value} is too small.", "More than {limit}.", _CELL),
    "above_limit": ("{value} is too large.", "{limit} or less.", _CELL),
}


def fault(code: str, *, file: str, row: int | None = None, column: str = "", **values: Any) -> Problem:
    """The problem with the message of a code."""
    found, expected, remedy = MESSAGES[code]
    values = {"column": column, **values}
    return Problem(code, "error", found, expected, remedy, file=file, row=row, column=column, values=values)
