"""Frames brought into the declared form, with every cell that does not fit named."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.cells import fits


def columns(model: type[pa.DataFrameModel]) -> list[str]:
    """Column names of a declared table, in order of declaration (inherited ones last, as in the files)."""
    return list(_columns(model))


@cache
def _columns(model: type[pa.DataFrameModel]) -> tuple[str, ...]:
    return tuple(model.to_schema().columns)


def empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """A table of this kind without rows."""
    return _empty(model).copy()


@cache
def _empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    return checked(pd.DataFrame({name: [] for name in columns(model)}), model, file="")


def checked(frame: pd.DataFrame, model: type[pa.DataFrameModel], *, file: str, first_row: int = 2) -> pd.DataFrame:
    """The frame with the declared columns and types, in declared order.

    Parameters
    ----------
    frame
        Any frame; columns that are declared nullable may be absent.
    file, first_row
        For the messages: the file the rows came from and the row number of the first of them.

    Raises
    ------
    DataError
        With one problem for every cell that does not fit the declaration.
    """
    if fits(frame, model):
        return frame[columns(model)]
    schema = model.to_schema()
    missing = {
        name: _unknown(str(c.dtype), frame.index) for name, c in schema.columns.items() if name not in frame and c.nullable
    }
    frame = frame.assign(**missing) if missing else frame
    declared = [name for name in schema.columns if name in frame]
    others = [name for name in frame if name not in schema.columns]
    try:
        return schema.validate(frame[[*declared, *others]], lazy=True)
    except pa.errors.SchemaErrors as error:
        raise DataError(_problems(error.failure_cases, file, first_row)) from error


def _unknown(dtype: str, index: pd.Index) -> pd.Series:
    """A column without any value, of a type that the declared one can hold."""
    return pd.Series(
        float("nan") if dtype.startswith("float") else None,
        index=index,
        dtype="float64" if dtype.startswith("float") else "object",
    )


def _problems(cases: pd.DataFrame, file: str, first_row: int) -> list[Problem]:
    problems = []
    for case in cases.to_dict("records"):
        index: Any = case["index"]
        problems.append(
            Problem(
                code="table_cell",
                severity="error",
                found="The value “{value}” does not fit.",
                expected="{check}",
                remedy="Correct the cell and run again.",
                file=file,
                row=None if pd.isna(index) else int(index) + first_row,
                column="" if pd.isna(case["column"]) else str(case["column"]),
                values={"value": case["failure_case"], "check": case["check"]},
            )
        )
    return problems
