"""What is wrong with an installation or a folder of data is told with its remedy; looking changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from hjj_lib.cli import app
from hjj_lib.engine import doctor, doctor_data, doctor_installation
from hjj_lib.engine.lock import only_run
from hjj_lib.engine.sources import Places
from hjj_lib.engine.warm import kernelspec
from hjj_lib.problems import Problem

ROOT = Path(__file__).parents[2]


@pytest.fixture
def where(tmp_path, monkeypatch) -> Places:
    """A folder of data in which everything is in order, and a folder of its own for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    home = tmp_path / "data" / "raw" / "our_college"
    (home / "2025").mkdir(parents=True)
    (home / "decisions").mkdir()
    for file in ("institution.toml", "own_factors.csv", "notes.md", ".hidden", "2025/form.xlsx"):
        (home / file).write_text("", encoding="utf-8")
    return Places(data=tmp_path / "data", outputs=tmp_path / "data" / "outputs")


def _codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]


def _values(problems: object) -> str:
    return " ".join(str(value) for problem in problems for value in problem.values.values())


def test_an_installation_and_a_folder_without_faults_are_in_order(where):
    before = sorted(where.data.rglob("*"))
    checks = [doctor_data.space, doctor_data.permission, doctor_data.leftovers, doctor_data.structure]
    checks += [doctor_installation.python, doctor_installation.fonts]
    assert [_codes(check(where)) for check in checks] == [[]] * len(checks)
    assert sorted(where.data.rglob("*")) == before


def test_a_python_that_is_too_old_packages_of_other_versions_and_stale_copies_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor_installation, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=99.1"\n', encoding="utf-8")
    (problem,) = doctor_installation.python(Places())
    assert (problem.code, problem.values["wanted"]) == ("doctor_python", ">=99.1")
    (tmp_path / "requirements").mkdir()
    hashed = " \\\n    --hash=sha256:00\n"
    lock = f"pandas==0.0.1{hashed}no-such-thing==2.0{hashed}not-here==1 ; sys_platform == 'nowhere'{hashed}"
    (tmp_path / "requirements" / "base.lock").write_text(lock, encoding="utf-8")
    (problem,) = doctor_installation.packages(Places())
    assert problem.values["count"] == 2
    assert "≠ 0.0.1" in problem.values["names"]
    assert "no-such-thing – ≠ 2.0" in problem.values["names"]
    (tmp_path / "hjj.egg-info").mkdir()
    found = list(doctor_installation.program(Places()))
    assert [problem.code for problem in found][:1] == ["doctor_stale"]
    assert "hjj.egg-info" in found[0].values["places"]


def test_a_kernel_that_jupyter_does_not_know_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(kernelspec, "path", lambda name="hjj": tmp_path / name / "kernel.json")
    found = _codes(doctor_installation.kernel(Places()))
    assert found[0] == "doctor_no_kernel"
    if hasattr(os, "pidfd_open"):
        assert found[1:] == ["doctor_kernelspec"]
        monkeypatch.setattr(kernelspec, "provisioner", lambda: False)
        assert _codes(doctor_installation.kernel(Places()))[1:] == ["doctor_provisioner"]


def test_a_font_without_the_letters_and_a_terminal_that_loses_them_are_told(monkeypatch):
    monkeypatch.setattr(doctor_installation, "_FONT", "No Such Font (fictional)")
    assert _codes(doctor_installation.fonts(Places())) == ["doctor_fonts"]
    monkeypatch.setattr(doctor_installation, "_FONT", "DejaVu Sans")
    monkeypatch.setattr(doctor_installation, "_LETTERS", "a\U0010fffd")
    (problem,) = doctor_installation.fonts(Places())
    assert problem.values["letters"] == "\U0010fffd"
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "latin-1")
    assert "files latin-1" in _values(doctor_installation.letters(Places()))


def test_a_disk_without_room_and_a_folder_that_cannot_be_written_are_told(where, monkeypatch):
    usage = shutil.disk_usage(where.data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5_000_000))
    problems = list(doctor_data.space(where))
    assert set(_codes(problems)) == {"doctor_space"}
    assert {problem.values["free"] for problem in problems} == {5}
    monkeypatch.setattr("tempfile.TemporaryFile", _refused)
    assert set(_codes(doctor_data.permission(where))) == {"doctor_permission"}


def _refused(**_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_what_an_interrupted_run_left_is_told_but_not_while_a_run_is_on(where):
    assert _codes(doctor_data.leftovers(where)) == []
    (where.outputs / "our_college" / "2025" / ".fi.new").mkdir(parents=True)
    (where.processed / "our_college" / ".new-abc").mkdir(parents=True)
    (where.outputs / ".run.owner").write_text("1 yesterday", encoding="utf-8")
    (problem,) = doctor_data.leftovers(where)
    assert [name in problem.values["paths"] for name in (".fi.new", ".new-abc", ".run.owner")] == [True] * 3
    with only_run(where.outputs):
        assert _codes(doctor_data.leftovers(where)) == []


def test_what_lies_in_the_wrong_place_of_the_folder_of_data_is_told(where):
    raw, home = where.raw, where.raw / "our_college"
    (raw / "Our College").mkdir()
    (raw / "form.xlsx").write_text("", encoding="utf-8")
    (home / "vuosi 2024").mkdir()
    (home / "2023").mkdir()
    (home / "form 2024.xlsx").write_text("", encoding="utf-8")
    (home / "institution.toml").unlink()
    (raw / "empty").mkdir()
    (raw / "empty" / "institution.toml").write_text("", encoding="utf-8")
    assert sorted(_codes(doctor_data.structure(where))) == [
        "doctor_empty_year",
        "doctor_institution_name",
        "doctor_no_institution_file",
        "doctor_outside",
        "doctor_outside",
        "doctor_year_name",
        "no_year_folders",
    ]
    shutil.rmtree(raw)
    assert _codes(doctor_data.structure(where)) == ["doctor_no_raw"]


def test_a_basis_that_cannot_be_read_and_a_check_that_fails_itself_are_problems_like_any_other(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"basis": ("Calculation basis", doctor_data.basis), "bad": ("Python", _fails)})
    basis, bad = doctor.examine(Places(basis=tmp_path / "nowhere"))
    assert basis.problems
    assert (bad.problems[0].code, bad.problems[0].values["kind"]) == ("doctor_broken", "ZeroDivisionError")


def _fails(_: Places) -> list[Problem]:
    raise ZeroDivisionError


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_the_names_of_the_checks_are_translated(code):
    known = set()
    for path in (ROOT / "hjj_lib" / "locale" / code).glob("*.po"):
        with path.open("rb") as file:
            known |= {message.id for message in read_po(file) if message.string}
    assert {name for name, _ in doctor.CHECKS.values()} <= known


@pytest.mark.parametrize(
    ("code", "good", "bad"),
    [("fi", "kunnossa", "vaatii korjausta"), ("sv", "i sin ordning", "behöver åtgärdas"), ("en", "in order", "needs mending")],
)
def test_the_command_tells_in_the_users_language_what_is_in_order_and_what_is_not(where, monkeypatch, code, good, bad):
    monkeypatch.setattr(doctor, "CHECKS", {key: doctor.CHECKS[key] for key in ("space", "data")})
    words = ["doctor", "--data", str(where.data), "--language", code]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout.count(good), done.stdout.count(bad)) == (0, 2, 0)
    (where.raw / "form.xlsx").write_text("", encoding="utf-8")
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout.count(good), done.stdout.count(bad)) == (1, 1, 1)
    rows = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert [(row["check"], row["ok"]) for row in rows] == [("space", True), ("data", False)]
    assert rows[1]["problems"][0]["code"] == "doctor_outside"
