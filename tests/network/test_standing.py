"""Standing among peers: ranges of ranks from shared draws, means that hide their members, and refusals instead of ranks."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peers_of import HEAT, comparison, group_of, heat_kg, provider, six, small_basis

from hjj_lib.network.comparison import compared
from hjj_lib.network.peers import PeerGroup
from hjj_lib.network.standing import against_named, funnel_deviation, funnel_limits, middle_members, standing, strip


def _row(table: pd.DataFrame, key: tuple[str, ...]) -> pd.Series:
    return table[(table[["quantity_id", "category_id", "per", "factors"]] == list(key)).all(axis=1)].iloc[0]


def test_without_errors_the_range_is_one_rank():
    row = _row(standing(comparison(six(100.0, 200.0, 300.0, 400.0, 500.0, 600.0), "c")), HEAT)
    assert (row["low_rank"], row["high_rank"], row["probability"]) == (3, 3, 1.0)
    assert row["ranked_count"] == 6
    assert row["low_percentile"] == row["high_percentile"] == 0.6  # three of five have a higher figure
    assert row["middle"] == 36.0  # (10 + 20 + 40 + 50 + 60) / 5
    assert row["below_middle"] == 1.0


def test_the_probability_of_being_lower_is_that_of_two_lognormals():
    # amounts of 300 and 330, each ± 20 %: the logarithms have the same deviation, so their means differ by ln 1.1
    those = six(300.0, 330.0, 900.0, 900.0, 900.0, 900.0, heat={"amount_spread_95_pct": 20.0}, consent="named")
    named = against_named(comparison(those, "a", draws=20_000), HEAT)
    sigma = np.sqrt(np.log1p(0.1**2))
    expected = NormalDist().cdf(np.log(1.1) / (sigma * np.sqrt(2)))
    lower = named.set_index("institution_id")["provider_lower"]["b"]
    assert lower == pytest.approx(expected, abs=0.012)


def test_an_error_that_all_share_moves_nobody():
    those = six(300.0, 330.0, 340.0, 350.0, 360.0, 370.0, heat={"factor_spread_95_pct": 60.0}, consent="named")
    mine = comparison(those, "b", draws=500)
    named = against_named(mine, heat_kg("own")).set_index("institution_id")
    assert named["low"]["a"] < named["low"]["c"] < named["high"]["a"]  # the intervals overlap widely
    assert named["provider_lower"].to_dict() == {"a": 0.0, "c": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    assert _row(standing(mine), heat_kg("own"))["high_rank"] == 2


def test_the_own_heat_plant_ranks_with_own_factors_only():
    north = provider("a", 1000.0, per_kwh=0.05, heat={"factor_id": "heat_north", "factor_level": "network"})
    others = [provider(name, 900.0, heat={"factor_spread_95_pct": 25.0}) for name in "bcdef"]  # as the basis has it
    table = standing(comparison([north, *others], "a"))
    assert _row(table, heat_kg("own"))["high_rank"] == 1
    assert _row(table, heat_kg("national"))["low_rank"] == 6


def test_who_may_not_be_compared_is_refused_with_the_reason():
    partial = provider("a", 300.0, categories={"heat": {"market_kg": 45.0, "coverage": "partial"}})
    mine = comparison([partial, *six(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)[1:]], "a")
    row = _row(standing(mine), HEAT)
    assert row["reasons"] == "partial"
    assert row[["low_rank", "high_rank", "low_percentile", "middle"]].isna().all()
    assert strip(mine, HEAT).empty
    assert against_named(mine, HEAT).empty
    assert np.isnan(funnel_deviation(mine, HEAT))


def test_four_others_that_may_be_ranked_are_too_few():
    odd = provider("f", 300.0, categories={"heat": {"market_kg": 45.0, "method": "stated"}})
    table = standing(comparison([*six(1.0, 2.0, 3.0, 4.0, 5.0), odd], "a"))
    assert _row(table, HEAT)["reasons"] == "few_comparable"
    assert pd.isna(_row(table, HEAT)["low_rank"])


def test_without_a_group_there_is_nothing():
    none = PeerGroup("a", 2024, (), (), (), 3, {}, 5)
    asked = {"boundary": "core", "view": "market", "draws": 10, "seed": 1}
    assert standing(compared(six(1.0, 2.0, 3.0, 4.0), none, small_basis(), **asked)).empty


def test_the_group_leaves_out_other_providers():
    those = six(100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 1.0)
    group = group_of(those[:6], "c")
    mine = compared(those, group, small_basis(), boundary="core", view="market", draws=10, seed=1)
    assert _row(standing(mine), HEAT)["low_rank"] == 3


def test_only_those_who_agreed_are_shown_by_name_and_nobody_else_one_by_one():
    those = [*six(100.0, 200.0, 300.0, 400.0, 500.0, 600.0), provider("z", 700.0, consent="named")]
    rows = strip(comparison(those, "c"), HEAT)
    assert rows[["kind", "institution_id", "value"]].to_numpy().tolist() == [
        ["own", "c", 30.0],
        ["named", "z", 70.0],
        # of six others, all six, as five could not leave as many on either side: with z there are five without a name
        ["middle", "", pytest.approx(250 / 6)],
    ]


def test_a_mean_from_which_named_figures_could_be_taken_away_is_not_shown():
    those = [*six(100.0, 200.0, 300.0, 400.0, 500.0), provider("z", 700.0, consent="named")]
    mine = comparison(those, "c")
    assert strip(mine, HEAT)["kind"].tolist() == ["own", "named"]
    assert np.isnan(_row(standing(mine), HEAT)["middle"])


def test_with_ten_others_the_means_of_the_ends_have_nobody_in_common():
    rows = strip(comparison(six(*(100.0 * number for number in range(1, 12))), "k"), HEAT)
    means = rows[rows["kind"].isin(["lowest", "middle", "highest"])].set_index("kind")["value"]
    assert means.to_dict() == {"middle": 55.0, "lowest": 30.0, "highest": 80.0}


@given(
    values=st.lists(st.integers(0, 20), min_size=1, max_size=25),
    names=st.sets(st.integers(0, 24)),
    count=st.integers(2, 6),
)
def test_a_middle_lies_around_the_median_and_hides_those_without_a_name(values, names, count):
    table = pd.Series([float(value) for value in values], index=[f"p{number:02}" for number in range(len(values))])
    named = [f"p{number:02}" for number in names]
    members = middle_members(table, count, named)
    if not len(members):
        unnamed = len(set(table.index) - set(named))
        assert len(values) < count or 0 < unnamed < count
        return
    unnamed = len(set(members) - set(named))
    assert len(members) >= count
    assert unnamed == 0 or unnamed >= count
    assert table[members].min() <= table.median() <= table[members].max()
    assert list(middle_members(table.sample(frac=1, random_state=1), count, named)) == list(members)


@settings(max_examples=3, deadline=None)
@given(kwh=st.lists(st.integers(1, 1000), min_size=6, max_size=8), times=st.integers(2, 50), turn=st.integers(0, 7))
def test_a_rank_depends_neither_on_how_large_a_provider_is_nor_on_the_order_of_the_members(kwh, times, turn):
    those = six(*map(float, kwh), heat={"amount_spread_95_pct": 30.0})
    larger = provider("b", float(kwh[1] * times), size=10.0 * times, area=10.0 * times, heat={"amount_spread_95_pct": 30.0})
    changed = [those[0], larger, *those[2:]]
    changed = changed[turn % len(changed) :] + changed[: turn % len(changed)]
    columns = ["low_rank", "high_rank", "ranked_count", "reasons"]
    tables = [standing(comparison(group, "b", draws=50))[columns] for group in (those, changed)]
    pd.testing.assert_frame_equal(*tables)


def test_the_funnel_narrows_with_the_root_of_the_size():
    low, high = funnel_limits(10.0, 20.0, np.array([100.0, 400.0, 1.0]))
    assert high.tolist() == pytest.approx([13.92, 11.96, 49.2])  # 10 + 1.96 × 20 / 10 …
    assert low.tolist() == pytest.approx([6.08, 8.04, 0.0])


def test_the_deviation_of_the_funnel_is_that_of_the_others():
    # of a: 20, 30, 40, 50, 60 on 10 m2 each; middle 40; (400 + 100 + 0 + 100 + 400) / 5 × 10 = 2000
    mine = comparison(six(100.0, 200.0, 300.0, 400.0, 500.0, 600.0), "a")
    assert funnel_deviation(mine, HEAT) == pytest.approx(np.sqrt(2000))
