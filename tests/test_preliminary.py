"""A result that rests on an older year's residual mix or on an estimate says so; a final one says nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tables_of import SMALL_BASIS, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.inventory import calculate
from hjj_lib.preliminary import preliminary

SMALL = load_basis(SMALL_BASIS)
BASIS = replace(SMALL, settings={"preliminary_roles": ["residual"], "preliminary_sources": []})
PLACES = sites({"site_id": "campus"})


def found(year: int, basis=BASIS, **cells: object) -> list[tuple[str, str, int]]:
    reported = entries({"activity_id": "electricity", "amount": 10, "unit": "MWh", "year": year, **cells})
    rows = preliminary(calculate(reported, PLACES, SMALL).inventory, basis)
    return list(rows[["view", "reason", "valid_from"]].itertuples(index=False, name=None))


def test_an_older_factor_of_a_named_role_makes_its_view_preliminary() -> None:
    newest = int(SMALL.emission_factors.query("factor_id == 'residual'")["valid_from"].max())
    assert found(newest) == []
    assert found(newest + 1) == [("market", "older_year", newest)]


def test_an_older_factor_of_another_role_does_not() -> None:
    assert found(2025, replace(BASIS, settings={"preliminary_roles": ["heat"]})) == []


def test_an_estimate_makes_its_view_preliminary_in_its_own_year_too() -> None:
    source = SMALL.emission_factors.set_index("factor_id").loc["average", "source_id"]
    source = source if isinstance(source, str) else source.iloc[0]
    estimates = replace(BASIS, settings={"preliminary_sources": [source]})
    assert ("location", "estimate") in {(view, reason) for view, reason, _ in found(2024, estimates)}


@pytest.mark.parametrize("cells", [{"amount": 0, "value_state": "zero"}, {"amount": None, "value_state": "unknown"}])
def test_what_is_zero_or_unknown_makes_nothing_preliminary(cells: dict[str, object]) -> None:
    assert found(2025, **cells) == []


def test_a_basis_that_names_nothing_makes_nothing_preliminary() -> None:
    assert found(2025, replace(BASIS, settings={})) == []


def test_the_emissions_that_rest_on_it_are_told() -> None:
    inventory = calculate(
        entries({"activity_id": "electricity", "amount": 10, "unit": "MWh", "year": 2025}), PLACES, SMALL
    ).inventory
    market = inventory[inventory["view"] == "market"]["emissions_kg_co2e"].sum()
    assert preliminary(inventory, BASIS)["known_kg"].tolist() == [market]


def test_the_published_basis_is_preliminary_exactly_where_the_residual_mix_is_of_an_older_year() -> None:
    basis = load_basis()
    for year in range(2019, 2026):
        inventory = calculate(
            entries({"activity_id": "electricity", "amount": 10, "unit": "MWh", "year": year}), PLACES, basis
        ).inventory
        mix = inventory[inventory["factor_role"] == "electricity_residual_mix"].iloc[0]
        rows: pd.DataFrame = preliminary(inventory, basis)
        assert ("older_year" in set(rows["reason"])) == (mix["valid_from"] < year)
