"""Names that would run, load or change something if they were taken for more than text: shown as typed in every report."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
NAME = "</script><img src=x onerror=window.owned=1> $\\frac{1}{2}$ {{7*7}} _x"
SITE = "<svg onload=window.owned=1> =cmd|x"
FILE = "=cmd $a$ {{b}} <i>.xlsx" if sys.platform != "win32" else "=cmd $a$ {{b}}.xlsx"
REPORTS = [f"{path.stem}.html" for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory) -> Path:
    """The reports of a provider whose names, sites and file are hostile."""
    data = tmp_path_factory.mktemp("hostile")
    home = data / "raw" / "example_forest"
    home.mkdir(parents=True)
    source = ROOT / "data" / "raw" / "example_forest"
    text = (source / "institution.toml").read_text(encoding="utf-8")
    lines = [f"{line.partition(' = ')[0]} = '{NAME}'" if line.startswith("name_") else line for line in text.split("\n")]
    (at, first) = next((at, line) for at, line in enumerate(lines) if line.startswith("name = "))
    lines[at] = f"name = '{SITE}'"
    (home / "institution.toml").write_text("\n".join(lines), encoding="utf-8")
    for year in ("2024", "2025"):
        (home / year).mkdir()
        (workbook,) = (source / year).glob("*.xlsx")
        shutil.copyfile(workbook, home / year / FILE)
        (home / year / FILE).write_bytes(_renamed(home / year / FILE, first.removeprefix("name = ").strip('"')))
    _write_decisions(home)
    command = [sys.executable, "-m", "hjj_lib.cli", "run", "--data", str(data), "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return data / "outputs"


def _write_decisions(home: Path) -> None:
    """Effects elsewhere and a claim whose every text is the hostile name."""
    texts = {
        "handprint.csv": {"handprint_id": "a", "kind": "handprint", "year": "2025", "benefit_t_co2e": "1", "own_share_pct": "50"}
        | dict.fromkeys(["name", "beneficiary", "baseline", "method", "source", "evidence"], NAME),
        "claims.csv": {"offsets": "false", "decided_on": "2026-01-20"}
        | dict.fromkeys(["claim", "used_in", "evidence", "plan", "targets", "verifier", "decided_by_role"], NAME),
    }
    (home / "decisions").mkdir()
    for name, row in texts.items():
        with (home / "decisions" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)


def _renamed(path: Path, site: str) -> bytes:
    """The workbook with the site called by its hostile name wherever it stands."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == site:
                    cell.value = SITE
                    cell.data_type = "s"
    book.save(path)
    return path.read_bytes()


def _page(outputs: Path, name: str) -> Path:
    return next((outputs / "example_forest").glob(f"*/en/{name}"))


@pytest.mark.parametrize("name", [*REPORTS, "index.html"])
def test_no_name_runs_or_loads_anything(open_page, hostile_run, name):
    opened = open_page(_page(hostile_run, name))
    assert opened.page.evaluate("window.owned") is None
    assert opened.page.locator("script, svg, iframe, img[onerror]").count() == 0
    assert [url for url in opened.asked_for if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []
    assert NAME in opened.page.inner_text("body")


def test_the_page_of_all_institutions_shows_the_name_as_typed(open_page, hostile_run):
    opened = open_page(hostile_run / "index.html")
    assert opened.page.evaluate("window.owned") is None
    assert NAME in opened.page.inner_text("body")


def test_sites_and_files_are_shown_as_typed(open_page, hostile_run):
    intake = open_page(_page(hostile_run, "01_intake.html")).page.text_content("body")
    assert SITE in intake
    assert FILE in intake


def test_in_the_audit_workbook_a_name_is_text(hostile_run):
    book = openpyxl.load_workbook(_page(hostile_run, "inventory.xlsx"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if isinstance(cell.value, str) and (NAME in cell.value or SITE in cell.value)]
    assert named
    assert {cell.data_type for cell in named} == {"s"}
