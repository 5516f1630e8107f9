"""Which factor serves each line in each activity year at the national place, and what to improve first."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis, resolve
from hjj_lib.basis.load import NATION
from hjj_lib.tables.coverage import COVERAGE_MARKS, Coverage

#: The tables call a value computed for a year that nobody has published yet an estimate, in the name of the factor.
_ESTIMATE = "(estimate)"
_WEAK = ("unverified", "secondary")
_NOTHING_TO_MEND = ("constant", "own")
_GRADES = {mark: rank for rank, mark in enumerate(COVERAGE_MARKS)}
_WEAKNESS = {quality: -rank for rank, quality in enumerate(tables.QUALITIES)}
_OF_ROLE = ["factor_role", "mark", "quality", "grade", "weakness", "years", "activities", "uses", "memo"]
_LANGUAGES_OF = {stem: [f"{stem}_{code}" for code in tables.LANGUAGES] for stem in ("gap", "better", "reason")}
_OF_LINE = ["category_id", "activity_id", "line_id", "part", "view", "scope", "ghg_category", "factor_role"]


def activity_years(basis: Basis) -> list[int]:
    """The years for which the basis is meant; those of its choices where the settings name none."""
    first, last = basis.settings.get("activity_years") or (
        basis.factor_choices["year_from"].min(),
        basis.factor_choices["year_to"].max(),
    )
    return list(range(int(first), int(last) + 1))


def coverage(basis: Basis) -> pd.DataFrame:
    """How every line of every activity is served in every activity year.

    Returns
    -------
    ``tables.coverage.Coverage``: one row per activity, line and year, in the order of display. Where nothing serves, the
    factor is unknown (empty) and ``gap_fi``, ``gap_sv``, ``gap_en`` say why, if a known gap does.
    """
    lines = _in_order(basis.emission_lines[_OF_LINE], basis)
    roles = lines[["factor_role"]].drop_duplicates()
    years = pd.DataFrame({"year": activity_years(basis)})
    needs = roles.merge(years, how="cross", validate="many_to_many").assign(places=NATION)
    found = _with_kinds(resolve(needs, basis), basis)
    found = found.merge(_gaps_by_year(basis), on=["factor_role", "year"], how="left", validate="many_to_one")
    found = found.merge(_better(roles["factor_role"], basis), on="factor_role", how="left", validate="many_to_one")
    rows = lines.merge(found, on="factor_role", how="left", validate="many_to_many")
    served = rows["factor_id"].notna()
    told = {name: rows[name].mask(served) for name in _LANGUAGES_OF["gap"]}
    rows = rows.assign(state=served.map({True: "served", False: "gap"}), mark=_marks(rows), **told)
    return tables.checked(rows[tables.columns(Coverage)], Coverage, file="coverage")


def improvements(rows: pd.DataFrame) -> pd.DataFrame:
    """What to improve first: every kind of factor whose weakest year is not one of its own, or that nobody saw at its source.

    Weakest and most used first: gap, default, older, estimate; then unverified, secondary, derived, verified; then the number
    of line-years. Memo items come last among their equals, as they are in no total. Roles that are equally weak in the same
    years, and that the same better figure would mend, are one row.

    Parameters
    ----------
    rows
        As :func:`coverage` returns.

    Returns
    -------
    ``factor_roles`` and ``activities`` (tuples of ids), ``mark`` (the weakest), ``years`` (tuple of the years with that mark),
    ``quality`` (the weakest of those years; empty for a gap), ``uses`` (lines × years), ``memo``, ``better_fi``, ``better_sv``,
    ``better_en``.
    """
    better = _LANGUAGES_OF["better"]
    weakest = [_weakest(group) for _, group in rows[~rows["mark"].isin(_NOTHING_TO_MEND)].groupby("factor_role", sort=False)]
    table = pd.DataFrame([one for one in weakest if one], columns=[*_OF_ROLE, *better])
    mended = table["better_en"].astype("object").fillna(table["factor_role"])  # without a better figure a role stays by itself
    found = [
        {
            **group.iloc[0],
            "factor_roles": tuple(group["factor_role"]),
            "activities": tuple(dict.fromkeys(one for ids in group["activities"] for one in ids)),
            "uses": group["uses"].sum(),
        }
        for _, group in table.assign(mended=mended).groupby(
            ["grade", "memo", "weakness", "years", "mended"], sort=False, dropna=False
        )
    ]
    names = ["factor_roles", "activities", "mark", "years", "quality", "uses", "memo", *better]
    ranked = pd.DataFrame(found, columns=[*names, "grade", "weakness"]).sort_values(
        ["grade", "memo", "weakness", "uses", "factor_roles"], ascending=[True, True, True, False, True], ignore_index=True
    )
    return ranked[names]


def _weakest(lines: pd.DataFrame) -> dict[str, Any] | None:
    """The weakest years of a role; nothing if every year has a value of its own that was seen at its source."""
    graded = lines.assign(grade=lines["mark"].map(_GRADES), weakness=lines["quality"].map(_WEAKNESS))
    worst = graded[graded["grade"] == graded["grade"].min()]
    worst = worst if worst["mark"].iloc[0] != "exact" else worst[worst["quality"].isin(_WEAK)]
    if worst.empty:
        return None
    first = worst.sort_values("weakness").iloc[0]
    return {
        **first[["factor_role", "mark", "quality", "grade", "weakness", *_LANGUAGES_OF["better"]]],
        "years": tuple(sorted(set(worst["year"]))),
        "activities": tuple(worst["activity_id"].unique()),
        "uses": len(worst),
        "memo": bool((lines["scope"] == "memo").all()),
    }


def _in_order(lines: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """The lines by their activity's category and position, and as the file has them."""
    places = basis.activities[["activity_id", "category_id", "position"]].merge(
        basis.categories[["category_id", "position"]], on="category_id", how="left", validate="many_to_one"
    )
    places = places.rename(columns={"position_y": "of_category", "position_x": "of_activity"}).drop(columns="category_id")
    ordered = lines.merge(places, on="activity_id", how="left", validate="many_to_one")
    return ordered.sort_values(["of_category", "of_activity"], kind="stable", ignore_index=True)[_OF_LINE]


def _with_kinds(found: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """The resolved needs with what kind of value serves them.

    ``estimate``: the project computed it, as nobody had published it. ``constant``: it is of no year, being the GWP of a gas
    or zero in all years by convention.
    """
    factors = basis.emission_factors
    always_zero = factors["kg_co2e_per_unit"].abs().groupby(factors["factor_id"]).transform("max").eq(0)
    kinds = factors[["factor_id", "valid_from"]].astype({"valid_from": "Int64"})
    kinds = kinds.assign(
        estimate=factors["name_en"].str.contains(_ESTIMATE, regex=False), constant=factors["gas"].notna() | always_zero
    )
    return found.merge(kinds, on=["factor_id", "valid_from"], how="left", validate="many_to_one")


def _marks(rows: pd.DataFrame) -> pd.Series:
    """The mark of each line and year; an empty cell of a kind is no."""
    computed = rows["factor_match"].eq("exact") & rows["estimate"].eq(True)
    marks = rows["factor_match"].mask(computed, "estimate").mask(rows["constant"].eq(True), "constant")
    return marks.mask(rows["factor_level"].eq("own"), "own").mask(rows["factor_id"].isna(), "gap")


def _gaps_by_year(basis: Basis) -> pd.DataFrame:
    """Known gaps, one row per role and year."""
    names = dict(zip(_LANGUAGES_OF["reason"], _LANGUAGES_OF["gap"], strict=True))
    rows = [
        {"factor_role": gap["factor_role"], "year": year, **{new: gap[old] for old, new in names.items()}}
        for gap in basis.known_gaps.to_dict("records")
        for year in range(gap["year_from"], gap["year_to"] + 1)
    ]
    return pd.DataFrame(rows, columns=["factor_role", "year", *names.values()]).drop_duplicates(["factor_role", "year"])


def _better(roles: pd.Series, basis: Basis) -> pd.DataFrame:
    """What a better factor would be for each role: the first pattern that fits counts."""
    patterns = basis.better_factors.to_dict("records")
    rows = []
    for role in roles:
        fitting = next((row for row in patterns if fnmatchcase(role, row["pattern"])), None)
        rows.append({"factor_role": role, **{name: fitting[name] if fitting else None for name in _LANGUAGES_OF["better"]}})
    return pd.DataFrame(rows, columns=["factor_role", *_LANGUAGES_OF["better"]])
