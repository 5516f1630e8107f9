"""The factors of the published basis: coverage, the default chain of Finland, known values, order of precedence."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.basis import FOLDER, Basis, check_basis, load_basis, resolve

YEARS = range(2019, 2026)


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


def factor(basis: Basis, role: str, year: int, places: str = "FI") -> pd.Series:
    needs = pd.DataFrame({"factor_role": [role], "year": [year], "places": [places]})
    return resolve(needs, basis).iloc[0]


def values(basis: Basis, role: str) -> list[float]:
    return [float(factor(basis, role, year)["kg_co2e_per_unit"]) for year in YEARS]


def test_every_line_has_a_factor_in_every_year_or_is_a_named_gap(basis: Basis) -> None:
    roles = basis.emission_lines["factor_role"].drop_duplicates()
    needs = pd.DataFrame([{"factor_role": role, "year": year, "places": "FI"} for role in roles for year in YEARS])
    open_roles = set(resolve(needs, basis).query("factor_id.isna()")["factor_role"])
    assert open_roles == set(basis.known_gaps["factor_role"])


def test_the_upstream_of_district_heat_is_unknown_and_says_why(basis: Basis) -> None:
    gaps = basis.known_gaps.set_index("factor_role")
    assert pd.isna(factor(basis, "district_heat_upstream", 2024)["factor_id"])
    assert all(gaps.loc["district_heat_upstream", f"reason_{language}"] for language in tables.LANGUAGES)


#: The default chain 2019–2025 as its notes print it: role, unit of the table per unit of the factor, values, digits.
CHAIN = [
    ("electricity_location", 1000, [94.0, 77.1, 80.5, 75.9, 50.5, 38.9, 30.5], 0.06),
    ("electricity_residual_mix", 1000, [249.3, 232.4, 234.9, 471.3, 554.9, 390.9, 390.9], 0.06),
    ("district_heat", 1000, [152.2, 133.3, 118.6, 125.5, 101.7, 85.6, 58.0], 0.06),
    ("heating_oil_direct", 1, [2.640, 2.642, 2.562, 2.535, 2.510, 2.490, 2.490], 0.0006),
    ("machine_fuel_oil_direct", 1, [2.671, 2.673, 2.643, 2.579, 2.556, 2.501, 2.501], 0.0006),
    ("diesel_direct", 1, [2.358, 2.369, 2.129, 2.192, 2.271, 2.306, 2.306], 0.0006),
    ("petrol_direct", 1, [2.093, 2.092, 2.046, 2.031, 2.003, 2.027, 2.027], 0.0006),
]


@pytest.mark.parametrize(("role", "scale", "printed", "rounding"), CHAIN, ids=[row[0] for row in CHAIN])
def test_the_default_chain_is_that_of_the_notes(
    basis: Basis, role: str, scale: int, printed: list[float], rounding: float
) -> None:
    assert [scale * value for value in values(basis, role)] == pytest.approx(printed, abs=rounding)


def test_a_year_without_its_own_value_says_so(basis: Basis) -> None:
    assert factor(basis, "electricity_residual_mix", 2024)["factor_match"] == "exact"
    assert factor(basis, "electricity_residual_mix", 2025)[["factor_match", "valid_from"]].tolist() == ["older", 2024]
    assert factor(basis, "spend_goods", 2023)["factor_match"] == "default"
    assert pd.isna(factor(basis, "electricity_residual_mix", 2031)["factor_id"])


def test_spend_of_2020_takes_the_factor_of_2019(basis: Basis) -> None:
    assert factor(basis, "spend_books", 2020)[["factor_match", "valid_from"]].tolist() == ["older", 2019]
    # C17 paper of 2019 and 2023 as FIGARO prints them
    assert factor(basis, "spend_office_supplies", 2019)["kg_co2e_per_unit"] == pytest.approx(0.61925)
    assert factor(basis, "spend_office_supplies", 2023)["kg_co2e_per_unit"] == pytest.approx(0.34252)


def test_the_network_comes_before_the_region_and_the_region_before_the_nation(basis: Basis) -> None:
    places = "region:uusimaa FI"
    assert factor(basis, "district_heat", 2022, "network:helen " + places)["kg_co2e_per_unit"] == pytest.approx(0.223)
    assert factor(basis, "district_heat", 2022, places)["kg_co2e_per_unit"] == pytest.approx(0.182, abs=0.0006)
    assert factor(basis, "district_heat", 2022)["kg_co2e_per_unit"] == pytest.approx(0.1255)


def test_a_town_without_a_network_figure_gets_the_geometric_mean_from_2021(basis: Basis) -> None:
    # Tornio: 0.378 in 2018 × Lapland 2021 / 2018, with Lapland 2021 (0.118): above the region, below the scaled value
    places = "municipality:tornio region:lapland FI"
    town, region = (factor(basis, "district_heat", 2021, p)["kg_co2e_per_unit"] for p in (places, "region:lapland FI"))
    assert region < town < 2 * region
    assert factor(basis, "district_heat", 2018, places)["kg_co2e_per_unit"] == pytest.approx(0.378, abs=0.0006)


BLENDS = [
    ("refrigerant_r410a", {"AR4": 2087.5, "AR5": 1923.5, "AR6": 2255.5}),
    ("refrigerant_r407c", {"AR4": 1773.85, "AR5": 1624.21, "AR6": 1907.93}),
    ("refrigerant_r404a", {"AR4": 3921.6, "AR5": 3942.8, "AR6": 4728.0}),
    ("refrigerant_r134a", {"AR4": 1430, "AR5": 1300, "AR6": 1530}),
    ("refrigerant_r32", {"AR4": 675, "AR5": 677, "AR6": 771}),
]


@pytest.mark.parametrize("gwp_set", ["AR4", "AR5", "AR6"])
def test_refrigerants_follow_the_gwp_set(gwp_set: str) -> None:
    chosen = load_basis(gwp_set=gwp_set)
    found = {role: factor(chosen, role, 2024)["kg_co2e_per_unit"] for role, _ in BLENDS}
    assert found == pytest.approx({role: expected[gwp_set] for role, expected in BLENDS})


def test_radiative_forcing_is_a_line_of_its_own(basis: Basis) -> None:
    # domestic 2025: 0.13552 without, 0.22928 with radiative forcing
    direct = factor(basis, "flights_domestic", 2025)["kg_co2e_per_unit"]
    forcing = factor(basis, "flights_domestic_radiative_forcing", 2025)["kg_co2e_per_unit"]
    assert (direct, direct + forcing) == pytest.approx((0.13552, 0.22928), abs=0.000025)


def test_conventions_are_zero_and_stated_tonnes_are_a_thousand_kilograms(basis: Basis) -> None:
    assert values(basis, "electricity_own_solar") == [0] * len(YEARS)
    assert values(basis, "electricity_certified") == [0] * len(YEARS)
    assert factor(basis, "stated_tonnes", 2022)[["kg_co2e_per_unit", "activity_unit"]].tolist() == [1000, "t_co2e"]


def test_factors_that_hold_co2_only_say_so(basis: Basis) -> None:
    assert factor(basis, "electricity_residual_mix", 2023)["gases"] == "co2_only"
    assert factor(basis, "electricity_location", 2023)["gases"] == "co2e"


def test_every_factor_has_an_uncertainty(basis: Basis) -> None:
    needs = basis.factor_choices[["factor_role", "year_to", "place"]].drop_duplicates()
    needs = needs.rename(columns={"year_to": "year", "place": "places"}).reset_index(drop=True)
    found = resolve(needs, basis)
    assert found["uncertainty_95_pct"].notna().sum() == found["factor_id"].notna().sum()


def test_boundaries_lie_within_each_other_and_hold_no_memo_item(basis: Basis) -> None:
    lines = {
        name: set(map(tuple, rows[["activity_id", "line_id"]].to_numpy()))
        for name, rows in basis.boundary_lines.groupby("boundary_id")
    }
    memo = basis.emission_lines[basis.emission_lines["scope"] == "memo"]
    assert lines["core"] < lines["extended"]
    assert lines["operational"] < lines["extended"]
    assert not lines["extended"] & set(map(tuple, memo[["activity_id", "line_id"]].to_numpy()))


def test_commuting_and_construction_are_in_the_extended_boundary_only(basis: Basis) -> None:
    core = set(basis.boundary_lines.query("boundary_id == 'core'")["activity_id"])
    extended = set(basis.boundary_lines.query("boundary_id == 'extended'")["activity_id"])
    assert {"staff_car_km", "student_bus_km", "spend_construction"} <= extended - core
    assert "spend_ict_equipment" in core


def test_every_source_has_a_licence_and_says_how_it_was_seen(basis: Basis) -> None:
    assert (basis.sources[["url", "licence", "citation", "how_seen"]].apply(lambda column: column.str.len()) > 0).all(axis=None)


def test_names_stand_in_three_languages(basis: Basis) -> None:
    for frame in (basis.categories, basis.activities, basis.emission_factors):
        assert frame[[f"name_{language}" for language in tables.LANGUAGES]].notna().all(axis=None)


def test_share_alike_data_stand_in_files_of_their_own(basis: Basis) -> None:
    shared = basis.sources[basis.sources["licence"].str.contains("CC BY-SA|ODbL")]["source_id"]
    for path in (FOLDER / "emission_factors").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found = {row["source_id"] for row in csv.DictReader(file)}
        assert path.name.endswith("_share_alike.csv") or not found & set(shared), path.name


@pytest.fixture(scope="module")
def without_share_alike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("basis") / "factors"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*_share_alike.csv"))
    return folder


def test_share_alike_data_can_be_left_out_and_the_check_says_what_is_missing_then(without_share_alike: Path) -> None:
    found = [problem for problem in check_basis(without_share_alike) if problem.file.startswith("emission_factors")]
    assert {problem.code for problem in found} == {"file_left_out"}
    assert "hotel_nights" in next(p for p in found if "travel_share_alike" in p.file).values["roles"]


def test_without_share_alike_data_their_lines_are_unknown_and_the_others_as_before(
    basis: Basis, without_share_alike: Path
) -> None:
    left_out = load_basis(without_share_alike)
    assert pd.isna(factor(left_out, "hotel_nights", 2024)["factor_id"])
    assert factor(left_out, "diesel_direct", 2024)["kg_co2e_per_unit"] == factor(basis, "diesel_direct", 2024)["kg_co2e_per_unit"]


def test_a_suppliers_heat_factor_is_added_by_editing_rows_only(tmp_path: Path) -> None:
    folder = tmp_path / "factors"
    shutil.copytree(FOLDER, folder)
    version = load_basis(folder).version
    append(
        folder / "sources.csv",
        source_id="example_heat_company",
        title="Emissions of heat 2025",
        publisher="Example Heat (fictional)",
        url="https://example.org/heat",
        published_year="2026",
        licence="no licence stated; single facts",
        citation="Example Heat (fictional), 2026",
        how_seen="page",
    )
    append(
        folder / "emission_factors/district_heat.csv",
        factor_id="heat_network_example",
        valid_from="2025",
        since=version,
        name_fi="Kaukolämpö, esimerkki",
        name_sv="Fjärrvärme, exempel",
        name_en="District heat, example",
        activity_unit="kWh",
        kg_co2e_per_unit="0.071",
        gases="co2_only",
        part="direct",
        region="example",
        allocation_method="benefit_sharing",
        gwp_set="none",
        shared_between_years="0.5",
        source_id="example_heat_company",
        quality="verified",
    )
    choice = {"factor_role": "district_heat", "rank": "1", "level": "network", "place": "network:example"}
    append(
        folder / "factor_choices.csv",
        **choice,
        year_from="2025",
        year_to="2026",
        factor_id="heat_network_example",
        since=version,
        reason="The company's own figure",
    )
    assert check_basis(folder) == []
    found = factor(load_basis(folder), "district_heat", 2025, "network:example municipality:oulu FI")
    assert (found["kg_co2e_per_unit"], found["factor_level"], found["factor_match"]) == (0.071, "network", "exact")


def append(path: Path, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, lineterminator="\n").writerow({name: cells.get(name, "") for name in names})


#: Towns whose network tells its own factor, to compare the estimate with.
NETWORKS = {
    "heat_network_helen": "helsinki",
    "heat_network_fortum_espoo": "espoo",
    "heat_network_turku_energia": "turku",
    "heat_network_tampereen_energia": "tampere",
    "heat_network_oulun_energia": "oulu",
    "heat_network_oulun_energia_energy_method": "oulu",
    "heat_network_lahti_energia": "lahti",
    "heat_network_alva_jyvaskyla": "jyvaskyla",
}


def test_the_estimate_for_a_towns_heat_was_tested_against_the_networks_own_figures(basis: Basis) -> None:
    factors = basis.emission_factors
    own = factors[factors["factor_id"].isin(NETWORKS) & (factors["valid_from"] >= 2019)]
    own = own.assign(town="heat_municipality_" + own["factor_id"].map(NETWORKS))
    pairs = own.merge(factors, left_on=["town", "valid_from"], right_on=["factor_id", "valid_from"], validate="many_to_one")
    error = pairs["kg_co2e_per_unit_y"] / pairs["kg_co2e_per_unit_x"] - 1
    late = pairs["valid_from"] >= 2021
    assert len(pairs) == 24
    # what factors/README.md states: 9 % until 2020, 25 % from 2021, every figure inside the interval of the estimate
    assert (error[~late].abs().mean(), error[late].abs().mean()) == pytest.approx((0.09, 0.25), abs=0.005)
    half = pairs["uncertainty_95_pct_y"] / 100
    assert ((1 - half) * pairs["kg_co2e_per_unit_y"] <= pairs["kg_co2e_per_unit_x"]).all()
    assert ((1 + half) * pairs["kg_co2e_per_unit_y"] >= pairs["kg_co2e_per_unit_x"]).all()
