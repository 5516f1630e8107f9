"""Intervals, shared draws, drivers: against closed forms that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hjj_lib.language import Language
from hjj_lib.uncertainty import (
    Assumptions,
    Lognormal,
    Probability,
    Simulation,
    approach_1,
    interval,
    measure_next,
    one_at_a_time,
    probability_lower,
    probability_lower_normal,
    simulate,
    uncertain_lines,
    words,
)
from tests.uncertainty.ledgers import ASSUMPTIONS, MARKET, PEDIGREE, ledger, line


@pytest.mark.parametrize(
    ("uncertainty", "median", "geometric_deviation", "low", "high"),
    [
        (30, 0.988936, 1.160866, -26.176, 32.477),
        (50, 0.970143, 1.279182, -40.125, 57.189),
        (100, 0.894427, 1.603808, -64.564, 125.758),
        (150, 0.800000, 1.950425, -78.401, 196.308),
        (200, 0.707107, 2.299185, -86.171, 261.551),
    ],
)
def test_the_lognormal_keeps_the_mean_and_has_the_published_ends(
    uncertainty: float, median: float, geometric_deviation: float, low: float, high: float
) -> None:
    lognormal = Lognormal.of_uncertainty(uncertainty)
    assert lognormal.median == pytest.approx(median, abs=5e-7)
    assert lognormal.geometric_deviation == pytest.approx(geometric_deviation, abs=5e-7)
    assert [100 * (end - 1) for end in lognormal.ends] == pytest.approx([low, high], abs=2e-3)


def test_a_product_of_lognormals_combines_in_log_quadrature() -> None:
    product = Lognormal.product([1.05, 1.30])
    assert product.geometric_deviation == pytest.approx(1.305861, abs=5e-7)
    assert [end / product.median for end in product.ends] == pytest.approx([0.592710, 1.687166], abs=5e-7)
    assert 1 / product.median == pytest.approx(1.036249, abs=5e-7)
    assert product.cv == pytest.approx(0.271685, abs=5e-7)


@pytest.mark.parametrize(
    ("count", "independent", "half_correlated"), [(1, 30, 30), (4, 15, 23.717), (10, 9.4868, 22.249), (25, 6, 21.634)]
)
def test_independent_sources_average_out_and_shared_factors_do_not(
    count: int, independent: float, half_correlated: float
) -> None:
    def half_width(amount: float, factor: float) -> float:
        rows = [line(f"e{number}", "f", 100, amount, factor) for number in range(count)]
        return float(approach_1(ledger(*rows), ASSUMPTIONS, **MARKET, limit_pct=30)["half_width_pct"].iloc[0])

    assert half_width(30, 0) == pytest.approx(independent, abs=5e-4)
    assert half_width(30 * 0.5**0.5, 30 * 0.5**0.5) == pytest.approx(half_correlated, abs=1e-3)
    assert half_width(0, 30) == pytest.approx(30)


def test_amount_and_factor_combine_in_quadrature() -> None:
    assert approach_1(ledger(line("a", "f", 1000, 15, 60)), ASSUMPTIONS, **MARKET, limit_pct=30)["half_width_pct"].iloc[
        0
    ] == pytest.approx(61.8466, abs=5e-5)


FOUR_SOURCES = ledger(
    line("heat", "h", 2500, 3, 10),
    line("electricity", "e", 700, 2, 15),
    line("procurement", "p", 4200, 10, 50),
    line("commuting", "c", 1300, 20, 25),
)


def test_the_ipcc_table_gives_25_percent_where_linear_adding_would_give_34() -> None:
    result = approach_1(FOUR_SOURCES, ASSUMPTIONS, **MARKET, limit_pct=30).iloc[0]
    assert result["half_width_pct"] == pytest.approx(25.284668, abs=5e-7)
    assert result["half_width_kg"] == pytest.approx(2199.77, abs=5e-3)
    assert (result["largest_input_pct"], bool(result["applies"])) == (pytest.approx(50), False)


def test_the_simulation_agrees_with_the_ipcc_table() -> None:
    result = simulate(FOUR_SOURCES, ASSUMPTIONS, **MARKET, draws=100_000, seed=1)
    deviation = result.total_draws_kg.std(ddof=1)
    # the simulation also holds the product term cv_amount² cv_factor², so it is wider by 0.01 points
    assert 100 * 2 * deviation / 8700 == pytest.approx(25.29, abs=0.2)
    assert result.total["mean_kg"].iloc[0] == pytest.approx(8700, abs=4 * result.total["standard_error_kg"].iloc[0])


def test_the_simulated_interval_of_one_lognormal_has_the_closed_form() -> None:
    total = simulate(ledger(line("a", "f", 1000, 0, 100)), ASSUMPTIONS, **MARKET, draws=65_536, seed=3).total.iloc[0]
    for end, percent in (("low", -64.564), ("high", 125.758)):
        assert total[f"{end}_kg"] == pytest.approx(1000 * (1 + percent / 100), abs=4 * total[f"{end}_error_kg"])
    assert total["low_kg"] > 0


def test_rows_of_one_factor_share_its_draw() -> None:
    shared = simulate(ledger(line("a", "f", 500, 0, 40), line("b", "f", 500, 0, 40)), ASSUMPTIONS, **MARKET, draws=500, seed=1)
    single = simulate(ledger(line("a", "f", 1000, 0, 40)), ASSUMPTIONS, **MARKET, draws=500, seed=1)
    assert shared.total_draws_kg == pytest.approx(single.total_draws_kg)
    separate = simulate(
        ledger(line("a", "f", 500, 0, 40), line("b", "g", 500, 0, 40)), ASSUMPTIONS, **MARKET, draws=20_000, seed=1
    )
    assert separate.total_draws_kg.std() == pytest.approx(1000 * 0.2 / 2**0.5, rel=0.03)


def test_lines_of_one_amount_share_its_draw() -> None:
    lines = ledger(line("a", "direct", 700, 40), line("a", "upstream", 300, 40))
    assert simulate(lines, ASSUMPTIONS, **MARKET, draws=20_000, seed=1).total_draws_kg.std() == pytest.approx(200, rel=0.03)


def test_the_same_seed_gives_the_same_digits_whatever_else_is_drawn() -> None:
    alone = simulate(ledger(line("a", "f", 100, 30, 40)), ASSUMPTIONS, **MARKET, draws=50, seed=9, by=["category_id"])
    many = [line(f"e{number}", f"g{number}", 10, 30, 40, category_id="other") for number in range(230)]
    among = simulate(ledger(*many, line("a", "f", 100, 30, 40)), ASSUMPTIONS, **MARKET, draws=50, seed=9, by=["category_id"])
    assert among.draws_kg[:, 0] == pytest.approx(alone.draws_kg[:, 0], rel=1e-12)
    assert not np.allclose(
        simulate(ledger(line("a", "f", 100, 30, 40)), ASSUMPTIONS, **MARKET, draws=50, seed=8).draws_kg, alone.draws_kg
    )


def test_more_entries_than_are_drawn_at_a_time_change_nothing() -> None:
    rows = [line(f"e{number:03}", "f", 1 + number, 20, 30, category_id="odd" if number % 2 else "even") for number in range(250)]
    whole = simulate(ledger(*rows), ASSUMPTIONS, **MARKET, draws=40, seed=2, by=["category_id"])
    odd = simulate(ledger(*rows[1::2]), ASSUMPTIONS, **MARKET, draws=40, seed=2, by=["category_id"])
    assert whole.draws_kg[:, 1] == pytest.approx(odd.draws_kg[:, 0])
    assert whole.total_draws_kg == pytest.approx(whole.draws_kg.sum(axis=1))


def test_unknown_rows_are_listed_and_counted_but_not_drawn() -> None:
    rows = ledger(line("a", "f", 100, 0, 20), line("refrigerants", "", None, category_id="refrigerants"))
    result = simulate(rows, ASSUMPTIONS, **MARKET, draws=100, seed=1, by=["category_id"])
    assert result.summary.set_index("category_id")["unknown_count"].to_dict() == {"heat": 0, "refrigerants": 1}
    assert result.summary.set_index("category_id")["known_kg"].to_dict() == {"heat": 100, "refrigerants": 0}
    assert (result.total["known_kg"].iloc[0], result.total["unknown_count"].iloc[0]) == (100, 1)
    assert list(result.inputs.unknown["entry_id"]) == ["refrigerants"]


def test_memo_rows_other_views_and_other_boundaries_stay_outside() -> None:
    rows = ledger(
        line("a", "f", 1),
        line("b", "f", 2, view="location"),
        line("c", "f", 4, view="market", boundaries="core extended"),
        line("d", "f", 8, scope="memo"),
        line("e", "f", 16, boundaries=""),
    )
    assert uncertain_lines(rows, ASSUMPTIONS, view="market", boundary="inventory").lines["emissions_kg_co2e"].sum() == 1 + 4 + 16
    assert (
        uncertain_lines(rows, ASSUMPTIONS, view="location", boundary="inventory").lines["emissions_kg_co2e"].sum() == 1 + 2 + 16
    )
    assert uncertain_lines(rows, ASSUMPTIONS, view="market", boundary="extended").lines["emissions_kg_co2e"].sum() == 4
    with pytest.raises(ValueError, match="market or location"):
        uncertain_lines(rows, ASSUMPTIONS, view="both", boundary="core")


def test_an_amount_without_stated_uncertainty_gets_that_of_its_origin() -> None:
    rows = ledger(
        line("a", "f", 100, None, 10, origin="estimated"),
        line("b", "f", 100, None, 10, origin="stated"),
        line("c", "f", 0, None, None),
    )
    inputs = uncertain_lines(rows, ASSUMPTIONS, **MARKET)
    assert list(inputs.lines["amount_cv"]) == pytest.approx([0.20, 0, 0.025])
    assert list(inputs.unstated["entry_id"]) == ["b"]


def test_an_amount_of_unknown_origin_gets_the_uncertainty_for_that() -> None:
    told = Assumptions(pd.concat([PEDIGREE, PEDIGREE.head(1).assign(group="not_stated", uncertainty_95_pct=30.0)]))
    rows = ledger(line("a", "f", 100, None, origin=None), line("b", "f", 100, None))
    assert uncertain_lines(rows, told, **MARKET).lines["amount_cv"].tolist() == pytest.approx([0.15, 0.025])


def test_a_zero_amount_has_no_spread_and_a_negative_one_keeps_its_sign() -> None:
    rows = ledger(line("a", "f", 0, 30, 30), line("b", "g", -100, 30, 30))
    draws = simulate(rows, ASSUMPTIONS, **MARKET, draws=1000, seed=1, by=["entry_id"]).draws_kg
    assert (draws[:, 0] == 0).all()
    assert (draws[:, 1] < 0).all()


def two_years(shared: float, factor_of_second: str = "f") -> np.ndarray:
    """1 000 and 900 t, amount ±5 %, factor ±30 % where the half-width is 1.96 deviations."""
    wide = 2 / 1.96
    rows = ledger(
        line("a", "f", 1000, 5 * wide, 30 * wide, shared_between_years=shared),
        line("b", factor_of_second, 900, 5 * wide, 30 * wide, year=2026, shared_between_years=shared),
    )
    return simulate(rows, ASSUMPTIONS, **MARKET, draws=65_536, seed=5, by=["year"]).draws_kg


def test_a_cut_is_sure_when_the_factor_is_shared_and_unsure_when_it_is_not() -> None:
    assert probability_lower_normal(900, 5, 1000, 5) == pytest.approx(0.99821, abs=5e-6)
    # not shared: amount and factor multiply, so the deviations 0.05 / 1.96 and 0.30 / 1.96 combine with their product
    amount, factor = 0.05 / 1.96, 0.30 / 1.96
    product = 196 * (amount**2 + factor**2 + (amount * factor) ** 2) ** 0.5
    assert probability_lower_normal(900, product, 1000, product) == pytest.approx(0.68398, abs=5e-6)
    for draws, expected in ((two_years(1), 0.99821), (two_years(0), 0.68398), (two_years(1, "g"), 0.68398)):
        probability = probability_lower(draws[:, 1], draws[:, 0])
        # lognormal instead of normal: the exact share differs from the normal one by less than 0.009
        assert probability.share == pytest.approx(expected, abs=0.009 if expected < 0.9 else 4 * probability.standard_error)


def test_the_errors_of_two_years_correlate_as_far_as_the_table_says() -> None:
    rows = ledger(
        line("a", "f", 1, 0, 40, shared_between_years=0.6), line("b", "f", 1, 0, 40, year=2026, shared_between_years=0.6)
    )
    logs = np.log(simulate(rows, ASSUMPTIONS, **MARKET, draws=65_536, seed=5, by=["year"]).draws_kg)
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(0.6, abs=0.01)


def test_probability_counts_ties_half_and_wants_draws_that_belong_together() -> None:
    assert probability_lower(np.array([1.0, 2.0]), np.array([1.0, 2.0])).share == 0.5
    with pytest.raises(ValueError, match="as many"):
        probability_lower(np.array([1.0]), np.array([1.0, 2.0]))


def test_the_standard_error_shrinks_with_the_root_of_the_draws() -> None:
    few, many = (simulate(FOUR_SOURCES, ASSUMPTIONS, **MARKET, draws=count, seed=1).total.iloc[0] for count in (1000, 16_000))
    assert many["standard_error_kg"] == pytest.approx(few["standard_error_kg"] / 4, rel=0.1)
    assert many["low_error_kg"] < few["low_error_kg"]


def test_the_interval_of_known_draws_is_read_off() -> None:
    result = interval(np.arange(1.0, 1002.0).reshape(-1, 1)).iloc[0]
    assert (result["low_kg"], result["median_kg"], result["high_kg"]) == (26, 501, 976)


def test_the_shares_are_exact_and_sum_to_one() -> None:
    shares = one_at_a_time(FOUR_SOURCES, ASSUMPTIONS, **MARKET)
    assert shares["variance_share"].sum() == pytest.approx(1)
    by_input = shares.set_index(["kind", "input_id"])["variance_share"]
    # factor of procurement: (4 200 × 0.25)² of the sum of all squares
    amounts = np.square([2500 * 0.015, 700 * 0.01, 4200 * 0.05, 1300 * 0.10]).sum()
    factors = np.square([2500 * 0.05, 700 * 0.075, 4200 * 0.25, 1300 * 0.125]).sum()
    together = np.square([2500 * 0.015 * 0.05, 700 * 0.01 * 0.075, 4200 * 0.05 * 0.25, 1300 * 0.1 * 0.125]).sum()
    assert by_input["factor", "p"] == pytest.approx((4200 * 0.25) ** 2 / (amounts + factors + together))
    assert by_input["interaction", ""] == pytest.approx(together / (amounts + factors + together))
    assert shares.iloc[0]["input_id"] == "p"


def test_the_exact_variance_is_that_of_the_draws() -> None:
    rows = ledger(line("a", "f", 400, 80, 60), line("a", "g", 300, 80, 90), line("b", "f", 200, 50, 60))
    drawn = simulate(rows, ASSUMPTIONS, **MARKET, draws=200_000, seed=4).total_draws_kg
    shares = one_at_a_time(rows, ASSUMPTIONS, **MARKET).set_index(["kind", "input_id"])["variance_share"]
    assert (600 * 0.3) ** 2 / shares["factor", "f"] == pytest.approx(drawn.var(), rel=0.03)


def test_the_range_of_an_input_is_the_total_at_its_own_ends() -> None:
    table = one_at_a_time(ledger(line("a", "f", 100, 0, 100), line("b", "g", 900)), ASSUMPTIONS, **MARKET)
    assert len(table) == 1
    assert list(table.loc[0, ["low_kg", "high_kg"]]) == pytest.approx([900 + 100 * 0.35436, 900 + 100 * 2.25758], abs=1e-3)


def test_amounts_of_one_activity_are_one_input() -> None:
    rows = ledger(line("a", "f", 30, 20, activity_id="heat"), line("b", "f", 40, 20, activity_id="heat"))
    table = one_at_a_time(rows, ASSUMPTIONS, **MARKET)
    assert list(table["input_id"]) == ["heat"]
    assert table.loc[0, "uncertainty_95_pct"] == pytest.approx(20 * 50 / 70)  # root of 30² + 40² over 70


def test_what_to_measure_next_is_what_narrows_the_total_most() -> None:
    rows = ledger(
        line("rough", "f", 100, 40, 0), line("minor", "f", 10, 40, 0), line("good", "g", 100, 5, 30), line("none", "", None)
    )
    table = measure_next(rows, ASSUMPTIONS, **MARKET)
    assert list(table["input_id"]) == ["rough", "g", "minor"]
    first = table.iloc[0]
    assert first["then_half_width_kg"] < first["half_width_kg"]
    assert first["narrowing_kg"] == pytest.approx(first["half_width_kg"] - first["then_half_width_kg"])
    assert (first["uncertainty_95_pct"], first["attainable_pct"]) == (pytest.approx(40), 5)


def test_a_factor_is_compared_with_verified_factors_of_its_own_topic() -> None:
    topic = PEDIGREE.iloc[-1:].assign(group="spend", uncertainty_95_pct=25.0)
    rows = ledger(line("a", "spend_goods", 100, 0, 50), line("b", "heat", 100, 0, 50))
    table = measure_next(rows, Assumptions(pd.concat([PEDIGREE, topic])), **MARKET).set_index("input_id")
    assert table["attainable_pct"].to_dict() == {"heat": 10, "spend_goods": 25}


def test_nothing_is_said_about_kinds_that_the_pedigree_does_not_know() -> None:
    assert measure_next(ledger(line("a", "f", 100, 40, 50)), Assumptions(PEDIGREE.iloc[:0]), **MARKET).empty


def test_shares_of_several_years_are_refused() -> None:
    with pytest.raises(ValueError, match="one year"):
        one_at_a_time(ledger(line("a", "f", 1), line("b", "f", 1, year=2026)), ASSUMPTIONS, **MARKET)


def test_an_empty_ledger_gives_a_total_of_zero() -> None:
    empty = ledger(line("a", "f", 1)).iloc[:0]
    assert simulate(empty, ASSUMPTIONS, **MARKET, draws=10, seed=1).total["known_kg"].iloc[0] == 0
    assert one_at_a_time(empty, ASSUMPTIONS, **MARKET).empty


ACTIVITIES = pd.DataFrame(
    {"activity_id": ["heat", "refrigerants"], "name_fi": ["Kaukolämpö", "Kylmäaineet"], "name_sv": ["Fjärrvärme", "Köldmedier"]}
).assign(name_en=["District heat", "Refrigerants"])
EMISSION_FACTORS = pd.DataFrame(
    {"factor_id": ["f"], "name_fi": ["Verkon kerroin"], "name_sv": ["Nätets faktor"], "name_en": ["Network factor"]}
)
FI = Language("fi")


def partly_unknown() -> Simulation:
    rows = ledger(
        line("a", "f", 100_000, 0, 20, activity_id="heat"),
        line("r", "", None, activity_id="refrigerants"),
        line("s", "f", 5000, None, 20, origin="stated", activity_id="heat"),
    )
    return simulate(rows, ASSUMPTIONS, **MARKET, draws=2000, seed=1)


def test_the_sentences_name_the_total_the_unknown_and_what_is_counted_as_exact() -> None:
    result = partly_unknown()
    assert words.total_sentence(result, FI).startswith("Laskettu tulos on 105\u00a0t\u00a0CO₂e (markkinaperusteinen), ja 95 %:n")
    assert (
        words.unknown_sentence(result, ACTIVITIES, FI)
        == "Ei tiedossa, eivätkä mukana tuloksessa tai sen vaihteluvälissä: Kylmäaineet."
    )
    assert "5,0\u00a0t\u00a0CO₂e" in words.unstated_sentences(result, ACTIVITIES, FI)[0]
    assert words.draws_sentence(result, FI).startswith("2\u00a0000 arvontaa, siemenluku 1.")
    whole = simulate(FOUR_SOURCES, ASSUMPTIONS, **MARKET, draws=10, seed=1)
    assert words.unstated_sentences(whole, ACTIVITIES, FI) == []
    assert words.unknown_sentence(whole, ACTIVITIES, FI) == "Laskelmassa ei ole tuntemattomia rivejä."


def test_the_check_says_when_the_formula_is_only_a_guide() -> None:
    simulation = simulate(FOUR_SOURCES, ASSUMPTIONS, **MARKET, draws=2000, seed=1)
    for limit, ending in ((30, "käytä simuloinnin tulosta."), (60, "riittävän tarkkoja.")):
        approach = approach_1(FOUR_SOURCES, ASSUMPTIONS, **MARKET, limit_pct=limit)
        sentence = words.check_sentence(approach, simulation, FI)
        assert "±25\u00a0%" in sentence
        assert sentence.endswith(ending)


def test_inputs_get_the_names_of_their_amounts_and_factors() -> None:
    table = pd.DataFrame({"kind": ["factor", "amount", "amount", "interaction"], "input_id": ["f", "heat", "other", ""]})
    named = words.named_inputs(table, ACTIVITIES, EMISSION_FACTORS, FI)
    assert list(named["name"]) == [
        "Verkon kerroin (kerroin)",
        "Kaukolämpö (määrä)",
        "other (määrä)",
        "määrien ja kertoimien yhteisvaikutus",
    ]


def test_what_is_attainable_is_that_of_the_pedigree() -> None:
    rows = ledger(line("a", "f", 100_000, 40, 20, activity_id="heat"))
    assert list(measure_next(rows, ASSUMPTIONS, **MARKET)["attainable_pct"]) == [5, 10]


def test_a_probability_is_never_printed_as_certain() -> None:
    assert words.probability_words(Probability(1.0, 0.0, 100), FI) == "yli 99\u00a0%"
    assert words.probability_words(Probability(0.0, 0.0, 100), FI) == "alle 1\u00a0%"
    assert words.probability_words(Probability(0.684, 0.0, 100), FI) == "68\u00a0%"


def test_every_column_shown_is_in_its_table_and_every_heading_is_translated() -> None:
    rows = ledger(line("a", "f", 100, 40, 20, activity_id="heat"))
    tables = (
        (words.INTERVAL_HEADINGS, simulate(rows, ASSUMPTIONS, **MARKET, draws=10, seed=1).summary.assign(name="x")),
        (words.DRIVER_HEADINGS, one_at_a_time(rows, ASSUMPTIONS, **MARKET).assign(name="x")),
    )
    for headings, table in tables:
        assert set(headings) <= set(table)
        assert not [heading for heading in headings.values() if FI.sentence(heading) == heading]
