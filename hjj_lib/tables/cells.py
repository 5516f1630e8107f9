"""Cells of a CSV file, as text, brought into the types that a table declares.

A table in order is brought into its types column by column, which is fast. Only if something does not fit is each cell
looked at, so that every fault is told: :func:`typed` says no, :func:`faults` says where and why.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.faults import fault

#: Number of the first row below the header, as spreadsheets count.
FIRST_ROW = 2
#: Cells of a table by column: as text, or in their declared types with None where a cell is empty.
Columns = Mapping[str, Sequence[Any]]

_DECIMAL_COMMA = re.compile(r"^(-?[0-9]+),([0-9]+)$")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class _Limit:
    """What a value must pass, and the code of the fault if it does not."""

    code: str
    limit: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True)
class _Declared:
    """One declared column: its type, whether it may be empty, whether each value occurs once, and what values must pass."""

    kind: str
    dtype: Any
    nullable: bool
    unique: bool
    limits: tuple[_Limit, ...]


def read_columns(path: Path, file: str, delimiters: str = ",") -> dict[str, list[str]]:
    """The cells of a CSV file by column, as text.

    Parameters
    ----------
    delimiters
        What may separate cells; of several, the one that the header has most of. With a semicolon, numbers may have a
        decimal comma.

    Raises
    ------
    DataError
        If the file is no text in UTF-8, has no header, names a column twice, or has rows of another length than the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            text = opened.read()
        delimiter = max(delimiters, key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError([fault("file_unreadable", file=file, error=str(error))]) from error
    header = rows[0] if rows else []
    problems = [] if header else [fault("file_empty", file=file)]
    problems += [fault("column_twice", file=file, column=name) for name, count in Counter(header).items() if count > 1]
    for number, row in enumerate(rows[1:], start=FIRST_ROW):
        if len(row) != len(header):
            problems.append(fault("row_length", file=file, row=number, count=len(row), wanted=len(header)))
    if problems:
        raise DataError(problems)
    if delimiter == ";":
        rows = [[_DECIMAL_COMMA.sub(r"\1.\2", cell) for cell in row] for row in rows]
    cells = zip(*rows[1:], strict=True) if len(rows) > 1 else ((),) * len(header)
    return dict(zip(header, map(list, cells), strict=True))


def typed(text: Columns, model: type[pa.DataFrameModel], *, keyed: bool = True) -> dict[str, list[Any]] | None:
    """The cells in their declared types, None where a cell is empty; None in place of all if any does not fit.

    Parameters
    ----------
    text
        Column → cells as text. Columns that may be empty may be absent.
    keyed
        Whether two rows with the same key are a fault.
    """
    declared, keys = _declaration(model)
    count = len(next(iter(text.values()), ()))
    if not set(text) <= set(declared):
        return None
    values = {}
    for name, column in declared.items():
        if name not in text and not column.nullable:
            return None
        found = _typed_column(text.get(name, [""] * count), column)
        if found is None:
            return None
        values[name] = found
    if keyed and keys and len(set(zip(*(values[key] for key in keys), strict=True))) < count:
        return None
    return values


def faults(text: Columns, model: type[pa.DataFrameModel], file: str) -> list[Problem]:
    """Everything in the cells that does not fit the declaration; empty exactly when :func:`typed` gives a table."""
    declared, keys = _declaration(model)
    problems = [
        fault("column_unknown", file=file, column=name, known=", ".join(declared)) for name in text if name not in declared
    ]
    for name, column in declared.items():
        if name not in text and not column.nullable:
            problems.append(fault("column_missing", file=file, column=name))
        for row, cell in enumerate(text.get(name, ()), start=FIRST_ROW):
            problems.extend(_faults_of_cell(cell, column, file=file, row=row, name=name))
        if column.unique:
            problems.extend(_repeated(text, [name], file))
    return [*problems, *_repeated(text, keys, file)]


def fits(frame: pd.DataFrame, model: type[pa.DataFrameModel]) -> bool:
    """Whether a frame already is what :func:`hjj_lib.tables.checked` would make of it, but for the order of its columns.

    This is a fast yes: a no only means that pandera has to look.
    """
    try:
        declared, keys = _declaration(model)
    except KeyError:  # a kind of check that only pandera knows
        return False
    if set(frame.columns) != set(declared) or not all(_fits(frame[name], column) for name, column in declared.items()):
        return False
    return not keys or not frame.duplicated(list(keys)).any()


def _fits(cells: pd.Series, column: _Declared) -> bool:
    if cells.dtype != column.dtype or (column.unique and not cells.is_unique):
        return False
    if not column.nullable and cells.hasnans:
        return False
    values = cells.dropna().unique().tolist() if column.limits else []
    return all(limit.holds(value) for limit in column.limits for value in values)


def frame_of(values: Columns, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Typed cells as a frame with the declared columns and types."""
    declared, _ = _declaration(model)
    return pd.DataFrame({name: _array(values[name], column) for name, column in declared.items()})


def values_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The cells of a frame by column, None where one is empty."""
    return {str(name): [None if pd.isna(value) else value for value in column.tolist()] for name, column in frame.items()}


def read_csv(path: Path, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Read and check one CSV table. Only an empty cell is missing; the text ``NA`` stays text.

    Raises
    ------
    DataError
        With file, row and column of every cell that does not fit.
    """
    text = read_columns(path, path.name)
    values = typed(text, model)
    if values is None:
        raise DataError(faults(text, model, path.name))
    return frame_of(values, model)


def _typed_column(cells: Sequence[str], column: _Declared) -> list[Any] | None:
    try:
        values = [_convert(cell, column.kind) for cell in cells] if column.kind != "text" else [cell or None for cell in cells]
    except (ValueError, KeyError):
        return None
    different = set(values)
    if None in different and not column.nullable:
        return None
    if column.unique and len(different) < len(values):
        return None
    different.discard(None)
    return values if all(limit.holds(value) for limit in column.limits for value in different) else None


def _convert(cell: str, kind: str) -> Any:
    """The value of a cell.

    Raises
    ------
    ValueError, KeyError
        If the cell is no such value.
    """
    if not cell:
        return None
    if kind == "float64":
        value = float(cell)
        if not isfinite(value) or "_" in cell:
            raise ValueError(cell)
        return value
    if kind in ("int64", "Int64"):
        return int(cell)
    return _TRUTHS[cell.casefold()] if kind == "bool" else cell


def _faults_of_cell(cell: str, column: _Declared, *, file: str, row: int, name: str) -> Iterator[Problem]:
    if not cell:
        if not column.nullable:
            yield fault("cell_empty", file=file, row=row, column=name)
        return
    try:
        value = _convert(cell, column.kind)
    except (ValueError, KeyError):
        yield fault(_NOT[column.kind], file=file, row=row, column=name, value=cell)
        return
    for limit in column.limits:
        if not limit.holds(value):
            yield fault(limit.code, file=file, row=row, column=name, value=cell, limit=limit.limit)


_NOT = {"float64": "not_a_number", "int64": "not_a_whole_number", "Int64": "not_a_whole_number", "bool": "not_a_truth"}


def _repeated(text: Columns, keys: Sequence[str], file: str) -> Iterator[Problem]:
    """Rows whose key occurs more than once, all but the first."""
    if not keys or not all(key in text for key in keys):
        return
    seen = set()
    for row, key in enumerate(zip(*(text[name] for name in keys), strict=True), start=FIRST_ROW):
        if key in seen:
            values = {"value": ", ".join(key), "key": ", ".join(keys)}
            yield fault("row_twice", file=file, row=row, column=keys[0], **values)
        seen.add(key)


def _array(values: Sequence[Any], column: _Declared) -> Any:
    if column.kind == "float64":
        return np.array([nan if value is None else value for value in values], dtype=float)
    if column.kind in ("text", "Int64"):
        return pd.array(values, dtype=column.dtype)
    return np.array(values, dtype=column.dtype)


@cache
def _declaration(model: type[pa.DataFrameModel]) -> tuple[dict[str, _Declared], tuple[str, ...]]:
    """The declared columns of a table and its key."""
    schema = model.to_schema()
    declared = {}
    for name, column in schema.columns.items():
        dtype = str(column.dtype)
        kind = "text" if dtype.startswith("str") else dtype
        limits = tuple(_limit(check.name, check.statistics) for check in column.checks)
        declared[name] = _Declared(kind, column.dtype.type, column.nullable, column.unique, limits)
    return declared, tuple(schema.unique or ())


def _limit(name: str, wanted: Mapping[str, Any]) -> _Limit:
    """A declared check of a column.

    Raises
    ------
    KeyError
        If a table declares a kind of check that is not known here.
    """
    if name == "isin":
        allowed = frozenset(wanted["allowed_values"])
        return _Limit("not_in_list", ", ".join(map(str, wanted["allowed_values"])), allowed.__contains__)
    low, high = wanted.get("min_value"), wanted.get("max_value")
    pattern = re.compile(wanted.get("pattern", ""))
    known: Mapping[str, _Limit] = {
        "greater_than_or_equal_to": _Limit("below_limit", f"{low}", lambda value: bool(value >= low)),
        "greater_than": _Limit("not_above_limit", f"{low}", lambda value: bool(value > low)),
        "less_than_or_equal_to": _Limit("above_limit", f"{high}", lambda value: bool(value <= high)),
        "str_matches": _Limit("not_as_written", pattern.pattern, lambda value: bool(pattern.match(value))),
    }
    return known[name]
