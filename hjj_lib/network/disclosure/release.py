"""The tables that go out, and the values that do not."""

from __future__ import annotations

import pandas as pd

from hjj_lib.network.disclosure.check import check
from hjj_lib.network.disclosure.published import Publication
from hjj_lib.network.disclosure.rules import Rules


def released(publication: Publication, shown: pd.Series, rules: Rules) -> dict[str, pd.DataFrame]:
    """The tables of a publication as they may be shown, drawn, described and given as files.

    Parameters
    ----------
    shown
        For each cell, whether it is shown, as in :class:`hjj_lib.network.disclosure.protection.Plan`.

    Returns
    -------
    For each table its dimensions (``ALL`` in totals), ``value`` (rounded; unknown where hidden) and ``hidden``. Why a cell is
    hidden is not told, as that would narrow down what it is.

    Raises
    ------
    DataError
        If too much could be worked out of it, whoever chose what is shown.
    """
    check(publication, shown, rules)
    out = {}
    for table in publication.tables:
        cells = publication.cells[publication.cells["table_id"] == table.table_id]
        keys = pd.DataFrame(list(cells["keys"]), columns=list(table.by), index=cells.index)
        visible = shown[cells.index]
        out[table.table_id] = keys.assign(value=cells["printed"].where(visible), hidden=~visible).reset_index(drop=True)
    return out


def hidden_values(publication: Publication, shown: pd.Series) -> pd.DataFrame:
    """What must not stand in any text, chart or file: ``table_id``, ``cell``, ``value``; several rows for each hidden cell.

    The amount, the amount per denominator, and both as they would have been rounded.
    """
    cells = publication.cells[~shown]
    values = {
        "amount": cells["amount"],
        "quotient": cells["amount"] / cells["denominator"],
        "printed": cells["printed"],
        "rounded": cells["printed"] * cells["denominator"],
    }
    parts = [cells[["table_id", "cell"]].assign(value=value) for value in values.values()]
    return pd.concat(parts).drop_duplicates().sort_index(kind="stable").reset_index(drop=True)


def shown_values(publication: Publication, shown: pd.Series) -> list[float]:
    """The numbers that are meant to be seen: shown values, amounts behind them, and the keys that are numbers, such as years."""
    cells = publication.cells[shown]
    keys = {key for row in publication.cells["keys"] for key in row if key.isdecimal()}
    return sorted({*cells["printed"], *cells["amount"], *(float(key) for key in keys)})
