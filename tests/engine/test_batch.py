"""One failure stops nothing else; what was good before stays; a dead worker loses its own step only."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from hjj_lib.engine import batch, pool
from hjj_lib.engine.index import institutions_page
from hjj_lib.engine.log import run_log
from hjj_lib.engine.notebooks import Report
from hjj_lib.engine.plan import Wanted, plan
from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import WORKBOOK, Outcome, Step, Year, do
from hjj_lib.language import Language
from hjj_lib.problems import Problem

FI = Language("fi")
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
BROKEN = Problem(
    "unforeseen", "error", found="The program itself failed: “{kind}: {error}”.", values={"kind": "X", "error": "rikki"}
)


@pytest.fixture
def where(tmp_path) -> Places:
    for name in ("alpha", "beta"):
        (tmp_path / "data/raw" / name / "2025").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    for name in ("01_one", "02_two"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    (tmp_path / "factors").mkdir()
    (tmp_path / "outputs").mkdir()
    return Places(tmp_path / "data", tmp_path / "outputs", tmp_path / "notebooks", tmp_path / "factors")


def _good(step: Step) -> Outcome:
    """What a worker would do, in a word."""
    if step.kind == "year":
        (step.where.processed / step.institution / str(step.year)).mkdir(parents=True, exist_ok=True)
        names = {code: f"{step.institution} {code}" for code in ("fi", "sv", "en")}
        return Outcome(step, 1.0, Year(names, {"error": 0, "question": 3, "note": 0}))
    file = WORKBOOK if step.kind == "workbook" else f"{step.notebook}.html"
    (step.folder / file).write_text(f"{step.subtitle} {step.notebook}", encoding="utf-8")
    return Outcome(step, 1.0, Report(step.notebook, file, step.notebook, "", 1.0, ()) if step.kind == "report" else file)


def _run(where: Places, monkeypatch: pytest.MonkeyPatch, one: Callable[[Step], Outcome] = _good, **wanted) -> list[batch.Result]:
    doing = SimpleNamespace(run=lambda steps: map(one, steps)), lambda: False
    monkeypatch.setattr(batch, "pool", lambda jobs, scheduler: nullcontext(doing))
    seen: list[tuple[int, int]] = []
    results = batch.make(
        where,
        plan(where, Wanted(**wanted)),
        jobs=1,
        progress=lambda done, total, _: seen.append((done, total)),
        index_language=FI,
    )
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    return results


def _states(results: list[batch.Result]) -> dict[str, str]:
    return {f"{result.work.institution} {result.work.language}": result.state for result in results}


def _failing(**where: object) -> Callable[[Step], Outcome]:
    def one(step: Step) -> Outcome:
        hit = all(getattr(step, name) == value for name, value in where.items())
        return Outcome(step, 1.0, problems=(BROKEN,), trace="Traceback") if hit else _good(step)

    return one


def test_everything_is_made_once_and_then_nothing(where, monkeypatch):
    assert _states(_run(where, monkeypatch, languages=("fi", "sv"))) == dict.fromkeys(
        ("alpha fi", "alpha sv", "beta fi", "beta sv"), "made"
    )
    folder = where.reports("alpha", 2025, "sv")
    assert sorted(path.name for path in folder.iterdir()) == [
        "01_one.html",
        "02_two.html",
        "index.html",
        WORKBOOK,
        "manifest.json",
    ]
    assert (folder / "01_one.html").read_text(encoding="utf-8") == "alpha sv 2025 – utkast 01_one"
    assert set(_states(_run(where, monkeypatch, languages=("fi", "sv"))).values()) == {"unchanged"}


def test_a_year_that_cannot_be_calculated_fails_alone(where, monkeypatch):
    results = _run(where, monkeypatch, _failing(kind="year", institution="alpha"))
    assert _states(results) == {"alpha fi": "failed", "beta fi": "made"}
    assert results[0].reasons == ("Ohjelmassa itsessään tapahtui virhe: ”X: rikki”.",)


def test_one_failed_report_holds_back_its_folder_and_no_other(where, monkeypatch):
    results = _run(where, monkeypatch, _failing(notebook="02_two", institution="beta"), languages=("fi", "sv"))
    assert _states(results) == {"alpha fi": "made", "alpha sv": "made", "beta fi": "failed", "beta sv": "failed"}
    assert [path.name for path in where.reports("beta", 2025, "fi").iterdir()] == ["failure.json"]


def test_earlier_reports_survive_a_failure_and_the_index_says_so(where, monkeypatch):
    _run(where, monkeypatch)
    results = _run(where, monkeypatch, _failing(kind="workbook", institution="alpha"), force=True)
    assert _states(results) == {"alpha fi": "failed", "beta fi": "made"}
    assert (where.reports("alpha", 2025, "fi") / "01_one.html").exists()
    index = (where.outputs / "index.html").read_text(encoding="utf-8")
    assert "Ohjelmassa itsessään tapahtui virhe: ”X: rikki”." in index
    assert "Aiemmat raportit ovat tallella" in index
    assert _states(_run(where, monkeypatch)) == {"alpha fi": "made", "beta fi": "unchanged"}
    assert "Ohjelmassa" not in (where.outputs / "index.html").read_text(encoding="utf-8")


def test_the_index_lists_every_institution_year_and_language_once(where, monkeypatch):
    _run(where, monkeypatch, languages=("sv", "fi"))
    page = institutions_page(where.outputs, Language("sv"))
    assert page.count('<th scope="row">') == 2
    assert '<a href="alpha/2025/fi/index.html" hreflang="fi" lang="fi">suomi</a>' in page
    assert '<a href="beta/2025/sv/index.html" hreflang="sv" lang="sv">svenska</a>' in page
    assert "alpha sv" in page


def test_a_reports_page_links_to_the_reports_and_the_audit_workbook(where, monkeypatch):
    _run(where, monkeypatch)
    page = (where.reports("alpha", 2025, "fi") / "index.html").read_text(encoding="utf-8")
    assert "<h1>alpha fi 2025</h1>" in page
    assert [f'href="{name}"' in page for name in ("01_one.html", "02_two.html", WORKBOOK)] == [True, True, True]
    assert "virheitä 0, kysymyksiä 3" in page


def test_the_log_has_the_traceback_that_the_reader_is_spared(where, monkeypatch):
    with run_log(where.outputs) as log:
        _run(where, monkeypatch, _failing(kind="year", institution="alpha"))
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "beta 2025 fi 01_one: done" in text


def test_a_step_never_raises(tmp_path):
    outcome = do(Step("year", Places(data=tmp_path), "nobody", 2025))
    assert outcome.result is None
    assert [problem.severity for problem in outcome.problems] != []


def _dies_on_two(step: Step) -> Outcome:
    if step.year == 2:
        os._exit(1)
    return Outcome(step, 0.0, step.year)


def test_a_worker_that_dies_loses_its_own_step_only(monkeypatch):
    monkeypatch.setattr(pool, "do", _dies_on_two)
    monkeypatch.setattr(pool, "prepare_worker", None)
    monkeypatch.setattr(pool, "_context", _fork)
    steps = [Step("year", Places(), "a", year, folder=Path()) for year in (1, 2, 3)]
    with pool.workers(2) as two:
        outcomes = {outcome.step.year: outcome for outcome in two.run(steps)}
    assert {year: outcome.result for year, outcome in outcomes.items()} == {1: 1, 2: None, 3: 3}
    assert [problem.code for problem in outcomes[2].problems] == ["worker_lost"]


def _fork():
    import multiprocessing.context

    return multiprocessing.context.ForkContext()
