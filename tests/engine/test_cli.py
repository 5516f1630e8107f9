"""The command: in the user's language, one list of mistakes without a traceback, quick when there is nothing to do."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from babel.messages.pofile import read_po

from hjj_lib import cli, tables
from hjj_lib.engine.occasion import needed_files
from hjj_lib.engine.plan import REASONS
from hjj_lib.intake import read_institution

ROOT = Path(__file__).parents[2]
HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "papermill",
    "nbformat",
    "nbconvert",
    "jinja2",
    "pandera",
    "pyarrow",
    "openpyxl",
    "scipy",
)


def _hjj(
    *words: str, lang: str = "fi_FI.UTF-8", code: str = "from hjj_lib.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    surroundings = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANGUAGE")}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**surroundings, "LANG": lang}, check=False)


def _help_texts(command: object) -> list[tuple[str, str]]:
    """Every text of help: what it is about, and the text."""
    things = [
        (getattr(thing, "name", ""), getattr(thing, attribute, None))
        for thing in (command, *command.params)
        for attribute in ("help", "epilog")
    ]
    below = [text for one in getattr(command, "commands", {}).values() for text in _help_texts(one)]
    return [(name, text) for name, text in things if text] + below


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_help_and_reasons_are_translated(code):
    known = set()
    for path in (ROOT / "hjj_lib" / "locale" / code).glob("*.po"):
        with path.open("rb") as file:
            known |= {message.id for message in read_po(file) if message.string}
    texts = {text for _, text in _help_texts(typer.main.get_command(cli.app))} | set(REASONS.values())
    assert texts - known == set()


def test_every_command_has_help_with_an_example():
    def leaves(command):
        below = getattr(command, "commands", None)
        return [leaf for one in below.values() for leaf in leaves(one)] if below else [command]

    assert [
        one.name
        for one in leaves(typer.main.get_command(cli.app))
        if not (one.help and (one.epilog or "").startswith("Example: hjj "))
    ] == []


def test_help_is_in_the_language_of_the_surroundings_and_finnish_when_they_say_nothing_we_speak():
    assert "Tekee kaikki raportit" in _hjj("run", "--help").stdout
    assert "Gör alla rapporter" in _hjj("run", "--help", lang="sv_FI.UTF-8").stdout
    assert "Make all reports" in _hjj("run", "--help", lang="en_GB.UTF-8").stdout
    assert "Tekee kaikki raportit" in _hjj("run", "--help", lang="C.UTF-8").stdout


def test_every_mistake_is_told_at_once_without_a_traceback(tmp_path):
    done = _hjj("run", "--data", str(tmp_path), "--language", "de", "--year", "viime")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "* Kieltä ”de” ei ole. Kielet ovat: fi, sv, en.",
        "* ”viime” ei ole vuosi. Kirjoita vuosi numeroin tai ”all”.",
    ]


def test_messages_are_in_the_language_that_is_asked_for(tmp_path):
    done = _hjj("check", "--data", str(tmp_path), "--language", "sv")
    assert done.returncode == 1
    assert "I datamappen finns ingen läroanstalt" in done.stderr


def test_a_new_institution_gets_a_file_that_intake_can_read(tmp_path):
    assert _hjj("new", "our_college", "--data", str(tmp_path)).returncode == 0
    path = tmp_path / "raw" / "our_college" / "institution.toml"
    assert tomllib.loads(path.read_text(encoding="utf-8"))["institution"]["id"] == "our_college"
    assert read_institution(path.parent).institution_id == "our_college"
    again = _hjj("new", "our_college", "--data", str(tmp_path))
    assert (again.returncode, "on jo olemassa" in again.stderr) == (1, True)


@pytest.mark.parametrize("name", ["Our College", "../raw", "1st", "äö", ""])
def test_a_name_that_cannot_be_a_folder_is_refused(tmp_path, name):
    done = _hjj("new", name, "--data", str(tmp_path))
    assert done.returncode == 1
    assert "ei kelpaa" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_not_written_over_a_file(tmp_path):
    out = tmp_path / "form.xlsx"
    out.write_text("mine", encoding="utf-8")
    assert _hjj("template", str(out)).returncode == 1
    assert out.read_text(encoding="utf-8") == "mine"


def test_the_difference_of_two_versions_shows_the_effect_on_an_institution():
    done = _hjj("basis", "diff", "2026.1", "2026.2", "--institution", "example_coast", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "From version 2026.1 to version 2026.2" in done.stdout
    assert "food_meal_vegetarian" in done.stdout
    assert "Example Coast Vocational Institute (fictional)" in done.stdout
    assert "not known" in done.stdout  # the refrigerants of this provider


def test_a_version_or_gwp_set_that_does_not_exist_is_refused_before_anything_is_made(tmp_path):
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", tmp_path / "raw" / "example_coast")
    done = _hjj("run", "--data", str(tmp_path), "--basis", "1999.1", "--gwp", "AR7", "--language", "en")
    assert done.returncode == 1
    assert "The basis has no version “1999.1”." in done.stderr
    assert "There is no GWP set “AR7”." in done.stderr
    assert not (tmp_path / "outputs").exists()


def test_what_may_not_be_published_is_refused_with_every_reason(tmp_path):
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", tmp_path / "raw" / "example_coast")
    done = _hjj("run", "--publish", "--data", str(tmp_path), "--language", "en")
    assert done.returncode == 1
    assert "The result is preliminary" in done.stdout
    assert "nobody has signed a reason" in done.stdout
    assert not list((tmp_path / "outputs").rglob("*.html")) or "did not succeed" in done.stdout


def test_a_fault_in_the_own_factors_is_told_by_the_check(tmp_path):
    home = tmp_path / "raw" / "example_coast"
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", home)
    columns = ",".join(tables.columns(tables.OwnFactor))
    row = "heat,district_heat,,2025,2025,kWh,seventy,co2e,,,verified,Example Heat (fictional),letter,,"
    (home / "own_factors.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    done = _hjj("check", "--data", str(tmp_path), "--language", "en")
    assert done.returncode == 1
    assert "own_factors.csv" in done.stdout
    assert "“seventy” is not a number." in done.stdout


def test_nothing_is_ever_written_to_what_was_handed_in(tmp_path):
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", tmp_path / "raw" / "example_coast")
    before = _hashes(tmp_path / "raw")
    inside = str(tmp_path / "raw" / "example_coast" / "2025")
    which = ("--data", str(tmp_path), "--institution", "example_coast", "--year", "2025", "--language", "en")
    for words in (("check", "--annotate", inside), ("request", "--to", inside)):
        done = _hjj(*words, *which)
        assert (done.returncode, "which is never written" in done.stderr) == (1, True), done.stderr
    assert _hashes(tmp_path / "raw") == before


def _hashes(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_run_makes_the_reports_of_every_notebook_and_language_and_leaves_raw_alone(example_run):
    code, *lines = (example_run / "run.txt").read_text(encoding="utf-8").splitlines()
    assert code == "0", "\n".join(lines)
    for language in ("fi", "sv"):
        (folder,) = (example_run / "outputs" / "example_coast").glob(f"*/{language}")
        reports = [path.stem for path in sorted((ROOT / "notebooks").glob("0*.ipynb")) if not needed_files(path)]
        standards = [f"standard_{path.name}" for path in (ROOT / "factors" / "standards").glob("*.csv")]
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            [
                *(f"{name}.html" for name in reports),
                *("index.html", "inventory.xlsx", "manifest.json", "standards.xlsx", "submission.json", "submission.xlsx"),
                *standards,
            ]
        )
    before = _hashes(ROOT / "data" / "raw" / "example_coast")
    assert list(_hashes(example_run / "raw").values()) == list(before.values())


def test_a_second_run_with_nothing_to_do_imports_nothing_heavy_and_changes_nothing(example_run):
    watched = (
        "import sys\nfrom hjj_lib.cli import main\ntry:\n    main()\nfinally:\n"
        f"    print('heavy:', sorted(set({HEAVY!r}) & {{name for name, module in sys.modules.items() if module}}))"
    )
    before = _hashes(example_run / "outputs")
    done = _hjj("run", "--data", str(example_run), "--language", "fi", "--language", "sv", code=watched)
    if "Kaikki on ajan tasalla" not in done.stdout:  # the clone was edited while the tests ran
        pytest.fail(_hjj("run", "--explain", "--data", str(example_run), "--language", "fi", "--language", "sv").stdout)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "heavy: []"
    assert _hashes(example_run / "outputs") == before
