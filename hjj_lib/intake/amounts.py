"""One cell that should hold a number, and one that should hold a unit: what they say, and what is wrong with them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hjj_lib import units
from hjj_lib.intake.cells import Cell
from hjj_lib.intake.layout import unit_label
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.numbers import Number, read_number
from hjj_lib.intake.vocabulary import closest, key_of
from hjj_lib.problems import Problem

#: ``[1]Taul1!A1``, ``'C:\\[a.xlsx]Taul1'!A1``, data from other programs (``program|topic!item``, RTD) and from the web.
#: ``Taulu1[2024]`` is a column of a table in the same workbook.
_OTHER_WORKBOOK = re.compile(
    r"'[^']*\[[^\]]+\][^']*'!|(?<![\w\]])\[[^\[\]]+\][\w.]*!|[\w']\|[^!]*!|\b(?:WEBSERVICE|RTD|SQL\.REQUEST)\(", re.IGNORECASE
)
_DATES = (datetime.date, datetime.time, datetime.timedelta)


@dataclass(frozen=True)
class Amount:
    """What the cell of an amount says.

    Attributes
    ----------
    value
        The number, if there is exactly one reading.
    state
        A state that was typed in the amount's cell (``ei tiedossa``).
    blank
        Nothing stands there.
    """

    value: float | None = None
    state: str = ""
    blank: bool = False
    problems: tuple[Problem, ...] = ()


def from_elsewhere(formula: str) -> bool:
    """Does a formula take its figure from another workbook, another program or the web?"""
    return _OTHER_WORKBOOK.search(formula) is not None


def read_amount(cell: Cell, place: Place, *, unit: str, unit_text: str, language: str, states: Mapping[str, str]) -> Amount:
    """The amount in a cell.

    Parameters
    ----------
    unit
        The unit in which the row is asked, for the messages.
    unit_text
        What stands in the unit column.
    language
        Language of the workbook: in English ``1,234`` has two readings.
    states
        Words for states, as in :class:`hjj_lib.intake.vocabulary.Vocabulary`.
    """
    where = replace(place, column=cell.letter)
    if from_elsewhere(cell.formula):
        return _unreadable(problem("external_link", where, formula=cell.formula))
    if cell.formula and cell.value is None:
        return _unreadable(problem("formula_no_value", where, formula=cell.formula))
    if cell.is_error:
        return _unreadable(problem("error_cell", where, found=cell.text))
    if not cell.text:
        return Amount(blank=True)
    if isinstance(cell.value, str):
        if key_of(cell.text) in states:
            return Amount(state=states[key_of(cell.text)])
        return _text(cell, read_number(cell.text, point_language=language == "en"), where, unit, unit_text)
    return _stored(cell, where, unit)


def shown(value: Any) -> Any:
    """A cell's value for a message: floats stay numbers, so that they are shown with the reader's decimal mark."""
    if isinstance(value, datetime.date):
        return f"{value.day}.{value.month}.{value.year}"
    return value if isinstance(value, float) else " ".join(str(value).split())


def read_unit(text: str, place: Place, *, unit: str, name: str, language: str) -> tuple[str, list[Problem]]:
    """The unit as the tables spell it, empty when it cannot be used; ``unit`` is the one in which the row is asked."""
    label = unit_label(unit, language)
    if not text:
        return "", [problem("unit_missing", place, unit=label)]
    try:
        spelt = units.spelling(text)
    except units.UnitError:
        suggestion = closest(text, (word for word in units.spellings() if _same_dimension(word, unit)))
        return "", [problem("unknown_unit", place, found=text, unit=label, suggestion=suggestion)]
    if not _same_dimension(spelt, unit):
        return "", [problem("unit_dimension", place, found=text, unit=label, activity=name)]
    return spelt, []


def _same_dimension(spelling: str, unit: str) -> bool:
    try:
        units.conversion(units.spelling(spelling), unit)
    except units.UnitError:
        return False
    return True


def _stored(cell: Cell, where: Place, unit: str) -> Amount:
    value = cell.value
    if isinstance(value, bool):
        return _unreadable(problem("number_boolean", where, found=str(value).upper()))
    if isinstance(value, _DATES):
        return _unreadable(problem("number_date", where, found=shown(value)))
    if cell.percent:
        return _unreadable(problem("number_percent", where, found=f"{100 * float(value):g} %", unit=unit))
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return _unreadable(problem("number_text", where, found=shown(value)))
    if not math.isfinite(number):
        return _unreadable(problem("number_not_finite", where, found=str(value)))
    return Amount(number)


def _text(cell: Cell, number: Number, where: Place, unit: str, unit_text: str) -> Amount:
    if number.unit:
        return _with_unit(cell, number, where, unit, unit_text)
    problems = [problem(number.code, where, **{"found": cell.text, "unit": unit, **number.values})] if number.code else []
    state = "unknown" if number.code == "number_dash" else ""
    return Amount(number.value, state, problems=tuple(problems))


def _with_unit(cell: Cell, number: Number, where: Place, unit: str, unit_text: str) -> Amount:
    """A number with a word behind it: right if the word is the unit of the row, else an error."""
    if number.unit.startswith("%"):
        return _unreadable(problem("number_percent", where, found=cell.text, unit=unit))
    try:
        written = units.spelling(number.unit)
    except units.UnitError:
        return _unreadable(problem("number_text", where, found=cell.text))
    if key_of(unit_text) != key_of(number.unit):
        try:
            agrees = written == units.spelling(unit_text)
        except units.UnitError:
            agrees = False
        if not agrees:
            return _unreadable(problem("number_unit_contradicts", where, found=cell.text, unit=unit))
    if number.code:
        return Amount(number.value, problems=(problem(number.code, where, **{"found": cell.text, **number.values}),))
    return Amount(number.value, problems=(problem("number_with_unit", where, found=cell.text),))


def _unreadable(what: Problem) -> Amount:
    return Amount(problems=(what,))
