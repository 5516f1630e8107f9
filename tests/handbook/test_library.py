"""What stands on which shelf of the basis."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tables_of import SMALL_BASIS

from hjj_lib.basis import Basis, load_basis
from hjj_lib.handbook import coverage
from hjj_lib.handbook.library import alternatives, by_place, can_be_recomputed, is_share_alike, serving, weak


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis(SMALL_BASIS)


@pytest.fixture(scope="module")
def rows(basis: Basis) -> pd.DataFrame:
    return coverage(basis)


def test_every_factor_stands_on_one_shelf(basis, rows):
    shelves = [serving(basis, rows), alternatives(basis, rows), by_place(basis)]
    sets = [set(shelf["factor_id"]) for shelf in shelves]
    assert sets[0] == {"heat_fi", "residual", "average", "diesel", "diesel_upstream", "diesel_biogenic", "r410a", "car"}
    assert sets[2] == {"heat_north", "heat_south"}
    assert set.union(*sets) == set(basis.emission_factors["factor_id"])
    assert sum(map(len, sets)) == len(set.union(*sets))


def test_a_later_choice_that_serves_nothing_is_an_alternative_and_names_its_role(basis):
    later = basis.factor_choices.query("factor_role == 'car'").assign(rank=2, factor_id="spare")
    spare = basis.emission_factors.query("factor_id == 'car'").assign(factor_id="spare")
    unasked = spare.assign(factor_id="unasked")
    more = replace(
        basis,
        factor_choices=pd.concat([basis.factor_choices, later], ignore_index=True),
        emission_factors=pd.concat([basis.emission_factors, spare, unasked], ignore_index=True),
    )
    found = alternatives(more, coverage(more)).set_index("factor_id")["chosen_for"]
    assert found["spare"] == "car"
    assert pd.isna(found["unasked"])


def test_a_place_has_a_row_for_each_year_that_its_choice_serves(basis):
    found = by_place(basis)
    north = found[found["place"] == "network:north"]
    # chosen for 2020–2024, known from 2022: 2023 and 2024 take the value of 2022
    assert north[["year", "valid_from"]].to_numpy().tolist() == [[2022, 2022], [2023, 2022], [2024, 2022]]
    south = found[found["place"] == "region:south"]
    assert list(south["year"]) == [2023, 2024, 2025]
    assert set(south["uncertainty_95_pct"]) == {25}


def test_a_value_follows_the_gwp_set_if_its_gases_are_known_or_it_is_co2_alone(basis):
    factors = basis.emission_factors
    known = set(factors.loc[can_be_recomputed(factors), "factor_id"])
    assert known == {"car", "r410a", "residual"}


def test_weak_factors_are_those_seen_second_hand_or_by_nobody(rows):
    found = weak(rows)
    assert found[["factor_id", "quality", "years"]].to_numpy().tolist() == [["diesel_upstream", "secondary", (2024, 2025)]]


@pytest.mark.parametrize(
    ("licence", "shared"),
    [("CC BY-SA 4.0 (repository)", True), ("ODbL 1.0", True), ("CC BY 4.0", False), ("Open Government Licence v3.0", False)],
)
def test_share_alike_licences_are_known_by_name(licence, shared):
    assert list(is_share_alike(pd.Series([licence]))) == [shared]
