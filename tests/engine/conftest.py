"""What the tests of the engine share: a small notebook, a data folder, and one real run that later tests look at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture
def small_notebook() -> Path:
    return NOTEBOOKS / "01_small.ipynb"


@pytest.fixture(scope="session")
def example_run(tmp_path_factory) -> Path:
    """A data folder with one example provider, after ``hjj run`` made its reports in two languages."""
    data = tmp_path_factory.getbasetemp() / "example_run"
    if not data.exists():
        shutil.copytree(ROOT / "data" / "raw" / "example_coast", data / "raw" / "example_coast")
        command = [sys.executable, "-m", "hjj_lib.cli", "run", "--data", str(data), "--language", "fi", "--language", "sv"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        (data / "run.txt").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    return data
