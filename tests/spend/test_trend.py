"""Two readings of the same years: what prices do to each can be followed in the head."""

from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjj_lib.basis import load_basis
from hjj_lib.spend import readings


@cache
def once():
    return load_basis()


@pytest.fixture(scope="module")
def published():
    return once()


def year(table, number):
    return table.set_index("year").loc[number]


def euros(*rows):
    return pd.DataFrame(rows, columns=["year", "activity_id", "amount_eur"])


def both(rows, basis, fixed_year=2023):
    return readings(euros(*rows), basis, fixed_year=fixed_year, index_id="basic_municipal_services")


def test_euros_times_the_factor_of_the_year(published):
    # furniture and other (C31_32) of 2021 and 2023 as the table holds them
    factors = published.emission_factors.set_index(["factor_id", "valid_from"])["kg_co2e_per_unit"]
    table = both([(2021, "spend_furniture", 1000.0), (2023, "spend_furniture", 1000.0)], published)
    assert year(table, 2021)["factor_of_each_year_kg"] == pytest.approx(1000 * factors["spend_c31_32", 2021])
    assert year(table, 2023)["factor_of_each_year_kg"] == pytest.approx(1000 * factors["spend_c31_32", 2023])


def test_the_fixed_reading_brings_euros_to_the_prices_of_its_year(published):
    # the index is 114 in 2023 and 120.7 in 2025: 1 207 euros of 2025 bought what 1 140 did in 2023
    table = both([(2025, "spend_furniture", 1207.0)], published)
    assert year(table, 2025)["deflated_eur"] == pytest.approx(1140)


def test_inflation_alone_is_no_growth_in_either_reading(published):
    table = both([(2023, "spend_furniture", 1140.0), (2025, "spend_furniture", 1207.0)], published)
    for reading in ("factor_of_each_year_kg", "fixed_factor_year_kg"):
        assert year(table, 2025)[reading] == pytest.approx(year(table, 2023)[reading], rel=1e-3)


def test_where_the_index_of_a_year_is_not_known_the_fixed_reading_is_unknown(published):
    table = both([(2021, "spend_furniture", 1000.0)], published)
    assert table["fixed_factor_year_kg"].isna().tolist() == [True]
    assert table["factor_of_each_year_kg"].notna().tolist() == [True]


def test_an_amount_that_is_not_known_is_counted_as_unknown(published):
    table = both([(2023, "spend_furniture", 100.0), (2023, "spend_books", None)], published)
    assert table["unknown_count"].tolist() == [1]


@settings(max_examples=20, deadline=None)
@given(st.floats(1, 1e7))
def test_twice_the_euros_twice_the_emissions_in_both_readings(amount):
    basis = once()
    one, two = (both([(2024, "spend_books", amount * times)], basis) for times in (1, 2))
    for reading in ("factor_of_each_year_kg", "fixed_factor_year_kg"):
        assert two[reading].iloc[0] == pytest.approx(2 * one[reading].iloc[0])
