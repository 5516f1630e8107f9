"""A submission with the same national factors for all, so that nobody is ranked by the town's heat plant.

A factor that holds for the supplier, the network, the town or the region only is replaced by that which the basis would choose in
the same year for a place of which nothing but the country is known. Amounts stay, and so do factors that are national already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from hjj_lib.basis import NATION, Basis, resolve
from hjj_lib.inventory import VIEWS
from hjj_lib.network.submission import INVENTORY, Submission
from hjj_lib.units import UnitError, conversion

_LOCAL = ("own", "network", "municipality", "region")
_ROLE = ["activity_id", "line_id"]


@dataclass(frozen=True)
class National:
    """A submission on national factors.

    Attributes
    ----------
    submission
        With other factors in its lines, and other emissions in its categories; ways of dividing the fuel of combined heat and
        power are empty, as national factors are the same for all.
    without
        Categories with a line that has no national factor, or whose factor nobody knows because tonnes were stated: they stay as
        they were and must not be ranked on this basis.
    """

    submission: Submission
    without: frozenset[str]


def on_national_factors(submission: Submission, basis: Basis) -> National:
    """The submission as it would be at a place of which nothing but the country is known."""
    lines = submission.lines.reset_index(drop=True)
    local = lines["factor_level"].isin(_LOCAL)
    found = _national_factors(lines[local], basis, submission.year)
    emitted = lines["kg_co2e"].fillna(0) != 0
    stated = lines["factor_id"].isna() & emitted
    missing = lines.index.isin(found.index[found["per_unit"].isna()]) & emitted
    found = found.dropna(subset=["per_unit"])
    changed = lines.copy()
    at = found.index
    changed.loc[at, "factor_id"] = found["factor_id"]
    changed.loc[at, "valid_from"] = found["valid_from"]
    changed.loc[at, "factor_level"] = found["factor_level"]
    changed.loc[at, "factor_spread_95_pct"] = found["uncertainty_95_pct"].astype(float)
    changed.loc[at, "allocation_method"] = None
    changed.loc[at, "kg_co2e"] = lines.loc[at, "amount"] * found["per_unit"]
    return National(
        replace(submission, lines=changed, categories=_with_changes(submission.categories, lines, changed["kg_co2e"])),
        frozenset(lines.loc[missing | stated, "category_id"]),
    )


def _national_factors(lines: pd.DataFrame, basis: Basis, year: int) -> pd.DataFrame:
    """For each line the national factor and ``per_unit``, kilograms per unit of the line; unknown where there is none."""
    roles = basis.emission_lines.drop_duplicates(_ROLE)[[*_ROLE, "factor_role"]]
    asked = lines[[*_ROLE, "unit"]].merge(roles, on=_ROLE, how="left", validate="many_to_one").set_axis(lines.index)
    needs = asked[["factor_role"]].drop_duplicates().dropna().assign(year=year, places=NATION)
    columns = [
        "factor_role",
        "factor_id",
        "valid_from",
        "factor_level",
        "activity_unit",
        "kg_co2e_per_unit",
        "uncertainty_95_pct",
    ]
    factors = resolve(needs, basis)[columns]
    found = asked.merge(factors, on="factor_role", how="left", validate="many_to_one").set_axis(lines.index)
    times = [_times(row["unit"], row["activity_unit"]) for row in found.to_dict("records")]
    return found.assign(per_unit=found["kg_co2e_per_unit"].astype(float) * pd.Series(times, index=found.index, dtype=float))


def _times(unit: str, factor_unit: str | None) -> float:
    """How many units of the factor a unit of the line is; unknown where they do not measure the same."""
    try:
        return conversion(unit, factor_unit) if isinstance(factor_unit, str) else float("nan")
    except UnitError:
        return float("nan")


def _with_changes(categories: pd.DataFrame, lines: pd.DataFrame, kg: pd.Series) -> pd.DataFrame:
    """The categories with the changes of their lines added, in every boundary and view."""
    change = (kg - lines["kg_co2e"]).fillna(0)
    made = categories.copy()
    for view in VIEWS:
        seen = lines["view"].isin([view, "both"])
        made[f"{view}_kg"] = [
            kg_before + float(change[seen & (lines["category_id"] == category) & _inside(lines, boundary)].sum())
            for boundary, category, kg_before in made[["boundary_id", "category_id", f"{view}_kg"]].itertuples(
                index=False, name=None
            )
        ]
    return made.assign(allocation_method=None)


def _inside(lines: pd.DataFrame, boundary: str) -> pd.Series:
    if boundary == INVENTORY:
        return pd.Series(True, index=lines.index)
    return lines["boundaries"].fillna("").map(lambda words: boundary in words.split()).astype(bool)
