"""OSAO's published figures for 2022, handed in as stated tonnes in the product's own workbook."""

from pathlib import Path

import pytest

from hjj_lib import demo
from hjj_lib.basis import load_basis
from hjj_lib.intake import read_institution, read_year
from hjj_lib.inventory import calculate, summarise, total
from hjj_lib.problems import blocking

CASE = Path(__file__).parent / "cases" / "osao_2022"


@pytest.fixture(scope="module")
def intake(tmp_path_factory):
    raw = tmp_path_factory.mktemp("raw")
    demo.write(raw, load_basis(), CASE / "source")
    institution = read_institution(raw / "osao")
    return read_year(raw / "osao" / "2022", 2022, institution, load_basis()), institution


@pytest.fixture(scope="module")
def inventory(intake):
    year, institution = intake
    return calculate(year.entries, institution.sites, load_basis()).inventory


def tonnes(inventory, view, scopes=("1", "2", "3")):
    return total(inventory[inventory["scope"].isin(scopes)], view=view, boundary="core").known_kg / 1000


def test_nothing_stops_the_calculation(intake):
    assert blocking(intake[0].problems) == []


def test_the_market_based_total_is_9_800_tonnes(inventory):
    # 1 007 + 2 680 + 0 + 6 113
    assert tonnes(inventory, "market") == pytest.approx(9800)


def test_with_mixed_electricity_it_is_12_800_tonnes_and_30_6_percent_more(inventory):
    assert tonnes(inventory, "location") == pytest.approx(12800)
    assert 100 * (tonnes(inventory, "location") / tonnes(inventory, "market") - 1) == pytest.approx(30.6, abs=0.05)


@pytest.mark.parametrize(("scope", "percent"), [("1", 10.3), ("2", 27.3), ("3", 62.4)])
def test_the_shares_are_the_published_ones(inventory, scope, percent):
    share = tonnes(inventory, "market", (scope,)) / tonnes(inventory, "market")
    assert 100 * share == pytest.approx(percent, abs=0.05)


def test_refrigerants_are_unknown_and_not_zero(inventory):
    by_category = summarise(inventory, ["category_id"], view="market", boundary="core").set_index("category_id")
    assert by_category.loc["refrigerants", "unknown_count"] > 0
    assert not by_category.loc["refrigerants", "complete"]
    assert not total(inventory, view="market", boundary="core").complete


def test_every_amount_is_marked_as_stated(intake):
    given = intake[0].entries.dropna(subset=["amount"])
    assert set(given["origin"]) == {"stated"}


def test_the_remark_on_mixed_electricity_travels_with_the_figure(intake):
    entries = intake[0].entries.set_index("activity_id")
    assert "sekasähkö" in entries.loc["stated_electricity_location", "comment"]
