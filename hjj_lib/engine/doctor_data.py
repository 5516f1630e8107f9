"""Checks of the folders a run reads and writes: space, permission, what interrupted runs left, how the data lie."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from hjj_lib.engine.lock import LOCK, OWNER
from hjj_lib.engine.plan import no_years
from hjj_lib.engine.recovery import PAGE_DUE, half_made
from hjj_lib.engine.scratch import without_owner
from hjj_lib.engine.sources import Places, institutions, years
from hjj_lib.problems import Problem

_NEEDED_BYTES = 1000 * 1000 * 1000
_INSTITUTION, _OWN_FACTORS, _DECISIONS = "institution.toml", "own_factors.csv", "decisions"
_YEAR = re.compile(r"(19|20)\d\d")
#: What people put beside the years although it is never read there: a note to themselves is no fault.
_NOTES = (".md", ".txt")
_PASSING = (".", "~")


def space(where: Places) -> Iterator[Problem]:
    """Room for reports, tables and temporary files."""
    for folder in dict.fromkeys([_nearest(where.outputs), _nearest(where.processed), Path(tempfile.gettempdir())]):
        free = shutil.disk_usage(folder).free
        if free < _NEEDED_BYTES:
            yield Problem(
                "doctor_space",
                "error",
                found="Only {free} megabytes are free for {folder}.",
                expected="A run needs {needed}.",
                remedy="Remove what is not needed, or choose another disk with “--data”.",
                values={"free": free // (1000 * 1000), "needed": _NEEDED_BYTES // (1000 * 1000), "folder": str(folder)},
            )


def permission(where: Places) -> Iterator[Problem]:
    """That files can be made where a run makes them; each is removed at once."""
    for folder in dict.fromkeys([_nearest(where.outputs), _nearest(where.processed), Path(tempfile.gettempdir())]):
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield Problem(
                "doctor_permission",
                "error",
                found="Nothing can be written to the folder {folder}: “{error}”.",
                remedy="Give yourself the permission, or choose another folder with “--data”.",
                values={"folder": str(folder), "error": error.strerror or str(error)},
            )


def leftovers(where: Places) -> Iterator[Problem]:
    """What runs that were killed left behind; nothing while a run is on, as it is then not yet left."""
    if _is_running(where):
        return
    found = [*half_made(where), *where.outputs.glob("*/*/.*.old"), *where.outputs.glob(PAGE_DUE), *without_owner()]
    found += where.outputs.glob(OWNER)
    if found:
        yield Problem(
            "doctor_leftovers",
            "error",
            found="A run was interrupted and left behind: {paths}.",
            remedy="The next “hjj run” puts it right; nothing is lost.",
            values={"paths": ", ".join(map(str, found))},
        )


def _is_running(where: Places) -> bool:
    lock = where.outputs / LOCK
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def structure(where: Places) -> Iterator[Problem]:
    """How the folder of what was handed in is laid out: what is in the wrong place is never read, and nobody is told."""
    if not where.raw.is_dir():
        yield Problem(
            "doctor_no_raw",
            "error",
            found="There is no folder {folder} for what institutions hand in.",
            remedy="“hjj demo” writes the example providers, “hjj new” a new institution.",
            values={"folder": str(where.raw)},
        )
        return
    known = institutions(where)
    for path in _visible(where.raw):
        if path.is_dir() and path.name not in known:
            yield Problem(
                "doctor_institution_name",
                "error",
                found="The folder {folder} is not read: its name is not that of an institution.",
                remedy="Rename it: small letters a–z, digits and underscores, a letter first.",
                values={"folder": str(path)},
            )
        elif path.is_file() and path.suffix not in _NOTES:
            yield _outside(path)
    for name in known:
        yield from _of_institution(where, name)


def _of_institution(where: Places, name: str) -> Iterator[Problem]:
    home = where.raw / name
    if not (home / _INSTITUTION).is_file():
        yield Problem(
            "doctor_no_institution_file",
            "error",
            found="The institution {name} has no file institution.toml.",
            remedy="Make another with “hjj new”, or copy one from an example, and edit it.",
            institution_id=name,
            values={"name": name},
        )
    have = years(where, name)
    for path in _visible(home):
        if path.is_dir() and path.name != _DECISIONS and not _YEAR.fullmatch(path.name):
            yield Problem(
                "doctor_year_name",
                "error",
                found="The folder {folder} is not read: its name is no year.",
                remedy="Name it with the four digits of the year, such as 2025.",
                institution_id=name,
                values={"folder": str(path)},
            )
        elif path.is_dir() and path.name.isdigit() and not any(_visible(path)):
            yield Problem(
                "doctor_empty_year",
                "error",
                found="The folder {folder} is empty.",
                remedy="Put the filled workbook into it, or remove it.",
                institution_id=name,
                values={"folder": str(path)},
            )
        elif path.is_file() and path.name not in (_INSTITUTION, _OWN_FACTORS) and path.suffix not in _NOTES:
            yield _outside(path)
    if not have:
        yield no_years(name)


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not path.name.startswith(_PASSING))


def _outside(path: Path) -> Problem:
    return Problem(
        "doctor_outside",
        "error",
        found="The file {path} is not read: it lies outside the folder of a year.",
        remedy="Move it to the folder of its year.",
        values={"path": str(path)},
    )


def basis(where: Places) -> Iterator[Problem]:
    """That the calculation basis can be read.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    from hjj_lib.basis import load_basis

    load_basis(where.basis, version=where.basis_version or None, gwp_set=where.gwp_set or None)
    yield from ()


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
