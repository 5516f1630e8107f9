"""What the quick reader of values does not tell of a large sheet, found in its XML in one pass over the bytes.

Hidden rows, merged ranges, formulas without a value, errors, cells far from all others and formatted but empty ones. A sheet that
is not written as spreadsheet programs write large ones is left to the slow reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, range_boundaries

from hjj_lib.intake.layout import limit
from hjj_lib.intake.trim import TooManyCellsError, cut, filled

_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*):worksheet[\s>]")
#: The first element of a part stands within so many bytes.
_BEGINNING = 1000
_OPEN, _CLOSE, _END = b"<sheetData", b"</sheetData>", b"</worksheet>"
#: A filled cell that holds nothing but a value; its column and the number of digits of its row are put in.
_PLAIN = rb' r="%s[0-9]{1,%d}"(?: s="[0-9]+")?(?:/>|(?: t="(?:s|n|str|b|inlineStr)")?><(?:v>|is>|/c>))'
_CELL = re.compile(rb"<c(?P<attributes>[^>]*?)(?:/>|>(?P<body>.*?)</c>)", re.DOTALL)
_COMPUTED = re.compile(rb'<c r="([AB]?[A-Z])([0-9]+)"(?: s="[0-9]+")?(?: t="(?:n|str|b)")?><f>[^<]*</f><v>[^<]+</v></c>')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
#: A cell that is no formatted but empty one.
_PLACED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_KIND = re.compile(rb'\st="([A-Za-z]+)"')
_FORMULA = re.compile(rb"<f(?P<attributes>[^>]*?)(?:/>|>(?P<text>[^<]*)</f>)")
_INDEX = re.compile(rb'\ssi="([0-9]+)"')
_KINDS, _ERROR = (b"s", b"n", b"str", b"b", b"inlineStr", b"e"), b"e"
_FAR_COLUMN = re.compile(rb"[C-Z][A-Z]|[A-Z]{3}")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]+)</v>|<is[\s>]")
_ROW = re.compile(rb"<row\s[^>]*>")
_ROW_NUMBER = re.compile(rb'\sr="([0-9]+)"')
_HIDDEN = re.compile(rb'\s(?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')
_MERGED = re.compile(rb"<mergeCell\s[^<>]*?ref\s*=\s*[\"']([^\"']*)")
_WIDE = re.compile(rb'<c r="([AB][A-Z])')
_ANY_ROW = re.compile(rb'<c r="[A-Z]+([0-9]+)"')
_FIRST_COLUMNS, _COLUMNS, _NARROW = b"[A-Z]", b"[AB]?[A-Z]", column_index_from_string("Z")


class UnusualSheetError(ValueError):
    """The sheet is written in a way that only the slow reader knows."""


@dataclass(frozen=True)
class ScannedSheet:
    """A large sheet and what its XML says beside the values.

    Attributes
    ----------
    part
        The sheet without its far cells, for the quick reader.
    texts
        Row and column → text of a cell without a value: its formula, or the error that it shows.
    merged
        First row, last row, first and last column of each merged range, cut to the limits.
    far
        Addresses of the cells that were left out as they stand alone, far from all others.
    ghosts
        Formatted but empty cells and rows, counted only where they are many.
    """

    part: bytes
    texts: Mapping[tuple[int, int], str]
    hidden_rows: frozenset[int]
    merged: tuple[tuple[int, int, int, int], ...]
    far: tuple[str, ...] = ()
    ghosts: int = 0


def is_large(part: bytes) -> bool:
    """Is a part of a workbook a sheet with very many filled cells?"""
    return b"worksheet" in part[:_BEGINNING] and _filled_cells(part, 0, int(limit("counted_bytes"))) >= limit("large_from_cells")


def _filled_cells(part: bytes, start: int, end: int) -> int:
    """About how many cells are filled; texts may stand in cells that have no ``<v>``."""
    usual = part.count(b"<v>", start, end)
    if usual >= limit("large_from_cells"):
        return usual
    return usual + part.count(b"<is>", start, end) + part.count(b":v>", start, end) // 2


def scan(part: bytes) -> ScannedSheet:
    """What the XML of a large sheet says.

    Raises
    ------
    UnusualSheetError
        If only the slow reader can read it.
    TooManyCellsError
        If more cells are filled or lie between filled ones than the limits of ``layout.toml`` allow.
    """
    part = _without_prefix(part)
    ghosts = 0
    if part.count(b"/>") > limit("ghosts"):
        part, ghosts = filled(part)
    start, end = part.find(_OPEN), part.rfind(_CLOSE)
    if start < 0 or end < start or part.find(_END, end) < 0 or part.find(b":c", start, end) >= 0:
        raise UnusualSheetError
    kept, below = _near(part, start, end)
    texts, beyond, wide = _specials(part, start, kept)
    tail = cut(part[end:])
    if beyond or kept < end or len(tail) < len(part) - end:
        part = b"".join((*_without(part[:kept], list(beyond.values())), tail))
        kept = part.rfind(_CLOSE)
    _check_area(part, start, kept, wide=wide)
    return ScannedSheet(
        part=part,
        texts=texts,
        hidden_rows=_hidden_rows(part, start, kept),
        merged=tuple(_area(found[1].decode()) for found in _MERGED.finditer(tail)),
        far=(*beyond, *below),
        ghosts=ghosts,
    )


def _without(region: bytes, places: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """The pieces that are left when these are taken out, which are in order."""
    starts = [0, *(end for _, end in places)]
    for start, (end, _) in zip(starts, [*places, (len(region), 0)], strict=True):
        yield region[start:end]


def _without_prefix(part: bytes) -> bytes:
    """Some programs write ``<x:c>`` where most write ``<c>``."""
    root = _ROOT.search(part[:_BEGINNING])
    if root is None:
        return part
    return part.replace(b"<" + root[1] + b":", b"<").replace(b"</" + root[1] + b":", b"</").replace(b"xmlns:" + root[1], b"xmlns")


def _last_row(part: bytes, start: int, end: int) -> int:
    place = _PLACE.search(part, max(part.rfind(b"<c ", start, end), start), end)
    if place is None:
        raise UnusualSheetError
    return int(place[2])


def _near(part: bytes, start: int, end: int) -> tuple[int, list[str]]:
    """Where the rows end without a few cells that stand below thousands of empty rows, and the addresses of those."""
    gap = int(limit("far_rows"))
    if _last_row(part, start, end) - part.count(b"<row ", start, end) <= gap:
        return end, []
    rows = [(found.start(), number) for found in _ROW.finditer(part, start, end) if (number := _number(found[0]))]
    kept = end
    for (_, before), (place, number) in reversed(list(pairwise(rows))):
        if _filled_cells(part, place, end) > limit("far_cells"):
            break
        kept = place if number - before - 1 > gap else kept
    return kept, [(found[1] + found[2]).decode() for found in _PLACED.finditer(part, kept, end)]


def _number(row: bytes) -> int:
    found = _ROW_NUMBER.search(row)
    return int(found[1]) if found else 0


def _specials(part: bytes, start: int, end: int) -> tuple[dict[tuple[int, int], str], dict[str, tuple[int, int]], bool]:
    """The texts of cells without a value, the addresses of far cells with where these stand, and whether columns go beyond Z.

    Far is a cell beyond the column BZ, or in a row with more digits than the last row has.
    """
    digits = len(str(_last_row(part, start, end)))
    wide = _WIDE.search(part, start, min(start + int(limit("sample_bytes")), end)) is not None
    texts: dict[tuple[int, int], str] = {}
    far: dict[str, tuple[int, int]] = {}
    shared: dict[bytes, Translator] = {}
    for found in _special(_COLUMNS if wide else _FIRST_COLUMNS, digits).finditer(part, start, end):
        computed = _COMPUTED.match(part, found.start(), end)
        if computed and len(computed[2]) <= digits:
            wide = wide or len(computed[1]) > 1
            continue
        cell = _CELL.match(part, found.start(), end)
        place = _PLACE.search(cell["attributes"]) if cell else None
        if cell is None or place is None:
            raise UnusualSheetError
        address = (place[1] + place[2]).decode()
        if _FAR_COLUMN.fullmatch(place[1]) or len(place[2]) > digits:
            far[address] = cell.span()
            if len(far) > limit("far_cells") or cell["body"] is None:
                raise UnusualSheetError
            continue
        wide = wide or len(place[1]) > 1
        if text := _text(cell, address, shared):
            texts[int(place[2]), column_index_from_string(place[1].decode())] = text
    return texts, far, wide


def _text(cell: re.Match[bytes], address: str, shared: dict[bytes, Translator]) -> str:
    """The formula or the error of a cell without a value; empty if it has one, or neither."""
    kind = _KIND.search(cell["attributes"])
    if kind and kind[1] not in _KINDS:
        raise UnusualSheetError
    body = cell["body"] or b""
    formula, value = _FORMULA.search(body), _VALUE.search(body)
    text = _formula_text(formula, address, shared) if formula else ""
    if value is None:
        return text
    return (text or html.unescape((value[1] or b"").decode())) if kind and kind[1] == _ERROR else ""


def _formula_text(found: re.Match[bytes], address: str, shared: dict[bytes, Translator]) -> str:
    """A formula as it stands in its cell, also where it is written out only in the first of several cells."""
    text = "=" + html.unescape((found["text"] or b"").decode())
    index = _INDEX.search(found["attributes"]) if b'"shared"' in found["attributes"] else None
    if index is None:
        return text
    if index[1] in shared:
        return str(shared[index[1]].translate_formula(address))
    if text != "=":
        shared[index[1]] = Translator(text, address)
    return text


@cache
def _special(columns: bytes, digits: int) -> re.Pattern[bytes]:
    return re.compile(rb"<c(?![a-zA-Z])(?!" + _PLAIN % (columns, digits) + rb")")


def _check_area(part: bytes, start: int, end: int, *, wide: bool) -> None:
    """The quick reader holds every cell between filled ones: they must not be too many."""
    # No cell is in a row with more digits than the last one has.
    rows, most = int("9" * len(str(_last_row(part, start, end)))), limit("dense_cells")
    letters = set(_WIDE.findall(part, start, end)) if wide else set()
    width = max((column_index_from_string(each.decode()) for each in letters), default=_NARROW)
    if rows * width > most:
        rows = max(map(int, set(_ANY_ROW.findall(part, start, end))))
    if rows * width > most:
        raise TooManyCellsError(rows * width)


def _hidden_rows(part: bytes, start: int, end: int) -> frozenset[int]:
    if part.find(b'hidden="', start, end) < 0 and part.find(b' ht="0', start, end) < 0:
        return frozenset()
    return frozenset(_number(row) for row in _ROW.findall(part, start, end) if _HIDDEN.search(row))


def _area(address: str) -> tuple[int, int, int, int]:
    first_column, first_row, last_column, last_row = (int(part or 0) for part in range_boundaries(address))
    return first_row, last_row, first_column, last_column
