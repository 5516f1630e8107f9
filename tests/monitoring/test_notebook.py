"""Notebook 05 as readers get it: with all that an institution can give, with a single year, and with names that are no names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hjj_lib.engine.notebooks import run_notebook

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "05_monitoring.ipynb"
HOSTILE = "</script><img src=x onerror=window.owned=1> $x$ {{7*7}} _x"


def made(folder: Path, language: str, **parameters: object) -> str:
    page = folder / "page.html"
    asked = {"institution": "example_forest", "year": 2025, "language": language, "data_dir": str(folder), "draws": 64}
    report = run_notebook(NOTEBOOK, page, {**asked, **parameters}, language=language)
    assert report.warnings == ()
    return re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))


@pytest.fixture
def home(data, tmp_path) -> Path:
    """A copy of an example provider that a test may change."""
    return Path(shutil.copytree(data / "raw/example_forest", tmp_path / "raw/example_forest"))


def test_a_single_year_is_told_in_words_and_nothing_is_compared(home, tmp_path):
    for year in ("2023", "2024"):
        shutil.rmtree(home / year)
    (home / "decisions/targets.toml").unlink(missing_ok=True)
    page = made(tmp_path, "en")
    assert "There is nothing to compare yet: 2025 is the first year with figures." in page
    assert "There is no earlier year that could be a base year." in page
    assert "The change and how sure it is" not in page


def test_published_totals_own_versions_and_degree_days_are_shown_and_hostile_words_stay_words(home, tmp_path):
    toml = (home / "institution.toml").read_text(encoding="utf-8")
    name = re.search(r'fi = "(.*)"', toml)
    assert name
    (home / "institution.toml").write_text(toml.replace(name[1], HOSTILE), encoding="utf-8")
    rows = [f"2024,{view},core,1500000,2026.1,,2026-11-24,{HOSTILE}" for view in ("market", "location")]
    header = "year,view,boundary,total_kg,basis_version,gwp_set,published_on,reason"
    (home / "decisions/published.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    days = ["site_id,period,degree_days,source", *(f",{period},4000,invented" for period in (2023, 2024, 2025, "1991–2020"))]
    (home / "decisions/degree_days.csv").write_text("\n".join(days), encoding="utf-8")
    heating = "activity_id,space_heating_pct,source\nheating_oil,80,invented\nwood_chips,80,invented\n"
    (home / "decisions/space_heating.csv").write_text(heating, encoding="utf-8")
    page = made(tmp_path, "en", series="own_versions")
    assert "each year with its own basis (2026.2, 2026.1)" in page
    assert "2024 as published: 1,500" in page
    assert "In usual weather" in page
    assert "onerror=window.owned=1&gt;" in page
    assert "<img src=x" not in page
