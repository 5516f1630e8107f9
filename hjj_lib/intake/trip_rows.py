"""The rows of a travel report: what was travelled, by whom not. Names of travellers are in no column that is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.recipe_amounts import Amount, Context, named, placed, unit_factor
from hjj_lib.intake.recipe_values import meant, read_number
from hjj_lib.intake.trip_places import Airports, Leg, PlaceError, code_of, legs_of, stretch
from hjj_lib.intake.trip_recipe import CANCELLED, FLIGHT, MEANINGS, REFUNDED, RETURN, TRAVELLED
from hjj_lib.intake.vocabulary import key_of

#: Units of what persons travel: a distance of the vehicle times its travellers.
_PERSONS, _VEHICLE = "pkm", "km"
_UNKNOWN = "unknown"
#: Of a price only the sign is read: a minus before or behind, or brackets.
_BELOW_ZERO = re.compile("^[-\u2212\u2010-\u2015(] ?[0-9]|[0-9] ?[-\u2212\u2010-\u2015]$")


@dataclass(frozen=True)
class Trip:
    """A row: flights with their ``legs``, or an amount of other travel.

    Attributes
    ----------
    amount
        ``activity_id`` is ``flight`` or that of the other travel; ``value`` is the number of travellers, or the amount.
    cabin, cabin_text
        Class of travel, and what the file says where that is no class; nothing if the file has no such column.
    """

    amount: Amount
    legs: tuple[Leg, ...] = ()
    cabin: str = _UNKNOWN
    cabin_text: str | None = None
    ticket: str = ""
    status: str = TRAVELLED

    @property
    def same(self) -> tuple[object, ...]:
        """What a refund has in common with the trip that it takes back; a ticket says the rest."""
        rest = () if self.ticket else (self.amount.site_id, self.cabin)
        return (self.ticket, self.amount.activity_id, self.legs, *rest)


@dataclass(frozen=True)
class TripContext:
    """What is known before the rows are read; ``words`` is column → folded word of the file → its meaning."""

    context: Context
    airports: Airports
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def trip_context(context: Context, airports: Airports) -> TripContext:
    """The words of the recipe for class, direction and status, folded."""
    told = context.found.recipe.values
    words = {key: {key_of(word): value for word, value in told.get(key, {}).items()} for key in MEANINGS}
    return TripContext(context, airports, words)


def trip_of(row: Row, told: TripContext) -> Trip:
    """What a row says, or what is wrong with it: then ``amount.fault`` is the code and no activity is named."""
    context = told.context
    activity_id = FLIGHT
    if "what" in row:
        activity_id = meant(row["what"], context.what) or named(row["what"], context.known)
    if activity_id != FLIGHT and activity_id not in context.known.activities:
        return _faulty(row, "what", "recipe_word", row["what"], told)
    status = _status(row, told)
    if not status:
        return _faulty(row, "status", "trip_status", row["status"], told)
    amount = placed(Amount(row["row"], _letter("what", told), activity_id), row, context)
    trip = Trip(amount, ticket=row.get("ticket", ""), status=status)
    if amount.fault or status == CANCELLED:
        return _without_activity(trip)
    return _flight(trip, row, told) if activity_id == FLIGHT else _other(trip, row, told)


def _flight(trip: Trip, row: Row, told: TripContext) -> Trip:
    """The legs of a flight and its travellers; a refund may have their number below zero."""
    context = told.context
    people = _people(row, told)
    if people is None:
        return _faulty(row, "passengers", "trip_passengers", row["passengers"], told, trip)
    direction = _direction(row, told)
    if not direction:
        return _faulty(row, "direction", "trip_direction", row["direction"], told, trip)
    try:
        legs = _legs(row, told)
    except PlaceError as error:
        return _faulty(row, "route" if row.get("route") else "from", error.fault, error.text, told, trip)
    # A route that ends where it began has its way back in it already.
    if direction == RETURN and legs[0][0] != legs[-1][1]:
        legs = (*legs, *((end, start) for start, end in reversed(legs)))
    cabin = told.words["class"].get(key_of(row.get("class", "")), "")
    unsaid = row["class"] if "class" in row and not cabin else None
    letter = context.found.letters.get("route") or context.found.letters.get("from", "")
    amount = replace(trip.amount, value=abs(people), letter=letter)
    status = REFUNDED if people < 0 else trip.status
    return replace(trip, amount=amount, legs=legs, cabin=cabin or _UNKNOWN, cabin_text=unsaid, status=status)


def _direction(row: Row, told: TripContext) -> str:
    """One way or there and back, as the row says, else the recipe; empty where the recipe does not know the word."""
    if "direction" in row:
        return told.words["direction"].get(key_of(row["direction"]), "")
    return str(told.context.found.recipe.trips["direction"])


def _legs(row: Row, told: TripContext) -> tuple[Leg, ...]:
    if row.get("route"):
        return legs_of(row["route"], told.airports)
    ends = [row.get("from", ""), row.get("to", "")]
    return stretch([code_of(end, told.airports) if end else "" for end in ends], told.airports, " – ".join(filter(None, ends)))


def _other(trip: Trip, row: Row, told: TripContext) -> Trip:
    """Other travel: its amount stands in the column whose unit measures it.

    Kilometres of persons are those of the vehicle times its travellers.
    """
    context = told.context
    unit = str(context.known.activities[trip.amount.activity_id]["unit"])
    for column in context.found.recipe.columns:
        text = row.get(column.key, "")
        written = row.get("unit", "") if column.key == "amount" else ""
        if not text or not (column.unit or written):
            continue
        factor, people = unit_factor(written, column.unit, unit, context), 1.0
        if factor is None and unit == _PERSONS:
            factor, people = unit_factor(written, column.unit, _VEHICLE, context), _people(row, told) or 0
        if factor is None:
            continue
        number = read_number(text, context.found.recipe)
        if not people:
            return _faulty(row, "passengers", "trip_passengers", row["passengers"], told, trip)
        if number is None:
            return _faulty(row, column.key, "recipe_amount", text, told, trip)
        amount = replace(trip.amount, value=abs(number * factor * people), letter=context.found.letters[column.key])
        return replace(trip, amount=amount, status=REFUNDED if number * people < 0 else trip.status)
    # The activity is named, so its sum is not known: what is left would look like the whole.
    where = replace(trip.amount, fault="trip_no_amount", text=row.get("what", ""))
    return replace(trip, amount=where)


def _people(row: Row, told: TripContext) -> float | None:
    """How many travelled, as the row or the recipe says; nothing if that is no number or nobody."""
    if "passengers" not in row:
        return float(told.context.found.recipe.trips["passengers"])
    number = read_number(row["passengers"], told.context.found.recipe)
    return number if number and number.is_integer() else None


def _status(row: Row, told: TripContext) -> str:
    """Travelled, cancelled or refunded; empty where the recipe does not know the word. A price below zero is a refund."""
    status = told.words["status"].get(key_of(row["status"]), "") if row.get("status") else TRAVELLED
    return REFUNDED if status == TRAVELLED and _BELOW_ZERO.search(row.get("price", "")) else status


def _letter(key: str, told: TripContext) -> str:
    letters = told.context.found.letters
    return letters.get(key) or next(iter(letters.values()))


def _faulty(row: Row, key: str, fault: str, text: str, told: TripContext, trip: Trip | None = None) -> Trip:
    amount = trip.amount if trip else placed(Amount(row["row"], "", ""), row, told.context)
    activity_id = "" if amount.activity_id == FLIGHT else amount.activity_id
    return Trip(replace(amount, letter=_letter(key, told), activity_id=activity_id, fault=fault, text=text or "–"))


def _without_activity(trip: Trip) -> Trip:
    """A flight that cannot be placed has no activity yet."""
    if trip.amount.activity_id != FLIGHT:
        return trip
    return replace(trip, amount=replace(trip.amount, activity_id=""))
