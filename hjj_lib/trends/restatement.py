"""When a base year is restated, with both values and the reasons kept."""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.problems import Problem
from hjj_lib.tables.monitoring import Recalculation, Restatement
from hjj_lib.trends.causes import SHOWN_DECIMALS


def base_year_changes(effects: pd.DataFrame, *, base_year: int, version: str, reason: str = "") -> pd.DataFrame:
    """The changes that a version or a correction makes to the base year, taken from its causes.

    Parameters
    ----------
    effects
        As in :class:`hjj_lib.trends.causes.Causes`, with the base year as the earlier year. Only its restatement counts:
        growth and decline of what is done never change a base year.
    base_year
        The year.
    version
        Version of the basis with which it was calculated again, or the day of the correction.
    reason
        In words, for the reader of the table.

    Returns
    -------
    ``Recalculation``: one row per view and cause with any effect.
    """
    restated = effects[effects["kind"] == "restatement"]
    sums = restated.groupby(["view", "cause"], as_index=False, sort=True)["change_kg"].sum()
    rows = sums[sums["change_kg"].round(SHOWN_DECIMALS) != 0].assign(base_year=base_year, version=version, reason=reason or None)
    return tables.checked(rows, Recalculation, file="base_year_changes")


def restatements(published_kg: dict[str, float], changes: pd.DataFrame, *, threshold_pct: float) -> pd.DataFrame:
    """The base year's total after each change, restated when the changes since the last time exceed the threshold.

    Parameters
    ----------
    published_kg
        The base year's published total of each view.
    changes
        ``Recalculation`` of one base year, in the order in which they came. Changes of one version count together.
    threshold_pct
        ``restatement_pct`` of the basis. What exceeds it in one view restates both: they are of one calculation.

    Returns
    -------
    ``Restatement``: one row per version and view. Changes below the threshold are not lost: they count towards the next time.
    A rise and a fall cancel out in ``cumulative_pct``, which decides, and not in ``gross_pct``, which shows what a calm total
    may hide. The percentages are unknown where the total in use is zero; any change then restates it.

    Raises
    ------
    ValueError
        If the changes are of several base years.
    DataError
        If a cause may not restate a base year, such as growth.

    Source of the rule: GHG Protocol Corporate Standard, chapter 5 (tracking emissions over time).
    """
    changes = tables.checked(changes, Recalculation, file="base_year_changes")
    if changes["base_year"].nunique() > 1:
        raise ValueError("changes of several base years: give one base year at a time")
    in_use, since = dict(published_kg), changes.iloc[:0]
    rows: list[dict[str, object]] = []
    for version in changes["version"].drop_duplicates():
        since = pd.concat([since, changes[changes["version"] == version]])
        before = dict(in_use)
        change = {view: float(since.loc[since["view"] == view, "change_kg"].sum()) for view in before}
        restated = any(_exceeds(change[view], before[view], threshold_pct) for view in before)
        in_use = {view: before[view] + change[view] if restated else before[view] for view in before}
        told = _told(since, version)
        for view in before:
            figures = _figures(before[view], change[view], since[since["view"] == view])
            rows.append({**told, "view": view, **figures, "restated": restated, "in_use_kg": in_use[view]})
        since = since.iloc[:0] if restated else since
    return tables.checked(pd.DataFrame(rows), Restatement, file="restatements") if rows else tables.empty(Restatement)


def base_year_problems(year: int, exceptional: pd.DataFrame) -> tuple[Problem, ...]:
    """A question if the year chosen as base year is exceptional (``tables.monitoring.ExceptionalYear``)."""
    if year not in set(exceptional["year"]):
        return ()
    found = Problem(
        code="exceptional_base_year",
        severity="question",
        found="The base year {base_year} is an exceptional year.",
        expected="A base year shows what is usual.",
        remedy="Choose another base year; the exceptional year stays in the series, marked.",
        year=year,
        values={"base_year": year},
    )
    return (found,)


def _told(since: pd.DataFrame, version: str) -> dict[str, object]:
    reasons = [str(reason) for reason in since["reason"].dropna().drop_duplicates()]
    causes = " ".join(sorted(set(since["cause"])))
    return {
        "base_year": int(since["base_year"].iloc[0]),
        "version": version,
        "causes": causes,
        "reasons": "; ".join(reasons) or None,
    }


def _figures(before: float, change: float, since: pd.DataFrame) -> dict[str, object]:
    gross = float(since["change_kg"].abs().sum())
    return {
        "before_kg": before,
        "recalculated_kg": before + change,
        "cumulative_pct": _percent(change, before),
        "gross_pct": _percent(gross, before),
    }


def _percent(change: float, of: float) -> float:
    return change / abs(of) * 100 if of else float("nan")


def _exceeds(change: float, of: float, threshold_pct: float) -> bool:
    return abs(_percent(change, of)) > threshold_pct if of else change != 0
