"""The limits of disclosure control, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class Rules:
    """What must stay unknown when something is published.

    Attributes
    ----------
    at_least
        Fewest members whose sum may be shown: ``disclosure`` of the basis.
    dominance_pct
        The second largest contributor must not be able to work out the largest one's part closer than this (p % rule).
    range_pct
        What can be worked out of a hidden cell or of a member's part reaches at least this far to either side.
    foreseen_change_pct
        How closely an outsider foresees how a sum of the same members changes from one year to the next.
    merge_above_pct
        A group is merged when more than this part of its cells could not be shown.
    digits
        Numbers in a text from so many digits on are compared with hidden values even if no unit follows.
    insiders
        Whether members count as readers who know their own part exactly.
    """

    at_least: int
    dominance_pct: float
    range_pct: float
    foreseen_change_pct: float
    merge_above_pct: float
    digits: int
    insiders: bool = True

    def __post_init__(self) -> None:
        limits = {name: getattr(self, name) for name in ("dominance_pct", "range_pct", "foreseen_change_pct", "merge_above_pct")}
        wrong = [name for name, value in limits.items() if not 0 < value <= 100]
        if wrong or self.at_least < 2 or self.digits < 1:
            raise ValueError(f"rules of disclosure out of their limits: {', '.join(wrong) or 'at_least, digits'}")


def read_rules(at_least: int, *, insiders: bool = True) -> Rules:
    """The rules of ``rules.toml``, with the smallest group of the basis.

    Parameters
    ----------
    at_least
        ``basis.settings["disclosure"]``.
    insiders
        Whether members count as readers who know their own part. Without, a publication is safe only from others.
    """
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    limits = {**content["protection"], **content["coarsening"], **content["leaks"]}
    return Rules(at_least=at_least, insiders=insiders, **limits)
