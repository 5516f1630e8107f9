"""Why a total changed: the parts sum to the change, and restatement and real change stand apart."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ledgers_of import heat, ledger

from hjj_lib.basis import load_basis
from hjj_lib.trends import KINDS, Context, same_supplies, waterfall, why_changed


def effects_of(published, recalculated, now, *, view="market", **more):
    found = why_changed(published, recalculated, now, boundary="inventory", context=Context(**more))
    mine = found.effects[(found.effects["view"] == view) & (found.effects["change_kg"].abs() > 1e-6)]
    return {(row.kind, row.cause): pytest.approx(row.change_kg, abs=1e-3) for row in mine.itertuples()}


def sums(found, view):
    totals = found.totals[found.totals["view"] == view].set_index("total")["known_kg"]
    return found.effects.loc[found.effects["view"] == view, "change_kg"].sum(), totals["now"] - totals["published"]


def test_a_newer_factor_of_the_same_year_is_a_restatement_and_less_use_is_real():
    before, again, now = ledger(heat(1000, 0.15)), ledger(heat(1000, 0.12)), ledger(heat(900, 0.12))
    assert effects_of(before, again, now) == {("restatement", "factor"): -30_000, ("real", "activity"): -12_000}


def test_use_and_factor_of_two_years_split_a_change_of_42_tonnes_as_published():
    # 1 000 MWh × 0.15 = 150 t → 900 × 0.12 = 108 t
    before, now = ledger(heat(1000, 0.15)), ledger(heat(900, 0.12))
    found = effects_of(before, before, now)
    assert found == {("real", "activity"): -13_470.584, ("real", "factor"): -28_529.416}


def test_a_corrected_amount_is_a_correction_of_data_not_growth():
    before, again = ledger(heat(1000, 0.1)), ledger(heat(100, 0.1))
    assert effects_of(before, again, again) == {("restatement", "data_correction"): -90_000}


def test_another_conversion_or_another_role_is_another_method():
    before = ledger(heat(1000, 0.1))
    assert effects_of(before, ledger(heat(1000, 0.1, rate=900.0)), before)[("restatement", "method")] == -10_000
    role = ledger(heat(1000, 0.2, factor_role="heat_by_network"))
    assert effects_of(before, role, role) == {("restatement", "method"): 100_000}


def test_a_line_that_the_basis_now_counts_is_boundary_and_an_amount_nobody_had_reported_is_a_correction():
    before = ledger(heat(1000, 0.1))
    upstream = heat(1000, 0.02, line_id="upstream", entry_id="e1")
    oil = {"activity_id": "oil", "amount": 1, "factor": 3.0}
    assert effects_of(before, ledger(heat(1000, 0.1), upstream), before)[("restatement", "boundary")] == 20_000
    assert effects_of(before, ledger(heat(1000, 0.1), oil), before)[("restatement", "data_correction")] == 3_000


def test_an_activity_that_the_basis_did_not_know_is_boundary_and_not_a_correction():
    oil = {"activity_id": "oil", "amount": 1, "factor": 3.0}
    before, again = ledger(heat(1000, 0.1)), ledger(heat(1000, 0.1), oil)
    assert effects_of(before, again, again, known_then=frozenset({"district_heat"})) == {("restatement", "boundary"): 3_000}
    known = frozenset({"district_heat", "oil"})
    assert effects_of(before, again, again, known_then=known) == {("restatement", "data_correction"): 3_000}


def test_a_line_that_leaves_the_comparison_boundary_is_boundary():
    before = ledger(heat(1000, 0.1))
    again = ledger(heat(1000, 0.1, boundaries="extended"))
    found = why_changed(before, again, again, boundary="core").effects
    told = found[(found["change_kg"] != 0) & (found["view"] == "market")]
    assert told[["kind", "cause", "change_kg", "disappeared"]].to_numpy().tolist() == [["restatement", "boundary", -100_000.0, 1]]


def test_an_activity_that_begins_or_ends_is_real_and_counted():
    oil = {"activity_id": "oil", "amount": 1, "factor": 3.0}
    before, now = ledger(heat(1000, 0.1), oil), ledger(heat(1000, 0.1), {**oil, "activity_id": "gas", "factor": 2.0})
    found = why_changed(before, before, now, boundary="inventory").effects
    activity = found[(found["view"] == "market") & (found["kind"] == "real") & (found["cause"] == "activity")]
    assert activity[["change_kg", "appeared", "disappeared"]].to_numpy().tolist() == [[-1000.0, 1, 1]]


def test_what_became_known_is_neither_a_restatement_nor_a_real_change():
    before, now = ledger(heat(1000, None)), ledger(heat(1000, 0.1))
    assert effects_of(before, before, now) == {("known_once", "coverage"): 100_000}
    assert effects_of(now, now, before) == {("known_once", "coverage"): -100_000}


def test_a_gap_that_the_basis_closed_is_part_of_the_restatement():
    before, again = ledger(heat(1000, None)), ledger(heat(1000, 0.1))
    assert effects_of(before, again, again) == {("restatement", "coverage"): 100_000}


def test_a_row_of_which_a_part_became_known_is_not_split():
    parts = [heat(1000, 0.1), heat(500, None)]
    now = ledger(heat(1000, 0.1), heat(500, 0.1))
    assert effects_of(ledger(*parts), ledger(*parts), now) == {("known_once", "coverage"): 50_000}


def test_a_site_whose_line_counts_in_one_year_only_is_structure():
    before = ledger(heat(1000, 0.1, site_id="hall"), heat(1000, 0.02, site_id="hall", line_id="upstream"))
    now = ledger(heat(1000, 0.1, site_id="hall"))
    assert effects_of(before, before, now) == {("real", "structure"): -20_000}


def test_merged_providers_are_structure_of_the_restatement():
    own = ledger(heat(1000, 0.1))
    whole = ledger(heat(1000, 0.1), {"activity_id": "oil", "amount": 2, "factor": 3.0, "institution_id": "other"})
    found = why_changed(own, own, whole, boundary="inventory", combined=whole)
    told = found.effects[(found.effects["change_kg"] != 0) & (found.effects["view"] == "location")]
    assert told[["kind", "cause", "change_kg"]].to_numpy().tolist() == [["restatement", "structure", 6000.0]]
    assert sums(found, "location") == (6000.0, 6000.0)


def test_a_colder_year_is_weather_and_the_rest_of_the_amount_is_activity():
    before, now = ledger(heat(1000, 0.1)), ledger(heat(1100, 0.1))
    weather = pd.DataFrame([{"activity_id": "district_heat", "site_id": "", "index_before": 1.0, "index_now": 1.1}])
    assert effects_of(before, before, now, weather=weather) == {("real", "weather"): 10_000}


def test_prices_that_rise_with_falling_factors_per_euro_take_each_other_back():
    money = {"activity_id": "cleaning", "unit": "EUR", "factor_unit": "EUR", "rate": 1.0}
    before, now = ledger({**money, "amount": 1000, "factor": 0.2}), ledger({**money, "amount": 1250, "factor": 0.16})
    prices = pd.DataFrame([{"activity_id": "cleaning", "price_before": 1.0, "price_now": 1.25}])
    found = effects_of(before, before, now, prices=prices)
    assert set(found) == {("real", "price"), ("real", "factor")}
    assert found[("real", "price")] == pytest.approx(200 * 0.22314355)
    assert found[("real", "factor")] == pytest.approx(-200 * 0.22314355)


def test_amounts_in_other_units_are_compared_in_the_unit_of_the_factor():
    before, now = ledger(heat(1, 0.1)), ledger(heat(1200, 0.1, unit="kWh", rate=1.0))
    assert effects_of(before, before, now) == {("real", "activity"): 20}


def test_a_contract_without_emissions_is_a_change_of_the_factor_in_the_market_view_only():
    rows = [heat(100, 0.1, line_id="market", view="market"), heat(100, 0.1, line_id="location", view="location")]
    green = [{**rows[0], "factor": 0.0}, rows[1]]
    assert effects_of(ledger(*rows), ledger(*rows), ledger(*green)) == {("real", "factor"): -10_000}
    assert effects_of(ledger(*rows), ledger(*rows), ledger(*green), view="location") == {}


def test_the_same_energy_under_another_contract_is_the_factor_and_not_less_use():
    before = ledger({**heat(100, 0.5, unit="kWh", rate=1.0), "activity_id": "electricity", "line_id": "direct_market"})
    now = ledger({**heat(90, 0.0, unit="kWh", rate=1.0), "activity_id": "electricity_certified", "line_id": "direct_market"})
    assert effects_of(before, before, now, same_supply=same_supplies()) == {("real", "factor"): -50}
    assert effects_of(before, before, now) == {("real", "activity"): -50}


def test_every_supply_is_an_activity_of_the_basis_and_itself_in_the_table():
    supplies = same_supplies()
    assert set(supplies["activity_id"]) <= set(load_basis().activities["activity_id"])
    assert set(supplies["supply_id"]) <= set(supplies["activity_id"])


def test_a_credit_note_that_turns_the_sign_is_split_without_a_rest():
    found = why_changed(ledger(heat(-10, 0.1)), ledger(heat(-10, 0.1)), ledger(heat(30, 0.2)), boundary="inventory")
    assert sums(found, "market") == (pytest.approx(7000), pytest.approx(7000))


def test_ledgers_without_rows_have_no_causes():
    empty = ledger(heat(1, 1)).iloc[:0]
    found = why_changed(empty, empty, empty, boundary="inventory")
    assert found.effects.empty
    assert waterfall(found, view="market")["to_kg"].tolist() == [0, 0, 0]


def test_the_steps_of_the_waterfall_lead_from_the_published_total_to_the_total_now():
    steps = waterfall(
        why_changed(ledger(heat(1000, 0.15)), ledger(heat(1000, 0.12)), ledger(heat(900, 0.12)), boundary="inventory"),
        view="market",
    )
    assert steps["step"].tolist() == ["published", "factor", "recalculated", "activity", "now"]
    assert steps["to_kg"].tolist() == pytest.approx([150_000, 120_000, 120_000, 108_000, 108_000])
    assert steps["from_kg"].tolist() == pytest.approx([0, 150_000, 0, 120_000, 0])


def test_what_rounding_leaves_is_no_step():
    third = ledger(heat(0.1, 0.3), heat(0.2, 0.3))
    other = ledger(heat(0.2, 0.3), heat(0.1, 0.3))
    assert waterfall(why_changed(third, other, other, boundary="inventory"), view="market")["kind"].unique().tolist() == ["total"]


_AMOUNT = st.one_of(st.none(), st.just(0.0), st.floats(-50, 1e3).filter(lambda value: abs(value) > 1e-3))
_FACTOR = st.one_of(st.none(), st.just(0.0), st.floats(1e-3, 10))
_ROW = st.builds(
    lambda activity, site, line, amount, factor, unit, role, category: {
        "activity_id": activity,
        "site_id": site,
        "line_id": line,
        "amount": amount,
        "factor": factor,
        "factor_unit": unit,
        "factor_role": role,
        "view": {"market": "market", "location": "location"}.get(line, "both"),
        "category_id": category,
        "rate": 1.0 if unit == "MWh" else 1000.0,
    },
    st.sampled_from(["heat", "oil"]),
    st.sampled_from([None, "hall"]),
    st.sampled_from(["market", "location", "upstream"]),
    _AMOUNT,
    _FACTOR,
    st.sampled_from(["MWh", "kWh"]),
    st.sampled_from(["one", "two"]),
    st.just("energy"),
)
_LEDGER = st.lists(_ROW, min_size=1, max_size=6).map(lambda rows: ledger(*rows))


@given(_LEDGER, _LEDGER, _LEDGER)
@settings(max_examples=25, deadline=None, phases=[Phase.generate])
def test_whatever_the_ledgers_the_parts_sum_to_the_change_in_both_views(published, recalculated, now):
    found = why_changed(published, recalculated, now, boundary="inventory")
    assert set(found.effects["kind"]) <= set(KINDS)
    for view in ("market", "location"):
        parts, change = sums(found, view)
        assert parts == pytest.approx(change, rel=1e-9, abs=1e-3)
        steps = waterfall(found, view=view).set_index("kind")
        first, again, _ = steps.loc["total", "to_kg"]
        restated = steps.loc[steps.index == "restatement", "change_kg"].sum()
        assert first + restated == pytest.approx(again, rel=1e-9, abs=1e-3)


@given(_LEDGER)
@settings(max_examples=10, deadline=None, phases=[Phase.generate])
def test_the_same_ledger_thrice_has_no_causes(same):
    found = why_changed(same, same, same, boundary="inventory").effects
    assert found["change_kg"].abs().max() == 0
    assert found[["appeared", "disappeared"]].to_numpy().sum() == 0
