"""Which notebooks are made only where an institution has handed in what they are about.

Standard library only: planning reads no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

#: In the metadata of a notebook: files in the institution's folder, of which one must be there.
_SECTION, _NEEDED = "hjj", "needs_one_of"


def needed_files(notebook: Path) -> tuple[str, ...]:
    """The files of which a notebook needs one; none, unless its metadata name some."""
    metadata: Mapping[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    return tuple(metadata.get(_SECTION, {}).get(_NEEDED, ()))


def has_occasion(home: Path, needed: Iterable[str]) -> bool:
    """Whether an institution's folder holds one of the files, or none is needed."""
    names = tuple(needed)
    return not names or any((home / name).is_file() for name in names)
