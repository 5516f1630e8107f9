"""Figures of electricity and their texts come from one table, in the reader's numerals."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts import electricity as charts
from hjj_lib.language import Language

FI = Language("fi")
THREE = pd.DataFrame(
    {
        "result": ["market", "location", "residual"],
        "name": ["Markkina $a$", "Sijainti", "Kaikki jäännösjakaumaa, jos mitään ei olisi sertifioitu"],
        "electricity_kg": [100_000.0, 40_000.0, 400_000.0],
        "other_kg": [500_000.0, 500_000.0, 500_000.0],
        "total_kg": [600_000.0, 540_000.0, 900_000.0],
    }
)
STEPS = pd.DataFrame(
    {
        "step": ["before", "use", "contract", "after"],
        "name": ["2024", "käyttö", "sopimus", "2025"],
        "kg": [400_000.0, 20_000.0, -320_000.0, 100_000.0],
    }
)


def drawn(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_each_result_names_its_total_and_its_electricity() -> None:
    texts = drawn(charts.three_results(THREE, FI, year=2025))
    assert "600\u00a0t\u00a0CO₂e\njosta sähköä 100\u00a0t\u00a0CO₂e" in texts
    assert "Markkina $a$" in texts
    alt = charts.three_results_alt(THREE, FI, year=2025)
    assert "Sijainti 540\u00a0t\u00a0CO₂e, josta sähköä 40,0\u00a0t\u00a0CO₂e" in alt


def test_the_bars_are_as_long_as_the_table_says() -> None:
    axes = charts.three_results(THREE, FI, year=2025)
    widths = [patch.get_width() for patch in axes.patches]
    assert widths == [100_000, 500_000, 40_000, 500_000, 400_000, 500_000]


def test_each_step_begins_where_the_one_before_ended() -> None:
    axes = charts.change_steps(STEPS, FI)
    starts_and_widths = [(patch.get_x(), patch.get_width()) for patch in axes.patches]
    assert starts_and_widths == [(0, 400_000), (400_000, 20_000), (420_000, -320_000), (0, 100_000)]


def test_effects_have_signs_and_years_have_none() -> None:
    texts = drawn(charts.change_steps(STEPS, FI))
    assert {"400\u00a0t\u00a0CO₂e", "+20,0\u00a0t\u00a0CO₂e"} <= set(texts)
    assert any(text.replace("-", "−") == "−320\u00a0t\u00a0CO₂e" for text in texts)
    alt = charts.change_steps_alt(STEPS, FI)
    assert "2024 400\u00a0t\u00a0CO₂e, 2025 100\u00a0t\u00a0CO₂e" in alt
    assert "käyttö +20,0\u00a0t\u00a0CO₂e" in alt


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_zero_and_no_effects_are_drawn_in_every_language(code: str) -> None:
    nothing = THREE.assign(electricity_kg=0.0, other_kg=0.0, total_kg=0.0)
    assert drawn(charts.three_results(nothing, Language(code), year=2025))
    years = STEPS.iloc[[0, 3]].assign(kg=0.0)
    assert drawn(charts.change_steps(years, Language(code)))
    assert charts.change_steps_alt(years, Language(code)).endswith("–.")
