"""Ranked quantities: what they are made of, per what, with whose factors, and who has none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from peers_of import HEAT, heat_kg, line, provider, six, small_basis
from submissions_of import submission

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.network.denominators import kinds
from hjj_lib.network.intensities import KEY, intensities, quantities, ranked_quantities, with_registered
from hjj_lib.network.national import on_national_factors
from hjj_lib.network.peer_words import quantity_name
from hjj_lib.tables import network

BASIS = small_basis()
ASKED = {"boundary": "core", "view": "market"}


def _values(those, key, column="value"):
    rows = intensities(those, BASIS, **ASKED)
    mine = rows[(rows[KEY] == list(key)).all(axis=1)]
    return dict(zip(mine["institution_id"], mine[column], strict=True))


def _with_lines(one, *further):
    rows = pd.concat([one.lines, pd.DataFrame(further, columns=tables.columns(network.SubmittedLine))], ignore_index=True)
    return replace(one, lines=tables.checked(rows, network.SubmittedLine, file="test"))


def test_every_quantity_is_divided_by_something_the_network_knows():
    table = ranked_quantities()
    submitted = table["per_from"] == "submission"
    assert set(table.loc[submitted, "per"]) <= set(kinds())
    assert not set(table.loc[~submitted, "per"]) & set(kinds())


def test_every_activity_and_category_of_the_file_is_in_the_basis():
    basis = load_basis()
    known = set(basis.activities["activity_id"]) | set(basis.categories["category_id"])
    words = " ".join([*ranked_quantities()["numerator"], *ranked_quantities()["unless"].dropna()]).split()
    assert set(words) <= known
    assert {one.quantity_id for one in quantities(basis)} == set(ranked_quantities()["quantity_id"])


def test_an_amount_is_counted_once_in_its_unit_though_it_has_several_lines():
    # 300 kWh directly and as 0.3 MWh for the chain of supply, on 10 m2
    one = _with_lines(provider("a", 300.0), line("district_heat", "supply", "upstream", amount=0.3, unit="MWh"))
    assert _values([one], HEAT) == {"a": 30.0}


def test_kilograms_are_divided_by_the_denominator():
    assert _values([provider("a", 200.0, size=5.0)], heat_kg("own")) == {"a": 6.0}  # 200 × 0.15 / 5


def test_another_energy_source_leaves_the_amount_unranked():
    oil = line("heating_oil", "fuels", "direct", unit="l", amount=10.0, kg_co2e=20.0)
    those = [provider("a", 300.0), _with_lines(provider("b", 300.0), oil)]
    assert _values(those, HEAT, "reasons") == {"a": "", "b": "not_all_counted"}


def test_an_amount_in_a_unit_that_does_not_fit_is_not_taken_for_zero():
    odd = provider("a", 300.0, heat={"unit": "km"})
    assert _values([odd], HEAT, "reasons") == {"a": "not_all_counted"}


def test_the_way_of_dividing_fuel_does_not_keep_kilowatt_hours_from_being_compared_but_a_gap_does():
    heat = {"market_kg": 45.0, "allocation_method": "energy_method"}
    those = [*six(300.0, 300.0), provider("c", 300.0, categories={"heat": heat})]
    assert _values(those, HEAT, "reasons")["c"] == ""
    assert _values(those, heat_kg("own"), "reasons")["c"] == "other_allocation"
    assert _values(those, heat_kg("national"), "reasons")["c"] == ""
    partial = provider("c", 300.0, categories={"heat": {"market_kg": 45.0, "coverage": "partial"}})
    assert _values([*six(300.0, 300.0), partial], HEAT, "reasons")["c"] == "partial"


def test_national_factors_put_the_heat_plant_aside():
    north = provider("a", 1000.0, per_kwh=0.05, heat={"factor_id": "heat_north", "factor_level": "network"})
    those = [north, provider("b", 1000.0)]
    assert _values(those, heat_kg("own")) == {"a": 5.0, "b": 15.0}
    assert _values(those, heat_kg("national")) == {"a": 15.0, "b": 15.0}
    moved = on_national_factors(north, BASIS).submission
    assert moved.lines["factor_id"].tolist() == ["heat_fi", "residual"]
    assert moved.lines["factor_spread_95_pct"].iloc[0] == 25.0  # of the pedigree: heat, derived


def test_what_has_no_national_factor_is_not_ranked_with_them():
    own = provider("a", 1000.0, per_kwh=0.03, heat={"factor_id": "supplier", "factor_level": "own", "unit": "km"})
    stated = provider("b", 1000.0, heat={"factor_id": None, "factor_level": None})
    assert _values([own, stated], heat_kg("national"), "reasons") == {"a": "no_national_factor", "b": "no_national_factor"}
    assert _values([own, stated], heat_kg("own"), "reasons") == {"a": "", "b": ""}


def test_a_result_from_elsewhere_has_no_lines_and_no_rank():
    bare = submission("a", {"heat": 10.0}, year=2024, denominators={"student_years_unweighted": 1.0})
    assert _values([bare], heat_kg("own"), "reasons") == {"a": "no_lines"}


def test_an_unknown_denominator_is_not_filled_by_another_one():
    without = ("kg_per_student_year", "heat", "student_years_without_apprenticeship", "own")
    assert _values([provider("a", 300.0)], without, "reasons") == {"a": "no_denominator"}


def test_denominators_of_registers_are_handed_in():
    registered = pd.DataFrame({"institution_id": ["a"], "kind": ["student_years_machine_fields"], "value": [50.0]})
    with_fields, without = with_registered(six(1.0, 1.0), registered)
    assert with_fields.denominators.set_index("kind")["value"]["student_years_machine_fields"] == 50.0
    assert "student_years_machine_fields" not in set(without.denominators["kind"])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_name_says_when_the_factors_are_national(language):
    said = Language(language)
    name = str(ranked_quantities()[said.column("name")].iloc[-1])
    own, national = (quantity_name(name, "X", factors, said) for factors in ("own", "national"))
    assert own.startswith("X, kg CO₂e ")
    assert national.startswith(own + ", ")
