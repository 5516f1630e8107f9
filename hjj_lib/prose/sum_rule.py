"""Parts that must add up to a stated total: in a sentence, in a list, in the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hjj_lib.prose.passage import Draft, Sentence, Table
from hjj_lib.prose.quantity import Quantity, overlaps
from hjj_lib.prose.share_rule import totals
from hjj_lib.prose.verdict import Spot, Told, Verdict, beside, spot, written
from hjj_lib.prose.vocabulary import limit, pattern


def sums(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on totals whose parts the text gives.

    Parts that add up to more than the total never fit. Parts that add up to less only do not fit where the text says that they
    are all: it consists of them, or the rest is one of them.
    """
    for sentences in draft.sentences:
        for sentence in sentences:
            yield from _in_sentence(sentence, draft.language)
    for items in draft.lists:
        yield from _in_list(items, draft.language)
    for table in draft.tables:
        yield from _in_table(table, draft.language)


def _in_sentence(sentence: Sentence, language: str) -> Iterator[Verdict]:
    """“In all 9 800 t: 1 007 t, 2 680 t and the rest 6 113 t”."""
    found = totals(sentence, language)
    if len(found) != 1 or pattern(language, "partly").search(sentence.text):
        return
    total = found[0]
    after = [one for one in sentence.quantities if one.start > total.end and one.dimension]
    parts = [one for one in after if one.kind == total.kind]
    between = sentence.text[total.end : parts[0].start] if parts else ""
    consists = bool(pattern(language, "consists").search(sentence.text))
    if len(parts) < limit("parts") or not (":" in between or consists):
        return
    if any(one.kind != total.kind and one.dimension != "share" for one in after):
        return
    closed = consists or bool(pattern(language, "rest").search(sentence.text[total.end :]))
    yield from _judged(sentence, total, [(sentence, one) for one in parts], closed=closed)


def _in_list(items: Sequence[tuple[Sentence, ...]], language: str) -> Iterator[Verdict]:
    """Items with one amount each, of which one is the total."""
    single: list[tuple[Sentence, Quantity, bool]] = []
    for sentences in items:
        numbers = [
            (at, one) for at in sentences for one in at.quantities if one.dimension not in ("", "share", "points", "multiple")
        ]
        if len(numbers) != 1:
            return
        at, one = numbers[0]
        single.append((at, one, bool(pattern(language, "sum_row").search(at.text[: one.start]))))
    whole = [(at, one) for at, one, is_total in single if is_total]
    parts = [(at, one) for at, one, is_total in single if not is_total]
    if len(whole) != 1 or len(parts) < limit("parts") or len({one.kind for _, one, _ in single}) > 1:
        return
    at, total = whole[0]
    partly = any(pattern(language, "partly").search(sentence.text) for sentences in items for sentence in sentences)
    yield from _judged(at, total, parts, closed=not partly)


def _judged(at: Sentence, total: Quantity, parts: Sequence[tuple[Sentence, Quantity]], *, closed: bool) -> Iterator[Verdict]:
    numbers = [one for _, one in parts]
    fits = _adds_up(numbers, total)
    if not fits and not closed and sum(one.high for one in numbers) < total.low:
        return
    spots = (spot(at, total), *(spot(sentence, one) for sentence, one in parts))
    yield Verdict("sum_wrong", fits, at.place, at.text, spots, _values(total, numbers))


def _adds_up(parts: Sequence[Quantity], total: Quantity) -> bool:
    return overlaps(sum(one.low for one in parts), sum(one.high for one in parts), total)


def _values(total: Quantity, parts: Sequence[Quantity]) -> dict[str, Told]:
    value = sum(_signed(one) for one in parts)
    return {"stated": written(total), "parts": tuple(written(one) for one in parts), "expected": beside(total, value)}


def _signed(one: Quantity) -> float:
    return -one.value if one.sign in ("-", "−", "–") else one.value


def _in_table(table: Table, language: str) -> Iterator[Verdict]:
    """Each column of numbers with a row that is called a total."""
    rows = [number for number, row in enumerate(table.rows) if row and number > 1 and _is_total(row[0].text, language)]
    for number in rows:
        for column in range(1, len(table.rows[number])):
            if column < len(table.rows[0]) and pattern(language, "no_sum").search(table.rows[0][column].text):
                continue
            yield from _column(table, number, column, rows)


def _is_total(label: str, language: str) -> bool:
    """Whether a row is called a total: “All in all”, “Total, t”; not “% of the core total”."""
    is_short = len(label.split()) <= limit("total_words") and "%" not in label
    return is_short and bool(pattern(language, "sum_row").search(label))


def _column(table: Table, number: int, column: int, total_rows: Sequence[int]) -> Iterator[Verdict]:
    """The total of a column: of all rows above, or of those since the total before it."""
    total = table.rows[number][column].quantity
    if total is None or total.sign:
        return
    start = max((row for row in total_rows if row < number), default=0)
    above = _numbers(table, column, [row for row in range(number) if row not in total_rows])
    since = _numbers(table, column, range(start + 1, number))
    between = _numbers(table, column, [row for row in total_rows if row < number])
    choices = [rows for rows in (since, above, between) if rows is not None and len(rows) >= limit("parts")]
    if above is None or not choices:
        return
    fits = any(_adds_up([one for _, one in rows], total) for rows in choices)
    spots: tuple[Spot, ...] = ((table.passage, number, column), *((table.passage, row, column) for row, _ in choices[0]))
    quote = table.shown(number, column)
    yield Verdict("sum_wrong", fits, table.source.row_place(number), quote, spots, _values(total, [one for _, one in choices[0]]))


def _numbers(table: Table, column: int, rows: Sequence[int] | range) -> list[tuple[int, Quantity]] | None:
    """The numbers of a column in these rows; nothing where a cell holds something that is no plain number."""
    found = []
    for row in rows:
        cell = table.rows[row][column] if column < len(table.rows[row]) else None
        if cell is None or (row == 0 and cell.quantity is None):
            continue
        if cell.quantity is None or cell.quantity.sign:
            return None
        found.append((row, cell.quantity))
    return found
