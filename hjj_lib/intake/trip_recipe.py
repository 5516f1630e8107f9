"""What a recipe of kind ``trips`` says beside its columns: flights by leg, and other travel in the same report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hjj_lib.tables import CABINS

TRIPS = "trips"
#: Word of ``values.what`` for a flight: as which activity it is counted, its airports say.
FLIGHT = "flight"
ONE_WAY, RETURN = "one_way", "return"
TRAVELLED, CANCELLED, REFUNDED = "travelled", "cancelled", "refunded"
#: Column → what its words can mean.
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "class": CABINS,
    "direction": (ONE_WAY, RETURN),
    "status": (TRAVELLED, CANCELLED, REFUNDED),
}
_CODE = re.compile(r"[A-Za-z]{3}")
#: Settings of the part ``trips``: what every row is, where no column says it.
_SETTINGS = ("direction", "passengers")


def wrong_trips(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key → value, of everything that is missing for trips or cannot be.

    A direction and a number of passengers are told by a required column or for the whole file; neither is ever assumed.
    """
    columns, settings = content["columns"], content.get(TRIPS, {})
    wrong = [(f"{TRIPS}.{key}", str(value)) for key, value in settings.items() if key not in _SETTINGS]
    if "route" not in columns and not {"from", "to"} <= set(columns):
        wrong.append(("columns.route", "–"))
    told = {key for key in _SETTINGS if columns.get(key, {}).get("required") is True}
    direction, passengers = settings.get("direction"), settings.get("passengers")
    if direction not in (*MEANINGS["direction"], *([None] if "direction" in told else [])):
        wrong.append((f"{TRIPS}.direction", str(direction or "–")))
    whole = type(passengers) is int and passengers > 0
    if not whole and (passengers is not None or "passengers" not in told):
        wrong.append((f"{TRIPS}.passengers", str("–" if passengers is None else passengers)))
    for key, allowed in MEANINGS.items():
        words = content.get("values", {}).get(key, {}).values()
        wrong += [(f"values.{key}", str(word)) for word in words if word not in allowed]
    places = content.get("values", {}).get("place", {}).values()
    return [*wrong, *(("values.place", str(code)) for code in places if not _CODE.fullmatch(code))]
