"""The known answers are reproduced, and a wrong answer would be seen."""

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib import selftest
from hjj_lib.basis import FOLDER, load_basis
from hjj_lib.language import LOCALES, Language
from hjj_lib.selftest.arithmetic import steps
from hjj_lib.selftest.facts import facts

ROOT = Path(__file__).parent.parent
#: Tables that say how a result is made.
RECIPES = ("calculated.csv", "facts.csv", "steps.csv", "uncertain.csv")
PUBLISHED = "basis/emission_factors/published_cases.csv"


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return selftest.run()


@pytest.fixture
def data(tmp_path):
    """The published cases in a folder of their own, to be spoiled."""
    return shutil.copytree(selftest.DATA, tmp_path / "data")


@pytest.fixture
def factors(tmp_path):
    """The calculation basis in a folder of its own, to be spoiled."""
    return shutil.copytree(FOLDER, tmp_path / "factors")


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def _spoil(path: Path, row: dict[str, str], **cells: str) -> None:
    """Write the cells into the one row that has these values."""
    table = _table(path)
    chosen = pd.concat([table[name] == value for name, value in row.items()], axis="columns").all(axis="columns")
    assert chosen.sum() == 1, f"{path.name} {row}: {chosen.sum()} rows"
    for name, value in cells.items():
        table.loc[chosen, name] = value
    table.to_csv(path, index=False, encoding="utf-8")


def _failed(results: pd.DataFrame) -> set[str]:
    return set(results.loc[~results["passed"], "case_id"])


def _file_of(factor_id: str) -> str:
    (path,) = [
        path for path in (FOLDER / "emission_factors").glob("*.csv") if f"\n{factor_id}," in path.read_text(encoding="utf-8")
    ]
    return path.relative_to(FOLDER).as_posix()


def test_every_known_answer_is_reproduced(results):
    failed = results[~results["passed"]]
    assert failed.empty, failed[["case_id", "expected", "got"]].to_string(index=False)


def test_every_group_is_there_with_its_number_of_cases(results):
    assert results.groupby("group").size().to_dict() == {
        "T-DEFRA25": 17,
        "T-FI": 11,
        "T-GWP": 40,
        "T-NHS": 22,
        "T-RULES": 8,
        "T-TIM": 46,
        "T-U": 56,
        "T-UNDP": 2,
        "T-VSME": 6,
    }


def test_all_fourteen_recipes_of_the_nhs_book_are_cases(results):
    assert {f"NHS{number}" for number in range(1, 15)} <= set(results["case_id"])


def test_every_case_is_made_in_exactly_one_way():
    made = [case_id for name in RECIPES for case_id in _table(selftest.DATA / name)["case_id"]]
    assert sorted(made) == sorted(_table(selftest.DATA / "cases.csv")["case_id"])


def test_every_entry_belongs_to_a_case():
    used = set(_table(selftest.DATA / "calculated.csv")["entries"])
    assert set(_table(selftest.DATA / "entries.csv")["case"]) == used


def test_a_result_outside_its_tolerance_does_not_pass(results):
    # 18.385 t published, tolerance half of the last digit
    case = results.set_index("case_id").loc["NHS2"]
    assert abs(case["got"] - 18.385) < case["tolerance"] < abs(18.386 - 18.385)


@pytest.mark.parametrize("direction", [1, -1])
def test_no_row_passes_when_another_answer_is_expected(data, direction):
    cases = _table(data / "cases.csv")
    tolerance = cases["tolerance"].astype(float)
    step = (3 * tolerance).where(tolerance > 0, 1.0)
    cases.assign(expected=(cases["expected"].astype(float) + direction * step).astype(str)).to_csv(
        data / "cases.csv", index=False
    )
    wrong = selftest.run(data=data)
    assert wrong["passed"].sum() == 0


def test_every_published_factor_counts(data):
    """One per cent more in every factor is seen in every case that adds up kilograms."""
    table = _table(data / PUBLISHED)
    number = pd.to_numeric(table["kg_co2e_per_unit"], errors="coerce") * 1.01
    more = {name: (pd.to_numeric(table[name]) * 1.01).astype(str).replace("nan", "") for name in ("co2_fossil_kg", "n2o_kg")}
    value = number.astype(str).where(number.notna(), table["kg_co2e_per_unit"])
    # A factor of one gas with another set is made from the gas alone.
    table.assign(kg_co2e_per_unit=value, gas="", **more).to_csv(data / PUBLISHED, index=False)
    recipes = _table(data / "calculated.csv")
    sums = recipes[(recipes["measure"] == "total") & (recipes["basis"] == "published")]
    assert set(sums["case_id"]) <= _failed(selftest.run(data=data))


#: Wrong cells of the basis: factor and year, what is written, the cases that must fail. No two of them meet in a case.
WRONG_FACTORS = [
    (
        ("travel_flight_domestic_radiative_forcing", "2025"),
        {"kg_co2e_per_unit": "0.09476"},
        {"DEFRA-rf-ratio", "DEFRA-rf-co2-with", "DEFRA-flight-with"},
    ),
    (("travel_coach_uk", "2025"), {"n2o_kg": "2.8113208e-06"}, {"DEFRA-gases"}),
    (("homeworking_heating_uk", "2025"), {"kg_co2e_per_unit": "0.30235"}, {"DEFRA-home"}),
    (("water_supply_uk", "2025"), {"activity_unit": "l"}, {"DEFRA-water"}),
    (("water_treatment_uk", "2025"), {"kg_co2e_per_unit": "0.17089"}, {"DEFRA-wastewater"}),
    (("fuel_natural_gas_upstream", "2025"), {"kg_co2e_per_unit": "0.03021"}, {"DEFRA-gas-net", "DEFRA-gas-swap"}),
    (("device_laptop_boavizta", "2019"), {"lower_kg_co2e": "242"}, {"RULES-5"}),
]


def test_each_wrong_cell_of_the_basis_makes_its_rows_fail_and_no_other(factors):
    for (factor_id, year), cells, _ in WRONG_FACTORS:
        _spoil(factors / _file_of(factor_id), {"factor_id": factor_id, "valid_from": year}, **cells)
    failing = [case_id for *_, cases in WRONG_FACTORS for case_id in cases]
    assert sorted(_failed(selftest.run(factors=factors))) == sorted(failing)


@pytest.mark.parametrize(
    ("factor_id", "cells"),
    [
        ("travel_flight_long_haul_radiative_forcing", {"kg_co2e_per_unit": "0.10805"}),
        ("travel_flight_long_haul", {"co2_fossil_kg": ""}),
    ],
)
def test_one_pair_of_flights_is_enough_to_be_seen(factors, factor_id, cells):
    _spoil(factors / _file_of(factor_id), {"factor_id": factor_id, "valid_from": "2024"}, **cells)
    assert _failed(selftest.run(factors=factors)) == {"DEFRA-rf-ratio"}


#: Wrong cells of the cases: file, row, what is written, the cases that must fail. No two of them meet in a case.
WRONG_CELLS = [
    (PUBLISHED, {"factor_id": "defra_hotel_finland"}, {"kg_co2e_per_unit": "0"}, {"DEFRA-empty-hotel"}),
    (PUBLISHED, {"factor_id": "defra_aggregates_reuse"}, {"kg_co2e_per_unit": "0"}, {"DEFRA-empty-reuse"}),
    (PUBLISHED, {"factor_id": "rules_no_number"}, {"kg_co2e_per_unit": "2"}, {"RULES-4-used"}),
    (PUBLISHED, {"factor_id": "rules_two_values", "kg_co2e_per_unit": "2"}, {"valid_from": "2024"}, {"RULES-2"}),
    (PUBLISHED, {"factor_id": "defra_electricity_losses"}, {"n2o_kg": "0.00011"}, {"DEFRA-losses"}),
    (PUBLISHED, {"factor_id": "defra_heat_losses"}, {"ch4_fossil_kg": "0.00007"}, {"DEFRA-heat-loss"}),
    (
        "basis/emission_lines.csv",
        {"activity_id": "rules_location_only", "line_id": "direct_market"},
        {"factor_role": "rules_good"},
        {"RULES-8-loc-none"},
    ),
    (
        "basis/emission_lines.csv",
        {"activity_id": "rules_market_only", "line_id": "direct_location"},
        {"factor_role": "rules_good"},
        {"RULES-8-mar-none"},
    ),
    ("facts.csv", {"case_id": "GWP-ch4-AR5f"}, {"inputs": "CH4 AR5"}, {"GWP-ch4-AR5f"}),
    ("steps.csv", {"case_id": "TIM-cruise-fuel"}, {"inputs": "5181 5000 52962 5500 58072"}, {"TIM-cruise-fuel", "TIM-fuel"}),
    ("steps.csv", {"case_id": "TIM-weight-bus"}, {"inputs": "TIM-load-bus-TTW TIM-load-eco-WTW"}, {"TIM-weight-bus"}),
]


def test_each_wrong_cell_of_the_cases_makes_its_rows_fail_and_no_other(data):
    for file, row, cells, _ in WRONG_CELLS:
        _spoil(data / file, row, **cells)
    failing = [case_id for *_, cases in WRONG_CELLS for case_id in cases]
    assert sorted(_failed(selftest.run(data=data))) == sorted(failing)


def test_a_wrong_heat_content_is_seen_in_the_whole_flight(data):
    _spoil(data / "basis/conversions.csv", {"substance": "tim_jet_fuel"}, factor="43.2")
    flight = {f"TIM-{step}-{part}" for step in ("factor", "flight", "cargo", "cabin") for part in ("TTW", "WTT", "WTW")}
    failed = _failed(selftest.run(data=data))
    assert flight <= failed
    assert {case_id.partition("-")[0] for case_id in failed} == {"TIM"}


def test_a_case_that_nothing_makes_is_unknown_and_does_not_pass(data):
    table = _table(data / "steps.csv")
    table[table["case_id"] != "TIM-fuel"].to_csv(data / "steps.csv", index=False)
    case = selftest.run(data=data).set_index("case_id").loc["TIM-fuel"]
    assert math.isnan(case["got"])
    assert not case["passed"]


def test_a_case_without_rows_in_the_ledger_is_unknown(data):
    _spoil(data / "calculated.csv", {"case_id": "NHS2"}, part="biogenic")
    case = selftest.run(data=data).set_index("case_id").loc["NHS2"]
    assert math.isnan(case["got"])
    assert not case["passed"]


def _step(operation: str, inputs: str, **known: float) -> float:
    return steps(pd.DataFrame({"case_id": ["x"], "operation": [operation], "inputs": [inputs]}), known)["x"]


@pytest.mark.parametrize(
    ("operation", "inputs", "result"),
    [
        ("sum", "1 2 3", 6),
        ("difference", "10 3 2", 5),
        ("product", "2 3 4", 24),
        ("quotient", "12 4", 3),
        ("sum_of_products", "10 1 2 1.5 3 4", 25),
        ("interpolation", "15 10 100 20 200", 150),
    ],
)
def test_a_step_is_its_operation_on_its_numbers(operation, inputs, result):
    assert _step(operation, inputs) == result


def test_a_step_goes_on_from_known_results_and_from_earlier_steps():
    rows = pd.DataFrame({"case_id": ["twice", "more"], "operation": ["product", "sum"], "inputs": ["start 2", "twice 1"]})
    assert steps(rows, {"start": 5.0}) == {"twice": 10.0, "more": 11.0}


def test_a_step_from_what_is_not_known_is_not_known():
    assert math.isnan(_step("sum", "1 nobody"))


def test_an_operation_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        _step("power", "2 3")


@given(*(st.floats(min_value=-1e6, max_value=1e6) for _ in range(2)), st.floats(min_value=0, max_value=1))
def test_what_is_interpolated_lies_between_the_known_values(low, high, place):
    result = _step("interpolation", f"{place} 0 {low} 1 {high}")
    assert min(low, high) - 1e-6 <= result <= max(low, high) + 1e-6


@pytest.mark.parametrize(
    ("measure", "inputs"),
    [
        ("gases_that_miss", "nobody AR5 0.1"),
        ("emissions", "1 kWh 2025 no_such_factor"),
        ("carbon_dioxide", "no_such_factor 2025"),
        ("gwp", "no_such_gas AR5"),
    ],
)
def test_of_what_the_basis_does_not_hold_nothing_is_known(measure, inputs):
    rows = pd.DataFrame({"case_id": ["x"], "measure": [measure], "inputs": [inputs]})
    assert math.isnan(facts(rows, load_basis())["x"].value)


def test_descriptions_say_how_many_rows_were_looked_at(results):
    texts = results.set_index("case_id")["description"]
    counted = load_basis().emission_factors["part"].eq("radiative_forcing").sum()
    assert f"{counted} paria" in texts["DEFRA-rf-ratio"]
    assert not texts.str.contains("{", regex=False).any()


@pytest.mark.parametrize("code", LOCALES)
def test_the_table_is_shown_in_every_language(results, code):
    table = selftest.shown(selftest.run(Language(code)), Language(code))
    assert table.shape == (len(results), 7)
    assert table.notna().all(axis=None)


@pytest.mark.parametrize("code", LOCALES)
def test_every_group_has_a_name_in_every_language(results, code):
    names = selftest.headings(Language(code))
    assert set(names) == set(results["group"])
    assert all(names.values())


def test_the_shown_table_says_which_cases_passed(results):
    changed = results.head(2).assign(passed=[True, False])
    assert list(selftest.shown(changed, Language("fi"))["Tulos"]) == ["kunnossa", "poikkeaa"]


@pytest.mark.parametrize(
    ("expected", "tolerance", "got", "shown"),
    [
        (47.06, 0.005, 47.0592, ("47.06", "47.059")),
        (28.0, 0.005, 28.0, ("28 ± 0.005", "28.000")),
        (81.577, 0.01, 81.57808, ("81.577 ± 0.01", "81.578")),
        (56440.0, 0.5, 56439.6, ("56,440", "56,439.6")),
        (0.0, 0.0, 3.0, ("0", "3")),
        (1.0, 0.0, math.nan, ("1", "–")),
    ],
)
def test_numbers_are_shown_as_printed_and_with_the_digit_that_decides(results, expected, tolerance, got, shown):
    row = results.head(1).assign(expected=expected, tolerance=tolerance, got=got)
    table = selftest.shown(row, Language("en"))
    assert tuple(table[["Should be", "Calculated"]].iloc[0]) == shown


def test_the_command_shows_each_group_with_how_many_passed(results):
    command = [sys.executable, "-c", "from hjj_lib.cli import main; main()", "selftest", "--language", "en"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ}, check=False)
    assert told.returncode == 0, told.stderr
    for group, rows in results.groupby("group"):
        assert f"{group}: {selftest.headings(Language('en'))[group]} ({len(rows)}/{len(rows)})" in told.stdout
    assert f"Passed {len(results)}, failed 0." in told.stdout
