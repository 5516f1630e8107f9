"""The same uncertainty in three forms – a word, an interval, a percentage – for readers and for auditors.

The words are bound to figures, so that nobody has to ask what somebody meant by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.uncertainty.difference import Probability
from hjj_lib.uncertainty.simulation import Simulation

HEADINGS = {"form": "Form", "plain": "For readers", "audit": "For auditors"}


@cache
def scales() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The words and what they are bound to: ``precision`` by half-width in percent, ``likelihood`` by probability."""
    content = tomllib.loads(Path(__file__).with_name("scales.toml").read_text(encoding="utf-8"))
    return {name: tuple(content[name]) for name in ("precision", "likelihood")}


def precision_word(half_width_pct: float, language: Language) -> str:
    """How precise a result of this half-width is, in a word."""
    return language.translation(next(row["word"] for row in scales()["precision"] if half_width_pct <= row["up_to_pct"]))


def likelihood_word(probability: Probability, language: Language) -> str:
    """How likely something is, in the words of the IPCC's scale."""
    return language.translation(next(row["word"] for row in scales()["likelihood"] if probability.share >= row["from"]))


def three_forms(simulation: Simulation, approach: pd.DataFrame, boundary_name: str, language: Language) -> pd.DataFrame:
    """The total's uncertainty as a word, an interval and a percentage, in plain and in auditor's words.

    Parameters
    ----------
    approach
        As from :func:`hjj_lib.uncertainty.approach_1`.
    boundary_name
        What the boundary is called.

    Returns
    -------
    ``form``, ``plain``, ``audit``: three rows of text.
    """
    row, formula = simulation.total.iloc[0], approach.iloc[0]
    known = abs(float(row["known_kg"])) or float("nan")
    down, up = (row["known_kg"] - row["low_kg"]) / known, (row["high_kg"] - row["known_kg"]) / known
    say = language.sentence
    word = precision_word(100 * float(down + up) / 2, language)
    ends = {"low": language.tonnes(row["low_kg"]), "high": language.tonnes(row["high_kg"])}
    shares = {"down": language.percent(down), "up": language.percent(up)}
    of_formula = language.percent(formula["half_width_pct"] / 100)
    first, second, third, *_ = (language.number(row["up_to_pct"]) for row in scales()["precision"])
    limits = {"first": first, "second": second, "third": third}
    method = {"draws": language.number(simulation.draws), "seed": str(simulation.seed)}
    applies = (
        say("Approach 1 gives ±{formula} and applies.", formula=of_formula)
        if formula["applies"]
        else say("Approach 1 gives ±{formula} but does not apply: inputs are too wide or lopsided for it.", formula=of_formula)
    )
    rows = [
        (
            say("Word"),
            say("The result is {word}.", word=word),
            say(
                "{word}: scale by half-width of the 95 % interval, up to {first} %, {second} %, {third} % and above.",
                word=word,
                **limits,
            ),
        ),
        (
            say("Interval"),
            say("It is very probably between {low} and {high}.", **ends),
            say(
                "95 % interval {low} – {high} ({boundary}), IPCC approach 2: {draws} draws, seed {seed}, shared factor errors.",
                boundary=boundary_name,
                **ends,
                **method,
            ),
        ),
        (
            say("Percentage"),
            say("It may be {down} lower or {up} higher.", **shares),
            f"{say('Combined uncertainty −{down} / +{up} at 95 %.', **shares)} {applies}",
        ),
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS))
