"""A changed factor makes anew only the reports it could serve, and the user is told which factor it was."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hjj_lib.basis import load_basis
from hjj_lib.basis.candidates import rows_of
from hjj_lib.engine import basis_rows
from hjj_lib.engine.console import explain
from hjj_lib.engine.folders import finish, fresh_folder
from hjj_lib.engine.manifest import ReportRecord, RowsUsed, read_manifest
from hjj_lib.engine.plan import Wanted, plan, settle
from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import WORKBOOK, Year
from hjj_lib.language import Language

ROOT = Path(__file__).parents[2]
#: Two institutions with district heat, each at a place with a factor of its own.
NETWORKS = {"helsinki": "network:helen", "turku": "network:turku_energia"}
ROLES = ("district_heat",)
HEAT = "factors/emission_factors/district_heat.csv"


@pytest.fixture
def where(tmp_path) -> Places:
    """Both institutions, made with the basis as it is."""
    shutil.copytree(ROOT / "factors", tmp_path / "factors", ignore=shutil.ignore_patterns("collected"))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_one.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    for name in NETWORKS:
        (tmp_path / "data" / "raw" / name / "2025").mkdir(parents=True)
    there = Places(tmp_path / "data", tmp_path / "outputs", tmp_path / "notebooks", tmp_path / "factors")
    _make(there)
    return there


def _make(where: Places) -> None:
    """Do what a run does, with reports of one word and an institution that asks for district heat only."""
    rows = rows_of(where.basis)
    for work in plan(where, Wanted()):
        if not work.reasons:
            continue
        folder = fresh_folder(where, work)
        (folder / "01_one.html").write_text("one", encoding="utf-8")
        (folder / WORKBOOK).write_text("book", encoding="utf-8")
        (where.processed / work.institution / str(work.year)).mkdir(parents=True, exist_ok=True)
        places = (NETWORKS[work.institution], "FI")
        year = Year({}, {}, RowsUsed(ROLES, places, rows.of(ROLES, places)))
        record = ReportRecord("01_one.html", "one", "", work.sources["01_one"], 1.0)
        finish(where, work, year, {"01_one": record}, 1.0)


def _rewrite(path: Path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(table))


def _times_two(factor_id: str):
    def change(table):
        assert any(row["factor_id"] == factor_id for row in table)
        for row in table:
            if row["factor_id"] == factor_id:
                row["kg_co2e_per_unit"] = str(2 * float(row["kg_co2e_per_unit"]))
        return table

    return change


def _due(where: Places) -> dict[str, list[tuple[str, str]]]:
    return {work.institution: [(reason.code, reason.name) for reason in work.reasons] for work in plan(where, Wanted())}


def test_what_was_made_with_the_basis_as_it_is_is_up_to_date(where):
    assert _due(where) == {"helsinki": [], "turku": []}


def test_a_changed_factor_makes_anew_the_institution_it_could_serve_and_is_named(where):
    _rewrite(where.basis.parent / HEAT, _times_two("heat_network_helen"))
    assert _due(where) == {"helsinki": [("factor_changed", "heat_network_helen")], "turku": []}


def test_a_factor_that_serves_everywhere_makes_all_anew(where):
    _rewrite(where.basis.parent / HEAT, _times_two("heat_finland"))
    assert _due(where) == {name: [("factor_changed", "heat_finland")] for name in NETWORKS}


def test_a_new_choice_makes_anew_the_institution_at_its_place(where):
    def added(table):
        new = {
            **table[0],
            "factor_role": "district_heat",
            "place": "network:turku_energia",
            "factor_id": "heat_finland",
            "rank": "77",
        }
        return [*table, new]

    _rewrite(where.basis / "factor_choices.csv", added)
    assert _due(where) == {"helsinki": [], "turku": [("choices_changed", "district_heat")]}


def test_a_factor_that_is_gone_makes_anew_those_it_could_serve(where):
    _rewrite(where.basis.parent / HEAT, lambda table: [row for row in table if row["factor_id"] != "heat_network_helen"])
    assert ("factor_removed", "heat_network_helen") in _due(where)["helsinki"]
    assert _due(where)["turku"] == []


def test_a_table_that_counts_as_a_whole_makes_all_anew(where):
    with (where.basis / "categories.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert _due(where) == {name: [("changed", "factors/categories.csv")] for name in NETWORKS}


@pytest.mark.parametrize("name", ["CHANGELOG.md", "README.md", "NOT_USED.md", "datapackage.json", "unused_reasons.csv"])
def test_files_that_no_report_reads_make_nothing_anew(where, name):
    (where.basis / name).write_text("other", encoding="utf-8")
    assert _due(where) == {"helsinki": [], "turku": []}
    (where.basis / name).unlink()
    assert load_basis(where.basis).fingerprint == load_basis(ROOT / "factors").fingerprint


def test_a_basis_that_cannot_be_read_makes_all_anew_so_that_the_run_tells_why(where):
    with (where.basis / "factor_choices.csv").open("a", encoding="utf-8") as file:
        file.write("no,such,row\n")
    assert _due(where) == {name: [("changed", "factors/factor_choices.csv")] for name in NETWORKS}


def test_after_a_run_rows_are_compared_no_more_until_the_basis_changes_again(where, monkeypatch):
    heat = where.basis.parent / HEAT
    _rewrite(heat, _times_two("heat_network_helen"))
    settle(where, plan(where, Wanted()))
    _make(where)
    monkeypatch.setattr(basis_rows.BasisRows, "_now", property(lambda self: pytest.fail("the basis was loaded")))
    assert _due(where) == {"helsinki": [], "turku": []}
    monkeypatch.undo()
    _rewrite(heat, _times_two("heat_network_turku_energia"))
    assert _due(where) == {"helsinki": [], "turku": [("factor_changed", "heat_network_turku_energia")]}


def test_the_manifest_goes_on_naming_the_files_the_reports_were_made_of(where):
    folder = where.reports("turku", 2025, "fi")
    before = read_manifest(folder)
    _rewrite(where.basis.parent / HEAT, _times_two("heat_network_helen"))
    settle(where, plan(where, Wanted()))
    after = read_manifest(folder)
    assert after.inputs == before.inputs
    assert after.used.unchanged[HEAT] != before.inputs[HEAT]
    assert replace(after, used=before.used) == before


def test_reports_of_two_states_of_the_basis_never_stand_in_one_folder(where):
    _rewrite(where.basis.parent / HEAT, _times_two("heat_network_helen"))
    notebook = where.notebooks / "01_one.ipynb"
    notebook.write_text(
        notebook.read_text().replace('"cells": []', '"cells": [{"cell_type": "raw", "metadata": {}, "source": "x"}]')
    )
    work = {one.institution: one for one in plan(where, Wanted())}
    assert work["turku"].whole
    assert work["turku"].outdated == ("01_one",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ["muuttunut kerroin: heat_network_helen", "ajan tasalla; laskentaperusteet ovat muuttuneet"]),
        ("sv", ["ändrad faktor: heat_network_helen", "aktuell; beräkningsgrunderna har ändrats"]),
        ("en", ["changed factor: heat_network_helen", "up to date; the basis has changed"]),
    ],
)
def test_the_user_is_told_in_his_language_which_factor_and_what_stays(where, capsys, language, said):
    _rewrite(where.basis.parent / HEAT, _times_two("heat_network_helen"))
    explain(plan(where, Wanted()), Language(language))
    told = capsys.readouterr().out
    assert [words for words in said if words not in told] == []
