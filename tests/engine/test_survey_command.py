"""The survey's commands: forms that are never written over a file, and nothing about persons in what is stored."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from hjj_lib.cli import app
from hjj_lib.study import open_study, process

RAW = Path(__file__).parents[2] / "data" / "raw"
CANARIES = ("Maija Meikäläinen", "maija@example.org", "lisää pyöräkatoksia")


def hjj(*words):
    return CliRunner().invoke(app, [*map(str, words)])


def test_the_form_for_a_web_tool_lists_every_code(tmp_path):
    out = tmp_path / "survey.csv"
    assert hjj("survey", "form", "--institution", "example_riverside", "--year", "2025", "--language", "en", out).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    codes = {row["Code"] for row in rows if row["Column key"] == "campus"}
    assert codes == {"north_campus", "harbour_hall", "coast_campus", "forest_village"}
    assert {row["Code"] for row in rows if row["Column key"] == "days_bus"} == set("01234567")


def test_the_form_is_not_written_over_a_file(tmp_path):
    out = tmp_path / "survey.xlsx"
    out.write_text("mine", encoding="utf-8")
    assert hjj("survey", "form", out).exit_code == 1
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_name_that_says_no_kind_of_file_is_refused(tmp_path):
    result = hjj("survey", "form", "--language", "en", tmp_path / "survey.docx")
    assert result.exit_code == 1
    assert "End the name with one of: .xlsx, .csv, .md." in result.output


def test_how_many_must_answer_is_said():
    assert "278 of 1,000 must answer." in hjj("survey", "size", "1000", "--language", "en").output


@pytest.fixture(scope="module")
def processed(tmp_path_factory) -> Path:
    """Processed tables of an institution whose survey tool added a name, an address and free text."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(RAW / "example_riverside", data / "raw" / "example_riverside")
    path = data / "raw" / "example_riverside" / "2025" / "commute_survey.csv"
    first, *rows = path.read_text(encoding="utf-8").splitlines()
    told = [f"{first},Nimi,Osoite,Palaute", *(f"{row},{','.join(CANARIES)}" for row in rows), f"{CANARIES[0]},north_campus"]
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return process(open_study("example_riverside", 2025, data_dir=data), data_dir=data)


def test_nothing_about_persons_is_in_the_processed_tables(processed):
    text = "".join(pd.read_parquet(path).to_csv() for path in sorted(processed.glob("*.parquet")))
    assert "commute_survey.csv" in text
    assert [canary for canary in CANARIES if canary in text] == []


def test_no_single_answer_is_in_the_processed_tables(processed):
    assert max(len(pd.read_parquet(path)) for path in processed.glob("entries.parquet")) < 462
    columns = {name for path in processed.glob("*.parquet") for name in pd.read_parquet(path)}
    assert columns & {"role", "distance", "mode", "days_per_week"} == set()
