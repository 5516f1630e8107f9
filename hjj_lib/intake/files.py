"""The files of a year: which are filled templates, which are not, and what each is. Files are only read, never changed."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from hjj_lib.intake.archive import check_archive
from hjj_lib.intake.cells import Book, BrokenWorkbookError, read_book
from hjj_lib.intake.csv_file import CsvError, CsvTable, heading, read_csv_file, settings
from hjj_lib.intake.layout import layout
from hjj_lib.intake.ledger import is_ledger, missing_column
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.statement import is_statement
from hjj_lib.intake.workbook import is_template
from hjj_lib.problems import Problem
from hjj_lib.tables import LANGUAGES

TEMPLATE, UNREADABLE, OTHER_WORKBOOK, UNKNOWN, FOLDER, IGNORED = (
    "template",
    "unreadable",
    "other_workbook",
    "unknown",
    "folder",
    "ignored",
)
LEDGER, STATEMENT = "purchase_ledger", "income_statement"
_STATEMENT_FILE = "income_statement.csv"
_OTHER_FORMATS = (".xls", ".xlsb", ".ods", ".numbers", ".xltx")
_MEGABYTE = 1000 * 1000
_WITH_MACROS = (".xlsm", ".xltm")


@dataclass(frozen=True)
class FoundFile:
    """A file of the year's folder; ``book`` only of a template that could be opened, ``table`` only of a ledger or accounts."""

    file: str
    kind: str
    sha256: str
    book: Book | None = None
    table: CsvTable | None = None
    problems: tuple[Problem, ...] = ()


def find_files(folder: Path, institution_id: str, year: int) -> list[FoundFile]:
    """Everything in the folder of a year, in order of name. A folder that does not exist has no files."""
    if not folder.is_dir():
        return []
    paths = sorted(folder.iterdir(), key=lambda path: _name(path))
    return [_recognise(path, Place(file=_name(path), institution_id=institution_id, year=year)) for path in paths]


def _name(path: Path) -> str:
    # A Mac stores ä as two letters; the name must be the same everywhere, as entry ids are made of it.
    return unicodedata.normalize("NFC", path.name)


def _recognise(path: Path, place: Place) -> FoundFile:
    name = place.file.casefold()
    if path.is_dir():
        return FoundFile(place.file, FOLDER, "", problems=(problem("unknown_folder", place),))
    try:
        data = path.read_bytes()
    except OSError:
        return FoundFile(place.file, UNREADABLE, "", problems=(problem("file_unreadable", place),))
    digest = hashlib.sha256(data).hexdigest()
    ignored = layout()["ignored"]
    if name in ignored["files"] or name.startswith(tuple(ignored["beginnings"])):
        return FoundFile(place.file, IGNORED, digest)
    ending = Path(name).suffix
    if ending in _WITH_MACROS:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_macros", place),))
    if ending in _OTHER_FORMATS:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_old_format", place, ending=ending),))
    if ending == ".csv":
        return _open_csv(data, digest, place)
    if ending != ".xlsx":
        return FoundFile(place.file, UNKNOWN, digest, problems=(problem("unknown_file", place),))
    return _open(data, digest, place)


def _open(data: bytes, digest: str, place: Place) -> FoundFile:
    problems = check_archive(data, place)
    if problems:
        return FoundFile(place.file, UNREADABLE, digest, problems=tuple(problems))
    try:
        book = read_book(data)
    except BrokenWorkbookError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_broken", place),))
    if not is_template(book):
        return FoundFile(place.file, OTHER_WORKBOOK, digest, problems=(problem("not_template", place),))
    return FoundFile(place.file, TEMPLATE, digest, book=book)


def _open_csv(data: bytes, digest: str, place: Place) -> FoundFile:
    """A ledger or annual accounts by its headings; what is neither is left alone."""
    size, limit = len(data), int(settings()["limits"]["file_bytes"])
    if size > limit:
        found = problem("csv_too_large", place, size=size // _MEGABYTE, limit=limit // _MEGABYTE)
        return FoundFile(place.file, UNREADABLE, digest, problems=(found,))
    try:
        table = read_csv_file(data)
    except CsvError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_unreadable", place),))
    if is_statement(table):
        return FoundFile(place.file, STATEMENT, digest, table=table)
    if is_ledger(table):
        return FoundFile(place.file, LEDGER, digest, table=table)
    lacking = missing_column(table)
    if place.file.casefold() == _STATEMENT_FILE:
        found = problem("statement_columns", place)
    elif lacking:
        found = problem("ledger_column_missing", place, name=" / ".join(heading(lacking, code) for code in LANGUAGES))
    else:
        found = problem("unknown_file", place)
    return FoundFile(place.file, UNKNOWN, digest, problems=(found,))
