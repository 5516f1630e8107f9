"""What a number of a sentence is about: a category, a scope, the whole, a denominator; and which view, boundary and year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from hjj_lib.prose.change_rule import change_quantities
from hjj_lib.prose.passage import Sentence
from hjj_lib.prose.quantity import Quantity
from hjj_lib.prose.results import WHOLE, Results
from hjj_lib.prose.vocabulary import fragment, limit, pattern, topics, words

_SCOPE = re.compile(r"(?<!\w)scope(?:n|s|-)?\s*([1-3])(?![0-9])", re.IGNORECASE)
_LAST_WORD = re.compile(r"([^\W\d_][\w-]*)\s*$")
_WORDS = re.compile(r"[^\W\d_][\w-]*")
_CLAUSE = re.compile(r"[,;:()–]")
#: A word after a topic that makes it a part of itself: “purchases of computers”.
_PART_OF = re.compile(
    r"\s+(?:of|for|from|av|för|från|till|i)\s+(?!the\s+(?:total|footprint|emissions)|our\b|våra\b)", re.IGNORECASE
)


def topic_of(sentence: Sentence, quantity: Quantity, results: Results, language: str) -> str:
    """The one topic that the words beside a number name; empty where they name none, several, or only a part of one."""
    before, after = _beside(sentence, quantity)
    found = _named(before, results, language) or _named(_CLAUSE.split(after)[0], results, language)
    specific = {topic: whole for topic, whole in found.items() if topic != WHOLE} or found
    if len(specific) != 1:
        return ""
    topic, whole = next(iter(specific.items()))
    return topic if whole else ""


def names_a_part(text: str, results: Results, language: str) -> bool:
    """Whether a text names a category or a scope."""
    return any(topic != WHOLE for topic in _named(text, results, language))


def goes_on_between(sentence: Sentence, one: Quantity, two: Quantity, language: str) -> bool:
    """Whether nothing between two numbers changes what they are about: only a view, a boundary, “and”."""
    between = sentence.text[one.end : two.start]
    for kind in ("market", "location"):
        between = pattern(language, kind).sub(" ", between)
    for spelled in _boundaries(language).values():
        between = spelled.sub(" ", between)
    return all(pattern(language, "and_").fullmatch(word) for word in _WORDS.findall(between))


def speaks_of_results(sentence: Sentence, results: Results, language: str) -> bool:
    """Whether a sentence tells a result as it was calculated: no plan, target, part, interval, change or other place."""
    text = sentence.text
    if any(pattern(language, kind).search(text) for kind in ("other", "not_")) or change_quantities(sentence, language):
        return False
    if any(pattern(language, kind).search(text) for kind in ("fall", "rise", "change")):
        return False
    return not any(place.casefold() in text.casefold() for place in results.places)


def views_of(text: str, language: str) -> tuple[str, ...]:
    """The views a text names."""
    return tuple(view for view in ("market", "location") if pattern(language, view).search(text))


def boundary_of(text: str, language: str) -> str:
    """The boundary a text names; empty if it names none or several."""
    found = [name for name, spelled in _boundaries(language).items() if spelled.search(text)]
    return found[0] if len(found) == 1 else ""


@cache
def _boundaries(language: str) -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(spelled[language], re.IGNORECASE) for name, spelled in words()["boundaries"].items()}


def _beside(sentence: Sentence, quantity: Quantity) -> tuple[str, str]:
    """The words before a number since the number before it, and those after it until the next one."""
    others = [one for one in sentence.quantities if one is not quantity and one.dimension]
    begins = max((one.end for one in others if one.end <= quantity.start), default=0)
    ends = min((one.start for one in others if one.start >= quantity.end), default=len(sentence.text))
    return sentence.text[begins : quantity.start], sentence.text[quantity.end : ends]


def _named(text: str, results: Results, language: str) -> dict[str, bool]:
    """Topics that a text names; false where the word beside it makes it a part of the topic."""
    spans: list[tuple[int, int, str]] = [(one.start(), one.end(), f"scope_{one[1]}") for one in _SCOPE.finditer(text)]
    for topic, spelled in _spelled(results, language).items():
        spans += [(one.start(), one.end(), topic) for one in spelled.finditer(text)]
    longest = [
        one
        for one in spans
        if not any(other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0] for other in spans)
    ]
    found: dict[str, bool] = {}
    for start, end, topic in longest:
        whole = topic == WHOLE or topic.startswith("scope_") or _is_whole(text, start, end, language)
        found[topic] = found.get(topic, True) and whole
    return found


def _is_whole(text: str, start: int, end: int, language: str) -> bool:
    """Whether the word before a topic leaves it whole: “rakennusten hankinnat” is a part of the purchases."""
    clause = _CLAUSE.split(text[:start])[-1]
    clause = clause[-limit("word") :]
    word = _LAST_WORD.search(clause)
    if _PART_OF.match(text, end) or _joined(language).match(text, end):
        return False
    if word and pattern(language, "and_").fullmatch(word[1]):
        return not clause[: word.start()].strip()
    return word is None or bool(pattern(language, "neutral").fullmatch(word[1]))


@cache
def _joined(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s+{fragment(language, 'and_')}\s+\w", re.IGNORECASE)


def _spelled(results: Results, language: str) -> Mapping[str, re.Pattern[str]]:
    return _patterns(tuple(sorted((topic, name[language]) for topic, name in results.names.items())), language)


@cache
def _patterns(names: tuple[tuple[str, str], ...], language: str) -> Mapping[str, re.Pattern[str]]:
    spelled = {WHOLE: pattern(language, "footprint")}
    for topic, name in names:
        more = topics().get(topic, {}).get(language)
        own = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        spelled[topic] = re.compile(f"{own}|{more.pattern}" if more else own, re.IGNORECASE)
    return spelled
