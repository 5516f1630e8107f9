"""The data-quality score: uncertainties of amount and factor, weighted by emissions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.quality_score import data_quality, line_scores


@dataclass(frozen=True)
class Basis:
    pedigree: pd.DataFrame


BASIS = Basis(
    pd.DataFrame({"kind": "activity", "group": ["measured", "default"], "uncertainty_95_pct": [3.0, 60.0]}),
)


def lines(*rows: dict[str, object]) -> pd.DataFrame:
    usual = {
        "category_id": "heat",
        "view": "both",
        "scope": "1",
        "boundaries": "core",
        "origin": "measured",
        "uncertainty_95_pct": None,
        "factor_id": "f",
        "factor_uncertainty_95_pct": 4.0,
        "emissions_kg_co2e": 100.0,
    }
    return pd.DataFrame([{**usual, **row} for row in rows])


def score(*rows: dict[str, object]) -> pd.DataFrame:
    return data_quality(lines(*rows), BASIS, view="market", boundary="inventory").set_index("category_id")


def test_uncertainties_of_amount_and_factor_are_combined():
    assert score({}).loc["heat", "score_pct"] == pytest.approx(5)  # √(3² + 4²)


def test_a_stated_uncertainty_comes_before_that_of_the_origin():
    assert score({"uncertainty_95_pct": 0.0}).loc["heat", "score_pct"] == pytest.approx(4)


def test_the_score_of_the_whole_is_weighted_by_emissions():
    sure = {"category_id": "heat", "uncertainty_95_pct": 0.0, "factor_uncertainty_95_pct": 10.0, "emissions_kg_co2e": 300.0}
    table = score(sure, {**sure, "category_id": "travel", "factor_uncertainty_95_pct": 50.0, "emissions_kg_co2e": 100.0})
    assert table["score_pct"].to_dict() == pytest.approx({"heat": 10, "travel": 50, "": 20})


def test_a_line_of_unknown_origin_has_the_uncertainty_for_that():
    pedigree = pd.concat(
        [BASIS.pedigree, pd.DataFrame({"kind": ["activity"], "group": ["not_stated"], "uncertainty_95_pct": [30.0]})]
    )
    assert line_scores(lines({"origin": None}, {}), Basis(pedigree)).tolist() == pytest.approx([916**0.5, 5])


def test_the_share_of_filled_emissions_is_said():
    assert score({}, {"origin": "default", "emissions_kg_co2e": 300.0}).loc["", "filled_share"] == pytest.approx(0.75)


def test_what_says_nothing_of_its_uncertainty_is_left_out_and_its_share_is_said():
    row = score({}, {"origin": None, "emissions_kg_co2e": 100.0}).loc[""]
    assert (row["score_pct"], row["unscored_share"]) == (pytest.approx(5), pytest.approx(0.5))


def test_stated_tonnes_have_the_uncertainty_of_their_amount():
    assert score({"factor_id": None, "factor_uncertainty_95_pct": None}).loc["heat", "score_pct"] == pytest.approx(3)


def test_unknown_emissions_weigh_nothing():
    assert score({}, {"emissions_kg_co2e": None, "factor_uncertainty_95_pct": 90.0}).loc["", "score_pct"] == pytest.approx(5)


@given(st.lists(st.tuples(st.floats(1, 1e6), st.floats(0, 100)), min_size=1, max_size=8))
def test_the_score_lies_between_the_best_and_the_worst_line(rows):
    table = score(*({"emissions_kg_co2e": kg, "uncertainty_95_pct": 0.0, "factor_uncertainty_95_pct": pct} for kg, pct in rows))
    assert min(pct for _, pct in rows) - 1e-9 <= table.loc["", "score_pct"] <= max(pct for _, pct in rows) + 1e-9
