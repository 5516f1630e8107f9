"""Which factor serves a line in a year, how it is marked, and what to improve first."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import SMALL_BASIS

from hjj_lib import tables
from hjj_lib.basis import Basis, load_basis
from hjj_lib.handbook import coverage, improvements
from hjj_lib.tables.coverage import COVERAGE_MARKS


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis(SMALL_BASIS)


@pytest.fixture(scope="module")
def rows(basis: Basis) -> pd.DataFrame:
    return coverage(basis)


@pytest.fixture(scope="module")
def real() -> Basis:
    return load_basis()


def line(rows: pd.DataFrame, role: str, year: int) -> pd.Series:
    return rows[(rows["factor_role"] == role) & (rows["year"] == year)].iloc[0]


def test_there_is_one_row_for_every_line_and_year(basis, rows):
    assert len(rows) == 9 * 6
    assert rows["year"].min() == 2020
    assert rows["year"].max() == 2025


def test_a_factor_of_the_year_is_exact_and_its_uncertainty_is_that_of_the_pedigree(rows):
    heat = line(rows, "heat", 2023)
    assert heat[["state", "mark", "factor_id", "valid_from", "kg_co2e_per_unit"]].tolist() == [
        "served",
        "exact",
        "heat_fi",
        2023,
        0.2,
    ]
    assert heat[["uncertainty_95_pct", "uncertainty_origin", "quality"]].tolist() == [25, "assumed", "derived"]


def test_the_place_is_the_whole_country(rows):
    assert set(rows["factor_level"].dropna()) == {"nation", "default"}


def test_a_year_after_the_newest_value_is_older(rows):
    assert line(rows, "heat", 2025)[["mark", "valid_from"]].tolist() == ["older", 2024]


def test_a_stand_in_is_a_default(rows):
    assert line(rows, "diesel_upstream", 2024)["mark"] == "default"


def test_the_warming_potential_of_a_gas_is_of_no_year(rows):
    assert set(rows.loc[rows["factor_role"] == "refrigerant", "mark"]) == {"constant"}


@pytest.mark.parametrize(("values", "mark"), [([0.0, 0.0], "constant"), ([0.0, 0.15], "exact")])
def test_zero_is_of_no_year_only_if_it_is_zero_in_all_years(basis, values, mark):
    factors = basis.emission_factors.copy()
    factors.loc[factors["factor_id"] == "heat_fi", "kg_co2e_per_unit"] = values
    assert line(coverage(replace(basis, emission_factors=factors)), "heat", 2023)["mark"] == mark


def test_a_gap_has_no_value_and_says_why(rows):
    gap = line(rows, "heat_upstream", 2024)
    assert gap[["state", "mark", "gap_fi", "gap_en"]].tolist() == [
        "gap",
        "gap",
        "luotettavaa kerrointa ei ole",
        "there is no reliable factor",
    ]
    assert gap[["factor_id", "kg_co2e_per_unit", "uncertainty_95_pct", "reason"]].isna().all()


def test_a_year_without_factor_that_nobody_named_is_a_gap_all_the_same(rows):
    heat = line(rows, "heat", 2022)
    assert heat["mark"] == "gap"
    assert pd.isna(heat["gap_en"])


def test_a_served_line_never_says_why_there_is_none(rows):
    assert rows.loc[rows["state"] == "served", ["gap_fi", "gap_sv", "gap_en"]].isna().all(axis=None)


def test_a_value_that_the_project_computed_for_its_year_is_an_estimate(basis):
    factors = basis.emission_factors
    named = factors.assign(name_en=factors["name_en"].where(factors["factor_id"] != "heat_fi", "Heat (estimate)"))
    rows = coverage(replace(basis, emission_factors=named))
    assert list(rows.loc[rows["factor_role"] == "heat", "mark"]) == ["gap", "gap", "gap", "estimate", "estimate", "older"]


def test_the_first_pattern_that_fits_says_what_would_be_better(basis):
    said = [("heat_*", "chain"), ("heat*", "network"), ("*", "other")]
    better = pd.DataFrame([{"pattern": p, "better_fi": t, "better_sv": t, "better_en": t} for p, t in said])
    rows = coverage(replace(basis, better_factors=better))
    assert rows.drop_duplicates("factor_role").set_index("factor_role")["better_en"].loc[
        ["heat", "heat_upstream", "diesel"]
    ].tolist() == ["network", "chain", "other"]


def test_improvements_begin_with_gaps_and_end_with_memo_items_among_equals(rows):
    found = improvements(rows)
    assert [COVERAGE_MARKS.index(mark) for mark in found["mark"]] == sorted(COVERAGE_MARKS.index(mark) for mark in found["mark"])
    gaps = found[found["mark"] == "gap"]
    assert gaps["factor_roles"].iloc[0] == ("heat_upstream",)
    assert list(gaps["memo"]) == sorted(gaps["memo"])


def test_what_is_used_more_comes_first_among_equals():
    usual = {"view": "both", "scope": "3", "mark": "older", "quality": "verified", "better_fi": "x", "better_sv": "x"}
    table = pd.DataFrame(
        [
            {**usual, "factor_role": "rare", "activity_id": "a", "line_id": "l", "year": 2024, "better_en": "r"},
            {**usual, "factor_role": "busy", "activity_id": "b", "line_id": "l", "year": 2024, "better_en": "b"},
            {**usual, "factor_role": "busy", "activity_id": "c", "line_id": "l", "year": 2024, "better_en": "b"},
        ]
    )
    found = improvements(table)
    assert list(found["factor_roles"]) == [("busy",), ("rare",)]
    assert list(found["uses"]) == [2, 1]


def test_roles_that_one_better_figure_would_mend_are_one_row():
    usual = {"scope": "3", "mark": "default", "quality": "verified", "better_fi": "x", "better_sv": "x", "better_en": "x"}
    table = pd.DataFrame(
        [
            {**usual, "factor_role": "paper", "activity_id": "a", "line_id": "l", "year": 2024},
            {**usual, "factor_role": "books", "activity_id": "b", "line_id": "l", "year": 2024},
        ]
    )
    found = improvements(table)
    assert found[["factor_roles", "activities", "uses"]].iloc[0].tolist() == [("paper", "books"), ("a", "b"), 2]


@pytest.mark.parametrize(
    ("mark", "quality"), [("exact", "verified"), ("exact", "derived"), ("constant", "derived"), ("own", "secondary")]
)
def test_what_is_in_order_is_not_to_be_improved(mark, quality):
    row = {"factor_role": "r", "activity_id": "a", "line_id": "l", "year": 2024, "scope": "1", "mark": mark, "quality": quality}
    assert improvements(pd.DataFrame([{**row, "better_fi": "x", "better_sv": "x", "better_en": "x"}])).empty


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(COVERAGE_MARKS), st.sampled_from(tables.QUALITIES)), min_size=1)
)
def test_no_role_is_told_twice_and_no_weak_one_is_forgotten(cells):
    table = pd.DataFrame(
        [
            {
                "factor_role": role,
                "mark": mark,
                "quality": None if mark == "gap" else quality,
                "activity_id": role,
                "line_id": "l",
                "year": 2000 + number,
                "scope": "1",
                "better_fi": role,
                "better_sv": role,
                "better_en": role,
            }
            for number, (role, mark, quality) in enumerate(cells)
        ]
    )
    told = [role for roles in improvements(table)["factor_roles"] for role in roles]
    assert len(told) == len(set(told))
    assert set(told) >= {role for role, mark, _ in cells if mark in ("gap", "default", "older", "estimate")}


def test_every_kind_of_factor_of_the_real_basis_says_what_would_be_better(real):
    roles = real.emission_lines["factor_role"].unique()
    patterns = list(real.better_factors["pattern"])
    first = {role: next((one for one in patterns if fnmatchcase(role, one)), None) for role in roles}
    assert [role for role, pattern in first.items() if pattern is None] == []
    assert set(patterns) - set(first.values()) == set()


def test_a_better_factor_is_told_in_every_language_and_never_copied_between_them(real):
    texts = real.better_factors[["better_fi", "better_sv", "better_en"]]
    assert texts.map(lambda text: text.endswith(".") and "\n" not in text).all(axis=None)
    assert (texts.nunique(axis=1) == len(tables.LANGUAGES)).all()


def test_the_estimates_of_2025_are_marked_in_the_real_basis(real):
    rows = coverage(real)
    marked = set(rows.loc[(rows["year"] == 2025) & (rows["mark"] == "estimate"), "factor_role"])
    assert {"electricity_location", "district_heat"} <= marked


def test_every_gap_of_the_real_basis_says_why_in_every_language(real):
    rows = coverage(real)
    gaps = rows[rows["state"] == "gap"]
    assert gaps[["gap_fi", "gap_sv", "gap_en"]].notna().all(axis=None)
