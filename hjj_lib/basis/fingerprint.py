"""A hash of the rows that give results in a version of the basis."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from hjj_lib.tables import Columns

#: Tables and columns that tell, order or explain, but change no result: proofreading them is no new version.
_TELLING_TABLES = ("sources", "versions", "better_factors", "known_gaps")
_TELLING_COLUMNS = re.compile(
    r"(name|definition|help|note|reason|better|evidence)_(fi|sv|en)|reason|note|rule|basis|position|theme|quick|by_site|requirement"
    r"|since|until|change_reason|lower_kg_co2e|upper_kg_co2e|alternative_classes|prefer_physical"
)
_BETWEEN_CELLS = "\x1f"


def is_telling(column: str) -> bool:
    """Whether a column only names, explains or orders, so that it changes no result."""
    return _TELLING_COLUMNS.fullmatch(column) is not None


def fingerprint_of(held: Mapping[str, Columns]) -> str:
    """SHA-256 of what gives results, independent of the order of rows, columns and tables.

    What only tells or explains stays out, and so do ``since`` and ``until``: a later version that ends a row must not change
    the fingerprint of an earlier one. A table without rows and a column without values count as absent, so that a new kind
    of either changes nothing.

    Parameters
    ----------
    held
        Table → its cells by column, only the rows that hold in the version.
    """
    digest = hashlib.sha256()
    for table in sorted(set(held) - set(_TELLING_TABLES)):
        for line in _lines(table, held[table]):
            digest.update(line.encode())
    return digest.hexdigest()


def _lines(table: str, columns: Columns) -> Iterator[str]:
    telling = {name: cells for name, cells in sorted(columns.items()) if not is_telling(name)}
    telling = {name: cells for name, cells in telling.items() if any(cell is not None for cell in cells)}
    if telling:
        yield f"{table}: {' '.join(telling)}\n"
        rows = zip(*(map(_text, cells) for cells in telling.values()), strict=True)
        yield "\n".join(sorted(map(_BETWEEN_CELLS.join, rows)))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
