"""A notebook that compares years is made from the second year on, and the files of those whom one followed are inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hjj_lib.engine.followed import followed_ones, needed_years
from hjj_lib.engine.plan import Wanted, plan
from hjj_lib.engine.sources import Places

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def where(tmp_path) -> Places:
    """An institution with two years, one with a single year, and a notebook that needs two."""
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    comparing = {**notebook, "metadata": {"hjj": {"needs_years": 2}}}
    files = {
        "data/raw/alpha/institution.toml": "a",
        "data/raw/alpha/2024/book.xlsx": "24",
        "data/raw/alpha/2025/book.xlsx": "25",
        "data/raw/alpha/decisions/published.csv": "p",
        "data/raw/beta/institution.toml": "b",
        "data/raw/beta/2025/book.xlsx": "25",
        "factors/sources.csv": "s",
        "notebooks/01_one.ipynb": json.dumps(notebook),
        "notebooks/05_years.ipynb": json.dumps(comparing),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Places(tmp_path / "data", tmp_path / "outputs", tmp_path / "notebooks", tmp_path / "factors")


def merge(where: Places, *lines: str) -> None:
    text = "\n".join(["from_id,to_id,date,share,reason", *lines]) + "\n"
    (where.basis / "successions.csv").write_text(text, encoding="utf-8")


def planned(where: Places, year: int | None = None) -> dict[str, list[str]]:
    wanted = Wanted(years=(year,) if year else ())
    return {one.institution: list(one.sources) for one in plan(where, wanted)}


def test_a_report_on_changes_is_made_from_the_second_year_on(where):
    assert planned(where) == {"alpha": ["01_one", "05_years"], "beta": ["01_one"]}
    assert planned(where, 2024) == {"alpha": ["01_one"]}


def test_years_of_a_provider_that_was_followed_count_too(where):
    merge(where, "alpha,beta,2025-01-01,1,merger")
    assert planned(where)["beta"] == ["01_one", "05_years"]


def test_files_of_providers_that_were_followed_are_inputs_directly_or_over_others(where):
    merge(where, "alpha,middle,2023-01-01,1,merger", "middle,beta,2025-01-01,1,merger")
    (work,) = [one for one in plan(where, Wanted()) if one.institution == "beta"]
    assert {"beta/2025/book.xlsx", "alpha/2024/book.xlsx", "alpha/decisions/published.csv"} <= set(work.inputs)
    assert followed_ones(where, "alpha") == ()


def test_a_circle_of_successions_ends(where):
    merge(where, "alpha,beta,2025-01-01,1,merger", "beta,alpha,2026-01-01,1,merger")
    assert followed_ones(where, "beta") == ("alpha",)


def test_an_earlier_year_and_what_was_published_are_inputs(where):
    (work,) = [one for one in plan(where, Wanted()) if one.institution == "alpha"]
    assert {"alpha/2024/book.xlsx", "alpha/decisions/published.csv"} <= set(work.inputs)


def test_a_faulty_table_of_successions_stops_no_plan(where):
    (where.basis / "successions.csv").write_bytes(b"\xff\xfe what")
    assert followed_ones(where, "alpha") == ()


def test_of_the_notebooks_only_the_one_on_changes_needs_a_second_year():
    needed = {path.stem: needed_years(path) for path in sorted(NOTEBOOKS.glob("0*_*.ipynb"))}
    assert {name for name, years in needed.items() if years > 1} == {"05_monitoring"}
