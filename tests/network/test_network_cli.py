"""``hjj network``: a round from the first file to the frozen end, in words and with honest exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submissions_of import submission
from test_architecture import ROOT
from typer.testing import CliRunner, Result

from hjj_lib import cli
from hjj_lib.network.collection import FROZEN_FILE, RECEIVED_FILE, ROUND_FILE
from hjj_lib.network.document import text_of

IMPORTED = {"kind": "imported"}


def _hjj(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["network", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = 'year = 2025\ndeadline = 2999-12-31\nbasis_version = "2026.2"\nexpected = ["alpha", "beta", "gamma"]\n'
    (tmp_path / ROUND_FILE).write_text(rules, encoding="utf-8")
    partly = {"market_kg": 100.0, "coverage": "partial"}
    for name, told in {"alpha": {"heat": 800.0, "water": 5.0}, "beta": {"heat": 600.0, "water": partly}}.items():
        one = submission(name, told, **IMPORTED)
        (tmp_path / one.file_name).write_text(text_of(one), encoding="utf-8")
    return tmp_path


def test_the_schema_is_printed_as_json():
    assert json.loads(_hjj("schema").stdout)["title"] == "hjj-submission"


def test_a_round_goes_from_received_to_frozen(folder):
    told = _hjj("status", folder, "--language", "fi")
    assert told.exit_code == 0
    assert "tarkistettu" in told.stdout
    assert "ei ole saapunut" in told.stdout
    assert (folder / RECEIVED_FILE).exists()
    assert _hjj("freeze", folder).exit_code == 0
    assert (folder / FROZEN_FILE).exists()
    one = submission("beta", {"heat": 1.0}, **IMPORTED)
    (folder / one.file_name).write_text(text_of(one), encoding="utf-8")
    changed = _hjj("status", folder, "--language", "sv")
    assert changed.exit_code == 1
    assert "ändrad efter frysning" in changed.stdout
    assert "beta_2025.json: Filen har ändrats efter att omgången frystes." in changed.stdout


def test_a_comparison_ranks_who_may_be_ranked_and_says_why_the_others_are_not(folder):
    told = _hjj("compare", folder, "--language", "en")
    assert told.exit_code == 0
    rows = {line.split()[0]: line for line in told.stdout.splitlines() if line.startswith(("alpha", "beta"))}
    assert "8" in rows["alpha"]
    assert "Ranked over what more than half of them cover fully: Heat." in told.stdout


def test_a_pair_is_told_category_by_category(folder):
    told = _hjj("compare", folder, "--pair", "alpha", "--pair", "beta", "--language", "en")
    assert told.exit_code == 0
    assert "only partly calculated" in told.stdout
    assert "alpha 2025 and beta 2025: comparable only in the categories that both have" in told.stdout
    assert "0.80\u00a0t\u00a0CO₂e and 0.60\u00a0t\u00a0CO₂e" in told.stdout


def test_how_ranks_move_is_a_table_of_boundaries_views_and_denominators(folder):
    told = _hjj("compare", folder, "--moves", "--language", "en")
    assert told.exit_code == 0
    rows = [line.split("│") for line in told.stdout.splitlines() if "core boundary" in line]
    assert [[cell.strip() for cell in row[1:]] for row in rows] == [
        ["market-based", "Student-years", "2", "1"],
        ["location-based", "Student-years", "2", "1"],
    ]


def test_words_that_nothing_stands_for_are_told_together(folder):
    wrong = ("--boundary", "moon", "--view", "both", "--per", "cows", "--pair", "nobody")
    told = _hjj("compare", folder, *wrong, "--language", "en")
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 5
    assert "Traceback" not in told.output


def test_nothing_to_compare_is_told(tmp_path):
    (tmp_path / ROUND_FILE).write_text('year = 2025\ndeadline = 2026-04-30\nbasis_version = "2026.2"\n', encoding="utf-8")
    assert "no submission without errors" in _hjj("compare", tmp_path, "--language", "en").stderr
    assert _hjj("status", tmp_path / "nowhere", "--language", "en").exit_code == 1


def test_the_example_of_the_documentation_is_imported(tmp_path):
    text = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")
    mapping = tmp_path / "collection.toml"
    mapping.write_text(text.split("```toml")[2].split("```")[0], encoding="utf-8")
    table = tmp_path / "collection.csv"
    table.write_text(text.split("```csv")[2].split("```")[0].lstrip("\n"), encoding="utf-8")
    told = _hjj("import", table, "--mapping", mapping, "--to", tmp_path / "round", "--language", "en")
    assert told.exit_code == 0, told.output
    content = json.loads((tmp_path / "round" / "example_town_2023.json").read_text(encoding="utf-8"))
    assert content["origin"]["kind"] == "imported"
    again = _hjj("import", table, "--mapping", mapping, "--to", tmp_path / "round", "--language", "en")
    assert again.exit_code == 1
    assert "Traceback" not in again.output
