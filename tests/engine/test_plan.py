"""What is out of date and why: every input and output counts, nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hjj_lib.engine import plan as planning
from hjj_lib.engine.folders import finish, fresh_folder, give_up
from hjj_lib.engine.manifest import FailureRecord, ReportRecord, read_failure, read_manifest, write_record
from hjj_lib.engine.plan import Wanted, chosen_years, plan
from hjj_lib.engine.recovery import recover
from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import WORKBOOK, Year
from hjj_lib.problems import DataError

LATEST = Wanted()
YEAR = Year({"fi": "Pieni opisto", "sv": "Liten skola", "en": "Small college"}, {"error": 0, "question": 1, "note": 2})


def _notebook(*sources: str) -> str:
    cells = [
        {"cell_type": "code", "id": f"cell_{i}", "metadata": {}, "source": [s], "outputs": []} for i, s in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def where(tmp_path) -> Places:
    """Two institutions, two notebooks, a basis of one file; library hashes are those of this clone."""
    files = {
        "data/raw/alpha/institution.toml": "a",
        "data/raw/alpha/2024/book.xlsx": "24",
        "data/raw/alpha/2025/book.xlsx": "25",
        "data/raw/beta/institution.toml": "b",
        "data/raw/beta/2023/book.xlsx": "23",
        "data/raw/empty/institution.toml": "e",
        "factors/sources.csv": "s",
        "notebooks/01_one.ipynb": _notebook("1"),
        "notebooks/02_two.ipynb": _notebook("2"),
        "notebooks/20_room.ipynb": _notebook("3"),
        "notebooks/texts/01_one.sv.md": "## cell_0\n\nhej",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Places(tmp_path / "data", tmp_path / "outputs", tmp_path / "notebooks", tmp_path / "factors")


def _make(where: Places, wanted: Wanted = LATEST) -> None:
    """Do what a run does, with reports of one word."""
    for work in plan(where, wanted):
        folder = fresh_folder(where, work)
        made = {}
        for name in work.outdated:
            (folder / f"{name}.html").write_text(name, encoding="utf-8")
            made[name] = ReportRecord(f"{name}.html", name, "", work.sources[name], 1.0)
        if work.whole:
            (folder / WORKBOOK).write_text("book", encoding="utf-8")
        (where.processed / work.institution / str(work.year)).mkdir(parents=True, exist_ok=True)
        finish(where, work, YEAR, made, 1.0)


def _due(where: Places, wanted: Wanted = LATEST) -> dict[str, tuple[tuple[str, ...], list[tuple[str, str]]]]:
    return {w.institution: (w.outdated, [(r.code, r.name) for r in w.reasons]) for w in plan(where, wanted)}


BOTH = ("01_one", "02_two")


def test_without_wishes_the_latest_year_of_every_institution_that_has_one_is_planned_in_finnish(where):
    assert [(w.institution, w.year, w.language) for w in plan(where, Wanted())] == [("alpha", 2025, "fi"), ("beta", 2023, "fi")]


def test_all_years_and_several_languages(where):
    wanted = Wanted(institutions=("alpha",), years=("all",), languages=("fi", "sv"))
    assert [(w.year, w.language) for w in plan(where, wanted)] == [(2024, "fi"), (2024, "sv"), (2025, "fi"), (2025, "sv")]


def test_a_year_is_made_for_those_who_have_it(where):
    assert chosen_years(where, Wanted(years=(2023,))) == [("beta", 2023)]


def test_every_name_and_year_that_does_not_exist_is_listed_at_once(where):
    with pytest.raises(DataError) as caught:
        plan(where, Wanted(institutions=("gamma", "empty", "alpha"), years=(1999, 2025)))
    assert [(p.code, p.values.get("name", p.values.get("asked"))) for p in caught.value.problems] == [
        ("institution_unknown", "gamma"),
        ("no_year_folders", "empty"),
        ("year_unknown", "1999"),
    ]


def test_an_empty_folder_says_how_to_begin(tmp_path):
    with pytest.raises(DataError) as caught:
        plan(Places(data=tmp_path), Wanted())
    assert [p.code for p in caught.value.problems] == ["no_institutions"]


def test_what_was_never_made_is_made_whole_and_only_by_notebooks_of_one_institution(where):
    assert _due(where)["alpha"] == (BOTH, [("new", "")])


def test_what_was_made_is_not_made_again(where):
    _make(where)
    assert _due(where) == {"alpha": ((), []), "beta": ((), [])}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/raw/alpha/institution.toml", "alpha/institution.toml"),
        ("data/raw/alpha/2025/book.xlsx", "alpha/2025/book.xlsx"),
    ],
)
def test_a_change_in_what_an_institution_handed_in_touches_that_institution_only(where, path, name):
    _make(where)
    (where.data.parent / path).write_text("other", encoding="utf-8")
    assert _due(where) == {"alpha": (BOTH, [("changed", name)]), "beta": ((), [])}


def test_a_later_years_file_does_not_matter_and_a_new_or_removed_file_does(where):
    _make(where)
    (where.raw / "alpha/2026").mkdir()
    assert "alpha/2026/book.xlsx" not in planning.handed_in(where, "alpha", 2025)
    (where.raw / "alpha/2026").rmdir()
    (where.raw / "alpha/2025/book.xlsx").rename(where.raw / "alpha/2025/more.xlsx")
    assert _due(where)["alpha"] == (BOTH, [("removed", "alpha/2025/book.xlsx"), ("added", "alpha/2025/more.xlsx")])


def test_an_earlier_years_file_matters_as_reports_show_how_figures_have_changed(where):
    _make(where)
    (where.raw / "alpha/2024/book.xlsx").write_text("other", encoding="utf-8")
    assert _due(where)["alpha"] == (BOTH, [("changed", "alpha/2024/book.xlsx")])


def test_files_that_excel_and_editors_leave_in_passing_do_not_matter(where):
    _make(where)
    for name in ("~$book.xlsx", ".~lock.book.xlsx#", ".DS_Store"):
        (where.raw / "alpha/2025" / name).write_text("x", encoding="utf-8")
    assert _due(where)["alpha"] == ((), [])


def test_a_change_in_the_basis_touches_everyone(where):
    _make(where)
    (where.basis / "sources.csv").write_text("other", encoding="utf-8")
    assert {name: reasons for name, (_, reasons) in _due(where).items()} == {
        "alpha": [("changed", "factors/sources.csv")],
        "beta": [("changed", "factors/sources.csv")],
    }


def test_a_change_in_the_library_touches_everyone(where, monkeypatch):
    _make(where)
    monkeypatch.setattr(planning, "program", lambda: {"hjj_lib": "other"})
    assert ("changed", "hjj_lib") in _due(where)["alpha"][1]


def test_a_change_in_one_notebook_touches_its_report_only(where):
    _make(where)
    (where.notebooks / "02_two.ipynb").write_text(_notebook("2 + 2"), encoding="utf-8")
    assert _due(where)["alpha"] == (("02_two",), [("changed", "02_two.ipynb")])
    (work, *_) = plan(where, Wanted())
    assert not work.whole


def test_outputs_stored_in_a_notebook_do_not_matter(where):
    _make(where)
    notebook = json.loads(_notebook("2"))
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    notebook["cells"][0]["execution_count"] = 7
    (where.notebooks / "02_two.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert _due(where)["alpha"] == ((), [])


def test_texts_matter_in_their_own_language_only(where):
    languages = Wanted(institutions=("alpha",), languages=("fi", "sv"))
    _make(where, languages)
    (where.notebooks / "texts/01_one.sv.md").write_text("## cell_0\n\nhallå", encoding="utf-8")
    assert [(w.language, w.outdated) for w in plan(where, languages)] == [("fi", ()), ("sv", ("01_one",))]


def test_a_new_notebook_is_added_and_a_removed_one_disappears(where):
    _make(where)
    (where.notebooks / "02_two.ipynb").rename(where.notebooks / "03_three.ipynb")
    assert _due(where)["alpha"] == (("03_three",), [("added", "03_three"), ("removed", "02_two")])
    _make(where)
    assert sorted(path.name for path in where.reports("alpha", 2025, "fi").glob("0*")) == ["01_one.html", "03_three.html"]
    assert _due(where)["alpha"] == ((), [])


@pytest.mark.parametrize("name", ["01_one.html", "index.html", WORKBOOK])
def test_a_report_that_was_edited_or_lost_is_made_again(where, name):
    _make(where)
    path = where.reports("alpha", 2025, "fi") / name
    path.write_text("edited", encoding="utf-8")
    assert _due(where)["alpha"] == (BOTH, [("output", name)])
    path.unlink()
    assert _due(where)["alpha"] == (BOTH, [("output", name)])


def test_a_folder_without_a_manifest_is_half_made(where):
    _make(where)
    (where.reports("alpha", 2025, "fi") / "manifest.json").write_text('{"form', encoding="utf-8")
    assert _due(where)["alpha"] == (BOTH, [("new", "")])


def test_force_makes_everything(where):
    _make(where)
    assert _due(where, Wanted(force=True))["beta"] == (BOTH, [("forced", "")])


def test_a_failed_attempt_is_tried_again_and_leaves_the_earlier_reports(where):
    _make(where)
    (work, *_) = plan(where, Wanted(force=True))
    fresh_folder(where, work)
    give_up(where, work, ("syy",))
    folder = where.reports("alpha", 2025, "fi")
    assert read_failure(folder) == FailureRecord("alpha", 2025, "fi", ("syy",))
    assert (folder / "01_one.html").read_text(encoding="utf-8") == "01_one"
    assert _due(where)["alpha"] == (BOTH, [("failed", "")])
    _make(where)
    assert read_failure(folder) is None


def test_a_manifest_comes_back_as_it_was_written(where):
    _make(where)
    manifest = read_manifest(where.reports("alpha", 2025, "fi"))
    assert (manifest.name, manifest.problems, list(manifest.reports)) == (
        "Pieni opisto",
        {"error": 0, "question": 1, "note": 2},
        list(BOTH),
    )
    changed = replace(manifest, seconds=2.0)
    write_record(where.outputs, changed)
    assert read_manifest(where.outputs) == changed


def test_what_an_interrupted_run_left_is_put_right(where):
    _make(where)
    target = where.reports("alpha", 2025, "fi")
    target.rename(target.with_name(".fi.old"))
    Path(target.with_name(".fi.new")).mkdir()
    recover(where)
    assert _due(where)["alpha"] == ((), [])
    assert [path.name for path in target.parent.iterdir()] == ["fi"]
