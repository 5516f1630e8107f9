"""What is known only for the whole is split so that the parts make the whole exactly."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib.allocation import allocate_to_sites
from hjj_lib.basis import load_basis
from hjj_lib.inventory import calculate

BASIS = load_basis(SMALL_BASIS)
TWO_SITES = sites({"site_id": "a"}, {"site_id": "b"})


def test_floor_area_splits_three_to_one() -> None:
    # 100 l of diesel = 200 kg direct; 300 and 100 m² → 150 and 50
    ledger = calculate(entries({"activity_id": "diesel", "amount": 100, "unit": "l"}), TWO_SITES, BASIS).inventory
    areas = denominators(
        {"site_id": "a", "kind": "floor_area_m2", "value": 300}, {"site_id": "b", "kind": "floor_area_m2", "value": 100}
    )
    parts = allocate_to_sites(ledger, areas, {"default": "floor_area_m2"})
    direct = parts[parts["line_id"] == "direct"].set_index("site_id")["emissions_kg_co2e"]
    assert direct.to_dict() == pytest.approx({"a": 150, "b": 50})


def test_without_values_by_site_the_row_stays_with_the_institution() -> None:
    ledger = calculate(entries({"activity_id": "diesel", "amount": 100, "unit": "l"}), TWO_SITES, BASIS).inventory
    parts = allocate_to_sites(ledger, denominators({"kind": "floor_area_m2", "value": 1}), {"default": "floor_area_m2"})
    assert parts["site_id"].isna().all()
    assert len(parts) == len(ledger)


@settings(max_examples=8)
@given(st.floats(0.001, 1e9), st.lists(st.floats(0.1, 1e6), min_size=2, max_size=5))
def test_the_parts_make_the_whole_exactly(litres: float, areas: list[float]) -> None:
    places = sites(*({"site_id": f"s{i}"} for i in range(len(areas))))
    ledger = calculate(entries({"activity_id": "diesel", "amount": litres, "unit": "l"}), places, BASIS).inventory
    known = denominators(*({"site_id": f"s{i}", "kind": "floor_area_m2", "value": area} for i, area in enumerate(areas)))
    parts = allocate_to_sites(ledger, known, {"default": "floor_area_m2"})
    for line_id, whole in ledger.set_index("line_id")["emissions_kg_co2e"].items():
        assert math.fsum(parts.loc[parts["line_id"] == line_id, "emissions_kg_co2e"]) == whole
