"""Amounts convert within a dimension, people's spellings are understood, and other dimensions are refused."""

from __future__ import annotations

import pytest

from hjj_lib import units


@pytest.mark.parametrize(
    ("amount_of", "in_unit", "is_"),
    [
        ("MWh", "kWh", 1000),
        ("kWh", "MWh", 0.001),
        ("GJ", "MJ", 1000),
        ("MWh", "GJ", 3.6),
        ("t", "kg", 1000),
        ("m3", "l", 1000),
        ("t_co2e", "kg_co2e", 1000),
    ],
)
def test_one_unit_is_so_many_of_another(amount_of, in_unit, is_):
    assert units.conversion(amount_of, in_unit) == pytest.approx(is_, rel=1e-12)


def test_there_and_back_gives_the_same_amount():
    assert units.conversion("mmBtu", "kWh") * units.conversion("kWh", "mmBtu") == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [("meal", "night"), ("pkm", "km"), ("pkm", "tkm"), ("EUR", "GBP"), ("kg", "kg_co2e"), ("MWh", "l"), ("item", "head")],
)
def test_what_cannot_be_compared_is_not_converted(one, other):
    with pytest.raises(units.UnitError):
        units.conversion(one, other)


def test_an_unknown_unit_is_refused_by_name():
    with pytest.raises(units.UnitError, match="MWhh"):
        units.conversion("MWhh", "kWh")
    with pytest.raises(units.UnitError, match="MWhh"):
        units.spelling("MWhh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mwh", "MWh"),
        ("M Wh", "MWh"),
        ("kW·h", "kWh"),
        ("brm²", "m2"),
        ("m³", "m3"),
        ("€", "EUR"),
        ("euroa", "EUR"),
        ("litraa", "l"),
        ("hlökm", "pkm"),
        ("kpl", "item"),
        ("yö", "night"),
        ("måltider", "meal"),
    ],
)
def test_the_spellings_of_daily_life_are_understood(written, meant):
    assert units.spelling(written) == meant


def test_every_listed_unit_is_known_to_the_registry_and_spells_itself():
    for spelling in units.spellings():
        unit = units.spelling(spelling)
        assert units.spelling(unit) == unit
        assert units.conversion(unit, unit) == 1
        assert units.registry().Quantity(1.0, unit).units is not None


def test_no_spelling_means_two_units():
    meanings: dict[str, set[str]] = {}
    for spelling in units.spellings():
        meanings.setdefault(spelling.casefold().replace(" ", ""), set()).add(units.spelling(spelling))
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}
