"""What became of every figure that was collected when the basis was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis.finding import problem
from hjj_lib.problems import DataError, Problem

#: The list of unused figures for readers, made from the tables.
FILE = "NOT_USED.md"
_FOLDER, _REASONS = "collected", "unused_reasons.csv"
_INTRODUCTION = """# Figures that are not used

When the basis was made, figures were collected from many sources. Most are rows of the tables here; `collected/` says which
row each of them became. This page lists the others, with the reason. It is made from `collected/` and `unused_reasons.csv`
by `./hjj basis documents`: change those, not this page.
"""


def read_collected(folder: Path) -> pd.DataFrame:
    """Every collected figure as ``tables.CollectedFigure``, with ``file`` and ``row`` where it stands.

    Raises
    ------
    DataError
        With every cell that does not fit.
    """
    parts, problems = [], []
    for path in sorted((folder / _FOLDER).glob("*.csv")):
        name = f"{_FOLDER}/{path.name}"
        text = tables.read_columns(path, name)
        values = tables.typed(text, tables.CollectedFigure)
        if values is None:
            problems.extend(tables.faults(text, tables.CollectedFigure, name))
            continue
        frame = tables.frame_of(values, tables.CollectedFigure)
        rows = range(tables.FIRST_ROW, len(frame) + tables.FIRST_ROW)
        parts.append(frame.assign(file=name, row=list(rows)))
    if problems:
        raise DataError(problems)
    return pd.concat(parts, ignore_index=True) if parts else tables.empty(tables.CollectedFigure).assign(file=[], row=[])


def read_reasons(folder: Path) -> pd.DataFrame:
    """The reasons, as ``tables.UnusedReason``; no rows if there is no such file."""
    path = folder / _REASONS
    return tables.read_csv(path, tables.UnusedReason) if path.exists() else tables.empty(tables.UnusedReason)


def check_collected(folder: Path) -> list[Problem]:
    """What is wrong with the list: a figure that is neither used nor explained, or a row or reason that does not exist."""
    try:
        figures, reasons = read_collected(folder), set(read_reasons(folder)["reason_id"])
    except DataError as error:
        return list(error.problems)
    return list(_wrong(figures, reasons, folder))


def not_used(folder: Path) -> str:
    """The page ``NOT_USED.md``: unused figures by reason, and how many figures each collection has."""
    figures, reasons = read_collected(folder), read_reasons(folder)
    used = figures["reason_id"].isna()
    parts = [_INTRODUCTION, "\n| Collection | Figures | Used | Not used |\n|---|---|---|---|\n"]
    for collection, rows in figures.groupby("collection"):
        count = int(used[rows.index].sum())
        parts.append(f"| {collection} | {len(rows)} | {count} | {len(rows) - count} |\n")
    parts.append(f"| **All** | **{len(figures)}** | **{int(used.sum())}** | **{int((~used).sum())}** |\n")
    for reason in reasons.itertuples():
        rows = figures[figures["reason_id"] == reason.reason_id].sort_values(["collection", "figure_id"])
        if len(rows):
            parts.append(f"\n## {reason.reason_id} ({len(rows)})\n\n{reason.reason_en}\n\n")
            parts.extend(f"- `{row.figure_id}` – {row.name_en}\n" for row in rows.itertuples())
    return "".join(parts)


def _wrong(figures: pd.DataFrame, reasons: set[str], folder: Path) -> Iterator[Problem]:
    keys = {file: _keys(folder / file) for file in figures["used_in"].dropna().unique()}
    for row in figures.astype(object).where(figures.notna(), None).to_dict("records"):
        place = {"file": row["file"], "row": row["row"]}
        values = {"value": row["figure_id"], "used_as": row["used_as"], "used_in": row["used_in"], "reason": row["reason_id"]}
        if (row["used_in"] is None) == (row["reason_id"] is None):
            yield problem("figure_without_fate", **place, column="used_in", values=values)
        elif row["reason_id"] is not None and row["reason_id"] not in reasons:
            yield problem("unknown_reason", **place, column="reason_id", values=values)
        elif row["used_in"] is not None and not _found(row, keys[row["used_in"]]):
            yield problem("figure_not_there", **place, column="used_as", values=values)


def _found(row: Mapping[Any, Any], keys: set[tuple[str, str]] | None) -> bool:
    """Whether the row that a figure became is there; of files other than factors, whether the file is."""
    if keys is None:
        return False
    year = "" if row["valid_from"] is None else str(row["valid_from"])
    names = str(row["used_as"]).split()
    return not keys or all((name, year) in keys or (not year and any(name == key for key, _ in keys)) for name in names)


def _keys(path: Path) -> set[tuple[str, str]] | None:
    """Factor and year of every row of a file of factors; nothing to compare with for other tables; None without the file."""
    if not path.exists():
        return None
    text = tables.read_columns(path, path.name)
    return set(zip(text["factor_id"], text["valid_from"], strict=True)) if {"factor_id", "valid_from"} <= set(text) else set()
