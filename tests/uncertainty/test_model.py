"""Shapes, correlation groups, Sobol points and global warming potentials: each against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.basis.gwp import gas_shares
from hjj_lib.uncertainty import (
    Assumptions,
    Shape,
    approach_1,
    approach_1_trend,
    contributions,
    difference_interval,
    measure_next,
    one_at_a_time,
    per_hour,
    probability_below,
    rank_stability,
    simulate,
    trend_sources,
    trend_summary,
    uncertain_lines,
    unknown_inputs,
    variance_indices,
)
from hjj_lib.uncertainty.variances import VarianceModel
from tests.uncertainty.ledgers import ASSUMPTIONS, MARKET, PEDIGREE, ledger, line

DRAWS = 65_536


def assumptions(**parts: pd.DataFrame) -> Assumptions:
    return Assumptions(PEDIGREE, **parts)


def distributions(*rows: tuple[str, str, str, float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "pattern", "shape", "low", "high"])


def groups(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group_id", "pattern", "correlation", "shared_between_years"])


@pytest.mark.parametrize(
    "shape",
    [
        Shape(cv=0.5),
        Shape(cv=0.5, high=2),
        Shape(cv=0.3, low=0.5, high=1.5),
        Shape("normal", 0.3),
        Shape("normal", 0.6, low=0),
        Shape("triangular", low=0.2, high=1.8),
        Shape("triangular", low=0, high=4),
        Shape("triangular", low=1, high=3),
        Shape("uniform", low=0.5, high=1.5),
    ],
)
def test_a_shape_has_the_mean_and_variance_that_its_formula_says(shape: Shape) -> None:
    drawn = shape.multipliers(np.random.default_rng(1).standard_normal(1_000_000))
    assert drawn.mean() == pytest.approx(shape.mean, abs=0.003)
    assert drawn.var() == pytest.approx(shape.variance, rel=0.02)
    assert drawn.min() >= shape.low
    assert drawn.max() <= shape.high


@given(
    st.floats(0.01, 1.5),
    st.floats(0, 0.99),
    st.floats(1.01, 9),
    st.sampled_from(["lognormal", "normal", "triangular", "uniform"]),
)
def test_a_higher_number_never_gives_a_lower_multiplier(cv: float, low: float, high: float, kind: str) -> None:
    drawn = Shape(kind, cv, low, high).multipliers(np.linspace(-6, 6, 101))
    assert (np.diff(drawn) >= 0).all()
    assert drawn.min() >= low - 1e-9
    assert drawn.max() <= high + 1e-9


def test_a_triangle_and_a_range_have_their_textbook_ends() -> None:
    # Uniform from 0.5 to 1.5: 2.5 % of the width is 0.025. Triangle 0, 1, 2: P(below x) = x²/2 for x < 1, so x = √0.05.
    assert Shape("uniform", low=0.5, high=1.5).ends == pytest.approx((0.525, 1.475), abs=1e-5)
    assert Shape("triangular", low=0, high=2).ends == pytest.approx((np.sqrt(0.05), 2 - np.sqrt(0.05)), abs=1e-4)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "beta"}, "unknown shape"),
        ({"low": 1.2}, "outside"),
        ({"kind": "uniform", "low": 0.5}, "two ends"),
    ],
)
def test_a_shape_that_cannot_be_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Shape(**wrong)  # type: ignore[arg-type]


def test_the_table_gives_a_factor_its_shape_and_the_source_its_ends() -> None:
    told = assumptions(
        distributions=distributions(("factor", "cheese", "uniform", None, None), ("amount", "a", "normal", 0.0, None)),
        ranges=pd.DataFrame({"factor_id": ["cheese"], "valid_from": [2019], "low": [0.5], "high": [1.5]}),
    )
    lines = uncertain_lines(ledger(line("a", "cheese", 100, 10, 50, valid_from=2019)), told, **MARKET).lines.iloc[0]
    assert (lines["factor_shape"], lines["factor_low"], lines["factor_high"]) == ("uniform", 0.5, 1.5)
    assert (lines["amount_shape"], lines["amount_low"], lines["amount_high"]) == ("normal", 0.0, np.inf)
    drawn = simulate(ledger(line("b", "cheese", 100, 0, 50, valid_from=2019)), told, **MARKET, draws=4096, seed=1).total.iloc[0]
    # Every value of 50 to 150 is as likely: 95 % lie between 52.5 and 147.5.
    assert drawn["low_kg"] == pytest.approx(52.5, abs=1)
    assert drawn["high_kg"] == pytest.approx(147.5, abs=1)


def test_a_range_of_a_factor_without_a_row_in_the_table_changes_nothing() -> None:
    ranges = pd.DataFrame({"factor_id": ["f"], "valid_from": [2019], "low": [0.5], "high": [1.5]})
    lines = uncertain_lines(ledger(line("a", "f", 100, 0, 50, valid_from=2019)), assumptions(ranges=ranges), **MARKET).lines
    assert lines["factor_shape"].tolist() == ["lognormal"]
    assert lines["factor_high"].tolist() == [np.inf]


FIGARO = groups(("figaro", "spend_*", 0.5, 1.0))
TWO = ledger(line("a", "spend_a", 500, 0, 40), line("b", "spend_b", 500, 0, 40))


@pytest.mark.parametrize(("correlation", "half_width_pct"), [(0.0, 28.28), (0.5, 34.64), (1.0, 40.0)])
def test_errors_that_go_together_average_out_less(correlation: float, half_width_pct: float) -> None:
    # Two halves of ±40 %: 40·√((1 + r)/2), a little less as r is of the logarithms.
    told = assumptions(correlations=groups(("g", "spend_*", correlation, 1.0)))
    formula = approach_1(TWO, told, **MARKET, limit_pct=30).iloc[0]
    assert formula["half_width_pct"] == pytest.approx(half_width_pct, abs=0.15)
    drawn = simulate(TWO, told, **MARKET, draws=DRAWS, seed=1).total_draws_kg
    assert 100 * 2 * drawn.std() / 1000 == pytest.approx(formula["half_width_pct"], rel=0.02)


def test_only_factors_of_the_pattern_go_together() -> None:
    rows = ledger(line("a", "spend_a", 500, 0, 40), line("b", "heat_b", 500, 0, 40))
    formula = approach_1(rows, assumptions(correlations=FIGARO), **MARKET, limit_pct=30).iloc[0]
    assert formula["half_width_pct"] == pytest.approx(28.28, abs=0.01)


@pytest.mark.parametrize(("shared", "expected"), [(1.0, 0.5), (0.0, 0.0)])
def test_what_a_group_shares_it_shares_over_years_as_far_as_the_table_says(shared: float, expected: float) -> None:
    rows = ledger(line("a", "spend_a", 500, 0, 40), line("b", "spend_b", 500, 0, 40, year=2024))
    told = assumptions(correlations=groups(("g", "spend_*", 0.5, shared)))
    logs = np.log(simulate(rows, told, **MARKET, draws=DRAWS, seed=3, by=["year"]).draws_kg)
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(expected, abs=0.02)


ALL_KINDS = ledger(
    line("a", "spend_a", 300, 20, 40, category_id="one"),
    line("a/part", "heat_b", 200, 20, 30, category_id="two"),
    line("b", "spend_c", 100, 5, 60, category_id="one"),
    line("c", "cheese", 150, 10, 50, category_id="two", valid_from=2019),
)
TOLD = assumptions(
    correlations=FIGARO,
    distributions=distributions(("factor", "cheese", "triangular", 0.0, 4.0), ("amount", "b", "uniform", 0.8, 1.4)),
)


def test_the_exact_variance_is_that_of_the_draws_for_every_kind_of_error() -> None:
    drawn = simulate(ALL_KINDS, TOLD, **MARKET, draws=400_000, seed=2, by=["category_id"])
    by_draws = np.cov(drawn.draws_kg.T).sum(axis=1) / drawn.total_draws_kg.var()
    exact = contributions(ALL_KINDS, TOLD, **MARKET, by="category_id").set_index("category_id")["variance_share"]
    assert exact.loc[["one", "two"]].to_numpy() == pytest.approx(by_draws, abs=0.01)
    assert exact.sum() == pytest.approx(1)
    shares = one_at_a_time(ALL_KINDS, TOLD, **MARKET)
    assert shares["variance_share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("number", range(4))
def test_a_better_factor_changes_only_what_it_takes_part_in(number: int) -> None:
    """The quick update of the covariance is the whole one: the same lines with the better factor from the start."""
    lines = uncertain_lines(ALL_KINDS, TOLD, **MARKET).lines
    model = VarianceModel.of(lines, TOLD)
    factor = model.errors.table["factor_id"].iloc[number]
    better = {"factor_shape": "lognormal", "factor_cv": 0.1, "factor_low": -np.inf, "factor_high": np.inf}
    better |= {"factor_mean": 1.0, "factor_variance": 0.01}
    changed = lines.copy()
    changed.loc[changed["factor_id"] == factor, list(better)] = list(better.values())
    quick, whole = model.with_factor(number, 0.1), VarianceModel.of(changed, TOLD)
    assert quick.parts().total == pytest.approx(whole.parts().total)
    assert quick.parts().total < model.parts().total


def test_the_formula_says_how_many_inputs_are_not_lognormal() -> None:
    formula = approach_1(ALL_KINDS, TOLD, **MARKET, limit_pct=30).iloc[0]
    assert formula["other_shapes"] == 2
    assert not formula["applies"]


def test_sampled_shares_agree_with_the_exact_ones_for_a_product() -> None:
    # 1 000·A·F with cv 0.1 and 0.2: variances 0.01, 0.04 and 0.0004 of both together.
    exact = one_at_a_time(ledger(line("a", "f", 1000, 20, 40)), ASSUMPTIONS, **MARKET).set_index("kind")["variance_share"]
    inputs = {"amount": Shape(cv=0.1), "factor": Shape(cv=0.2)}
    sampled = variance_indices(lambda x: 1000 * x[0] * x[1], inputs, points=2**12, seed=1).set_index("input_id")
    for kind in inputs:
        assert sampled.loc[kind, "first_order"] == pytest.approx(exact[kind], abs=0.02)
        assert sampled.loc[kind, "total_order"] == pytest.approx(exact[kind] + exact["interaction"], abs=0.02)


def test_sampled_shares_of_the_ishigami_function_are_the_published_ones() -> None:
    # a = 7, b = 0.1: first order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.
    around = Shape("uniform", low=0, high=2)

    def ishigami(x: np.ndarray) -> np.ndarray:
        one, two, three = (x - 1) * np.pi
        return np.asarray(np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one))

    found = variance_indices(ishigami, dict.fromkeys("abc", around), points=2**12, seed=1)
    assert found["first_order"].to_numpy() == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert found["total_order"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert (found["total_low"] <= found["total_order"]).all()


def test_sobol_points_give_the_same_interval_with_a_smaller_error() -> None:
    rows = ledger(*(line(f"e{n}", f"f{n}", 100 + n, 0, 40) for n in range(10)))
    plain, sobol = (
        simulate(rows, ASSUMPTIONS, **MARKET, draws=16_384, seed=4, sampling=sampling).total.iloc[0]
        for sampling in ("random", "sobol")
    )
    assert sobol["mean_kg"] == pytest.approx(1045, rel=1e-4)
    assert sobol["standard_error_kg"] < plain["standard_error_kg"] / 10
    for end in ("low", "high"):
        apart = abs(plain[f"{end}_kg"] - sobol[f"{end}_kg"])
        assert apart < 5 * np.hypot(plain[f"{end}_error_kg"], sobol[f"{end}_error_kg"])


def test_the_error_that_sobol_points_state_is_the_one_they_make() -> None:
    rows = ledger(*(line(f"e{n}", f"f{n}", 100, 0, 40) for n in range(3)))
    runs = [simulate(rows, ASSUMPTIONS, **MARKET, draws=1024, seed=seed, sampling="sobol").total.iloc[0] for seed in range(40)]
    spread = np.std([run["high_kg"] for run in runs], ddof=1)
    assert spread == pytest.approx(np.mean([run["high_error_kg"] for run in runs]), rel=0.5)


@pytest.mark.parametrize("draws", [1000, 16])
def test_sobol_points_want_a_power_of_two(draws: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        simulate(TWO, ASSUMPTIONS, **MARKET, draws=draws, seed=1, sampling="sobol")


def test_there_are_two_ways_to_draw() -> None:
    with pytest.raises(ValueError, match="random or sobol"):
        simulate(TWO, ASSUMPTIONS, **MARKET, draws=16, seed=1, sampling="latin")


def test_global_warming_potentials_have_no_error_unless_asked() -> None:
    shares = pd.DataFrame({"factor_id": ["gas"], "valid_from": [2019], "gas": ["HFC-32"], "share": [1.0]})
    errors = pd.DataFrame({"gas": ["*"], "uncertainty_95_pct": [45.0]})
    rows = ledger(line("a", "gas", 1000, 0, 0, valid_from=2019))
    without = simulate(rows, ASSUMPTIONS, **MARKET, draws=DRAWS, seed=1).total_draws_kg
    told = assumptions(gas_shares=shares, gwp_errors=errors)
    drawn = simulate(rows, told, **MARKET, draws=DRAWS, seed=1).total_draws_kg
    assert without.std() == 0
    assert drawn.std() == pytest.approx(225, rel=0.02)
    assert approach_1(rows, told, **MARKET, limit_pct=50)["half_width_pct"].iloc[0] == pytest.approx(45)


def test_one_gas_errs_the_same_way_in_all_its_rows() -> None:
    shares = pd.DataFrame({"factor_id": ["cow", "waste"], "valid_from": 2019, "gas": "CH4", "share": [1.0, 0.5]})
    told = assumptions(gas_shares=shares, gwp_errors=pd.DataFrame({"gas": ["CH4"], "uncertainty_95_pct": [40.0]}))
    rows = ledger(line("a", "cow", 100, 0, 0, valid_from=2019), line("b", "waste", 200, 0, 0, valid_from=2019))
    # Both move by 100 kg · 20 %: 200 kg · 20 % = 40 in all.
    assert simulate(rows, told, **MARKET, draws=DRAWS, seed=1).total_draws_kg.std() == pytest.approx(40, rel=0.02)
    assert approach_1(rows, told, **MARKET, limit_pct=50)["half_width_kg"].iloc[0] == pytest.approx(80)


def test_the_shares_of_gases_come_from_the_factors_that_name_them() -> None:
    # One kilogram of methane is 28 kg CO2e in AR5: 5 g of it in 0.4 kg CO2e are 35 %.
    factors = pd.DataFrame(
        {
            "factor_id": ["split", "gas", "plain"],
            "valid_from": 2019,
            "kg_co2e_per_unit": [0.4, 1430.0, 1.0],
            "co2_fossil_kg": [0.26, None, None],
            "ch4_fossil_kg": [0.005, None, None],
            "ch4_biogenic_kg": None,
            "n2o_kg": None,
            "gas": [None, "HFC-134a", None],
        }
    )
    found = gas_shares(factors, "AR5", tables.empty(tables.Blend)).set_index("factor_id")
    assert found.loc["split", ["gas", "share"]].tolist() == ["CH4", pytest.approx(0.35)]
    assert found.loc["gas", "gas"] == "HFC-134a"
    assert set(found.index) == {"split", "gas"}


def test_the_published_table_of_a_trend_comes_out() -> None:
    # T-U1: half-widths of four sources, level 25.284668 %, trend −7.4468 % ± 7.980356 points.
    rows = [(3000, 2500, 3, 10), (900, 700, 2, 15), (4000, 4200, 10, 50), (1500, 1300, 20, 25)]
    names = ["base_kg", "kg", "amount_uncertainty_95_pct", "factor_uncertainty_95_pct"]
    table = approach_1_trend(pd.DataFrame(rows, columns=names))
    assert table["combined_pct"].to_numpy() == pytest.approx([10.440307, 15.132746, 50.990195, 32.015621])
    assert table["type_a"].to_numpy() == pytest.approx([0.029331, 0.014133, 0.052741, 0.009378], abs=1e-6)
    assert table["type_b"].to_numpy() == pytest.approx([0.265957, 0.074468, 0.446809, 0.138298], abs=1e-6)
    assert trend_summary(table).iloc[0].tolist() == pytest.approx([-7.446809, 25.284668, 7.980356])


def test_rows_of_one_factor_are_one_source_of_a_trend() -> None:
    # 2024: 100 and 300 kg of f, ±10 % each: √(10² + 30²)/400 = 7.9057 %. 2025: 200 kg of f and 50 of a new factor.
    before = ledger(line("a", "f", 100, 10, 40), line("b", "f", 300, 10, 40))
    now = ledger(line("a", "f", 200, 20, 30), line("c", "g", 50, 5, 0))
    found = trend_sources(*(uncertain_lines(rows, ASSUMPTIONS, **MARKET).lines for rows in (before, now)))
    assert found["factor_id"].tolist() == ["f", "g"]
    assert found["base_kg"].tolist() == [400, 0]
    assert found["kg"].tolist() == [200, 50]
    assert found["amount_uncertainty_95_pct"].tolist() == pytest.approx([20, 5])
    assert found["factor_uncertainty_95_pct"].tolist() == pytest.approx([40, 0])
    gone = trend_sources(*(uncertain_lines(rows, ASSUMPTIONS, **MARKET).lines for rows in (now, before))).set_index("factor_id")
    assert gone.loc["f", "amount_uncertainty_95_pct"] == pytest.approx(7.9057, abs=1e-4)
    assert gone.loc["g", "kg"] == 0


def test_a_trend_from_nothing_is_refused() -> None:
    row = {"base_kg": [0.0], "kg": [1.0], "amount_uncertainty_95_pct": [1.0], "factor_uncertainty_95_pct": [1.0]}
    with pytest.raises(ValueError, match="both years"):
        approach_1_trend(pd.DataFrame(row))


def test_the_interval_of_a_difference_is_not_the_difference_of_intervals() -> None:
    rows = ledger(line("a", "f", 1000, 0, 40), line("b", "f", 900, 0, 40, year=2024))
    draws = simulate(rows, ASSUMPTIONS, **MARKET, draws=4096, seed=1, by=["year"]).draws_kg
    found = difference_interval(draws[:, 0], draws[:, 1]).iloc[0]
    # The factor is the same in both, so the difference is always a tenth of the larger: 100 kg ± 40 %.
    assert found["mean_kg"] == pytest.approx(100, rel=0.02)
    assert found["low_kg"] > 60
    with pytest.raises(ValueError, match="as many"):
        difference_interval(draws[:, 0], draws[:1, 0])


def test_an_order_is_sure_where_things_are_far_apart() -> None:
    draws = np.array([[1.0, 5, 3], [2, 6, 1], [1, 7, 3], [2, 8, 3]])
    found = rank_stability(draws, pd.Series(["x", "y", "z"]))
    assert found["name"].tolist() == ["x", "z", "y"]
    # z is below x in one of four draws; y is always the highest.
    assert found["same_rank"].tolist() == [0.75, 0.75, 1.0]
    assert found["below_next"].tolist()[:2] == [0.75, 1.0]
    assert found["low_rank"].tolist() == [1, 1, 3]
    assert found["high_rank"].tolist() == [2, 2, 3]
    assert rank_stability(np.empty((4, 0)), pd.Series([], dtype=object)).empty


def test_a_target_is_met_at_the_limit_too() -> None:
    assert probability_below(np.array([1.0, 2.0, 3.0, 4.0]), 3.0).share == 0.75


def test_what_is_unknown_widens_the_interval_by_its_own_range() -> None:
    # A range of 120 kg has the deviation 120/√12 = 34.64, so ±69.28; with ±80 of the rest it is ±105.83.
    found = unknown_inputs(80, pd.DataFrame({"input_id": ["gas", "x"], "low_kg": [0, np.nan], "high_kg": [120, np.nan]}))
    assert found["half_width_kg"].iloc[0] == pytest.approx(105.83, abs=0.01)
    assert found["narrowing_kg"].iloc[0] == pytest.approx(25.83, abs=0.01)
    assert np.isnan(found["narrowing_kg"].iloc[1])


def test_what_narrows_most_per_hour_comes_first() -> None:
    rows = ledger(line("heat", "f", 1000, 40, 0), line("food", "g", 600, 40, 0))
    gains = measure_next(rows, ASSUMPTIONS, **MARKET)
    effort = pd.DataFrame({"kind": ["amount"], "pattern": ["*"], "hours": [10.0]})
    cheap = pd.concat([pd.DataFrame({"kind": ["amount"], "pattern": ["food"], "hours": [1.0]}), effort])
    assert per_hour(gains, effort)["input_id"].tolist() == ["heat", "food"]
    found = per_hour(gains, cheap)
    assert found["input_id"].tolist() == ["food", "heat"]
    assert found["narrowing_kg_per_hour"].iloc[0] == pytest.approx(found["narrowing_kg"].iloc[0])
    assert per_hour(gains, effort.iloc[:0])["narrowing_kg_per_hour"].isna().all()


def test_the_basis_says_shapes_groups_and_hours() -> None:
    basis = load_basis()
    told = Assumptions.of(basis)
    assert told.gas_shares.empty
    assert len(Assumptions.of(basis, gwp_errors=True).gas_shares)
    assert set(told.distributions["kind"]) <= {"factor", "amount"}
    uniform = told.distributions[told.distributions["shape"].isin(["uniform", "triangular"]) & told.distributions["low"].isna()]
    assert set(uniform["pattern"]) <= set(told.ranges["factor_id"])
    for kind in ("amount", "factor", "unknown"):
        assert "*" in set(basis.effort.loc[basis.effort["kind"] == kind, "pattern"])


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_holds_the_truth_as_often_as_it_says(seed: int) -> None:
    """Coverage: truths are drawn from known errors, the calculation sees only the stated values."""
    told = [(100, 10, 20), (300, 5, 10), (50, 30, 60), (200, 0, 40)]
    rows = ledger(*(line(f"e{n}", f"f{n}", kg, amount, factor) for n, (kg, amount, factor) in enumerate(told)))
    ours = simulate(rows, ASSUMPTIONS, **MARKET, draws=16_384, seed=seed).total.iloc[0]
    generator = np.random.default_rng([99, seed])
    truths = np.zeros(20_000)
    for kg, amount, factor in told:
        one = kg * np.ones_like(truths)
        for half_width in (amount, factor):
            sigma = np.sqrt(np.log1p((half_width / 200) ** 2))
            one *= generator.lognormal(-(sigma**2) / 2, sigma, len(truths))
        truths += one
    inside = ((truths >= ours["low_kg"]) & (truths <= ours["high_kg"])).mean()
    assert inside == pytest.approx(0.95, abs=0.01)
