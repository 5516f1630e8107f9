"""Money over the years against closed forms: present value, residual value, payback; and what a saving saves beside tonnes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib import tables
from hjj_lib.charts.cash import cumulative_cash, cumulative_cash_alt
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios import (
    abatement_costs,
    annuity,
    cash_by_action,
    cash_flows,
    cash_values,
    cash_words,
    contract_switches,
    evaluate_plan,
    levels,
    possible_lines,
    reached_effect,
    yearly_cash,
)
from hjj_lib.scenarios.cash import PHASINGS

LANGUAGES = [Language(code) for code in ("fi", "sv", "en")]
ENGLISH = Language("en")
#: 100 MWh and 1000 meals; an action on all of it costs and saves 100 or 1000 times what a unit does.
AMOUNTS = pd.DataFrame({"activity_id": ["electricity", "meals"], "unit": ["MWh", "meal"], "amount": [100.0, 1000.0]})
USUAL = {
    "action_id": "led",
    "acts_on": "activity",
    "activity_id": "electricity",
    "effect_pct": 100.0,
    "ramp_years": 1,
    "lifetime_years": 10,
    "investment_eur_per_unit": 10.0,
    "yearly_cost_eur_per_unit": -2.0,
    "cost_status": "sourced",
}


def actions(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{**USUAL, **row} for row in rows])


def flows(*rows: dict[str, object], start: int = 2026, last: int = 2035, rate: float = 3.0, **more) -> pd.DataFrame:
    table = actions(*rows)
    plan = pd.DataFrame({"action_id": table["action_id"], "start_year": start})
    of_years = {"ledger_year": 2025, "last_year": last, "discount_pct": rate, "phasing": "whole"}
    return cash_flows(table, AMOUNTS, plan, **{**of_years, **more})


def values(*rows: dict[str, object], rate: float = 3.0, **more) -> dict[str, float | None]:
    return cash_values(yearly_cash(flows(*rows, rate=rate, **more)), discount_pct=rate)


def test_an_action_that_lasts_as_long_as_the_years_is_worth_its_savings_less_its_price() -> None:
    # 1000 € now, 200 € at the end of each of ten years
    rate, years = 0.03, 10
    assert values({})["npv_eur"] == pytest.approx(-1000 + 200 * (1 - (1 + rate) ** -years) / rate)
    assert values({})["residual_npv_eur"] == 0


def test_without_interest_the_value_is_the_plain_sum() -> None:
    assert values({}, rate=0)["npv_eur"] == pytest.approx(-1000 + 10 * 200)


def test_what_is_left_of_a_lifetime_is_worth_its_annuities_to_come() -> None:
    # without interest four of ten years are left of 1000 €
    left = values({}, rate=0, last=2031)
    assert (left["residual_npv_eur"], left["npv_eur"]) == (pytest.approx(400), pytest.approx(-1000 + 6 * 200 + 400))
    # with interest: the annuities of the four years, seen from the end of the sixth, seen from the beginning
    rate = 0.05
    to_come = 1000 * annuity(5, 10) * (1 - (1 + rate) ** -4) / rate
    assert values({}, rate=5, last=2031)["residual_npv_eur"] == pytest.approx(to_come / (1 + rate) ** 6)


def test_what_wears_out_is_bought_again_at_the_same_price() -> None:
    table = flows({"lifetime_years": 4})
    assert table.loc[table["renewal_eur"] > 0, "year"].tolist() == [2030, 2034]
    assert table["renewal_eur"].sum() == 2000
    assert table["investment_eur"].tolist() == [1000, *[0] * 9]


def test_an_investment_is_paid_whole_or_as_the_action_grows() -> None:
    slow = {"ramp_years": 4}
    assert flows(slow)["investment_eur"].tolist()[:5] == [1000, 0, 0, 0, 0]
    assert flows(slow, phasing="with_ramp")["investment_eur"].tolist()[:5] == [250, 250, 250, 250, 0]
    for phasing in PHASINGS:  # savings grow with the ramp either way
        assert flows(slow, phasing=phasing)["running_eur"].tolist()[:5] == [-50, -100, -150, -200, -200]


def test_renewal_follows_each_part_that_was_bought() -> None:
    table = flows({"ramp_years": 2, "lifetime_years": 5}, phasing="with_ramp")
    assert table.loc[table["renewal_eur"] > 0, ["year", "renewal_eur"]].to_numpy().tolist() == [[2031, 500], [2032, 500]]


def test_what_was_done_by_the_ledgers_year_is_paid_and_in_the_bills_already() -> None:
    assert (flows({"lifetime_years": 4}, start=2025)[["investment_eur", "renewal_eur", "running_eur"]] == 0).all(axis=None)


def test_what_an_action_of_an_earlier_year_still_adds_is_paid_as_it_grows() -> None:
    # half of it is done, so the ledger's 100 MWh are the other half: two years of 50 MWh each
    half = flows({"ramp_years": 4}, start=2024, phasing="with_ramp")
    assert half["investment_eur"].tolist()[:3] == [500, 500, 0]
    assert half["running_eur"].tolist()[:3] == [-100, -200, -200]


def test_before_an_action_starts_it_moves_no_money() -> None:
    table = flows({}, start=2030).set_index("year")
    assert (table.loc[:2029, "cash_eur"] == 0).all()
    assert table.loc[2030, "cash_eur"] == -1000 + 200


@given(
    lifetime=st.integers(1, 15),
    horizon=st.integers(1, 20),
    ramp=st.integers(1, 6),
    rate=st.sampled_from([0.0, 1.0, 3.0, 8.0]),
    yearly=st.floats(-50, 50),
    delay=st.integers(0, 4),
)
def test_cash_that_grows_with_the_action_is_worth_its_annuities(lifetime, horizon, ramp, rate, yearly, delay) -> None:
    one = {"lifetime_years": lifetime, "ramp_years": ramp, "yearly_cost_eur_per_unit": yearly}
    years = range(2026, 2026 + horizon)
    worth = values(one, rate=rate, last=years[-1], start=2026 + delay, phasing="with_ramp")["npv_eur"]
    annual = 1000 * annuity(rate, lifetime) + 100 * yearly
    level = levels(actions(one), pd.Series({"led": 2026 + delay}), years)[:, 0]
    at_end = (1 + rate / 100) ** -np.arange(1, horizon + 1)
    assert worth == pytest.approx(-annual * (level * at_end).sum(), abs=1e-6)


def test_the_value_of_a_tonne_is_the_levelised_cost_times_the_discounted_tonnes() -> None:
    parts = pd.DataFrame({"year": [2026], "view": ["market"], "action_id": ["led"], "share_kg": [4000.0]})
    cost = abatement_costs(actions({}), AMOUNTS, parts, year=2026, view="market", discount_pct=3.0).iloc[0]
    tonnes = 4 * (1 - 1.03**-10) / 0.03
    assert values({})["npv_eur"] == pytest.approx(-cost["eur_per_t"] * tonnes)


def test_simple_payback_is_price_over_savings() -> None:
    assert values({"investment_eur_per_unit": 9.0})["payback_years"] == pytest.approx(900 / 200)


def test_discounted_payback_is_where_the_discounted_savings_reach_the_price() -> None:
    price = 2 * (1 - 1.03**-6) / 0.03  # six years' savings of 2 € a unit
    found = values({"investment_eur_per_unit": price})
    assert found["discounted_payback_years"] == pytest.approx(6)
    assert found["payback_years"] == pytest.approx(price / 2)


def test_payback_is_counted_from_the_first_expense() -> None:
    assert values({}, start=2029, last=2039)["payback_years"] == pytest.approx(5)


def test_what_is_not_paid_back_within_the_years_has_no_payback_and_says_so() -> None:
    found = values({"yearly_cost_eur_per_unit": -1.0}, last=2030)
    assert (found["payback_years"], found["discounted_payback_years"]) == (None, None)
    for language in LANGUAGES:
        said = cash_words.cash_sentence(
            yearly_cash(flows({"yearly_cost_eur_per_unit": -1.0}, last=2030)), language, discount_pct=3.0
        )
        assert "2030" in said


def test_a_renewal_that_takes_the_sum_below_zero_again_moves_the_payback() -> None:
    # 1000 € every 6 years, 200 € a year: even at the end of year 5, then 1200 is needed again at the beginning of year 7
    found = values({"lifetime_years": 6}, last=2037)
    assert found["payback_years"] == pytest.approx(10)


def test_savings_without_investment_have_nothing_to_pay_back() -> None:
    assert values({"investment_eur_per_unit": 0.0})["payback_years"] == 0
    assert values({"investment_eur_per_unit": 0.0, "yearly_cost_eur_per_unit": 3.0})["payback_years"] is None


def test_the_plan_is_the_sum_of_its_actions() -> None:
    two = ({}, {"action_id": "menu", "activity_id": "meals", "investment_eur_per_unit": 0.0, "yearly_cost_eur_per_unit": 0.1})
    by_action = cash_by_action(flows(*two), discount_pct=3.0)
    assert by_action["npv_eur"].sum() == pytest.approx(values(*two)["npv_eur"])
    assert by_action["action_id"].tolist() == ["led", "menu"]
    assert yearly_cash(flows(*two))["cumulative_eur"].iloc[-1] == pytest.approx(-1000 + 10 * (200 - 100))


def test_an_energy_price_moves_what_is_saved_in_kilowatt_hours_and_nothing_else() -> None:
    two = ({}, {"action_id": "menu", "activity_id": "meals", "investment_eur_per_unit": 0.0, "yearly_cost_eur_per_unit": -1.0})
    dearer = flows(*two, energy_price_change_pct=10.0).pivot(index="year", columns="action_id", values="running_eur")
    assert dearer["led"].tolist()[:3] == pytest.approx([-200, -220, -242])
    assert (dearer["menu"] == -1000).all()


def test_an_empty_plan_moves_no_money_and_is_told() -> None:
    plan = pd.DataFrame({"action_id": ["led"], "start_year": [2026]}).iloc[:0]
    table = cash_flows(actions({}).iloc[:0], AMOUNTS, plan, ledger_year=2025, last_year=2027, discount_pct=3.0, phasing="whole")
    assert table.empty
    assert cash_by_action(table, discount_pct=3.0).empty
    assert "no action" in cash_words.cash_sentence(yearly_cash(table), ENGLISH, discount_pct=3.0)
    nothing = pd.DataFrame(columns=["year", "view", "action_id", "alone_kg", "added_kg", "share_kg"])
    assert contract_switches(nothing) == ()
    assert cash_words.savings_beside(actions({}), AMOUNTS, nothing, ENGLISH, year=2030).empty


COSTS = pd.DataFrame(
    {
        "name": ["Cheap", "Idle", "Dear"],
        "verdict": ["reduces", "none", "reduces"],
        "annual_eur": [-300.0, -200.0, 50.0],
        "eur_per_t": [-100.0, np.nan, 20.0],
    }
)


def test_prices_below_zero_come_with_a_warning_and_savings_without_tonnes_are_told_in_euros() -> None:
    assert "Below zero" in cash_words.negative_cost_sentence(COSTS, ENGLISH)
    assert cash_words.negative_cost_sentence(COSTS.iloc[2:], ENGLISH) == ""
    (told,) = cash_words.free_saving_sentences(COSTS, ENGLISH)
    assert told.startswith("Idle brings in 200 € a year")


def _parts(market: float, location: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"year": 2030, "view": ["market", "location"], "action_id": "led", "added_kg": [market, location], "share_kg": 1.0}
    )


def test_under_green_electricity_a_saving_still_saves_energy_money_and_location_based_tonnes() -> None:
    table = cash_words.savings_beside(actions({"effect_pct": 8.0}), AMOUNTS, _parts(0.0, 5000.0), ENGLISH, year=2030)
    row = table.iloc[0]
    assert (row["saved_amount"], row["unit"], row["saved_eur"]) == (8.0, "MWh", 16.0)
    assert (row["location_kg"], row["market_kg"]) == (5000.0, 0.0)
    (told,) = cash_words.contract_saving_sentences(table.assign(name="LED"), ["green"], ENGLISH, year=2030)
    for part in ("LED saves 8.0 MWh and 16 € a year", "5.0", "0 t CO₂e"):
        assert part in told.replace("\u00a0", " ")


def test_without_a_contract_or_with_market_based_tonnes_nothing_is_said_of_it() -> None:
    table = cash_words.savings_beside(actions({}), AMOUNTS, _parts(4000.0, 5000.0), ENGLISH, year=2030).assign(name="LED")
    assert cash_words.contract_saving_sentences(table, ["green"], ENGLISH, year=2030) == []
    assert cash_words.contract_saving_sentences(table.assign(market_kg=0.0), [], ENGLISH, year=2030) == []


def test_moves_and_other_factors_are_no_savings_of_energy() -> None:
    contract = actions({"acts_on": "share"})
    assert cash_words.savings_beside(contract, AMOUNTS, _parts(1.0, 0.0), ENGLISH, year=2030).empty


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_the_tables_and_the_figure_have_words_in_every_language(language: Language) -> None:
    rows = ({}, {"action_id": "free", "investment_eur_per_unit": 0.0}, {"action_id": "dear", "yearly_cost_eur_per_unit": 5.0},
            {"action_id": "dear_2", "investment_eur_per_unit": 0.0, "yearly_cost_eur_per_unit": 5.0})  # fmt: skip
    table = cash_words.cash_table(cash_by_action(flows(*rows), discount_pct=3.0), language, last=2035)
    words = table.set_index("action_id")["payback"]
    assert words.nunique() == len(rows)
    assert "2035" in words["dear"]
    assert "5" in words["led"]
    yearly = yearly_cash(flows({}))
    assert cumulative_cash(yearly, language).get_legend() is not None
    assert language.number(-800) in cumulative_cash_alt(yearly, language)
    for phasing, change in (("whole", 0.0), ("with_ramp", 2.0)):
        assert len(cash_words.assumption_sentences(language, phasing=phasing, energy_price_change_pct=change)) == 4


def test_an_unknown_way_to_time_investments_is_refused_in_the_readers_language() -> None:
    with pytest.raises(DataError) as error:
        flows({}, phasing="later")
    (problem,) = error.value.problems
    assert problem.code == "phasing_unknown"
    assert all("later" in language.problem(problem) and "with_ramp" in language.problem(problem) for language in LANGUAGES)


def test_a_plan_that_saves_at_full_effect_but_not_yet_over_the_years_is_explained() -> None:
    at_full = pd.DataFrame({"annual_eur": [-200.0, 100.0]})
    early = yearly_cash(flows({"investment_eur_per_unit": 0.0, "yearly_cost_eur_per_unit": 1.0}))
    late = yearly_cash(flows({}, rate=3.0))
    assert "savings grow slowly" in cash_words.growth_sentence(at_full, early, ENGLISH, discount_pct=3.0)
    assert cash_words.growth_sentence(at_full, late, ENGLISH, discount_pct=3.0) == ""
    assert "begin late" in cash_words.growth_sentence(-at_full, late, ENGLISH, discount_pct=3.0)


def test_what_is_left_of_lifetimes_is_named_in_the_value() -> None:
    short, whole = (yearly_cash(flows({}, rate=0, last=last)) for last in (2031, 2035))
    assert "counts for 400 €" in cash_words.cash_sentence(short, ENGLISH, discount_pct=0)
    assert "counts for" not in cash_words.cash_sentence(whole, ENGLISH, discount_pct=0)


def test_euros_and_tonnes_are_of_the_same_part_of_an_action_that_grows() -> None:
    # half of four years' ramp is in the ledger; in 2026 half of the rest is there: 50 MWh
    table = actions({"ramp_years": 4})
    plan = pd.DataFrame({"action_id": ["led"], "start_year": [2024]})
    reached = reached_effect(table, plan, year=2026, ledger_year=2025)
    assert reached.to_dict() == {"led": 0.5}
    parts = pd.DataFrame({"year": [2026], "view": ["market"], "action_id": ["led"], "share_kg": [1000.0]})
    priced = {"year": 2026, "view": "market", "discount_pct": 0.0}
    cost = abatement_costs(table, AMOUNTS, parts, **priced, level=reached).iloc[0]
    assert (cost["affected_amount"], cost["investment_eur"], cost["annual_eur"]) == (50, 500, 500 / 10 - 100)
    assert cost["eur_per_t"] == -50
    row = cash_words.savings_beside(table, AMOUNTS, _parts(0.0, 5.0), ENGLISH, year=2030, level=reached).iloc[0]
    assert (row["saved_amount"], row["saved_eur"]) == (50, 100)


def test_an_action_that_begins_after_the_year_costs_and_saves_nothing_in_it() -> None:
    plan = pd.DataFrame({"action_id": ["led"], "start_year": [2031]})
    assert reached_effect(actions({}), plan, year=2030, ledger_year=2025).tolist() == [0.0]
    assert reached_effect(actions({}), plan.iloc[:0], year=2030, ledger_year=2025).empty


def _ledger(factors: dict[str, tuple[float, float]], amount: float) -> pd.DataFrame:
    """Lines of both views of 2025, of one entry for each activity."""
    rows = [
        {
            **dict.fromkeys(tables.columns(tables.Inventory)),
            "entry_id": activity,
            "institution_id": "x",
            "year": 2025,
            "site_id": "s",
            "activity_id": activity,
            "line_id": view,
            "category_id": activity,
            "part": "direct",
            "scope": "2",
            "view": view,
            "boundaries": "core",
            "unit": "MWh",
            "amount": amount,
            "share": 1.0,
            "amount_in_factor_unit": amount,
            "factor_role": f"{activity}_{view}",
            "kg_co2e_per_unit": kg,
            "emissions_kg_co2e": kg * amount,
        }
        for activity, both in factors.items()
        for view, kg in zip(("market", "location"), both, strict=True)
    ]
    return pd.DataFrame(rows)


def test_beside_a_green_contract_led_saves_energy_euros_and_location_based_tonnes_but_no_market_based_ones() -> None:
    # 100 MWh at 500 kg market-based and 50 kg location-based a MWh, all of it bought green; LED takes a tenth
    table = actions(
        {"effect_pct": 10.0, "activity_id": "electricity electricity_certified"},
        {"action_id": "green", "acts_on": "share", "to_activity_id": "electricity_certified", "to_amount_per_amount": 1.0},
    ).assign(requires=None, excludes=None, uncertainty_95_pct=0.0)
    ledger = _ledger({"electricity": (500.0, 50.0)}, 100.0)
    unit = _ledger({"electricity": (500.0, 50.0), "electricity_certified": (0.0, 50.0)}, 1.0).assign(entry_id="unit")
    possible = possible_lines(ledger, table, unit, unit.iloc[:0], tables.empty(tables.FactorPath))
    result = evaluate_plan(possible, pd.DataFrame({"action_id": table["action_id"], "start_year": 2026}), [2026], boundary="core")
    row = cash_words.savings_beside(possible.actions, possible.amounts, result.contributions, ENGLISH, year=2026).iloc[0]
    assert row["action_id"] == "led"
    assert (row["saved_amount"], row["saved_eur"]) == pytest.approx((10, 20))
    assert (row["location_kg"], row["market_kg"]) == (pytest.approx(500), pytest.approx(0))
    assert contract_switches(result.contributions) == ("green",)
