"""A notebook gets only parameters it has, of the types it says."""

from __future__ import annotations

import pytest

from hjj_lib.engine.parameters import checked, declared
from hjj_lib.problems import DataError

CELL = 'year: int = 2025  # Laskentavuosi\nname: str = "a#b"  # Nimi\nshare: float = 0.5\nopen_: bool = False  # Auki'


def test_a_parameters_cell_says_names_types_defaults_and_meanings():
    found = declared(CELL)
    assert [(p.name, p.kind, p.default, p.meaning) for p in found.values()] == [
        ("year", int, 2025, "Laskentavuosi"),
        ("name", str, "a#b", "Nimi"),
        ("share", float, 0.5, ""),
        ("open_", bool, False, "Auki"),
    ]


def test_a_cell_with_anything_else_is_refused():
    with pytest.raises(ValueError, match="year = 2025"):
        declared("year = 2025")


def test_values_of_the_declared_types_pass_and_a_whole_number_becomes_a_decimal_one():
    given = checked({"year": 2024, "share": 1, "open_": True}, declared(CELL), "nb")
    assert given == {"year": 2024, "share": 1.0, "open_": True}
    assert type(given["share"]) is float


def test_every_wrong_name_and_type_is_listed_at_once():
    with pytest.raises(DataError) as caught:
        checked({"yaer": 2024, "year": "2024", "share": True, "name": None}, declared(CELL), "nb")
    assert [(p.code, p.values["name"]) for p in caught.value.problems] == [
        ("parameter_unknown", "yaer"),
        ("parameter_type", "year"),
        ("parameter_type", "share"),
        ("parameter_type", "name"),
    ]


def test_true_is_not_a_number():
    with pytest.raises(DataError):
        checked({"year": True}, declared(CELL), "nb")
