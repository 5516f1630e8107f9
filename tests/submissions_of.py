"""Small submissions for tests, written so that the reader sees only what matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib import tables
from hjj_lib.basis import load_basis, with_own_factors
from hjj_lib.intake import Institution, Intake
from hjj_lib.inventory import calculate
from hjj_lib.network.submission import CALCULATED, NETWORK_ONLY, Origin, Provider, Submission
from hjj_lib.study import Study
from hjj_lib.submission import submission_of
from hjj_lib.tables import network

NAMES = {"fi": "Koulu", "sv": "Skola", "en": "School"}
HOSTILE = '</script>=cmd|"/c calc"!A1'
OWN_HEAT = {
    "factor_id": "supplier",
    "factor_role": "heat",
    "site_id": None,
    "year_from": 2024,
    "year_to": 2024,
    "activity_unit": "kWh",
    "kg_co2e_per_unit": 0.03,
    "gases": "co2e",
    "uncertainty_95_pct": 5.0,
    "quality": "secondary",
    "publisher": "Supplier",
    "source": "contract",
}


def submission(
    name: str,
    categories: Mapping[str, Any],
    *,
    year: int = 2025,
    denominators: Mapping[str, float] | None = None,
    **other: Any,
) -> Submission:
    """A provider's year in the core boundary.

    ``categories``: category → market-based kg, or what else is not usual of its row; usual is: required, full, from amounts, as
    many kg in the location-based view.
    """
    rows = []
    for category, told in categories.items():
        said = told if isinstance(told, dict) else {"market_kg": float(told)}
        usual = {
            "boundary_id": "core",
            "category_id": category,
            "requirement": "required",
            "coverage": "full",
            "method": "amounts",
            "market_kg": 0.0,
            "location_kg": said.get("market_kg", 0.0),
            "unknown_count": 0,
        }
        rows.append({**usual, **said})
    table = tables.checked(
        pd.DataFrame(rows, columns=tables.columns(network.SubmittedCategory)), network.SubmittedCategory, file="test"
    )
    totals = [
        {"boundary_id": "core", "view": view, "known_kg": float(table[f"{view}_kg"].sum()), "unknown_count": 0}
        for view in ("market", "location")
    ]
    values = {"student_years": 100.0} if denominators is None else denominators
    kinds = [{"kind": kind, "value": value, "definition": kind} for kind, value in values.items()]
    who = {"reporting_unit": "vocational_only", "consolidation": "operational_control"}
    who |= {key: other.pop(key) for key in list(who) if key in other}
    origin = {"kind": CALCULATED, "basis_version": "2026.2", "gwp_set": "AR5"}
    origin |= {key: other.pop(key) for key in list(origin) if key in other}
    return Submission(
        provider=Provider(name, NAMES, "foundation", **who, regions=("south",), fictional=True),
        year=year,
        consent=other.pop("consent", NETWORK_ONLY),
        origin=Origin(**origin, basis_fingerprint="a" * 64, inputs_sha256="b" * 64),
        totals=tables.checked(pd.DataFrame(totals), network.SubmittedTotal, file="test"),
        categories=table,
        denominators=tables.checked(
            pd.DataFrame(kinds, columns=["kind", "value", "definition"]), network.SubmittedDenominator, file="test"
        ),
        **other,
    )


def study(*, consent: str = "network_only", version: str = "1", own: dict[str, object] | None = None) -> Study:
    """A year of a small school on the small basis; whoever typed something typed what could do harm."""
    basis = load_basis(SMALL_BASIS, version=version)
    if own:
        basis = with_own_factors(basis, tables.checked(pd.DataFrame([own]), tables.OwnFactor, file="own"), "school")
    places = sites({"site_id": "north", "heat_network": "north"}, {"site_id": "campus", "tenure": "shared", "share_pct": 40})
    rows = entries(
        {"activity_id": "diesel", "amount": 100, "unit": "l", "comment": HOSTILE, "evidence": HOSTILE, "file": HOSTILE},
        {"activity_id": "electricity", "amount": 10, "unit": "MWh", "site_id": "campus"},
        {"activity_id": "electricity", "amount": 1, "unit": "MWh", "site_id": "north"},
        {"activity_id": "district_heat", "amount": 2, "unit": "MWh", "site_id": "north"},
        {"activity_id": "staff_car_km", "amount": 1000, "unit": "km"},
        {"activity_id": "refrigerants_other", "value_state": "unknown", "unit": "kg"},
    )
    names = {"fi": HOSTILE, "sv": "Skola", "en": "School"}
    school = Institution(
        "school", names, "foundation", "vocational_only", "operational_control", ("fi",), HOSTILE, consent, True, {}, places, {}
    )
    known = denominators({"kind": "student_years", "value": 10, "source": HOSTILE})
    files = rows[["file"]].drop_duplicates().assign(sha256="0", kind="template", modified=None)
    intake = Intake(rows, known, (), files)
    return Study(school, 2024, intake, basis, rows, known, calculate(rows, places, basis))


def given(one: Study | None = None) -> Submission:
    """What that school gives the network."""
    return submission_of(
        one or study(),
        stated={"student_years_without_apprenticeship": 7.0},
        targets=tables.empty(network.SubmittedTarget),
        actions=tables.empty(network.SubmittedAction),
    )
