"""Numbers as people write them: ``1 234,5``, ``−12``, ``(12)``, ``1 200 kWh``. Nothing is guessed.

A text that has one reading gives a number. A text that has two gives none, and a code that says why.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from hjj_lib.intake.layout import layout

#: No-break, narrow no-break, thin, figure and punctuation spaces: all stand between thousands somewhere.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2008\u2002\u2003\t\n\r"), " ")
_MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"), "-")
#: Signs that show nothing and come along when a figure is copied from a web page or a PDF.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))

_WHOLE = re.compile(r"[0-9]+")
_SPACED = re.compile(r"[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?")
_ONE_MARK = re.compile(r"(?P<whole>[0-9]+)(?P<mark>[.,])(?P<decimals>[0-9]+)")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MARKED_WITH_DECIMALS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
_MARKED = re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}|[0-9]{1,3}(,[0-9]{3}){2,}")
_POWER = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_RANGE = re.compile(r"[0-9][0-9 .,]*-\s*[0-9][0-9 .,]*")
_WITH_UNIT = re.compile(r"(?P<number>[-+(]?\s*[0-9][0-9 .,]*\)?)\s*(?P<unit>[^0-9\s.,()+-].*)")


@dataclass(frozen=True)
class Number:
    """What a text says as a number.

    Attributes
    ----------
    value
        The number; ``None`` when the text is not one number.
    code
        Empty when all is well, else a code of :mod:`hjj_lib.intake.messages`.
    unit
        Text after the number, if any.
    values
        For the message: the possible readings.
    """

    value: float | None
    code: str = ""
    unit: str = ""
    values: dict[str, str] = field(default_factory=dict)


def read_number(text: str, *, point_language: bool = False) -> Number:
    """The number a text stands for.

    Parameters
    ----------
    text
        The content of a cell.
    point_language
        True when the workbook's language writes decimals with a point (English): then ``1,234`` is ambiguous too.
    """
    clean = " ".join(text.translate(_INVISIBLE).translate(_SPACES).translate(_MINUS).split())
    spelling = layout()["spelling"]
    if clean in spelling["dashes"]:
        return Number(None, "number_dash")
    if clean.casefold().lstrip("+-") in spelling["not_finite"]:
        return Number(None, "number_not_finite")
    if any(_begins(clean.casefold(), word) for word in spelling["approximate"]):
        return Number(None, "number_approximate")
    if _RANGE.fullmatch(clean):
        return Number(None, "number_range")
    unit_match = _WITH_UNIT.fullmatch(clean)
    if unit_match and not _POWER.fullmatch(clean.lstrip("+-")):
        number = read_number(unit_match["number"], point_language=point_language)
        return Number(number.value, number.code, unit_match["unit"].strip(), number.values)
    return _signed(clean, point_language)


def _begins(text: str, word: str) -> bool:
    """Does the text begin with the word and go on with a space or a number (``n.500``, ``noin 5``, ``<1``)?"""
    rest = text.removeprefix(word)
    return rest != text and rest[:1] in tuple(" 0123456789")


def _signed(text: str, point_language: bool) -> Number:
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip()
    elif text.startswith("-") or text.endswith("-"):
        negative, text = True, (text[1:] if text.startswith("-") else text[:-1]).strip()
    elif text.startswith("+"):
        text = text[1:].strip()
    number = _unsigned(text, point_language)
    return Number(-number.value, number.code, "", number.values) if negative and number.value is not None else number


def _unsigned(text: str, point_language: bool) -> Number:
    if _WHOLE.fullmatch(text) or _SPACED.fullmatch(text) or _POWER.fullmatch(text):
        return _finite(text)
    if _MARKED_WITH_DECIMALS.fullmatch(text) or _MARKED.fullmatch(text):
        last = len(text) if _MARKED.fullmatch(text) else max(text.rfind("."), text.rfind(","))
        digits, decimals = re.sub(r"[.,]", "", text[:last]), text[last + 1 :]
        return Number(None, "number_points", values={"suggestion": f"{digits},{decimals}" if decimals else digits})
    mark = _ONE_MARK.fullmatch(text)
    if not mark:
        return Number(None, "number_text")
    if not _THOUSANDS.fullmatch(text):
        return _finite(text)
    readings = {
        "small": f"{mark['whole']},{mark['decimals']}".rstrip("0").rstrip(","),
        "large": mark["whole"] + mark["decimals"],
    }
    if mark["mark"] == "." or point_language:
        return Number(None, "number_ambiguous", values=readings)
    return Number(_finite(text).value, "number_comma_three", values=readings)


def _finite(text: str) -> Number:
    value = float(text.replace(" ", "").replace(",", "."))
    return Number(value) if math.isfinite(value) else Number(None, "number_not_finite")
