"""Mergers and splits of providers: the earlier years of those who were, added for those who are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.monitoring import Succession

_FILE = "successions.csv"
#: Between the name of a provider of earlier and the id of its amount.
_OF = "/"


@dataclass(frozen=True)
class Combined:
    """A year of today's provider.

    ``inventory`` holds the rows of all whom it followed, each with its share; ``parts`` names them: ``from_id``, ``share``,
    ``rows``. A part without rows has no ledger of the year: the year is then not complete.
    """

    inventory: pd.DataFrame
    parts: pd.DataFrame


def read_successions(path: Path) -> pd.DataFrame:
    """Mergers and splits as ``tables.monitoring.Succession``; none if there is no such file.

    Raises
    ------
    DataError
        With every cell that does not fit, and every rule that the rows break.
    """
    if not path.exists():
        return tables.empty(Succession)
    successions = tables.read_csv(path, Succession)
    if problems := check_successions(successions):
        raise DataError(problems)
    return successions


def check_successions(successions: pd.DataFrame) -> tuple[Problem, ...]:
    """What is wrong with the rows: parts that do not sum to 1, and a split within a year."""
    return tuple(problem for _, group in successions.groupby(["from_id", "date"], sort=True) for problem in _wrong(group))


def _wrong(group: pd.DataFrame) -> Iterator[Problem]:
    one = group.iloc[0]
    values = {"provider": one["from_id"], "date": f"{one['date']:%Y-%m-%d}", "sum": round(float(group["share"].sum()), 6)}
    if not np.isclose(group["share"].sum(), 1):
        yield Problem(
            code="succession_parts",
            severity="error",
            found="The parts of {provider} on {date} sum to {sum}.",
            expected="What becomes of a provider sums to 1.",
            remedy="Correct the shares in successions.csv, or add the provider that is missing.",
            file=_FILE,
            column="share",
            values=values,
        )
    if (one["from_id"] == group["to_id"]).any() and not _begins_year(one["date"]):
        yield Problem(
            code="succession_within_year",
            severity="error",
            found="{provider} gives up a part on {date}, within a year, and goes on.",
            expected="A part is given up on the first day of a year: a year's figures do not say which are from before.",
            remedy="Write the first day of the next year into successions.csv, and report the part as it was until then.",
            file=_FILE,
            column="date",
            values=values,
        )


def weights(successions: pd.DataFrame, institution_id: str, year: int) -> pd.Series:
    """Whose ledgers of the year make up today's provider, and with what share.

    Parameters
    ----------
    successions
        ``tables.monitoring.Succession``.
    institution_id
        Today's provider.
    year
        A change counts for the years before its day, and for the year of its day unless that is the year's first: both then
        have a ledger of their own months.

    Returns
    -------
    Provider → share. The provider itself is always among them.
    """
    shares = {institution_id: 1.0}
    concerns = successions[[_concerns(day, year) for day in successions["date"]]] if len(successions) else successions
    for day in sorted(concerns["date"].unique(), reverse=True):
        changes = concerns[concerns["date"] == day]
        after = dict(shares)
        for change in changes.to_dict("records"):
            if change["from_id"] == change["to_id"]:
                continue
            part = after.get(change["to_id"], 0.0) * change["share"]
            shares[change["from_id"]] = shares.get(change["from_id"], 0.0) + part
        for change in changes[changes["from_id"] == changes["to_id"]].to_dict("records"):
            lost = after.get(change["from_id"], 0.0) * (1 - change["share"])
            shares[change["from_id"]] = shares.get(change["from_id"], 0.0) - lost
    return pd.Series({provider: share for provider, share in shares.items() if share > 0 or provider == institution_id})


def combine(ledgers: pd.DataFrame, successions: pd.DataFrame, institution_id: str, year: int) -> Combined:
    """The year's ledger of today's provider: those of all whom it followed, each with its share.

    Parameters
    ----------
    ledgers
        ``tables.Inventory`` of any providers and years.
    successions, institution_id, year
        As in :func:`weights`.

    Returns
    -------
    :class:`Combined`. The amounts stay as reported and our share of them becomes smaller; ids of amounts of others begin with
    their name. Unknown emissions stay unknown.
    """
    shares = weights(successions, institution_id, year)
    mine = ledgers[(ledgers["year"] == year) & ledgers["institution_id"].isin(shares.index)]
    part = mine["institution_id"].map(shares).astype(float)
    others = mine["institution_id"] != institution_id
    named = (mine["institution_id"] + _OF + mine["entry_id"]).where(others, mine["entry_id"])
    scaled = {name: mine[name] * part for name in ("share", "amount_in_factor_unit", "emissions_kg_co2e")}
    inventory = mine.assign(entry_id=named, institution_id=institution_id, **scaled).reset_index(drop=True)
    rows = mine["institution_id"].value_counts()
    parts = shares.rename("share").rename_axis("from_id").reset_index()
    parts = parts.assign(rows=parts["from_id"].map(rows).fillna(0).astype(int))
    founded = (parts["from_id"] == institution_id) & (parts["rows"] == 0) & (len(parts) > 1)
    return Combined(inventory, parts[~founded].reset_index(drop=True))


def _concerns(day: pd.Timestamp, year: int) -> bool:
    return bool(day.year > year or (day.year == year and not _begins_year(day)))


def _begins_year(day: pd.Timestamp) -> bool:
    return bool(day.month == 1 and day.day == 1)
