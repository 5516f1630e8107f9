"""What a draft is made of: paragraphs, items of lists and tables, each with the place a reader finds it at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from hjj_lib.prose.quantity import Quantity, Year, quantities_in, years_in
from hjj_lib.prose.vocabulary import limit

#: Kinds of passages. The items of one list share their group.
TEXT, ITEM, TABLE = "text", "item", "table"
#: Ends a sentence: a mark, a space and a capital, a digit or a quotation mark; or the end of a line that is no sentence.
_ENDS = re.compile(r"(?<=[.!?…])[”\"’)]?\s+(?=[A-ZÅÄÖ0-9”\"“(−–-])")
#: Abbreviations and ordinals do not end a sentence.
_NO_END = re.compile(
    r"(?:\b(?:n|ns|mm|esim|ks|vrt|milj|mrd|nro|kl|klo|ca|c:a|bl\.\s?a|t\.\s?ex|dvs|jfr|nr|s|e\.g|i\.e|approx|cf|no|fig|vs)|\s\d{1,2})\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """Where something stands: a line of a text file, a paragraph, or a row of a table.

    ``unit`` is ``line``, ``paragraph`` or ``table``; ``row`` is that of a table, from 1.
    """

    unit: str
    number: int
    row: int | None = None


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item of a list, or a table.

    Attributes
    ----------
    text
        Of a paragraph or an item; lines are joined by spaces.
    breaks
        Offsets at which lines of the file ended, for the number of the line.
    rows
        Of a table: cells as text.
    caption
        Of a table, where the file has one.
    group
        Number of the list an item belongs to.
    """

    kind: str
    place: Place
    text: str = ""
    breaks: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    group: int = 0

    def place_at(self, offset: int) -> Place:
        """The place of a letter of the text."""
        lines = sum(one < offset for one in self.breaks) if self.place.unit == "line" else 0
        return Place(self.place.unit, self.place.number + lines)

    def row_place(self, row: int) -> Place:
        """The place of a row of a table, counted from 0."""
        return Place("table", self.place.number, row + 1)


@dataclass(frozen=True)
class Sentence:
    """A sentence with its numbers and years; places inside it are counted from its beginning."""

    passage: int
    number: int
    text: str
    place: Place
    quantities: tuple[Quantity, ...]
    years: tuple[Year, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text and the number that is all of it, if it is one."""

    text: str
    quantity: Quantity | None


@dataclass(frozen=True)
class Table:
    """A table with its numbers; ``rows`` include the row of headings."""

    passage: int
    rows: tuple[tuple[Cell, ...], ...]
    source: Passage = field(repr=False)

    def shown(self, row: int, column: int) -> str:
        """A cell with the name of its row and the heading of its column."""
        head = self.rows[0][column].text if column < len(self.rows[0]) else ""
        cell = f"{head}: {self.rows[row][column].text}" if head and row else self.rows[row][column].text
        return f"{self.rows[row][0].text} | {cell}" if column else cell


@dataclass(frozen=True)
class Draft:
    """A text that is ready for the rules.

    Attributes
    ----------
    language
        In which it is written.
    sentences
        By passage: those of one paragraph or item.
    items
        Lists, each as its items, each as its sentences.
    """

    language: str
    passages: tuple[Passage, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    tables: tuple[Table, ...]

    @property
    def lists(self) -> tuple[tuple[tuple[Sentence, ...], ...], ...]:
        """The lists of the text: of each the items, of each the sentences."""
        groups: dict[int, list[tuple[Sentence, ...]]] = {}
        for passage, sentences in zip(self.passages, self.sentences, strict=True):
            if passage.kind == ITEM:
                groups.setdefault(passage.group, []).append(sentences)
        return tuple(tuple(items) for items in groups.values())


def draft_of(passages: Sequence[Passage], language: str) -> Draft:
    """The passages with their sentences, numbers and years."""
    sentences = tuple(
        tuple(_sentences(number, passage, language)) if passage.kind != TABLE else () for number, passage in enumerate(passages)
    )
    tables = tuple(
        _table(number, passage, language) for number, passage in enumerate(passages) if passage.kind == TABLE and passage.rows
    )
    return Draft(language, tuple(passages), sentences, tables)


def _sentences(number: int, passage: Passage, language: str) -> Iterator[Sentence]:
    for order, (start, text) in enumerate(_parts(passage.text)):
        place = passage.place_at(start + len(text) - len(text.lstrip()))
        yield Sentence(number, order, text, place, quantities_in(text, language), years_in(text))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places; what goes on without an end is cut."""
    start = 0
    for found in (*_ENDS.finditer(text), None):
        end = found.start() if found else len(text)
        if found and _NO_END.search(text[max(start, end - limit("abbreviation")) : end]):
            continue
        for begin in range(start, end, limit("sentence")):
            if text[begin:end].strip():
                yield begin, text[begin : min(end, begin + limit("sentence"))]
        start = found.end() if found else end


def _table(number: int, passage: Passage, language: str) -> Table:
    return Table(number, tuple(tuple(_cell(text, language) for text in row) for row in passage.rows), passage)


def _cell(text: str, language: str) -> Cell:
    found = quantities_in(text, language)
    whole = found[0] if len(found) == 1 and _is_bare(text, found[0]) else None
    return Cell(text.strip(), whole)


def _is_bare(text: str, quantity: Quantity) -> bool:
    return not _letters().search(text[: quantity.start] + text[quantity.end :])


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"\w")
