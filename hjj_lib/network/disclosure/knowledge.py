"""What readers can lay side by side, as sums of the smallest parts that anything published tells apart.

Contributions that always occur in the same sums are never told apart; together they are one *block*. Every published sum is a
sum of blocks, and what can be worked out of a publication follows from these equations and from amounts not being negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from hjj_lib.network.disclosure.primary import unsafe
from hjj_lib.network.disclosure.published import NO_SUM, Publication
from hjj_lib.network.disclosure.rules import Rules

_YEAR = "year"


@dataclass(frozen=True)
class Knowledge:
    """The equations of a publication.

    Attributes
    ----------
    amounts, held
        True amount of each block, and what each institution has of it (blocks × institutions).
    sums
        Sums × blocks: 1 where the sum counts the block.
    lowest, highest
        What the shown, rounded values say of each sum at the most narrow.
    changes, pairs, room
        Where a few members leave or join between two years: what stayed in the later year less what stayed in the earlier
        one, by blocks; the sums of both years; and how closely an outsider foresees that change.
    remainders
        Sums of cells of one row or column of a table, with the total they belong to: ``(total, parts)``.
    years
        Blocks of each year, for the whole part of an institution.
    """

    amounts: NDArray[np.float64]
    held: NDArray[np.float64]
    institutions: tuple[str, ...]
    sums: sparse.csr_array
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    changes: sparse.csr_array
    pairs: NDArray[np.intp]
    room: NDArray[np.float64]
    remainders: tuple[tuple[int, tuple[int, ...]], ...]
    years: tuple[NDArray[np.intp], ...]

    @property
    def of_sums(self) -> NDArray[np.float64]:
        """What each institution has of each sum: sums × institutions."""
        return np.asarray(self.sums @ self.held)


def knowledge_of(publication: Publication, rules: Rules) -> Knowledge:
    """The equations that hold between the contributions of a publication, whatever of it is hidden."""
    atoms, members = publication.atoms, publication.members
    owner, institutions = publication.owners
    amounts = atoms["amount"].to_numpy(dtype=float)
    changes, pairs, room = _changes(publication, rules)
    block_of, first = _blocks(sparse.csc_array(sparse.vstack([members, changes])))
    count = len(first)
    held = np.zeros((count, len(institutions)))
    np.add.at(held, (block_of, owner), amounts)
    shown = publication.cells[publication.cells["sum_id"] != NO_SUM].groupby("sum_id")
    years = [np.unique(block_of[places]) for places in atoms.groupby(_YEAR, sort=True).indices.values()]
    return Knowledge(
        amounts=held.sum(axis=1),
        held=held,
        institutions=institutions,
        sums=sparse.csr_array(members[:, first]),
        lowest=shown["lowest"].max().to_numpy(dtype=float),
        highest=shown["highest"].min().to_numpy(dtype=float),
        changes=sparse.csr_array(changes[:, first]),
        pairs=pairs,
        room=room,
        remainders=tuple(_remainders(publication)),
        years=tuple(years),
    )


def _blocks(incidence: sparse.csc_array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number of the block of each contribution, and the first contribution of each block."""
    incidence.sort_indices()
    found: dict[bytes, int] = {}
    first: list[int] = []
    numbers = np.zeros(incidence.shape[1], dtype=np.intp)
    for column in range(incidence.shape[1]):
        span = slice(incidence.indptr[column], incidence.indptr[column + 1])
        key = incidence.indices[span].tobytes() + incidence.data[span].tobytes()
        if key not in found:
            found[key] = len(first)
            first.append(column)
        numbers[column] = found[key]
    return numbers, np.array(first, dtype=np.intp)


def _series(publication: Publication) -> Iterator[list[int]]:
    """The sums of one cell year after year, for each table and level that has years."""
    for table in publication.tables:
        if _YEAR not in table.by:
            continue
        place = table.by.index(_YEAR)
        cells = publication.cells[(publication.cells["table_id"] == table.table_id) & (publication.cells["sum_id"] != NO_SUM)]
        for number, level in enumerate(table.levels):
            series: dict[tuple[str, ...], list[tuple[str, int]]] = {}
            for key, total in cells.loc[cells["level"] == number, ["keys", "sum_id"]].itertuples(index=False):
                if _YEAR in level:
                    series.setdefault((*key[:place], *key[place + 1 :]), []).append((key[place], int(total)))
            yield from ([total for _, total in sorted(years)] for years in series.values())


def _changes(publication: Publication, rules: Rules) -> tuple[sparse.csr_array, NDArray[np.intp], NDArray[np.float64]]:
    """Pairs of sums of following years whose members differ by so few that the difference tells about them."""
    atoms, members = publication.atoms, publication.members
    owner, names = publication.owners
    amounts = atoms["amount"].to_numpy(dtype=float)
    of_owner = sparse.csr_array((amounts, (np.arange(len(owner)), owner)), shape=(len(owner), len(names)))
    parts = sparse.csr_array(members @ of_owner)
    wanted = {pair for sums in _series(publication) for pair in pairwise(sums)}
    rows, pairs, room = [], [], []
    for earlier, later in sorted(wanted):
        before, after = parts[[earlier]].toarray(), parts[[later]].toarray()
        stayed = (before > 0) & (after > 0)
        few = unsafe(np.vstack([np.where(stayed, 0, before), np.where(stayed, 0, after)]), rules)
        if few.any() and stayed.any():
            change = (members[[later]] - members[[earlier]]).multiply(stayed.ravel()[owner][np.newaxis, :])
            rows.append(sparse.csr_array(change))
            pairs.append((earlier, later))
            room.append(rules.foreseen_change_pct / 100 * before[stayed].sum())
    stacked = sparse.csr_array(sparse.vstack(rows)) if rows else sparse.csr_array((0, members.shape[1]))
    stacked.eliminate_zeros()
    return stacked, np.array(pairs, dtype=np.intp).reshape(-1, 2), np.array(room)


def _remainders(publication: Publication) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each total with its parts in the same table: what is hidden of the parts is known together if the total is shown."""
    for table in publication.tables:
        cells = publication.cells[(publication.cells["table_id"] == table.table_id) & (publication.cells["sum_id"] != NO_SUM)]
        for upper, wide in enumerate(table.levels):
            for lower, narrow in enumerate(table.levels):
                if set(wide) < set(narrow) and len(narrow) == len(wide) + 1:
                    yield from _parts(table.by, wide, cells[cells["level"] == upper], cells[cells["level"] == lower])


def _parts(
    by: tuple[str, ...], wide: tuple[str, ...], totals: pd.DataFrame, parts: pd.DataFrame
) -> Iterator[tuple[int, tuple[int, ...]]]:
    places = [by.index(name) for name in wide]
    gathered: dict[tuple[str, ...], list[int]] = {}
    for key, part in parts[["keys", "sum_id"]].itertuples(index=False):
        gathered.setdefault(tuple(key[place] for place in places), []).append(int(part))
    for key, total in totals[["keys", "sum_id"]].itertuples(index=False):
        found = gathered.get(tuple(key[place] for place in places), [])
        if len(found) > 1:
            yield int(total), tuple(found)
