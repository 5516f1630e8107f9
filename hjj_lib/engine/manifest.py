"""What a folder of reports was made of: hashes of everything that went in and came out. Written last, read first.

A folder without a manifest is half made; a folder whose manifest does not fit the present inputs is out of date.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = "manifest.json"
#: Beside the earlier reports, when the latest attempt to renew them failed.
FAILURE_FILE = "failure.json"
_FORMAT = 1


@dataclass(frozen=True)
class ReportRecord:
    """One report of a folder: its file, what it is called, the inputs of its own and how long it took."""

    file: str
    title: str
    summary: str
    inputs: Mapping[str, str]
    seconds: float


@dataclass(frozen=True)
class RowsUsed:
    """The rows of the long tables of the basis that could serve an institution; see :mod:`hjj_lib.dependence`.

    ``unchanged`` are hashes of later files that hold the same rows: reports are not made again because of them.
    """

    roles: tuple[str, ...]
    places: tuple[str, ...]
    rows: Mapping[str, str]
    unchanged: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """A folder of reports.

    Attributes
    ----------
    name
        The institution's name in the folder's language.
    inputs
        What all reports of the folder depend on: name → SHA-256 (files handed in, basis, program, packages).
    reports
        Notebook → report.
    outputs
        File → SHA-256.
    problems
        Severity → how many problems the intake found.
    choices
        What was asked for in place of the usual: ``basis_version``, ``gwp_set``, ``state``; their hashes are among the inputs.
    used
        Rows of the basis that count for these reports; None: every row does.
    """

    institution: str
    year: int
    language: str
    name: str
    inputs: Mapping[str, str]
    reports: Mapping[str, ReportRecord]
    outputs: Mapping[str, str]
    problems: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    used: RowsUsed | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class FailureRecord:
    """The latest attempt failed: why, in the words of the folder's language."""

    institution: str
    year: int
    language: str
    reasons: tuple[str, ...]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(parts: Iterable[tuple[str, str]]) -> str:
    """One SHA-256 for many named ones, in the order given."""
    return hashlib.sha256(json.dumps(list(parts)).encode("utf-8")).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None when there is none, or none that this version understands."""
    content = _read(folder / FILE)
    if content is None:
        return None
    try:
        reports = {name: ReportRecord(**record) for name, record in content.pop("reports").items()}
        used = content.pop("used", None)
        return Manifest(reports=reports, used=_rows_used(used) if used else None, **content)
    except (TypeError, KeyError, AttributeError):
        return None


def _rows_used(content: Mapping[str, Any]) -> RowsUsed:
    return RowsUsed(**{**content, "roles": tuple(content["roles"]), "places": tuple(content["places"])})


def read_failure(folder: Path) -> FailureRecord | None:
    """Why the latest attempt failed; None when it did not."""
    content = _read(folder / FAILURE_FILE)
    if content is None:
        return None
    try:
        return FailureRecord(**{**content, "reasons": tuple(content["reasons"])})
    except (TypeError, KeyError):
        return None


def write_record(folder: Path, record: Manifest | FailureRecord) -> None:
    """Write a manifest or a failure."""
    text = json.dumps({"format": _FORMAT, **asdict(record)}, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(folder / (FILE if isinstance(record, Manifest) else FAILURE_FILE), text + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all, also when the disk is full or the power fails.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is then still there.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        return None
    return content
