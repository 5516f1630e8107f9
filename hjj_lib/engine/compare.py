"""Two files that ought to be the same: where they differ, in the words of a problem. The first is as it was found."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from hjj_lib.engine.mask import masked
from hjj_lib.problems import Problem

#: Numbers closer than this, absolutely or as a share, are equal where other packages may have calculated them.
_TOLERANCE = 1e-9
#: How many places of one file are told before only their number is.
_SHOWN = 5
_AROUND = 30
_PIECE = re.compile(r"<[^>]*>|[^<]+")
_PICTURE = "base64,"
_CONTENT_HASH = "content_sha256"
_PICTURE_DATA = re.compile(r'base64,[^"]*')


@dataclass(frozen=True)
class _Pair:
    """A file as found and as calculated anew; ``exactly`` when the same packages made both."""

    found: Path
    made: Path
    exactly: bool

    def equal(self, found: Any, made: Any) -> bool:
        """Whether two values are the same; unknown equals unknown."""
        if isinstance(found, float) and isinstance(made, float):
            if math.isnan(found) or math.isnan(made):
                return math.isnan(found) and math.isnan(made)
            return found == made or (not self.exactly and math.isclose(found, made, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE))
        return bool(type(found) is type(made) and found == made)


def differences(found: Path, made: Path, name: str, *, exactly: bool) -> list[Problem]:
    """Where two files differ.

    Parameters
    ----------
    found, made
        As it was found, and as it was calculated anew. A missing file is a difference.
    name
        What the reader knows the file by.
    exactly
        Whether both were made with the same packages: tables and workbooks must then be equal byte for byte, pictures too.
        Otherwise numbers may differ in their last digits, and pictures are not compared.

    Returns
    -------
    Nothing when they are the same; at most a handful of places, then how many more there are.
    """
    if not found.is_file() or not made.is_file():
        return [] if found.exists() == made.exists() else [_absent(name) if made.is_file() else _unexpected(name)]
    if found.read_bytes() == made.read_bytes():
        return []
    compare = {".html": _pages, ".xlsx": _workbooks, ".parquet": _tables, ".json": _documents}.get(found.suffix, _bytes)
    try:
        places = list(compare(_Pair(found, made, exactly)))
    except (ValueError, OSError, KeyError, BadZipFile, SyntaxError) as error:
        places = [_unreadable(error)]
    more = len(places) - _SHOWN
    return [replace(place, file=name) for place in [*places[:_SHOWN], *([_further(more)] if more > 0 else [])]]


def _bytes(_: _Pair) -> Iterator[Problem]:
    yield Problem("verify_bytes", "error", found="The file is not the same byte for byte.")


def _pages(pair: _Pair) -> Iterator[Problem]:
    """Tags and texts side by side. Where the number of them differs, only the first place can be told."""
    found, made = ([*_PIECE.finditer(text)] for text in (_text(pair.found, pair), _text(pair.made, pair)))
    pairs = ((one, other) for one, other in zip_longest(found, made) if _group(one) != _group(other))
    for one, other in pairs if len(found) == len(made) else islice(pairs, 1):
        line = one.string.count("\n", 0, one.start()) + 1 if one else None
        yield replace(_piece(_group(one), _group(other)), row=line)


def _text(path: Path, pair: _Pair) -> str:
    text = masked(path.read_text(encoding="utf-8"))
    return text if pair.exactly else _PICTURE_DATA.sub(_PICTURE, text)


def _group(match: re.Match[str] | None) -> str:
    return match[0] if match else ""


def _piece(found: str, made: str) -> Problem:
    if _PICTURE in found and _PICTURE in made:
        return Problem("verify_picture", "error", found="The picture is not the one that the calculation gives.")
    same = next((place for place, (one, other) in enumerate(zip(found, made, strict=False)) if one != other), 0)
    shown = slice(max(same - _AROUND, 0), same + _AROUND)
    return _value(html.unescape(found[shown]), html.unescape(made[shown]))


def _workbooks(pair: _Pair) -> Iterator[Problem]:
    """What is written in the cells; if that is the same, what the formulas gave; if that too, the rest of the file."""
    import openpyxl

    for values in (False, True):
        found, made = (openpyxl.load_workbook(path, data_only=values) for path in (pair.found, pair.made))
        places = list(_sheets(pair, found, made))
        if places:
            yield from places
            return
    if pair.exactly:
        yield _other_bytes()


def _sheets(pair: _Pair, found: Any, made: Any) -> Iterator[Problem]:
    for title in dict.fromkeys([*found.sheetnames, *made.sheetnames]):
        if title not in found.sheetnames or title not in made.sheetnames:
            there, missing = (title, "–") if title in found.sheetnames else ("–", title)
            yield replace(_value(there, missing), sheet=title)
            continue
        one, other = ({cell.coordinate: cell for row in book[title] for cell in row} for book in (found, made))
        for cell in {**other, **one}.values():
            mine, theirs = (_content(cells.get(cell.coordinate)) for cells in (one, other))
            if not pair.equal(mine, theirs):
                yield replace(_value(mine, theirs), sheet=title, row=cell.row, column=cell.column_letter)


def _content(cell: Any) -> Any:
    """What a cell holds; whole numbers as floats, since a workbook knows one kind of number only."""
    value = getattr(cell, "value", None)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _documents(pair: _Pair) -> Iterator[Problem]:
    """Values side by side, each with its path. A hash of the content is as exact as the last digits of its numbers."""
    found, made = (dict(_leaves(json.loads(path.read_text(encoding="utf-8")), "")) for path in (pair.found, pair.made))
    for path in dict.fromkeys([*found, *made]):
        if path == _CONTENT_HASH and not pair.exactly:
            continue
        one, other = (leaves.get(path, "–") for leaves in (found, made))
        if not pair.equal(one, other):
            yield _value(f"{path}: {one}", f"{path}: {other}")


def _leaves(content: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _leaves(value, f"{path}[{number}]")
    else:
        yield path, content


def _tables(pair: _Pair) -> Iterator[Problem]:
    found, made = (pd.read_parquet(path) for path in (pair.found, pair.made))
    places = list(_columns(pair, found, made))
    yield from places
    if not places and pair.exactly:
        yield _other_bytes()


def _columns(pair: _Pair, found: pd.DataFrame, made: pd.DataFrame) -> Iterator[Problem]:
    if len(found) != len(made):
        yield Problem(
            "verify_rows",
            "error",
            found="The table has {found} rows where the calculation gives {made}.",
            values={"found": len(found), "made": len(made)},
        )
        return
    for column in dict.fromkeys([*found, *made]):
        if column not in found or column not in made:
            there, missing = (column, "–") if column in found else ("–", column)
            yield replace(_value(there, missing), column=str(column))
            continue
        for row, (one, other) in enumerate(zip(_values(found[column]), _values(made[column]), strict=True), start=1):
            if not pair.equal(one, other):
                yield replace(_value(one, other), row=row, column=str(column))


def _values(column: pd.Series) -> Iterable[Any]:
    return [None if value is pd.NA or value is pd.NaT else value for value in column.tolist()]


def _value(found: Any, made: Any) -> Problem:
    return Problem(
        "verify_value",
        "error",
        found="“{found}” stands where the calculation gives “{made}”.",
        values={"found": str(found), "made": str(made)},
    )


def _absent(name: str) -> Problem:
    return Problem("verify_absent", "error", found="The file is missing.", file=name)


def _unexpected(name: str) -> Problem:
    return Problem("verify_unexpected", "error", found="The calculation gives no such file.", file=name)


def _other_bytes() -> Problem:
    return Problem("verify_bytes", "error", found="No value differs, but the file is not the same byte for byte.")


def _unreadable(error: Exception) -> Problem:
    return Problem("verify_unreadable", "error", found="The file cannot be read: “{error}”.", values={"error": str(error)})


def _further(count: int) -> Problem:
    return Problem("verify_further", "error", found="Further places in this file: {count}.", values={"count": count})
