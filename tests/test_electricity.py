"""Bought electricity, heat and cooling in both views: what the lines of the basis say, and three results side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import entries, sites

from hjj_lib.basis import load_basis, resolve
from hjj_lib.electricity import EFFECTS, change, electricity_use, triptych
from hjj_lib.inventory import calculate

BASIS = load_basis()
PLACES = sites({"site_id": "north"}, {"site_id": "rented", "tenure": "energy_in_rent"})
YEARS = range(2019, 2026)
BOUGHT = ["electricity", "electricity_certified", "district_heat", "district_heat_renewable_product", "district_cooling"]


def lines(activity: str, part: str) -> dict[str, str]:
    """View → role of the lines of an activity; a line of both views stands for each."""
    rows = BASIS.emission_lines[(BASIS.emission_lines["activity_id"] == activity) & (BASIS.emission_lines["part"] == part)]
    return {
        view: row.factor_role
        for row in rows.itertuples()
        for view in (("market", "location") if row.view == "both" else (row.view,))
    }


def factor(role: str, year: int) -> pd.Series:
    return resolve(pd.DataFrame({"factor_role": [role], "year": [year], "places": ["FI"]}), BASIS).iloc[0]


@pytest.mark.parametrize("activity", BOUGHT)
def test_bought_energy_is_always_calculated_in_both_views(activity: str) -> None:
    assert set(lines(activity, "direct")) == {"market", "location"}
    assert set(lines(activity, "upstream")) == {"market", "location"}


def test_electricity_is_residual_mix_in_one_view_and_the_average_in_the_other() -> None:
    assert lines("electricity", "direct") == {"market": "electricity_residual_mix", "location": "electricity_location"}
    assert lines("electricity_certified", "direct") == {"market": "electricity_certified", "location": "electricity_location"}


def test_own_solar_whose_guarantees_were_sold_takes_the_residual_mix_and_is_zero_where_it_is_made() -> None:
    assert lines("electricity_own_solar_sold", "direct") == {
        "market": "electricity_residual_mix",
        "location": "electricity_own_solar",
    }
    assert [factor("electricity_own_solar", year)["kg_co2e_per_unit"] for year in YEARS] == [0] * len(YEARS)


def test_upstream_follows_the_view() -> None:
    assert lines("electricity_certified", "upstream") == {
        "market": "electricity_certified_upstream",
        "location": "electricity_upstream",
    }
    assert lines("district_heat_renewable_product", "upstream") == {
        "market": "renewable_heat_product_upstream",
        "location": "district_heat_upstream",
    }
    # In the market view it is electricity like any other; where it is made nothing is bought.
    assert lines("electricity_own_solar_sold", "upstream") == {"market": "electricity_upstream"}


def test_the_location_factor_contains_network_losses_so_there_is_no_line_for_them() -> None:
    used = [factor("electricity_location", year) for year in YEARS]
    notes = BASIS.emission_factors.set_index(["factor_id", "valid_from"])["note"]
    for row in used:
        told = str(notes[row["factor_id"], row["valid_from"]])
        assert "Network losses are contained" in told or "SYKE" in told, told
    electricity = BASIS.activities.loc[BASIS.activities["category_id"] == "electricity", "activity_id"]
    assert not (BASIS.emission_lines["activity_id"].isin(electricity) & (BASIS.emission_lines["part"] == "losses")).any()


def test_a_line_of_losses_would_take_the_same_factor_in_both_views() -> None:
    # Losses happen in the network, whatever was bought.
    losses = BASIS.emission_lines[BASIS.emission_lines["part"] == "losses"]
    assert set(losses["view"]) <= {"both"}


def test_the_allocation_method_of_heat_is_the_same_in_both_views() -> None:
    assert len(set(lines("district_heat", "direct").values())) == 1
    assert len(set(lines("district_cooling", "direct").values())) == 1


CERTIFIED = {"activity_id": "electricity_certified", "amount": 300, "unit": "MWh", "site_id": "north"}
ORDINARY = {"activity_id": "electricity", "amount": 100, "unit": "MWh", "site_id": "north"}
DIESEL = {"activity_id": "diesel", "amount": 1000, "unit": "l"}


def three(*rows: dict[str, Any], boundary: str = "core") -> pd.DataFrame:
    return triptych(entries(*rows), PLACES, BASIS, boundary=boundary).set_index("result")


def test_the_third_result_is_the_market_based_one_without_contracts() -> None:
    found = three(CERTIFIED, ORDINARY)["electricity_kg"]
    # one quarter of the electricity has no contract: four times as much without any
    assert found["residual"] == pytest.approx(4 * found["market"])
    assert found["location"] == pytest.approx(400_000 * factor("electricity_location", 2024)["kg_co2e_per_unit"])


def test_all_else_is_the_same_in_the_three_results_of_electricity() -> None:
    found = three(CERTIFIED, ORDINARY, DIESEL)
    assert found["other_kg"].tolist() == pytest.approx([found["other_kg"].iloc[0]] * len(found))
    assert found["total_kg"].tolist() == pytest.approx((found["electricity_kg"] + found["other_kg"]).tolist())


def test_electricity_in_the_rent_is_in_the_total_but_not_in_scope_2() -> None:
    found = three({**ORDINARY, "site_id": "rented"})
    assert found["electricity_kg"].tolist() == [0, 0, 0]
    assert found.loc["market", "total_kg"] == pytest.approx(
        100_000 * factor("electricity_residual_mix", 2024)["kg_co2e_per_unit"]
    )


def test_scope_1_and_2_of_the_two_views_stand_side_by_side_and_are_never_added() -> None:
    # The equations of VSME B3: total = S1 + S2 of one view + S3. S2 is 300 location-based and 50 market-based.
    stated = {"unit": "t_co2e", "origin": "stated"}
    found = three(
        {"activity_id": "stated_electricity_location", "amount": 300, **stated},
        {"activity_id": "stated_electricity_market", "amount": 50, **stated},
        {"activity_id": "stated_fuels", "amount": 100, **stated},
    )
    assert (found["total_kg"] / 1000).round(6).to_dict() == {"market": 150, "location": 400, "residual": 150}


def use(*rows: dict[str, Any], year: int = 2024) -> pd.DataFrame:
    inventory = calculate(entries(*({"year": year, **row} for row in rows)), PLACES, BASIS).inventory
    return electricity_use(inventory, boundary="core")


def table(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Activity, kilowatt-hours, kilograms per kilowatt-hour."""
    return pd.DataFrame([(name, kwh, kwh * kg) for name, kwh, kg in rows], columns=["activity_id", "use_kwh", "known_kg"])


def effects(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    return dict(change(before, after).itertuples(index=False, name=None))


def test_use_is_ours_in_kilowatt_hours() -> None:
    found = use(CERTIFIED, {**ORDINARY, "amount": 100_000, "unit": "kWh"}).set_index("activity_id")
    assert found["use_kwh"].to_dict() == {"electricity_certified": 300_000, "electricity": 100_000}
    assert found.loc["electricity_certified", "known_kg"] == 0


def test_less_use_at_the_same_contract_and_factor_is_an_effect_of_use_alone() -> None:
    found = effects(table(("electricity", 1000, 0.5)), table(("electricity", 800, 0.5)))
    assert found == pytest.approx({"use": -100, "contract": 0, "factor": 0, "stated": 0})


def test_certifying_all_is_an_effect_of_the_contract_alone() -> None:
    before, after = table(("electricity", 1000, 0.5)), table(("electricity_certified", 1000, 0.0))
    assert effects(before, after) == pytest.approx({"use": 0, "contract": -500, "factor": 0, "stated": 0})
    assert effects(after, before) == pytest.approx({"use": 0, "contract": 500, "factor": 0, "stated": 0})


def test_another_residual_mix_is_an_effect_of_the_factor_alone() -> None:
    found = effects(table(("electricity", 1000, 0.5)), table(("electricity", 1000, 0.4)))
    assert found == pytest.approx({"use": 0, "contract": 0, "factor": -100, "stated": 0})


def test_use_and_factor_split_a_change_as_the_published_case_does() -> None:
    # 1 000 MWh × 0.15 = 150 t → 900 MWh × 0.12 = 108 t
    found = effects(table(("electricity", 1_000_000, 0.15)), table(("electricity", 900_000, 0.12)))
    assert {name: round(kg / 1000, 6) for name, kg in found.items()} == {
        "use": -13.470584,
        "contract": 0,
        "factor": -28.529416,
        "stated": 0,
    }


def test_the_first_electricity_and_the_last_are_effects_of_use() -> None:
    none, some = table(), table(("electricity", 1000, 0.5))
    assert effects(none, some) == pytest.approx({"use": 500, "contract": 0, "factor": 0, "stated": 0})
    assert effects(some, none) == pytest.approx({"use": -500, "contract": 0, "factor": 0, "stated": 0})


def test_stated_tonnes_have_no_kilowatt_hours_and_an_effect_of_their_own() -> None:
    before = use({"activity_id": "stated_electricity_market", "amount": 5, "unit": "t_co2e", "origin": "stated"})
    assert before["use_kwh"].isna().all()
    assert effects(before, table(("electricity", 1000, 0.5))) == pytest.approx(
        {"use": 500, "contract": 0, "factor": 0, "stated": -5000}
    )


_USE = st.one_of(st.just(0.0), st.floats(1, 1e7))
_FACTORS = st.one_of(st.just(0.0), st.floats(1e-3, 1.0))


@given(st.lists(st.tuples(_USE, _FACTORS), min_size=8, max_size=8), st.floats(0, 1e5), st.floats(0, 1e5))
def test_the_effects_sum_to_the_change_exactly(rows: list[tuple[float, float]], stated: float, stated_then: float) -> None:
    names = ["electricity", "electricity_certified", "electricity_own_solar", "electricity_own_solar_sold"]
    years = []
    for part, tonnes in ((rows[:4], stated), (rows[4:], stated_then)):
        known = table(*((name, kwh, kg) for name, (kwh, kg) in zip(names, part, strict=True)))
        years.append(
            pd.concat([known, pd.DataFrame({"activity_id": ["stated"], "use_kwh": [float("nan")], "known_kg": [tonnes]})])
        )
    found = change(*years)
    before, after = (year["known_kg"].sum() for year in years)
    assert found["effect"].tolist() == list(EFFECTS)
    assert found["change_kg"].sum() == pytest.approx(after - before, abs=1e-9 * (1 + before + after))
