"""The years as a series: one version of the basis for all, or each year's own, and what was published."""

from __future__ import annotations

import pandas as pd

from hjj_lib.indicators import institution_value
from hjj_lib.inventory import VIEWS
from hjj_lib.monitoring.years import Followed
from hjj_lib.trends import YearLedger, exceptional_years, last_published, time_series

_STUDENTS = "student_years"


def yearly_series(followed: Followed, *, series: str, boundary: str) -> pd.DataFrame:
    """Emissions of every year by view and category.

    Parameters
    ----------
    series
        ``one_version``: every year again with the study's version of the basis; ``own_versions``: a published year with the
        version with which it was published.

    Returns
    -------
    As :func:`hjj_lib.trends.time_series`. A year of which a provider that we followed has no figures is not complete.
    """
    ledgers = [_ledger(followed, one.year, series, boundary) for one in followed.years]
    table = time_series(ledgers, series=series, boundary=boundary, exceptional=exceptional_years())
    lacking = {one.year for one in followed.years if one.missing}
    return table.assign(complete=table["complete"] & ~table["year"].isin(lacking))


def totals_by_year(table: pd.DataFrame, followed: Followed, boundary: str) -> pd.DataFrame:
    """The totals of the series, one row per year, for people to read.

    Parameters
    ----------
    table
        As :func:`yearly_series` gives it.

    Returns
    -------
    ``year``, ``market_kg``, ``location_kg``, ``published_kg`` (market-based, as last published; unknown where it was not),
    ``unknown_count`` (rows without known emissions, of the view that has more), ``complete``, ``exceptional``,
    ``per_student_kg`` (market-based, per student-year; unknown where either is), ``basis_version``.
    """
    whole = table[table["category_id"] == ""]
    views = {view: whole[whole["view"] == view].set_index("year") for view in VIEWS}
    market, location = (views[view] for view in VIEWS)
    kg = market["known_kg"].astype(float)
    rows = pd.DataFrame(
        {
            "market_kg": kg,
            "location_kg": location["known_kg"].astype(float),
            "published_kg": [_published(followed, int(year), boundary) for year in market.index],
            "unknown_count": market["unknown_count"].combine(location["unknown_count"], max).astype(int),
            "complete": market["complete"] & location["complete"],
            "exceptional": market["exceptional"],
            "per_student_kg": [float(kg.loc[year]) / _students(followed, int(year)) for year in market.index],
            "basis_version": market["basis_version"],
        }
    )
    return rows.rename_axis("year").reset_index()


def category_changes(table: pd.DataFrame, before: int, now: int, *, view: str) -> pd.DataFrame:
    """Each category in two years of the series, the largest change first.

    Returns
    -------
    ``category_id``, ``before_kg``, ``now_kg``, ``change_kg``; what has no row in a year is unknown there.
    """
    mine = table[(table["view"] == view) & (table["category_id"] != "")]
    wide = mine.pivot(index="category_id", columns="year", values="known_kg").reindex(columns=[before, now]).astype(float)
    wide = wide.set_axis(["before_kg", "now_kg"], axis=1).assign(change_kg=lambda rows: rows["now_kg"] - rows["before_kg"])
    order = wide["change_kg"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return wide.loc[order].reset_index()


def _ledger(followed: Followed, year: int, series: str, boundary: str) -> YearLedger:
    basis, inventory = followed.study.basis, followed.of(year).whole
    if series != "one_version":
        then = followed.as_published(year, boundary)
        if then is not None:
            basis, inventory = then.basis, then.inventory
    return YearLedger(year, basis.version, basis.gwp_set, inventory)


def _published(followed: Followed, year: int, boundary: str) -> float:
    rows = last_published(followed.published, year, boundary)
    market = rows.loc[rows["view"] == VIEWS[0], "total_kg"]
    return float(market.iloc[0]) if len(market) else float("nan")


def _students(followed: Followed, year: int) -> float:
    """Student-years of a year; unknown where the ledger holds others than the institution itself."""
    one = followed.of(year)
    alone = one.whole is one.alone
    value = institution_value(one.denominators, _STUDENTS) if alone else float("nan")
    return value if value > 0 else float("nan")
