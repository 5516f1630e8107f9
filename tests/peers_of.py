"""Small networks of providers for tests of peer groups: heat, electricity and floor area that can be divided in the head."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd
from submissions_of import submission
from tables_of import SMALL_BASIS

from hjj_lib import tables
from hjj_lib.basis import Basis, load_basis
from hjj_lib.network.comparison import Comparison, compared
from hjj_lib.network.peers import PeerGroup
from hjj_lib.network.submission import Submission
from hjj_lib.tables import network

YEAR = 2024
HEAT = ("heat_kwh_per_m2", "", "floor_area_m2", "none")


def heat_kg(factors: str) -> tuple[str, ...]:
    """The key of kilograms of heat per student-year."""
    return ("kg_per_student_year", "heat", "student_years_unweighted", factors)


@cache
def small_basis() -> Basis:
    """The basis of the tests: national heat is 0.15 kg/kWh in 2024, that of the network in the north 0.05."""
    return load_basis(SMALL_BASIS, version="1")


def line(activity: str, category: str, line_id: str, **other: Any) -> dict[str, Any]:
    """A line of a submission in kilowatt-hours; usual is the national factor of heat and no error."""
    usual = {
        "activity_id": activity,
        "category_id": category,
        "line_id": line_id,
        "part": "direct",
        "scope": "2",
        "view": "both",
        "boundaries": "core",
        "factor_id": "heat_fi",
        "valid_from": YEAR,
        "factor_level": "nation",
        "unit": "kWh",
        "amount": 0.0,
        "kg_co2e": 0.0,
        "unknown_count": 0,
        "filled_kg": 0.0,
        "amount_spread_95_pct": 0.0,
        "factor_spread_95_pct": 0.0,
    }
    return usual | other


def provider(
    name: str,
    heat_kwh: float,
    *,
    electricity_kg: float = 0.0,
    per_kwh: float = 0.15,
    heat: Mapping[str, Any] | None = None,
    categories: Mapping[str, Any] | None = None,
    size: float = 10.0,
    area: float = 10.0,
    **other: Any,
) -> Submission:
    """A provider of 10 student-years on 10 m², whose heat has a factor, and whose electricity half a kilogram per kWh."""
    kg = heat_kwh * per_kwh
    rows = [
        line("district_heat", "heat", "direct", amount=heat_kwh, kg_co2e=kg, **(heat or {})),
        line("electricity", "electricity", "direct", amount=electricity_kg * 2, kg_co2e=electricity_kg, factor_id="residual"),
    ]
    table = pd.DataFrame(rows, columns=tables.columns(network.SubmittedLine))
    return submission(
        name,
        {"heat": kg, "electricity": electricity_kg} | dict(categories or {}),
        year=YEAR,
        denominators={"student_years_unweighted": size, "floor_area_m2": area},
        lines=tables.checked(table, network.SubmittedLine, file="test"),
        **other,
    )


def six(*heat_kwh: float, **other: Any) -> list[Submission]:
    """Providers a, b, c … with so many kilowatt-hours of heat each."""
    return [provider(name, kwh, **other) for name, kwh in zip("abcdefghijklmnop", heat_kwh, strict=False)]


def group_of(submissions: list[Submission], name: str, at_least: int = 5) -> PeerGroup:
    """All the others as peers."""
    others = tuple(sorted(one.key[0] for one in submissions if one.key[0] != name))
    return PeerGroup(name, YEAR, others, (), (), len(others), {}, at_least)


def comparison(submissions: list[Submission], name: str, *, draws: int = 200, basis: Basis | None = None) -> Comparison:
    """A provider among all the others."""
    asked = {"boundary": "core", "view": "market", "draws": draws, "seed": 1}
    return compared(submissions, group_of(submissions, name), basis or small_basis(), **asked)
