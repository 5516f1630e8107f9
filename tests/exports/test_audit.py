"""The audit workbook: live formulas that give the ledger's own numbers, and text that stays text."""

from __future__ import annotations

from pathlib import Path

import formulas
import openpyxl
import pandas as pd
import pytest
from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.exports import write_audit_workbook
from hjj_lib.exports.exclusions import exclusions
from hjj_lib.intake import Institution, Intake
from hjj_lib.inventory import calculate, total
from hjj_lib.language import Language
from hjj_lib.standards_findings import filled
from hjj_lib.study import Study, open_study

ENGLISH = Language("en")


def study() -> Study:
    basis = load_basis(SMALL_BASIS)
    places = sites({"site_id": "campus", "tenure": "shared", "share_pct": 40})
    rows = entries(
        {"activity_id": "diesel", "amount": 100, "unit": "l", "comment": '=cmd|"/c calc"!A1'},
        {"activity_id": "electricity", "amount": 10, "unit": "MWh", "site_id": "campus"},
        {"activity_id": "staff_car_km", "amount": 1000, "unit": "km"},
        {"activity_id": "refrigerants_other", "value_state": "unknown", "unit": "kg"},
    )
    names = {"fi": "Koulu", "sv": "Skola", "en": "School"}
    school = Institution(
        "school", names, "foundation", "vocational_only", "operational_control", ("fi",), "rector", "none", True, {}, places, {}
    )
    known = denominators({"kind": "student_years", "value": 10})
    intake = Intake(rows, known, (), rows[["file"]].drop_duplicates().assign(sha256="0", kind="template", modified=None))
    return Study(school, 2024, intake, basis, rows, known, calculate(rows, places, basis))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "inventory.xlsx"
    write_audit_workbook(study(), path, ENGLISH)
    return path


def lines(path: Path) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(path)["Lines"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_emission_is_a_formula_over_its_own_row(workbook: Path) -> None:
    diesel = next(row for row in lines(workbook) if row["Activity"] == "Diesel" and row["Part"] == "direct")
    assert str(diesel["Emissions, kg CO₂e"]).startswith("=H")
    assert (diesel["Amount"], diesel["Our share"], diesel["Conversion to the factor's unit"]) == (100, 1, 10)


def test_every_line_has_its_data_quality(workbook: Path) -> None:
    # The small basis: whatever the amount's and the factor's half-widths are, together √(a² + f²), rounded.
    row = study().inventory.iloc[0]
    amount = study().basis.pedigree.query("kind == 'activity' and group == @row.origin")["uncertainty_95_pct"].iloc[0]
    wanted = round((amount**2 + row["factor_uncertainty_95_pct"] ** 2) ** 0.5)
    assert lines(workbook)[0]["Data quality, ± %"] == wanted


def test_what_is_not_known_is_said_in_words(workbook: Path) -> None:
    unknown = next(row for row in lines(workbook) if row["Activity"] == "Refrigerant")
    assert unknown["Emissions, kg CO₂e"] == "not known"


def test_text_that_looks_like_a_formula_stays_text(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)["Lines"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=cmd"))
    assert cell.data_type == "s" or cell.quotePrefix or cell.value == '=cmd|"/c calc"!A1'


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::SyntaxWarning")
def test_an_independent_evaluator_finds_the_ledgers_totals(workbook: Path, tmp_path: Path) -> None:
    # market: diesel 250 + electricity 40 % of 5 000 + car 130.65; core leaves the car out
    calculated = formulas.ExcelModel().loads(str(workbook)).finish(circular=False)
    calculated.calculate()
    calculated.write(dirpath=str(tmp_path))
    written = next(tmp_path.rglob("*.xlsx")) if list(tmp_path.rglob("*.xlsx")) else next(tmp_path.rglob("*.XLSX"))
    book = openpyxl.load_workbook(written, data_only=True)
    sheet = book[next(name for name in book.sheetnames if name.upper() == "INVENTORY")]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    inventory = study().inventory
    expected = [total(inventory, view=v, boundary=b).known_kg for b in ("inventory", "core") for v in ("market", "location")]
    assert expected[0] == pytest.approx(2380.65)
    assert [float(value) for value in last[1:5]] == pytest.approx(expected)
    checks = book[next(name for name in book.sheetnames if name.upper() == "CHECKS")]
    found = {str(row[0].value): row[-1].value for row in checks.iter_rows(min_row=2)}
    assert {name for name, said in found.items() if said == "not OK"} == {"Lines whose emissions are not known"}
    assert float(found["Checks that do not hold"]) == 1


def test_the_stored_values_are_the_ledgers_too(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Inventory"]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert last[1] == pytest.approx(2380.65)


def test_the_same_study_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_audit_workbook(study(), tmp_path / name, ENGLISH)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def sheet_titles(path: Path) -> list[str]:
    return openpyxl.load_workbook(path).sheetnames


def test_the_readme_names_every_sheet_it_explains(workbook: Path) -> None:
    rows = [cell.value for row in openpyxl.load_workbook(workbook)["README"].iter_rows(min_col=2, max_col=2) for cell in row]
    told = [name for name in rows if name and name != "Sheet"]
    assert told == [name for name in sheet_titles(workbook) if name in told]
    assert {"Inventory", "Lines", "Factors used", "Denominators", "Exclusions", "Checks"} <= set(told)
    assert "Changes" not in told  # nothing to compare with was given


def test_every_check_but_that_of_unknown_lines_holds_and_changing_a_number_shows(workbook: Path) -> None:
    rows = list(openpyxl.load_workbook(workbook, data_only=True)["Checks"].iter_rows(min_row=2, values_only=True))
    results = {str(row[0]): row[-1] for row in rows}
    assert results.pop("Checks that do not hold") == 1
    assert results.pop("Lines whose emissions are not known") == "not OK"
    assert set(results.values()) == {"OK"}


def test_ranges_have_the_same_names_in_every_language(tmp_path: Path) -> None:
    names = []
    for code in ("fi", "sv", "en"):
        write_audit_workbook(study(), tmp_path / f"{code}.xlsx", Language(code))
        names.append(sorted(openpyxl.load_workbook(tmp_path / f"{code}.xlsx").defined_names))
    assert names[0] == names[1] == names[2]
    assert {"lines_emissions_kg_co2e", "inventory_totals_kg", "checks_failed"} <= set(names[0])


def test_what_has_no_factor_or_is_unknown_is_among_the_exclusions_with_a_reason(workbook: Path) -> None:
    rows = list(openpyxl.load_workbook(workbook)["Exclusions"].iter_rows(min_row=2, values_only=True))
    memo = next(row for row in rows if row[0] == "Memo item")
    assert (memo[1], memo[3]) == ("Biogenic", 30)
    assert all(row[2] for row in rows)


def test_a_change_is_a_formula_over_before_and_now(tmp_path: Path) -> None:
    changes = pd.DataFrame(
        {
            "against": ["year 2023"],
            "view": ["market"],
            "category_id": ["fuels"],
            "before_kg": [150.0],
            "after_kg": [200.0],
            "unknown_before": [1],
            "unknown_after": [0],
        }
    )
    write_audit_workbook(study(), tmp_path / "a.xlsx", ENGLISH, changes=changes)
    row = next(openpyxl.load_workbook(tmp_path / "a.xlsx")["Changes"].iter_rows(min_row=2, values_only=True))
    assert row == ("the year 2023", "Market-based", "Fuels", 150, 200, "=E2-D2", 1, 0)


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_titles_and_headings_are_in_the_readers_language(workbook: Path, tmp_path: Path, code: str) -> None:
    write_audit_workbook(study(), tmp_path / "a.xlsx", Language(code))
    ours, english = openpyxl.load_workbook(tmp_path / "a.xlsx"), openpyxl.load_workbook(workbook)
    same_word = {"Scope", "Period"}
    assert set(ours.sheetnames) & set(english.sheetnames) == set()
    for one, other in zip(ours, english, strict=True):
        words = [{cell.value for cell in sheet[1] if isinstance(cell.value, str)} for sheet in (one, other)]
        assert words[0] & words[1] - same_word == set(), one.title


def test_euros_that_made_no_emission_are_among_the_exclusions_to_the_cent() -> None:
    riverside = open_study("example_riverside", 2025)
    lines = riverside.intake.purchases
    left_out = lines.loc[lines["treatment"] != "mapped", "net_cents"].dropna()
    rows = exclusions(riverside, filled(riverside), ENGLISH)
    assert len(left_out)
    assert rows.loc[rows["kind"] == "Purchases", "amount"].sum() == pytest.approx(left_out.sum() / 100, abs=0.001)
