"""Claims that need evidence: “carbon neutral”, “emission-free”, with what the law asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from hjj_lib.language import LOCALES
from hjj_lib.prose.passage import Draft, Place
from hjj_lib.prose.verdict import Told, Verdict
from hjj_lib.prose.vocabulary import pattern

#: A claim in quotation marks is spoken about, not made.
_QUOTES = {"”": "”", "“": "”", '"': '"', "»": "»", "«": "»"}
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NEGATED_WITHIN = re.compile(r"[,;:]")


def claims_in(draft: Draft, claims: pd.DataFrame) -> Iterator[Verdict]:
    """The claims of a text; what is denied, quoted as a word, or a title in a list of sources is none.

    Parameters
    ----------
    claims
        ``tables.Claim`` of the basis; its patterns come in order, and the first that fits a place is meant.
    """
    if claims.empty:
        return
    rows = claims.to_dict("records")
    for sentences in draft.sentences:
        for sentence in sentences:
            spots = (sentence.passage, sentence.number)
            yield from _in_text(sentence.text, (sentence.place, spots), rows, draft.language)
    for table in draft.tables:
        for number, row in enumerate(table.rows):
            texts = [cell.text for cell in row]
            if not any(_ADDRESS.search(text) for text in texts):
                for text in texts:
                    yield from _in_text(text, (table.source.row_place(number), (table.passage, number)), rows, draft.language)


def _in_text(
    text: str, where: tuple[Place, tuple[int, int]], rows: Sequence[Mapping[Any, Any]], language: str
) -> Iterator[Verdict]:
    place, (passage, part) = where
    taken: list[tuple[int, int]] = []
    for row in rows:
        spelled = str(row[f"pattern_{language}"])
        for found in re.finditer(rf"\b(?:{spelled})", text, re.IGNORECASE) if spelled else ():
            start, end = found.start(), _end_of_word(text, found.end())
            if any(start < other[1] and other[0] < end for other in taken):
                continue
            taken.append((start, end))
            if not (_is_quoted(text, start, end) or _is_denied(text, start, language)):
                values: dict[str, Told] = {"claim": text[start:end]}
                evidence = {f"evidence_{code}": str(row[f"evidence_{code}"]) for code in LOCALES}
                yield Verdict("claim_open", False, place, text, ((passage, part, start),), {**values, **evidence})


def _end_of_word(text: str, end: int) -> int:
    while end < len(text) and (text[end].isalnum() or text[end] in "-"):
        end += 1
    return end


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether the claim is all that stands between quotation marks."""
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    return before in _QUOTES and after == _QUOTES[before]


def _is_denied(text: str, start: int, language: str) -> bool:
    """“Is not carbon neutral”: a denial before the claim, in the same clause."""
    clause = _NEGATED_WITHIN.split(text[:start])[-1]
    return bool(pattern(language, "not_").search(clause))
