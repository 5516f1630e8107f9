"""An old calculator read by its mapping: inputs as entries, results beside ours, or as stated tonnes where it has no more.

A result is never added to the inputs it was made of. It counts only where nothing else of the year tells of its categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hjj_lib import units
from hjj_lib.intake.amounts import read_amount
from hjj_lib.intake.calculator_cells import located, stands
from hjj_lib.intake.calculator_mapping import RESULT_UNITS, Calculator, MappedInput, MappedResult, Spot, meant_activities
from hjj_lib.intake.cells import Book, Cell
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.layout import unit_label
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_file import Recipe
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.language import Language
from hjj_lib.problems import Problem

_TONNES = "t_co2e"
_ZERO, _GIVEN, _UNKNOWN = "zero", "given", "unknown"


@dataclass(frozen=True)
class FoundCalculator:
    """A workbook that a mapping fits."""

    recipe: Recipe
    mapping: Calculator
    book: Book


@dataclass(frozen=True)
class OldResult:
    """A total that the calculator shows: with which of our totals it is compared, and whether it counts as stated tonnes."""

    category_id: str
    view: str
    kg_co2e: float
    counted: bool
    file: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class CalculatorReading:
    """What an old calculator says: ``entries`` as in ``tables.Entry``, and ``rows``, how many of its figures they hold."""

    entries: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    results: tuple[OldResult, ...] = ()


@dataclass(frozen=True)
class _Figure:
    """One cell: the amount in the unit of its activity, a state that was typed, or nothing. A fault is in ``problems``."""

    spot: Spot
    where: Place
    value: float | None = None
    state: str = ""
    faulty: bool = False
    problems: tuple[Problem, ...] = field(default=())

    @property
    def blank(self) -> bool:
        """Nothing stands there."""
        return self.value is None and not self.state and not self.faulty

    @property
    def read(self) -> bool:
        """There is an answer, and it could be read."""
        return not self.blank and not self.faulty


@dataclass(frozen=True)
class _Context:
    found: FoundCalculator
    place: Place
    known: Vocabulary
    language: str


def recognised_calculator(book: Book, recipes: Sequence[Recipe], place: Place) -> tuple[FoundCalculator | None, list[Problem]]:
    """The mapping that fits a workbook; nothing, and why, where several do. An institution's own come before the ready ones."""
    fitting = [recipe for recipe in recipes if recipe.calculator and stands(recipe.calculator.known_by, book)]
    fitting = [recipe for recipe in fitting if recipe.own] or fitting
    if len(fitting) > 1:
        return None, [problem("recipe_two", place, recipes=", ".join(recipe.recipe_id for recipe in fitting))]
    found = next((FoundCalculator(one, one.calculator, book) for one in fitting if one.calculator), None)
    return found, []


def read_calculator(
    found: FoundCalculator, place: Place, known: Vocabulary, language: str, elsewhere: frozenset[str]
) -> CalculatorReading:
    """The figures of an old calculator.

    Parameters
    ----------
    place
        File, institution and year; a workbook about another year gives nothing.
    language
        In which messages and comments quote names.
    elsewhere
        Categories of which another file of the year tells; results of them are only compared.

    Returns
    -------
    One entry for each activity and site, the sum of its cells in the activity's unit. An activity of which a cell cannot be
    read has state ``unknown``; an empty cell is no answer. Results in kilograms.
    """
    context = _Context(found, place, known, language)
    other_year = _other_year(context)
    if other_year:
        return CalculatorReading(problems=tuple(other_year))
    wrong = _unknown_words(context)
    if wrong or not _usable(context):
        return CalculatorReading(problems=tuple(wrong))
    inputs = [(one, _input(one, context)) for one in found.mapping.inputs]
    results = [(one, _result(one, context)) for one in found.mapping.results]
    entries = _entries([(one.activity_id, one.site_id, figure) for one, figure in inputs], context)
    answered = elsewhere | {str(known.activities[entry["activity_id"]]["category_id"]) for entry in entries}
    alone = [
        (one, figure)
        for one, figure in results
        if one.activity_id and (figure.value is not None or figure.faulty) and not answered & {one.category_id, *one.inputs}
    ]
    stated = _entries([(one.activity_id, None, figure) for one, figure in alone], context)
    counted = [one for one, _ in alone]
    told = tuple(_old(one, figure, one in counted) for one, figure in results if figure.value is not None)
    figures = [figure for _, figure in (*inputs, *results)]
    return CalculatorReading(
        entries=(*entries, *stated),
        problems=(
            *(found_problem for figure in figures for found_problem in figure.problems),
            *_notes(inputs, told, context),
            *_stated(alone, context),
        ),
        rows=sum(figure.read for _, figure in inputs) + sum(figure.read for _, figure in alone),
        results=told,
    )


def _other_year(context: _Context) -> list[Problem]:
    """Why nothing of the workbook counts: it is about another year, or does not say about which."""
    cell, fault = located(context.found.mapping.year, context.found.book, context.place)
    if fault:
        return [fault]
    text = str(cell.value.year) if isinstance(cell.value, date) else cell.text.removesuffix(".0")
    if text == str(context.place.year):
        return []
    where = _where(context.found.mapping.year, cell, context.place)
    return [problem("calculator_year", where, found=text or "–", year=context.place.year)]


def _unknown_words(context: _Context) -> list[Problem]:
    """Sites and categories of the mapping that there are not; what else is wrong in it, its own reading has told."""
    mapping = context.found.mapping
    sites = [(f"input {number}: site", one.site_id) for number, one in enumerate(mapping.inputs, start=1) if one.site_id]
    wrong = [(key, site) for key, site in sites if site not in context.known.site_names]
    for number, result in enumerate(mapping.results, start=1):
        for category in dict.fromkeys((result.category_id, *result.inputs)):
            wrong += [(f"result {number}: category", category)] if category not in context.known.categories else []
    recipe = context.found.recipe
    folder = "decisions/recipes" if recipe.own else "recipes"
    place = replace(context.place, file=f"{folder}/{recipe.recipe_id}.toml")
    return [problem("recipe_key", place, key=key, found=found) for key, found in wrong]


def _usable(context: _Context) -> bool:
    """Does the basis have every activity of the mapping, in such units? What is wrong, the mapping's own reading has told."""
    for _, activity_id, unit in meant_activities(context.found.mapping):
        activity = context.known.activities.get(activity_id)
        try:
            units.conversion(unit or _TONNES, str(activity["unit"]) if activity else "")
        except units.UnitError:
            return False
    return True


def _where(spot: Spot, cell: Cell, place: Place, activity_id: str = "") -> Place:
    return replace(place, sheet=spot.sheet, row=cell.row, column=cell.letter, activity_id=activity_id)


def _input(one: MappedInput, context: _Context) -> _Figure:
    activity = context.known.activities[one.activity_id]
    figure = _figure(one.spot, one.unit, one.activity_id, context)
    if figure.value is not None and figure.value < 0 and activity["dimension"] != "money":
        fault = problem("negative_amount", figure.where, found=figure.value)
        return replace(figure, value=None, faulty=True, problems=(*figure.problems, fault))
    factor = units.conversion(one.unit, str(activity["unit"]))
    return replace(figure, value=None if figure.value is None else figure.value * factor)


def _result(one: MappedResult, context: _Context) -> _Figure:
    figure = _figure(one.spot, _TONNES, one.activity_id, context)
    return replace(figure, value=None if figure.value is None else figure.value * RESULT_UNITS[one.unit])


def _figure(spot: Spot, unit: str, activity_id: str, context: _Context) -> _Figure:
    cell, fault = located(spot, context.found.book, context.place)
    where = _where(spot, cell, context.place, activity_id)
    if fault:
        return _Figure(spot, where, faulty=True, problems=(replace(fault, activity_id=activity_id),))
    label = unit_label(unit, context.language)
    told = read_amount(cell, where, unit=label, unit_text=unit, language=context.language, states=context.known.states)
    faulty = told.value is None and not told.state and not told.blank
    return _Figure(spot, where, told.value, told.state, faulty, told.problems)


def _entries(figures: Iterable[tuple[str, str | None, _Figure]], context: _Context) -> list[Row]:
    """One entry for each activity and site of which at least one cell is filled."""
    groups: dict[tuple[str, str | None], list[_Figure]] = {}
    for activity_id, site_id, figure in figures:
        if not figure.blank:
            groups.setdefault((activity_id, site_id), []).append(figure)
    return [_entry(activity_id, site_id, group, context) for (activity_id, site_id), group in groups.items()]


def _entry(activity_id: str, site_id: str | None, figures: Sequence[_Figure], context: _Context) -> Row:
    place, first = context.place, figures[0].where
    values = [figure.value for figure in figures if figure.value is not None]
    states = {figure.state for figure in figures if figure.state}
    known = not any(figure.faulty for figure in figures) and (not states or not values)
    total = sum(values)
    state = (next(iter(states)) if len(states) == 1 else _UNKNOWN) if states else _GIVEN if total else _ZERO
    told = Language(context.language).translation("Of the old calculator: {names}")
    ids = (place.institution_id, str(place.year), place.file, context.found.recipe.recipe_id, activity_id, site_id)
    return {
        "entry_id": "/".join(filter(None, ids)),
        "institution_id": place.institution_id,
        "year": place.year,
        "site_id": site_id,
        "activity_id": activity_id,
        "value_state": state if known else _UNKNOWN,
        "amount": total if known and values else None,
        "unit": str(context.known.activities[activity_id]["unit"]),
        "origin": None,
        "uncertainty_95_pct": None,
        "evidence": None,
        "comment": told.format(names=", ".join(f"{one.spot.name} ({one.where.column}{one.where.row})" for one in figures)),
        "file": place.file,
        "sheet": first.sheet,
        "row": first.row,
        "column": first.column,
    }


def _old(one: MappedResult, figure: _Figure, counted: bool) -> OldResult:
    where, tonnes = figure.where, figure.value or 0
    return OldResult(one.category_id, one.view, tonnes * 1000, counted, where.file, where.sheet, f"{where.column}{where.row}")


def _notes(inputs: Sequence[tuple[MappedInput, _Figure]], results: Sequence[OldResult], context: _Context) -> list[Problem]:
    """What was read, and which inputs are empty: that a cell is empty says neither zero nor unknown."""
    blank = dict.fromkeys(figure.spot.name for _, figure in inputs if figure.blank)
    read = sum(figure.read for _, figure in inputs)
    recipe = context.found.recipe.recipe_id
    notes = [problem("calculator_used", context.place, recipe=recipe, count=read, results=len(results))]
    return [*notes, problem("calculator_blank", context.place, names=", ".join(blank))] if blank else notes


def _stated(alone: Sequence[tuple[MappedResult, _Figure]], context: _Context) -> list[Problem]:
    """One question for each result that counts without its inputs."""
    name = f"name_{context.language}"
    return [
        problem(
            "calculator_stated",
            figure.where,
            category=str(context.known.categories[one.category_id][name]),
            found=float(figure.value or 0),
        )
        for one, figure in alone
        if figure.value is not None
    ]
