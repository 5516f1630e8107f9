"""Bookings that stand in two ledgers of a year: asked about, as the same day and sum may also be two purchases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import pandas as pd

from hjj_lib.intake.csv_file import settings
from hjj_lib.intake.ledger import LedgerReading
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import Problem

#: Two lines that agree in these may be one booking.
_SAME = ["date", "account", "account_name", "amount_cents"]


def overlaps(readings: Mapping[str, LedgerReading], place: Place) -> Iterator[Problem]:
    """A question for every two ledgers that share more lines than chance gives.

    Parameters
    ----------
    readings
        File → its lines, ``tables.PurchaseLine``. Lines without a date are not compared: nothing tells them apart.
    place
        Institution and year.

    Returns
    -------
    Problems at the first shared line of the second ledger, when the shared lines are at least ``overlap_pct`` per cent of the
    dated lines of the shorter one (``ledger.toml``). All lines stay counted.
    """
    dated = {name: reading.lines.dropna(subset=["date"]) for name, reading in readings.items()}
    for (first, one), (second, other) in combinations(dated.items(), 2):
        shared = _shared(one, other)
        if len(shared) and 100 * len(shared) >= settings()["limits"]["overlap_pct"] * min(len(one), len(other)):
            line = shared.iloc[0]
            where = replace(place, file=second, row=int(line["row"]), column=str(line["column"]))
            amount = float(shared["amount_cents"].sum()) / 100
            yield problem("ledger_overlap", where, count=len(shared), amount=amount, other=first)


def _shared(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Lines of the second ledger that the first has as well, each as often as both have it."""
    left = Counter(_keys(one))
    kept = []
    for position, key in enumerate(_keys(other)):
        if left[key]:
            left[key] -= 1
            kept.append(position)
    return other.iloc[kept]


def _keys(lines: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(lines[_SAME].astype(object).where(lines[_SAME].notna(), None).itertuples(index=False, name=None))
