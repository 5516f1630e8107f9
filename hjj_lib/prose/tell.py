"""What was found in a text, in the reader's language: lines for a terminal, a document for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.language import Language
from hjj_lib.prose.lint import FITS, OPEN, WRONG, Checked
from hjj_lib.prose.passage import Place
from hjj_lib.prose.results import ALL, WHOLE
from hjj_lib.prose.verdict import Amount, Known, Told, Verdict
from hjj_lib.prose.vocabulary import limit

_FILE = Path(__file__).with_name("messages.csv")
_VIEWS = {"market": "market-based result", "location": "location-based result"}
_BOUNDARIES = {
    "core": "core boundary",
    "extended": "extended boundary",
    "operational": "operational boundary",
    ALL: "whole inventory",
}
_COUNTS = {"student_years": "The number of student-years", "staff_years": "The number of staff-years"}
STATES = {FITS: "fits", WRONG: "does not fit", OPEN: "cannot be checked"}


@dataclass(frozen=True)
class Message:
    """What is said of a verdict: sentences in English with fields."""

    found: str
    expected: str
    remedy: str


@cache
def messages() -> Mapping[str, Message]:
    """All messages by the code of their rule."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Message(row["found"], row["expected"], row["remedy"]) for row in csv.DictReader(file)}


def parts(verdict: Verdict, checked: Checked, language: Language) -> dict[str, str]:
    """``found``, ``expected`` and ``remedy`` of a verdict, each a sentence or empty."""
    message = messages()[verdict.rule]
    values = {name: _told(name, value, checked, language) for name, value in verdict.values.items()}
    values["evidence"] = values.get(f"evidence_{language.code}", "")
    texts = {"found": message.found, "expected": message.expected, "remedy": message.remedy}
    return {name: language.sentence(text, **values) if text else "" for name, text in texts.items()}


def _told(name: str, value: Told, checked: Checked, language: Language) -> str:
    if isinstance(value, Amount):
        return value.told(language)
    if isinstance(value, tuple):
        told = [_known(one, language) if isinstance(one, Known) else one.told(language) for one in value]
        return " + ".join(told) if value and isinstance(value[0], Amount) else "; ".join(told)
    return _topic(value, checked, language) if name == "topic" else value


def _known(known: Known, language: Language) -> str:
    if not known.view:
        return known.amount.told(language)
    boundary = language.translation(_BOUNDARIES.get(known.boundary, known.boundary))
    return f"{known.amount.told(language)} ({language.translation(_VIEWS[known.view])}, {boundary})"


def _topic(topic: str, checked: Checked, language: Language) -> str:
    if topic == WHOLE:
        return language.sentence("The footprint")
    if topic in _COUNTS:
        return language.translation(_COUNTS[topic])
    if topic.startswith("scope_"):
        return topic.replace("_", " ").capitalize()
    return checked.names[topic][language.code]


def place_text(place: Place, language: Language) -> str:
    """Where something stands, in words."""
    if place.row is not None:
        return language.sentence("table {number}, row {row}", number=place.number, row=place.row)
    if place.unit == "line":
        return language.sentence("line {number}", number=place.number)
    return language.sentence("paragraph {number}", number=place.number)


def quote(text: str, around: str = "") -> str:
    """The text of a sentence, shortened around what it is about."""
    shown = " ".join(text.split())
    most = 2 * limit("quoted")
    if len(shown) <= most:
        return shown
    middle = max(shown.find(around), 0) if around else 0
    start = max(min(middle - limit("quoted"), len(shown) - most), 0)
    cut = shown[start : start + most]
    return ("… " if start else "") + cut.strip() + (" …" if start + most < len(shown) else "")


def lines(checked: Checked, language: Language, *, everything: bool = False) -> Iterator[str]:
    """Two lines for each thing that does not fit, then, if asked, the numbers that fit or cannot be checked, then counts."""
    for verdict in checked.wrong:
        told = parts(verdict, checked, language)
        yield f"* {place_text(verdict.place, language)}: {_quoted(quote(verdict.quote, _stated(verdict)), language)}"
        yield f"  {' '.join(text for text in told.values() if text)}"
    if everything:
        for one in checked.numbers:
            if one.state != WRONG:
                state = language.translation(STATES[one.state])
                around = _quoted(quote(one.quote, one.text), language)
                yield f"- {place_text(one.place, language)}: {one.text} – {state}: {around}"
    counts = checked.counts()
    yield language.sentence(
        "Numbers: {fits} fit, {wrong} do not fit, {open} cannot be checked. Claims that need evidence: {claims}.",
        fits=counts[FITS],
        wrong=counts[WRONG],
        open=counts[OPEN],
        claims=sum(verdict.rule == "claim_open" for verdict in checked.wrong),
    )


def _quoted(text: str, language: Language) -> str:
    return language.sentence("“{text}”", text=text)


def _stated(verdict: Verdict) -> str:
    stated = verdict.values.get("claim", "")
    return stated if isinstance(stated, str) else ""


def as_document(checked: Checked, language: Language) -> dict[str, Any]:
    """Everything for other programs; keys are in English, sentences in the reader's language."""
    return {
        "text_language": checked.draft.language,
        "counts": checked.counts(),
        "findings": [
            {
                "rule": verdict.rule,
                "place": place_text(verdict.place, language),
                "quote": " ".join(verdict.quote.split()),
                **parts(verdict, checked, language),
            }
            for verdict in checked.wrong
        ],
        "numbers": [{"text": one.text, "place": place_text(one.place, language), "state": one.state} for one in checked.numbers],
    }
