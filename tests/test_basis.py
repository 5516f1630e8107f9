"""Loading, versions, GWP sets and checks of a calculation basis."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from tables_of import SMALL_BASIS

from hjj_lib.basis import FOLDER, check_basis, gwp_of, load_basis, resolve
from hjj_lib.problems import DataError

YEARS = range(2019, 2026)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_BASIS, tmp_path / "basis"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check_basis(folder)]


def test_rows_are_those_of_the_version_asked_for() -> None:
    values = {v: load_basis(SMALL_BASIS, version=v).emission_factors.set_index("factor_id")["kg_co2e_per_unit"] for v in ("1", "2")}
    assert (values["1"]["average"], values["2"]["average"]) == (0.1, 0.08)


def test_another_version_has_another_fingerprint_and_the_same_version_the_same() -> None:
    assert load_basis(SMALL_BASIS, version="1").fingerprint != load_basis(SMALL_BASIS, version="2").fingerprint
    assert load_basis(SMALL_BASIS).fingerprint == load_basis(SMALL_BASIS, version="1").fingerprint


def test_the_order_of_rows_does_not_change_the_fingerprint(folder: Path) -> None:
    path = folder / "sources.csv"
    choices = folder / "factor_choices.csv"
    head, *rows = choices.read_text(encoding="utf-8").splitlines()
    choices.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert path.exists()
    assert load_basis(folder).fingerprint == load_basis(SMALL_BASIS).fingerprint


def test_the_gwp_set_changes_the_factors_whose_gases_are_known() -> None:
    # R-410A: (771 + 3 740) / 2 = 2 255.5 with AR6; car: 0.1 + 27.9 × 0.001 + 273 × 0.00001 = 0.13063
    factors = load_basis(SMALL_BASIS, gwp_set="AR6").emission_factors.set_index("factor_id")
    assert factors.loc["r410a", "kg_co2e_per_unit"] == pytest.approx(2255.5)
    assert factors.loc["car", "kg_co2e_per_unit"] == pytest.approx(0.13063)
    assert factors.loc["car", "gwp_set"] == "AR6"
    assert factors.loc["residual", "gwp_set"] == "none"


def test_a_gas_nobody_knows_has_no_gwp() -> None:
    assert pd.isna(gwp_of("R-999Z", "AR5", load_basis(SMALL_BASIS).blends))


def test_an_unknown_version_names_the_known_ones() -> None:
    with pytest.raises(DataError) as caught:
        load_basis(SMALL_BASIS, version="9")
    assert caught.value.problems[0].values == {"version": "9", "known": "1, 2"}


def test_an_unknown_gwp_set_is_refused() -> None:
    with pytest.raises(DataError, match="unknown_gwp_set"):
        load_basis(SMALL_BASIS, gwp_set="AR7")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "sources.csv").unlink()
    with pytest.raises(DataError) as caught:
        load_basis(folder)
    assert [(p.code, p.file) for p in caught.value.problems] == [("basis_file_missing", "sources.csv")]


def test_settings_that_cannot_be_read_are_named(folder: Path) -> None:
    (folder / "basis.toml").write_text("version =", encoding="utf-8")
    with pytest.raises(DataError, match="basis_settings"):
        load_basis(folder)


def test_text_where_a_number_belongs_names_file_row_and_column(folder: Path) -> None:
    edit(folder / "conversions.csv", "kWh,10", "kWh,ten")
    problem = check_basis(folder)[0]
    assert (problem.code, problem.file, problem.row, problem.column) == ("table_cell", "conversions.csv", 2, "factor")


def test_the_small_basis_is_right() -> None:
    assert check_basis(SMALL_BASIS) == []


MISTAKES = [
    ("activities.csv", "district_heat,heat", "district_heat,haet", "unknown_reference"),
    ("sources.csv", "Invented,Invented\n", "Invented,Invented\nnobody,t,p,u,,l,c,h\n", "unused_source"),
    ("emission_lines.csv", "staff_car_km,direct,1,,commuting,3,7,direct,both,car\n", "", "activity_without_lines"),
    ("factor_choices.csv", "heat,3,nation,FI,2020", "heat,3,nation,FI,2019,2021,heat_fi,1,,Twice\nheat,3,nation,FI,2020", "two_factors"),
    ("factor_choices.csv", "car,1,nation,FI,2020,2025,car,1,,Car\n", "", "role_without_factor"),
    ("emission_factors/all.csv", "n,km,0.13065", "n,kg,0.13065", "factor_unit"),
    ("emission_factors/all.csv", "n,km,0.13065", "n,km,0.14", "gas_split"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), MISTAKES, ids=[mistake[3] for mistake in MISTAKES])
def test_each_mistake_has_its_message(folder: Path, file: str, old: str, new: str, code: str) -> None:
    edit(folder / file, old, new)
    assert code in codes(folder)


def test_a_role_without_factor_is_allowed_when_the_gap_is_named() -> None:
    basis = load_basis(SMALL_BASIS)
    assert basis.known_gaps["role"].tolist() == ["heat_upstream"]
    assert resolve(pd.DataFrame({"factor_role": ["heat_upstream"], "year": [2024], "places": ["FI"]}), basis)["factor_id"].isna().all()


def test_uncertainty_is_the_sources_else_the_pedigrees() -> None:
    needs = pd.DataFrame({"factor_role": ["heat", "heat", "average"], "year": 2024, "places": ["network:north FI", "FI", "FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["uncertainty_95_pct"].tolist() == [10, 25, 10]


def test_years_outside_a_choice_are_not_served() -> None:
    needs = pd.DataFrame({"factor_role": ["heat"], "year": [2026], "places": ["network:north region:south FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_id"].isna().all()


def test_the_published_basis_is_right() -> None:
    assert [f"{p.code} {p.file} {p.row} {p.values}" for p in check_basis(FOLDER)] == []


def test_every_role_is_served_in_every_year_or_is_a_named_gap() -> None:
    basis = load_basis()
    roles = basis.emission_lines["factor_role"].drop_duplicates()
    needs = pd.DataFrame([{"factor_role": role, "year": year, "places": "FI"} for role in roles for year in YEARS])
    open_needs = resolve(needs, basis).query("factor_id.isna()")["factor_role"].drop_duplicates()
    assert sorted(set(open_needs) - set(basis.known_gaps["role"])) == []
