"""Figures of a plan and their texts."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts import scenarios as charts
from hjj_lib.language import Language

FI = Language("fi")
PATH = pd.DataFrame(
    {"year": [2025, 2026, 2027], "baseline_kg": [9e5, 8e5, 8e5], "plan_kg": [9e5, 6e5, 5e5], "target_kg": [9e5, 7e5, 4e5]}
)
PARTS = pd.DataFrame(
    {
        "year": [2025, 2026, 2027] * 3,
        "action_id": np.repeat(["led", "heat", "worse"], 3),
        "name": np.repeat(["LED $x$", "Lämpötila", "Lisää"], 3),
        "share_kg": [0.0, 1e5, 2e5, 0.0, 1e5, 1.5e5, 0.0, 0.0, -5e4],
    }
)
COSTS = pd.DataFrame(
    {"name": ["LED", "Lämpötila", "Sopimus"], "reduction_kg": [2e5, 1e5, 0.0], "eur_per_t": [-120.0, 80.5, np.nan]}
)


def drawn(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_wedges_are_labelled_with_what_each_action_takes_away() -> None:
    texts = drawn(charts.pathway_wedges(PATH, PARTS, FI, view="market"))
    assert {"LED $x$ −200\u00a0t\u00a0CO₂e", "Suunnitelma 500\u00a0t\u00a0CO₂e", "Tavoite 400\u00a0t\u00a0CO₂e"} <= set(texts)
    assert not any(text.startswith("Lisää") for text in texts)
    assert "Polku tavoitteeseen, markkinaperusteinen, 2025–2027" in texts
    assert {"2025", "2026", "2027"} <= set(texts)


def test_the_text_of_the_path_names_every_action_also_one_that_adds_emissions() -> None:
    alt = charts.pathway_wedges_alt(PATH, PARTS, FI, view="location")
    assert "sijaintiperusteinen" in alt
    assert "Lisää -50,0" in alt


def test_the_cost_curve_has_a_bar_for_each_action_with_a_price() -> None:
    axes = charts.abatement_curve(COSTS, FI, year=2030, view="market")
    assert [bar.get_width() for bar in axes.patches] == [2e5, 1e5]
    assert [bar.get_x() for bar in axes.patches] == [0, 2e5]
    assert any("1  LED" in text and "2  Lämpötila" in text for text in drawn(axes))
    assert "Lämpötila 100\u00a0t\u00a0CO₂e" in charts.abatement_curve_alt(COSTS, FI, year=2030)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_plan_without_actions_is_drawn_in_every_language(language: str) -> None:
    spoken = Language(language)
    assert drawn(charts.pathway_wedges(PATH.assign(plan_kg=PATH["baseline_kg"]), PARTS.iloc[:0], spoken, view="market"))
    assert drawn(charts.abatement_curve(COSTS.iloc[:0], spoken, year=2030, view="location"))
