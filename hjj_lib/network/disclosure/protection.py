"""Which cells of a publication are shown and which are hidden, so that it passes the check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hjj_lib.network.disclosure.answers import Answer, narrow
from hjj_lib.network.disclosure.further import areas, costs, further
from hjj_lib.network.disclosure.knowledge import Knowledge, knowledge_of
from hjj_lib.network.disclosure.primary import dominated, too_few, unsafe
from hjj_lib.network.disclosure.published import Publication
from hjj_lib.network.disclosure.rules import Rules
from hjj_lib.network.disclosure.unknowns import unknowns_of


@dataclass(frozen=True)
class Plan:
    """What of a publication is shown.

    Attributes
    ----------
    cells
        The cells of the publication with ``shown`` and ``why``: ``few``, ``dominated`` or ``others`` (hidden so that others
        cannot be worked out); empty where shown. ``why`` stays inside: it would help to work out what is hidden.
    usefulness
        One row per table: ``cells``, ``shown``, ``hidden_by_rule``, ``hidden_for_others`` and ``shown_pct``, the part of its
        finest cells' amounts that is shown.
    """

    cells: pd.DataFrame
    usefulness: pd.DataFrame

    @property
    def shown(self) -> pd.Series:
        """For each cell of the publication, whether it is shown."""
        return self.cells["shown"]


def protect(publication: Publication, rules: Rules) -> Plan:
    """Hide what may not be shown, and as much more as is needed so that it cannot be worked out.

    Parameters
    ----------
    publication
        All tables that a reader can lay side by side.

    Returns
    -------
    A plan that passes :func:`hjj_lib.network.disclosure.check.check`. The same publication gives the same plan.
    """
    knowledge = knowledge_of(publication, rules)
    primary = unsafe(knowledge.of_sums, rules)
    hidden = primary
    # First against outsiders only: what helps against them often helps against members too, of whom there are many.
    for step in (replace(rules, insiders=False), rules):
        while found := list(narrow(knowledge, hidden, step)):
            hidden = _wider(knowledge, hidden, found)
    return _plan(publication, knowledge, _without_needless(knowledge, hidden, primary, rules), rules)


def _wider(knowledge: Knowledge, hidden: NDArray[np.bool_], found: list[Answer]) -> NDArray[np.bool_]:
    """More hidden sums, so that each of the answers becomes wide enough."""
    grown = hidden
    for answer in found:
        grown = grown | further(knowledge, grown, answer)
    if (grown == hidden).all():
        grown = hidden | _all_of_area(knowledge, found)
    if (grown == hidden).all():
        raise ArithmeticError("a publication of which everything is hidden still tells too much")
    return grown


def _all_of_area(knowledge: Knowledge, found: Iterable[Answer]) -> NDArray[np.bool_]:
    area = areas(knowledge)
    wanted = np.isin(area, [area[block] for answer in found for block in answer.question.blocks])
    return np.asarray((knowledge.sums @ wanted.astype(float)) > 0)


def _without_needless(
    knowledge: Knowledge, hidden: NDArray[np.bool_], primary: NDArray[np.bool_], rules: Rules
) -> NDArray[np.bool_]:
    """Show again, dearest first, what was hidden for others and turns out not to be needed."""
    cost = costs(knowledge)
    for number in sorted(np.flatnonzero(hidden & ~primary), key=lambda total: (-cost[total], total)):
        fewer = hidden.copy()
        fewer[number] = False
        if next(narrow(knowledge, fewer, rules, touching=_near(knowledge, hidden, int(number))), None) is None:
            hidden = fewer
    return hidden


def _near(knowledge: Knowledge, hidden: NDArray[np.bool_], number: int) -> NDArray[np.bool_]:
    """Blocks about which more is known once a sum is shown: those tied to it or to a year it is compared with."""
    unknowns = unknowns_of(knowledge, hidden)
    compared = [number, *np.unique(knowledge.pairs[(knowledge.pairs == number).any(axis=1)])]
    blocks = np.unique(knowledge.sums[compared].indices)
    near = np.zeros(len(knowledge.amounts), dtype=bool)
    near[blocks] = True
    near[unknowns.blocks[unknowns.joined(blocks)]] = True
    return near


def _plan(publication: Publication, knowledge: Knowledge, hidden: NDArray[np.bool_], rules: Rules) -> Plan:
    parts = knowledge.of_sums
    why = np.where(too_few(parts, rules), "few", np.where(dominated(parts, rules), "dominated", "others"))
    numbers = publication.cells["sum_id"].to_numpy()
    is_hidden = np.append(hidden, False)[numbers]  # NO_SUM, the last, is never hidden
    cells = publication.cells.assign(shown=~is_hidden, why=np.where(is_hidden, np.append(why, "")[numbers], ""))
    return Plan(cells=cells, usefulness=_usefulness(cells))


def _usefulness(cells: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for table, of_table in cells.groupby("table_id", sort=False):
        finest = of_table[of_table["level"] == 0]
        total = finest["amount"].sum()
        rows.append(
            {
                "table_id": table,
                "cells": len(of_table),
                "shown": int(of_table["shown"].sum()),
                "hidden_by_rule": int(of_table["why"].isin(["few", "dominated"]).sum()),
                "hidden_for_others": int(of_table["why"].eq("others").sum()),
                "shown_pct": 100 * finest.loc[finest["shown"], "amount"].sum() / total if total else float("nan"),
            }
        )
    return pd.DataFrame(rows)
