"""Several years' ledgers as one table: year × view × category, with the version of the basis each was calculated with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.inventory import VIEWS, summarise
from hjj_lib.tables.monitoring import ExceptionalYear

#: Ways to calculate a series. ``one_version``: every year again with the same basis, so that its years can be compared;
#: ``own_versions``: each year as it was calculated then. Two right answers with two names.
SERIES = ("one_version", "own_versions")
_EXCEPTIONAL = Path(__file__).with_name("exceptional_years.csv")


@dataclass(frozen=True)
class YearLedger:
    """One year's ``tables.Inventory`` with the version of the basis and the set of GWPs it was calculated with."""

    year: int
    version: str
    gwp_set: str
    inventory: pd.DataFrame


def time_series(ledgers: Sequence[YearLedger], *, series: str, boundary: str, exceptional: pd.DataFrame) -> pd.DataFrame:
    """Emissions of the years by view and category, and in total.

    Parameters
    ----------
    ledgers
        One per year, of one institution.
    series
        ``one_version`` or ``own_versions``; see ``SERIES``.
    boundary
        ``inventory`` or a comparison boundary of the basis.
    exceptional
        ``tables.monitoring.ExceptionalYear``; their years are marked, not left out.

    Returns
    -------
    ``series``, ``year``, ``view``, ``category_id`` (empty: the total), ``known_kg``, ``unknown_count``, ``complete``,
    ``basis_version``, ``gwp_set``, ``exceptional``. A category without any row in a year is unknown there, not zero: its
    ``known_kg`` is empty and it is not complete. The total of such a year is not complete either.

    Raises
    ------
    ValueError
        If the series is of no known kind, a year stands twice, or ledgers of different versions are said to be of one.
    """
    _check(ledgers, series)
    sums = [_of_year(ledger, view, boundary) for ledger in sorted(ledgers, key=lambda one: one.year) for view in VIEWS]
    if not sums:
        columns = ["year", "view", "category_id", "known_kg", "unknown_count", "complete", "basis_version", "gwp_set"]
        return pd.DataFrame(columns=["series", *columns, "exceptional"])
    table = pd.concat(sums, ignore_index=True)
    categories = sorted(set(table["category_id"]) - {""})
    full = _with_gaps(table, categories, ledgers)
    marked = full["year"].isin(set(exceptional["year"]))
    full = full.assign(series=series, exceptional=marked)
    order = ["series", "year", "view", "category_id", "known_kg", "unknown_count", "complete", "basis_version", "gwp_set"]
    return full[[*order, "exceptional"]]


def exceptional_years() -> pd.DataFrame:
    """The exceptional years every institution had: ``tables.monitoring.ExceptionalYear``."""
    return _exceptional_years().copy()


@cache
def _exceptional_years() -> pd.DataFrame:
    return tables.read_csv(_EXCEPTIONAL, ExceptionalYear)


def _check(ledgers: Sequence[YearLedger], series: str) -> None:
    if series not in SERIES:
        raise ValueError(f"series must be one of {', '.join(SERIES)}, not {series!r}")
    years = [ledger.year for ledger in ledgers]
    if len(set(years)) < len(years):
        raise ValueError("a year stands twice in the series")
    if series == "one_version" and len({(ledger.version, ledger.gwp_set) for ledger in ledgers}) > 1:
        raise ValueError("ledgers of different versions are not a series of one version")


def _of_year(ledger: YearLedger, view: str, boundary: str) -> pd.DataFrame:
    sums = summarise(ledger.inventory, ["category_id"], view=view, boundary=boundary)
    kg, unknown = float(sums["known_kg"].sum()), int(sums["unknown_count"].sum())
    whole = pd.DataFrame([{"category_id": "", "known_kg": kg, "unknown_count": unknown, "complete": unknown == 0}])
    return (
        pd.concat([whole, sums]).assign(year=ledger.year, view=view) if len(sums) else whole.assign(year=ledger.year, view=view)
    )


def _with_gaps(table: pd.DataFrame, categories: list[str], ledgers: Sequence[YearLedger]) -> pd.DataFrame:
    """A row for every category in every year; those without rows are unknown."""
    named = pd.DataFrame([{"year": one.year, "basis_version": one.version, "gwp_set": one.gwp_set} for one in ledgers])
    cells = pd.MultiIndex.from_product([sorted(named["year"]), VIEWS, ["", *categories]], names=["year", "view", "category_id"])
    frame = cells.to_frame(index=False).merge(named, on="year", how="left", validate="many_to_one")
    full = frame.merge(table, on=["year", "view", "category_id"], how="left", validate="one_to_one")
    absent = full["known_kg"].isna() & (full["category_id"] != "")
    lacks = absent.groupby([full["year"], full["view"]]).transform("any")
    complete = full["complete"].eq(True) & ~(lacks & (full["category_id"] == ""))
    return full.assign(complete=complete, unknown_count=full["unknown_count"].fillna(0).astype(int))
