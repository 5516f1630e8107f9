"""Counts of people in a table, with small ones hidden so that they cannot be worked out from the totals of their rows."""

from __future__ import annotations

import pandas as pd


def suppressed(counts: pd.DataFrame, at_least: int) -> pd.DataFrame:
    """The counts with small cells unknown, and further ones so that no row gives a hidden cell away.

    Parameters
    ----------
    counts
        One row for each group, one column for each answer, whole numbers of 0 or more. The total of a row is known to the
        reader; totals of columns are not shown.
    at_least
        Smallest count that may be shown; 0 may be, as it is about nobody.

    Returns
    -------
    The same table as ``Int64`` with hidden cells empty. In each row either nothing is hidden, or at least two cells are
    that together hold at least ``at_least`` people; a row in which this is impossible is hidden whole.
    """
    rows = [_row(list(map(int, row)), at_least) for row in counts.to_numpy().tolist()]
    return pd.DataFrame(rows, index=counts.index, columns=counts.columns, dtype="Int64")


def _row(cells: list[int], at_least: int) -> list[int | None]:
    hidden = {place for place, count in enumerate(cells) if 0 < count < at_least}
    if not hidden:
        return list(cells)
    # The smallest that are left: they cost the reader least. Zeros last, as a row of people has few answers of nobody.
    others = sorted(
        (place for place in range(len(cells)) if place not in hidden), key=lambda place: (not cells[place], cells[place])
    )
    while others and (len(hidden) <= 1 or sum(cells[place] for place in hidden) < at_least):
        hidden.add(others.pop(0))
    return [None if place in hidden else count for place, count in enumerate(cells)]
