"""Trips that were not made after all, and tickets that a report lists twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hjj_lib.intake.trip_recipe import CANCELLED, REFUNDED
from hjj_lib.intake.trip_rows import Trip


@dataclass(frozen=True)
class Sorted:
    """The trips that count, and those that do not or may not.

    Attributes
    ----------
    made
        Without what was cancelled, refunded or listed twice; trips that could not be read are among them.
    cancelled
        Never made.
    refunded
        Taken back by another row, wholly or in part.
    alone
        Refunds of trips that are not in the file: nothing was taken off for them.
    twice
        The same ticket, leg and day once more: not counted.
    alike
        Rows without ticket that say the same as an earlier one: counted.
    """

    made: tuple[Trip, ...]
    cancelled: tuple[Trip, ...]
    refunded: tuple[Trip, ...]
    alone: tuple[Trip, ...]
    twice: tuple[Trip, ...]
    alike: tuple[Trip, ...]


def sorted_out(trips: Sequence[Trip]) -> Sorted:
    """Every trip in its place. A refund takes back trips with the same ticket, legs and class, also partly."""
    once, twice, alike = _once(trips)
    made = [trip for trip in once if trip.status not in (CANCELLED, REFUNDED) or trip.amount.fault]
    left: dict[tuple[object, ...], float] = {}
    refunds = [trip for trip in once if trip.status == REFUNDED and not trip.amount.fault]
    for trip in refunds:
        left[trip.same] = left.get(trip.same, 0) + trip.amount.value
    kept = tuple(_less(made, left))
    alone = _beyond(refunds, left)
    return Sorted(
        made=kept,
        cancelled=tuple(trip for trip in once if trip.status == CANCELLED and not trip.amount.fault),
        refunded=tuple(trip for trip in refunds if trip not in alone),
        alone=alone,
        twice=twice,
        alike=alike,
    )


def _beyond(refunds: Sequence[Trip], left: dict[tuple[object, ...], float]) -> tuple[Trip, ...]:
    """The refunds, the latest first, for which ``left`` has no trip."""
    alone = []
    for trip in reversed(refunds):
        if left[trip.same] > 0:
            left[trip.same] -= trip.amount.value
            alone.append(trip)
    return tuple(reversed(alone))


def _once(trips: Sequence[Trip]) -> tuple[list[Trip], tuple[Trip, ...], tuple[Trip, ...]]:
    """Trips without a ticket's second row; those second rows; and rows that are like another and have no ticket."""
    kept, twice, alike = [], [], []
    seen = set()
    for trip in trips:
        key = (trip.same, trip.status, trip.amount.day, trip.amount.value)
        again = key in seen and not trip.amount.fault
        seen.add(key)
        if again and trip.ticket:
            twice.append(trip)
            continue
        if again:
            alike.append(trip)
        kept.append(trip)
    return kept, tuple(twice), tuple(alike)


def _less(made: Sequence[Trip], left: dict[tuple[object, ...], float]) -> Iterator[Trip]:
    """The trips less what refunds take back; ``left`` keeps what found no trip."""
    for trip in made:
        taken = 0 if trip.amount.fault else min(left.get(trip.same, 0), trip.amount.value)
        if taken:
            left[trip.same] -= taken
        if taken < trip.amount.value or not taken:
            yield replace(trip, amount=replace(trip.amount, value=trip.amount.value - taken))
