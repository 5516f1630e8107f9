"""Heat of one network by two allocation methods is never compared in silence."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tables_of import entries, sites

from hjj_lib.allocation_methods import methods_by_year, mixed_methods
from hjj_lib.basis import load_basis
from hjj_lib.language import LOCALES, Language

BASIS = load_basis()
PLACES = sites(
    {"site_id": "north", "heat_network": "oulun_energia", "municipality": "oulu", "region": "north_ostrobothnia"},
    {"site_id": "south", "heat_network": "oulun_energia", "municipality": "oulu", "region": "north_ostrobothnia"},
)
HEAT = {"activity_id": "district_heat", "amount": 10, "unit": "MWh", "site_id": "north"}
YEARS = [2023, 2024]


def basis(first: str, second: str):
    """Oulu's heat of two years, each by a method."""
    factors = BASIS.emission_factors
    mine = factors[factors["factor_id"] == "heat_network_oulun_energia"].head(1)
    rows = [
        mine.assign(factor_id="heat", valid_from=year, allocation_method=method)
        for year, method in zip(YEARS, (first, second), strict=True)
    ]
    choices = BASIS.factor_choices
    chosen = choices[
        (choices["factor_role"] == "district_heat") & (choices["place"] == "network:oulun_energia") & (choices["rank"] == 1)
    ]
    choice = chosen.head(1).assign(factor_id="heat", year_from=YEARS[0], year_to=YEARS[-1])
    others = choices[~((choices["factor_role"] == "district_heat") & (choices["place"] == "network:oulun_energia"))]
    return replace(
        BASIS,
        emission_factors=pd.concat([factors, *rows], ignore_index=True),
        factor_choices=pd.concat([others, choice], ignore_index=True),
    )


def problems(first: str, second: str, *rows):
    used = entries(*(rows or (HEAT,)))
    return mixed_methods(methods_by_year(used, PLACES, YEARS, basis(first, second)), "school")


def test_one_method_in_all_years_is_no_problem() -> None:
    assert problems("benefit_sharing", "benefit_sharing") == ()
    assert problems("unknown", "unknown") == ()


def test_two_methods_are_asked_about_with_their_years() -> None:
    (problem,) = problems("energy_method", "benefit_sharing")
    assert (problem.code, problem.severity) == ("allocation_methods_differ", "question")
    assert (problem.values["energy_method"], problem.values["benefit_sharing"]) == ("2023", "2024")
    assert problem.values["site"] == "north"


def test_a_method_that_is_not_known_in_some_years_is_noted() -> None:
    (problem,) = problems("benefit_sharing", "unknown")
    assert (problem.code, problem.severity, problem.values["unknown"]) == ("allocation_method_unknown", "note", "2024")


def test_sites_of_one_network_are_told_together() -> None:
    (problem,) = problems("energy_method", "benefit_sharing", HEAT, {**HEAT, "site_id": "south"})
    assert problem.values["site"] == "north, south"


def test_what_has_no_heat_has_no_method() -> None:
    assert problems("energy_method", "benefit_sharing", {**HEAT, "activity_id": "electricity"}) == ()
    assert problems("energy_method", "benefit_sharing", {**HEAT, "value_state": "not_applicable", "amount": None}) == ()


@pytest.mark.parametrize(("first", "second"), [("energy_method", "benefit_sharing"), ("benefit_sharing", "unknown")])
def test_it_is_said_in_every_language(first: str, second: str) -> None:
    told = {code: Language(code).problem(problems(first, second)[0]) for code in LOCALES}
    assert len(set(told.values())) == len(LOCALES)
    assert not any("{" in text for text in told.values())


def test_the_table_has_a_row_for_each_site_and_year() -> None:
    rows = methods_by_year(entries(HEAT), PLACES, YEARS, basis("energy_method", "benefit_sharing"))
    assert rows[["site_id", "year", "allocation_method"]].to_numpy().tolist() == [
        ["north", 2023, "energy_method"],
        ["north", 2024, "benefit_sharing"],
    ]
