"""What holds for every test: no window, no folder of the person who runs them, the same draws each time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

# Set before any library reads them: matplotlib draws to memory, Jupyter follows the platform's folders without a warning.
os.environ["MPLBACKEND"] = "Agg"
os.environ["JUPYTER_PLATFORM_DIRS"] = "1"

settings.register_profile("hjj", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("hjj")

#: HJJ_BROWSER=required (continuous integration): a browser test that was skipped is a failure.
BROWSER_REQUIRED = os.environ.get("HJJ_BROWSER") == "required"

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def example_run(tmp_path_factory) -> Path:
    """A data folder with one example provider, after ``hjj run`` made its reports in two languages; made once for all workers."""
    folder = tmp_path_factory.getbasetemp()
    data = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "example_run"
    with FileLock(data.with_suffix(".lock")):
        if not data.exists():
            shutil.copytree(ROOT / "data" / "raw" / "example_coast", data / "raw" / "example_coast")
            command = [sys.executable, "-m", "hjj_lib.cli", "run", "--data", str(data), "--language", "fi", "--language", "sv"]
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
            (data / "run.txt").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    return data


def _skipped_in_browser(session: pytest.Session) -> list[str]:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [report.nodeid for report in reports if report.nodeid.startswith("tests/browser")]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green run into a red one when the browser was required and did not look."""
    if (
        BROWSER_REQUIRED
        and _skipped_in_browser(session)
        and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which browser tests were skipped and why that fails."""
    skipped = [report.nodeid for report in terminalreporter.stats.get("skipped", []) if report.nodeid.startswith("tests/browser")]
    if BROWSER_REQUIRED and skipped:
        terminalreporter.section("browser tests were skipped although HJJ_BROWSER=required")
        for nodeid in skipped:
            terminalreporter.line(nodeid)
