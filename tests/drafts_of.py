"""Small drafts for the tests of the text check."""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.prose.lint import Checked, lint
from hjj_lib.prose.passage import draft_of
from hjj_lib.prose.results import Results
from hjj_lib.prose.text_file import markdown_passages

NO_CLAIMS = tables.empty(tables.Claim)


def checked(text: str, language: str = "fi", results: Results | None = None, claims: pd.DataFrame = NO_CLAIMS) -> Checked:
    """The text, read as Markdown, after all rules."""
    return lint(draft_of(markdown_passages(text), language), claims, results)


def wrong(text: str, language: str = "fi", results: Results | None = None) -> list[str]:
    """The rules that found something wrong in a text."""
    return [verdict.rule for verdict in checked(text, language, results).wrong]


def expected(text: str, language: str = "fi", results: Results | None = None) -> list[float]:
    """What should stand in place of each number that does not fit, in the unit of the text."""
    found = []
    for verdict in checked(text, language, results).wrong:
        amount = verdict.values["expected"]
        found.append(round(amount.value / amount.factor, amount.decimals))
    return found
