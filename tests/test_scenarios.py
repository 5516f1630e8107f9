"""Actions, plans, targets and costs, on ledgers that can be added up in the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios import (
    Possibilities,
    abatement_costs,
    annuity,
    contract_switches,
    evaluate_plan,
    factor_multipliers,
    levels,
    library_words,
    paths_by_view,
    pathway,
    plan_draws,
    possible_lines,
    read_plan,
    route_shares,
    routes,
    target_probabilities,
    target_probability,
    unit_entries,
    words,
)
from hjj_lib.uncertainty import Assumptions, Probability

ASSUMPTIONS = Assumptions(tables.empty(tables.Pedigree))
NO_PATHS = tables.empty(tables.FactorPath)
#: kg per unit: line, view, kg
FACTORS = {
    "electricity": [("market", "market", 500.0), ("location", "location", 50.0), ("losses", "both", 2.0)],
    "electricity_certified": [("market", "market", 0.0), ("location", "location", 50.0), ("losses", "both", 2.0)],
    "heat": [("direct", "both", 100.0)],
    "meals": [("direct", "both", 1.0)],
    "meals_vegetarian": [("direct", "both", 0.4)],
}
UNITS = {"electricity": "MWh", "electricity_certified": "MWh", "heat": "MWh", "meals": "meal", "meals_vegetarian": "meal"}


def ledger(amounts: dict[str, float], **more: object) -> pd.DataFrame:
    """Ledger rows of one entry per activity; half of every amount is ours at the shared site."""
    rows = []
    for activity, amount in amounts.items():
        for line_id, view, kg in FACTORS[activity]:
            row = dict.fromkeys(tables.columns(tables.Inventory))
            row |= {
                "entry_id": activity,
                "institution_id": "x",
                "year": 2025,
                "site_id": "s",
                "activity_id": activity,
                "line_id": line_id,
                "category_id": activity,
                "part": "losses" if line_id == "losses" else "direct",
                "scope": "2",
                "view": view,
                "boundaries": "core",
                "origin": "measured",
                "uncertainty_95_pct": 0.0,
                "factor_uncertainty_95_pct": 0.0,
                "shared_between_years": 1.0,
                "unit": UNITS[activity],
                "amount": amount,
                "share": 1.0,
                "amount_in_factor_unit": 1000 * amount,
                "factor_id": f"{activity}_{line_id}",
                "factor_role": f"{activity}_{line_id}",
                "kg_co2e_per_unit": kg / 1000,
                "emissions_kg_co2e": kg * amount,
                "file": "f",
            }
            rows.append({**row, **more})
    return pd.DataFrame(rows)


def actions(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Actions: id, kind, activity, to, ratio, effect in percent; the rest is the same for all."""
    names = ["action_id", "acts_on", "activity_id", "to_activity_id", "to_amount_per_amount", "effect_pct"]
    usual = {
        "uncertainty_95_pct": 0.0,
        "ramp_years": 1,
        "lifetime_years": 10,
        "investment_eur_per_unit": 100.0,
        "yearly_cost_eur_per_unit": 0.0,
        "cost_status": "example – replace",
        "requires": None,
        "excludes": None,
    }
    return pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=names).assign(**usual)


LED = ("led", "activity", "electricity electricity_certified", None, None, 10.0)
GREEN = ("green", "share", "electricity", "electricity_certified", 1.0, 100.0)
LESS_HEAT = ("less_heat", "activity", "heat", None, None, 20.0)
HEAT_PUMP = ("heat_pump", "share", "heat", "electricity", 0.25, 50.0)
VEGETARIAN = ("vegetarian", "share", "meals", "meals_vegetarian", 1.0, 50.0)


def unit_of_everything() -> pd.DataFrame:
    return ledger(dict.fromkeys(FACTORS, 1.0)).assign(entry_id="unit")


def possible(amounts: dict[str, float], table: pd.DataFrame, paths: pd.DataFrame = NO_PATHS) -> Possibilities:
    return possible_lines(ledger(amounts), table, unit_of_everything(), unit_of_everything().iloc[:0], paths)


def plan_of(table: pd.DataFrame, start: int = 2026) -> pd.DataFrame:
    return pd.DataFrame({"action_id": table["action_id"], "start_year": start})


def result_of(amounts: dict[str, float], table: pd.DataFrame, view: str = "market") -> dict[str, float]:
    totals = evaluate_plan(possible(amounts, table), plan_of(table), [2026], boundary="core").totals
    return totals.set_index("view").loc[view].drop("year").to_dict()


def parts_of(amounts: dict[str, float], table: pd.DataFrame, view: str = "market") -> pd.DataFrame:
    parts = evaluate_plan(possible(amounts, table), plan_of(table), [2026], boundary="core").contributions
    return parts[parts["view"] == view].set_index("action_id")


def test_less_of_an_activity_is_less_of_all_its_lines() -> None:
    # 10 MWh x (500 + 2) = 5 020, a tenth less
    assert result_of({"electricity": 10}, actions(LED))["plan_kg"] == pytest.approx(4518)
    # 10 MWh x (50 + 2) = 520
    assert result_of({"electricity": 10}, actions(LED), "location")["plan_kg"] == pytest.approx(468)


def test_a_moved_share_emits_as_the_other_activity() -> None:
    # 50 meals x 1.0 + 50 meals x 0.4
    result = result_of({"meals": 100}, actions(VEGETARIAN))
    assert (result["baseline_kg"], result["plan_kg"]) == (pytest.approx(100), pytest.approx(70))


def test_a_moved_amount_is_converted_to_the_other_unit() -> None:
    # 10 MWh heat: 5 stay = 500; 5 x 0.25 MWh electricity x 502 = 627.5
    assert result_of({"heat": 10}, actions(HEAT_PUMP))["plan_kg"] == pytest.approx(1127.5)


def test_a_moved_amount_can_move_on() -> None:
    # the heat pump's 1.25 MWh are green too: 500 + 1.25 x 2
    assert result_of({"heat": 10}, actions(HEAT_PUMP, GREEN))["plan_kg"] == pytest.approx(502.5)


def test_green_electricity_leaves_led_no_market_based_tonnes_but_its_location_based_ones() -> None:
    parts = parts_of({"electricity": 10}, actions(LED, GREEN))
    assert parts.loc["led", "alone_kg"] == pytest.approx(502)
    assert parts.loc["led", "added_kg"] == pytest.approx(2)  # only the losses of 1 MWh
    assert parts.loc["green", "added_kg"] == pytest.approx(4500)
    location = parts_of({"electricity": 10}, actions(LED, GREEN), "location")
    assert location.loc["led", "added_kg"] == pytest.approx(52)
    assert location.loc["green", "share_kg"] == pytest.approx(0)


def test_an_action_on_both_kinds_of_electricity_reduces_a_moved_amount_once() -> None:
    # 10 MWh x 0.9 x 2 kg of losses, not 0.81
    assert result_of({"electricity": 10}, actions(LED, GREEN))["plan_kg"] == pytest.approx(18)


def test_contract_switches_are_told_from_savings() -> None:
    table = actions(LED, GREEN, LESS_HEAT)
    result = evaluate_plan(possible({"electricity": 10, "heat": 10}, table), plan_of(table), [2026], boundary="core")
    assert contract_switches(result.contributions) == ("green",)


def test_overlapping_actions_multiply_and_never_exceed_everything() -> None:
    table = actions(("a", "activity", "heat", None, None, 60.0), ("b", "activity", "heat", None, None, 60.0))
    assert result_of({"heat": 10}, table)["plan_kg"] == pytest.approx(160)  # 1 000 x 0.4 x 0.4
    assert list(parts_of({"heat": 10}, table)["share_kg"]) == pytest.approx([420, 420])


def test_competing_moves_share_what_there_is() -> None:
    table = actions(("all", "share", "heat", "meals", 1.0, 100.0), ("half", "share", "heat", "meals_vegetarian", 1.0, 50.0))
    # mean of both orders: 0.75 and 0.25 of 10 MWh
    assert result_of({"heat": 10}, table)["plan_kg"] == pytest.approx(7.5 * 1.0 + 2.5 * 0.4)


@pytest.mark.parametrize("view", ["market", "location"])
def test_the_order_of_the_actions_changes_nothing_and_the_parts_sum_to_the_reduction(view: str) -> None:
    amounts, rows = {"electricity": 10, "heat": 20, "meals": 100}, [LED, GREEN, LESS_HEAT, HEAT_PUMP]
    expected, parts = None, None
    for order in (rows, rows[::-1], rows[2:] + rows[:2], [rows[1], rows[0], rows[3], rows[2]]):
        result, own = result_of(amounts, actions(*order), view), parts_of(amounts, actions(*order), view).sort_index()
        assert own["share_kg"].sum() == pytest.approx(result["baseline_kg"] - result["plan_kg"])
        expected, parts = expected or result, own if parts is None else parts
        assert result == pytest.approx(expected)
        assert list(own["share_kg"]) == pytest.approx(list(parts["share_kg"]))


def test_an_action_alone_has_one_effect_however_it_is_counted() -> None:
    parts = parts_of({"heat": 10}, actions(LESS_HEAT))
    assert list(parts.loc["less_heat", ["alone_kg", "added_kg", "share_kg"]]) == pytest.approx([200, 200, 200])


def test_no_action_and_an_action_on_nothing_change_nothing() -> None:
    assert result_of({"heat": 10}, actions(LESS_HEAT).iloc[:0])["plan_kg"] == pytest.approx(1000)
    nothing = possible({"heat": 10}, actions(VEGETARIAN, LESS_HEAT))
    assert nothing.without_amount == ("vegetarian",)
    assert result_of({"heat": 10}, actions(VEGETARIAN))["plan_kg"] == pytest.approx(1000)


def test_actions_that_go_in_a_circle_are_refused_by_name() -> None:
    back = ("back", "share", "electricity_certified", "electricity", 1.0, 10.0)
    with pytest.raises(DataError) as error:
        routes(actions(GREEN, back))
    assert error.value.problems[0].code == "actions_in_a_circle"
    assert "green, back" in error.value.problems[0].values["actions"]


def test_the_effect_grows_evenly_over_the_ramp() -> None:
    table = actions(LESS_HEAT).assign(ramp_years=4)
    grown = levels(table, pd.Series({"less_heat": 2027}), [2026, 2027, 2028, 2030, 2031])
    assert grown.ravel().tolist() == [0, 0.25, 0.5, 1, 1]
    assert route_shares(routes(table), grown)[:, 0].tolist() == pytest.approx([1, 0.95, 0.9, 0.8, 0.8])


def test_an_action_without_a_factor_at_its_target_is_left_out_by_name() -> None:
    units = unit_of_everything()
    lost = units["activity_id"] == "meals_vegetarian"
    table = actions(VEGETARIAN, LESS_HEAT)
    result = possible_lines(ledger({"meals": 100, "heat": 10}), table, units[~lost], units[lost], NO_PATHS)
    assert result.not_calculated.to_dict("records") == [
        {"action_id": "vegetarian", "to_activity_id": "meals_vegetarian", "part": "direct"}
    ]
    totals = evaluate_plan(result, plan_of(table), [2026], boundary="core").totals
    assert totals.loc[totals["view"] == "market", "plan_kg"].iloc[0] == pytest.approx(100 + 800)


def test_a_part_that_is_unknown_on_both_sides_does_not_stop_a_move() -> None:
    units = unit_of_everything()
    upstream = units[units["activity_id"].isin(["meals", "meals_vegetarian"])].assign(part="upstream", line_id="upstream")
    result = possible_lines(ledger({"meals": 100}), actions(VEGETARIAN), units, upstream, NO_PATHS)
    assert result.not_calculated.empty


def test_our_share_of_a_shared_site_is_moved_and_costed() -> None:
    half = {"share": 0.5}
    units = unit_of_everything().assign(**half)
    units[["amount_in_factor_unit", "emissions_kg_co2e"]] /= 2
    own = ledger({"meals": 100}, **half)
    own[["amount_in_factor_unit", "emissions_kg_co2e"]] /= 2
    result = possible_lines(own, actions(VEGETARIAN), units, units.iloc[:0], NO_PATHS)
    assert result.amounts["amount"].tolist() == [50]
    totals = evaluate_plan(result, plan_of(actions(VEGETARIAN)), [2026], boundary="core").totals
    assert totals["plan_kg"].iloc[0] == pytest.approx(35)


def test_unknown_amounts_stay_unknown_and_are_counted() -> None:
    rows = pd.concat([ledger({"heat": 10}), ledger({"meals": 1}, emissions_kg_co2e=np.nan, amount_in_factor_unit=np.nan)])
    result = possible_lines(rows, actions(VEGETARIAN, LESS_HEAT), unit_of_everything(), unit_of_everything().iloc[:0], NO_PATHS)
    outcome = evaluate_plan(result, plan_of(actions(VEGETARIAN, LESS_HEAT)), [2026], boundary="core")
    assert outcome.unknown_count == {"market": 1, "location": 1}
    assert outcome.totals["plan_kg"].tolist() == pytest.approx([800, 800])


def test_units_are_asked_for_every_activity_an_amount_can_become_at_its_own_site() -> None:
    units = unit_entries(
        ledger({"heat": 10}), actions(HEAT_PUMP, GREEN), pd.DataFrame({"activity_id": list(UNITS), "unit": list(UNITS.values())})
    )
    assert set(units["activity_id"]) == {"heat", "electricity", "electricity_certified"}
    assert set(units["site_id"]) == {"s"}
    assert (units["amount"] == 1).all()


PATHS = pd.DataFrame({"factor_role": ["heat_direct", "heat_direct"], "year": [2025, 2030], "multiplier": [0.8, 0.4]})


def test_factors_follow_their_path_from_the_year_of_the_ledger() -> None:
    table = factor_multipliers(PATHS, ["heat_direct", "other"], 2025, [2025, 2030, 2040])
    assert table.loc["heat_direct"].tolist() == pytest.approx([1, 0.5, 0.5])
    assert table.loc["other"].tolist() == [1, 1, 1]
    outcome = evaluate_plan(
        possible({"heat": 10}, actions(LESS_HEAT), PATHS), plan_of(actions(LESS_HEAT)), [2030], boundary="core"
    )
    assert outcome.totals.loc[0, ["constant_kg", "baseline_kg", "plan_kg"]].tolist() == pytest.approx([1000, 500, 400])
    assert outcome.contributions.loc[0, "share_kg"] == pytest.approx(100)


def test_the_path_to_the_target_is_straight_and_its_gap_sums_up() -> None:
    totals = pd.DataFrame({"year": [2025, 2026, 2027, 2028], "baseline_kg": 100.0, "plan_kg": [100.0, 90, 70, 50]})
    path = pathway(totals, base_year=2025, base_kg=100, target_year=2027, target_pct=50)
    assert path["target_kg"].tolist() == [100, 75, 50, 50]
    assert path["gap_kg"].tolist() == [0, 15, 20, 0]
    assert path["cumulative_gap_kg"].tolist() == [0, 15, 35, 35]
    with pytest.raises(ValueError, match="after"):
        pathway(totals, base_year=2025, base_kg=100, target_year=2025, target_pct=50)


def test_both_views_go_from_the_present_year_to_the_same_target() -> None:
    table = actions(GREEN, LESS_HEAT)
    what = possible({"electricity": 10, "heat": 10}, table)
    outcome = evaluate_plan(what, plan_of(table), [2025, 2026], boundary="core")
    paths = paths_by_view(outcome, target_year=2026, target_pct=50)
    assert paths["market"]["target_kg"].tolist() == pytest.approx([6020, 3010])
    assert paths["location"]["target_kg"].tolist() == pytest.approx([1520, 760])
    chances = target_probabilities(
        what, plan_of(table), ASSUMPTIONS, target_year=2026, target_pct=50, boundary="core", draws=100, seed=1
    )
    assert {view: chance.share for view, chance in chances.items()} == {"market": 1, "location": 0}


def test_an_annuity_at_no_interest_is_an_even_share_and_with_interest_more() -> None:
    assert annuity(0, 4) == 0.25
    # 1 000 EUR, 10 years, 5 %: 129.50 EUR a year
    assert 1000 * annuity(5, 10) == pytest.approx(129.50, abs=0.005)
    assert annuity(5, 1) == pytest.approx(1.05)


def costs(table: pd.DataFrame, amounts: dict[str, float], view: str = "market", discount_pct: float = 0) -> pd.DataFrame:
    what = possible(amounts, table)
    parts = evaluate_plan(what, plan_of(table), [2026], boundary="core").contributions
    return abatement_costs(what.actions, what.amounts, parts, year=2026, view=view, discount_pct=discount_pct)


def test_the_cost_of_a_tonne_is_the_yearly_cost_over_the_yearly_tonnes() -> None:
    # 20 % of 10 MWh = 2 MWh x 100 EUR over 10 years = 20 EUR a year, 0.2 t a year
    row = costs(actions(LESS_HEAT), {"heat": 10}).iloc[0]
    assert (row["affected_amount"], row["unit"], row["investment_eur"]) == (pytest.approx(2), "MWh", pytest.approx(200))
    assert row["eur_per_t"] == pytest.approx(100)


def test_savings_make_a_negative_cost_and_come_first() -> None:
    table = actions(LESS_HEAT, VEGETARIAN).assign(yearly_cost_eur_per_unit=[0.0, -20.0])
    result = costs(table, {"heat": 10, "meals": 100})
    assert result["action_id"].tolist() == ["vegetarian", "less_heat"]
    assert result.loc[0, "eur_per_t"] < 0
    assert result["cumulative_kg"].tolist() == pytest.approx([30, 230])


def test_an_action_that_reduces_nothing_in_a_view_has_no_cost_per_tonne_and_comes_last() -> None:
    result = costs(actions(GREEN, LED), {"electricity": 10}, view="location")
    assert result["action_id"].tolist() == ["led", "green"]
    assert (result.loc[1, "verdict"], np.isnan(result.loc[1, "eur_per_t"])) == ("none", True)


def test_an_action_that_adds_emissions_is_said_to() -> None:
    result = costs(actions(HEAT_PUMP), {"heat": 10})
    assert (result.loc[0, "verdict"], np.isnan(result.loc[0, "eur_per_t"])) == ("increases", True)


def draws_of(amounts: dict[str, float], table: pd.DataFrame, **errors: float) -> pd.DataFrame:
    what = possible_lines(
        ledger(amounts, **errors), table, unit_of_everything().assign(**errors), unit_of_everything().iloc[:0], NO_PATHS
    )
    return plan_draws(what, plan_of(table), ASSUMPTIONS, year=2026, view="market", boundary="core", draws=4000, seed=1)


def test_without_errors_every_draw_is_the_calculated_plan() -> None:
    draws = draws_of({"electricity": 10, "heat": 10, "meals": 5}, actions(LED, GREEN, LESS_HEAT))
    assert np.allclose(draws, [5020 + 1000 + 5, 5020 + 1000 + 5, 18 + 800 + 5])


def test_a_shared_factor_error_does_not_blur_a_reduction() -> None:
    draws = draws_of({"heat": 10}, actions(LESS_HEAT), factor_uncertainty_95_pct=50.0, uncertainty_95_pct=30.0)
    assert draws["plan_kg"].std() > 100
    assert np.allclose(draws["plan_kg"] / draws["present_kg"], 0.8)
    assert target_probability(draws, target_pct=19).share == 1
    assert target_probability(draws, target_pct=21).share == 0


def test_an_uncertain_effect_gives_a_probability_and_never_removes_more_than_everything() -> None:
    table = actions(("big", "activity", "heat", None, None, 50.0)).assign(uncertainty_95_pct=100.0)
    draws = draws_of({"heat": 10}, table)
    assert draws["plan_kg"].min() >= 0
    assert draws["plan_kg"].mean() == pytest.approx(500, rel=0.05)
    assert 0.4 < target_probability(draws, target_pct=50).share < 0.6


def test_a_plan_names_an_action_once() -> None:
    what = possible({"heat": 10}, actions(LESS_HEAT))
    twice = pd.DataFrame({"action_id": ["less_heat", "less_heat"], "start_year": [2026, 2027]})
    with pytest.raises(ValueError, match="twice"):
        evaluate_plan(what, twice, [2026], boundary="core")


FI = Language("fi")


def named_actions(*rows: tuple[object, ...]) -> pd.DataFrame:
    table = actions(*rows)
    return table.assign(
        **{f"{stem}_{code}": table["action_id"].str.upper() for stem in ("name", "note") for code in ("fi", "sv", "en")}
    )


def test_a_plan_on_one_line_is_read_and_every_mistake_is_told_at_once() -> None:
    table = actions(LED, GREEN, LESS_HEAT)
    plan = read_plan("led green:2027", table, start_year=2026)
    assert plan.to_dict("records") == [{"action_id": "led", "start_year": 2026}, {"action_id": "green", "start_year": 2027}]
    with pytest.raises(DataError) as error:
        read_plan("led led nothing green:soon", table, start_year=2026)
    assert [problem.code for problem in error.value.problems] == ["repeated_action", "unknown_action", "plan_year"]
    assert "tuntematon toimenpide ”nothing”" in FI.problem(error.value.problems[1])


def told(amounts: dict[str, float], table: pd.DataFrame) -> tuple[Possibilities, pd.DataFrame, pd.DataFrame]:
    what = possible(amounts, table, PATHS)
    outcome = evaluate_plan(what, plan_of(table), [2025, 2026, 2030], boundary="core")
    totals = outcome.totals[outcome.totals["view"] == "market"]
    path = pathway(totals, base_year=2025, base_kg=totals["plan_kg"].iloc[0], target_year=2030, target_pct=40)
    return what, path, words.with_names(outcome.contributions, table, FI)


def test_the_plan_the_target_and_the_change_outside_are_told() -> None:
    # 10 000 MWh heat x 100 = 1 000 t; half by the path, a fifth less of that by the action
    _, path, _ = told({"heat": 10_000}, named_actions(LESS_HEAT))
    assert words.plan_sentence(path, FI, view="market", target_year=2030) == (
        "Vuonna 2030 päästöt ovat suunnitelman mukaan 400\u00a0t\u00a0CO₂e (markkinaperusteinen): "
        "60\u00a0% vähemmän kuin vuonna 2025, jolloin ne olivat 1\u00a0000\u00a0t\u00a0CO₂e."
    )
    assert "saavutetaan, ja varaa jää 200" in words.target_sentence(path, Probability(0.9, 0.0, 9), FI, target_year=2030)
    missed = path.assign(gap_kg=50_000.0)
    assert "jäädään 50,0\u00a0t" in words.target_sentence(missed, Probability(0.1, 0.0, 9), FI, target_year=2030)
    assert "vähentää niitä 500\u00a0t" in words.outside_sentence(path, FI, target_year=2030)
    assert words.outside_sentence(path.assign(baseline_kg=path["constant_kg"]), FI, target_year=2030).endswith("nykyisinä.")
    assert "Vuosina 2025–2030" in words.cumulative_sentence(path, FI, target_year=2030)
    worse = path.assign(plan_kg=path["plan_kg"] * [1, 2, 3])
    assert "enemmän kuin" in words.plan_sentence(worse, FI, view="location", target_year=2030)


def test_contracts_overlap_costs_and_left_out_actions_are_told() -> None:
    table = named_actions(LED, GREEN, VEGETARIAN)
    what, _, parts = told({"electricity": 1000}, table)
    assert words.contract_sentences(contract_switches(parts), table, FI)[0].startswith("Sopimuksia, ei säästöjä: GREEN.")
    assert words.contract_sentences((), table, FI) == []
    assert "erikseen" in words.overlap_sentence(parts, FI, year=2030, view="market").lower()
    assert words.left_out_sentences(what, plan_of(table), FI) == [
        "Ei vaikutusta täällä, koska laskelmassa ei ole näitä määriä: VEGETARIAN."
    ]
    priced = abatement_costs(what.actions, what.amounts, parts, year=2030, view="location", discount_pct=0)
    assert "3/3:lla" in words.cost_sentence(priced, FI)
    earning = words.cost_sentence(priced.assign(annual_eur=-1000.0, cost_status="sourced"), FI)
    assert earning.endswith("suunnitelma tuottaa 3\u00a0000 € vuodessa.")
    shown = words.cost_table(words.with_names(priced, table, FI), FI)
    assert "ei vähennä tässä tarkastelussa" in set(shown["price"])
    assert set(shown["cost_basis"]) == {"esimerkki – korvaa"}
    assert set(words.COST_HEADINGS) <= set(shown)


def test_an_action_without_a_factor_at_its_target_is_told() -> None:
    units = unit_of_everything()
    lost = units["activity_id"] == "meals_vegetarian"
    table = named_actions(VEGETARIAN)
    what = possible_lines(ledger({"meals": 100}), table, units[~lost], units[lost], NO_PATHS)
    assert words.left_out_sentences(what, plan_of(table), FI) == [
        "Jätetty pois, koska korvaavalta lähtötiedolta puuttuu päästökerroin: VEGETARIAN."
    ]


def test_every_column_shown_is_in_its_table_and_every_heading_is_translated() -> None:
    table = named_actions(LESS_HEAT)
    what, path, parts = told({"heat": 10_000}, table)
    plan = words.plan_table(parts, plan_of(table), year=2030, view="market")
    assert plan[["start_year", "alone_kg", "added_kg", "share_kg"]].iloc[0].tolist() == pytest.approx([2026, 1e5, 1e5, 1e5])
    shown = (
        (words.PLAN_HEADINGS, plan),
        (words.PATH_HEADINGS, path),
        (library_words.LIBRARY_HEADINGS, library_words.library_table(what, FI)),
        (words.FACTOR_PATH_HEADINGS, NO_PATHS.assign(name=None, source=None)),
    )
    for headings, frame in shown:
        assert set(headings) <= set(frame)
        assert not [heading for heading in headings.values() if FI.sentence(heading) == heading]
    assert words.roles_without_path(what) == 0


CLEANER = ("cleaner", "factor", "heat", None, None, 20.0)


def test_a_lower_factor_leaves_the_amount_and_lowers_what_it_emits() -> None:
    # 10 MWh x 80 kg; the costs are those of all 10 MWh: 1 000 EUR over 10 years for 0.2 t a year
    assert result_of({"heat": 10}, actions(CLEANER))["plan_kg"] == pytest.approx(800)
    row = costs(actions(CLEANER), {"heat": 10}).iloc[0]
    assert (row["affected_amount"], row["eur_per_t"]) == (pytest.approx(10), pytest.approx(500))


def test_a_lower_factor_does_not_follow_what_moves_away() -> None:
    # 5 MWh of heat at 80 kg stay; 1.25 MWh of electricity have their own factor
    table = actions(CLEANER, HEAT_PUMP)
    assert result_of({"heat": 10}, table)["plan_kg"] == pytest.approx(400 + 1.25 * 502)
    assert parts_of({"heat": 10}, table)["share_kg"].sum() == pytest.approx(1000 - 400 - 1.25 * 502)


def test_a_part_that_is_unknown_where_the_amount_goes_keeps_its_emissions() -> None:
    # a tonne of supply chain at 10 kg per MWh of heat; electricity has none that is known
    chain = ledger({"heat": 10}).assign(line_id="upstream", part="upstream", emissions_kg_co2e=100.0)
    units = pd.concat([unit_of_everything(), chain.assign(entry_id="unit", amount_in_factor_unit=1000.0, emissions_kg_co2e=10.0)])
    lost = unit_of_everything().query("activity_id == 'electricity'").iloc[:1].assign(part="upstream", emissions_kg_co2e=np.nan)
    table = actions(HEAT_PUMP)
    what = possible_lines(pd.concat([ledger({"heat": 10}), chain]), table, units, lost, NO_PATHS)
    assert what.kept_parts.to_dict("records") == [{"action_id": "heat_pump", "to_activity_id": "electricity", "part": "upstream"}]
    totals = evaluate_plan(what, plan_of(table), [2026], boundary="core").totals
    # half of the heat stays: 500; 1.25 MWh x 502; the whole chain of 100 stays
    assert totals.loc[totals["view"] == "market", "plan_kg"].iloc[0] == pytest.approx(500 + 627.5 + 100)
    draws = plan_draws(what, plan_of(table), ASSUMPTIONS, year=2026, view="market", boundary="core", draws=8, seed=1)
    assert np.allclose(draws["plan_kg"], 1227.5)
    told = words.left_out_sentences(replace(what, all_actions=named_actions(HEAT_PUMP)), plan_of(table), FI)
    assert [sentence.split(",")[0] for sentence in told] == ["Osa päästöistä jää ennalleen"]
    assert told[0].endswith("HEAT_PUMP.")


def test_expected_developments_are_called_after_the_national_factor_and_gaps_have_none() -> None:
    basis = load_basis()
    shown = words.path_table(basis, Language("fi"))
    served = set(basis.factor_choices.loc[basis.factor_choices["place"] == "FI", "factor_role"])
    assert set(shown["factor_role"]) == set(basis.factor_paths["factor_role"]) & served
    assert not set(shown["name"]) & set(basis.factor_paths["factor_role"])
    assert "Kaukolämpö, Suomen keskiarvo (arvio)" in set(shown["name"])
    assert not shown["source"].isna().any()
