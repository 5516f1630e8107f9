"""Numbers in Finnish, Swedish and English prose: what each says, in which unit, and between which limits it was rounded."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from hjj_lib.prose.vocabulary import Unit, fragment, limit, number_words, scales, skipped, units, words

_SPACES = " \u00a0\u202f\u2009\u2007"
_DASHES = "-\u2010\u2011\u2012\u2013\u2212"
#: Stands for a letter of something that is no quantity, so that places stay.
_HIDDEN = "\ue000"
_SPACED = rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?"
_COMMAS = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])(?:\.[0-9]+)?"
_POINTS = r"[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.])(?:,[0-9]+)?"
_PLAIN = r"[0-9]+(?:[.,][0-9]+)?"
_NUMBER = rf"(?:{_SPACED}|{_COMMAS}|{_POINTS}|{_PLAIN})(?![0-9])"
_FOUND = re.compile(
    rf"(?<![\w.,{_HIDDEN}])(?P<before>[€$£]\s?)?(?P<sign>[{_DASHES}+±])?(?<![0-9])(?P<number>{_NUMBER})"
    rf"(?:[{_DASHES}](?P<upto>{_NUMBER}))?"
)
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])")
_THOUSANDS_POINT = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_THOUSANDS_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
#: Endings of Finnish units: from 5 tonnes (tonnista, t:stä), to 5 tonnes (tonniin, prosenttiin, euroon, t:iin).
_FROM = re.compile(r"(?:sta|stä)$", re.IGNORECASE)
_TO = re.compile(r"(?:iin|oon|een|aan|ään|seen|uun)$", re.IGNORECASE)
_OTHER_PER = re.compile(r"\s?/\s?[^\W\d_]+[²³]?")


@dataclass(frozen=True)
class Quantity:
    """A number of a text.

    Attributes
    ----------
    start, end
        Where it stands in its sentence, unit included.
    value, low, high
        In base units (kg, kWh, €, a share of 1): as written, and what it may have been before it was rounded.
    dimension
        ``mass``, ``share``, ``points``, ``energy``, ``money``, ``multiple``, a denominator kind …; empty without a unit.
    factor, decimals
        How it was written: base units for one of its unit, and decimals.
    per
        The denominator by which it is divided, if any.
    case
        ``from`` or ``to`` where the ending of a Finnish unit says so.
    carbon
        Whether the unit names carbon dioxide.
    sign
        As written; a value is never negative.
    """

    start: int
    end: int
    text: str
    value: float
    low: float
    high: float
    dimension: str = ""
    factor: float = 1.0
    decimals: int = 0
    per: str = ""
    case: str = ""
    carbon: bool = False
    sign: str = ""

    @property
    def kind(self) -> str:
        """What can be compared with it: dimension and denominator."""
        return f"{self.dimension}/{self.per}" if self.per else self.dimension


@dataclass(frozen=True)
class Year:
    """A year of a text and where it stands."""

    start: int
    end: int
    value: int


def hidden(text: str) -> str:
    """The text with everything masked that looks like a number and is none, letter for letter."""
    return skipped().sub(lambda found: _HIDDEN * len(found[0]), text)


def years_in(text: str) -> tuple[Year, ...]:
    """The years of a sentence; a number of four digits with a unit is none."""
    masked = hidden(text)
    first, last = limit("first_year"), limit("last_year")
    found = (Year(one.start(), one.end(), int(one[0])) for one in _YEAR.finditer(masked))
    return tuple(
        year
        for year in found
        if first <= year.value <= last
        and (_year_before().search(text, max(year.start - limit("word"), 0), year.start) or not _unit_at(text, year.end))
    )


@cache
def _year_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words()['years']['before']})\s$", re.IGNORECASE)


def quantities_in(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence in the order of the text; a number that has two readings is left out."""
    masked = hidden(text)
    for year in years_in(text):
        masked = masked[: year.start] + _HIDDEN * (year.end - year.start) + masked[year.end :]
    found = [*_digits(text, masked, language), *_spelled(text)]
    ordered = sorted(found, key=lambda one: one.start)
    return _with_leading_per(text, tuple(ordered))


def _digits(text: str, masked: str, language: str) -> Iterator[Quantity]:
    for found in _FOUND.finditer(masked):
        number = _read(found["number"], language)
        upto = _read(found["upto"], language) if found["upto"] else number
        if number is not None and upto is not None:
            yield _quantity(text, found, (number, upto), language)


def _quantity(text: str, found: re.Match[str], numbers: tuple[tuple[float, int], tuple[float, int]], language: str) -> Quantity:
    (value, decimals), (upto, more) = numbers
    start = found.start("sign") if found["sign"] else found.start("number")
    end = found.end()
    scale, end = _scale_at(text, end)
    unit = _unit_at(text, end)
    matched, end = (text[end : unit[1]].strip(), unit[1]) if unit else ("", end)
    dimension, factor = (unit[0].dimension, unit[0].factor) if unit else ("money" if found["before"] else "", 1.0)
    carbon, per, end = _after_unit(text, end, dimension)
    loose = _is_about(text, found.start(), language)
    size = scale * factor
    return Quantity(
        start,
        end,
        text[start:end].strip(),
        upto * size,
        (value - _half(value, decimals, loose=loose)) * size,
        (upto + _half(upto, more, loose=loose)) * size,
        dimension,
        size,
        max(decimals, more),
        per,
        "from" if _FROM.search(matched) else "to" if _TO.search(matched) else "",
        carbon or "co2" in matched.casefold().replace("₂", "2") or "hiilidioksidi" in matched.casefold(),
        found["sign"].strip() if found["sign"] else "",
    )


def _read(text: str, language: str) -> tuple[float, int] | None:
    """Value and decimals of a written number; nothing where it has two readings."""
    bare = re.sub(f"[{_SPACES}]", "", text)
    if "," in bare and "." in bare:
        mark = "," if bare.rfind(",") > bare.rfind(".") else "."
    elif "," in bare:
        mark = "" if language == "en" and _THOUSANDS_COMMA.fullmatch(bare) else ","
        mark = "" if bare.count(",") > 1 else mark
    elif "." in bare:
        if language != "en" and _THOUSANDS_POINT.fullmatch(bare):
            return None
        mark = "." if bare.count(".") == 1 else ""
    else:
        mark = ""
    whole, _, decimals = bare.rpartition(mark) if mark else (bare, "", "")
    return float(re.sub("[.,]", "", whole) + (f".{decimals}" if decimals else "")), len(decimals)


def _half(value: float, decimals: int, *, loose: bool) -> float:
    """Half of the step to which a number was rounded: by its decimals, or by the zeros at its end.

    A whole number keeps at least two digits, unless it is said to be rough: 3 000 was not rounded from 2 700, about 3 000 may be.
    """
    if decimals or not value:
        return float(f"1e-{decimals}") * (1 if loose else 1 / 2)
    digits = f"{value:.0f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    kept = 1 if loose else limit("significant")
    return float(f"1e{max(min(zeros, len(digits) - kept), 0)}") * (1 if loose else 1 / 2)


@cache
def _about(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){fragment(language, 'about')}\s*[\(~]?$", re.IGNORECASE)


def _is_about(text: str, start: int, language: str) -> bool:
    before = text[max(start - limit("word"), 0) : start].rstrip()
    return before.endswith("~") or bool(_about(language).search(before))


def _scale_at(text: str, place: int) -> tuple[float, int]:
    for pattern, value in scales():
        if found := pattern.match(text, place):
            return value, found.end()
    return 1.0, place


@cache
def _unit_prefix() -> re.Pattern[str]:
    return re.compile(rf"[{_SPACES}\n]{{0,2}}")


def _unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """The unit that stands at a place, and where it ends: the longest of those that fit."""
    spaces = _unit_prefix().match(text, place)
    begin = spaces.end() if spaces else place
    ends = [(unit, found.end()) for unit in units() if (found := unit.pattern.match(text, begin))]
    glued = re.compile(r"(t|kg)CO[2₂](?:e|-?ekv\w*)?(?!\w)", re.IGNORECASE).match(text, begin)
    if glued:
        return next(unit for unit in units() if unit.pattern.fullmatch(glued[1])), glued.end()
    return max(ends, key=lambda one: one[1]) if ends else None


@cache
def _carbon() -> re.Pattern[str]:
    return re.compile(rf"[\s-]{{0,2}}(?:{words()['carbon']['after']})", re.IGNORECASE)


@cache
def _kinds() -> tuple[tuple[str, str], ...]:
    """Denominators: kind and how its unit is written."""
    kinds = {"student_years", "staff_years", "student_heads", "floor_area_m2", "meals"}
    return tuple((unit.dimension, unit.pattern.pattern) for unit in units() if unit.dimension in kinds)


@cache
def _per_after() -> tuple[tuple[str, re.Pattern[str]], ...]:
    before, after = words()["per"]["before"], words()["per"]["after"]
    return tuple(
        (kind, re.compile(rf"\s?(?:(?:{before})\s?(?:{unit})|(?:{unit})\s+(?:{after})(?!\w))", re.IGNORECASE))
        for kind, unit in _kinds()
    )


@cache
def _per_leading() -> tuple[tuple[str, re.Pattern[str]], ...]:
    before, after = words()["per"]["before"], words()["per"]["after"]
    return tuple(
        (kind, re.compile(rf"(?<!\w)(?:(?:{before})\s(?:{unit})|(?:{unit})\s+(?:{after})(?!\w))", re.IGNORECASE))
        for kind, unit in _kinds()
    )


def _after_unit(text: str, end: int, dimension: str) -> tuple[bool, str, int]:
    """Whether the unit names carbon dioxide, by what it is divided, and where all of it ends."""
    if dimension != "mass":
        return False, "", end
    found = _carbon().match(text, end)
    end = found.end() if found else end
    for kind, pattern in _per_after():
        if per := pattern.match(text, end):
            return bool(found), kind, per.end()
    if other := _OTHER_PER.match(text, end):
        name = other[0].strip(" /").casefold()
        yearly = re.fullmatch(words()["per"]["yearly"], name)
        return bool(found), "" if yearly else name, other.end()
    return bool(found), "", end


def _with_leading_per(text: str, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """“For each student-year it is 941 kg”: the denominator that stands first is that of the masses after it."""
    leading = [(one.start(), kind) for kind, pattern in _per_leading() for one in pattern.finditer(text)]
    own = [place for place, _ in leading if not any(one.start <= place < one.end for one in found)]
    if not own:
        return found
    kind = next(kind for place, kind in sorted(leading) if place in own)
    return tuple(
        replace(one, per=kind) if one.dimension == "mass" and not one.per and one.start > min(own) else one for one in found
    )


def _spelled(text: str) -> Iterator[Quantity]:
    for word in number_words():
        for found in word.pattern.finditer(text):
            low, high = word.value - word.within, word.value + word.within
            factor = 1 / limit("percent") if word.dimension == "share" else 1.0
            yield Quantity(found.start(), found.end(), found[0], word.value, low, high, word.dimension, factor)


def overlaps(low: float, high: float, other: Quantity) -> bool:
    """Whether a calculated range and what a number may have been before rounding have anything in common."""
    below = low <= other.high or math.isclose(low, other.high)
    above = high >= other.low or math.isclose(high, other.low)
    return below and above and math.isfinite(low + high)
