"""“1 500 MWh of 9 500 MWh, 22 %”, “heat 2 680 t (27 %)” beside a total, and splits that must add up to the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from hjj_lib.prose.change_rule import change_quantities
from hjj_lib.prose.passage import Draft, Sentence
from hjj_lib.prose.quantity import Quantity, overlaps
from hjj_lib.prose.verdict import Amount, Spot, Verdict, beside, spot, written
from hjj_lib.prose.vocabulary import fragment, limit, pattern

_OPENS = re.compile(r"[^\w]{0,3}\(\s*$|^\s*\(\s*")


def shares(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on shares that stand beside a part and a whole, and on shares that are said to split a whole."""
    for sentences in draft.sentences:
        wholes: list[tuple[Sentence, Quantity]] = []
        for sentence in sentences:
            if _is_about_change(sentence, draft.language):
                continue
            wholes = [*wholes, *((sentence, one) for one in totals(sentence, draft.language))][-limit("numbers") :]
            yield from _beside_wholes(sentence, wholes, draft.language)
            yield from _of(sentence, draft.language)
            yield from _split(sentence, draft.language)
    for items in draft.lists:
        listed = [sentence for sentences in items for sentence in sentences]
        wholes = [(sentence, one) for sentence in listed for one in totals(sentence, draft.language)][: limit("told")]
        for sentence in listed:
            others = [(at, one) for at, one in wholes if at is not sentence]
            yield from _beside_wholes(sentence, others, draft.language)


def totals(sentence: Sentence, language: str) -> tuple[Quantity, ...]:
    """The amounts of a sentence that its words call a total."""
    found = []
    end = 0
    for one in sentence.quantities:
        before = sentence.text[end : one.start]
        after = sentence.text[one.end :]
        named = pattern(language, "total").search(before) or _total_after(language).match(after)
        if named and one.dimension and one.dimension not in ("share", "points", "multiple") and not one.per:
            found.append(one)
        end = one.end
    return tuple(found)


@cache
def _total_after(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{fragment(language, 'total')}(?!\w)", re.IGNORECASE)


def _is_about_change(sentence: Sentence, language: str) -> bool:
    return bool(change_quantities(sentence, language)) or any(
        pattern(language, kind).search(sentence.text) for kind in ("fall", "rise", "change")
    )


def _pairs(sentence: Sentence, language: str) -> Iterator[tuple[Quantity, Quantity]]:
    """Each part with the share that is said of it: “2 680 t (27 %)”, “2 680 t, that is 27 %”, “27 % (2 680 t)”."""
    for one, two in pairwise(sentence.quantities):
        part, share = (two, one) if one.dimension == "share" else (one, two)
        if share.dimension != "share" or share.sign or part.per or part.dimension in ("", "share", "points", "multiple"):
            continue
        if _linked(language).fullmatch(sentence.text[one.end : two.start]):
            yield part, share


@cache
def _linked(language: str) -> re.Pattern[str]:
    """What joins a part and its share: “(”, “that is”, “and the share is”."""
    about = f"(?:{fragment(language, 'about')}\\s+)?"
    named = rf"(?:{fragment(language, 'and_')}\s+)?(?:\w+\s+)?{fragment(language, 'share')}\s+{fragment(language, 'is')}"
    return re.compile(rf"\s*,?\s*(?:\(|{fragment(language, 'that_is')}|{named})\s*{about}", re.IGNORECASE)


def _beside_wholes(sentence: Sentence, wholes: Sequence[tuple[Sentence, Quantity]], language: str) -> Iterator[Verdict]:
    for part, share in _pairs(sentence, language):
        fitting = [(at, one) for at, one in wholes if one.kind == part.kind and not (at is sentence and one is part)]
        larger = [(at, one) for at, one in fitting if one.high >= part.low]
        if fitting and larger:
            yield _verdict(sentence, part, share, larger)


def _of(sentence: Sentence, language: str) -> Iterator[Verdict]:
    """“1 500 MWh of 9 500 MWh” with the only share of the sentence."""
    only = [one for one in sentence.quantities if one.dimension == "share"]
    if len(only) != 1 or only[0].sign:
        return
    amounts = [one for one in sentence.quantities if one.dimension not in ("", "share", "points", "multiple")]
    if len(amounts) != limit("parts") or amounts[0].kind != amounts[1].kind:
        return
    one, two = amounts
    between = sentence.text[one.end : two.start]
    if one.case == "from" and two.case != "to":
        yield _verdict(sentence, two, only[0], [(sentence, one)])
    elif _of_word(language).fullmatch(between):
        yield _verdict(sentence, one, only[0], [(sentence, two)])


@cache
def _of_word(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{fragment(language, 'of')}(?:\s+\w+)?\s*", re.IGNORECASE)


def _verdict(sentence: Sentence, part: Quantity, share: Quantity, wholes: Sequence[tuple[Sentence, Quantity]]) -> Verdict:
    fits = any(whole.low > 0 and overlaps(part.low / whole.high, part.high / whole.low, share) for _, whole in wholes)
    at, whole = wholes[-1]
    expected = beside(share, part.value / whole.value) if whole.value else written(share)
    values = {"stated": written(share), "part": written(part), "whole": written(whole), "expected": expected}
    spots: tuple[Spot, ...] = (spot(sentence, part), spot(sentence, share), spot(at, whole))
    return Verdict("share_wrong", fits, sentence.place, sentence.text, spots, values)


def _split(sentence: Sentence, language: str) -> Iterator[Verdict]:
    """“Splits into 10 %, 27 % and 62 %”: whole shares add up to 100 %, as far as they are rounded."""
    parts = [one for one in sentence.quantities if one.dimension == "share"]
    is_split = pattern(language, "split").search(sentence.text) or pattern(language, "consists").search(sentence.text)
    if len(parts) <= limit("parts") or not is_split or pattern(language, "partly").search(sentence.text):
        return
    low, high = sum(one.low for one in parts), sum(one.high for one in parts)
    whole = Amount(1.0, "share", 1 / limit("percent"))
    said = beside(parts[0], sum(one.value for one in parts))
    fits = low <= 1 <= high
    yield Verdict(
        "split_wrong",
        fits,
        sentence.place,
        sentence.text,
        tuple(spot(sentence, one) for one in parts),
        {"stated": said, "expected": whole},
    )
