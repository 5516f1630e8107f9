"""Amounts of school years, split by months to calendar years, and marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.problems import DataError, Problem

_FILE = "school_years.csv"


@dataclass(frozen=True)
class SplitEntries:
    """Amounts of school years as amounts of calendar years.

    ``entries`` is a ``tables.Entry``; ``splits`` says of each of its rows: ``entry_id``, ``school_year_from`` (year in which
    the school year begins), ``profile_id``, ``share`` (its part of the school year's amount).
    """

    entries: pd.DataFrame
    splits: pd.DataFrame


def split_school_years(entries: pd.DataFrame, profiles: pd.DataFrame, month_shares: pd.DataFrame) -> SplitEntries:
    """Each amount of a school year as two amounts: of the year in which it begins and of the next.

    Parameters
    ----------
    entries
        ``tables.Entry`` whose ``year`` is the year in which the school year begins.
    profiles
        ``tables.monitoring.SchoolYearProfile``: which profile of months each activity follows.
    month_shares
        ``tables.monitoring.MonthShare``. A share is declared and has a name and a reason; nothing is halved silently.

    Returns
    -------
    :class:`SplitEntries`. What is unknown is unknown in both years, what is zero is zero in both; an amount that was split is
    ``calculated``. The ids still name the cell (:func:`hjj_lib.tables.reported_id`).

    Raises
    ------
    DataError
        With every activity without a profile, and every profile that has no months or whose shares do not sum to 1.
    """
    if problems := [*_without_profile(entries, profiles), *_bad_profiles(profiles, month_shares)]:
        raise DataError(problems)
    parts = month_shares.groupby(["profile_id", "year_offset"], as_index=False)["share"].sum()
    parts = parts[parts["share"] > 0]
    rows = entries.merge(profiles, on="activity_id", how="left", validate="many_to_one")
    rows = rows.merge(parts, on="profile_id", how="left", validate="many_to_many")
    year = rows["year"] + rows["year_offset"].astype(int)
    ids = rows["entry_id"] + "#y" + year.astype(str)
    origin = rows["origin"].where(rows["value_state"] != "given", "calculated")
    split = rows.assign(entry_id=ids, amount=rows["amount"] * rows["share"], origin=origin, year=year)
    splits = split[["entry_id", "profile_id", "share"]].assign(school_year_from=rows["year"])
    checked = tables.checked(split[tables.columns(tables.Entry)], tables.Entry, file=_FILE)
    return SplitEntries(checked, splits[["entry_id", "school_year_from", "profile_id", "share"]])


def _without_profile(entries: pd.DataFrame, profiles: pd.DataFrame) -> Iterator[Problem]:
    for activity in sorted(set(entries["activity_id"]) - set(profiles["activity_id"])):
        yield Problem(
            code="school_year_profile_missing",
            severity="error",
            found="The activity {activity} is reported by school year, but nothing says how it falls on months.",
            expected="A named profile of months for every activity reported by school year.",
            remedy="Name a profile for it, for example one made of the months' own bills.",
            activity_id=activity,
            values={"activity": activity},
        )


def _bad_profiles(profiles: pd.DataFrame, month_shares: pd.DataFrame) -> Iterator[Problem]:
    sums = month_shares.groupby("profile_id")["share"].sum()
    for profile in sorted(set(profiles["profile_id"])):
        share = float(sums.get(profile, 0.0))
        if not np.isclose(share, 1):
            yield Problem(
                code="school_year_shares",
                severity="error",
                found="The months of the profile {profile} sum to {sum}.",
                expected="The months of a school year sum to 1.",
                remedy="Correct the shares of its months, or add the months that are missing.",
                column="share",
                values={"profile": profile, "sum": round(share, 6)},
            )
