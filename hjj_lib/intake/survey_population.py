"""For how many people the answers of a survey stand: heads or years of the denominators, by site where every site has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.layout import limit
from hjj_lib.survey import setting


@dataclass(frozen=True)
class Population:
    """People of one role: the kind of denominator, how many there are, and at which site; without sites one whole."""

    kind: str
    whole: float
    sites: Mapping[str, float]


def population_of(role: str, denominators: Sequence[Row], answered: Collection[str]) -> Population | None:
    """The people of a role; None if no denominator says how many they are.

    Rule: the first kind of ``survey.toml`` that every site with answers has and that adds up to the whole, within the
    tolerance of sums of sites; else the first kind that the whole institution has.

    Parameters
    ----------
    denominators
        Rows as in ``tables.Denominator``.
    answered
        Sites from which answers came.
    """
    wholes: list[Population] = []
    for kind in setting("population", role):
        rows = [row for row in denominators if row["kind"] == kind and row["value"]]
        whole = next((float(row["value"]) for row in rows if row["site_id"] is None), 0.0)
        sites = {str(row["site_id"]): float(row["value"]) for row in rows if row["site_id"] is not None}
        if whole:
            wholes.append(Population(kind, whole, {}))
        adds_up = not whole or abs(sum(sites.values()) - whole) <= whole * limit("site_sum_tolerance_pct") / 100
        if sites and set(answered) <= set(sites) and adds_up and len(sites) > 1:
            return Population(kind, whole or sum(sites.values()), sites)
    return wholes[0] if wholes else None
