"""A run that has nothing to do: quick, light, and it says so."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hjj_lib.engine.manifest import Manifest, ReportRecord, digest, write_record
from hjj_lib.engine.plan import Wanted, plan
from hjj_lib.engine.sources import places

SECONDS = 2
HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "jinja2")
#: The command as the user gives it, and then which of the heavy packages it brought in.
COMMAND = f"""
import sys
from hjj_lib.cli import main
sys.argv = ["hjj", *sys.argv[1:]]
try:
    main()
finally:
    print("imported:", [name for name in {HEAVY!r} if name in sys.modules])
"""


@pytest.fixture
def up_to_date(tmp_path) -> Path:
    """A folder of data whose reports were made of exactly what is there now."""
    handed_in = tmp_path / "raw" / "example_small" / "2025"
    handed_in.mkdir(parents=True)
    (handed_in / "lähtötiedot.xlsx").write_bytes(b"not opened by a plan")
    (handed_in.parent / "institution.toml").write_text("[institution]\n", encoding="utf-8")
    (tmp_path / "processed" / "example_small" / "2025").mkdir(parents=True)
    for work in plan(places(tmp_path), Wanted()):
        folder = places(tmp_path).reports(work.institution, work.year, work.language)
        folder.mkdir(parents=True)
        reports, outputs = {}, {}
        for name, inputs in work.sources.items():
            path = folder / f"{name}.html"
            path.write_text(name, encoding="utf-8")
            reports[name] = ReportRecord(path.name, name, "", inputs, 1.0)
            outputs[path.name] = digest(path)
        write_record(folder, Manifest(work.institution, work.year, work.language, "Pieni", work.inputs, reports, outputs))
    (places(tmp_path).outputs / "index.html").write_text("all institutions", encoding="utf-8")
    return tmp_path


def _run(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-c", COMMAND, "run", "--data", str(data), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _bytes_below(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_nothing_heavy_is_imported_and_the_run_says_that_all_is_up_to_date(up_to_date):
    ran = _run(up_to_date, "--language", "fi")
    assert ran.returncode == 0, ran.stderr
    assert "imported: []" in ran.stdout
    assert ran.stdout.splitlines()[0]
    assert "Traceback" not in ran.stderr


def test_it_ends_within_two_seconds(up_to_date):
    took = []
    for _ in range(3):  # the best of three: other work on the machine is not what is measured
        began = time.perf_counter()
        assert _run(up_to_date).returncode == 0
        took.append(time.perf_counter() - began)
    assert min(took) < SECONDS


def test_what_people_handed_in_is_not_touched(up_to_date):
    before = _bytes_below(up_to_date / "raw")
    _run(up_to_date)
    assert _bytes_below(up_to_date / "raw") == before


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda data: (data / "raw/example_small/2025/lähtötiedot.xlsx").write_bytes(b"other"), "lähtötiedot.xlsx"),
        (lambda data: (data / "raw/example_small/2025/uusi.xlsx").write_bytes(b"new"), "uusi.xlsx"),
        (lambda data: (data / "raw/example_small/institution.toml").write_text("[x]"), "institution.toml"),
        (lambda data: (data / "outputs/example_small/2025/fi/02_calculation.html").unlink(), "02_calculation.html"),
        (lambda data: (data / "outputs/example_small/2025/fi/02_calculation.html").write_text("edited"), "02_calculation.html"),
    ],
)
def test_explain_names_what_changed(up_to_date, change, name):
    change(up_to_date)
    ran = _run(up_to_date, "--explain")
    assert ran.returncode == 0, ran.stderr
    assert name in ran.stdout


@pytest.mark.parametrize(
    "mistake", [("--institution", "example_nowhere"), ("--year", "1999"), ("--year", "viime"), ("--language", "de")]
)
def test_a_mistake_of_the_user_is_told_in_words_without_a_traceback(up_to_date, mistake):
    ran = _run(up_to_date, *mistake)
    assert ran.returncode == 1
    assert mistake[1] in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_console_with_an_old_code_page_stops_nothing(up_to_date):
    command = [sys.executable, "-c", COMMAND, "run", "--data", str(up_to_date), "--explain", "--language", "fi"]
    (up_to_date / "raw/example_small/2025/lähtötiedot.xlsx").write_bytes(b"other")
    ran = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert b"l?ht?tiedot.xlsx" in ran.stdout
