"""All rules over a text: what does not fit, and how many of its numbers fit, do not, or cannot be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from hjj_lib.prose.change_rule import changes
from hjj_lib.prose.claim_rule import claims_in
from hjj_lib.prose.formula_rule import formulas
from hjj_lib.prose.passage import Draft, Place, Sentence
from hjj_lib.prose.quantity import Quantity
from hjj_lib.prose.ratio_rule import ratios
from hjj_lib.prose.result_rule import against_results
from hjj_lib.prose.results import Results
from hjj_lib.prose.share_rule import shares
from hjj_lib.prose.sum_rule import sums
from hjj_lib.prose.table_rule import table_changes
from hjj_lib.prose.verdict import Spot, Verdict, spot

#: Rules that need nothing but the text. A new one is a function that takes a draft and gives verdicts, and a name here.
TEXT_RULES: tuple[Callable[[Draft], Iterator[Verdict]], ...] = (changes, table_changes, shares, sums, ratios, formulas)
FITS, WRONG, OPEN = "fits", "does_not_fit", "not_checkable"


@dataclass(frozen=True)
class Found:
    """A number of the text and what became of it: ``fits``, ``does_not_fit`` or ``not_checkable``."""

    text: str
    place: Place
    state: str
    quote: str


@dataclass(frozen=True)
class Checked:
    """A text after all rules.

    Attributes
    ----------
    wrong
        Verdicts on what does not fit, in the order of the text; of several on one place, each.
    numbers
        Every number with a unit or a verdict, in the order of the text.
    names
        Topic → language → name, for what is told of results.
    """

    draft: Draft
    wrong: tuple[Verdict, ...]
    numbers: tuple[Found, ...]
    names: Mapping[str, Mapping[str, str]]

    def counts(self) -> dict[str, int]:
        """How many numbers have each state."""
        return {state: sum(one.state == state for one in self.numbers) for state in (FITS, WRONG, OPEN)}


def lint(draft: Draft, claims: pd.DataFrame, results: Results | None = None) -> Checked:
    """Check a text against itself, against the claims that need evidence, and against results where they are given.

    Parameters
    ----------
    claims
        ``tables.Claim`` of the basis.
    results
        The facts of one institution; without them only the text itself is looked at.
    """
    verdicts = [verdict for rule in TEXT_RULES for verdict in rule(draft)]
    if results is not None:
        verdicts += against_results(draft, results)
    states = _states(verdicts)
    wrong = [*(verdict for verdict in verdicts if not verdict.fits), *claims_in(draft, claims)]
    ordered = sorted(wrong, key=_order)
    return Checked(draft, tuple(ordered), tuple(_numbers(draft, states)), results.names if results else {})


def _states(verdicts: list[Verdict]) -> dict[Spot, str]:
    """The state of every number that a rule judged; one verdict that it does not fit outweighs those that it does."""
    states: dict[Spot, str] = {}
    for verdict in verdicts:
        for place in verdict.spots:
            states[place] = FITS if verdict.fits and states.get(place) != WRONG else WRONG
    return states


def _order(verdict: Verdict) -> Spot:
    return min(verdict.spots)


def _numbers(draft: Draft, states: Mapping[Spot, str]) -> Iterator[Found]:
    tables = {table.passage: table for table in draft.tables}
    for number, sentences in enumerate(draft.sentences):
        for sentence in sentences:
            for one in sentence.quantities:
                if one.dimension or spot(sentence, one) in states:
                    yield _found(sentence, one, states)
        if number in tables:
            for row, cells in enumerate(tables[number].rows):
                for column, cell in enumerate(cells):
                    if cell.quantity is not None and (cell.quantity.dimension or (number, row, column) in states):
                        quote = tables[number].shown(row, column)
                        state = states.get((number, row, column), OPEN)
                        yield Found(cell.text, tables[number].source.row_place(row), state, quote)


def _found(sentence: Sentence, one: Quantity, states: Mapping[Spot, str]) -> Found:
    return Found(one.text, sentence.place, states.get(spot(sentence, one), OPEN), sentence.text)
