"""From one year to the reported one: why the total changed, what the base year is, and whether it was restated."""

from __future__ import annotations

import pandas as pd

from hjj_lib.inventory import VIEWS, total
from hjj_lib.monitoring.years import Followed, FollowedYear
from hjj_lib.trends import (
    Causes,
    Context,
    base_year_changes,
    exceptional_years,
    last_published,
    price_levels,
    restatements,
    same_supplies,
    weather_indices,
    why_changed,
    with_published_totals,
)


def last_year(followed: Followed, boundary: str) -> int | None:
    """The year to compare with: the last one that was published, else the last one with figures; None without any."""
    told = [year for year in followed.earlier if len(last_published(followed.published, year, boundary))]
    return next(iter([*told[-1:], *followed.earlier[-1:]]), None)


def base_year(followed: Followed, wanted: int) -> int | None:
    """The base year: the wanted one if it has figures, else the first year that is not exceptional; None without any.

    Parameters
    ----------
    wanted
        Zero: nobody chose one.
    """
    if wanted in followed.earlier:
        return wanted
    usual = [year for year in followed.earlier if year not in set(exceptional_years()["year"])]
    return next(iter(usual), None)


def wanted_base_year(followed: Followed) -> int:
    """The base year of the main target; 0 if there is no target."""
    return next((target.base_year for target in followed.targets.targets), 0)


def compared_years(followed: Followed, base: int | None, *, boundary: str) -> list[int]:
    """The years with which the reported one is compared: the last one and the base year, each once."""
    return [year for year in dict.fromkeys((last_year(followed, boundary), base)) if year is not None]


def change_since(followed: Followed, before: int, *, boundary: str, price_index: str, reference_period: str = "") -> Causes:
    """Why the total changed since an earlier year, in both views.

    Parameters
    ----------
    before
        One of the earlier years. Where it was published, the change begins with the published total.
    price_index
        Id of a price index of the basis; empty: prices are not split off.
    reference_period
        As in :func:`period_of`.

    Returns
    -------
    As :func:`hjj_lib.trends.why_changed`; the effects of a view sum to its change.
    """
    then, now, basis = followed.of(before), followed.now, followed.study.basis
    rows = last_published(followed.published, before, boundary)
    study = followed.as_published(before, boundary)
    context = Context(
        weather=_weather(followed, then, reference_period),
        prices=price_levels(then.whole, now.whole, basis.price_index, index_id=price_index) if price_index else None,
        same_supply=same_supplies(),
        known_then=None if study is None else frozenset(study.basis.activities["activity_id"]),
    )
    published = then.alone if study is None else study.inventory
    causes = why_changed(published, then.alone, now.whole, boundary=boundary, combined=then.whole, context=context)
    return with_published_totals(causes, {str(row["view"]): float(row["total_kg"]) for row in rows.to_dict("records")})


def period_of(followed: Followed, asked: str) -> str:
    """The reference period of the weather: the one asked for, else the latest that the institution gives; may be empty."""
    return asked or next(iter(followed.weather.periods[-1:]), "")


def base_year_restatement(followed: Followed, causes: Causes, base: int, *, boundary: str) -> pd.DataFrame:
    """What became of the base year's published total: both values, the causes, and whether it is restated.

    Parameters
    ----------
    causes
        Of the change since the base year, as :func:`change_since` gives it; only its restatement counts.
    base
        The base year.

    Returns
    -------
    ``tables.monitoring.Restatement``, one row per view; none where nothing was published, or nothing changed.
    """
    rows = last_published(followed.published, base, boundary)
    published = {str(row["view"]): float(row["total_kg"]) for row in rows.to_dict("records")}
    basis = followed.study.basis
    reason = str(basis.versions.set_index("version")["description"].get(basis.version, ""))
    effects = causes.effects if published else causes.effects.iloc[:0]
    changes = base_year_changes(effects, base_year=base, version=basis.version, reason=reason)
    return restatements(published, changes, threshold_pct=float(basis.settings["restatement_pct"]))


def published_beside(followed: Followed, boundary: str) -> pd.DataFrame:
    """Every total that was published beside the same total calculated today.

    Returns
    -------
    ``year``, ``view``, ``published_on``, ``basis_version``, ``published_kg``, ``today_kg``, ``difference_pct``, ``reason``,
    in order of year and day.
    """
    mine = followed.published[followed.published["boundary"] == boundary]
    mine = mine[mine["year"].isin([one.year for one in followed.years])]
    cells = zip(mine["year"], mine["view"], strict=True)
    today = [total(followed.of(int(year)).alone, view=str(view), boundary=boundary).known_kg for year, view in cells]
    rows = mine.assign(published_kg=mine["total_kg"], today_kg=pd.Series(today, index=mine.index, dtype=float))
    base = rows["published_kg"].abs().where(rows["published_kg"] != 0)
    rows = rows.assign(difference_pct=(rows["today_kg"] - rows["published_kg"]) / base * 100)
    order = rows["view"].map({view: number for number, view in enumerate(VIEWS)})
    rows = rows.assign(order=order).sort_values(["year", "published_on", "order"], ignore_index=True)
    columns = ["year", "view", "published_on", "basis_version", "published_kg", "today_kg", "difference_pct", "reason"]
    return rows[columns]


def _weather(followed: Followed, then: FollowedYear, reference_period: str) -> pd.DataFrame | None:
    period = period_of(followed, reference_period)
    if not period:
        return None
    return weather_indices(then.whole, followed.now.whole, followed.weather.weather, period=period)
