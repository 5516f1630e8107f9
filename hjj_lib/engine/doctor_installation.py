"""Checks of the installation: Python, packages, the kernel of the notebooks, fonts, letters."""

from __future__ import annotations

import json
import locale
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from hjj_lib.engine.sources import ROOT, Places
from hjj_lib.problems import Problem

_PROJECT = "pyproject.toml"
_LOCK = Path("requirements", "base.lock")
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+))?", re.MULTILINE)
_SET_UP = "Set the program up anew: ./hjj setup base"
_FONT = "DejaVu Sans"
#: Letters that every figure may need.
_LETTERS = "äöåÄÖÅ₂€–"
_SHOWN = 5


def python(_: Places) -> Iterator[Problem]:
    """The version of Python."""
    from packaging.specifiers import SpecifierSet

    project = tomllib.loads((ROOT / _PROJECT).read_text(encoding="utf-8"))["project"]
    running = ".".join(map(str, sys.version_info[: 2 + 1]))
    if running not in SpecifierSet(project["requires-python"]):
        yield Problem(
            "doctor_python",
            "error",
            found="Python is of version {running}; it must be {wanted}.",
            remedy="Install a newer Python (python.org), remove the folder .venv and give any ./hjj command.",
            values={"running": running, "wanted": project["requires-python"]},
        )


def packages(_: Places) -> Iterator[Problem]:
    """The packages against the lock file."""
    wrong = list(_other_packages((ROOT / _LOCK).read_text(encoding="utf-8")))
    if wrong:
        shown = ", ".join(wrong[:_SHOWN]) + (" …" if wrong[_SHOWN:] else "")
        yield Problem(
            "doctor_packages",
            "error",
            found="Packages that are missing or of another version than in the lock file: {count} ({names}).",
            remedy=_SET_UP,
            values={"count": len(wrong), "names": shown},
        )


def _other_packages(lock: str) -> Iterator[str]:
    from packaging.markers import Marker

    for pinned in _PINNED.finditer(lock):
        if pinned["marker"] and not Marker(pinned["marker"].strip()).evaluate():
            continue
        try:
            found = metadata.version(pinned["name"])
        except metadata.PackageNotFoundError:
            found = "–"
        if found != pinned["version"]:
            yield f"{pinned['name']} {found} ≠ {pinned['version']}"


def program(_: Places) -> Iterator[Problem]:
    """That the program that is installed is this one, once."""
    places = sorted({str(_home(one)) for one in metadata.distributions(name="hjj")})
    stale = [*(str(path) for path in ROOT.glob("*.egg-info")), *(places if len(places) > 1 else [])]
    if stale:
        yield Problem(
            "doctor_stale",
            "error",
            found="The program is installed more than once, and the older one may be taken: {places}.",
            remedy="Remove these, then: ./hjj setup base",
            values={"places": ", ".join(dict.fromkeys(stale))},
        )
    if not places:
        yield Problem("doctor_not_installed", "error", found="The program is not installed in this Python.", remedy=_SET_UP)
    for one in metadata.distributions(name="hjj"):
        told = one.read_text("direct_url.json")
        folder = json.loads(told).get("url", "") if told else ""
        if folder and folder != ROOT.as_uri():
            yield Problem(
                "doctor_other_clone",
                "error",
                found="What is installed belongs to another folder: {folder}.",
                remedy=_SET_UP,
                values={"folder": folder},
            )


def _home(distribution: metadata.Distribution) -> Path:
    return Path(str(distribution.locate_file(""))).resolve()


def kernel(_: Places) -> Iterator[Problem]:
    """The kernels that notebooks run in: the plain one, and the fast one where there is such."""
    from hjj_lib.engine.warm import kernelspec

    plain = kernelspec.path("python3")
    if not plain.is_file():
        yield Problem(
            "doctor_no_kernel",
            "error",
            found="Jupyter does not find Python's own kernel at {path}.",
            remedy=_SET_UP,
            values={"path": str(plain)},
        )
    if not hasattr(os, "pidfd_open"):
        return
    if not kernelspec.provisioner():
        yield Problem(
            "doctor_provisioner",
            "error",
            found="Jupyter does not know the program's way to start kernels fast, so reports take longer.",
            remedy=_SET_UP,
        )
    elif kernelspec.outdated():
        yield Problem(
            "doctor_kernelspec",
            "error",
            found="The description of the kernel at {path} is missing or old, so reports may take longer.",
            remedy="The next “hjj run” writes it, if it has the permission; else: ./hjj setup base",
            values={"path": str(kernelspec.path())},
        )


def fonts(_: Places) -> Iterator[Problem]:
    """The font of the figures and its letters."""
    from matplotlib import font_manager, ft2font, get_cachedir

    try:
        path = font_manager.findfont(_FONT, fallback_to_default=False)
        known = ft2font.FT2Font(path).get_charmap()
        missing = "".join(letter for letter in _LETTERS if ord(letter) not in known)
    except (ValueError, OSError):
        missing = _LETTERS
    if missing:
        yield Problem(
            "doctor_fonts",
            "error",
            found="The font {font} is missing or has no letters {letters}: figures would show boxes.",
            remedy=_SET_UP,
            values={"font": _FONT, "letters": missing},
        )
    if not os.access(get_cachedir(), os.W_OK):
        yield Problem(
            "doctor_font_cache",
            "error",
            found="Matplotlib cannot write its folder {folder}, so every report looks for the fonts anew.",
            remedy="Give yourself the permission to write there, or name another folder in MPLCONFIGDIR.",
            values={"folder": get_cachedir()},
        )


def letters(_: Places) -> Iterator[Problem]:
    """Whether the terminal and file names know every letter."""
    used = {"files": sys.getfilesystemencoding(), "terminal": sys.stdout.encoding or "", "locale": locale.getencoding()}
    other = {name: code for name, code in used.items() if code.lower().replace("-", "") != "utf8"}
    if other:
        yield Problem(
            "doctor_letters",
            "error",
            found="Letters such as ä and ₂ may be lost: {used}.",
            remedy="Set LANG=C.UTF-8 or PYTHONUTF8=1; in Windows give “chcp 65001” as well.",
            values={"used": ", ".join(f"{name} {code or '–'}" for name, code in other.items())},
        )
