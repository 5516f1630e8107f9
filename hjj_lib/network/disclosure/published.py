"""What a publication shows: the cells of all its tables, and the contributions each of them sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from hjj_lib.network.disclosure.contributions import checked_contributions
from hjj_lib.problems import DataError, Problem

#: Stands for a dimension over which a cell sums.
ALL = "Σ"
_SEPARATOR = " · "
#: Of cells that hold nothing to protect.
NO_SUM = -1


@dataclass(frozen=True)
class PublishedTable:
    """A table of a publication. A chart is the table it draws; its alt text and its data file are the same table again.

    Attributes
    ----------
    by
        Dimensions of the finest cells.
    totals
        The dimensions that are left in each kind of total that is shown; an empty tuple is the grand total.
    rounded_to
        What a shown value is rounded to, in the unit of the amounts: 1000 for whole tonnes of amounts in kg; 0: not rounded.
        With ``per``, in that unit per unit of the denominator.
    institutions
        The members the table sums; ``None``: all of them.
    per
        ``institution_id``, ``year`` and ``denominator``, if the table shows amounts per student-year or the like. Denominators
        are taken to be known to everybody, as student-years of each provider are published.
    """

    table_id: str
    by: tuple[str, ...]
    rounded_to: float
    totals: tuple[tuple[str, ...], ...] = ()
    institutions: frozenset[str] | None = None
    per: pd.DataFrame | None = None

    @property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """The dimensions of the finest cells, and of each kind of total."""
        return (self.by, *self.totals)


@dataclass(frozen=True)
class Publication:
    """All tables of a publication together, with those that are out already: what a reader can lay side by side.

    Attributes
    ----------
    cells
        One row for each cell: ``table_id``, ``level`` (number of the kind of total), ``cell`` (its keys in words), ``keys``
        (values by ``by`` of the table, ``ALL`` where it sums), ``amount``, ``denominator`` (1 without), ``printed`` (as shown,
        rounded, per denominator), ``lowest`` and ``highest`` (what the printed value says of the protected part),
        ``institutions`` (contributors to be protected) and ``sum_id``. Cells of the same protected contributions have the
        same ``sum_id``: what is hidden in one table is hidden in all. ``sum_id`` is ``NO_SUM`` if everything in the cell is
        known anyway.
    atoms
        The protected contributions, one row each, as ``checked_contributions`` gives them.
    members
        Sums × atoms: 1 where the sum counts the contribution.
    """

    cells: pd.DataFrame
    atoms: pd.DataFrame
    members: sparse.csr_array
    tables: tuple[PublishedTable, ...]

    @property
    def owners(self) -> tuple[NDArray[np.intp], tuple[str, ...]]:
        """Number of the institution of each atom, and the institutions."""
        codes, names = pd.factorize(self.atoms["institution_id"], sort=True)
        return codes, tuple(str(name) for name in names)


def publication_of(contributions: pd.DataFrame, tables: Sequence[PublishedTable], consent: Mapping[str, str]) -> Publication:
    """The cells of tables that are published together.

    Parameters
    ----------
    contributions, consent
        As in :func:`hjj_lib.network.disclosure.contributions.checked_contributions`.
    tables
        Everything a reader can lay side by side: the tables of this publication and of earlier ones.

    Raises
    ------
    DataError
        If contributions or denominators are missing or not usable, or no consent was given.
    ValueError
        If two tables have the same name, or a total has a dimension that its table has not.
    """
    _declared(tables)
    dimensions = list(dict.fromkeys(["year", *(name for table in tables for name in table.by)]))
    frame = checked_contributions(contributions, dimensions, consent)
    parts = [_cells(frame, table, level) for table in tables for level in range(len(table.levels))]
    cells = pd.concat([cells for cells, _ in parts], ignore_index=True)
    counted = sparse.csr_array(sparse.vstack([counted for _, counted in parts]))
    protected = np.flatnonzero(frame["protected"].to_numpy())
    inside = sparse.csr_array(counted[:, protected])
    sum_ids, members = _distinct(inside)
    atoms = frame.iloc[protected].drop(columns="protected").reset_index(drop=True)
    known = cells["amount"] - inside @ atoms["amount"].to_numpy()
    cells = cells.assign(
        sum_id=sum_ids,
        lowest=(cells["lowest"] - known).clip(lower=0),
        highest=cells["highest"] - known,
        institutions=_institutions(inside, atoms),
    )
    return Publication(cells=cells, atoms=atoms, members=members, tables=tuple(tables))


def _declared(tables: Sequence[PublishedTable]) -> None:
    names = [table.table_id for table in tables]
    if not names or len(set(names)) < len(names):
        raise ValueError("give one table or more, each with a name of its own")
    wrong = [table.table_id for table in tables for level in table.totals if not set(level) <= set(table.by)]
    if wrong:
        raise ValueError(f"totals by a dimension that the table has not: {', '.join(wrong)}")


def _cells(frame: pd.DataFrame, table: PublishedTable, level: int) -> tuple[pd.DataFrame, sparse.csr_array]:
    """The cells of one level of a table, and cells × contributions: 1 where counted."""
    dimensions = list(table.levels[level])
    member = frame["institution_id"].isin(table.institutions) if table.institutions is not None else frame["amount"].notna()
    rows = frame[member]
    numbers = rows.groupby(dimensions, sort=True).ngroup().to_numpy() if dimensions else np.zeros(len(rows), dtype=int)
    count = int(numbers.max()) + 1 if len(numbers) else 0
    places = np.flatnonzero(member.to_numpy())
    counted = sparse.csr_array((np.ones(len(rows)), (numbers, places)), shape=(count, len(frame)))
    first = rows.assign(number=numbers).drop_duplicates("number").sort_values("number")
    keys = [tuple(str(row[name]) if name in dimensions else ALL for name in table.by) for row in first.to_dict("records")]
    amount = counted @ frame["amount"].to_numpy()
    per = _denominators(frame, counted, table, keys)
    printed = _rounded(amount / per, table.rounded_to)
    cells = pd.DataFrame(
        {
            "table_id": table.table_id,
            "level": level,
            "cell": [_SEPARATOR.join(key) or ALL for key in keys],
            "keys": pd.Series(keys, dtype=object),
            "amount": amount,
            "denominator": per,
            "printed": printed,
            "lowest": (printed - table.rounded_to / 2) * per,
            "highest": (printed + table.rounded_to / 2) * per,
        }
    )
    return cells, counted


def _rounded(values: NDArray[np.float64], to: float) -> NDArray[np.float64]:
    return np.round(values / to) * to if to else values


def _denominators(
    frame: pd.DataFrame, counted: sparse.csr_array, table: PublishedTable, keys: Sequence[tuple[str, ...]]
) -> NDArray[np.float64]:
    """The denominator of each cell: of every member and year that the cell counts, once."""
    if table.per is None:
        return np.ones(counted.shape[0])
    pairs = frame[["institution_id", "year"]].drop_duplicates().reset_index(drop=True)
    pair = frame.merge(pairs.assign(pair=pairs.index), on=["institution_id", "year"], how="left", validate="many_to_one")["pair"]
    of_pair = sparse.csr_array((np.ones(len(frame)), (np.arange(len(frame)), pair)), shape=(len(frame), len(pairs)))
    given = pairs.merge(table.per, on=["institution_id", "year"], how="left", validate="one_to_one")["denominator"]
    present = (counted @ of_pair) > 0
    known = given.notna().to_numpy() & (given > 0).to_numpy()
    lacking = [key for key, wrong in zip(keys, present @ ~known, strict=True) if wrong]
    if lacking:
        raise DataError([_no_denominator(table, key) for key in lacking])
    return np.asarray(present @ given.to_numpy(dtype=float))


def _no_denominator(table: PublishedTable, key: tuple[str, ...]) -> Problem:
    return Problem(
        code="disclosure_denominator",
        severity="error",
        found="The denominator of a member is not known or not above zero in the cell {cell} of {table}.",
        remedy="Complete the denominator, or leave the member out of the table.",
        file=table.table_id,
        values={"cell": _SEPARATOR.join(key) or ALL, "table": table.table_id},
    )


def _distinct(inside: sparse.csr_array) -> tuple[NDArray[np.intp], sparse.csr_array]:
    """Number of the sum of each cell, and sums × contributions; cells that count the same are one sum."""
    inside.sort_indices()
    found: dict[bytes, int] = {}
    rows: list[int] = []
    numbers = np.full(inside.shape[0], NO_SUM, dtype=np.intp)
    for row in range(inside.shape[0]):
        counted = inside.indices[inside.indptr[row] : inside.indptr[row + 1]]
        if len(counted):
            key = counted.tobytes()
            if key not in found:
                found[key] = len(rows)
                rows.append(row)
            numbers[row] = found[key]
    return numbers, sparse.csr_array(inside[np.array(rows, dtype=np.intp)])


def _institutions(inside: sparse.csr_array, atoms: pd.DataFrame) -> NDArray[np.intp]:
    codes, names = pd.factorize(atoms["institution_id"], sort=True)
    owner = sparse.csr_array((np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=(len(codes), len(names)))
    return np.asarray(((inside @ owner) > 0).sum(axis=1)).ravel()
