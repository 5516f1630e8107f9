"""What a check of the basis found in one row of one table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from hjj_lib.basis.read import Content
from hjj_lib.problems import Problem


@dataclass(frozen=True)
class Finding:
    """Something wrong in the row ``index`` of ``table``; the sentences are those of a :class:`Problem`."""

    code: str
    table: str
    index: Hashable
    column: str
    found: str
    expected: str
    remedy: str
    values: Mapping[str, Any]

    def problem(self, content: Content) -> Problem:
        """The finding as a problem with the file and the row as a spreadsheet shows them."""
        file, row = content.places[self.table][int(str(self.index))]
        return Problem(
            self.code, "error", self.found, self.expected, self.remedy, file=file, row=row, column=self.column, values=self.values
        )
