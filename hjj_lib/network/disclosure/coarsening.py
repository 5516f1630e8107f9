"""Groups that are too small are merged with their neighbours before anything is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hjj_lib.network.disclosure.contributions import checked_contributions
from hjj_lib.network.disclosure.primary import unsafe
from hjj_lib.network.disclosure.rules import Rules


@dataclass(frozen=True)
class Coarsened:
    """Contributions by coarser groups.

    Attributes
    ----------
    contributions
        As they came in, with the merged groups in place of the small ones.
    merged
        ``dimension``, ``value``, ``shown_as``: one row for each group that was merged.
    """

    contributions: pd.DataFrame
    merged: pd.DataFrame


def coarsened(
    contributions: pd.DataFrame, by: Sequence[str], hierarchy: pd.DataFrame, consent: Mapping[str, str], rules: Rules
) -> Coarsened:
    """Merge groups of which too many cells could not be shown.

    Parameters
    ----------
    contributions, consent
        As for :func:`hjj_lib.network.disclosure.published.publication_of`.
    by
        Dimensions of the finest cells that are to be shown.
    hierarchy
        ``dimension``, ``value``, ``parent``: into what a group can be merged. A group is merged with all that have the same
        parent, so that groups never overlap; a parent may have a parent again. Dimensions are taken in the order of the rows.

    Returns
    -------
    Every group either has at most ``merge_above_pct`` % of cells that may not be shown, or no parent. A group is the same in
    all years and tables.

    Raises
    ------
    ValueError
        If a group is, through its parents, its own parent.
    """
    frame, rows = contributions, []
    for dimension, parents in hierarchy.groupby("dimension", sort=False):
        parent = dict(zip(parents["value"], parents["parent"], strict=True))
        _without_circles(parent)
        shown_as = {value: value for value in contributions[dimension].drop_duplicates()}
        while merged := _to_merge(frame, by, str(dimension), parent, consent, rules):
            into = {value: parent[value] for value in shown_as.values() if parent.get(value) in merged}
            shown_as = {value: into.get(now, now) for value, now in shown_as.items()}
            frame = contributions.assign(**{str(dimension): contributions[dimension].map(shown_as)})
        contributions = frame
        rows += [(str(dimension), value, now) for value, now in shown_as.items() if value != now]
    return Coarsened(frame, pd.DataFrame(rows, columns=["dimension", "value", "shown_as"]))


def _without_circles(parent: Mapping[str, str]) -> None:
    for value in parent:
        above, seen = parent[value], {value}
        while above in parent:
            if above in seen:
                raise ValueError(f"the group {value!r} is its own parent")
            seen.add(above)
            above = parent[above]


def _to_merge(
    frame: pd.DataFrame, by: Sequence[str], dimension: str, parent: Mapping[str, str], consent: Mapping[str, str], rules: Rules
) -> set[str]:
    """The parents into which groups must be merged now."""
    protected = checked_contributions(frame, by, consent).query("protected")
    if protected.empty:
        return set()
    parts = protected.pivot_table(index=list(by), columns="institution_id", values="amount", aggfunc="sum", fill_value=0)
    wrong = pd.Series(unsafe(parts.to_numpy(dtype=float), rules), index=parts.index)
    share = 100 * wrong.groupby(level=dimension).mean()
    return {parent[value] for value in share[share > rules.merge_above_pct].index if value in parent}
