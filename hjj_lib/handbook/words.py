"""The handbook's words for what the tables say in keys, and its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from hjj_lib.language import Language

#: Marks of the coverage: the word in the matrix, and what it means.
MARK_NAMES: Mapping[str, str] = {
    "exact": "exact",
    "estimate": "estimate",
    "older": "older",
    "default": "default",
    "gap": "gap",
    "constant": "constant",
    "own": "stated",
}
MARK_MEANINGS: Mapping[str, str] = {
    "exact": "The factor has a value of this very year.",
    "estimate": "The value of this year was computed by the project, because nobody had published it yet.",
    "older": "The newest value is of an earlier year; it serves this year too.",
    "default": "A default: a value of another year used backwards, or a general value for want of a fitting one.",
    "gap": "No usable factor is known. The line stays unknown; it is not zero.",
    "constant": "The factor is of no year: the global warming potential of a gas, or zero by convention.",
    "own": "No factor: whoever reports states the emission.",
}
QUALITY_NAMES: Mapping[str, str] = {
    "verified": "seen in the source",
    "derived": "derived from seen figures",
    "secondary": "seen second-hand",
    "unverified": "unverified",
}
LEVEL_NAMES: Mapping[str, str] = {
    "own": "own statement",
    "network": "network",
    "municipality": "municipality",
    "region": "region",
    "nation": "whole country",
    "default": "default",
}
PART_NAMES: Mapping[str, str] = {
    "direct": "emission itself",
    "upstream": "supply chain",
    "losses": "network losses",
    "biogenic": "biogenic CO₂",
    "radiative_forcing": "flight altitude effect",
    "life_cycle": "whole life cycle",
}
VIEW_NAMES: Mapping[str, str] = {"market": "market-based", "location": "location-based"}
SCOPE_NAMES: Mapping[str, str] = {"1": "scope 1", "2": "scope 2", "3": "scope 3", "memo": "memo item, outside the totals"}
ORIGIN_NAMES: Mapping[str, str] = {
    "source": "from the source",
    "assumed": "assumed",
}
ALLOCATION_NAMES: Mapping[str, str] = {
    "benefit_sharing": "benefit-sharing method",
    "energy_method": "energy method",
    "unknown": "method not known",
}
GAS_NAMES: Mapping[str, str] = {"co2e": "all greenhouse gases (CO₂e)", "co2_only": "CO₂ only"}
STATE_NAMES: Mapping[str, str] = {"draft": "draft", "published": "published"}
REQUIREMENT_NAMES: Mapping[str, str] = {
    "required": "must be answered",
    "recommended": "should be answered",
    "optional": "may be answered",
}
#: Units that read badly as the tables spell them; the others are shown as they are.
UNIT_NAMES: Mapping[str, str] = {
    "meal": "meal",
    "night": "hotel night",
    "pkm": "passenger-km",
    "EUR": "€",
    "m3": "m³",
    "m2": "m²",
    "t_co2e": "t CO₂e",
}
#: Digits of a factor that are worth reading; the exact value stands in the page's source.
_SIGNIFICANT_DECIMALS = 3


def word(names: Mapping[str, str], key: Any, language: Language) -> str:
    """The word for a key in the reader's language; a key without a word is shown as it is, an empty cell as a dash."""
    if key is None or pd.isna(key):
        return "–"
    return language.sentence(names[str(key)]) if str(key) in names else str(key)


def breakable(key: str) -> Markup:
    """A key such as ``heat_network_helen``, which may go on in the next line after an underscore."""
    return Markup("_<wbr>").join(str(key).split("_"))


def unit_name(unit: Any, language: Language) -> str:
    """A unit as the reader writes it."""
    return word(UNIT_NAMES, unit, language)


def figure(value: float | None, language: Language) -> str:
    """A factor with three significant digits, or fewer if it has no more: 0.1522 → 0,152 and 5.7 → 5,7; unknown is a dash."""
    return "–" if value is None or pd.isna(value) else _figure(float(value), language)


@cache
def _figure(value: float, language: Language) -> str:
    return language.significant(value, _SIGNIFICANT_DECIMALS)


def percent(value: float | None, language: Language) -> str:
    """A half-width in percent with its sign, ``± 10 %``."""
    if value is None or pd.isna(value):
        return "–"
    return f"±\u00a0{language.percent(float(value) / 100)}"


def change(share: float | None, language: Language) -> str:
    """A change with its sign, ``+12 %``; unknown is a dash."""
    if share is None or pd.isna(share):
        return "–"
    return ("+" if share > 0 else "") + language.percent(float(share), 1)


def spans(years: Iterable[int]) -> str:
    """Years in short: 2019, 2020, 2021, 2025 → ``2019–2021, 2025``."""
    ordered = sorted(set(years))
    runs = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    return ", ".join(_run([year for _, year in pairs]) for _, pairs in runs)


def _run(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
