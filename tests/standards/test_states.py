"""Calculated, zero, unknown, not concerning us, not asked: five things that no table may mix up."""

from __future__ import annotations

import pandas as pd
import pytest
from ledgers_of import ledger
from standard_lines_of import lines
from tables_of import SMALL_BASIS, entries, sites

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.inventory import calculate
from hjj_lib.standards import gases, half_widths, methods, possible_at, project, states
from hjj_lib.uncertainty import Assumptions

BASIS = load_basis(SMALL_BASIS)
NOTHING = tables.empty(tables.Denominator)
OWNED = sites({"site_id": "campus"})
FORM = lines(
    {"line_id": "total", "kind": "sum"},
    {"line_id": "fuels", "parent": "total", "scopes": "1", "categories": "fuels"},
    {"line_id": "leaks", "parent": "total", "scopes": "1", "categories": "refrigerants"},
    {"line_id": "energy", "parent": "total", "scopes": "2"},
    {"line_id": "supply", "parent": "total", "scopes": "3", "ghg_categories": "3"},
    {"line_id": "commuting", "parent": "total", "scopes": "3", "ghg_categories": "7"},
    {"line_id": "rented", "parent": "total", "scopes": "3", "ghg_categories": "8", "absent": "not_relevant"},
    {"line_id": "sold", "parent": "total", "scopes": "3", "ghg_categories": "11", "absent": "not_calculated"},
    {"line_id": "tonnes", "parent": "total", "scopes": "1", "categories": "supply", "absent": "alternative"},
    {"line_id": "biogenic", "kind": "memo"},
)
DIESEL = {"activity_id": "diesel", "amount": 100, "unit": "l"}


def told(*rows: dict[str, object], at: pd.DataFrame = OWNED) -> dict[str, tuple[str, str]]:
    """Line → its state and why."""
    reported = entries(*rows)
    found = states(project(calculate(reported, at, BASIS).inventory, FORM, NOTHING), reported, possible_at(at, BASIS))
    return {row["line_id"]: (row["state"], row["why"]) for row in found.to_dict("records")}


@pytest.mark.parametrize(
    ("row", "line", "wanted"),
    [
        (DIESEL, "fuels", ("calculated", "")),
        ({"activity_id": "diesel", "unit": "l", "value_state": "zero", "amount": 0}, "fuels", ("zero", "")),
        ({"activity_id": "diesel", "unit": "l", "value_state": "not_applicable"}, "fuels", ("not_relevant", "answered")),
        ({"activity_id": "refrigerants_other", "unit": "kg", "value_state": "unknown"}, "leaks", ("unknown", "")),
        (DIESEL, "commuting", ("not_calculated", "unanswered")),
        (DIESEL, "rented", ("not_relevant", "stated")),
        (DIESEL, "sold", ("not_calculated", "stated")),
        (DIESEL, "tonnes", ("not_relevant", "stated")),
    ],
)
def test_the_state_of_a_line_says_what_was_answered(row: dict[str, object], line: str, wanted: tuple[str, str]) -> None:
    assert told(row)[line] == wanted


def test_a_line_of_which_something_is_unknown_says_so_and_names_it() -> None:
    rows = ({"activity_id": "district_heat", "unit": "MWh", "value_state": "unknown"}, DIESEL)
    reported = entries(*rows)
    found = states(project(calculate(reported, OWNED, BASIS).inventory, FORM, NOTHING), reported, possible_at(OWNED, BASIS))
    supply = found.set_index("line_id").loc["supply"]
    assert (supply["state"], supply["unknown_activities"]) == ("partly", "district_heat")


def test_a_site_with_its_energy_in_the_rent_makes_the_line_relevant() -> None:
    rented = sites({"site_id": "campus", "tenure": "energy_in_rent"})
    assert told(DIESEL, at=rented)["rented"] == ("not_calculated", "unanswered")


def test_the_method_is_that_of_more_than_half_of_the_emissions() -> None:
    # 250 kg of diesel by amounts, none of it from a supplier's own factor
    rows = entries(DIESEL)
    found = methods(project(calculate(rows, OWNED, BASIS).inventory, FORM, NOTHING), BASIS).set_index("line_id")
    assert found.loc["fuels", "method"] == "amounts"
    assert found.loc["fuels", "supplier_share"] == 0


def test_by_gas_each_line_adds_up_and_what_is_not_split_is_no_gas() -> None:
    rows = entries({"activity_id": "staff_car_km", "amount": 1000, "unit": "km"}, DIESEL)
    projection = project(calculate(rows, OWNED, BASIS).inventory, FORM, NOTHING)
    found = gases(projection, BASIS, view="location").set_index("line_id")
    known = projection.figures.set_index("line_id")["location_kg"]
    assert found.sum(axis=1).to_dict() == pytest.approx({name: known[name] for name in found.index})
    # The car's factor tells its gases: 0.1 + 0.001 × 28 + 0.00001 × 265 kg. Diesel's does not.
    car = found.loc["commuting", ["co2_kg", "ch4_kg", "n2o_kg", "not_split_kg"]]
    assert car.tolist() == pytest.approx([100, 28, 2.65, 0])
    assert found.loc["supply", "not_split_kg"] == pytest.approx(known["supply"])


def test_a_sum_of_equal_independent_lines_is_surer_than_each() -> None:
    # ±10 % of 100 t twice, independent: 14.14 of 200 t is ±7.07 %
    inventory = ledger(
        *(
            {"activity_id": name, "amount": 100, "factor": 1.0, "uncertainty_95_pct": 10.0, "scope": scope}
            for name, scope in (("heat_1", "1"), ("heat_2", "2"))
        )
    )
    two = lines(
        {"line_id": "total", "kind": "sum"},
        {"line_id": "one", "parent": "total", "scopes": "1"},
        {"line_id": "other", "parent": "total", "scopes": "2"},
    )
    found = half_widths(project(inventory, two, NOTHING), Assumptions.of(BASIS), view="location").set_index("line_id")
    assert found.loc[["one", "other", "total"], "half_width_pct"].tolist() == pytest.approx([10, 10, 7.07], abs=0.1)
