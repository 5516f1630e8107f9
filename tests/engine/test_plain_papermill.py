"""The notebooks are ordinary ones: the papermill command runs them, and the nbconvert command exports them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHICAGO = ROOT / "tests" / "cases" / "chicago"


def command(*words: str, folder: Path) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_notebook_02_reports_chicagos_buildings_under_plain_papermill_and_nbconvert(tmp_path: Path) -> None:
    parameters = {
        "institution": "chicago_education",
        "language": "en",
        "data_dir": CHICAGO / "data",
        "basis_dir": CHICAGO / "basis",
    }
    given = [word for key, value in parameters.items() for word in ("-p", key, str(value))]
    notebook = ROOT / "notebooks" / "02_calculation.ipynb"
    command(
        "papermill",
        str(notebook),
        "made.ipynb",
        "-k",
        "python3",
        "--no-progress-bar",
        *given,
        "-p",
        "year",
        "2016",
        folder=tmp_path,
    )
    command("nbconvert", "--to", "hjj_report", "made.ipynb", folder=tmp_path)
    report = (tmp_path / "made.html").read_text(encoding="utf-8")
    assert "School and college buildings of Chicago" in report
    assert "422,824" in report
