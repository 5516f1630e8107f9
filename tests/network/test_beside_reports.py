"""The files beside the reports: a submission as far as the provider agreed, the same JSON in every language."""

from __future__ import annotations

import shutil
from pathlib import Path

from test_architecture import ROOT

from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import BESIDE, SUBMISSION, SUBMISSION_BOOK, Outcome, Step, do

NAME, YEAR = "example_coast", 2025


def _made(tmp_path: Path, consent: str, language: str) -> tuple[Outcome, Path]:
    data = tmp_path / "data"
    if not data.exists():
        shutil.copytree(ROOT / "data" / "raw" / NAME, data / "raw" / NAME)
    file = data / "raw" / NAME / "institution.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"network_only"', f'"{consent}"'), encoding="utf-8")
    folder = tmp_path / language
    folder.mkdir()
    return do(Step("workbook", Places(data=data), NAME, YEAR, language, folder=folder)), folder


def test_who_gives_nothing_has_a_workbook_but_no_submission(tmp_path):
    outcome, folder = _made(tmp_path, "none", "fi")
    assert outcome.problems == ()
    made = {path.name for path in folder.iterdir()} & set(BESIDE)
    assert made == set(BESIDE) - {SUBMISSION, SUBMISSION_BOOK}


def test_the_json_is_the_same_in_every_language_and_the_workbook_is_not(tmp_path):
    (_, fi), (_, sv) = (_made(tmp_path, "pseudonymous", language) for language in ("fi", "sv"))
    assert (fi / SUBMISSION).read_bytes() == (sv / SUBMISSION).read_bytes()
    assert '"consent": "pseudonymous"' in (fi / SUBMISSION).read_text(encoding="utf-8")
    assert (fi / SUBMISSION_BOOK).read_bytes() != (sv / SUBMISSION_BOOK).read_bytes()


def test_a_fault_in_what_only_the_network_asks_is_told_with_its_cell(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "raw" / NAME, data / "raw" / NAME)
    (data / "raw" / NAME / "decisions" / "denominators.csv").write_text("year,kind,value\n2025,cows,1\n", encoding="utf-8")
    outcome, folder = _made(tmp_path, "network_only", "fi")
    assert [problem.code for problem in outcome.problems] == ["denominator_kind"]
    assert not (folder / SUBMISSION).exists()
