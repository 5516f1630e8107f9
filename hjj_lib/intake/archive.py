"""Is a file what its name says, and safe to open? Looked at before any parser sees it; nothing is unpacked to disk."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO

from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import Problem

_ZIP = b"PK"
#: First bytes of the old compound format: old Excel files and workbooks with a password.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_DOCTYPES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))
_LONGEST = max(map(len, _DOCTYPES))
_XML = (".xml", ".rels", ".vml")
#: In other encodings a parser reads markup that a search of the bytes does not see. Spreadsheet programs write UTF-8.
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_READABLE_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_BYTES_PER_MB = 1000 * 1000
_SNIFFED = 1000
_CHUNK = 1000 * 1000
#: What the unpacker raises on a broken or odd archive.
#: Where a workbook says when it was saved, and the day of it.
_PROPERTIES = "docProps/core.xml"
_SAVED = re.compile(rb"<(?:[a-z]+:)?modified\b[^>]*>\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def check_archive(data: bytes, place: Place) -> list[Problem]:
    """Problems that forbid opening the workbook; empty when it may be opened.

    Parameters
    ----------
    data
        The bytes of a file whose name ends in ``.xlsx``.
    """
    return checked_parts(data, place)[0]


def checked_parts(data: bytes, place: Place) -> tuple[list[Problem], dict[str, bytes]]:
    """As :func:`check_archive`, and beside it the large parts, so that these need not be unpacked again."""
    if large := check_size(len(data), place):
        return large, {}
    if not data.startswith(_ZIP):
        return [problem(_kind(data), place)], {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problems = _check_directory(archive, place)
            return (problems, {}) if problems else _check_parts(archive, place)
    except _BROKEN:
        return [problem("workbook_broken", place)], {}


def last_saved(data: bytes) -> date | None:
    """The day on which a workbook says that it was last saved; nothing if it does not say, or says no day.

    It is what the program wrote that saved the file, and anybody can change it: a help to find a document, no evidence.

    Parameters
    ----------
    data
        The bytes of a workbook in which :func:`check_archive` found no problem.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _SAVED.search(archive.read(_PROPERTIES))
            saved = date.fromisoformat(found[1].decode()) if found else None
    except _BROKEN:
        return None
    # Programs without a clock write the first day that an archive can hold, in 1980.
    return saved if saved and saved.year >= limit("evidence_first_year") else None


def check_size(size: int, place: Place) -> list[Problem]:
    """A problem if a workbook of this many bytes is too large to be one that people filled."""
    most = limit("file_bytes")
    if size <= most:
        return []
    return [problem("file_too_large", place, size=f"{size / _BYTES_PER_MB:.0f}", limit=f"{most / _BYTES_PER_MB:.0f}")]


def _kind(data: bytes) -> str:
    if data.startswith(_COMPOUND):
        return "workbook_protected"
    beginning = data[:_SNIFFED].lower()
    if b"<html" in beginning or b"<!doctype html" in beginning or b"<table" in beginning:
        return "workbook_html"
    return "workbook_text" if data else "workbook_broken"


def _check_directory(archive: zipfile.ZipFile, place: Place) -> list[Problem]:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    names = [part.filename for part in parts]
    ratio = unpacked / packed
    swollen = (unpacked > limit("ratio_from_bytes") and ratio > limit("ratio")) or (
        unpacked > limit("unpacked_large") and ratio > limit("ratio_large")
    )
    if unpacked > limit("unpacked_bytes") or len(parts) > limit("parts") or len(set(names)) < len(names) or swollen:
        return [problem("archive_bomb", place)]
    climbing = [
        name for name in names if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name
    ]
    if climbing:
        return [problem("archive_paths", place, part=climbing[0])]
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        return [problem("workbook_macros", place)]
    if "EncryptedPackage" in names or any(part.flag_bits & 1 for part in parts):  # lowest bit: encrypted part
        return [problem("workbook_protected", place)]
    return []


def _check_parts(archive: zipfile.ZipFile, place: Place) -> tuple[list[Problem], dict[str, bytes]]:
    kept = {}
    for info in archive.infolist():
        # Any part may be named as a sheet. The declared size was checked above, and zipfile reads no more than that.
        with archive.open(info) as part:
            large: list[bytes] | None = [] if info.file_size >= limit("large_from_bytes") else None
            code = _fault(_pieces(part), large, is_xml=info.filename.casefold().endswith(_XML))
        if code:
            return [problem(code, place)], {}
        if large is not None:
            kept[info.filename] = b"".join(large)
    return [], kept


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    while content := part.read(_CHUNK):
        yield content


def _fault(pieces: Iterable[bytes], kept: list[bytes] | None, *, is_xml: bool) -> str:
    """The code of what is wrong with a part. Its pieces are kept only where the list is given."""
    before, code = b"", ""
    for content in pieces:
        if kept is not None:
            kept.append(content)
        declared = _ENCODING.match(content.removeprefix(codecs.BOM_UTF8)) if not before else None
        odd = declared is not None and declared[1].lower() not in _READABLE_ENCODINGS
        # Without a zero byte no text is in UTF-16, and in UTF-8 every declaration begins with these two letters.
        wide = b"\0" in content
        seen = before[-_LONGEST:] + content
        if (wide or b"<!" in seen) and any(word in seen for word in _DOCTYPES):
            return "archive_doctype"
        code = "workbook_broken" if odd or (is_xml and wide) else code
        before = content
    return code
