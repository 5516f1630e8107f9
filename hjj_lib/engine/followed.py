"""Which notebooks need earlier years, and whose files count besides an institution's own: those of whom it followed.

Standard library only: planning reads no more.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hjj_lib.engine.sources import Places, institutions, years

#: Mergers and splits, in the folder of the basis.
_SUCCESSIONS = "successions.csv"
#: In the metadata of a notebook: how many years with a folder there must be, the reported one among them.
_SECTION, _NEEDED = "hjj", "needs_years"


def needed_years(notebook: Path) -> int:
    """How many years a notebook needs, the reported one among them: one, unless its metadata say more."""
    metadata: Mapping[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    return int(metadata.get(_SECTION, {}).get(_NEEDED, 1))


def years_until(where: Places, institution: str, year: int, followed: Iterable[str]) -> int:
    """How many years up to one have a folder, of the institution or of those whom it followed."""
    return len({one for name in (institution, *followed) for one in years(where, name) if one <= year})


def followed_ones(where: Places, institution: str) -> tuple[str, ...]:
    """All with a folder whom an institution followed, directly or over others; none where there is no table.

    What is wrong in the table is told when it is calculated with.
    """
    pairs = _pairs(where.basis / _SUCCESSIONS)
    found: set[str] = set()
    new = {institution}
    while new:
        new = {before for before, after in pairs if after in new} - found - {institution}
        found |= new
    return tuple(name for name in institutions(where) if name in found) if found else ()


def _pairs(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [(row["from_id"] or "", row["to_id"] or "") for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        return []
