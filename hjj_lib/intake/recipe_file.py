"""Recipes: how the files of other programs are recognised and read, as data. One TOML file is one recipe.

The ready ones stand in ``factors/recipes``, an institution's own in its ``decisions/recipes``. ``factors/README.md`` says how
one is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib import units
from hjj_lib.basis import FOLDER
from hjj_lib.intake.calculator_mapping import CALCULATOR, Calculator, calculator_of, meant_activities, wrong_calculator
from hjj_lib.intake.csv_file import CLASSES, settings
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.trip_recipe import FLIGHT, TRIPS, wrong_trips
from hjj_lib.problems import Problem
from hjj_lib.tables import LANGUAGES, ORIGINS

LEDGER, AMOUNTS, METER = "ledger", "amounts", "meter"
#: Kinds of recipe for which there is a converter.
KINDS = (LEDGER, AMOUNTS, METER, TRIPS, CALCULATOR)
#: Columns without which nobody knows how much a meter read, when and for how long.
_OF_METER = {"meter", "resolution", "unit", "date", "amount"}
#: Columns of a ledger that hold its sums, from the one that says most about VAT.
SUMS = ("amount_net_eur", "amount_gross_eur", "amount_eur")
FILE_TYPES = ("csv", "xlsx")
#: Where an institution keeps its own, in its folder.
OWN_FOLDER = ("decisions", "recipes")
_TABLES = ("recognise", "columns", "numbers", "dates", "skip", "values", TRIPS)
_MARKS = (",", ".")
#: The unit of emissions that are told as such.
_TONNES = "t_co2e"
#: Columns that every ledger may have besides those of its recipe, under the headings of ``ledger.toml``.
_BESIDE = ("cpv", "unspsc", "tax_code", "vat_rate_pct", "capitalised", "student_years", "site")


@dataclass(frozen=True)
class Column:
    """A column that a recipe looks for.

    ``unit`` is that of its amounts where no other column says it; ``activity_id`` is what they are amounts of.
    """

    key: str
    headers: tuple[str, ...]
    required: bool
    unit: str = ""
    activity_id: str = ""


@dataclass(frozen=True)
class Filter:
    """Which rows count: those with one of the words of ``keep`` in the column, and none of those of ``drop``."""

    column: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """How one kind of foreign file is recognised and read.

    Attributes
    ----------
    sheets
        Patterns of sheet names, as in ``Raportti*``.
    decimal, thousands
        The marks in its numbers; the spaces between thousands are always read.
    dates
        Forms of its days or months, as in ``%d.%m.%Y``; ``YYYY-MM-DD`` is always read.
    periods
        How many periods a whole year has in such a file; 0 where that is not known.
    origin
        How its amounts were got, a word of ``tables.ORIGINS``; empty where that is not known.
    skip
        Words that name a row of sums.
    values
        Column → word in the file → word of the program, such as an activity's id or a unit.
    trips
        Of kind ``trips``: ``direction`` and ``passengers`` of every row, where no column says them.
    calculator
        Of kind ``calculator``: where inputs and results stand in the workbook; such a recipe has no columns.
    own
        Whether it is the institution's own, which comes before the ready ones.
    """

    recipe_id: str
    kind: str
    names: Mapping[str, str]
    columns: tuple[Column, ...]
    file_types: tuple[str, ...] = FILE_TYPES
    sheets: tuple[str, ...] = ("*",)
    decimal: str = ","
    thousands: str = ""
    dates: tuple[str, ...] = ()
    periods: int = 0
    origin: str = ""
    skip: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    trips: Mapping[str, Any] = field(default_factory=dict)
    calculator: Calculator | None = None
    own: bool = False


def read_recipes(folder: Path, *, own: bool = False) -> tuple[list[Recipe], list[Problem]]:
    """The recipes of a folder in order of name, and what is wrong with the others.

    A recipe that is wrong is not used. A folder that does not exist has none.
    """
    recipes, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        place = Place(file="/".join((*OWN_FOLDER, path.name)) if own else f"{folder.name}/{path.name}")
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            problems.append(problem("recipe_toml", place))
            continue
        wrong = _wrong(content, path.stem)
        problems.extend(problem("recipe_key", place, key=key, found=found) for key, found in wrong)
        if not wrong:
            recipes.append(_recipe(content, own=own))
    return recipes, problems


@cache
def ready_recipes() -> tuple[Recipe, ...]:
    """The recipes that come with the calculation basis."""
    return tuple(read_recipes(FOLDER / "recipes")[0])


def own_recipes(home: Path) -> tuple[list[Recipe], list[Problem]]:
    """The recipes of an institution, in ``decisions/recipes`` of its folder."""
    return read_recipes(home.joinpath(*OWN_FOLDER), own=True)


def unknown_words(recipes: Sequence[Recipe], activities: Mapping[str, Any], folder: str) -> list[Problem]:
    """Activities that recipes name and the basis does not have, and units that do not measure them."""
    problems = []
    for recipe in recipes:
        place = Place(file=f"{folder}/{recipe.recipe_id}.toml")
        told = [(f"columns.{column.key}.activity", column.activity_id) for column in recipe.columns if column.activity_id]
        flight = FLIGHT if recipe.kind == TRIPS else ""
        told += [("values.what", value) for value in recipe.values.get("what", {}).values() if value != flight]
        problems += [problem("recipe_key", place, key=key, found=found) for key, found in told if found not in activities]
        for key, activity_id, unit in meant_activities(recipe.calculator) if recipe.calculator else ():
            if activity_id not in activities:
                problems.append(problem("recipe_key", place, key=f"{key}: activity", found=activity_id))
            elif not _fits(unit or _TONNES, str(activities[activity_id])):
                problems.append(problem("recipe_key", place, key=f"{key}: unit", found=unit or activity_id))
        for column in recipe.columns:
            if column.unit and column.activity_id in activities and not _fits(column.unit, str(activities[column.activity_id])):
                problems.append(problem("recipe_key", place, key=f"columns.{column.key}.unit", found=column.unit))
    return problems


def _fits(unit: str, other: str) -> bool:
    try:
        units.conversion(units.spelling(unit), other)
    except units.UnitError:
        return False
    return True


def _wrong(content: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """Key → value, of everything in a recipe that is missing or cannot be."""
    wrong = [
        (key, str(content.get(key, "–"))) for key in (*(f"name_{code}" for code in LANGUAGES), "kind") if not _text(content, key)
    ]
    if content.get("recipe_id") != name:
        wrong.append(("recipe_id", str(content.get("recipe_id", "–"))))
    if _text(content, "kind") and content["kind"] not in KINDS:
        wrong.append(("kind", str(content["kind"])))
    if content.get("kind") == CALCULATOR:
        return [*wrong, *wrong_calculator(content)]
    tables = [key for key in _TABLES if not isinstance(content.get(key, {}), dict)]
    if tables or not content.get("columns") or not _filters_are_tables(content):
        return [*wrong, *((key, str(content.get(key, "–"))) for key in tables or ["columns"])]
    for key, column in content["columns"].items():
        wrong += [(f"columns.{key}.headers", str(column))] if not _is_column(column) else []
    if wrong:
        return wrong
    return [*_wrong_lists(content), *_wrong_columns(content), *_wrong_forms(content)]


def _text(content: Mapping[str, Any], key: str) -> bool:
    return isinstance(content.get(key), str) and bool(content[key].strip())


def _filters_are_tables(content: Mapping[str, Any]) -> bool:
    filters = content.get("filter", [])
    return isinstance(filters, list) and all(isinstance(one, dict) and _text(one, "column") for one in filters)


def _is_column(column: object) -> bool:
    return isinstance(column, dict) and bool(column.get("headers")) and _is_words(column["headers"])


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def _wrong_lists(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Lists that are no lists of words, and tables of words that are none."""
    lists = [("recognise", "file_types"), ("recognise", "sheets"), ("dates", "formats"), ("skip", "words")]
    told = [(f"{table}.{key}", content.get(table, {}).get(key, [])) for table, key in lists]
    told += [(f"filter.{key}", one.get(key, [])) for one in content.get("filter", []) for key in ("keep", "drop")]
    wrong = [(key, str(value)) for key, value in told if not _is_words(value)]
    types = content.get("recognise", {}).get("file_types", [])
    if not wrong:
        wrong += [("recognise.file_types", word) for word in types if word not in FILE_TYPES]
    for key, words in content.get("values", {}).items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
            wrong.append((f"values.{key}", str(words)))
    return wrong


def _wrong_columns(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns that a recipe needs and does not ask for."""
    columns = content["columns"]
    required = [key for key, column in columns.items() if column.get("required") is True]
    wrong = [] if required else [("columns", ", ".join(columns))]
    wrong += [("filter.column", str(one["column"])) for one in content.get("filter", []) if one["column"] not in columns]
    if content["kind"] == LEDGER:
        sums, classes = set(SUMS) & set(columns), set(CLASSES) & set(columns)
        return wrong if len(sums) == 1 and classes else [*wrong, ("columns", ", ".join(columns))]
    if content["kind"] == METER:
        return [*wrong, *((f"columns.{key}", "–") for key in sorted(_OF_METER - set(required)))]
    if content["kind"] == TRIPS:
        return [*wrong, *wrong_trips(content)]
    told = [key for key, column in columns.items() if column.get("activity")]
    if not told and not {"what", "amount"} <= set(columns):
        wrong.append(("columns", ", ".join(columns)))
    amounts = told or ["amount"]
    unmeasured = [key for key in amounts if key in columns and not columns[key].get("unit") and "unit" not in columns]
    return [*wrong, *((f"columns.{key}.unit", "–") for key in unmeasured)]


def _wrong_forms(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Marks of numbers, forms of dates and units that cannot be."""
    numbers, dates = content.get("numbers", {}), content.get("dates", {})
    decimal, thousands, periods = numbers.get("decimal", ","), numbers.get("thousands", ""), dates.get("periods", 0)
    wrong = [] if decimal in _MARKS else [("numbers.decimal", str(decimal))]
    if thousands == decimal or thousands not in ("", " ", *_MARKS):
        wrong.append(("numbers.thousands", str(thousands)))
    if content.get("origin", ORIGINS[0]) not in ORIGINS:
        wrong.append(("origin", str(content["origin"])))
    if type(periods) is not int or periods < 0:
        wrong.append(("dates.periods", str(periods)))
    wrong += [("dates.formats", form) for form in dates.get("formats", []) if "%Y" not in form]
    given = [(f"columns.{key}.unit", column.get("unit", "")) for key, column in content["columns"].items()]
    given += [("values.unit", word) for word in content.get("values", {}).get("unit", {}).values()]
    return [*wrong, *((key, str(word)) for key, word in given if word and not _is_unit(str(word)))]


def _is_unit(word: str) -> bool:
    try:
        units.spelling(word)
    except units.UnitError:
        return False
    return True


def _recipe(content: Mapping[str, Any], *, own: bool) -> Recipe:
    if content["kind"] == CALCULATOR:
        names = {code: content[f"name_{code}"] for code in LANGUAGES}
        return Recipe(content["recipe_id"], CALCULATOR, names, (), calculator=calculator_of(content), own=own)
    columns = tuple(
        Column(key, tuple(one["headers"]), one.get("required") is True, str(one.get("unit", "")), str(one.get("activity", "")))
        for key, one in content["columns"].items()
    )
    numbers, dates, recognise = (content.get(key, {}) for key in ("numbers", "dates", "recognise"))
    return Recipe(
        recipe_id=content["recipe_id"],
        kind=content["kind"],
        names={code: content[f"name_{code}"] for code in LANGUAGES},
        columns=(*columns, *(_beside(columns) if content["kind"] == LEDGER else ())),
        file_types=tuple(recognise.get("file_types", FILE_TYPES)),
        sheets=tuple(recognise.get("sheets", ["*"])),
        decimal=numbers.get("decimal", ","),
        thousands=numbers.get("thousands", ""),
        dates=tuple(dates.get("formats", [])),
        periods=dates.get("periods", 0),
        origin=content.get("origin", ""),
        skip=tuple(content.get("skip", {}).get("words", [])),
        filters=tuple(
            Filter(one["column"], tuple(one.get("keep", [])), tuple(one.get("drop", []))) for one in content.get("filter", [])
        ),
        values=content.get("values", {}),
        trips=content.get(TRIPS, {}),
        own=own,
    )


def _beside(columns: Sequence[Column]) -> list[Column]:
    """The columns that any ledger may have, without the headings that the recipe uses itself."""
    taken = {column.key for column in columns} | {header.casefold() for column in columns for header in column.headers}
    told = [one for one in settings()["column"] if one["key"] in _BESIDE and one["key"] not in taken]
    words = {one["key"]: (one["fi"], one["sv"], one["en"], *one["also"]) for one in told}
    free = {key: tuple(word for word in spellings if word.casefold() not in taken) for key, spellings in words.items()}
    return [Column(key, spellings, required=False) for key, spellings in free.items()]
