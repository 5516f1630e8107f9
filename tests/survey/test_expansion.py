"""A survey is expanded by strata, with the interval that sampling theory gives; small groups stand for nobody."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.survey import FRACTION, LESS_ONE, expand, merged_sites, sample_size, stratified_total, weights
from hjj_lib.survey.expansion import Group
from hjj_lib.survey.sample_size import exact_sample_size

#: 800 staff, 160 answers, mean 1.20 t, standard deviation 0.90.
STAFF = [Group(800, 160, 1.20, 0.90)]
ANSWERS = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1e5)), min_size=2, max_size=40)


@pytest.mark.parametrize(("correction", "half_width"), [(FRACTION, 99.79), (LESS_ONE, 99.85)])
def test_a_published_shape_of_survey_gives_its_interval(correction, half_width):
    found = stratified_total(STAFF, correction)
    assert found.total == pytest.approx(960)
    assert round(found.half_width, 2) == half_width


def test_the_interval_without_finite_correction_is_wider():
    # 1.96 × 800 × 0.90 / √160
    many = [Group(800 * 1000 * 1000, 160, 1.20, 0.90)]
    assert round(stratified_total(many).half_width / 1000 / 1000, 2) == 111.56


def test_everybody_answered_so_nothing_is_uncertain():
    assert stratified_total([Group(3, 3, 2.0, 1.0)]).half_width == 0


def test_another_word_for_the_correction_is_refused():
    with pytest.raises(ValueError, match="correction must be"):
        stratified_total(STAFF, "none")


@pytest.mark.parametrize(
    ("people", "exact", "needed"),
    [(50, 44.34, 45), (100, 79.51, 80), (250, 151.68, 152), (500, 217.49, 218), (1000, 277.74, 278), (5000, 356.82, 357)],
)
def test_how_many_must_answer_is_rounded_up(people, exact, needed):
    assert round(exact_sample_size(people), 2) == exact
    assert sample_size(people) == needed


def test_an_endless_population_needs_384():
    assert round(exact_sample_size(math.inf), 2) == 384.16


def test_two_strata_are_expanded_each_by_its_own_weight():
    # north: 10 people × mean 2; south: 100 people × mean 5
    values = pd.Series([1.0, 3.0, 4.0, 6.0])
    strata = pd.Series(["north", "north", "south", "south"])
    assert expand(values, strata, {"north": 10, "south": 100}).total == 520


def test_no_percentage_of_nothing():
    assert expand(pd.Series([0.0, 0.0]), pd.Series(["a", "a"]), {"a": 10}).half_width_pct is None


@given(ANSWERS)
def test_weights_sum_to_the_people(answers):
    strata = pd.Series([stratum for stratum, _ in answers])
    people = {stratum: 7.5 * (place + 1) for place, stratum in enumerate("abc")}
    assert weights(strata, people).sum() == pytest.approx(sum(people[stratum] for stratum in set(strata)))


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_answers_makes_no_difference(answers, random):
    mixed = random.sample(answers, len(answers))
    found = []
    for rows in (answers, mixed):
        values, strata = pd.Series([value for _, value in rows]), pd.Series([stratum for stratum, _ in rows])
        found.append(expand(values, strata, {"a": 50, "b": 60, "c": 70}))
    assert found[0].total == pytest.approx(found[1].total)
    assert found[0].half_width == pytest.approx(found[1].half_width, abs=1e-6)


@given(ANSWERS)
def test_weights_give_the_same_total_as_means(answers):
    values, strata = pd.Series([value for _, value in answers]), pd.Series([stratum for stratum, _ in answers])
    people = {"a": 50.0, "b": 60.0, "c": 70.0}
    assert (weights(strata, people) * values).sum() == pytest.approx(expand(values, strata, people).total)


def test_small_sites_are_one_group():
    assert merged_sites({"a": 20, "b": 3, "c": 2}, 5) == (("a",), ("b", "c"))


def test_a_small_group_takes_in_the_smallest_other_site():
    assert merged_sites({"a": 20, "b": 6, "c": 2}, 5) == (("a",), ("b", "c"))


def test_a_site_without_answers_is_counted_with_others():
    assert merged_sites({"a": 20, "b": 0}, 5) == (("a", "b"),)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1))
def test_every_site_is_in_one_group_and_no_group_is_small_unless_all_are(answers):
    groups = merged_sites(answers, 5)
    assert sorted(site for group in groups for site in group) == sorted(answers)
    sizes = [sum(answers[site] for site in group) for group in groups]
    assert min(sizes) >= 5 or len(groups) == 1
