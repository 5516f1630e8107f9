"""Prices move what is reported in money, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest
from ledgers_of import heat, ledger

from hjj_lib.trends import Context, price_levels, why_changed

INDEX = pd.DataFrame([{"index_id": "services", "year": year, "value": value} for year, value in ((2023, 100.0), (2024, 110.0))])


def bought(year, amount, factor):
    cleaning = {"activity_id": "cleaning", "unit": "EUR", "factor_unit": "EUR", "rate": 1.0, "amount": amount, "factor": factor}
    return ledger({**cleaning, "year": year}, heat(1, 0.1, year=year))


def test_the_levels_of_both_years_are_those_of_the_index_for_activities_in_euros():
    levels = price_levels(bought(2023, 1, 1), bought(2024, 1, 1), INDEX, index_id="services")
    assert levels.to_numpy().tolist() == [["cleaning", 100, 110]]


def test_as_many_services_for_more_euros_are_no_more_activity():
    before, now = bought(2023, 1000, 0.22), bought(2024, 1100, 0.20)
    levels = price_levels(before, now, INDEX, index_id="services")
    found = why_changed(before, before, now, boundary="inventory", context=Context(prices=levels)).effects
    sums = found[found["view"] == "market"].groupby("cause")["change_kg"].sum()
    assert sums["activity"] == pytest.approx(0, abs=1e-9)
    assert sums["price"] == pytest.approx(-sums["factor"])
    assert sums["price"] > 0


@pytest.mark.parametrize("index", [INDEX.iloc[:1], INDEX.assign(index_id="other")])
def test_without_an_index_of_both_years_nothing_is_called_price(index):
    assert price_levels(bought(2023, 1, 1), bought(2024, 1, 1), index, index_id="services").empty
