"""The comparison of speeds: what it compares, how it counts, and that its two ways to run a notebook give the same."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from hjj_lib.cli import app
from hjj_lib.engine.bench import Comparison, Measurement, fixture, measure, ways
from hjj_lib.engine.exporter import ReportExporter
from hjj_lib.engine.notebooks import PLAIN, execute, failures, read_notebook
from hjj_lib.problems import DataError

#: Ours needs 2 seconds a report.
BEST = {
    "commands": (30.0, 30.0),
    "commands_without_grammars": (9.0, 9.0),
    "commands_side_by_side": (12.0, 24.0),
    "pool": (4.0, 8.0),
    "ours": (2.0, 4.0),
    "script": (1.6, 3.2),
}


def test_ratios_say_how_many_times_longer_the_others_take_and_for_the_floor_how_much_longer_ours_does():
    found = {one.way: (one.ratio, one.reached) for one in measure._measured("twelve", BEST)}
    assert found == {
        "commands": (15.0, True),
        "commands_without_grammars": (4.5, False),
        "commands_side_by_side": (6.0, True),
        "pool": (2.0, True),
        "ours": (1.0, None),
        "script": (1.25, True),
    }


def test_our_own_notebooks_have_a_goal_only_against_the_plain_script():
    assert {one.way: one.goal for one in measure._measured("own", BEST) if one.goal is not None} == {"script": 1.3}


def test_every_way_that_is_measured_exists():
    assert list(fixture.settings()["ways"]) == list(ways.WAYS)


def test_the_notebook_of_twelve_cells_is_always_the_same_and_runs_to_its_end(tmp_path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    for name in ("one", "other"):
        fixture.write(tmp_path / name)
    files = [sorted(path.relative_to(tmp_path / n) for path in (tmp_path / n).rglob("*.*")) for n in ("one", "other")]
    assert files[0] == files[1]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in files[0])
    _, (job,) = fixture.jobs("twelve", tmp_path / "one", 1)
    assert len(fixture.sources(job.notebook)) == 12
    executed = execute(read_notebook(job.notebook), job.notebook, tmp_path / "page.html", job.parameters, kernel=PLAIN)
    assert failures(executed, "twelve") == []
    page, _ = ReportExporter().from_notebook_node(executed)
    assert page.count("data:image/png") == 5
    ways._cells(job)


def test_jobs_of_our_own_notebooks_take_turns(tmp_path):
    _, wanted = fixture.jobs("own", tmp_path, 7)
    assert [job.notebook.stem[:2] for job in wanted] == ["01", "02", "03", "04", "05", "08", "01"]


def test_a_way_that_fails_is_told_with_the_last_line_of_its_error(tmp_path):
    with pytest.raises(DataError) as caught:
        measure._run("no_such_way", "twelve", tmp_path / "x") if "no_such_way" in fixture.settings()["ways"] else _failing(
            tmp_path
        )
    assert [problem.code for problem in caught.value.problems] == ["bench_failed"]
    assert "KeyError" in caught.value.problems[0].values["error"]


def _failing(folder):
    settings = fixture.settings()
    settings["ways"]["no_such_way"] = {"reports": 1}
    try:
        measure._run("no_such_way", "twelve", folder / "x")
    finally:
        del settings["ways"]["no_such_way"]


@pytest.fixture
def compared(monkeypatch) -> list[int]:
    """A comparison that is made at once; the rounds that were asked for."""
    asked: list[int] = []

    def made(rounds, *, cases, tell):
        asked.append(rounds)
        tell("twelve 1/1 ours")
        return Comparison(tuple(measure._measured("twelve", BEST)), 25.0, 20, equal=rounds != 9, cores=2, rounds=rounds)

    monkeypatch.setattr("hjj_lib.engine.bench.compare", made)
    return asked


def test_the_command_prints_a_table_with_goals_in_the_users_language(compared):
    for language, words in {"fi": "ei saavutettu", "sv": "inte nått", "en": "not reached"}.items():
        ran = CliRunner().invoke(app, ["bench", "--rounds", "1", "--language", language])
        assert ran.exit_code == 0
        assert words in ran.stdout
    assert compared == [1, 1, 1]


def test_json_holds_every_figure_and_nothing_else_is_on_the_output(compared):
    ran = CliRunner().invoke(app, ["bench", "--json"])
    figures = json.loads(ran.stdout)
    assert figures["reached"]["twelve commands"] is True
    assert [one["way"] for one in figures["measurements"]] == list(BEST)


def test_different_outputs_and_an_unknown_case_end_with_an_error(compared):
    assert CliRunner().invoke(app, ["bench", "--rounds", "9"]).exit_code == 1
    assert CliRunner().invoke(app, ["bench", "--case", "none"]).exit_code == 2


def test_a_way_without_a_goal_neither_reaches_nor_misses_it():
    assert Measurement("own", "ours", 1, 1.0, 1.0).reached is None
