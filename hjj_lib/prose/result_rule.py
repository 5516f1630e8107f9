"""A number that a text says of a known thing, against the results: “heat 901 t”, “scope 3 is 71 %”, “941 kg per student-year”."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hjj_lib.language import Language
from hjj_lib.prose.passage import Cell, Draft, Place, Sentence, Table
from hjj_lib.prose.quantity import Quantity, overlaps, years_in
from hjj_lib.prose.results import WHOLE, Fact, Results
from hjj_lib.prose.topic import boundary_of, goes_on_between, names_a_part, speaks_of_results, topic_of, views_of
from hjj_lib.prose.verdict import Known, Spot, Told, Verdict, beside, written
from hjj_lib.prose.vocabulary import limit, pattern

#: In which language equal numbers look equal does not matter.
_LOOK = Language("en")
#: Counts that an institution has one of; of people, meals and floors a text may well tell a part.
_COUNTS = ("student_years", "staff_years")


def against_results(draft: Draft, results: Results) -> Iterator[Verdict]:
    """Verdicts on the numbers whose sentence says of what they are. A number whose topic is not sure is not judged.

    Where a sentence names no view or boundary, any of them may be meant, and all that may be are told.
    """
    for sentences in draft.sentences:
        named = frozenset({results.year})
        for sentence in sentences:
            named = frozenset(year.value for year in sentence.years) or named
            if speaks_of_results(sentence, results, draft.language):
                yield from _in_sentence(sentence, results, named, draft.language)
    for table in draft.tables:
        yield from _in_table(table, results, draft.language)


def _in_sentence(sentence: Sentence, results: Results, named: frozenset[int], language: str) -> Iterator[Verdict]:
    """Verdicts on a sentence that speaks of one year which was calculated: its own, else that of the sentences before."""
    if len(named) != 1 or not named <= results.years:
        return
    year = min(named)
    is_emission = bool(pattern(language, "emissions").search(sentence.text))
    before: Quantity | None = None
    topic = ""
    for one in sentence.quantities:
        goes_on = before is not None and before.kind == one.kind and goes_on_between(sentence, before, one, language)
        topic = _topic(sentence, one, results, language) or (topic if goes_on else "")
        before = one
        if not topic or (one.dimension == "mass" and not (one.carbon or is_emission)):
            continue
        facts = _facts(results, one, topic, year)
        facts = _narrowed(facts, sentence, one, language) if len(facts) > 1 else facts
        if facts:
            place = (sentence.passage, sentence.number, one.start)
            yield _verdict(one, facts, topic, (sentence.text, sentence.place), place)


def _topic(sentence: Sentence, one: Quantity, results: Results, language: str) -> str:
    if one.dimension in _COUNTS:
        tells = any(pattern(language, kind).search(sentence.text) for kind in ("emissions", "total"))
        return one.dimension if tells else ""
    if one.per:
        return "" if names_a_part(sentence.text, results, language) else WHOLE
    if one.dimension not in ("mass", "share") or one.sign:
        return ""
    return topic_of(sentence, one, results, language)


def _facts(results: Results, one: Quantity, topic: str, year: int) -> list[Fact]:
    return [
        fact
        for fact in results.facts
        if (fact.topic, fact.year, fact.dimension, fact.per) == (topic, year, one.dimension, one.per)
        and not math.isnan(fact.value)
    ]


def _narrowed(facts: Sequence[Fact], sentence: Sentence, one: Quantity, language: str) -> list[Fact]:
    """The facts of the view and boundary that a sentence names for a number; all where it names none."""
    others = [other for other in sentence.quantities if other is not one and other.kind == one.kind]
    begins = max((other.end for other in others if other.end <= one.start), default=0)
    ends = min((other.start for other in others if other.start >= one.end), default=len(sentence.text))
    near = sentence.text[begins:ends]
    first = min((other.start for other in (one, *others)), default=0)
    # “market-based 207 t and location-based 190 t”, or “207 t market-based and 190 t location-based”.
    stands_before = bool(views_of(sentence.text[:first], language))
    beside_it = sentence.text[begins : one.start] if stands_before else sentence.text[one.end : ends]
    only = views_of(sentence.text, language)
    return _of_words(facts, views_of(beside_it, language) or (only if len(only) == 1 else ()), boundary_of(near, language))


def _of_words(facts: Sequence[Fact], views: Sequence[str], boundary: str) -> list[Fact]:
    kept = [fact for fact in facts if len(views) != 1 or fact.view == views[0]]
    return [fact for fact in kept if not boundary or fact.boundary == boundary]


def _verdict(one: Quantity, facts: Sequence[Fact], topic: str, where: tuple[str, Place], place: Spot) -> Verdict:
    text, at = where
    fits = any(overlaps(fact.value, fact.value, one) for fact in facts)
    known = tuple(Known(beside(one, fact.value), fact.view, fact.boundary) for fact in _told(one, facts))
    values: dict[str, Told] = {"stated": written(one), "topic": topic, "year": str(facts[0].year), "known": known}
    return Verdict("result_wrong", fits, at, text, (place,), values)


def _told(one: Quantity, facts: Sequence[Fact]) -> list[Fact]:
    """The facts to tell: those of the comparison boundary first, equal ones once."""
    order = sorted(facts, key=lambda fact: (fact.boundary != "core", fact.boundary, fact.view != "market"))
    different = {(fact.view, beside(one, fact.value).told(_LOOK)): fact for fact in reversed(order)}
    return [fact for fact in order if fact in different.values()][: limit("told")]


def _in_table(table: Table, results: Results, language: str) -> Iterator[Verdict]:
    """Rows that are named like a category, in columns of emissions whose heading says nothing else."""
    if not table.rows or pattern(language, "other").search(table.source.caption):
        return
    heads = [cell.text for cell in table.rows[0]]
    columns = [number for number, head in enumerate(heads) if number and _is_column_of_results(head, language)]
    if any(pattern(language, "other").search(head) for head in heads):
        return
    for number, row in enumerate(table.rows[1:], start=1):
        topic = _named_by(row[0], results, language) if row else ""
        for column in columns:
            if topic and column < len(row) and row[column].quantity is not None:
                yield from _cell(table, (number, column), topic, heads[column], results, language)


def _is_column_of_results(head: str, language: str) -> bool:
    return bool(views_of(head, language)) or bool(pattern(language, "emissions").search(head))


def _named_by(cell: Cell, results: Results, language: str) -> str:
    return next((topic for topic, names in results.names.items() if names[language].casefold() == cell.text.casefold()), "")


def _cell(table: Table, at: tuple[int, int], topic: str, head: str, results: Results, language: str) -> Iterator[Verdict]:
    row, column = at
    one = table.rows[row][column].quantity
    if one is None or one.dimension != "mass" or one.sign:
        return
    said = {year.value for year in years_in(f"{table.source.caption} {head}")} or {results.year}
    if len(said) != 1 or not said <= results.years:
        return
    words = f"{table.source.caption} {head}"
    facts = _of_words(_facts(results, one, topic, next(iter(said))), views_of(words, language), boundary_of(words, language))
    if facts:
        quote = table.shown(row, column)
        yield _verdict(one, facts, topic, (quote, table.source.row_place(row)), (table.passage, row, column))
