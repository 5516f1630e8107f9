"""Airports as travel reports write them: by code, by a city that has only one, or by a word that the recipe explains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from hjj_lib.intake.vocabulary import key_of

_CODE = re.compile(r"[A-Za-z]{3}")
_IN_BRACKETS = re.compile(r"\(([A-Za-z]{3})\)")
_CITIES = re.compile(r"[/,]")
#: Ends of a route that is broken off: what lies between was not flown.
_GAP = re.compile(r"\s*//\s*")
_BETWEEN_CODES = re.compile(r"\s*[-–—→>/]+\s*|\s+")
#: A hyphen inside a name is not between two: Kokkola-Pietarsaari.
_BETWEEN_NAMES = re.compile(r"\s+[-–—>/]+\s+|\s*→\s*")

Leg = tuple[str, str]


@dataclass(frozen=True)
class Airports:
    """The airports of a basis; ``codes`` has country, latitude and longitude, ``cities`` the codes of each folded name.

    ``words`` are those of the recipe, which come first.
    """

    codes: Mapping[str, tuple[str, float, float]]
    cities: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]


class PlaceError(Exception):
    """A place or route that cannot be told: ``fault`` is the code of the message, ``text`` what was found."""

    def __init__(self, fault: str, text: str) -> None:
        super().__init__(fault, text)
        self.fault = fault
        self.text = text


def airports_of(table: pd.DataFrame, words: Mapping[str, str]) -> Airports:
    """Lookups of a basis's airports (``tables.Airport``); only those with airlines have their city's name.

    Parameters
    ----------
    words
        The recipe's: word of the file → code.
    """
    columns = (table[name] for name in ("iata_code", "country", "latitude_deg", "longitude_deg"))
    cities: dict[str, list[str]] = {}
    served = table[table["scheduled"]]
    for code, name, told in zip(served["iata_code"], served["name"], served["city"].fillna(""), strict=True):
        for city in {key_of(part) for part in (name, *_CITIES.split(told))} - {""}:
            cities.setdefault(city, []).append(code)
    return Airports(
        codes={code: (country, float(north), float(east)) for code, country, north, east in zip(*columns, strict=True)},
        cities={city: tuple(codes) for city, codes in cities.items()},
        words={key_of(word): code.upper() for word, code in words.items()},
    )


def code_of(text: str, airports: Airports) -> str:
    """The code of one airport.

    Raises
    ------
    PlaceError
        If no airport is called so, or several are.
    """
    told = airports.words.get(key_of(text)) or next(iter(_IN_BRACKETS.findall(text)), text)
    if _CODE.fullmatch(told) and told.upper() in airports.codes:
        return told.upper()
    codes = airports.cities.get(key_of(told), ())
    if len(codes) > 1:
        raise PlaceError("trip_place_several", f"{text} ({', '.join(codes)})")
    if not codes:
        raise PlaceError("trip_place_unknown", text or "–")
    return codes[0]


def legs_of(route: str, airports: Airports) -> tuple[Leg, ...]:
    """The legs of a route such as ``HEL-ARN-CPH``; between ``HEL-ARN//CPH-HEL`` nothing was flown.

    Raises
    ------
    PlaceError
        If an airport is not known, a leg goes nowhere, or the route names only one place.
    """
    return tuple(leg for part in _GAP.split(route) for leg in stretch(_named(part), airports, route))


def stretch(names: list[str], airports: Airports, text: str) -> tuple[Leg, ...]:
    """The legs from each place to the next; errors as :func:`legs_of`, which show the ``text``."""
    if len(names) < 2 or not all(names):
        raise PlaceError("trip_no_route", text or "–")
    codes = [code_of(name, airports) for name in names]
    legs = tuple(pairwise(codes))
    if any(start == end for start, end in legs):
        raise PlaceError("trip_same_place", text)
    return legs


def _named(part: str) -> list[str]:
    """The places that a route names. It is split at every hyphen only if all its words are codes."""
    words = _BETWEEN_CODES.split(part.strip())
    if all(_CODE.fullmatch(word) for word in words) and len(words) > 1:
        return words
    return _BETWEEN_NAMES.split(part.strip())
