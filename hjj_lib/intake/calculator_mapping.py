"""A mapping of an old calculator: where its inputs and results stand in the workbook, and what they are here. Data, not code.

It is a recipe of kind ``calculator``; ``docs/old-calculator.md`` says how one is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hjj_lib import units

CALCULATOR = "calculator"
#: In which units a calculator may tell its results, with how many tonnes one is.
RESULT_UNITS: Mapping[str, float] = {"t": 1, "kg": 1 / 1000}
VIEWS = ("market", "location")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_SPOT = ("sheet", "cell", "label", "heading", "below")
_KEYS = {
    "known_by": ("sheet", "cell", "text"),
    "input": (*_SPOT, "activity", "unit", "site"),
    "result": (*_SPOT, "category", "activity", "unit", "inputs", "view"),
}


@dataclass(frozen=True)
class Spot:
    """Where a figure stands: in ``cell``, or in the row of ``label`` and the column of ``heading``; or both, which must agree.

    ``below`` is a text below which the label is looked for, where the sheet has the label several times.
    """

    sheet: str
    cell: str = ""
    label: str = ""
    heading: str = ""
    below: str = ""

    @property
    def name(self) -> str:
        """What the figure is called to a reader."""
        return self.label or self.cell


@dataclass(frozen=True)
class KnownBy:
    """A text in a cell by which the workbook is known."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True)
class MappedInput:
    """A figure that people typed into the calculator."""

    spot: Spot
    activity_id: str
    unit: str
    site_id: str | None = None


@dataclass(frozen=True)
class MappedResult:
    """A total that the calculator shows.

    Attributes
    ----------
    category_id, view
        With which of our totals it is compared.
    activity_id
        As which stated tonnes it counts where its inputs are missing; empty: it is only compared.
    inputs
        Categories of the inputs from which it was calculated.
    """

    spot: Spot
    category_id: str
    unit: str
    activity_id: str = ""
    inputs: tuple[str, ...] = ()
    view: str = VIEWS[0]


@dataclass(frozen=True)
class Calculator:
    """A whole mapping. ``year`` is where the workbook says which year it is about."""

    known_by: tuple[KnownBy, ...]
    year: Spot
    inputs: tuple[MappedInput, ...]
    results: tuple[MappedResult, ...]


def wrong_calculator(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key → value, of everything that is missing in a mapping or cannot be."""
    if not all(_is_list(content.get(key, [])) for key in _KEYS) or not isinstance(content.get("year"), dict):
        lists = [(key, str(content.get(key))) for key in _KEYS if not _is_list(content.get(key, []))]
        return [*lists, *([] if isinstance(content.get("year"), dict) else [("year", str(content.get("year", "–")))])]
    wrong = [("known_by", "–")] if not content.get("known_by") else []
    wrong += [("input", "–")] if not content.get("input") and not content.get("result") else []
    wrong += list(_wrong_spot("year", content["year"]))
    for table, keys in _KEYS.items():
        for number, one in enumerate(content.get(table, []), start=1):
            where = f"{table} {number}"
            wrong += [(f"{where}: {key}", str(value)) for key, value in one.items() if key not in keys or not _fits(key, value)]
            wrong += list(_wrong_known_by(where, one) if table == "known_by" else _wrong_spot(where, one))
            wrong += list(_wrong_meaning(where, table, one))
    return wrong


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _fits(key: str, value: object) -> bool:
    """Is a value of the kind that its key needs? Only ``inputs`` is a list; everything else is text."""
    if key == "inputs":
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    return isinstance(value, str) and bool(value.strip())


def _wrong_known_by(where: str, one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"{where}: {key}", "–") for key in _KEYS["known_by"] if not one.get(key))
    if one.get("cell") and not _CELL.fullmatch(str(one["cell"])):
        yield f"{where}: cell", str(one["cell"])


def _wrong_spot(where: str, one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A place is a cell, or a label with a heading; a label may stand beside a cell, to notice when rows have moved."""
    if not one.get("sheet"):
        yield f"{where}: sheet", "–"
    if one.get("cell") and not _CELL.fullmatch(str(one["cell"])):
        yield f"{where}: cell", str(one["cell"])
    if not one.get("cell") and not (one.get("label") and one.get("heading")):
        yield f"{where}: cell", "–"


def _wrong_meaning(where: str, table: str, one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    needed = {"input": ("activity", "unit"), "result": ("category", "unit")}.get(table, ())
    yield from ((f"{where}: {key}", "–") for key in needed if not one.get(key))
    unit = str(one.get("unit", ""))
    if (table == "input" and unit and not _is_unit(unit)) or (table == "result" and unit and unit not in RESULT_UNITS):
        yield f"{where}: unit", unit
    if one.get("view") and one["view"] not in VIEWS:
        yield f"{where}: view", str(one["view"])


def _is_unit(text: str) -> bool:
    try:
        units.spelling(text)
    except units.UnitError:
        return False
    return True


def calculator_of(content: Mapping[str, Any]) -> Calculator:
    """The mapping of a recipe in which nothing is wrong."""
    return Calculator(
        known_by=tuple(KnownBy(one["sheet"], one["cell"], one["text"]) for one in content["known_by"]),
        year=_spot(content["year"]),
        inputs=tuple(map(_input, content.get("input", []))),
        results=tuple(
            MappedResult(
                _spot(one),
                one["category"],
                one["unit"],
                one.get("activity", ""),
                tuple(one.get("inputs", [one["category"]])),
                one.get("view", VIEWS[0]),
            )
            for one in content.get("result", [])
        ),
    )


def _input(one: Mapping[str, Any]) -> MappedInput:
    return MappedInput(_spot(one), one["activity"], units.spelling(one["unit"]), one.get("site"))


def _spot(one: Mapping[str, Any]) -> Spot:
    return Spot(**{key: str(one.get(key, "")) for key in _SPOT})


def meant_activities(calculator: Calculator) -> Iterator[tuple[str, str, str]]:
    """Key, activity and unit of every activity that a mapping names; the unit is empty for stated tonnes."""
    for number, one in enumerate(calculator.inputs, start=1):
        yield f"input {number}", one.activity_id, one.unit
    for number, result in enumerate(calculator.results, start=1):
        if result.activity_id:
            yield f"result {number}", result.activity_id, ""
