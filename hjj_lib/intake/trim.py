"""The parts of a workbook that the reader needs, and no others, before any parser sees them.

A workbook may hold a million formatted but empty cells, merged ranges of whole columns, links over whole sheets, pictures,
charts and pivot tables. None of it is a figure, and much of it makes a parser spend minutes and gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from openpyxl.utils import get_column_letter, range_boundaries

from hjj_lib.intake.layout import limit

_PREFIX = rb"<(?:[A-Za-z_][\w.-]*:)?"
_SHEET = re.compile(_PREFIX + rb"worksheet[\s>]")
#: A cell or row without content. Its format says nothing.
_EMPTY = re.compile(_PREFIX + rb"(?P<tag>c|row)\s[^<>]*(?:/>|(?<!/)>\s*</(?:[A-Za-z_][\w.-]*:)?(?P=tag)>)")
#: A cell or row that does not say where it is stands beside the one before it, so nothing before it may be left out.
_UNPLACED = re.compile(_PREFIX + rb"(?:c|row)(?=[\s/>])(?![^<>]*\sr\s*=)")
#: Marks of cells and rows that the quick count does not know.
_UNUSUAL = re.compile(rb"[<:](?:c|row)[>/\t\r\n]|:(?:c|row)\s")
_CELL = re.compile(_PREFIX + rb"c[\s/>]")
_MERGED = re.compile(_PREFIX + rb"mergeCell\s[^<>]*>")
_REFERENCE = re.compile(rb"\sref\s*=\s*[\"']([^\"']*)[\"']")
_LINK_OVER_RANGE = re.compile(
    _PREFIX + rb"hyperlink(?=[^<>]*\sref\s*=\s*[\"'][^\"']*[:&])[^<>]*(?:/>|(?<!/)>\s*</(?:[A-Za-z_][\w.-]*:)?hyperlink>)"
)
_LINKS = "xl/worksheets/_rels/"
_DECORATION = ("hyperlinks", "conditionalFormatting", "dataValidations", "tableParts", "legacyDrawing", "drawing", "extLst")
_OPENED = re.compile(_PREFIX + rb"(" + "|".join(_DECORATION).encode() + rb")(?=[\s/>])[^<>]*>")


class TooManyCellsError(ValueError):
    """The workbook has more cells than a person fills in."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@dataclass(frozen=True)
class Trimmed:
    """A workbook without decoration; ``ghosts`` is how many formatted but empty cells and rows were left out."""

    data: bytes
    ghosts: int


def trimmed(data: bytes) -> Trimmed:
    """The same filled cells in a workbook that is quick to open. Merged ranges are cut to the limits of ``layout.toml``.

    Raises
    ------
    TooManyCellsError
        If more cells are filled or merged than the limits of ``layout.toml`` allow.
    ValueError
        If a sheet is not as the format says.
    """
    kept, ghosts, cells = io.BytesIO(), 0, 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            if name.startswith(_LINKS):
                continue
            part = source.read(name)
            if _SHEET.search(part):
                # Millions of empty cells go first, so that little is left to look through.
                part, left_out = filled(part)
                part = _plain(part)
                ghosts += left_out
                cells += sum(1 for _ in _CELL.finditer(part))
                if cells > limit("cells"):
                    raise TooManyCellsError(cells)
            target.writestr(name, part)
    return Trimmed(kept.getvalue(), ghosts)


def without_traps(data: bytes) -> bytes:
    """The workbook with all that people see in it, but without what keeps a program busy for minutes.

    Left out are links over ranges of cells, most of a huge merged range, and formatted empty cells in great number.

    Raises
    ------
    TooManyCellsError, ValueError
        As :func:`trimmed`.
    """
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            part = source.read(name)
            if _SHEET.search(part):
                whole, ghosts = filled(part)
                part = cut(_LINK_OVER_RANGE.sub(b"", whole if ghosts > limit("ghosts") else part))
            target.writestr(name, part)
    return kept.getvalue()


def filled(part: bytes) -> tuple[bytes, int]:
    """A sheet without empty cells and rows, and how many they were."""
    if not _all_placed(part):
        return part, 0
    part, cells = _EMPTY.subn(b"", part)
    # A row is empty once its empty cells are gone.
    part, rows = _EMPTY.subn(b"", part)
    return part, cells + rows


def _all_placed(part: bytes) -> bool:
    """Does every cell and row say where it is? Counting is quick, and enough for what spreadsheet programs write."""
    plain = all(part.count(b"<" + tag + b" ") == part.count(b"<" + tag + b" r=") for tag in (b"c", b"row"))
    return (plain and not _UNUSUAL.search(part)) or not _UNPLACED.search(part)


def _plain(part: bytes) -> bytes:
    """The sheet without links, drop-downs, colours and pictures, and with its merged ranges cut to size."""
    pieces, position = [], 0
    while opened := _OPENED.search(part, position):
        pieces.append(part[position : opened.start()])
        position = opened.end()
        if not opened[0].endswith(b"/>"):
            closing = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?" + opened[1] + rb"\s*>").search(part, position)
            if closing is None:
                raise ValueError(opened[1].decode())
            position = closing.end()
    return cut(b"".join((*pieces, part[position:])))


def cut(part: bytes) -> bytes:
    """A sheet with merged ranges that are not larger than the limits.

    Raises
    ------
    TooManyCellsError, ValueError
        As :func:`trimmed`.
    """
    area = 0

    def smaller(found: re.Match[bytes]) -> bytes:
        nonlocal area
        reference = _REFERENCE.search(found[0])
        if reference is None:
            raise ValueError("ref")
        first_column, first_row, last_column, last_row = (int(edge or 0) for edge in range_boundaries(reference[1].decode()))
        last_row = min(last_row, first_row + int(limit("merged_rows")) - 1)
        last_column = min(last_column, first_column + int(limit("columns")) - 1)
        area += (last_row - first_row + 1) * (last_column - first_column + 1)
        if area > limit("merged_cells"):
            raise TooManyCellsError(area)
        address = f"{get_column_letter(first_column)}{first_row}:{get_column_letter(last_column)}{last_row}"
        return found[0].replace(reference[1], address.encode())

    return _MERGED.sub(smaller, part)
