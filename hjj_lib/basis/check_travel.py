"""Checks of what turns legs of flights into amounts: codes of airports, and one activity for every leg."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import inf

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.read import Content
from hjj_lib.tables import CABINS

_CODE = re.compile(r"[A-Z]{3}")


def check_travel(content: Content) -> Iterator[Finding]:
    """Everything wrong with airports and with the activities of flights in the newest version."""
    for index, code in content.rows("airports", "iata_code"):
        if not _CODE.fullmatch(code):
            yield Finding("flight_airport_code", "airports", index, "iata_code", {"value": code})
    yield from _lengths(content)


def _lengths(content: Content) -> Iterator[Finding]:
    """Every class of travel has one activity for each length: without a country from 0 on, with one without overlap."""
    ranges: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    columns = ("cabin", "country", "above_km", "up_to_km", "until")
    first = None
    for index, cabin, country, above, up_to, until in content.rows("flight_activities", *columns):
        if until is None:
            first = index if first is None else first
            ranges[cabin, country or ""].append((above, inf if up_to is None else up_to, index))
    for (cabin, country), found in ranges.items():
        reached = 0.0
        for above, up_to, index in sorted(found):
            if above < reached or (above > reached and not country):
                yield Finding("flight_lengths", "flight_activities", index, "above_km", {"value": cabin, "km": f"{reached:g}"})
            reached = max(reached, up_to)
        if reached < inf and not country:
            yield Finding("flight_lengths", "flight_activities", found[-1][2], "up_to_km", {"value": cabin, "km": f"{reached:g}"})
    for cabin in CABINS if first is not None else ():
        if (cabin, "") not in ranges:
            yield Finding("flight_lengths", "flight_activities", first, "cabin", {"value": cabin, "km": "0"})
