"""The column of changes of a table with two columns of years: “2023 | 2024 | Change”."""

from __future__ import annotations

from collections.abc import Iterator

from hjj_lib.prose.change_rule import change_fits, changed
from hjj_lib.prose.passage import Draft, Table
from hjj_lib.prose.quantity import Quantity, years_in
from hjj_lib.prose.verdict import Verdict, beside, written
from hjj_lib.prose.vocabulary import limit, pattern


def table_changes(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on the changes of each row, where exactly two headings name one year each and one names a change."""
    for table in draft.tables:
        heads = [cell.text for cell in table.rows[0]]
        named = {column: [year.value for year in years_in(head)] for column, head in enumerate(heads)}
        years = sorted((years[0], column) for column, years in named.items() if len(years) == 1)
        told = [column for column, head in enumerate(heads) if not named[column] and _is_change(head, draft.language)]
        if len(years) == limit("parts") and years[0][0] != years[1][0] and len(told) == 1:
            yield from _rows(table, (years[0][1], years[1][1]), told[0])


def _is_change(head: str, language: str) -> bool:
    return any(pattern(language, kind).search(head) for kind in ("fall", "rise", "change"))


def _rows(table: Table, columns: tuple[int, int], told: int) -> Iterator[Verdict]:
    for number, row in enumerate(table.rows):
        cells = [row[column].quantity if column < len(row) else None for column in (*columns, told)]
        first, second, one = cells
        if not number or first is None or second is None or one is None or first.sign or second.sign:
            continue
        if first.kind == second.kind and _can_be(one, first):
            yield _verdict(table, number, (*columns, told), (first, second, one))


def _can_be(one: Quantity, level: Quantity) -> bool:
    return one.dimension == "share" if level.dimension != "share" else one.dimension == "points"


def _verdict(table: Table, row: int, columns: tuple[int, ...], cells: tuple[Quantity, Quantity, Quantity]) -> Verdict:
    first, second, one = cells
    relative = one.dimension == "share"
    values = {
        "stated": written(one),
        "first": written(first),
        "second": written(second),
        "expected": beside(one, changed(one, first.value, second.value, relative=relative)),
    }
    spots = tuple((table.passage, row, column) for column in columns)
    fits = change_fits(one, (first, second), relative=relative)
    return Verdict("change_wrong", fits, table.source.row_place(row), table.shown(row, columns[-1]), spots, values)
