"""What differs between two versions of the basis, and what that does to an institution's own result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from tables_of import SMALL_BASIS, entries

from hjj_lib import tables
from hjj_lib.basis import difference, load_basis
from hjj_lib.inventory import calculate
from hjj_lib.study import Study
from hjj_lib.version_effects import effect

FIRST, SECOND = load_basis(SMALL_BASIS, version="1"), load_basis(SMALL_BASIS, version="2")
ELECTRICITY = {"activity_id": "electricity", "amount": 1, "unit": "MWh"}
HEAT = {"activity_id": "district_heat", "amount": 1, "unit": "MWh"}


def study(*rows: dict[str, Any]) -> Study:
    reported = entries(*rows)
    nowhere = tables.empty(tables.Site)
    known = SimpleNamespace(
        entries=reported,
        inventory=calculate(reported, nowhere, SECOND).inventory,
        institution=SimpleNamespace(sites=nowhere, institution_id="school"),
        own_factors=tables.empty(tables.OwnFactor),
        basis=SECOND,
    )
    return cast(Study, known)


def row(rows: pd.DataFrame, view: str, category: str) -> pd.Series:
    return rows[(rows["view"] == view) & (rows["category_id"] == category)].iloc[0]


def test_a_version_does_not_differ_from_itself() -> None:
    found = difference(FIRST, FIRST)
    assert found.counts.empty
    assert found.values.empty
    assert found.served.empty


def test_a_changed_value_is_told_with_percent_and_reason() -> None:
    # the average went from 0.10 to 0.08 kg/kWh: a fifth less
    found = difference(FIRST, SECOND)
    assert found.counts.to_numpy().tolist() == [["emission_factors", 0, 0, 1]]
    assert found.values[["factor_id", "valid_from", "before", "after"]].to_numpy().tolist() == [["average", 2024, 0.1, 0.08]]
    assert found.values["change_pct"].tolist() == pytest.approx([-20])
    assert found.values["change_reason"].tolist() == ["Measured anew"]


def test_where_another_value_serves_is_told_by_role_and_year() -> None:
    served = difference(FIRST, SECOND).served
    assert served[["factor_role", "year"]].to_numpy().tolist() == [["average", 2024], ["average", 2025]]


def test_rows_that_begin_and_end_are_counted_by_table() -> None:
    later = replace(SECOND, boundary_lines=SECOND.boundary_lines.iloc[1:])
    counts = difference(FIRST, later).counts.set_index("table")
    assert counts.loc["boundary_lines.csv"].tolist() == [0, 1, 0]


def test_the_effect_on_an_institution_stands_by_category_and_view() -> None:
    # 1 MWh: location 100 → 80 kg; market-based 500 kg in both; heat 150 kg in both
    rows = effect(study(ELECTRICITY, HEAT), FIRST, boundary="core")
    electricity = row(rows, "location", "electricity")
    assert electricity[["before_kg", "after_kg", "change_kg"]].tolist() == pytest.approx([100, 80, -20])
    assert electricity["change_pct"] == pytest.approx(-20)
    assert row(rows, "market", "electricity")["change_kg"] == pytest.approx(0)
    assert row(rows, "location", "")[["before_kg", "after_kg"]].tolist() == pytest.approx([250, 230])


def test_what_a_version_does_not_know_is_unknown_and_not_zero() -> None:
    rows = effect(study(HEAT), FIRST, boundary="inventory")
    assert row(rows, "market", "supply")[["unknown_before", "unknown_after"]].tolist() == [1, 1]


def test_the_parts_make_the_whole_in_every_view() -> None:
    rows = effect(study(ELECTRICITY, HEAT), FIRST, boundary="inventory")
    for _, group in rows.groupby("view"):
        parts, whole = group[group["category_id"] != ""], group[group["category_id"] == ""]
        assert parts["change_kg"].sum() == pytest.approx(whole["change_kg"].sum())


def test_the_real_versions_differ_and_the_earlier_one_can_still_be_calculated(tmp_path: Path) -> None:
    found = difference(load_basis(version="2026.1"), load_basis(version="2026.2"))
    changed = found.values.set_index("factor_id")
    assert changed.loc["food_meal_vegetarian", ["before", "after"]].tolist() == [0.8, 1.04]
    assert changed["change_reason"].notna().all()
