"""The fictional country: the same for the same seed, plausible, whole through mergers and splits, honest about mistakes."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
import pandas as pd
import pandas.testing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjj_lib.country import Country, CountryOfYear, last_years, make_country
from hjj_lib.country.assumptions import read_assumptions
from hjj_lib.country.changes import Change, draw_changes, reporting, successions_of
from hjj_lib.country.errors import plant
from hjj_lib.country.figures import reported
from hjj_lib.problems import DataError
from hjj_lib.trends.successions import check_successions, weights

KEYS = ["institution_id", "year", "site_id", "figure", "name"]
YEARS = (2021, 2022, 2023, 2024, 2025)
EVERYBODY = 140


@pytest.fixture(scope="module")
def whole() -> Country:
    return make_country(EVERYBODY, YEARS)


def _of(one: CountryOfYear, name: str, *, table: str = "right") -> pd.Series:
    """A figure of each provider, summed over its sites."""
    rows = getattr(one, table)
    return rows[rows["name"] == name].groupby("institution_id")["value"].sum()


def test_the_same_seed_gives_the_same_country_and_another_seed_another():
    one, again, other = make_country(6, [2024]), make_country(6, [2024]), make_country(6, [2024], seed=2)
    for name in ("providers", "sites", "right", "stated", "truth"):
        pandas.testing.assert_frame_equal(getattr(one.years[0], name), getattr(again.years[0], name))
    assert not one.years[0].right["value"].equals(other.years[0].right["value"])


def test_a_year_is_the_same_however_many_years_are_asked_for(whole):
    alone = make_country(EVERYBODY, [2025]).years[0]
    pandas.testing.assert_frame_equal(alone.stated, whole.years[-1].stated)
    pandas.testing.assert_frame_equal(alone.truth, whole.years[-1].truth)


def test_every_name_says_in_its_language_that_it_is_fictional(whole):
    providers = whole.years[-1].providers
    assert len(providers) == EVERYBODY
    assert providers["institution_id"].str.match(r"^fictional_[0-9]{3}$").all()
    for column, word in {"name_fi": "fiktiivinen", "name_sv": "fiktivt", "name_en": "fictional"}.items():
        assert providers[column].str.contains(word).all()


def test_sizes_lie_where_those_of_the_sector_lie(whole):
    sizes = whole.years[-1].providers["student_years"]
    assert sizes.between(20, 11500).all()
    assert 400 < sizes.median() < 1000
    assert 100_000 < sizes.sum() < 280_000
    owners = whole.years[-1].providers["owner_type"].value_counts()
    assert set(owners.index) == {"joint_authority", "municipality", "company", "foundation", "state"}
    assert owners["company"] + owners["foundation"] > owners["joint_authority"] > owners["municipality"]


def test_use_per_square_metre_and_student_year_is_plausible_for_most(whole):
    one = whole.years[2]
    area, size = _of(one, "floor_area_m2"), _of(one, "student_years")
    power = _of(one, "electricity").add(_of(one, "electricity_certified"), fill_value=0) * 1000 / area
    assert power.between(30, 140).mean() > 0.9
    heated = _of(one, "district_heat") * 1000 / area
    assert 120 < heated.median() < 180
    assert (area / size).between(5, 60).mean() > 0.95
    meals = _of(one, "meals_mixed").add(_of(one, "meals_vegetarian"), fill_value=0) / size
    assert meals.between(60, 210).all()


def test_the_covid_year_has_little_travel_and_few_meals_and_prices_rise_after_it(whole):
    by_year = {one.year: one.right.groupby("name")["value"].sum() for one in whole.years}
    assert by_year[2021]["car_km"] < 0.6 * by_year[2023]["car_km"]
    assert by_year[2021]["meals"] < 0.85 * by_year[2023]["meals"]
    spend = {year: sums[sums.index.str.startswith("spend_")].sum() for year, sums in by_year.items()}
    assert spend[2023] / spend[2021] == pytest.approx(1.2, abs=0.1)


def test_what_is_stated_differs_from_what_is_right_exactly_where_the_truth_says_so(whole):
    for one in whole.years:
        both = one.right.merge(one.stated, on=KEYS, suffixes=("_right", "_stated"), validate="one_to_one")
        assert len(both) == len(one.right) == len(one.stated)
        differ = both[~both["value_right"].eq(both["value_stated"])]
        told = differ.merge(one.truth, on=KEYS, how="outer", validate="one_to_one")
        assert len(told) == len(differ) == len(one.truth) > 0
        assert told["value_right"].tolist() == told["right"].tolist()
        np.testing.assert_array_equal(told["value_stated"], told["stated"])


def test_mistakes_are_as_frequent_as_assumed_and_habits_stay(whole):
    rules = read_assumptions().errors
    assert set(whole.truth["error_id"]) == set(rules["error_id"])
    per_year = whole.truth.groupby(["error_id", "year"])["institution_id"].agg(set)
    for rule in rules[~rules["each_year"]].to_dict("records"):
        assert len(per_year[rule["error_id"], 2025]) / EVERYBODY <= rule["probability"] + 0.1
    assert 0.5 < len(per_year["refrigerants_not_known", 2025]) / EVERYBODY < 0.7
    assert per_year["heads_as_student_years", 2024] == per_year["heads_as_student_years", 2025]


def test_no_provider_of_earlier_is_lost_and_none_counts_twice(whole):
    assert check_successions(whole.successions) == ()
    assert [len(one.providers) for one in whole.years] == [141, 141, 140, 140, 140]
    today = whole.years[-1].providers["institution_id"]
    for one in whole.years:
        sizes = _of(one, "student_years")
        parts = [weights(whole.successions, name, one.year) for name in today]
        held = sum(float((part * sizes.reindex(part.index).fillna(0.0)).sum()) for part in parts)
        assert held == pytest.approx(sizes.sum(), rel=1e-9)


def test_a_merged_provider_states_the_sums_of_its_parts_and_keeps_their_sites():
    rows = [("a", "", "student_years", 100.0), ("b", "", "student_years", 20.0), ("b", "b_1", "electricity", 7.0)]
    figures = pd.DataFrame(rows, columns=["institution_id", "site_id", "name", "value"]).assign(year=2023, figure="amount")
    merger = Change("b", "b", "a", datetime.date(2023, 1, 1))
    assert reporting(["a", "b"], (merger,), 2022) == {"a": "a", "b": "b"}
    merged = reported(figures, reporting(["a", "b"], (merger,), 2023))
    found = merged.set_index(["institution_id", "site_id", "name"])["value"]
    assert found.to_dict() == {("a", "", "student_years"): 120.0, ("a", "b_1", "electricity"): 7.0}


def test_a_split_goes_by_the_student_years_of_the_year_before():
    split = Change("b", "a", "b", datetime.date(2024, 1, 1))
    rows = successions_of((split,), pd.Series({"a": 75.0, "b": 25.0}))
    assert rows[["from_id", "to_id", "share"]].to_numpy().tolist() == [["a", "a", 0.75], ["a", "b", 0.25]]
    assert reporting(["a", "b"], (split,), 2023) == {"a": "a", "b": "a"}
    assert reporting(["a", "b"], (split,), 2024) == {"a": "a", "b": "b"}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(4, 30))
def test_no_provider_takes_part_in_two_changes(seed, count):
    names = [f"p{number}" for number in range(count + 2)]
    changes = draw_changes(names, 2, seed, read_assumptions())
    involved = [name for one in changes for name in {one.part, one.before, one.after}]
    assert len(changes) == 3
    assert len(involved) == len(set(involved)) == 6


@pytest.mark.parametrize(
    ("error_id", "right", "stated"),
    [
        ("kwh_as_mwh", 3.0, 3000.0),
        ("gwh_as_mwh", 3.0, 0.003),
        ("heads_as_student_years", 10.0, 18.0),
        ("rented_area_left_out", 500.0, 300.0),
        ("energy_bills_in_purchases", 1000.0, 1000.0 + 2 * 90 + 3 * 110),
    ],
)
def test_each_mistake_does_what_its_name_says(error_id, right, stated):
    rows = [
        ("campus", "amount", "district_heat", 2.0),
        ("campus", "amount", "electricity", 3.0),
        ("", "amount", "spend_building_maintenance", 1000.0),
        ("", "denominator", "student_years", 10.0),
        ("", "denominator", "student_heads", 18.0),
        ("", "denominator", "floor_area_m2", 500.0),
    ]
    figures = pd.DataFrame(rows, columns=["site_id", "figure", "name", "value"]).assign(institution_id="a", year=2025)
    areas = {"owned": 300.0, "leased_controlled": 200.0}
    sites = pd.DataFrame({"institution_id": "a", "tenure": list(areas), "floor_area_m2": list(areas.values())})
    given_here = read_assumptions()
    rules = given_here.errors.query("error_id == @error_id").assign(probability=1.0)
    planted = plant(figures, sites, ["a"], 1, dataclasses.replace(given_here, errors=rules))
    assert planted.truth[["right", "stated"]].to_numpy().tolist() == [[right, stated]]
    assert (planted.stated["value"] != figures["value"]).sum() == 1


def test_years_that_the_country_does_not_have_are_refused():
    assert last_years(2) == [2024, 2025]
    assert last_years(0) == list(YEARS)
    with pytest.raises(DataError):
        last_years(6)
