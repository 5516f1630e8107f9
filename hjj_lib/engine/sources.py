"""Where everything is, and which notebooks make the reports. Standard library only: planning reads no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The page to open first, in the outputs and in each folder of reports.
INDEX = "index.html"
#: The language the notebooks themselves are written in.
SOURCE_LANGUAGE = "fi"
#: Notebooks whose number begins with this make one report for each institution and year.
_PER_INSTITUTION = "0*_*.ipynb"
#: A section of a text file: a heading that is nothing but a cell id. Headings of the text itself have capitals or spaces.
SECTION = re.compile(r"^## ([a-z][a-z0-9_-]*)[ \t]*$", re.MULTILINE)
_INSTITUTION_ID = re.compile(r"[a-z][a-z0-9_]*")
#: Names that editors, Excel and LibreOffice give to files of their own.
_PASSING = (".", "~$", "~")


DRAFT, PUBLISHED = "draft", "published"
#: Fields of :class:`Places` that a run may choose; a report depends on them as on its other inputs.
CHOICES = ("basis_version", "gwp_set", "state")


@dataclass(frozen=True)
class Places:
    """The folders of a run.

    Attributes
    ----------
    data
        Holds ``raw/`` (read only) and ``processed/``.
    outputs
        Gets the reports.
    notebooks, basis
        The documents to run and the calculation basis.
    basis_version, gwp_set
        Which version of the basis, and with which set of global warming potentials; empty: as its settings say.
    state
        ``draft`` or ``published``: what the reports call themselves, and how strictly their figures are looked at.
    """

    data: Path = ROOT / "data"
    outputs: Path = ROOT / "outputs"
    notebooks: Path = ROOT / "notebooks"
    basis: Path = ROOT / "factors"
    basis_version: str = ""
    gwp_set: str = ""
    state: str = DRAFT

    @property
    def raw(self) -> Path:
        """What people handed in."""
        return self.data / "raw"

    @property
    def processed(self) -> Path:
        """The tables that runs make."""
        return self.data / "processed"

    def reports(self, institution: str, year: int, language: str) -> Path:
        """The folder of one institution's reports in one language."""
        return self.outputs / institution / str(year) / language


def places(data: Path | None = None, *, basis_version: str = "", gwp_set: str = "", state: str = DRAFT) -> Places:
    """The folders of the clone; with ``data``, that folder's own ``raw``, ``processed`` and ``outputs``."""
    if data is None:
        return Places(basis_version=basis_version, gwp_set=gwp_set, state=state)
    folder = data.resolve()
    return Places(data=folder, outputs=folder / "outputs", basis_version=basis_version, gwp_set=gwp_set, state=state)


def institutions(where: Places) -> list[str]:
    """Names of the institutions that have a folder, in alphabetical order."""
    if not where.raw.is_dir():
        return []
    return sorted(path.name for path in where.raw.iterdir() if path.is_dir() and _INSTITUTION_ID.fullmatch(path.name))


def years(where: Places, institution: str) -> list[int]:
    """The years for which an institution's folder holds a folder, ascending."""
    folder = where.raw / institution
    return sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isascii() and path.name.isdigit())


def notebooks(where: Places) -> list[Path]:
    """The notebooks that make an institution's reports, in the order of their numbers."""
    return sorted(where.notebooks.glob(_PER_INSTITUTION))


def texts_path(notebook: Path, language: str) -> Path:
    """The file with a notebook's texts in another language."""
    return notebook.parent / "texts" / f"{notebook.stem}.{language}.md"


def files_of(folder: Path) -> Iterable[Path]:
    """Every file below a folder but those that programs leave in passing, in a fixed order."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(_PASSING) for part in path.relative_to(folder).parts))
