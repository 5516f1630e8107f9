"""Travel reports as entries: flights by leg become passenger-kilometres of the great circle, other travel its amounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from hjj_lib.intake.duplicates import Row, place_of
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_amounts import Amount, Context, ForeignReading, added_up, context_of
from hjj_lib.intake.recognise import Recognised
from hjj_lib.intake.trip_distance import great_circle_km
from hjj_lib.intake.trip_places import Airports, airports_of
from hjj_lib.intake.trip_refunds import sorted_out
from hjj_lib.intake.trip_rows import Trip, trip_context, trip_of
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.language import Language
from hjj_lib.problems import Problem


def read_trips(
    found: Recognised,
    place: Place,
    known: Vocabulary,
    language: str,
    airports: pd.DataFrame,
    flight_activities: pd.DataFrame,
) -> ForeignReading:
    """The entries of a file that a recipe of kind ``trips`` recognised.

    Parameters
    ----------
    place
        File, institution and year; rows of other years are left out and told.
    language
        In which messages and comments quote names.
    airports, flight_activities
        Tables ``tables.Airport`` and ``tables.FlightActivity`` of the basis.

    Returns
    -------
    Entries as :func:`hjj_lib.intake.recipe_amounts.read_amounts` gives them, flights in passenger-kilometres by haul and class
    of travel. A flight whose airports or travellers cannot be told is an error and in no entry.
    """
    context = context_of(found, place, known, language)
    if airports.empty or flight_activities.empty:
        return ForeignReading(problems=(problem("trip_no_airports", replace(context.place, row=found.header_row)),))
    told = trip_context(context, airports_of(airports, found.recipe.values.get("place", {})))
    rows = [{str(key): value for key, value in cells.items()} for cells in found.cells.to_dict("records")]
    result = sorted_out([trip_of(row, told) for row in rows])
    flights = [trip for trip in result.made if trip.legs and not trip.amount.fault]
    others = [trip.amount for trip in result.made if not trip.legs or trip.amount.fault]
    legs = flown(flights, told.airports, flight_activities)
    reading = added_up(_in_order([*others, *_amounts(flights, legs)]), context)
    dropped = [
        _told("trip_cancelled", result.cancelled, context),
        _told("trip_refunded", result.refunded, context),
        _told("trip_refund_alone", result.alone, context),
        _told("trip_twice", result.twice, context),
        _told("trip_alike", result.alike, context),
        _told("trip_class_missing", [trip for trip in flights if trip.cabin_text == ""], context),
        _told("trip_class_unknown", [trip for trip in flights if trip.cabin_text], context),
    ]
    comments = _comments(flights, legs, context)
    entries = [
        {**entry, "comment": comments.get((entry["activity_id"], entry["site_id"]), entry["comment"])}
        for entry in reading.entries
    ]
    return replace(reading, entries=tuple(entries), problems=(*reading.problems, *filter(None, dropped)))


def flown(flights: Sequence[Trip], airports: Airports, flight_activities: pd.DataFrame) -> pd.DataFrame:
    """Every leg of every flight.

    Returns
    -------
    ``trip`` (position in ``flights``), ``km`` of the great circle, ``pkm`` (× travellers) and ``activity_id``; empty text
    where the basis has no activity for such a leg.
    """
    told = [(number, trip, *leg) for number, trip in enumerate(flights) for leg in trip.legs]
    starts = [airports.codes[start] for *_, start, _ in told]
    ends = [airports.codes[end] for *_, end in told]
    degrees = ([place[axis] for place in places] for places in (starts, ends) for axis in (1, 2))
    km = great_circle_km(*(np.array(values, dtype=float) for values in degrees))
    legs = pd.DataFrame(
        {
            "trip": pd.Series([number for number, *_ in told], dtype=int),
            "km": km,
            "pkm": km * np.array([trip.amount.value for _, trip, *_ in told], dtype=float),
            "cabin": pd.Series([trip.cabin for _, trip, *_ in told], dtype=object),
            "country": pd.Series(
                [start[0] if start[0] == end[0] else "" for start, end in zip(starts, ends, strict=True)], dtype=object
            ),
        }
    )
    return legs.assign(activity_id=_activities(legs, flight_activities))


def _activities(legs: pd.DataFrame, flight_activities: pd.DataFrame) -> pd.Series:
    """The activity of each leg: that of its country before that of its length."""
    chosen = pd.Series("", index=legs.index, dtype=object)
    rules = flight_activities.sort_values("country", na_position="last", kind="stable")
    for rule in rules.to_dict("records"):
        here = chosen.eq("") & legs["cabin"].eq(rule["cabin"]) & legs["km"].gt(rule["above_km"])
        if not pd.isna(rule["country"]):
            here &= legs["country"].eq(rule["country"])
        if not pd.isna(rule["up_to_km"]):
            here &= legs["km"].le(rule["up_to_km"])
        chosen = chosen.mask(here, rule["activity_id"])
    return chosen


def _amounts(flights: Sequence[Trip], legs: pd.DataFrame) -> list[Amount]:
    """One amount for each leg, at the place of its row."""
    return [
        replace(flights[number].amount, activity_id=activity_id, value=pkm)
        for number, activity_id, pkm in zip(legs["trip"], legs["activity_id"], legs["pkm"], strict=True)
    ]


def _in_order(amounts: Sequence[Amount]) -> list[Amount]:
    return sorted(amounts, key=lambda amount: amount.row)


def _told(code: str, trips: Sequence[Trip], context: Context) -> Problem | None:
    """One problem for all rows of a kind that are about the year, at the first."""
    year = context.place.year
    told = [trip for trip in trips if trip.amount.day is None or trip.amount.day.year == year]
    if not told:
        return None
    first, most = told[0].amount, int(limit("named_in_message"))
    texts = list(dict.fromkeys(trip.cabin_text for trip in told if trip.cabin_text))
    shown = ", ".join(texts[:most]) + (" …" if len(texts) > most else "")
    where = replace(context.place, row=first.row, column=first.letter)
    return problem(code, where, count=len({trip.amount.row for trip in told}), found=shown)


def _comments(flights: Sequence[Trip], legs: pd.DataFrame, context: Context) -> Mapping[tuple[str, str | None], str]:
    """Activity and site → how many legs were added up, and how they were measured."""
    told = Language(context.language).translation(
        "Legs of flights added up: {count}, the first on row {first}, the last on row {last}. Great-circle distance × travellers"
    )
    rows: dict[tuple[str, str | None], list[int]] = {}
    for amount in _amounts(flights, legs):
        if amount.day is None or amount.day.year == context.place.year:
            rows.setdefault((amount.activity_id, amount.site_id), []).append(amount.row)
    return {key: told.format(count=len(found), first=min(found), last=max(found)) for key, found in rows.items()}


def flights_beside(
    entries: Sequence[Row], reports: Collection[str], flight_activities: pd.DataFrame, known: Vocabulary, language: str
) -> list[Problem]:
    """A question if flights stand in travel reports and elsewhere as well: with and without class they are two activities.

    Parameters
    ----------
    entries
        Of all files; the same activity in two files is asked elsewhere.
    reports
        Names of the files that were read as travel reports.
    """
    flights = [
        one for one in entries if one["value_state"] == "given" and one["activity_id"] in set(flight_activities["activity_id"])
    ]
    told = {one["activity_id"] for one in flights if one["file"] in reports}
    others = [one for one in flights if one["file"] not in reports]
    if not told or not others or {one["activity_id"] for one in others} <= told:
        return []
    first = next(one for one in others if one["activity_id"] not in told)
    names = dict.fromkeys(f"“{known.activities[one['activity_id']][f'name_{language}']}”" for one in others)
    return [problem("trip_beside_typed", place_of(first), activities=", ".join(names), report=", ".join(sorted(reports)))]
