"""The words of ``words.toml`` and ``topics.toml`` as compiled patterns: what a rule asks a sentence for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.language import LOCALES

_FOLDER = Path(__file__).parent
#: Matches nowhere: what stands for a language that has no such word.
_NEVER = r"(?!)"


@dataclass(frozen=True)
class Unit:
    """A unit as texts write it: what it measures, and how many base units (kg, kWh, €, a share of 1) it is."""

    dimension: str
    factor: float
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class NumberWord:
    """A word that stands for a number (half, a third, doubled), and how far off it may be used."""

    dimension: str
    value: float
    within: float
    pattern: re.Pattern[str]


@cache
def words() -> Mapping[str, Any]:
    """The file ``words.toml`` as it is."""
    return tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))


def limit(name: str) -> int:
    """One of the limits of ``words.toml``."""
    return int(words()["limits"][name])


@cache
def pattern(language: str, kind: str) -> re.Pattern[str]:
    """The words of one kind (``fall``, ``total``, ``other`` …) in one language, as whole words."""
    return re.compile(rf"(?<![\w-])(?:{alternatives(words()[language][kind])})(?![\w-])", re.IGNORECASE)


@cache
def fragment(language: str, *kinds: str) -> str:
    """The words of some kinds as part of a larger pattern."""
    return rf"(?:{alternatives(one for kind in kinds for one in words()[language][kind])})"


def alternatives(parts: Iterable[str]) -> str:
    """A pattern that is any of these; none, if there are none."""
    return "|".join(parts) or _NEVER


@cache
def units() -> tuple[Unit, ...]:
    """All units; the longest writing of those that fit is the one that is meant."""
    found = []
    for row in words()["unit"]:
        signs = rf"(?:{alternatives(row['signs'])})(?::\w+)?(?!\w)"
        stems = rf"(?:{alternatives(row['words'])})\w*"
        pattern_of = re.compile(rf"{signs}|{stems}", re.IGNORECASE)
        found.append(Unit(row["dimension"], row["factor"], pattern_of))
    return tuple(found)


@cache
def number_words() -> tuple[NumberWord, ...]:
    """Numbers written as words."""
    return tuple(
        NumberWord(
            row["dimension"],
            row["value"],
            row["within"],
            re.compile(rf"(?<![\w-])(?:{alternatives(row['words'])})(?![\w-])", re.IGNORECASE),
        )
        for row in words()["number_word"]
    )


@cache
def scales() -> tuple[tuple[re.Pattern[str], float], ...]:
    """Words that make a number larger: thousand, million."""
    return tuple((re.compile(rf"\s?(?:{text})\s?", re.IGNORECASE), value) for text, value in words()["scale"].items())


@cache
def skipped() -> re.Pattern[str]:
    """What looks like a number and is no quantity: dates, addresses, telephone numbers, laws, ids."""
    return re.compile("|".join(f"(?:{one})" for one in words()["skipped"]["patterns"]), re.MULTILINE | re.IGNORECASE)


@cache
def topics() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Topic (a category's id) → language → how texts name it beside the name in the basis."""
    read = tomllib.loads((_FOLDER / "topics.toml").read_text(encoding="utf-8"))
    return {
        topic: {code: re.compile(rf"(?<![\w-])(?:{alternatives(row[code])})(?![\w-])", re.IGNORECASE) for code in LOCALES}
        for topic, row in read.items()
    }


def guessed_language(text: str) -> str:
    """The language of a text by its commonest small words; Finnish where nothing tells."""
    found = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {code: sum(found.count(word) for word in words()[code]["known_by"]) for code in LOCALES}
    return max(counts, key=lambda code: counts[code])


@cache
def unit_label(dimension: str, factor: float) -> str:
    """The sign by which a unit is shown; empty for units that are only counted."""
    return next(
        (
            str(row["label"])
            for row in words()["unit"]
            if (row["dimension"], row["factor"]) == (dimension, factor) and "label" in row
        ),
        "",
    )
