"""``hjj lint-text``: our own reports raise no false flag; the command ends with 0, 1 or 2 and tells no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.prose.lint import lint
from hjj_lib.prose.read import read_draft
from hjj_lib.prose.results import Fact, Results, results_of
from hjj_lib.study import open_study, years_of

ROOT = Path(__file__).parents[2]


def _hjj(*words: str, lang: str = "fi_FI.UTF-8") -> subprocess.CompletedProcess[str]:
    surroundings = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANGUAGE")}
    command = [sys.executable, "-m", "hjj_lib.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**surroundings, "LANG": lang}, check=False)


@pytest.fixture(scope="module")
def reports(example_run, tmp_path_factory) -> Path:
    """The reports of the example run, and beside them the English ones."""
    data = tmp_path_factory.mktemp("lint") / "data"
    shutil.copytree(example_run, data)
    done = _hjj("run", "--data", str(data), "--language", "en")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def results(reports) -> Results:
    years = years_of("example_coast", data_dir=reports)
    return results_of([open_study("example_coast", year, data_dir=reports) for year in years], years[-1])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_our_own_reports_raise_no_false_flag_and_their_numbers_are_seen(reports, results, language):
    folder = reports / "outputs" / "example_coast" / str(results.year) / language
    fit = 0
    for path in sorted(folder.glob("*.html")):
        found = lint(read_draft(path, language), load_basis().claims, results)
        assert [(path.name, verdict.rule, verdict.quote[:200]) for verdict in found.wrong] == []
        fit += found.counts()["fits"]
    assert fit > 20  # without this the test would pass if nothing were read


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_one_changed_figure_of_our_own_report_is_found(reports, results, language, tmp_path):
    report = reports / "outputs" / "example_coast" / str(results.year) / language / "02_calculation.html"
    total = next(fact.value for fact in results.facts if _is_headline(fact, results.year))
    shown, other = (Language(language).tonnes(kg).replace("\u00a0", "&nbsp;") for kg in (total, 1.2 * total))
    changed = tmp_path / "changed.html"
    page = report.read_text(encoding="utf-8")
    assert shown in page
    changed.write_text(page.replace(shown, other), encoding="utf-8")
    assert "result_wrong" in [one.rule for one in lint(read_draft(changed, language), load_basis().claims, results).wrong]


def _is_headline(fact: Fact, year: int) -> bool:
    return (fact.topic, fact.year, fact.dimension, fact.view, fact.boundary, fact.per) == (
        "total",
        year,
        "mass",
        "market",
        "core",
        "",
    )


def test_the_command_lists_what_does_not_fit_and_ends_with_1(tmp_path):
    draft = tmp_path / "artikkeli.md"
    draft.write_text("Päästöt laskivat 3 155 tonnista 2 223 tonniin, eli 992 tonnia.\n", encoding="utf-8")
    done = _hjj("lint-text", str(draft))
    assert (done.returncode, done.stderr) == (1, "")
    assert "932\u00a0t" in done.stdout
    document = json.loads(_hjj("lint-text", str(draft), "--json").stdout)
    assert [one["rule"] for one in document["findings"]] == ["change_wrong"]


def test_a_right_text_ends_with_0_and_a_file_that_cannot_be_read_with_2(tmp_path):
    draft = tmp_path / "a.txt"
    draft.write_text("Päästöt laskivat 3 155 tonnista 2 223 tonniin, eli 932 tonnia.\n", encoding="utf-8")
    assert _hjj("lint-text", str(draft)).returncode == 0
    done = _hjj("lint-text", str(tmp_path / "none.docx"), lang="sv_FI.UTF-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert "kan inte öppnas" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_text_is_compared_with_the_results_of_an_institution(tmp_path):
    draft = tmp_path / "a.md"
    draft.write_text("Hiilijalanjälkemme oli vuonna 2024 yhteensä 12 t CO₂e.\n", encoding="utf-8")
    done = _hjj("lint-text", str(draft), "--institution", "example_coast")
    assert done.returncode == 1
    assert "2024" in done.stdout
    assert "markkinaperusteinen" in done.stdout
    assert "sijaintiperusteinen" in done.stdout


def test_a_year_without_an_institution_and_an_unknown_institution_are_wrong_use(tmp_path):
    draft = tmp_path / "a.txt"
    draft.write_text("5 t", encoding="utf-8")
    assert _hjj("lint-text", str(draft), "--year", "2024").returncode == 2
    done = _hjj("lint-text", str(draft), "--institution", "</script>")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
