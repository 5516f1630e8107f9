"""Real buildings of another country: the ledger reproduces what the city published."""

from pathlib import Path

import pandas as pd
import pytest
from tables_of import content

from hjj_lib import demo, tables
from hjj_lib.basis import load_basis
from hjj_lib.inventory import calculate
from hjj_lib.study import open_study

CASE = Path(__file__).parent / "cases" / "chicago"
AGREES = "agrees within rounding"
CARRIERS = {
    "electricity": "electricity_kBtu",
    "natural_gas": "gas_kBtu",
    "steam": "steam_kBtu",
    "chilled_water": "chilled_water_kBtu",
    "other_fuel": "other_fuel_kBtu",
}


def building_rows() -> pd.DataFrame:
    return pd.read_csv(CASE / "chicago_education.csv", dtype={"row_id": str})


def entries_of(buildings: pd.DataFrame) -> pd.DataFrame:
    """Building rows as entries, one per carrier; a blank is unknown only where the city published no tonnes."""
    parts = []
    for activity_id, column in CARRIERS.items():
        amount = buildings[column]
        blank = buildings["published_tCO2e"].isna().map({True: "unknown", False: "not_applicable"})
        parts.append(
            pd.DataFrame(
                {
                    "entry_id": buildings["row_id"] + "/" + buildings["year"].astype(str) + "/" + activity_id,
                    "institution_id": "chicago_education",
                    "year": buildings["year"],
                    "site_id": "building_" + buildings["row_id"],
                    "activity_id": activity_id,
                    "value_state": blank.mask(amount == 0, "zero").mask(amount > 0, "given"),
                    "amount": amount,
                    "unit": "kBtu",
                    "uncertainty_95_pct": float("nan"),
                    "file": "chicago_education.csv",
                    "row": buildings.index + 2,
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    unused = (rows["activity_id"] == "other_fuel") & rows["amount"].isna()
    return tables.checked(rows[~unused].reset_index(drop=True), tables.Entry, file="chicago_education.csv")


def sites_of(buildings: pd.DataFrame) -> pd.DataFrame:
    ids = "building_" + buildings["row_id"].drop_duplicates()
    frame = pd.DataFrame({"site_id": ids, "name": ids, "institution_id": "chicago_education"})
    places = {"municipality": "chicago", "region": "illinois", "tenure": "owned", "share_pct": 100.0}
    return tables.checked(frame.assign(**places), tables.Site, file="chicago_education.csv")


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    """Building years with published and calculated tonnes."""
    buildings = building_rows()
    ledger = calculate(entries_of(buildings), sites_of(buildings), load_basis(CASE / "basis")).inventory
    kilograms = ledger.groupby(["site_id", "year"])["emissions_kg_co2e"].sum(min_count=1).rename("kg").reset_index()
    keyed = buildings.assign(site_id="building_" + buildings["row_id"])
    return keyed.merge(kilograms, on=["site_id", "year"], how="left", validate="one_to_one")


def difference_allowed(rows: pd.DataFrame) -> pd.Series:
    return (rows["published_tCO2e"] * 0.0001).clip(lower=1.0)


def test_the_ledger_reproduces_all_414_rows_that_agree_within_rounding(compared):
    agreeing = compared[compared["verdict"] == AGREES]
    difference = (agreeing["kg"] / 1000 - agreeing["published_tCO2e"]).abs()
    assert len(agreeing) == 414
    assert (difference <= difference_allowed(agreeing)).all()


def test_the_agreeing_rows_of_each_year_are_counted(compared):
    agreeing = compared[compared["verdict"] == AGREES]
    assert agreeing.groupby("year").size().to_dict() == {2014: 43, 2015: 125, 2016: 123, 2017: 123}


def test_rows_of_a_mixed_factor_year_are_not_reproduced_and_not_hidden(compared):
    mixed = compared[compared["verdict"] == "agrees with the 2017 factor set instead"]
    difference = (mixed["kg"] / 1000 - mixed["published_tCO2e"]).abs()
    assert len(mixed) == 14
    assert (difference > difference_allowed(mixed)).all()


def test_the_fuel_without_a_factor_is_uncovered_by_name():
    buildings = building_rows()
    result = calculate(entries_of(buildings), sites_of(buildings), load_basis(CASE / "basis"))
    assert set(result.uncovered["activity_id"]) == {"other_fuel"}


def test_the_factors_of_the_basis_are_the_factors_of_the_case():
    published = pd.read_csv(CASE / "chicago_factors.csv").set_index("year")
    factors = load_basis(CASE / "basis").emission_factors.set_index(["factor_id", "valid_from"])["kg_co2e_per_unit"]
    columns = {"electricity": "electricity", "natural_gas": "gas", "steam": "steam", "chilled_water": "chilled_water"}
    for activity_id, column in columns.items():
        assert factors[f"chicago_{activity_id}"].to_dict() == published[f"{column}_kg_per_mmBtu"].to_dict()


def test_the_tables_of_the_workbook_are_the_buildings_of_2016():
    buildings = building_rows()
    expected = entries_of(buildings[buildings["year"] == 2016])
    columns = ["site_id", "activity_id", "value_state", "amount"]
    stated = demo.read_set(CASE / "source").amounts[columns]
    pd.testing.assert_frame_equal(
        stated.sort_values(columns[:2], ignore_index=True),
        expected[columns].sort_values(columns[:2], ignore_index=True),
        check_dtype=False,
    )


def test_the_committed_workbook_is_the_one_that_the_tables_make(tmp_path):
    for path in demo.write(tmp_path, load_basis(CASE / "basis"), CASE / "source"):
        same = content(CASE / "data" / "raw" / path.relative_to(tmp_path)) == content(path)
        assert same, path.name


def test_the_year_2016_opens_as_a_study_and_gives_the_published_tonnes_of_each_building():
    study = open_study("chicago_education", 2016, data_dir=CASE / "data", basis_dir=CASE / "basis")
    buildings = building_rows()
    agreeing = buildings[(buildings["year"] == 2016) & (buildings["verdict"] == AGREES)]
    kilograms = study.inventory.groupby("site_id")["emissions_kg_co2e"].sum()
    calculated = ("building_" + agreeing["row_id"]).map(kilograms) / 1000
    assert len(agreeing) == 123
    assert ((calculated - agreeing["published_tCO2e"]).abs() <= difference_allowed(agreeing)).all()
