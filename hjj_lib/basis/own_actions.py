"""Reduction actions of an institution's own: its edits of the library, and what the library does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis.check_actions import action_faults
from hjj_lib.basis.finding import problem
from hjj_lib.basis.load import Basis
from hjj_lib.problems import DataError, Problem

#: The file in the institution's folder.
OWN_ACTIONS_FILE = "decisions/actions.csv"
_EXAMPLE = "example – replace"
_LICENCE_UNKNOWN = "not stated"
#: Column of an own action → table of the basis and its column that must hold each word.
_REFERENCES = {
    "activity_id": ("activities", "activity_id"),
    "to_activity_id": ("activities", "activity_id"),
    "requires": ("actions", "action_id"),
    "excludes": ("actions", "action_id"),
}


def read_own_actions(folder: Path, basis: Basis, institution_id: str) -> pd.DataFrame:
    """The file ``decisions/actions.csv`` of an institution's folder; no rows if there is none.

    Its columns are those of ``factors/actions.csv``. Cells may be separated by commas or, as a Finnish Excel writes them, by
    semicolons with decimal commas.

    Parameters
    ----------
    basis
        Activities and actions that rows may name.

    Returns
    -------
    ``tables.Action``. A name or note that a language lacks is that of another; without a note the source is shown.

    Raises
    ------
    DataError
        With every cell that does not fit, every word that is unknown, and every rule of the library that a row breaks.
    """
    path, file = folder / OWN_ACTIONS_FILE, f"{institution_id}/{OWN_ACTIONS_FILE}"
    if not path.exists():
        return tables.empty(tables.Action)
    text = tables.read_columns(path, file, delimiters=",;")
    wrong = tables.faults(text, tables.OwnAction, file)
    values = tables.typed(text, tables.OwnAction)
    if wrong or values is None:
        raise DataError(wrong)
    rows = _rows(values)
    found = [*_unknown_words(rows, basis, file), *_unnamed(rows, file), *_broken_rules(rows, basis, file)]
    if found:
        raise DataError(found)
    return tables.checked(_completed(tables.frame_of(values, tables.OwnAction), basis.version), tables.Action, file=file)


def with_own_actions(basis: Basis, own: pd.DataFrame, institution_id: str) -> Basis:
    """The basis whose library of actions has an institution's own in place of those with the same id, and beside them.

    Parameters
    ----------
    own
        ``tables.Action``, as :func:`read_own_actions` gives it.

    Returns
    -------
    A basis of the same version and fingerprint: own actions are no part of it. A source that the basis does not have is
    named by what the row says.
    """
    if own.empty:
        return basis
    library = basis.actions[~basis.actions["action_id"].isin(own["action_id"])]
    said = own.loc[~own["source_id"].isin(basis.sources["source_id"]), "source_id"].drop_duplicates()
    sources = pd.DataFrame(
        {
            "source_id": said,
            "title": said,
            "publisher": institution_id,
            "url": OWN_ACTIONS_FILE,
            "published_year": None,
            "licence": _LICENCE_UNKNOWN,
            "citation": institution_id + ": " + said,
            "how_seen": institution_id,
        }
    )
    both = [frame for frame in (basis.sources, tables.checked(sources, tables.FactorSource, file="")) if len(frame)]
    return replace(
        basis,
        actions=pd.concat([library, own], ignore_index=True),
        stored_actions=basis.stored_actions if basis.stored_actions is not None else basis.actions,
        sources=pd.concat(both, ignore_index=True),
    )


def _rows(columns: tables.Columns) -> list[dict[str, Any]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _unknown_words(rows: Sequence[Mapping[str, Any]], basis: Basis, file: str) -> Iterator[Problem]:
    own = {row["action_id"] for row in rows}
    for column, (table, key) in _REFERENCES.items():
        known = set(getattr(basis, table)[key]) | (own if table == "actions" else set())
        for number, row in enumerate(rows, start=tables.FIRST_ROW):
            for word in str(row[column] or "").split():
                if word not in known:
                    values = {"value": row["action_id"], "word": word, "column": column, "key": key, "other": f"{table}.csv"}
                    yield problem("own_action_reference", file=file, row=number, column=column, values=values)


def _unnamed(rows: Sequence[Mapping[str, Any]], file: str) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=tables.FIRST_ROW):
        if not any(row[f"name_{language}"] for language in tables.LANGUAGES):
            values = {"value": row["action_id"]}
            yield problem("own_action_name", file=file, row=number, column="name_fi", values=values)


def _broken_rules(rows: Sequence[Mapping[str, Any]], basis: Basis, file: str) -> Iterator[Problem]:
    """Rules of the library that it keeps without the own actions; a fault that shows at a library's action has no row."""
    own = {row["action_id"] for row in rows}
    library = [row for row in _rows(tables.values_of(basis.actions)) if row["action_id"] not in own]
    units = dict(zip(basis.activities["activity_id"], basis.activities["unit"], strict=True))
    for fault in action_faults([*rows, *library], units):
        row = fault.number + tables.FIRST_ROW if fault.number < len(rows) else None
        yield problem(fault.code, file=file, row=row, column=fault.column, values=fault.values)


def _completed(own: pd.DataFrame, version: str) -> pd.DataFrame:
    """Own actions with a name and a note in every language, which hold in the version."""
    told: dict[str, pd.Series] = {}
    for stem, otherwise in (("name", own["action_id"]), ("note", own["source_id"])):
        columns = [f"{stem}_{language}" for language in tables.LANGUAGES]
        first = own[columns].bfill(axis=1).iloc[:, 0].fillna(otherwise)
        told |= {column: own[column].fillna(first) for column in columns}
    return own.assign(**told, cost_status=own["cost_status"].fillna(_EXAMPLE), since=version, until=None)
