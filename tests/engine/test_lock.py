"""One run at a time for one folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hjj_lib.engine.lock import only_run
from hjj_lib.language import Language
from hjj_lib.problems import DataError


def _holding(folder: Path, then: str) -> str:
    """A program that takes the lock and does something while it holds it."""
    return f"import os, pathlib\nfrom hjj_lib.engine.lock import only_run\nwith only_run(pathlib.Path({str(folder)!r})): {then}"


def test_a_second_run_is_told_who_is_running_and_the_lock_goes_with_its_run(tmp_path):
    code = _holding(tmp_path, "print('held')")
    with only_run(tmp_path):
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "run_busy" in told.stderr
        with pytest.raises(DataError) as caught, only_run(tmp_path):
            pass
        assert "prosessi" in Language("fi").problem(caught.value.problems[0])
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "held\n"


def test_the_lock_of_a_killed_run_does_not_stop_the_next(tmp_path):
    code = _holding(tmp_path, "os._exit(9)")
    subprocess.run([sys.executable, "-c", code], check=False)
    with only_run(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataError) as caught, only_run(tmp_path / "file" / "outputs"):
        pass
    assert caught.value.problems[0].code == "outputs_unwritable"
