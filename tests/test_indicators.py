"""Intensities and key figures: known or unknown, never guessed."""

import math

from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.indicators import institution_value, intensities
from hjj_lib.inventory import calculate
from hjj_lib.quality import key_figures, plausibility

BASIS = load_basis(SMALL_BASIS)
LEDGER = calculate(entries({"activity_id": "electricity", "amount": 2, "unit": "MWh"}), sites({"site_id": "a"}), BASIS).inventory


def test_emissions_are_divided_by_the_same_units_denominator() -> None:
    # 1 000 kg and 200 kg over 10 student-years
    rows = intensities(LEDGER, denominators({"kind": "student_years", "value": 10}), boundary="core").set_index("kind")
    assert (rows.loc["student_years", "market_kg_co2e"], rows.loc["student_years", "location_kg_co2e"]) == (100, 20)


def test_heads_never_stand_in_for_student_years() -> None:
    rows = intensities(LEDGER, denominators({"kind": "student_heads", "value": 10}), boundary="core").set_index("kind")
    assert math.isnan(rows.loc["student_years", "market_kg_co2e"])


def test_the_whole_is_the_sum_of_its_sites_only_if_every_site_is_known() -> None:
    known = {"site_id": "a", "kind": "floor_area_m2", "value": 100}
    assert institution_value(denominators(known, {"site_id": "b", "kind": "floor_area_m2", "value": 50}), "floor_area_m2") == 150
    half = denominators(known, {"site_id": "b", "kind": "floor_area_m2", "value_state": "unknown", "value": None})
    assert math.isnan(institution_value(half, "floor_area_m2"))


def test_electricity_per_square_metre_counts_each_amount_once() -> None:
    figures = key_figures(LEDGER, denominators({"kind": "floor_area_m2", "value": 100}))
    assert figures["electricity_kwh_per_m2"] == 20
    assert math.isnan(figures["heat_kwh_per_m2"])


def test_without_limits_nothing_is_judged() -> None:
    assert plausibility(LEDGER, denominators({"kind": "meals", "value": 1}), BASIS).empty


def test_a_figure_outside_its_limits_is_told() -> None:
    rows = plausibility(LEDGER, denominators({"kind": "floor_area_m2", "value": 100}), load_basis()).set_index("indicator")
    assert rows.loc["electricity_kwh_per_m2", "verdict"] == "low"
    assert rows.loc["heat_kwh_per_m2", "verdict"] == "unknown"
