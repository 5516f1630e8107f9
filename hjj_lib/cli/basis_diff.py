"""What ``hjj basis diff`` shows: rows, factors, and what the difference does to each institution's own result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis, Difference
from hjj_lib.engine import console
from hjj_lib.engine.sources import Places
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.study import open_study
from hjj_lib.version_effects import effect

#: Digits that matter in a factor.
_SIGNIFICANT_DECIMALS = 4
_BOUNDARY = "core"


def show_difference(found: Difference, spoken: Language) -> None:
    """Counts of rows, values that changed, and where another factor or value serves."""
    say = spoken.sentence
    console.say(say("From version {before} to version {after}", before=found.before, after=found.after))
    if found.counts.empty:
        console.say(say("Nothing that gives results differs."))
        return
    console.table(
        [
            {say("File"): row.table, say("added"): row.added, say("ended"): row.ended, say("changed"): row.changed}
            for row in found.counts.itertuples()
        ]
    )
    _table(say("Values that changed: {count}", count=len(found.values)), found.values, spoken)
    _table(say("Another factor or value serves the whole country: {count}", count=len(found.served)), found.served, spoken)


def show_effects(where: Places, pairs: Sequence[tuple[str, int]], before: Basis, spoken: Language) -> bool:
    """The effect on each institution and year, by category; whether every one of them could be calculated."""
    well = True
    for institution, year in pairs:
        try:
            study = open_study(institution, year, data_dir=where.data, basis_version=where.basis_version)
        except DataError as error:
            console.complain(error.problems, spoken)
            well = False
            continue
        name = study.institution.names.get(spoken.code, institution)
        console.say("")
        console.say(spoken.sentence("{name} {year}: tonnes of CO₂e in the common boundary", name=name, year=year))
        categories = study.basis.categories.sort_values("position").set_index("category_id")
        names = categories[spoken.column("name")].to_dict()
        order = {name: number for number, name in enumerate(names)}
        rows = effect(study, before, boundary=_BOUNDARY)
        rows = rows.sort_values(["view", "category_id"], key=lambda column: column.map(order).fillna(len(order)), kind="stable")
        rows = rows.sort_values("view", kind="stable", ascending=False)
        console.table([_effect_row(row, names, spoken) for row in rows.to_dict("records")])
    return well


def _table(title: str, rows: pd.DataFrame, spoken: Language) -> None:
    if rows.empty:
        return
    console.say("")
    console.say(title)
    console.table([_factor_row(row, spoken) for row in rows.astype(object).where(rows.notna(), None).to_dict("records")])


def _factor_row(row: Mapping[Any, Any], spoken: Language) -> dict[str, str]:
    say = spoken.sentence
    what = str(row.get("factor_role") or row.get("factor_id"))
    year = str(row.get("year") or row.get("valid_from"))
    reason = str(row.get("change_reason") or row.get("reason") or "–")
    return {
        say("Factor"): what,
        say("Year"): year,
        say("before"): _value(row["before"], spoken),
        say("after"): _value(row["after"], spoken),
        say("Change, %"): _change(row["change_pct"], spoken),
        say("Why"): reason,
    }


def _effect_row(row: Mapping[Any, Any], names: Mapping[Any, str], spoken: Language) -> dict[str, str]:
    say = spoken.sentence
    view = {"market": say("market-based"), "location": say("location-based")}[row["view"]]
    unknown = f"{row['unknown_before']} → {row['unknown_after']}"
    return {
        say("View"): view,
        say("Category"): names.get(row["category_id"], say("Total")),
        say("before"): _tonnes(row["before_kg"], row["unknown_before"], spoken),
        say("after"): _tonnes(row["after_kg"], row["unknown_after"], spoken),
        say("Change, %"): _change(row["change_pct"], spoken),
        say("Unknown lines"): unknown if row["unknown_before"] != row["unknown_after"] else str(row["unknown_after"]),
    }


def _tonnes(kg: float, unknown: int, spoken: Language) -> str:
    """What is known; nothing known at all is not zero."""
    return spoken.sentence("not known") if kg == 0 and unknown else spoken.tonnes(kg)


def _value(value: Any, spoken: Language) -> str:
    return "–" if pd.isna(value) else spoken.significant(float(value), _SIGNIFICANT_DECIMALS)


def _change(value: Any, spoken: Language) -> str:
    return "–" if pd.isna(value) else spoken.number(float(value), 1)
