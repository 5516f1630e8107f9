"""A check tells what a year would give beside the year before, what is open, and everything wrong, also to programs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hjj_lib.findings import received
from hjj_lib.language import Language
from hjj_lib.quality_findings import correction_rows, evidence_list, score_rows, score_sentence
from hjj_lib.review import SCHEMA, Review, as_document, category_totals, completeness_sentence, counts, open_ones, review
from hjj_lib.study import DATA

ROOT = Path(__file__).parents[1]
ENGLISH = Language("en")
FORM, SHEET, CELL = "lahtotiedot_2023.xlsx", "Energia", "D42"
PLACE = ("--file", FORM, "--sheet", SHEET, "--cell", CELL)
WHO = ("--role", "energy manager")


@pytest.fixture(scope="module")
def latest() -> Review:
    return review("example_riverside", 2024)


@pytest.fixture(scope="module")
def slipped() -> Review:
    return review("example_riverside", 2023)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "raw" / "example_riverside", tmp_path / "raw" / "example_riverside")
    return tmp_path


def hjj(*words: str, told: str = "") -> subprocess.CompletedProcess[str]:
    code = "from hjj_lib.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words, "--language", "en"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        input=told,
        check=False,
    )


def of_2023(command: str, data: Path, *more: str) -> tuple[str, ...]:
    return (command, "--institution", "example_riverside", "--year", "2023", "--data", str(data), *more)


def test_the_categories_add_up_to_the_whole(latest):
    rows = category_totals(latest, ENGLISH)
    for column in ("market_kg", "location_kg"):
        whole = rows.loc[rows["category_id"] == "", column].item()
        assert rows.loc[rows["category_id"] != "", column].sum() == pytest.approx(whole)


def test_the_year_before_and_the_denominator_stand_beside(latest, slipped):
    rows = category_totals(latest, ENGLISH).set_index("category_id")
    before = category_totals(slipped, ENGLISH).set_index("category_id")
    assert rows.loc["student_meals", "earlier_market_kg"] == pytest.approx(before.loc["student_meals", "market_kg"])
    assert before["earlier_market_kg"].isna().all()
    students = latest.study.denominators.query("kind == 'student_years' and site_id.isna()")["value"].item()
    assert rows.loc["", "market_kg_per_student_year"] == pytest.approx(rows.loc["", "market_kg"] / students)


def test_a_category_of_which_nothing_is_known_has_no_total(latest):
    rows = category_totals(latest, ENGLISH).set_index("category_id")
    assert pd.isna(rows.loc["refrigerants", "market_kg"])
    assert rows.loc["refrigerants", "unknown_count"] > 0


def test_what_is_not_answered_is_named(latest):
    assert "Wholly or partly not known: " in completeness_sentence(latest, ENGLISH)


def test_a_folder_that_cannot_be_read_has_problems_and_no_totals(data):
    (data / "raw" / "example_riverside" / "institution.toml").write_text("[institution]\n", encoding="utf-8")
    found = review("example_riverside", 2024, data_dir=data)
    assert (found.study, counts(found)["errors"] > 0) == (None, True)
    assert as_document([found], ENGLISH)["years"][0]["totals"] == []


def test_the_document_for_programs_has_stable_keys_and_no_number_that_is_none(slipped):
    document = as_document([slipped], ENGLISH)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["schema"], document["blocked"]) == (SCHEMA, True)
    year = document["years"][0]
    assert list(year) == [
        "institution_id",
        "year",
        "blocked",
        "counts",
        "basis_version",
        "gwp_set",
        "totals",
        "completeness",
        "data_quality",
        "old_results",
        "problems",
    ]
    problem = next(one for one in year["problems"] if one["code"] == "unit_slip")
    assert (problem["file"], problem["sheet"], problem["cell"], problem["severity"]) == (FORM, SHEET, CELL, "error")
    assert set(problem) == {
        *("code", "severity", "confirmed", "file", "sheet", "row", "column", "cell", "activity_id"),
        *("found", "expected", "remedy", "value"),
    }


def test_what_a_reason_can_answer_is_what_is_open(slipped):
    assert "unit_slip" in {problem.code for problem in open_ones(slipped)}
    assert not [problem for problem in open_ones(slipped) if problem.severity == "note"]


def test_a_check_ends_with_an_error_until_the_slip_is_confirmed(data):
    assert hjj(*of_2023("check", data)).returncode == 1
    done = hjj(*of_2023("confirm", data, "--code", "unit_slip", *PLACE, "--reason", "a foundry", *WHO))
    assert done.returncode == 0, done.stderr
    checked = hjj(*of_2023("check", data))
    assert (checked.returncode, "Confirmed: a foundry (energy manager, " in checked.stdout) == (0, True), checked.stderr


def test_a_correction_lifts_the_slip_and_leaves_the_file(data):
    path = data / "raw" / "example_riverside" / "2023" / FORM
    before = path.read_bytes()
    amount = openpyxl.load_workbook(path)[SHEET][CELL].value
    more = (*PLACE, "--value", str(amount / 1000), "--reason", "kWh were typed", *WHO)
    assert hjj(*of_2023("correct", data, *more)).returncode == 0
    assert path.read_bytes() == before
    found = review("example_riverside", 2023, data_dir=data)
    assert "unit_slip" not in {problem.code for problem in found.problems}
    assert found.study.intake.corrections["reason"].tolist() == ["kWh were typed"]
    rows = received(found.study, ENGLISH)
    assert rows.loc[rows["origin"] == "corrected", "place"].tolist() == [f"{SHEET}!{CELL}"]
    assert correction_rows(found.study)["place"].tolist() == [f"{FORM}, {SHEET}!{CELL}"]


def test_every_file_stands_in_the_evidence_list_with_its_checksum_and_its_documents(latest):
    table = evidence_list(latest.study, ENGLISH)
    assert set(table["file"]) == set(latest.study.intake.files["file"])
    assert table["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    entries = latest.study.intake.entries
    assert table["rows"].sum() == ((entries["file"] != "") & entries["value_state"].isin(["given", "zero"])).sum()


def test_the_score_of_the_whole_stands_last_and_the_largest_category_first(latest):
    rows = score_rows(latest.study, ENGLISH, boundary="inventory")
    parts = rows["known_kg"].iloc[:-1]
    assert (rows["name"].iloc[-1], rows["known_kg"].iloc[-1]) == ("All together", pytest.approx(parts.sum()))
    assert parts.is_monotonic_decreasing
    assert "±" in score_sentence(latest.study, ENGLISH, boundary="inventory")


def test_a_place_without_a_cell_cannot_be_corrected(data):
    more = ("--file", FORM, "--sheet", "Energi", "--cell", CELL, "--value", "1", "--reason", "x", *WHO)
    done = hjj(*of_2023("correct", data, *more))
    assert (done.returncode, "was not applied" in done.stderr) == (1, True)


def test_a_question_that_is_not_there_cannot_be_confirmed(data):
    done = hjj(*of_2023("confirm", data, "--code", "unit_slip", "--cell", "D43", "--reason", "x", *WHO))
    assert (done.returncode, "no open question unit_slip" in done.stderr) == (1, True)
    done = hjj(*of_2023("confirm", data, "--code", "unit_slip"))
    assert (done.returncode, "--reason, --role" in done.stderr) == (1, True)


def test_each_open_question_is_asked_in_turn(data):
    done = hjj(*of_2023("confirm", data), told="energy manager\na foundry\n\n\n\n\n\n\n")
    assert "1/" in done.stdout
    text = (data / "raw" / "example_riverside" / "decisions" / "confirmations.csv").read_text(encoding="utf-8")
    assert "unit_slip" in text


def test_copies_are_never_written_to_what_was_handed_in(data):
    for folder in ("raw", "raw/example_riverside/2023"):
        done = hjj(*of_2023("check", data, "--annotate", str(data / folder)))
        assert (done.returncode, "never written" in done.stderr) == (1, True)


def test_the_document_alone_goes_to_standard_output(data):
    done = hjj(*of_2023("check", data, "--json", "-", "--annotate", str(data / "copies")))
    assert json.loads(done.stdout)["schema"] == SCHEMA
    assert (data / "copies" / "example_riverside" / "2023" / FORM).is_file()
