"""“From A to B, a fall of C”: the change, its direction, and per cent that are percentage points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

from hjj_lib.prose.passage import Draft, Sentence
from hjj_lib.prose.quantity import Quantity, Year, overlaps
from hjj_lib.prose.verdict import Amount, Verdict, beside, spot, written
from hjj_lib.prose.vocabulary import fragment, limit, pattern

_ARROW = re.compile(r"\s*(?:->|–>|→|⇒|=>|⟶)\s*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_RELATIVE = ("share", "multiple")
_SIGNS = frozenset("+-\u2212\u2013")


def changes(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on all changes that stand beside the figures they are calculated from.

    A change is compared with the figures of its own sentence; else with those of the sentence before, if its own sentence
    says nothing that would make it a change of something else.
    """
    for sentences in draft.sentences:
        before: tuple[Quantity, ...] = ()
        before_at: Sentence | None = None
        for sentence in sentences:
            deltas = change_quantities(sentence, draft.language)
            series, sure = _series(sentence, deltas, draft.language)
            if series and sure:
                yield from _direction(sentence, series, draft.language)
            if series:
                yield from _judged(sentence, deltas, sentence, series, draft.language)
            elif before_at and deltas and _says_nothing_else(sentence, deltas, draft.language):
                yield from _judged(sentence, deltas, before_at, before, draft.language)
            before, before_at = (series, sentence) if series else (before, before_at if deltas else None)


def change_quantities(sentence: Sentence, language: str) -> tuple[Quantity, ...]:
    """The numbers of a sentence that are said to be a change."""
    if not any(pattern(language, kind).search(sentence.text) for kind in ("fall", "rise", "change", "less_or_more")):
        return ()
    named = tuple(one for one, before, after in _with_words(sentence) if _is_named(one, before, after, language))
    chain = _chain(sentence, [one for one in sentence.quantities if one not in named], language)
    last = [one for one in sentence.quantities if chain and one.start == chain[-1].start]
    found: list[Quantity] = []
    for (one, before, _), previous in zip(_with_words(sentence), (None, *sentence.quantities), strict=False):
        again = previous in (*found, *last) and bool(_that_is(language).fullmatch(before))
        if one in named or (again and _canchanged(one)):
            found.append(one)
    return tuple(found)


def _with_words(sentence: Sentence) -> Iterator[tuple[Quantity, str, str]]:
    """Each number with the words before it and after it, up to the next number."""
    numbers = sentence.quantities
    for index, one in enumerate(numbers):
        begins = numbers[index - 1].end if index else 0
        ends = numbers[index + 1].start if index + 1 < len(numbers) else len(sentence.text)
        yield one, sentence.text[begins : one.start], sentence.text[one.end : ends]


def _canchanged(one: Quantity) -> bool:
    return bool(one.dimension) and not one.per and not one.case


@cache
def _named_before(language: str) -> re.Pattern[str]:
    about = rf"(?:{fragment(language, 'about')}\s*)?"
    words = fragment(language, "fall", "rise", "change")
    by = fragment(language, "by")
    linked = rf"(?:\s+{fragment(language, 'is')})?(?:\s+{fragment(language, 'is')})?"
    return re.compile(rf"(?<![\w-])(?:{words}{linked}|{by})\s*:?\s*{about}\(?\s*$", re.IGNORECASE)


@cache
def _named_after(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{fragment(language, 'less_or_more')}(?!\w)", re.IGNORECASE)


@cache
def _that_is(language: str) -> re.Pattern[str]:
    about = f"(?:{fragment(language, 'about')}\\s+)?"
    return re.compile(rf"[\s,–-]*(?:{fragment(language, 'that_is')}|\()\s*{about}", re.IGNORECASE)


def _is_named(one: Quantity, before: str, after: str, language: str) -> bool:
    """Whether a number is called a change: “fell by”, “a cut of”, “less”, “doubled”, or a share with a sign."""
    if not _canchanged(one):
        return False
    if one.sign in _SIGNS and one.dimension in ("share", "points"):
        return True
    if any(pattern(language, kind).fullmatch(one.text) for kind in ("fall", "rise", "change")):
        return True
    return bool(_named_before(language).search(before) or _named_after(language).match(after))


def _series(sentence: Sentence, deltas: Sequence[Quantity], language: str) -> tuple[tuple[Quantity, ...], bool]:
    """The figures between which something changed, first to last, and whether words or an arrow say that they are."""
    levels = [one for one in sentence.quantities if one not in deltas and one.dimension not in ("points", "multiple")]
    chain = _chain(sentence, levels, language)
    if chain:
        return chain, True
    return _by_year(sentence.years, [one for one in levels if one.dimension]), False


def _chain(sentence: Sentence, levels: Sequence[Quantity], language: str) -> tuple[Quantity, ...]:
    chain: list[Quantity] = []
    for one, two in pairwise(levels):
        if chain and chain[-1] is not one:
            break
        text = sentence.text[one.end : two.start]
        starts_at = next((other.end for other in reversed(sentence.quantities) if other.end <= one.start), 0)
        if _ARROW.fullmatch(text) or _from_to(one, two, sentence.text[starts_at : one.start], text, language):
            chain = [*(chain or [one]), two]
    return _same_kind(chain)


def _from_to(one: Quantity, two: Quantity, before: str, between: str, language: str) -> bool:
    if len(between) > limit("between"):
        return False
    if one.case == "from" and two.case == "to":
        return True
    about = f"(?:\\s+{fragment(language, 'about')})?"
    starts = re.compile(rf"(?<!\w){fragment(language, 'from')}{about}\s*$", re.IGNORECASE)
    ends = re.compile(rf"(?<!\w){fragment(language, 'to')}{about}\s*$", re.IGNORECASE)
    return bool(starts.search(before) and ends.search(between))


def _same_kind(chain: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The figures of a chain in one unit: one without a unit has that of the last; nothing if they cannot be compared."""
    if not chain or not chain[-1].dimension:
        return ()
    last = chain[-1]
    same = [one if one.dimension else _in_unit_of(one, last) for one in chain]
    return tuple(same) if len({one.kind for one in same}) == 1 else ()


def _in_unit_of(one: Quantity, other: Quantity) -> Quantity:
    factor = other.factor
    low, value, high = (number * factor for number in (one.low, one.value, one.high))
    return replace(one, low=low, value=value, high=high, dimension=other.dimension, factor=factor, per=other.per)


def _by_year(years: Sequence[Year], levels: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """As many figures of one kind as years, each of its own year: the figures in the order of the years."""
    if len(levels) < limit("parts") or len({one.kind for one in levels}) > 1:
        return ()
    values = [year.value for year in years]
    if len(values) != len(levels) or len(set(values)) < len(values) or not _alternate(years, levels):
        return ()
    return tuple(one for _, one in sorted(zip(values, levels, strict=True), key=lambda pair: pair[0]))


def _alternate(years: Sequence[Year], levels: Sequence[Quantity]) -> bool:
    order = sorted([(year.start, "year") for year in years] + [(one.start, "level") for one in levels])
    return all(one[1] != two[1] for one, two in pairwise(order))


def _judged(
    sentence: Sentence, deltas: Sequence[Quantity], at: Sentence, series: Sequence[Quantity], language: str
) -> Iterator[Verdict]:
    """A verdict on each change of which there is only one of its kind, and which can be one of these figures."""
    kind = series[0].kind
    for one in deltas:
        same = [other for other in deltas if other.kind == one.kind]
        if len(same) > 1 or (one.kind != kind and one.dimension not in (*_RELATIVE, "points")):
            continue
        if one.dimension == "points" and series[0].dimension != "share":
            continue
        if at is sentence and not _is_of(sentence, one, series, language):
            continue
        yield _verdict(sentence, one, at, series)


def _is_of(sentence: Sentence, one: Quantity, series: Sequence[Quantity], language: str) -> bool:
    """Whether a change belongs to figures of its sentence: no other verb of change stands between them.

    “12 % more meals, and waste fell from 12 to 9 kg” has two; “fell from 12 to 9 kg, a fall of 25 %” has one after the figures.
    """
    nearest = min(series, key=lambda level: min(abs(level.start - one.end), abs(one.start - level.end)))
    follows = nearest.end <= one.start
    between = sentence.text[nearest.end : one.start] if follows else sentence.text[one.end : nearest.start]
    verbs = sum(len(pattern(language, kind).findall(between)) for kind in ("fall", "rise", "change"))
    return verbs <= (1 if follows else 0)


def _verdict(sentence: Sentence, one: Quantity, at: Sentence, series: Sequence[Quantity]) -> Verdict:
    pairs = list(combinations(series, 2))
    shares = series[0].dimension == "share"
    relative = any(change_fits(one, pair, relative=True) for pair in pairs)
    absolute = any(change_fits(one, pair, relative=False) for pair in pairs)
    is_relative = one.dimension in _RELATIVE
    fits = relative if is_relative else absolute
    rule = "points_meant" if is_relative and shares and absolute and not relative else "change_wrong"
    first, last = series[0], series[-1]
    expected = beside(one, changed(one, first.value, last.value, relative=is_relative))
    values = {"stated": written(one), "first": written(first), "second": written(last), "expected": expected}
    spots = (spot(sentence, one), *(spot(at, other) for other in series))
    return Verdict(rule, fits, sentence.place, sentence.text, spots, values)


def change_fits(one: Quantity, pair: Sequence[Quantity], *, relative: bool) -> bool:
    """Whether a change may be that between two figures, as far as all three are rounded."""
    first, second = pair
    lows = [changed(one, a, b, relative=relative) for a in (first.low, first.high) for b in (second.low, second.high)]
    crosses = not relative and first.low <= second.high and second.low <= first.high
    return overlaps(0.0 if crosses else min(lows), max(lows), one)


def changed(one: Quantity, first: float, second: float, *, relative: bool) -> float:
    """The size of a change: a difference, or relative to the first figure; a multiple where the number is one."""
    if not relative:
        return abs(second - first)
    if not first:
        return math.inf
    return second / first if one.dimension == "multiple" else abs(second - first) / abs(first)


def _direction(sentence: Sentence, series: Sequence[Quantity], language: str) -> Iterator[Verdict]:
    """“Fell from 2 223 to 3 155”: a verb, and figures that go the other way."""
    says = {kind for kind in ("fall", "rise") if pattern(language, kind).search(sentence.text)}
    if len(says) != 1:
        return
    first, last = series[0], series[-1]
    falls = says == {"fall"}
    wrong = first.high < last.low if falls else first.low > last.high
    if wrong:
        values: dict[str, Amount] = {"first": written(first), "second": written(last)}
        rule = "said_to_fall" if falls else "said_to_rise"
        yield Verdict(rule, False, sentence.place, sentence.text, tuple(spot(sentence, one) for one in series), values)


def _says_nothing_else(sentence: Sentence, deltas: Sequence[Quantity], language: str) -> bool:
    """Whether a sentence has nothing but its change: no other figure, and only words that add no other subject."""
    if len(deltas) < len([one for one in sentence.quantities if one.dimension]):
        return False
    rest = list(sentence.text)
    for one in deltas:
        rest[one.start : one.end] = " " * (one.end - one.start)
    known = ("neutral", "that_is", "is", "about", "fall", "rise", "change", "less_or_more")
    return all(any(pattern(language, kind).fullmatch(word) for kind in known) for word in _WORD.findall("".join(rest)))
