"""What a rule says of numbers of a text: that they fit, or what does not and what it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hjj_lib.language import Language
from hjj_lib.prose.passage import Place, Sentence
from hjj_lib.prose.quantity import Quantity
from hjj_lib.prose.vocabulary import unit_label

_NO_BREAK_SPACE = "\u00a0"
#: Where a number stands: passage, then sentence and place in it, or row and column.
Spot = tuple[int, int, int]


@dataclass(frozen=True)
class Amount:
    """A number to be told: ``value`` in base units, shown in the unit in which the text has it."""

    value: float
    dimension: str = ""
    factor: float = 1.0
    decimals: int = 0
    carbon: bool = False

    def told(self, language: Language) -> str:
        """The amount in a language, with its unit."""
        if self.dimension == "share":
            return language.percent(self.value, self.decimals)
        label, factor = self._unit()
        number = language.number(self.value / factor, self.decimals)
        if self.dimension == "points":
            return language.sentence("{number} percentage points", number=number)
        label = f"{label}{_NO_BREAK_SPACE}CO₂e" if label and self.carbon else label
        return f"{number}{_NO_BREAK_SPACE}{label}" if label else number

    def _unit(self) -> tuple[str, float]:
        """Sign and size of the unit it is shown in: its own if that has a sign, else the base unit."""
        label = unit_label(self.dimension, self.factor)
        base = unit_label(self.dimension, 1.0)
        return (base, 1.0) if base and not label else (label, self.factor)


@dataclass(frozen=True)
class Known:
    """A value of the results, with what it is of: view and boundary are words of the ledger."""

    amount: Amount
    view: str
    boundary: str


Told = Amount | str | tuple[Amount, ...] | tuple[Known, ...]


@dataclass(frozen=True)
class Verdict:
    """What a rule found.

    Attributes
    ----------
    rule
        A code of ``messages.csv``.
    fits
        Whether the numbers agree with each other, or with the results.
    spots
        The numbers it is about.
    values
        For the sentences of the message; amounts are shown in the reader's language.
    """

    rule: str
    fits: bool
    place: Place
    quote: str
    spots: tuple[Spot, ...]
    values: Mapping[str, Told] = field(default_factory=dict)


def spot(sentence: Sentence, quantity: Quantity) -> Spot:
    """Where a number of a sentence stands."""
    return (sentence.passage, sentence.number, quantity.start)


def written(quantity: Quantity) -> Amount:
    """The number as the text has it."""
    return Amount(quantity.value, quantity.dimension, quantity.factor, quantity.decimals, quantity.carbon)


def beside(quantity: Quantity, value: float) -> Amount:
    """A calculated value as it would stand in place of a number; with one more digit where both would look the same."""
    shown = Amount(value, quantity.dimension, quantity.factor, quantity.decimals, quantity.carbon)
    look = Language("en")
    if shown.told(look) == written(quantity).told(look):
        return Amount(value, quantity.dimension, quantity.factor, quantity.decimals + 1, quantity.carbon)
    return shown
