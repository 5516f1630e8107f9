"""The figure of why a total changed, and its text."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts.waterfall import KIND_COLOURS, change_waterfall, change_waterfall_alt
from hjj_lib.language import Language

STEPS = pd.DataFrame(
    [
        ("published", "total", 3e5, 0.0, 3e5),
        ("factor", "restatement", 2e4, 3e5, 3.2e5),
        ("recalculated", "total", 3.2e5, 0.0, 3.2e5),
        ("activity", "real", -1e5, 3.2e5, 2.2e5),
        ("coverage", "known_once", 1e4, 2.2e5, 2.3e5),
        ("now", "total", 2.3e5, 0.0, 2.3e5),
    ],
    columns=["step", "kind", "change_kg", "from_kg", "to_kg"],
)
YEARS = {"before": 2023, "now": 2025}


def drawn(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_each_step_is_a_bar_from_where_the_last_one_ended() -> None:
    axes = change_waterfall(STEPS, Language("fi"), view="market", **YEARS)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert bars == [(0, 3e5), (3e5, 3.2e5), (0, 3.2e5), (2.2e5, 3.2e5), (2.2e5, 2.3e5), (0, 2.3e5)]
    texts = drawn(axes)
    assert {"2023, julkaistu", "2023, laskettu nyt", "2025", "Määrät", "−100\u00a0t\u00a0CO₂e"} <= set(texts)
    assert "Miksi tulos muuttui, 2023–2025, markkinaperusteinen" in texts


def test_restatement_and_real_change_have_colours_of_their_own_and_a_key_to_them() -> None:
    assert len(set(KIND_COLOURS.values())) == len(KIND_COLOURS)
    texts = drawn(change_waterfall(STEPS, Language("sv"), view="market", **YEARS))
    assert {"Omräkning", "Verklig förändring"} <= set(texts)


def test_the_text_tells_restatement_and_real_change_apart() -> None:
    alt = change_waterfall_alt(STEPS, Language("en"), view="location", **YEARS)
    assert "Restated: Newer factors for the same year: +20" in alt
    assert "Really changed: Amounts: −100" in alt
    assert "Known in one of the years only: Known in one year only: +10" in alt


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_change_without_causes_is_drawn_and_told_in_every_language(language: str) -> None:
    totals = STEPS[STEPS["kind"] == "total"]
    assert drawn(change_waterfall(totals, Language(language), view="location", **YEARS))
    assert Language(language).sentence("none") in change_waterfall_alt(totals, Language(language), view="market", **YEARS)
