"""From coded answers to the kilometres of a year: distance one way × 2 × days a year."""

from __future__ import annotations

import math

import pandas as pd

from hjj_lib.survey.questions import setting

DISTANCE, DAYS = "distance_km", "days_per_year"
#: There and back: the survey asks for the distance one way.
_BOTH_WAYS = 2


def yearly_km(answers: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Kilometres of a year for each answer and means of travel.

    Parameters
    ----------
    answers
        ``tables.SurveyAnswer``.
    assumptions
        ``tables.SurveyAssumption``: kilometres of a distance class, and days a year of somebody who comes on every working
        day. Days a week are taken as parts of the working week of ``survey.toml``.

    Returns
    -------
    ``answers`` with ``km``: distance one way × 2 × days per week / working days of a week × days per year.
    """
    working_days = float(setting("expansion", "working_days"))
    distances, days = (assumptions[assumptions["kind"] == kind].set_index("key")["value"] for kind in (DISTANCE, DAYS))
    share = answers["days_per_week"] / working_days
    km = answers["distance"].map(distances).astype(float) * _BOTH_WAYS * share * answers["role"].map(days).astype(float)
    return answers.assign(km=km)


def distances_uncertainty_pct(km: pd.Series, distances: pd.Series, assumptions: pd.DataFrame) -> float:
    """Half-width of the 95 % interval of a sum of kilometres that comes from the means of its distance classes, in percent.

    The errors of the classes are independent of each other: √Σ(km of the class × its percentage)² / Σ km.
    """
    rows = assumptions[assumptions["kind"] == DISTANCE].set_index("key")["uncertainty_95_pct"]
    by_class = km.groupby(distances.to_numpy()).sum()
    whole = math.fsum(by_class)
    return math.sqrt(math.fsum((by_class * rows.reindex(by_class.index)) ** 2)) / whole if whole else 0.0


def days_uncertainty_pct(assumptions: pd.DataFrame, role: str) -> float:
    """Half-width of the 95 % interval of the days per year, in percent. It is one error for all answers of the role."""
    rows = assumptions[(assumptions["kind"] == DAYS) & (assumptions["key"] == role)]
    return float(rows["uncertainty_95_pct"].iloc[0])
