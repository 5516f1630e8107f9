"""A faulty file of decisions is told in the reader's language, by the check and by the run, before any report is made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import Step, do
from hjj_lib.language import Language
from hjj_lib.review import review


@pytest.fixture
def faulty(data, tmp_path) -> Path:
    """A folder of data in which an institution wrote one view of a publication, of an unknown version."""
    home = Path(shutil.copytree(data / "raw/example_coast", tmp_path / "raw/example_coast"))
    text = "year,view,boundary,total_kg,basis_version,published_on\n2024,market,core,1,2019.1,2026-11-24\n"
    (home / "decisions/published.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_check_lists_it_with_everything_else(faulty):
    found = review("example_coast", 2025, data_dir=faulty)
    mine = [one for one in found.problems if one.file == "example_coast/decisions/published.csv"]
    assert [(one.code, one.row) for one in mine] == [("published_word", 2), ("published_half", 2)]


def test_the_run_says_it_in_words_and_makes_nothing_half(faulty):
    outcome = do(Step("year", Places(data=faulty, outputs=faulty / "outputs"), "example_coast", 2025, "sv"))
    told = [Language("sv").problem(one) for one in outcome.problems]
    assert any("”2019.1” är inte känt här." in line for line in told)
    assert outcome.result is None
    assert not (faulty / "processed").exists()
