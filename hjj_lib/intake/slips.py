"""Amounts that are about a thousand times last year's, or a thousandth: not counted until corrected or confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from hjj_lib import units
from hjj_lib.intake.duplicates import Row, place_of
from hjj_lib.intake.layout import limit, unit_label
from hjj_lib.intake.messages import problem
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.problems import Problem

Key = tuple[str, str | None]


def slips_against_last_year(entries: Sequence[Row], earlier: pd.DataFrame, known: Vocabulary, language: str) -> list[Problem]:
    """A problem for every activity, by site and for all sites together, whose amount is near 1000 times or a thousandth.

    Parameters
    ----------
    earlier
        ``tables.Entry`` of the year before; what is unknown or zero in one of the years is not compared.

    Returns
    -------
    One problem at the largest amount of the activity and site. Of all sites together only where no site was named.
    """
    missing = earlier["site_id"].isna()
    last = _sums(earlier.assign(site_id=earlier["site_id"].astype(object).mask(missing, None)).to_dict("records"), known)
    now = _sums(entries, known)
    problems: list[Problem] = []
    named: set[str] = set()
    for activity_id, site_id in sorted(now, key=lambda key: (key[1] is None, str(key))):
        amount, before = now[activity_id, site_id], last.get((activity_id, site_id), 0)
        whole = site_id is None
        if not (before and amount and _near_thousand(amount / before)) or (whole and activity_id in named):
            continue
        named.add(activity_id)
        activity = known.activities[activity_id]
        rows = [row for row in entries if row["activity_id"] == activity_id and _given(row) and site_id in (None, row["site_id"])]
        largest = max(rows, key=lambda row: abs(_in_unit(row, known)))
        name = "" if site_id is None else f" ({known.site_names.get(site_id, site_id)})"
        values: dict[str, Any] = {"amount": amount, "earlier": before, "unit": unit_label(str(activity["unit"]), language)}
        problems.append(problem("slip_last_year", place_of(largest), activity=activity[f"name_{language}"], site=name, **values))
    return problems


def withhold(entries: Sequence[Row], problems: Sequence[Problem], entry_ids: Collection[str] = ()) -> list[Row]:
    """The entries, those at the places of the problems or with these ids as unknown: nothing counts that is probably wrong."""
    places = {(found.file, found.sheet, found.row, found.column, found.activity_id) for found in problems}
    return [
        {**row, "value_state": "unknown", "amount": None}
        if (row["file"], row["sheet"], row["row"], row["column"], row["activity_id"]) in places or row["entry_id"] in entry_ids
        else row
        for row in entries
    ]


def _given(row: Mapping[Any, Any]) -> bool:
    return bool(row["value_state"] == "given")


def _in_unit(row: Mapping[Any, Any], known: Vocabulary) -> float:
    return float(row["amount"]) * units.conversion(row["unit"], str(known.activities[row["activity_id"]]["unit"]))


def _sums(rows: Sequence[Mapping[Any, Any]], known: Vocabulary) -> dict[Key, float]:
    """Amount by activity and site, in the activity's unit, and by activity for all sites together."""
    sums: dict[Key, float] = {}
    for row in rows:
        if _given(row) and row["activity_id"] in known.activities:
            for key in dict.fromkeys(((row["activity_id"], row["site_id"]), (row["activity_id"], None))):
                sums[key] = sums.get(key, 0) + _in_unit(row, known)
    return sums


def _near_thousand(ratio: float) -> bool:
    size = ratio if ratio > 1 else 1 / ratio
    return ratio > 0 and 1000 / limit("slip_near") <= size <= 1000 * limit("slip_near")
