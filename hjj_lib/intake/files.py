"""The files of a year: which are filled templates, which are not, and what each is. Files are only read, never changed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hjj_lib.intake.archive import check_archive, check_size
from hjj_lib.intake.cells import Book, BrokenWorkbookError, read_book
from hjj_lib.intake.csv_file import CsvError, CsvQuotesError, CsvTable, heading, read_csv_file, read_csv_rows, settings
from hjj_lib.intake.layout import layout, limit
from hjj_lib.intake.ledger import is_ledger, missing_column
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.meter_file import MeterFile, read_meter_file
from hjj_lib.intake.recipe_file import LEDGER as LEDGER_RECIPE
from hjj_lib.intake.recipe_file import METER, Recipe, own_recipes, ready_recipes
from hjj_lib.intake.recipe_ledger import ledger_table
from hjj_lib.intake.recognise import Grid, Recognised, grid_of, grids_of, recognise
from hjj_lib.intake.statement import is_statement
from hjj_lib.intake.survey_sheet import SurveySheet, is_survey, of_book, of_rows
from hjj_lib.intake.trim import TooManyCellsError
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
LEDGER, STATEMENT, SURVEY, FOREIGN = "purchase_ledger", "income_statement", "commute_survey", "foreign_file"
METERS = "meter_readings"
_STATEMENT_FILE = "income_statement.csv"
_OTHER_FORMATS = (".xls", ".xlsb", ".ods", ".numbers", ".xltx")
_MEGABYTE = 1000 * 1000
_WITH_MACROS = (".xlsm", ".xltm")


@dataclass(frozen=True)
class FoundFile:
    """A file of the year's folder; ``book`` only of a template that could be opened, ``table`` only of a ledger or accounts.

    ``recognised`` only of a file with amounts that a recipe fits, ``meters`` only of one with readings of meters.
    """

    file: str
    kind: str
    sha256: str
    book: Book | None = None
    table: CsvTable | None = None
    survey: SurveySheet | None = None
    recognised: Recognised | None = None
    meters: MeterFile | None = None
    problems: tuple[Problem, ...] = ()


def find_files(folder: Path, institution_id: str, year: int) -> list[FoundFile]:
    """Everything in the folder of a year, in order of name. A folder that does not exist has no files."""
    if not folder.is_dir():
        return []
    own, _ = own_recipes(folder.parent)
    paths = sorted(folder.iterdir(), key=lambda path: _name(path))
    found: dict[str, FoundFile] = {}
    twice: list[FoundFile] = []
    for path in paths:
        place = Place(file=_name(path), institution_id=institution_id, year=year)
        file = _recognise(path, place, own)
        if place.file in found:
            # Two names that only a computer tells apart: ä as one letter and as two.
            second = replace(
                file,
                kind=UNREADABLE,
                book=None,
                table=None,
                survey=None,
                recognised=None,
                meters=None,
                problems=(problem("file_name_twice", place),),
            )
            twice.append(replace(second, file=_another(place.file, {*found, *(other.file for other in twice)})))
        else:
            found[place.file] = file
    return [*found.values(), *twice]


def _another(name: str, taken: set[str]) -> str:
    """The name with a mark that keeps it apart from the others."""
    while name in taken:
        name += "*"
    return name


def _name(path: Path) -> str:
    # A Mac stores ä as two letters; the name must be the same everywhere, as entry ids are made of it.
    return unicodedata.normalize("NFC", path.name)


def _recognise(path: Path, place: Place, own: Sequence[Recipe]) -> FoundFile:
    name = place.file.casefold()
    if path.is_dir():
        return FoundFile(place.file, FOLDER, "", problems=(problem("unknown_folder", place),))
    ending = Path(name).suffix
    try:
        # A pipe or a device would keep the reader waiting for ever.
        if not path.is_file():
            raise OSError(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        large = _too_large(ending, path.stat().st_size, place)
        data = path.read_bytes() if ending in (".csv", ".xlsx") and not large else b""
    except OSError:
        return FoundFile(place.file, UNREADABLE, "", problems=(problem("file_unreadable", place),))
    ignored = layout()["ignored"]
    if name in ignored["files"] or name.startswith(tuple(ignored["beginnings"])):
        return FoundFile(place.file, IGNORED, digest)
    if large:
        return FoundFile(place.file, UNREADABLE, digest, problems=tuple(large))
    if ending in _WITH_MACROS:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_macros", place),))
    if ending in _OTHER_FORMATS:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_old_format", place, ending=ending),))
    if ending == ".csv":
        return _open_csv(data, digest, place, own)
    if ending != ".xlsx":
        return FoundFile(place.file, UNKNOWN, digest, problems=(problem("unknown_file", place),))
    return _open(data, digest, place, own)


def _too_large(ending: str, size: int, place: Place) -> list[Problem]:
    """A file that is larger than any of its kind is not read into memory."""
    if ending == ".xlsx":
        return check_size(size, place)
    most = int(settings()["limits"]["file_bytes"])
    if ending != ".csv" or size <= most:
        return []
    return [problem("csv_too_large", place, size=size // _MEGABYTE, limit=most // _MEGABYTE)]


def _open(data: bytes, digest: str, place: Place, own: Sequence[Recipe]) -> FoundFile:
    problems = check_archive(data, place)
    if problems:
        return FoundFile(place.file, UNREADABLE, digest, problems=tuple(problems))
    try:
        book = read_book(data)
    except TooManyCellsError as error:
        found = problem("too_many_cells", place, count=error.count)
        return FoundFile(place.file, UNREADABLE, digest, problems=(found,))
    except BrokenWorkbookError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_broken", place),))
    if is_survey(place.file):
        return _survey(of_book(book, place), digest, place)
    ghosts = (problem("ghost_cells", place, count=book.ghosts),) if book.ghosts > limit("ghosts") else ()
    if not is_template(book):
        foreign = _foreign(grids_of(book), [*own, *ready_recipes()], digest, place)
        if foreign is not None:
            return replace(foreign, problems=(*ghosts, *foreign.problems))
        return FoundFile(place.file, OTHER_WORKBOOK, digest, problems=(*ghosts, problem("not_template", place)))
    return FoundFile(place.file, TEMPLATE, digest, book=book, problems=ghosts)


def _foreign(grids: Sequence[Grid], recipes: Sequence[Recipe], digest: str, place: Place) -> FoundFile | None:
    """A file that a recipe fits; nothing if none does. Recipes say for which endings they are."""
    ending = Path(place.file.casefold()).suffix.removeprefix(".")
    fitting = [recipe for recipe in recipes if ending in recipe.file_types and recipe.kind != METER]
    found = recognise(grids, fitting, place)
    if found is None:
        return None
    if not found.counted:
        return FoundFile(place.file, UNREADABLE, digest, problems=found.problems)
    if found.recipe.kind == LEDGER_RECIPE:
        return FoundFile(place.file, LEDGER, digest, table=ledger_table(found), problems=found.problems)
    return FoundFile(place.file, FOREIGN, digest, recognised=found, problems=found.problems)


def _survey(sheet: SurveySheet, digest: str, place: Place) -> FoundFile:
    """Answers of the commuting survey; of what is none of its questions nothing is kept."""
    kind = SURVEY if sheet.columns else UNREADABLE
    return FoundFile(place.file, kind, digest, survey=sheet, problems=sheet.problems)


def _open_survey(data: bytes, digest: str, place: Place) -> FoundFile:
    try:
        return _survey(of_rows(read_csv_rows(data), place), digest, place)
    except CsvQuotesError as error:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_quotes", replace(place, row=error.row)),))
    except CsvError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_unreadable", place),))


def _open_csv(data: bytes, digest: str, place: Place, own: Sequence[Recipe]) -> FoundFile:
    """A ledger or annual accounts by its headings; what is neither is left alone."""
    if is_survey(place.file):
        return _open_survey(data, digest, place)
    meters = read_meter_file(data, [*own, *ready_recipes()], place)
    if meters is not None:
        return FoundFile(place.file, METERS if meters.letter else UNREADABLE, digest, meters=meters, problems=meters.problems)
    try:
        table = read_csv_file(data)
    except CsvQuotesError as error:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_quotes", replace(place, row=error.row)),))
    except CsvError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_unreadable", place),))
    notes = (problem("csv_encoding", place),) if table.guessed_encoding else ()
    grids = [grid_of(read_csv_rows(data))]
    foreign = _foreign(grids, [*own, *(() if is_statement(table) else ready_recipes())], digest, place)
    if foreign is not None:
        return replace(foreign, problems=(*notes, *foreign.problems))
    if is_statement(table):
        return FoundFile(place.file, STATEMENT, digest, table=table, problems=notes)
    if is_ledger(table):
        return FoundFile(place.file, LEDGER, digest, table=table, problems=notes)
    lacking = missing_column(table)
    if place.file.casefold() == _STATEMENT_FILE:
        found = problem("statement_columns", place)
    elif lacking:
        found = problem("ledger_column_missing", place, name=" / ".join(heading(lacking, code) for code in LANGUAGES))
    else:
        found = problem("unknown_file", place)
    return FoundFile(place.file, UNKNOWN, digest, problems=(found,))
