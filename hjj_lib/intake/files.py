"""The files of a year: which are filled templates, which are not, and what each is. Files are only read, never changed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hjj_lib.intake.archive import check_size, checked_parts, last_saved
from hjj_lib.intake.calculator import FoundCalculator, recognised_calculator
from hjj_lib.intake.calculator_mapping import CALCULATOR
from hjj_lib.intake.cells import Book, BrokenWorkbookError, read_book
from hjj_lib.intake.corrected_text import corrected_text, row_of
from hjj_lib.intake.corrections import Outcome, Rules, corrected
from hjj_lib.intake.csv_file import (
    CsvError,
    CsvQuotesError,
    CsvTable,
    heading,
    read_csv_rows,
    settings,
    split_twice,
    table_of,
)
from hjj_lib.intake.decided import Decided
from hjj_lib.intake.far import told_far, without_far
from hjj_lib.intake.grid import Grid, grid_of, grids_of
from hjj_lib.intake.large_book import read_large_book
from hjj_lib.intake.layout import layout, limit
from hjj_lib.intake.ledger import is_ledger, missing_column
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.meter_file import MeterFile, read_meter_file
from hjj_lib.intake.recipe_file import LEDGER as LEDGER_RECIPE
from hjj_lib.intake.recipe_file import METER, Recipe, own_recipes, ready_recipes
from hjj_lib.intake.recipe_ledger import ledger_table, private_headings
from hjj_lib.intake.recognise import Recognised, recognise
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

    ``recognised`` only of a file with amounts that a recipe fits, ``meters`` only of one with readings of meters,
    ``calculator`` only of an old calculator.
    ``modified`` is the day on which a workbook says that it was last saved.
    ``corrections`` is what became of those that were decided about it, of a file in which cells can be corrected.
    """

    file: str
    kind: str
    sha256: str
    book: Book | None = None
    table: CsvTable | None = None
    survey: SurveySheet | None = None
    recognised: Recognised | None = None
    meters: MeterFile | None = None
    calculator: FoundCalculator | None = None
    problems: tuple[Problem, ...] = ()
    corrections: Outcome | None = None
    modified: date | None = None


@dataclass(frozen=True)
class _Known:
    """What was decided about files: the institution's own recipes, and corrections of cells."""

    own: Sequence[Recipe]
    decided: Sequence[Decided]

    def about(self, file: str) -> list[Decided]:
        """The corrections of a file."""
        return [one for one in self.decided if one.cells["file"] == file]


def find_files(folder: Path, institution_id: str, year: int, decided: Sequence[Decided] = ()) -> list[FoundFile]:
    """Everything in the folder of a year, in order of name. A folder that does not exist has no files.

    Parameters
    ----------
    decided
        Corrections of cells, put in before anything else is made of them.
    """
    if not folder.is_dir():
        return []
    own, _ = own_recipes(folder.parent)
    known = _Known(own, decided)
    paths = sorted(folder.iterdir(), key=lambda path: _name(path))
    found: dict[str, FoundFile] = {}
    twice: list[FoundFile] = []
    for path in paths:
        place = Place(file=_name(path), institution_id=institution_id, year=year)
        file = _recognise(path, place, known)
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
                calculator=None,
                problems=(problem("file_name_twice", place),),
            )
            twice.append(replace(second, file=_another(place.file, {*found, *(other.file for other in twice)})))
        else:
            found[place.file] = file
    return [*found.values(), *twice]


def find_file(path: Path, place: Place, own: Sequence[Recipe]) -> FoundFile:
    """What one file is, wherever it lies; ``place`` says for which institution and year it would be read."""
    return _recognise(path, replace(place, file=_name(path)), _Known(own, ()))


def _another(name: str, taken: set[str]) -> str:
    """The name with a mark that keeps it apart from the others."""
    while name in taken:
        name += "*"
    return name


def _name(path: Path) -> str:
    # A Mac stores ä as two letters; the name must be the same everywhere, as entry ids are made of it.
    return unicodedata.normalize("NFC", path.name)


def _recognise(path: Path, place: Place, known: _Known) -> FoundFile:
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
        return _open_csv(data, digest, place, known)
    if ending != ".xlsx":
        return FoundFile(place.file, UNKNOWN, digest, problems=(problem("unknown_file", place),))
    found = _open(data, digest, place, known)
    return found if found.kind == UNREADABLE else replace(found, modified=last_saved(data))


def _too_large(ending: str, size: int, place: Place) -> list[Problem]:
    """A file that is larger than any of its kind is not read into memory."""
    if ending == ".xlsx":
        return check_size(size, place)
    most = int(settings()["limits"]["file_bytes"])
    if ending != ".csv" or size <= most:
        return []
    return [problem("csv_too_large", place, size=size // _MEGABYTE, limit=most // _MEGABYTE)]


def _open(data: bytes, digest: str, place: Place, known: _Known) -> FoundFile:
    problems, parts = checked_parts(data, place)
    if problems:
        return FoundFile(place.file, UNREADABLE, digest, problems=tuple(problems))
    try:
        large = None if is_survey(place.file) else read_large_book(data, parts)
        if large is None or is_template(large.book):
            large = None
            book = read_book(data)
        else:
            book = large.with_rows(filter(None, map(row_of, known.about(place.file))))
    except TooManyCellsError as error:
        found = problem("too_many_cells", place, count=error.count)
        return FoundFile(place.file, UNREADABLE, digest, problems=(found,))
    except BrokenWorkbookError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("workbook_broken", place),))
    if is_survey(place.file):
        return _survey(of_book(book, place), digest, place)
    ghosts = (problem("ghost_cells", place, count=book.ghosts),) if book.ghosts > limit("ghosts") else ()
    if large is None and is_template(book):
        book, done = corrected(book, known.about(place.file), Rules())
        return FoundFile(place.file, TEMPLATE, digest, book=book, problems=ghosts, corrections=done)
    book, far = (book, large.far) if large else without_far(book)
    book, done = corrected(book, known.about(place.file), Rules(foreign=True, private=private_headings(known.own)))
    grids = large.grids_with(book) if large else grids_of(book)
    recipes = [*known.own, *ready_recipes()]
    foreign = _calculator(book, recipes, digest, place) or _foreign(grids, recipes, digest, place)
    if foreign is None:
        foreign = FoundFile(place.file, OTHER_WORKBOOK, digest, problems=(problem("not_template", place),))
    return replace(foreign, problems=(*ghosts, *told_far(far, place), *foreign.problems), corrections=done)


def _foreign(grids: Sequence[Grid], recipes: Sequence[Recipe], digest: str, place: Place) -> FoundFile | None:
    """A file that a recipe fits; nothing if none does. Recipes say for which endings they are."""
    ending = Path(place.file.casefold()).suffix.removeprefix(".")
    fitting = [recipe for recipe in recipes if ending in recipe.file_types and recipe.kind not in (METER, CALCULATOR)]
    found = recognise(grids, fitting, place)
    if found is None:
        return None
    if not found.counted:
        return FoundFile(place.file, UNREADABLE, digest, problems=found.problems)
    if found.recipe.kind == LEDGER_RECIPE:
        return FoundFile(place.file, LEDGER, digest, table=ledger_table(found), problems=found.problems)
    return FoundFile(place.file, FOREIGN, digest, recognised=found, problems=found.problems)


def _calculator(book: Book, recipes: Sequence[Recipe], digest: str, place: Place) -> FoundFile | None:
    """An old calculator that a mapping fits; nothing if none does."""
    found, problems = recognised_calculator(book, recipes, place)
    if problems:
        return FoundFile(place.file, UNREADABLE, digest, problems=tuple(problems))
    return FoundFile(place.file, FOREIGN, digest, calculator=found) if found else None


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


def _open_csv(data: bytes, digest: str, place: Place, known: _Known) -> FoundFile:
    if is_survey(place.file):
        return _open_survey(data, digest, place)
    mine = known.about(place.file)
    text, done = (
        corrected_text(data, mine, Rules(foreign=True, text=True, private=private_headings(known.own)))
        if mine
        else (data, Outcome())
    )
    return replace(_open_table(text, digest, place, known.own), corrections=done)


def _open_table(data: bytes, digest: str, place: Place, own: Sequence[Recipe]) -> FoundFile:
    """Readings of meters, a foreign file, a ledger or annual accounts by the headings; what is neither is left alone."""
    meters = read_meter_file(data, [*own, *ready_recipes()], place)
    if meters is not None:
        return FoundFile(place.file, METERS if meters.letter else UNREADABLE, digest, meters=meters, problems=meters.problems)
    try:
        rows, plain, encoding = split_twice(data)
    except CsvQuotesError as error:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_quotes", replace(place, row=error.row)),))
    except CsvError:
        return FoundFile(place.file, UNREADABLE, digest, problems=(problem("csv_unreadable", place),))
    table = table_of(rows, encoding, lines=False)
    notes = (problem("csv_encoding", place),) if table.guessed_encoding else ()
    foreign = _foreign([grid_of(plain)], [*own, *(() if is_statement(table) else ready_recipes())], digest, place)
    if foreign is not None:
        return replace(foreign, problems=(*notes, *foreign.problems))
    if is_statement(table) or is_ledger(table):
        table = table_of(rows, encoding)
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
