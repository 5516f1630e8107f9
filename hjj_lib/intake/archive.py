"""Is a file what its name says, and safe to open? Looked at before any parser sees it; nothing is unpacked to disk."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib

from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import Problem

_ZIP = b"PK"
#: First bytes of the old compound format: old Excel files and workbooks with a password.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_DOCTYPES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))
_XML = (".xml", ".rels", ".vml")
#: In other encodings a parser reads markup that a search of the bytes does not see. Spreadsheet programs write UTF-8.
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_READABLE_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_BYTES_PER_MB = 1000 * 1000
_SNIFFED = 1000
#: What the unpacker raises on a broken or odd archive.
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
    if large := check_size(len(data), place):
        return large
    if not data.startswith(_ZIP):
        return [problem(_kind(data), place)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_directory(archive, place) or _check_parts(archive, place)
    except _BROKEN:
        return [problem("workbook_broken", place)]


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
    swollen = unpacked > limit("ratio_from_bytes") and unpacked / packed > limit("ratio")
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


def _check_parts(archive: zipfile.ZipFile, place: Place) -> list[Problem]:
    for name in archive.namelist():
        # Any part may be named as a sheet. The declared size was checked above, and zipfile reads no more than that.
        content = archive.read(name)
        if any(word in content for word in _DOCTYPES):
            return [problem("archive_doctype", place)]
        declared = _ENCODING.match(content.removeprefix(codecs.BOM_UTF8))
        odd = declared is not None and declared[1].lower() not in _READABLE_ENCODINGS
        if odd or (name.casefold().endswith(_XML) and b"\0" in content):
            return [problem("workbook_broken", place)]
    return []
