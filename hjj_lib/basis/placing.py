"""In which line of a standard each row of the ledger lands: in exactly one, or by name in none."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.tables import NO_GHG_CATEGORY

#: Line of the rows that fit no line, or several: they are in no total, and the reconciliation names them.
NOT_PLACED = "not_placed"
#: What decides where a row lands.
_DECIDING = ["activity_id", "category_id", "scope", "ghg_category", "part", "boundaries", "view"]
#: Column of a line whose words are compared with the cell of a row → column of that cell.
_COMPARED = {"scopes": "scope", "ghg_categories": "ghg_category", "categories": "category_id", "parts": "part"}
#: Kinds of lines that hold rows.
HOLDING = ("leaf", "memo", "outside")
_MEMO = "memo"


def placed(rows: pd.DataFrame, lines: pd.DataFrame, *, view: str) -> pd.DataFrame:
    """The rows of one view with the line that each lands in.

    Parameters
    ----------
    rows
        ``tables.Inventory``, memo rows included, or anything with its columns ``activity_id``, ``category_id``, ``scope``,
        ``ghg_category``, ``part``, ``boundaries`` and ``view``.
    lines
        ``tables.StandardLine`` of one standard.
    view
        ``market`` or ``location``.

    Returns
    -------
    The rows that count in the view, in their order, plus ``standard_line``: the one line they fit, else ``NOT_PLACED``.
    """
    counted = rows[rows["view"].isin([view, "both"])]
    kinds = counted[_DECIDING].drop_duplicates(ignore_index=True)
    holding = lines[lines["kind"].isin(HOLDING) & lines["view"].isin([view, "both"])]
    columns = {name: pd.factorize(kinds[name], use_na_sentinel=False) for name in _DECIDING}
    fits = np.array([_fits(line, columns, len(kinds)) for line in holding.to_dict("records")]).reshape(len(holding), len(kinds))
    names = np.append(holding["line_id"].to_numpy(dtype=object), NOT_PLACED)
    only = np.where(fits.sum(axis=0) == 1, fits.argmax(axis=0) if len(holding) else 0, len(holding))
    kinds = kinds.assign(standard_line=names[only])
    return counted.merge(kinds.astype({"standard_line": str}), on=_DECIDING, how="left", validate="many_to_one")


def possible_rows(emission_lines: pd.DataFrame, boundary_lines: pd.DataFrame, tenure_rules: pd.DataFrame) -> pd.DataFrame:
    """``tables.EmissionLine`` as the rows that activities would make, for :func:`placed`.

    Parameters
    ----------
    emission_lines, boundary_lines
        Of one version of the basis.
    tenure_rules
        ``tables.TenureRule`` of the tenures that sites have; each makes rows of its own beside those of the whole institution.
    """
    words = boundary_lines.groupby(["activity_id", "line_id"])["boundary_id"].agg(" ".join).rename("boundaries").reset_index()
    rows = emission_lines.merge(words, on=["activity_id", "line_id"], how="left", validate="many_to_one")
    rules = tenure_rules[["scope", "tenure_scope", "tenure_ghg_category", "outside_boundaries"]]
    moved = rows.merge(rules[rules["tenure_scope"] != rules["scope"]], on="scope", how="inner", validate="many_to_many")
    moved = moved.assign(
        scope=moved["tenure_scope"],
        ghg_category=moved["tenure_ghg_category"],
        boundaries=[
            " ".join(word for word in _words(inside) if word not in _words(outside))
            for inside, outside in zip(moved["boundaries"], moved["outside_boundaries"], strict=True)
        ],
    )
    return pd.concat([rows, moved[list(rows)]], ignore_index=True)


def _fits(line: Mapping[Any, Any], columns: Mapping[str, tuple[Any, Any]], count: int) -> npt.NDArray[np.bool_]:
    """Which kinds of rows a line takes. A column without words takes anything, but memo items only a memo line does."""
    fits = np.ones(count, dtype=np.bool_)
    for column, test in _tests(line):
        codes, values = columns[column]
        fits &= np.array([test(value) for value in values], dtype=np.bool_)[codes]
    return fits


def _tests(line: Mapping[Any, Any]) -> Iterator[tuple[str, Callable[[Any], bool]]]:
    """What the cells of a row must pass: column and test."""
    yield "scope", partial(_memo_as, line["kind"] == _MEMO)
    for name, column in _COMPARED.items():
        if words := _words(line[name]):
            yield column, partial(_among, words)
    if patterns := _words(line["activities"]):
        yield "activity_id", partial(_like, patterns)
    yield "boundaries", partial(_bounded, set(_words(line["within"])), set(_words(line["beyond"])))


def _memo_as(wanted: bool, scope: object) -> bool:
    return (scope == _MEMO) == wanted


def _among(words: Container[str], value: str | float | None) -> bool:
    return _word(value) in words


def _like(patterns: Iterable[str], activity: str) -> bool:
    return any(fnmatchcase(activity, pattern) for pattern in patterns)


def _bounded(within: set[str], beyond: set[str], boundaries: object) -> bool:
    held = set(_words(boundaries))
    return within <= held and not beyond & held


def _word(value: str | float | None) -> str:
    """What a cell of the ledger says, as lines write it: the number of a category without decimals, or that it has none."""
    if isinstance(value, str):
        return value
    return NO_GHG_CATEGORY if value is None or pd.isna(value) else str(int(value))


def _words(cell: object) -> tuple[str, ...]:
    return tuple(cell.split()) if isinstance(cell, str) else ()
