"""The ledger: amount × share × conversion × factor, both views, unknown kept unknown."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_of import SMALL_BASIS, entries, sites

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.inventory import calculate, completeness, memo, select, summarise, total

BASIS = load_basis(SMALL_BASIS)
NOWHERE = tables.empty(tables.Site)


def kg(inventory: pd.DataFrame, view: str = "market", boundary: str = "core") -> float:
    return total(inventory, view=view, boundary=boundary).known_kg


def test_a_litre_of_diesel_makes_combustion_supply_chain_and_a_memo_item() -> None:
    # 100 l × 10 kWh/l × 0.2 = 200; 100 l × 0.5 = 50; memo 100 l × 0.3 = 30
    ledger = calculate(entries({"activity_id": "diesel", "amount": 100, "unit": "l"}), NOWHERE, BASIS)
    by_line = ledger.inventory.set_index("line_id")["emissions_kg_co2e"]
    assert by_line.to_dict() == pytest.approx({"direct": 200, "upstream": 50, "biogenic": 30})
    assert kg(ledger.inventory) == pytest.approx(250)
    assert memo(ledger.inventory, ["category_id"])["known_kg"].tolist() == pytest.approx([30])


def test_the_two_views_stand_side_by_side() -> None:
    # 2 MWh × 0.5 = 1 000 by contract; 2 MWh × 0.1 = 200 by location
    ledger = calculate(entries({"activity_id": "electricity", "amount": 2, "unit": "MWh"}), NOWHERE, BASIS)
    assert kg(ledger.inventory, "market") == pytest.approx(1000)
    assert kg(ledger.inventory, "location") == pytest.approx(200)


def test_a_third_view_is_refused() -> None:
    with pytest.raises(ValueError, match="view must be market or location"):
        select(tables.empty(tables.Inventory), view="both", boundary="core")


def test_reported_units_become_the_factors_unit() -> None:
    # 3.6 GJ = 1 MWh
    ledger = calculate(entries({"activity_id": "electricity", "amount": 3.6, "unit": "GJ"}), NOWHERE, BASIS)
    assert kg(ledger.inventory) == pytest.approx(500)


def test_a_unit_of_another_dimension_leaves_the_row_uncovered() -> None:
    ledger = calculate(entries({"activity_id": "electricity", "amount": 5, "unit": "m3"}), NOWHERE, BASIS)
    assert ledger.uncovered["reason"].tolist() == ["no_conversion"] * 2
    assert total(ledger.inventory, view="market", boundary="core").unknown_count == 1


def test_an_unknown_amount_is_counted_as_unknown_not_as_zero() -> None:
    ledger = calculate(entries({"activity_id": "refrigerants_other", "value_state": "unknown", "unit": "kg"}), NOWHERE, BASIS)
    sums = total(ledger.inventory, view="market", boundary="core")
    assert (sums.known_kg, sums.unknown_count, sums.complete) == (0.0, 1, False)


def test_a_zero_is_zero_even_without_a_factor() -> None:
    rows = entries({"activity_id": "district_heat", "amount": 0, "unit": "MWh", "value_state": "zero"})
    ledger = calculate(rows, NOWHERE, BASIS)
    assert total(ledger.inventory, view="market", boundary="inventory").complete
    assert ledger.uncovered.empty


def test_what_does_not_apply_makes_no_line() -> None:
    ledger = calculate(entries({"activity_id": "diesel", "value_state": "not_applicable", "unit": "l"}), NOWHERE, BASIS)
    assert ledger.inventory.empty


def test_a_line_without_factor_is_listed_and_its_total_is_incomplete() -> None:
    # heat upstream has no factor in this basis: 1 MWh × 0.15 is known, the supply chain is not
    ledger = calculate(entries({"activity_id": "district_heat", "amount": 1, "unit": "MWh"}), NOWHERE, BASIS)
    assert ledger.uncovered[["line_id", "reason"]].values.tolist() == [["upstream", "no_factor"]]
    sums = total(ledger.inventory, view="market", boundary="inventory")
    assert sums.known_kg == pytest.approx(150)
    assert not sums.complete


@pytest.mark.parametrize(
    ("site", "factor", "match", "level"),
    [
        ({"heat_network": "north"}, "heat_north", "older", "network"),
        ({"region": "south"}, "heat_south", "older", "region"),
        ({"region": "elsewhere"}, "heat_fi", "exact", "nation"),
    ],
)
def test_the_nearest_factor_wins_and_says_how_well_it_fits(site: dict[str, str], factor: str, match: str, level: str) -> None:
    rows = entries({"activity_id": "district_heat", "amount": 1, "unit": "MWh", "site_id": "campus"})
    line = calculate(rows, sites({"site_id": "campus", **site}), BASIS).inventory.set_index("line_id").loc["direct"]
    assert (line["factor_id"], line["factor_match"], line["factor_level"]) == (factor, match, level)


def test_a_sum_for_the_whole_institution_uses_what_all_its_sites_share() -> None:
    places = sites({"site_id": "a", "heat_network": "north"}, {"site_id": "b"})
    rows = entries({"activity_id": "district_heat", "amount": 1, "unit": "MWh"})
    assert calculate(rows, places, BASIS).inventory.set_index("line_id").loc["direct", "factor_id"] == "heat_south"


@pytest.mark.parametrize(("tenure", "scope", "ghg"), [("owned", "2", pd.NA), ("energy_in_rent", "3", 8), ("let_out", "3", 13)])
def test_tenure_decides_the_scope(tenure: str, scope: str, ghg: object) -> None:
    rows = entries({"activity_id": "electricity", "amount": 1, "unit": "MWh", "site_id": "campus"})
    line = calculate(rows, sites({"site_id": "campus", "tenure": tenure}), BASIS).inventory.iloc[0]
    assert line["scope"] == scope
    assert (pd.isna(line["ghg_category"]) and pd.isna(ghg)) or line["ghg_category"] == ghg


def test_only_our_part_of_a_shared_site_counts() -> None:
    # 40 % of 10 MWh × 0.5 = 2 000
    rows = entries({"activity_id": "electricity", "amount": 10, "unit": "MWh", "site_id": "campus"})
    ledger = calculate(rows, sites({"site_id": "campus", "tenure": "shared", "share_pct": 40}), BASIS)
    assert kg(ledger.inventory) == pytest.approx(2000)


def test_commuting_is_in_the_extended_boundary_only() -> None:
    ledger = calculate(entries({"activity_id": "staff_car_km", "amount": 100, "unit": "km"}), NOWHERE, BASIS)
    assert kg(ledger.inventory, boundary="core") == 0
    assert kg(ledger.inventory, boundary="extended") == pytest.approx(13.065)


def test_completeness_tells_how_each_category_was_answered() -> None:
    rows = entries(
        {"activity_id": "diesel", "amount": 1, "unit": "l"},
        {"activity_id": "refrigerants_other", "value_state": "unknown", "unit": "kg"},
        {"activity_id": "district_heat", "value_state": "zero", "amount": 0, "unit": "MWh"},
    )
    states = completeness(rows, BASIS).set_index("category_id")["state"].to_dict()
    assert states == {
        "heat": "zero",
        "electricity": "not_asked",
        "fuels": "given",
        "commuting": "not_asked",
        "refrigerants": "unknown",
    }


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["diesel", "electricity", "district_heat"]), st.floats(0, 1e6)), min_size=1, max_size=6
)
UNITS = {"diesel": "l", "electricity": "MWh", "district_heat": "MWh"}


@settings(max_examples=15)
@given(AMOUNTS)
def test_the_categories_make_the_total_and_twice_the_amounts_make_twice_the_emissions(amounts: list[tuple[str, float]]) -> None:
    once = calculate(entries(*({"activity_id": a, "amount": v, "unit": UNITS[a]} for a, v in amounts)), NOWHERE, BASIS).inventory
    twice = calculate(
        entries(*({"activity_id": a, "amount": 2 * v, "unit": UNITS[a]} for a, v in amounts)), NOWHERE, BASIS
    ).inventory
    for view in ("market", "location"):
        parts = summarise(once, ["category_id"], view=view, boundary="core")
        assert math.fsum(parts["known_kg"]) == pytest.approx(kg(once, view))
        assert kg(twice, view) == pytest.approx(2 * kg(once, view))
