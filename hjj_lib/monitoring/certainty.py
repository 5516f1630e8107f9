"""Is the change real? All years that are compared are drawn together, so that errors which they share cancel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.monitoring.years import Followed
from hjj_lib.uncertainty import Assumptions, Probability, difference_interval, probability_lower, simulate


def change_certainty(
    followed: Followed, since: Sequence[int], assumptions: Assumptions, *, boundary: str, draws: int, seed: int
) -> pd.DataFrame:
    """The change from each of some earlier years to the reported one, with its interval.

    Parameters
    ----------
    since
        Earlier years with figures; each is compared as it is calculated today.
    assumptions, draws, seed
        As in :func:`hjj_lib.uncertainty.simulate`.

    Returns
    -------
    One row per year and view: ``since``, ``view``, ``before_kg``, ``now_kg``, ``change_kg``, ``change_pct`` (unknown where it
    was zero), ``low_kg`` and ``high_kg`` (95 % interval of the change), ``fallen`` (probability that emissions have fallen),
    ``fallen_error`` (its standard error) and ``draws``. Unknown rows are in no draw.
    """
    years = sorted({*since, followed.study.year})
    ledgers = pd.concat([followed.of(year).whole.assign(year=year) for year in years], ignore_index=True)
    rows = []
    for view in VIEWS if since else ():
        drawn = simulate(ledgers, assumptions, view=view, boundary=boundary, draws=draws, seed=seed, by=["year"])
        at = {int(year): place for place, year in enumerate(drawn.groups["year"])}
        known = drawn.summary.set_index("year")["known_kg"].reindex(years).fillna(0.0)
        kg = {year: drawn.draws_kg[:, at[year]] if year in at else np.zeros(draws) for year in years}
        for year in since:
            span = difference_interval(kg[year], kg[followed.study.year]).iloc[0]
            lower = probability_lower(kg[followed.study.year], kg[year])
            before, now = float(known[year]), float(known[followed.study.year])
            change = now - before
            rows.append(
                {
                    "since": year,
                    "view": view,
                    "before_kg": before,
                    "now_kg": now,
                    "change_kg": change,
                    "change_pct": change / abs(before) * 100 if before else np.nan,
                    "low_kg": float(span["low_kg"]),
                    "high_kg": float(span["high_kg"]),
                    "fallen": lower.share,
                    "fallen_error": lower.standard_error,
                    "draws": lower.draws,
                }
            )
    return pd.DataFrame(rows, columns=_COLUMNS)


def probability_of(row: pd.Series) -> Probability:
    """The probability that emissions have fallen, of a row of :func:`change_certainty`."""
    return Probability(float(row["fallen"]), float(row["fallen_error"]), int(row["draws"]))


_COLUMNS = [
    *("since", "view", "before_kg", "now_kg", "change_kg", "change_pct", "low_kg", "high_kg"),
    *("fallen", "fallen_error", "draws"),
]
