"""Frames and files brought into the declared form, with every cell that does not fit named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib.problems import DataError, Problem

_TRUTHS = {"true": True, "false": False}


def columns(model: type[pa.DataFrameModel]) -> list[str]:
    """Column names of a declared table, in order of declaration (inherited ones last, as in the files)."""
    return list(model.to_schema().columns)


def empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """A table of this kind without rows."""
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


def read_csv(path: Path, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Read and check one CSV table. Only an empty cell is missing; the text ``NA`` stays text.

    Raises
    ------
    DataError
        With file, row and column of every cell that does not fit.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    return checked(_with_truths(frame, model, path.name), model, file=path.name)


def _with_truths(frame: pd.DataFrame, model: type[pa.DataFrameModel], file: str) -> pd.DataFrame:
    """The words True and False as truth values; left as text, every word would count as true."""
    names = [name for name, column in model.to_schema().columns.items() if str(column.dtype) == "bool" and name in frame]
    words = frame[names].apply(lambda column: column.str.casefold())
    wrong = ~words.isin(list(_TRUTHS))
    if wrong.to_numpy().any():
        cases = frame[names].where(wrong, "").melt(ignore_index=False, var_name="column", value_name="failure_case")
        cases = cases[wrong.melt(ignore_index=False)["value"]].rename_axis("index").reset_index()
        raise DataError(_problems(cases.assign(check="True / False"), file, first_row=2))
    return frame.assign(**{name: words[name].map(_TRUTHS).astype(bool) for name in names})


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
