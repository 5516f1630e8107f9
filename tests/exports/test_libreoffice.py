"""Another spreadsheet program opens the workbooks, calculates every formula anew, and finds the values that we wrote."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from hjj_lib.exports import changes_of, write_audit_workbook, write_standards
from hjj_lib.language import Language
from hjj_lib.study import open_study

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
#: An output filter that makes the program calculate all formulas when it loads the file.
CONVERT = ("--headless", "--norestore", "--convert-to", "xlsx")
SECONDS = 240


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    ours, theirs = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")
    study = open_study("example_coast", 2025)
    write_audit_workbook(study, ours / "inventory.xlsx", Language("fi"), changes=changes_of(study))
    write_standards(study, ours, Language("fi"))
    for path in ours.glob("*.xlsx"):
        _without_values(path)
        profile = f"-env:UserInstallation=file://{tmp_path_factory.mktemp('profile')}"
        command = ["soffice", profile, *CONVERT, "--outdir", str(theirs), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return ours, theirs


def _without_values(path: Path) -> None:
    """Keep a copy with our values, and take them out of the file, so that only a program that calculates can fill them in."""
    shutil.copy(path, path.with_suffix(".kept"))
    openpyxl.load_workbook(path).save(path)


@pytest.mark.parametrize("name", ["inventory", "standards"])
def test_every_formula_calculated_elsewhere_gives_our_value(folders: tuple[Path, Path], name: str) -> None:
    ours, theirs = folders
    with (ours / f"{name}.kept").open("rb") as file:
        written = openpyxl.load_workbook(file, data_only=True)
    formulas = openpyxl.load_workbook(ours / f"{name}.xlsx")
    calculated = openpyxl.load_workbook(theirs / f"{name}.xlsx", data_only=True)
    compared = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            wanted, found = (book[sheet.title][cell.coordinate].value for book in (written, calculated))
            assert found == (wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-9, abs=1e-6)), cell.coordinate
            compared += 1
    assert compared > 50
