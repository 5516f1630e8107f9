"""Cells that stand alone, far from all others of a sheet: left there by a slip of the hand, and no part of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from openpyxl.utils import column_index_from_string

from hjj_lib.intake.cells import Book, Sheet
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import Problem

#: No list that is read has columns beyond this one.
LAST_COLUMN = column_index_from_string("BZ")


def without_far(book: Book) -> tuple[Book, dict[str, tuple[str, ...]]]:
    """The book without its far cells, and the addresses of those of each sheet.

    Far are the cells beyond the column BZ, and those below thousands of empty rows, where they are few (``layout.toml``).
    """
    sheets, far = [], {}
    for sheet in book.sheets:
        places = _far(sheet)
        if places:
            far[sheet.name] = tuple(sheet.cells[place].address for place in places)
            sheet = replace(sheet, cells={place: cell for place, cell in sheet.cells.items() if place not in places})
        sheets.append(sheet)
    return replace(book, sheets=tuple(sheets)) if far else book, far


def told_far(far: Mapping[str, tuple[str, ...]], place: Place) -> list[Problem]:
    """A note for each sheet of which cells were left out."""
    most = int(limit("named_in_message"))
    return [
        problem("far_cells", replace(place, sheet=sheet), cells=", ".join(cells[:most]) + (" …" if len(cells) > most else ""))
        for sheet, cells in far.items()
    ]


def _far(sheet: Sheet) -> dict[tuple[int, int], None]:
    """The places of the cells to leave out."""
    beyond = [place for place in sheet.cells if place[1] > LAST_COLUMN]
    if len(beyond) > limit("far_cells"):
        return {}
    counts = Counter(row for row, column in sheet.cells if column <= LAST_COLUMN)
    first, below = None, 0
    for before, row in reversed(list(pairwise(sorted(counts)))):
        below += counts[row]
        if below > limit("far_cells"):
            break
        first = row if row - before - 1 > limit("far_rows") else first
    under = [place for place in sheet.cells if first is not None and place[0] >= first and place[1] <= LAST_COLUMN]
    return dict.fromkeys([*beyond, *under])
