"""Questions that somebody confirmed: they are told apart from open ones, with their reason, until the value changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hjj_lib.intake.decided import Decided
from hjj_lib.intake.duplicates import Row
from hjj_lib.problems import Problem

#: Errors that a reason can lift: the figure is odd, but only the one who knows it can say that it is wrong.
CONFIRMABLE_ERRORS = frozenset({"duplicate_conflict", "slip_last_year", "unit_slip"})
#: Values of a message that say what would be usual or how it could be mended, not what was found.
_NOT_FOUND = frozenset({"suggestion", "known", "low", "high", "category_id", "entry_ids"})


@dataclass(frozen=True)
class Confirmations:
    """The usable rows of ``decisions/confirmations.csv`` of a year, and the figure that was read at each place."""

    decided: tuple[Decided, ...] = ()
    amounts: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def confirmable(problem: Problem) -> bool:
    """Whether a reason answers it: a question, or an error that blocks until it is confirmed."""
    return problem.severity == "question" or problem.code in CONFIRMABLE_ERRORS


def cell_address(column: str | None, row: int | None) -> str:
    """``D14``; of a file without letters the row and its heading."""
    return f"{column or ''}{'' if row is None else row}"


def key_cells(problem: Problem) -> dict[str, str]:
    """Where a question stands, as the columns of a decision."""
    return dict(zip(("file", "sheet", "cell"), _place(problem), strict=True))


def _place(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.sheet or "", cell_address(problem.column, problem.row)


def figures(rows: Iterable[Row]) -> dict[tuple[str, str, str], str]:
    """The amount or value at each place that was read, as text with its unit."""
    found = {}
    for row in rows:
        amount = row.get("amount", row.get("value"))
        if row["file"] and amount is not None:
            place = (row["file"], row["sheet"] or "", cell_address(row["column"], row["row"]))
            found[place] = f"{amount:.9g} {row.get('unit') or ''}".strip()
    return found


def value_of(problem: Problem, amounts: Mapping[tuple[str, str, str], str]) -> str:
    """What was found, in one line that changes when it does: the figure at the place and the values of the message."""
    amount = amounts.get(_place(problem), "")
    parts = [f"{key}={_text(value)}" for key, value in sorted(problem.values.items()) if key not in _NOT_FOUND]
    return "; ".join(part for part in (amount, *parts) if part)


def _text(value: Any) -> str:
    return f"{value:.9g}" if isinstance(value, float) else " ".join(str(value).split())


def with_confirmations(problems: Sequence[Problem], confirmations: Confirmations) -> list[Problem]:
    """The problems, those that were confirmed with this very value as questions with their reason."""
    reasons = {
        tuple(one.cells[name] for name in ("code", "file", "sheet", "cell", "value")): _reason(one.cells)
        for one in confirmations.decided
    }
    result = []
    for problem in problems:
        key = (problem.code, *key_cells(problem).values(), value_of(problem, confirmations.amounts))
        reason = reasons.get(key, "") if confirmable(problem) else ""
        result.append(replace(problem, severity="question", confirmed=reason) if reason else problem)
    return result


def _reason(cells: Mapping[str, str]) -> str:
    return f"{cells['reason'].rstrip('.')} ({cells['decided_by_role']}, {cells['decided_on']})"
