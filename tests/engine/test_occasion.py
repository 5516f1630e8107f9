"""A notebook that is about a file is made only where the file is there, and goes when it goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hjj_lib.engine.occasion import needed_files
from hjj_lib.engine.plan import Wanted, plan
from hjj_lib.engine.sources import Places

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def where(tmp_path) -> Places:
    """Two institutions, of which the first has a file of claims, and a notebook that needs one of two files."""
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    about = {**notebook, "metadata": {"hjj": {"needs_one_of": ["decisions/handprint.csv", "decisions/claims.csv"]}}}
    files = {
        "data/raw/alpha/institution.toml": "a",
        "data/raw/alpha/2025/book.xlsx": "25",
        "data/raw/alpha/decisions/claims.csv": "c",
        "data/raw/beta/institution.toml": "b",
        "data/raw/beta/2025/book.xlsx": "25",
        "factors/sources.csv": "s",
        "notebooks/01_one.ipynb": json.dumps(notebook),
        "notebooks/07_handprint.ipynb": json.dumps(about),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Places(tmp_path / "data", tmp_path / "outputs", tmp_path / "notebooks", tmp_path / "factors")


def planned(where: Places) -> dict[str, list[str]]:
    return {one.institution: list(one.sources) for one in plan(where, Wanted())}


def test_a_report_about_a_file_is_made_where_one_of_its_files_is_there(where):
    assert planned(where) == {"alpha": ["01_one", "07_handprint"], "beta": ["01_one"]}


def test_it_is_no_longer_made_when_the_file_is_gone(where):
    (where.raw / "alpha" / "decisions" / "claims.csv").unlink()
    assert planned(where)["alpha"] == ["01_one"]


def test_the_report_on_handprint_needs_a_file_and_the_others_none():
    needed = {path.stem: needed_files(path) for path in sorted(NOTEBOOKS.glob("0*_*.ipynb"))}
    assert {name: files for name, files in needed.items() if files} == {
        "07_handprint": ("decisions/handprint.csv", "decisions/claims.csv")
    }
