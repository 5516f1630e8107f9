"""The figure of the years and of a target, and their texts."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts.series import target_path, target_path_alt, yearly_totals, yearly_totals_alt
from hjj_lib.language import Language

NAMES = ["year", "market_kg", "location_kg", "published_kg", "complete", "exceptional"]
YEARS = pd.DataFrame(
    [
        (2021, 3e5, 2e5, np.nan, False, True),
        (2022, 2.5e5, 2.2e5, 2.6e5, True, False),
        (2023, 1.5e5, 2.1e5, np.nan, True, False),
    ],
    columns=NAMES,
)
PATH = pd.DataFrame(
    {
        "year": [2023, 2024, 2025],
        "allowed_kg": [2e5, 1.5e5, 1e5],
        "actual_kg": [2e5, 1.8e5, np.nan],
        "plan_kg": [np.nan, 1.8e5, 1.2e5],
    }
)


def drawn(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def lines(axes: Axes) -> dict[str, list[float]]:
    return {line.get_label(): list(line.get_ydata()) for line in axes.lines if not line.get_label().startswith("_")}


def test_both_views_and_what_was_published_are_drawn_each_with_its_own_look() -> None:
    axes = yearly_totals(YEARS, Language("en"), versions="basis 2026.2")
    assert lines(axes) == {
        "Market-based": [3e5, 2.5e5, 1.5e5],
        "Location-based": [2e5, 2.2e5, 2.1e5],
        "As published, market-based": [2.6e5],
    }
    assert len({(line.get_linestyle(), line.get_marker()) for line in axes.lines}) >= 3
    assert "Emissions by year, basis 2026.2" in drawn(axes)


def test_a_year_of_which_not_all_is_known_has_a_hollow_marker_in_both_views() -> None:
    axes = yearly_totals(YEARS, Language("fi"), versions="x")
    hollow = [list(line.get_xdata()) for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert hollow == [[2021], [2021]]


def test_an_exceptional_year_has_a_band_of_its_own_width() -> None:
    axes = yearly_totals(YEARS, Language("sv"), versions="x")
    assert [(band.get_x(), band.get_width()) for band in axes.patches] == [(2020.5, 1.0)]


def test_the_text_says_what_became_of_the_emissions_and_what_is_unknown_or_exceptional() -> None:
    alt = yearly_totals_alt(YEARS, Language("en"), versions="basis 2026.2")
    assert alt.startswith("Emissions by year, basis 2026.2. Market-based emissions fell from 300")
    assert "Not all is known: 2021. Exceptional: 2021." in alt
    turned = YEARS.iloc[::-1].assign(year=[2021, 2022, 2023])
    assert "Market-based emissions rose" in yearly_totals_alt(turned, Language("en"), versions="x")


def test_a_single_year_and_a_year_without_emissions_can_be_drawn() -> None:
    alone = YEARS.tail(1)
    assert drawn(yearly_totals(alone, Language("en"), versions="x"))
    nothing = alone.assign(market_kg=0.0, location_kg=0.0)
    assert yearly_totals(nothing, Language("en"), versions="x").get_ylim()[1] > 0


def test_a_title_with_dollar_signs_is_shown_as_typed() -> None:
    assert "$x$" in drawn(target_path(PATH, Language("en"), name="$x$"))


def test_the_target_what_was_emitted_and_the_plan_are_three_lines() -> None:
    axes = target_path(PATH, Language("en"), name="Half")
    assert lines(axes) == {"Target": [2e5, 1.5e5, 1e5], "Emitted": [2e5, 1.8e5], "Plan": [1.8e5, 1.2e5]}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_text_of_the_target_sets_both_ends_beside_what_is_allowed(language: str) -> None:
    alt = target_path_alt(PATH, Language(language), name="Half")
    assert all(word in alt for word in ("Half", "2024", "2025", "180", "150", "120", "100"))
