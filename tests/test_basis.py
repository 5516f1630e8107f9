"""Loading, versions, GWP sets and checks of a calculation basis."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from tables_of import SMALL_BASIS

from hjj_lib.basis import FOLDER, check_basis, gwp_of, load_basis, resolve
from hjj_lib.basis.finding import messages
from hjj_lib.problems import DataError
from hjj_lib.tables.faults import MESSAGES


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
    values = {
        v: load_basis(SMALL_BASIS, version=v).emission_factors.set_index("factor_id")["kg_co2e_per_unit"] for v in ("1", "2")
    }
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
    assert (problem.code, problem.file, problem.row, problem.column) == ("not_a_number", "conversions.csv", 2, "factor")


def test_the_small_basis_is_right() -> None:
    assert check_basis(SMALL_BASIS) == []


def needs(role: str, places: str = "FI") -> pd.DataFrame:
    return pd.DataFrame({"factor_role": [role], "year": 2024, "places": [places]})


MISTAKES = [
    ("activities.csv", "district_heat,heat", "district_heat,haet", "unknown_reference"),
    ("sources.csv", "Invented,Invented\n", "Invented,Invented\nnobody,t,p,u,,l,c,h\n", "unused_source"),
    ("emission_lines.csv", "staff_car_km,direct,1,,commuting,3,7,direct,both,car\n", "", "activity_without_lines"),
    (
        "factor_choices.csv",
        "heat,3,nation,FI,2020",
        "heat,3,nation,FI,2019,2021,heat_fi,1,,Twice\nheat,3,nation,FI,2020",
        "two_factors",
    ),
    ("factor_choices.csv", "car,1,nation,FI,2020,2025,car,1,,Car\n", "", "role_without_factor"),
    ("emission_factors/all.csv", "n,km,0.13065", "n,kg,0.13065", "factor_unit"),
    ("emission_factors/all.csv", "n,km,0.13065", "n,km,0.14", "gas_split"),
    ("emission_factors/all.csv", "R-410A,co2e", "R-999Z,co2e", "unknown_gas"),
    ("emission_factors/all.csv", "n,kWh,0.20", "n,kWh,-0.20", "below_zero"),
    ("emission_factors/all.csv", "average,2024,2,,", "average,2024,1,,", "two_values"),
    ("emission_factors/all.csv", "average,2024,1,1", "average,2024,1,2", "two_values"),
    ("emission_factors/all.csv", "heat_north,2022,1", "heat_north,2022,7", "row_version"),
    ("emission_factors/all.csv", "average,2024,2,,", "average,2024,2,1,", "row_version"),
    ("emission_factors/all.csv", "car,2024,1", "car,2026,1", "choice_without_value"),
    ("emission_factors/all.csv", "n,n,n,km,", "n,,n,km,", "cell_empty"),
    ("basis_versions.csv", "01,draft,,First", "01,published,,First", "version_without_fingerprint"),
    ("basis_versions.csv", "01,draft,,First", "01,published,0f0f,First", "version_changed"),
    ("emission_factors/all.csv", "Measured anew", "", "change_without_reason"),
    ("emission_factors/all.csv", ",0.04,0.06,", ",0.06,0.06,", "outside_range"),
    ("emission_factors/all.csv", "unknown,,10,source", "unknown,,10,", "uncertainty_origin"),
    ("pedigree.csv", "factor,*,secondary,30,invented,1,\n", "", "no_uncertainty"),
    ("sources.csv", "EUPL-1.2", "ODbL 1.0", "share_alike_file"),
    ("known_gaps.csv", "heat_upstream", "heat_upstraem", "unknown_reference"),
    ("factor_choices.csv", "region:south", "region:South", "choice_place"),
    ("factor_choices.csv", "1,,Car", "1,,Car\nbus,1,nation,FI,2020,2025,car,1,,No line needs it", "unknown_reference"),
    ("activities.csv", "diesel,fuels,1,,l", "diesel,fuels,1,,litre", "unknown_unit"),
    ("activities.csv", "1,,MWh,energy,,energy,,true,true,10", "1,,kg,energy,,energy,,true,true,10", "activity_dimension"),
    ("boundary_lines.csv", "core,diesel,upstream", "core,diesel,supply", "boundary_line"),
    ("known_gaps.csv", "heat_upstream", "diesel_upstream", "gap_that_is_none"),
    ("basis.toml", 'version = "1"', 'version = "1"\nactivity_years = [2019, 2025]', "year_without_factor"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), MISTAKES, ids=[f"{code} {file}" for file, *_, code in MISTAKES])
def test_each_mistake_has_its_message(folder: Path, file: str, old: str, new: str, code: str) -> None:
    edit(folder / file, old, new)
    assert code in codes(folder)


def test_every_message_has_a_test() -> None:
    elsewhere = {
        "basis_file_missing",
        "basis_settings",
        "unknown_gwp_set",
        "unknown_version",
        "role_without_better",
        "two_choices",
        "left_out_list",
        "file_left_out",
    }
    elsewhere |= {code for code in messages() if code.startswith("own_")}  # test_own_factors.py
    elsewhere |= {code for code in messages() if code.startswith("action_")}  # test_own_actions.py
    elsewhere |= {code for code in messages() if code.startswith("flight_")}  # recipes/test_trips.py
    elsewhere |= {code for code in messages() if code.startswith("claim_")}  # test_claims.py
    elsewhere |= {code for code in messages() if code.startswith("standard_")}  # standards/test_crosswalks.py
    elsewhere |= {"figure_without_fate", "figure_not_there", "unknown_reason"}  # test_collected.py
    assert set(messages()) == {code for *_, code in MISTAKES} - set(MESSAGES) | elsewhere


def test_where_better_factors_are_named_every_role_has_one(folder: Path) -> None:
    (folder / "better_factors.csv").write_text("pattern,better_fi,better_sv,better_en\nheat*,n,n,n\n", encoding="utf-8")
    problems = [problem for problem in check_basis(folder) if problem.code == "role_without_better"]
    assert "car" in {problem.values["value"] for problem in problems}
    assert "heat" not in {problem.values["value"] for problem in problems}


def test_a_published_version_with_its_fingerprint_is_right_until_a_value_of_it_changes(folder: Path) -> None:
    kept = load_basis(folder, version="1").fingerprint
    edit(folder / "basis_versions.csv", "01,draft,,First", f"01,published,{kept},First")
    assert check_basis(folder) == []
    edit(folder / "emission_factors/all.csv", "n,kWh,0.05", "n,kWh,0.06")
    assert codes(folder) == ["version_changed"]


def test_proofreading_a_name_or_a_note_is_no_new_version(folder: Path) -> None:
    before = load_basis(folder).fingerprint
    edit(folder / "activities.csv", "District heat", "Heat from the district network")
    edit(folder / "factor_choices.csv", "The national average", "The average of the nation")
    assert load_basis(folder).fingerprint == before


def test_a_row_of_a_later_version_and_a_new_column_leave_the_fingerprint_of_an_earlier_version(folder: Path) -> None:
    before = load_basis(folder, version="1").fingerprint
    path = folder / "price_index.csv"
    path.write_text("index_id,year,value,since,until,source_id\nprices,2025,110,2,,invented\n", encoding="utf-8")
    assert load_basis(folder, version="1").fingerprint == before
    assert load_basis(folder, version="2").fingerprint != before


def test_an_unused_bad_row_does_not_stop_a_calculation(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "n,kg,1923.5", "n,kg,about 2000")
    assert resolve(needs("heat"), load_basis(folder))["factor_id"].tolist() == ["heat_fi"]


def test_a_used_bad_row_is_named_with_row_and_column(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "n,kg,1923.5", "n,kg,about 2000")
    with pytest.raises(DataError) as error:
        resolve(needs("refrigerant"), load_basis(folder))
    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("emission_factors/all.csv", 12, "kg_co2e_per_unit")


def test_a_bad_value_of_the_year_is_not_replaced_by_an_older_one(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "n,kWh,0.15", "n,kWh,0,15")  # two cells: the row has one too many
    with pytest.raises(DataError, match="row_length"):
        load_basis(folder)
    edit(folder / "emission_factors/all.csv", "n,kWh,0,15", "n,kWh,O.15")
    with pytest.raises(DataError, match="not_a_number"):
        resolve(needs("heat"), load_basis(folder))


def test_a_bad_row_of_a_later_version_does_not_touch_an_earlier_one(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "n,kWh,0.08", "n,kWh,x")
    assert resolve(needs("average"), load_basis(folder, version="1"))["kg_co2e_per_unit"].tolist() == [0.1]
    with pytest.raises(DataError, match="not_a_number"):
        resolve(needs("average"), load_basis(folder, version="2"))


def test_two_values_for_one_year_are_an_error_and_not_the_first_one(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "average,2024,1,1", "average,2024,1,2")
    with pytest.raises(DataError, match="two_values"):
        resolve(needs("average"), load_basis(folder, version="2"))
    assert resolve(needs("heat"), load_basis(folder, version="2"))["factor_id"].tolist() == ["heat_fi"]


def test_two_choices_of_one_rank_are_an_error_and_not_the_first_one(folder: Path) -> None:
    twice = "heat,3,nation,FI,2019,2024,heat_south,1,,Twice\nheat,3,nation,FI,2020"
    edit(folder / "factor_choices.csv", "heat,3,nation,FI,2020", twice)
    with pytest.raises(DataError, match="two_choices"):
        resolve(needs("heat"), load_basis(folder))


def test_a_file_that_may_be_left_out_can_be_left_out_and_is_then_named(folder: Path) -> None:
    factors = (folder / "emission_factors/all.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    car = [line for line in factors if line.startswith("car,")]
    (folder / "emission_factors/all.csv").write_text("".join(line for line in factors if line not in car), encoding="utf-8")
    assert "unknown_reference" in codes(folder)
    left_out = '\n[[may_be_left_out]]\nfile = "emission_factors/car_share_alike.csv"\nfactors = ["car"]\n'
    with (folder / "basis.toml").open("a", encoding="utf-8") as settings:
        settings.write(left_out)
    assert [(p.code, p.severity, p.values["roles"]) for p in check_basis(folder)] == [("file_left_out", "note", "car")]
    assert load_basis(folder).left_out == {"car": "emission_factors/car_share_alike.csv"}
    assert resolve(needs("car"), load_basis(folder))["factor_id"].isna().all()


def test_the_list_of_factors_of_a_file_that_may_be_left_out_is_that_of_the_file(folder: Path) -> None:
    with (folder / "basis.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[may_be_left_out]]\nfile = "emission_factors/all.csv"\nfactors = ["car"]\n')
    assert codes(folder) == ["left_out_list"]


def test_a_mistake_in_a_factor_names_its_file_and_row(folder: Path) -> None:
    edit(folder / "emission_factors/all.csv", "n,km,0.13065", "n,km,0.14")
    problem = check_basis(folder)[0]
    assert (problem.file, problem.row, problem.column) == ("emission_factors/all.csv", 13, "kg_co2e_per_unit")


def test_mistakes_are_told_all_at_once(folder: Path) -> None:
    edit(folder / "activities.csv", "district_heat,heat", "district_heat,haet")
    edit(folder / "boundary_lines.csv", "core,diesel,upstream", "core,diesel,supply")
    assert codes(folder) == ["unknown_reference", "boundary_line"]


def test_ending_a_row_in_a_later_version_leaves_the_fingerprint_of_the_earlier_one(folder: Path) -> None:
    before = load_basis(folder, version="1").fingerprint
    edit(folder / "emission_factors/all.csv", "heat_fi,2024,1,,", "heat_fi,2024,1,1,")
    edit(folder / "basis_versions.csv", "2,2,", "3,3,2027-01-01,draft,,Third\n2,2,")
    assert load_basis(folder, version="1").fingerprint == before
    assert 2024 not in load_basis(folder, version="2").emission_factors.query("factor_id == 'heat_fi'")["valid_from"].tolist()


def test_a_value_printed_for_the_chosen_gwp_set_stays_as_printed(folder: Path) -> None:
    # 0.1 + 28 × 0.001 + 265 × 0.00001 = 0.13065; the source may have printed 0.13066
    edit(folder / "emission_factors/all.csv", "n,km,0.13065", "n,km,0.13066")
    assert load_basis(folder).emission_factors.set_index("factor_id").loc["car", "kg_co2e_per_unit"] == 0.13066


def test_the_network_serves_before_the_region_and_the_region_before_the_nation() -> None:
    places = ["network:north region:south FI", "region:south FI", "FI"]
    found = resolve(pd.DataFrame({"factor_role": "heat", "year": 2024, "places": places}), load_basis(SMALL_BASIS))
    assert found["kg_co2e_per_unit"].tolist() == [0.05, 0.10, 0.15]
    assert found["factor_level"].tolist() == ["network", "region", "nation"]
    assert found["factor_match"].tolist() == ["older", "older", "exact"]


def test_a_choice_without_a_value_yet_leaves_the_turn_to_the_next() -> None:
    # the region's first value is of 2023 and the nation's too; the network's is of 2022
    needs = pd.DataFrame({"factor_role": "heat", "year": [2022, 2022], "places": ["network:north FI", "region:south FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_id"].tolist()[0] == "heat_north"
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_id"].isna().tolist() == [False, True]


def test_a_default_says_that_it_is_one() -> None:
    needs = pd.DataFrame({"factor_role": ["diesel_upstream"], "year": [2024], "places": ["FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_match"].tolist() == ["default"]


def test_the_index_of_the_needs_is_kept() -> None:
    needs = pd.DataFrame({"factor_role": ["car", "heat"], "year": 2024, "places": "FI"}, index=[7, 3])
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_id"].to_dict() == {7: "car", 3: "heat_fi"}


def test_a_role_without_factor_is_allowed_when_the_gap_is_named() -> None:
    basis = load_basis(SMALL_BASIS)
    assert basis.known_gaps["factor_role"].tolist() == ["heat_upstream"]
    assert (
        resolve(pd.DataFrame({"factor_role": ["heat_upstream"], "year": [2024], "places": ["FI"]}), basis)["factor_id"]
        .isna()
        .all()
    )


def test_uncertainty_is_the_sources_else_the_pedigrees() -> None:
    needs = pd.DataFrame({"factor_role": ["heat", "heat", "average"], "year": 2024, "places": ["network:north FI", "FI", "FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["uncertainty_95_pct"].tolist() == [10, 25, 10]


def test_years_outside_a_choice_are_not_served() -> None:
    needs = pd.DataFrame({"factor_role": ["heat"], "year": [2026], "places": ["network:north region:south FI"]})
    assert resolve(needs, load_basis(SMALL_BASIS))["factor_id"].isna().all()


def test_the_published_basis_is_right() -> None:
    assert [f"{p.code} {p.file} {p.row} {p.values}" for p in check_basis(FOLDER)] == []
