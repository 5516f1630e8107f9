"""Is a file what its name says, and safe to open? Looked at before any parser sees it; nothing is unpacked to disk."""

from __future__ import annotations

import io
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
_BYTES_PER_MB = 1000 * 1000
_SNIFFED = 1000


def check_archive(data: bytes, place: Place) -> list[Problem]:
    """Problems that forbid opening the workbook; empty when it may be opened.

    Parameters
    ----------
    data
        The bytes of a file whose name ends in ``.xlsx``.
    """
    if len(data) > limit("file_bytes"):
        size, most = len(data) / _BYTES_PER_MB, limit("file_bytes") / _BYTES_PER_MB
        return [problem("file_too_large", place, size=f"{size:.0f}", limit=f"{most:.0f}")]
    if not data.startswith(_ZIP):
        return [problem(_kind(data), place)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_directory(archive, place) or _check_parts(archive, place)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return [problem("workbook_broken", place)]


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
        if name.casefold().endswith(_XML):
            # The declared size was checked above, and zipfile reads no more than that.
            content = archive.read(name)
            if any(word in content for word in _DOCTYPES):
                return [problem("archive_doctype", place)]
    return []
