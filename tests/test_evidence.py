"""Certified counts only as far as evidence goes; nothing is lost or made on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import entries, sites

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.evidence import Evidenced, apply_evidence, as_reported
from hjj_lib.inventory import calculate, total
from hjj_lib.language import LOCALES, Language

BASIS = load_basis()
PLACES = sites({"site_id": "north"}, {"site_id": "south"}, {"site_id": "shared", "tenure": "shared", "share_pct": 40})
HUNDRED = {"activity_id": "electricity_certified", "amount": 100, "unit": "MWh", "sheet": "Energia", "row": 14, "column": "D"}


def evidence(*rows: dict[str, Any]) -> pd.DataFrame:
    """Evidence of one institution; what a row does not say is complete: the whole of 2024, for the provider."""
    usual = {
        "institution_id": "school",
        "year": 2024,
        "activity_id": "electricity_certified",
        "instrument": "cancelled_guarantee",
        "product": "wind",
        "period_from": pd.Timestamp(2024, 1, 1),
        "period_to": pd.Timestamp(2024, 12, 31),
        "beneficiary": "provider",
        "document": "certificate",
        "file": "form.xlsx",
        "sheet": "Todisteet",
        "row": 8,
        "column": "H",
    }
    numbered = [{"evidence_id": f"v{index}", **usual, **row} for index, row in enumerate(rows, start=1)]
    return tables.checked(pd.DataFrame(numbered), tables.Evidence, file="test") if rows else tables.empty(tables.Evidence)


def applied(reported: pd.DataFrame, *certificates: dict[str, Any], basis: Any = BASIS) -> Evidenced:
    return apply_evidence(reported, evidence(*certificates), PLACES, basis, language="en")


def amounts(result: Evidenced) -> list[tuple[str, float]]:
    return [(row.activity_id, row.amount) for row in result.entries.itertuples()]


def codes(result: Evidenced) -> list[str]:
    return [problem.code for problem in result.problems]


def test_what_evidence_covers_stays_certified_without_a_word() -> None:
    reported = entries(HUNDRED)
    result = applied(reported, {"amount_mwh": 100})
    pd.testing.assert_frame_equal(result.entries, reported)
    assert codes(result) == []


def test_without_evidence_all_of_it_is_ordinary_electricity_and_is_asked_about() -> None:
    result = applied(entries(HUNDRED))
    assert amounts(result) == [("electricity", 100)]
    assert codes(result) == ["evidence_missing"]


def test_the_rest_is_ordinary_and_the_question_says_how_many_megawatt_hours() -> None:
    result = applied(entries(HUNDRED), {"amount_mwh": 75})
    assert amounts(result) == [("electricity_certified", 75), ("electricity", 25)]
    (problem,) = result.problems
    assert (problem.code, problem.severity) == ("evidence_short", "question")
    told = Language("en").problem(problem)
    assert told.startswith("form.xlsx, sheet Energia, row 14, column D: Evidence covers 75.00 of 100.00 MWh")
    assert "The rest, 25.00 MWh, was calculated as “Purchased electricity, no guarantee of origin”" in told


def test_both_parts_walk_back_to_the_same_cell() -> None:
    result = applied(entries(HUNDRED), {"amount_mwh": 75})
    assert result.entries["entry_id"].tolist() == ["e1", "e1#electricity"]
    assert tables.reported_id(result.entries["entry_id"]).tolist() == ["e1", "e1"]
    assert result.entries[["file", "sheet", "row", "column"]].drop_duplicates().to_numpy().tolist() == [
        ["form.xlsx", "Energia", 14, "D"]
    ]


def test_one_reported_amount_is_one_answer() -> None:
    reported = entries(HUNDRED, {"activity_id": "diesel", "amount": 10, "unit": "l"})
    assert as_reported(applied(reported, {"amount_mwh": 75}).entries)["entry_id"].tolist() == ["e1", "e2"]


def test_the_id_of_a_file_with_a_number_sign_stays_whole() -> None:
    ids = pd.Series(["school/2024/copy #2.xlsx/Energia/D14", "school/2024/a#b.xlsx/unanswered/heat"])
    assert tables.reported_id(ids).tolist() == ids.tolist()
    assert tables.reported_id(tables.part_id(ids, "electricity")).tolist() == ids.tolist()


def test_kilowatt_hours_are_covered_as_megawatt_hours() -> None:
    result = applied(entries({**HUNDRED, "amount": 100_000, "unit": "kWh"}), {"amount_mwh": 75})
    assert amounts(result) == [("electricity_certified", 75_000), ("electricity", 25_000)]


def test_a_renewable_heat_product_without_evidence_is_the_networks_heat() -> None:
    heat = {"activity_id": "district_heat_renewable_product", "amount": 10, "unit": "MWh"}
    result = applied(entries(heat), {"activity_id": "district_heat_renewable_product", "amount_mwh": 4})
    assert amounts(result) == [("district_heat_renewable_product", 4), ("district_heat", 6)]
    assert amounts(applied(entries(heat), {"amount_mwh": 10})) == [("district_heat", 10)]


def test_evidence_of_a_site_covers_that_site_and_then_the_whole_institution() -> None:
    reported = entries({**HUNDRED, "site_id": "north"}, {**HUNDRED, "site_id": "south"}, {**HUNDRED, "amount": 50})
    result = applied(reported, {"amount_mwh": 130, "site_id": "north"})
    assert amounts(result) == [
        ("electricity_certified", 100),
        ("electricity", 100),
        ("electricity_certified", 30),
        ("electricity", 20),
    ]


def test_evidence_of_all_sites_covers_what_is_left_in_the_same_proportion() -> None:
    reported = entries({**HUNDRED, "site_id": "north"}, {**HUNDRED, "site_id": "south"})
    # north has 40 of its own; 60 + 100 are left, of which 80 are half
    result = applied(reported, {"amount_mwh": 40, "site_id": "north"}, {"amount_mwh": 80})
    assert amounts(result) == [
        ("electricity_certified", pytest.approx(70)),
        ("electricity", pytest.approx(30)),
        ("electricity_certified", 50),
        ("electricity", 50),
    ]


def test_at_a_shared_site_evidence_covers_our_share() -> None:
    # 40 % of 100 MWh is ours: 20 MWh of evidence cover half of it
    result = applied(entries({**HUNDRED, "site_id": "shared"}), {"amount_mwh": 20})
    assert amounts(result) == [("electricity_certified", 50), ("electricity", 50)]
    assert result.problems[0].values["missing"] == pytest.approx(20)


def test_evidence_of_another_year_covers_nothing() -> None:
    result = applied(
        entries(HUNDRED), {"amount_mwh": 100, "period_from": pd.Timestamp(2023, 1, 1), "period_to": pd.Timestamp(2023, 12, 31)}
    )
    assert amounts(result) == [("electricity", 100)]
    assert codes(result) == ["evidence_other_year", "evidence_missing"]
    assert (result.problems[0].sheet, result.problems[0].row) == ("Todisteet", 8)


def test_of_a_period_over_two_years_the_days_of_the_year_count() -> None:
    # 2024 has 366 days; so has this period, half of it
    period = {"period_from": pd.Timestamp(2024, 7, 2), "period_to": pd.Timestamp(2025, 7, 2)}
    result = applied(entries(HUNDRED), {"amount_mwh": 100, **period})
    assert amounts(result) == [("electricity_certified", pytest.approx(50)), ("electricity", pytest.approx(50))]
    assert codes(result) == ["evidence_partly", "evidence_short"]


@pytest.mark.parametrize(("beneficiary", "code"), [("other", "evidence_for_others"), ("unknown", "evidence_for_unknown")])
def test_evidence_for_others_covers_nothing(beneficiary: str, code: str) -> None:
    result = applied(entries(HUNDRED), {"amount_mwh": 100, "beneficiary": beneficiary})
    assert amounts(result) == [("electricity", 100)]
    assert codes(result) == [code, "evidence_missing"]


def test_the_landlords_evidence_on_our_behalf_covers() -> None:
    assert amounts(applied(entries(HUNDRED), {"amount_mwh": 100, "beneficiary": "landlord"})) == [("electricity_certified", 100)]


def test_evidence_beyond_use_is_asked_about_and_counts_for_nothing() -> None:
    result = applied(entries(HUNDRED), {"amount_mwh": 130})
    assert amounts(result) == [("electricity_certified", 100)]
    assert codes(result) == ["evidence_surplus"]
    assert result.problems[0].values["left"] == pytest.approx(30)


SOLAR = {"activity_id": "electricity_own_solar", "amount": 60, "unit": "MWh", "site_id": "north"}
SOLD = {"activity_id": "electricity_own_solar_sold", "instrument": None, "beneficiary": None}


def test_own_solar_whose_guarantees_were_sold_is_not_zero() -> None:
    result = applied(entries(SOLAR), {**SOLD, "amount_mwh": 45})
    assert amounts(result) == [("electricity_own_solar", 15), ("electricity_own_solar_sold", 45)]
    assert codes(result) == []


def test_what_was_reported_as_sold_is_not_moved_again() -> None:
    reported = entries(SOLAR, {**SOLAR, "activity_id": "electricity_own_solar_sold", "amount": 40})
    result = applied(reported, {**SOLD, "amount_mwh": 45})
    assert amounts(result) == [
        ("electricity_own_solar", 55),
        ("electricity_own_solar_sold", 5),
        ("electricity_own_solar_sold", 40),
    ]


def test_own_solar_reported_as_sold_needs_no_evidence() -> None:
    # Counting more than zero is never a claim.
    reported = entries({**SOLAR, "activity_id": "electricity_own_solar_sold"})
    assert amounts(applied(reported)) == [("electricity_own_solar_sold", 60)]


def test_more_guarantees_sold_than_own_electricity_are_asked_about() -> None:
    assert codes(applied(entries(SOLAR), {**SOLD, "amount_mwh": 90})) == ["evidence_surplus"]


@pytest.mark.parametrize("state", ["unknown", "not_applicable", "zero"])
def test_what_has_no_amount_needs_no_evidence(state: str) -> None:
    amount = 0 if state == "zero" else None
    result = applied(entries({**HUNDRED, "value_state": state, "amount": amount}))
    assert (result.entries["activity_id"].tolist(), codes(result)) == (["electricity_certified"], [])


def test_a_basis_without_rules_asks_for_no_evidence() -> None:
    old = replace(BASIS, evidence_rules=BASIS.evidence_rules.head(0))
    assert amounts(applied(entries(HUNDRED), basis=old)) == [("electricity_certified", 100)]


def test_results_of_the_first_version_need_no_evidence() -> None:
    assert load_basis(version="2026.1").evidence_rules.empty
    assert set(BASIS.evidence_rules["activity_id"]) == {
        "electricity_certified",
        "district_heat_renewable_product",
        "electricity_own_solar_sold",
    }


def test_the_market_result_takes_the_residual_mix_for_what_is_not_covered_and_the_location_result_stays() -> None:
    reported = entries(HUNDRED)
    plain = entries({**HUNDRED, "activity_id": "electricity"})
    quarter = applied(reported, {"amount_mwh": 75}).entries
    sums = {
        name: {
            view: total(calculate(rows, PLACES, BASIS).inventory, view=view, boundary="core").known_kg
            for view in ("market", "location")
        }
        for name, rows in {"certified": reported, "quarter": quarter, "plain": plain}.items()
    }
    assert sums["certified"]["market"] == 0
    assert sums["quarter"]["market"] == pytest.approx(sums["plain"]["market"] / 4)
    assert sums["quarter"]["location"] == pytest.approx(sums["plain"]["location"])


def test_every_question_is_asked_in_every_language() -> None:
    year_before = {"period_from": pd.Timestamp(2023, 1, 1), "period_to": pd.Timestamp(2023, 12, 31)}
    two_years = {"period_from": pd.Timestamp(2023, 7, 1), "period_to": pd.Timestamp(2024, 6, 30)}
    found = [
        *applied(entries(HUNDRED), {"amount_mwh": 10, **year_before}, {"amount_mwh": 10, **two_years}).problems,
        *applied(
            entries(HUNDRED), {"amount_mwh": 10, "beneficiary": "other"}, {"amount_mwh": 10, "beneficiary": "unknown"}
        ).problems,
        *applied(entries(HUNDRED), {"amount_mwh": 200}).problems,
    ]
    assert {problem.code for problem in found} == {
        "evidence_missing",
        "evidence_short",
        "evidence_surplus",
        "evidence_other_year",
        "evidence_partly",
        "evidence_for_others",
        "evidence_for_unknown",
    }
    for problem in found:
        assert problem.severity == "question"
        told = {code: Language(code).problem(problem) for code in LOCALES}
        assert len(set(told.values())) == len(LOCALES)
        assert not any("{" in text for text in told.values())


_SITE = st.sampled_from([None, "north", "south", "shared"])
_CLAIM = st.sampled_from(
    ["electricity_certified", "district_heat_renewable_product", "electricity_own_solar", "electricity_own_solar_sold"]
)
_AMOUNT = st.floats(0, 1e4).map(lambda value: round(value, 2))
_REPORTED = st.lists(st.tuples(_CLAIM, _SITE, _AMOUNT, st.sampled_from(["MWh", "kWh"])), min_size=1, max_size=6)
_CERTIFICATES = st.lists(
    st.tuples(
        _CLAIM.filter(lambda claim: claim != "electricity_own_solar"), _SITE, _AMOUNT, st.sampled_from(tables.BENEFICIARIES)
    ),
    max_size=6,
)


@given(_REPORTED, _CERTIFICATES)
def test_the_sum_of_every_reported_amount_never_changes(reported: list[Any], certificates: list[Any]) -> None:
    before = entries(
        *({"activity_id": claim, "site_id": site, "amount": amount, "unit": unit} for claim, site, amount, unit in reported)
    )
    result = applied(
        before,
        *(
            {"activity_id": claim, "site_id": site, "amount_mwh": amount, "beneficiary": beneficiary}
            for claim, site, amount, beneficiary in certificates
        ),
    )
    after = result.entries.assign(entry_id=tables.reported_id(result.entries["entry_id"])).groupby("entry_id")["amount"].sum()
    assert after.to_dict() == pytest.approx(before.set_index("entry_id")["amount"].to_dict())
    assert (result.entries["amount"] >= 0).all()


@given(_REPORTED, _CERTIFICATES)
def test_no_more_is_certified_than_evidence_is_there(reported: list[Any], certificates: list[Any]) -> None:
    before = entries(
        *({"activity_id": claim, "site_id": site, "amount": amount, "unit": "MWh"} for claim, site, amount, _ in reported)
    )
    certificate_rows = [
        {"activity_id": claim, "site_id": site, "amount_mwh": amount, "beneficiary": beneficiary}
        for claim, site, amount, beneficiary in certificates
    ]
    result = applied(before, *certificate_rows).entries
    certified = result[result["activity_id"] == "electricity_certified"]
    share = certified["site_id"].map({"shared": 0.4}).fillna(1.0).astype(float)
    there = sum(
        row["amount_mwh"]
        for row in certificate_rows
        if row["activity_id"] == "electricity_certified" and row["beneficiary"] in ("provider", "landlord")
    )
    assert (certified["amount"] * share).sum() <= there + 1e-6 * (1 + there)
