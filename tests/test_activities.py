"""What can be reported, beyond the first version: lines, boundaries and alternatives of the rows themselves."""

from __future__ import annotations

import pandas as pd
import pytest
from tables_of import entries

from hjj_lib import tables
from hjj_lib.basis import Basis, load_basis
from hjj_lib.inventory import calculate, memo, summarise, total

NOWHERE = tables.empty(tables.Site)


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


def known_kg(basis: Basis, boundary: str, *rows: dict[str, object]) -> float:
    ledger = calculate(entries(*({"year": 2025, **row} for row in rows)), NOWHERE, basis)
    return total(ledger.inventory, view="market", boundary=boundary).known_kg


def test_an_hcfc_is_a_memo_item_and_in_no_total(basis: Basis) -> None:
    row = {"activity_id": "refrigerant_r22", "amount": 2, "unit": "kg"}
    assert known_kg(basis, "inventory", row) == 0
    inventory = calculate(entries({"year": 2025, **row}), NOWHERE, basis).inventory
    assert memo(inventory, ["category_id"]).to_dict("records")[0]["known_kg"] == 2 * 1760


def test_a_refrigerant_is_in_all_three_boundaries(basis: Basis) -> None:
    row = {"activity_id": "refrigerant_r507a", "amount": 2, "unit": "kg"}
    assert {known_kg(basis, name, row) for name in ("core", "extended", "operational")} == {2 * 3985.0}


def test_nitrogen_is_a_purchase_in_core_and_a_soil_emission_in_extended(basis: Basis) -> None:
    row = {"activity_id": "farm_nitrogen_mineral", "amount": 1000, "unit": "kg_nitrogen"}
    assert known_kg(basis, "core", row) == pytest.approx(1000 * (3.695 + 0.1))
    assert known_kg(basis, "extended", row) == pytest.approx(1000 * (3.795 + 4.1642895 + 0.583 + 1.37421315))


def test_a_dairy_cow_emits_enteric_methane_and_slurry_and_names_what_is_not_known(basis: Basis) -> None:
    row = {"year": 2025, "activity_id": "farm_dairy_cows", "amount": 10, "unit": "head"}
    inventory = calculate(entries(row), NOWHERE, basis).inventory
    lines = summarise(inventory, ["line_id"], view="market", boundary="extended").set_index("line_id")
    assert lines["known_kg"].to_dict() == pytest.approx(
        {"enteric": 35280, "manure_ch4": 11589.48, "manure_n2o": 2462.38, "manure_n2o_indirect": 0}, rel=1e-4
    )
    assert not lines.loc["manure_n2o_indirect", "complete"]
    assert total(inventory, view="market", boundary="core").known_kg == 0


def test_lime_in_tonnes_becomes_carbon_dioxide_of_the_soil(basis: Basis) -> None:
    row = {"activity_id": "farm_limestone", "amount": 10, "unit": "t"}
    assert known_kg(basis, "extended", row) == pytest.approx(4400)


def test_the_nitrous_oxide_of_peat_never_serves_beside_the_peat_itself(basis: Basis) -> None:
    assert not basis.factor_choices["factor_id"].str.startswith("land_nitrous_oxide").any()


@pytest.mark.parametrize(
    ("physical", "euros"),
    [
        ("device_laptops", "spend_ict_equipment"),
        ("material_steel", "spend_metal_products"),
        ("material_steel", "spend_basic_metals"),
        ("material_sawn_timber", "spend_building_materials"),
        ("material_paper", "spend_office_supplies"),
        ("food_beef", "food_spend"),
        ("food_beef", "meals_mixed"),
    ],
)
def test_amounts_and_euros_of_the_same_thing_exclude_each_other(basis: Basis, physical: str, euros: str) -> None:
    groups = basis.activities.set_index("activity_id")["exclusive_group"]
    assert groups[physical] == groups[euros]


def test_devices_are_capital_goods_as_the_euros_for_them_are(basis: Basis) -> None:
    lines = basis.emission_lines.set_index("activity_id")["ghg_category"]
    bought = [name for name in lines.index if name.startswith("device_")]
    assert {lines[name] for name in (*bought, "spend_ict_equipment")} == {2}


def test_nothing_new_is_asked_in_the_quick_version(basis: Basis) -> None:
    before = set(load_basis(version="2026.1").activities["activity_id"])
    new = basis.activities[~basis.activities["activity_id"].isin(before)]
    assert len(new)
    assert not new["quick"].any()


def test_a_purchase_that_takes_a_neighbours_factor_says_so(basis: Basis) -> None:
    mapped = basis.spend_mapping.dropna(subset=["activity_id"])
    classes = mapped["reason"].str.extract(r"Product class (\w+)$")[0].str.lower()
    served = basis.factor_choices.groupby("factor_role")["factor_id"].agg(set)
    own = pd.DataFrame({"activity": mapped["activity_id"], "class": classes}).dropna()
    wrong = [row for row in own.itertuples(index=False) if f"spend_{row[1]}" not in served[row[0]]]
    assert wrong == []
