"""Standards as files: a sheet and a CSV file for each, sums as live formulas, the same bytes for the same study."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hjj_lib.exports import csv_rows, write_standards
from hjj_lib.exports.book import sheet_name
from hjj_lib.language import Language
from hjj_lib.standards_findings import filled, table
from hjj_lib.study import Study, open_study

WHO, YEAR = "example_coast", 2025


@pytest.fixture(scope="module")
def study() -> Study:
    return open_study(WHO, YEAR)


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("standards")
    write_standards(study, made, Language("en"))
    return made


def test_there_is_a_sheet_and_a_file_for_every_standard(study: Study, folder: Path) -> None:
    names = study.basis.standards.sort_values("position")
    book = openpyxl.load_workbook(folder / "standards.xlsx")
    assert book.sheetnames == ["Reconciliation", *names["name_en"]]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["standards.xlsx", *(f"standard_{name}.csv" for name in names["standard_id"])]
    )


def test_the_file_for_programs_holds_the_figures_as_they_are(study: Study, folder: Path) -> None:
    (one,) = [one for one in filled(study) if one.standard_id == "ghg_protocol"]
    rows = pd.read_csv(folder / "standard_ghg_protocol.csv").set_index("line_id")
    figures = one.projection.figures.set_index("line_id")
    assert rows["market_kg_co2e"].to_dict() == pytest.approx(figures["market_kg"].to_dict(), nan_ok=True)
    assert set(rows["basis_version"].astype(str)) == {study.basis.version}
    assert csv_rows(one, table(one, Language("sv")))["name"].iloc[0] == "Utsläpp totalt"


def test_a_sum_is_a_formula_over_its_lines(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "standards.xlsx")["VSME B3"]
    total = next(row for row in sheet.iter_rows() if row[0].value == "Total emissions")
    assert str(total[2].value).startswith("=SUM(C")


def test_a_long_or_strange_title_becomes_a_name_that_a_sheet_may_have() -> None:
    assert sheet_name("What [all] of it: a/b?") == "What  all  of it  a b"
    assert len(sheet_name("x" * 40)) == 31


def test_the_same_study_makes_the_same_bytes(study: Study, folder: Path, tmp_path: Path) -> None:
    write_standards(study, tmp_path, Language("en"))
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_a_version_without_standards_makes_no_file(tmp_path: Path) -> None:
    assert write_standards(open_study(WHO, YEAR, basis_version="2026.1"), tmp_path, Language("fi")) == []
    assert list(tmp_path.iterdir()) == []
