"""A changed factor matters only to those it could serve: single rows of the long tables of the basis, compared by institution.

Standard library only, until a long table has changed: then the basis is loaded once and its rows are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hjj_lib.engine.manifest import Manifest, read_manifest, write_record
from hjj_lib.engine.sources import Places
from hjj_lib.problems import DataError

if TYPE_CHECKING:
    from hjj_lib.basis.candidates import Rows

#: The tables of which single rows count, as inputs of a report are named.
_LONG = ("factors/emission_factors/", "factors/factor_choices.csv", "factors/sources.csv")
#: What the basis folder holds for its readers and keepers: no report reads it.
_NOT_READ = ("CHANGELOG.md", "README.md", "NOT_USED.md", "datapackage.json", "unused_reasons.csv", "collected/")
_ORDER = "order"


def is_read(name: str) -> bool:
    """Whether a report can depend on a file of the basis folder."""
    return not name.startswith(_NOT_READ)


def is_long(name: str) -> bool:
    """Whether an input is a table of which single rows count."""
    return name.startswith(_LONG)


@dataclass(frozen=True)
class BasisRows:
    """The rows of the basis as they are now, loaded when first asked for."""

    where: Places

    def changed(self, old: Manifest, inputs: Mapping[str, str]) -> Sequence[tuple[str, str]] | None:
        """What has changed of the rows that can reach a report: ``changed``, ``added`` or ``removed``, and the row's name.

        None where it cannot be said: the report was made without noting its rows, or the basis cannot be read.
        """
        if old.used is None:
            return None
        if old.used.unchanged == _long(inputs):
            return []
        rows = self._now
        return None if rows is None else _differences(old.used.rows, rows.of(old.used.roles, old.used.places))

    @cached_property
    def _now(self) -> Rows | None:
        from hjj_lib.basis.candidates import rows_of

        try:
            return rows_of(self.where.basis)
        except DataError:
            return None  # the run itself tells what is wrong


def note_unchanged(folder: Path, inputs: Mapping[str, str]) -> None:
    """Note in the manifest of a folder that its rows are the same in the tables as they are now.

    What it was made of stays as it was; the next plan need not compare rows again.
    """
    old = read_manifest(folder)
    if old is not None and old.used is not None:
        write_record(folder, replace(old, used=replace(old.used, unchanged=_long(inputs))))


def _long(inputs: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in inputs.items() if is_long(name)}


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """Rows that differ. That their order does is told only where nothing else explains it."""
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    told = [name for name in names if name != _ORDER] or names
    return [("added" if name not in old else "removed" if name not in new else "changed", name) for name in told]
