"""Figures of uncertainty and their texts: everything shown comes from the table, in the reader's numerals."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts import uncertainty as charts
from hjj_lib.language import Language

FI = Language("fi")
TOTAL = pd.DataFrame({"known_kg": [1_234_600.0], "low_kg": [1_000_000.0], "high_kg": [1_500_000.0]})
INPUTS = pd.DataFrame(
    {
        "name": ["kerroin: hinta $a$ ja $b$", "määrä: sähkö", "yhdessä"],
        "low_kg": [900_000.0, 1_200_000.0, np.nan],
        "high_kg": [1_700_000.0, 1_260_000.0, np.nan],
        "variance_share": [0.90, 0.09, 0.01],
    }
)
ROWS = pd.DataFrame({"name": ["lämpö", "sähkö"], "known_kg": [1500.0, 0.0], "low_kg": [1000.0, 0.0], "high_kg": [2500.0, 0.0]})


def drawn(axes: Axes) -> list[str]:
    """Draw the figure and give every text in it."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_tornado_shows_how_far_each_input_moves_the_total_and_leaves_out_what_has_no_range() -> None:
    texts = drawn(charts.tornado(INPUTS, 1_234_600, FI, year=2025))
    assert "−335\u00a0t\u00a0CO₂e" in texts  # 900 000 − 1 234 500, rounded
    assert "+465\u00a0t\u00a0CO₂e" in texts
    assert "yhdessä" not in texts
    assert "kerroin: hinta $a$ ja $b$" in texts
    alt = charts.tornado_alt(INPUTS, 1_234_600, FI, year=2025)
    assert "määrä: sähkö 1\u00a0200\u00a0t\u00a0CO₂e – 1\u00a0260\u00a0t\u00a0CO₂e" in alt


def test_the_shares_are_labelled_and_small_ones_have_a_decimal() -> None:
    texts = drawn(charts.variance_shares(INPUTS, FI, year=2025))
    assert {"90\u00a0%", "9,0\u00a0%", "1,0\u00a0%"} <= set(texts)
    assert "määrä: sähkö 9,0\u00a0%" in charts.variance_shares_alt(INPUTS, FI, year=2025)


def test_an_interval_of_zero_is_drawn_and_said_as_zero() -> None:
    texts = drawn(charts.intervals(ROWS, FI, year=2025))
    assert "0\u00a0t\u00a0CO₂e (0\u00a0t\u00a0CO₂e – 0\u00a0t\u00a0CO₂e)" in texts
    assert "lämpö 1,5\u00a0t\u00a0CO₂e" in charts.intervals_alt(ROWS, FI, year=2025)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_figures_of_one_row_and_long_names_are_drawn_in_every_language(language: str) -> None:
    one = INPUTS.head(1).assign(name="x" * 200)
    texts = drawn(charts.tornado(one, 1_234_600, Language(language), year=2025))
    assert any(text.endswith("…") for text in texts)
    assert drawn(charts.variance_shares(one.iloc[:0], Language(language), year=2025))
