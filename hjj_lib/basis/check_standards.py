"""Checks of standards: their lines form a tree, and every line that an activity makes lands in exactly one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.placing import NOT_PLACED, placed, possible_rows
from hjj_lib.basis.read import Content

_TABLE = "standard_lines"
_VIEWS = ("market", "location")
#: Kind of a line → kinds that its parent may have; without a parent where none is named.
_PARENTS = {"leaf": ("sum",), "sum": ("sum",), "memo": (), "outside": (), "ratio": ("sum", "leaf")}


def check_standards(content: Content) -> Iterator[Finding]:
    """Everything wrong with the lines of standards."""
    yield from _twice(content)
    lines = _held(content.frames[_TABLE])
    if lines.empty:
        return
    made = _held(content.frames["emission_lines"])
    made = made.assign(number=made.index)
    possible = possible_rows(made, *(_held(content.frames[name]) for name in ("boundary_lines", "tenure_rules")))
    for _, of_standard in lines.groupby("standard_id", sort=False):
        yield from _tree(of_standard)
        yield from _unplaced(of_standard, possible, content)


def _held(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have not ended, with their numbers in the table as index."""
    return frame[frame["until"].isna()]


def _twice(content: Content) -> Iterator[Finding]:
    seen = set()
    for index, *key in content.rows(_TABLE, "standard_id", "line_id", "since"):
        if tuple(key) in seen:
            yield Finding("standard_line_twice", _TABLE, index, "line_id", {"value": key[1], "standard": key[0]})
        seen.add(tuple(key))


def _tree(lines: pd.DataFrame) -> Iterator[Finding]:
    """Parents are there, of a kind that has children, and no line is its own ancestor; a ratio says what it divides by."""
    kinds = dict(zip(lines["line_id"], lines["kind"], strict=True))
    parents = {name: parent for name, parent in zip(lines["line_id"], lines["parent"], strict=True) if isinstance(parent, str)}
    for index, line in lines.iterrows():
        parent, allowed = parents.get(line["line_id"]), _PARENTS[line["kind"]]
        needs_one = line["kind"] in ("leaf", "ratio")
        if (parent is None and needs_one) or (parent is not None and kinds.get(parent) not in allowed) or _circles(line, parents):
            values = {"value": line["line_id"], "kind": line["kind"], "parent": parent or "–"}
            yield Finding("standard_parent", _TABLE, index, "parent", values)
        if (line["kind"] == "ratio") == (pd.isna(line["denominator"]) or pd.isna(line["per"])):
            yield Finding("standard_ratio", _TABLE, index, "denominator", {"value": line["line_id"]})


def _circles(line: pd.Series, parents: dict[str, str]) -> bool:
    passed = {line["line_id"]}
    above = parents.get(line["line_id"])
    while above is not None and above not in passed:
        passed.add(above)
        above = parents.get(above)
    return above is not None


def _unplaced(lines: pd.DataFrame, possible: pd.DataFrame, content: Content) -> Iterator[Finding]:
    """Rows that activities make, at sites of every tenure, and that fit no line of the standard or several."""
    lost: dict[int, set[str]] = defaultdict(set)
    for view in _VIEWS:
        rows = placed(possible, lines, view=view)
        for number in rows.loc[rows["standard_line"] == NOT_PLACED, "number"]:
            lost[int(number)].add(view)
    for number, views in sorted(lost.items()):
        row = content.frames["emission_lines"].loc[number]
        values = {
            "value": row["line_id"],
            "activity": row["activity_id"],
            "standard": lines["standard_id"].iloc[0],
            "views": ", ".join(sorted(views)),
        }
        yield Finding("standard_places", "emission_lines", number, "line_id", values)
