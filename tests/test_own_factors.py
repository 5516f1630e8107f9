"""An institution's own factors: its supplier's figure with its source comes before the network's, the region's, the nation's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tables_of import SMALL_BASIS, entries, sites

from hjj_lib import tables
from hjj_lib.basis import OWN_FILE, load_basis, read_own_factors, with_own_factors
from hjj_lib.inventory import calculate
from hjj_lib.problems import DataError

BASIS = load_basis(SMALL_BASIS)
HEADER = ",".join(tables.columns(tables.OwnFactor)) + "\n"
ROW = "supplier,heat,,2024,2025,kWh,0.07,co2e,benefit_sharing,5,verified,Example Heat (fictional),letter of 3.3.2025,,\n"
TWO_SITES = sites({"site_id": "north", "heat_network": "north"}, {"site_id": "south"})
HEAT = {"activity_id": "district_heat", "amount": 1, "unit": "MWh"}


def own(tmp_path: Path, *rows: str) -> pd.DataFrame:
    (tmp_path / OWN_FILE).write_text(HEADER + "".join(rows), encoding="utf-8")
    return read_own_factors(tmp_path, BASIS, "school", ["north", "south"])


def direct(factors: pd.DataFrame, *rows: dict[str, Any], basis: Any = BASIS) -> pd.DataFrame:
    ledger = calculate(entries(*rows), TWO_SITES, with_own_factors(basis, factors, "school")).inventory
    return ledger[ledger["line_id"] == "direct"].set_index("entry_id")


def codes(tmp_path: Path, *rows: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(DataError) as error:
        own(tmp_path, *rows)
    return [(problem.code, problem.row, problem.column) for problem in error.value.problems]


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_own_factors(tmp_path, BASIS, "school", []).empty


def test_an_own_factor_comes_before_the_networks_and_says_so(tmp_path: Path) -> None:
    # 1 MWh × 0.07 kg/kWh = 70; the network's own figure would make 1 000 kWh × 0.05 = 50
    row = direct(own(tmp_path, ROW), {**HEAT, "site_id": "north"}).loc["e1"]
    assert row["emissions_kg_co2e"] == pytest.approx(70)
    assert (row["factor_level"], row["factor_match"], row["factor_uncertainty_95_pct"]) == ("own", "exact", 5)


def test_precedence_is_own_then_network_then_region_then_nation(tmp_path: Path) -> None:
    only_south = ROW.replace("heat,,", "heat,south,")
    found = direct(own(tmp_path, only_south), {**HEAT, "site_id": "north"}, {**HEAT, "site_id": "south"}, {**HEAT, "year": 2023})
    assert found["factor_level"].tolist() == ["network", "own", "region"]
    assert direct(tables.empty(tables.OwnFactor), {**HEAT, "site_id": "south"})["factor_level"].tolist() == ["region"]


def test_the_factor_of_one_site_comes_before_the_one_of_all_sites(tmp_path: Path) -> None:
    both = own(tmp_path, ROW, ROW.replace("supplier,heat,,", "boiler,heat,south,").replace("0.07", "0.03"))
    found = direct(both, {**HEAT, "site_id": "north"}, {**HEAT, "site_id": "south"}, HEAT)
    assert found["emissions_kg_co2e"].tolist() == pytest.approx([70, 30, 70])


def test_outside_its_years_the_basis_serves(tmp_path: Path) -> None:
    assert direct(own(tmp_path, ROW), {**HEAT, "site_id": "north", "year": 2023})["factor_level"].tolist() == ["network"]


def test_another_institution_is_not_touched(tmp_path: Path) -> None:
    basis = with_own_factors(BASIS, own(tmp_path, ROW), "other_school")
    ledger = calculate(entries({**HEAT, "site_id": "north"}), TWO_SITES, basis).inventory
    assert "own" not in set(ledger["factor_level"].dropna())


def test_own_factors_are_no_part_of_the_version(tmp_path: Path) -> None:
    basis = with_own_factors(BASIS, own(tmp_path, ROW), "school")
    assert basis.fingerprint == BASIS.fingerprint
    assert basis.sources.set_index("source_id").loc["own_school_supplier", "publisher"] == "Example Heat (fictional)"


def test_semicolons_and_decimal_commas_of_a_finnish_excel_are_read(tmp_path: Path) -> None:
    text = (HEADER + ROW).replace(",", ";").replace("0.07", "0,07")
    (tmp_path / OWN_FILE).write_text("\ufeff" + text, encoding="utf-8")
    assert read_own_factors(tmp_path, BASIS, "school", [])["kg_co2e_per_unit"].tolist() == [0.07]


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        (",heat,", ",haet,", "own_role", "factor_role"),
        ("heat,,", "heat,west,", "own_site", "site_id"),
        ("kWh", "kg", "own_unit", "activity_unit"),
        ("2024,2025", "2025,2024", "own_years", "year_to"),
        ("0.07", "seventy", "not_a_number", "kg_co2e_per_unit"),
        ("0.07", "", "cell_empty", "kg_co2e_per_unit"),
        ("letter of 3.3.2025", "", "cell_empty", "source"),
    ],
)
def test_each_mistake_is_told_with_row_and_column(tmp_path: Path, old: str, new: str, code: str, column: str) -> None:
    assert codes(tmp_path, ROW.replace(old, new)) == [(code, 2, column)]


def test_two_factors_for_one_role_site_and_year_are_an_error(tmp_path: Path) -> None:
    assert codes(tmp_path, ROW, ROW.replace("supplier", "other").replace("2024,2025", "2025,2026")) == [
        ("own_twice", 3, "year_from")
    ]
