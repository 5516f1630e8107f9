"""The audit workbook: live formulas that give the ledger's own numbers, and text that stays text."""

from pathlib import Path

import formulas
import openpyxl
import pytest
from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.exports import write_audit_workbook
from hjj_lib.intake import Institution, Intake
from hjj_lib.inventory import calculate, total
from hjj_lib.language import Language
from hjj_lib.study import Study

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
    sheet = book[next(name for name in book.sheetnames if name.upper() == "SUMMARY")]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    inventory = study().inventory
    expected = [total(inventory, view=v, boundary=b).known_kg for b in ("inventory", "core") for v in ("market", "location")]
    assert expected[0] == pytest.approx(2380.65)
    assert [float(value) for value in last[1:5]] == pytest.approx(expected)


def test_the_stored_values_are_the_ledgers_too(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Summary"]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert last[1] == pytest.approx(2380.65)


def test_the_same_study_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_audit_workbook(study(), tmp_path / name, ENGLISH)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
