"""Figures of a provider among its peers: what they show, whom they name, and the finding in words."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from hjj_lib.charts.peers import funnel_alt, funnel_chart, strip_alt, strip_chart
from hjj_lib.language import Language

ROWS = pd.DataFrame(
    [
        ("own", "us", 30.0, 28.0, 32.5, 400.0),
        ("named", "z", 70.0, 60.0, 80.0, 100.0),
        ("middle", "", 41.0, np.nan, np.nan, np.nan),
    ],
    columns=["kind", "institution_id", "value", "low", "high", "denominator"],
)
STANDING = pd.Series({"low_rank": 2, "high_rank": 4, "ranked_count": 8, "probability": 0.97, "middle": 41.0, "below_middle": 0.9})
TITLE = "Heating, kWh/m²"
NAMES = {"z": "Zed $a$"}


def _texts(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(io.BytesIO(), format="png")
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_strip_names_ourselves_those_who_agreed_and_the_mean_of_the_middle_in_order_of_their_figures():
    axes = strip_chart(ROWS, Language("en"), title=TITLE, names=NAMES)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["We", "Mean of those in the middle", "Zed $a$"]
    assert {"30", "41", "70"} <= set(_texts(axes))


def test_the_text_of_the_strip_gives_a_range_of_ranks_with_its_probability():
    text = strip_alt(ROWS, STANDING, Language("en"), title=TITLE)
    assert text.startswith("Heating, kWh/m²: our figure is 30 (95 % interval 28 – 32.5). Counted from the lowest figure we are ")
    assert "between number 2 and 4 of 8, with a probability of 97%." in text
    assert text.endswith(" The mean of those in the middle is 41; with a probability of 90% we are below it.")
    alone = strip_alt(ROWS, STANDING.replace({4: 2}).mask(lambda row: row == 0.9), Language("en"), title=TITLE)
    assert "we are number 2 of 8" in alone
    assert "middle" not in alone


@pytest.mark.parametrize(("share", "said"), [(1.0, "over 99%"), (0.996, "over 99%"), (0.0, "under 1%"), (0.5, "50%")])
def test_draws_never_make_a_certainty(share, said):
    text = strip_alt(ROWS, pd.Series({**STANDING, "below_middle": share}), Language("en"), title=TITLE)
    assert f"with a probability of {said} we are below it" in text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (30.0, "is within the limits for our size, 21.4 – 60.6"),  # 41 ± 1.96 × 200 / 20
        (20.0, "is below the limits"),
        (61.0, "is above the limits"),
    ],
)
def test_the_text_of_the_funnel_says_whether_size_explains_the_difference(value, said):
    rows = ROWS.assign(value=ROWS["value"].mask(ROWS["kind"] == "own", value))
    assert said in funnel_alt(rows, 200.0, Language("en"), title=TITLE)


def test_the_funnel_is_widest_for_the_smallest():
    axes = funnel_chart(ROWS, 200.0, Language("en"), title=TITLE, size="m²", names=NAMES)
    lower, upper = (np.asarray(curve.get_ydata(), dtype=float) for curve in axes.get_lines()[:2])
    assert (np.diff(upper - lower) < 0).all()
    assert {"We", "Zed $a$"} <= set(_texts(axes))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_without_a_standing_the_figures_are_empty_and_say_why(language):
    said = Language(language)
    none = ROWS.head(0)
    assert _texts(strip_chart(none, said, title=TITLE, names={}))
    assert _texts(funnel_chart(none, float("nan"), said, title=TITLE, size="m²", names={}))
    assert strip_alt(none, STANDING, said, title=TITLE) == funnel_alt(none, float("nan"), said, title=TITLE)
    assert strip_alt(none, STANDING, said, title=TITLE).startswith(TITLE)


def test_without_a_middle_the_funnel_has_no_limits():
    rows = ROWS[ROWS["kind"] != "middle"]
    axes = funnel_chart(rows, 200.0, Language("fi"), title=TITLE, size="m²", names=NAMES)
    assert _texts(axes)
    assert "ei vertailua" in funnel_alt(rows, 200.0, Language("fi"), title=TITLE)
