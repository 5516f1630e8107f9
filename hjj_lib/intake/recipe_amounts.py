"""Amounts of a foreign file as entries: one for each activity and site, the sum of its rows, with where they stand.

A sum of which one row cannot be read is not known: what is left would look like the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hjj_lib import units
from hjj_lib.intake.duplicates import Row
from hjj_lib.intake.layout import limit, unit_label
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_values import meant, read_day, read_number
from hjj_lib.intake.recognise import Recognised
from hjj_lib.intake.trip_recipe import TRIPS
from hjj_lib.intake.vocabulary import Vocabulary, key_of
from hjj_lib.language import Language
from hjj_lib.problems import Problem

_MONEY = "money"


@dataclass(frozen=True)
class ForeignReading:
    """What a foreign file says: ``entries`` as in ``tables.Entry``, and ``rows``, how many rows they add up."""

    entries: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Amount:
    """One cell. ``fault`` is empty when it was read; else its code and the text that could not be read."""

    row: int
    letter: str
    activity_id: str
    site_id: str | None = None
    day: date | None = None
    value: float = 0
    fault: str = ""
    text: str = ""


@dataclass(frozen=True)
class Context:
    """A recognised file with what its words mean: ``units``, ``what`` and ``sites`` are the recipe's, by folded word."""

    found: Recognised
    place: Place
    known: Vocabulary
    language: str
    units: Mapping[str, str] = field(default_factory=dict)
    what: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)


def read_amounts(found: Recognised, place: Place, known: Vocabulary, language: str) -> ForeignReading:
    """The entries of a file that a recipe of kind ``amounts`` recognised.

    Parameters
    ----------
    place
        File, institution and year; rows of other years are left out and told.
    language
        In which messages and comments quote names.

    Returns
    -------
    Entries in the activity's own unit. An activity and site of which a row cannot be read has state ``unknown``, and so has
    one whose sum is below zero. Rows that nobody can place with an activity are an error and in no entry.
    """
    context = context_of(found, place, known, language)
    return added_up(list(_amounts(context)), context)


def context_of(found: Recognised, place: Place, known: Vocabulary, language: str) -> Context:
    """What is known of a recognised file before its rows are read."""
    words = {key: {key_of(word): value for word, value in told.items()} for key, told in found.recipe.values.items()}
    where = replace(place, sheet=found.sheet)
    return Context(found, where, known, language, words.get("unit", {}), words.get("what", {}), words.get("site", {}))


def added_up(amounts: Sequence[Amount], context: Context) -> ForeignReading:
    """The amounts of the year as entries, one for each activity and site; what :func:`read_amounts` gives."""
    year = context.place.year
    others = [one for one in amounts if one.day is not None and one.day.year != year]
    amounts = [one for one in amounts if one.day is None or one.day.year == year]
    problems = [*_faults(amounts, context), *_other_years(others, amounts, context)]
    groups: dict[tuple[str, str | None], list[Amount]] = {}
    for one in amounts:
        if one.activity_id:
            groups.setdefault((one.activity_id, one.site_id), []).append(one)
    entries = []
    for (activity_id, site_id), rows in groups.items():
        entry, more = _entry(activity_id, site_id, rows, context)
        entries.append(entry)
        problems.extend(more)
    return ForeignReading(tuple(entries), tuple(problems), len({one.row for one in amounts}))


def _amounts(context: Context) -> Iterator[Amount]:
    """Every amount of every row; a column of one activity that is empty where another of the row is filled is no amount."""
    told = [column for column in context.found.recipe.columns if column.activity_id and column.key in context.found.letters]
    for cells in context.found.cells.to_dict("records"):
        row = {str(key): value for key, value in cells.items()}
        if not told:
            activity_id = meant(row["what"], context.what) or named(row["what"], context.known)
            yield _amount(row, "amount", activity_id, "", context)
        filled = [column for column in told if row[column.key]] or told
        for column in filled:
            yield _amount(row, column.key, column.activity_id, column.unit, context)


def named(text: str, known: Vocabulary) -> str:
    """The activity that a text names, as the template does: its id, or its name in any language."""
    named = known.activity_names.get(key_of(text), frozenset())
    return next(iter(named)) if len(named) == 1 else ""


def _amount(row: Row, key: str, activity_id: str, unit: str, context: Context) -> Amount:
    found, known = context.found, context.known
    one = Amount(row["row"], found.letters[key], activity_id)
    if activity_id not in known.activities:
        return replace(
            one,
            activity_id="",
            letter=found.letters.get("what", one.letter),
            fault="recipe_word",
            text=row.get("what", activity_id),
        )
    one = placed(one, row, context)
    if one.fault:
        return one
    default = next((column.unit for column in found.recipe.columns if column.key == key), unit)
    factor = unit_factor(row.get("unit", ""), default, str(known.activities[activity_id]["unit"]), context)
    if factor is None:
        return replace(one, letter=found.letters.get("unit", one.letter), fault="recipe_unit", text=row.get("unit") or default)
    number = read_number(row[key], found.recipe)
    if number is None:
        return replace(one, fault="recipe_amount", text=row[key])
    if number < 0 and known.activities[activity_id]["dimension"] != _MONEY:
        return replace(one, fault="recipe_negative", text=row[key])
    return replace(one, value=number * factor)


def placed(one: Amount, row: Row, context: Context) -> Amount:
    """The amount with its site and day, or with what is wrong about them."""
    found, known = context.found, context.known
    if row.get("site"):
        site = context.sites.get(key_of(row["site"]), row["site"])
        if key_of(site) not in known.sites:
            return replace(one, letter=found.letters["site"], fault="recipe_site", text=row["site"])
        one = replace(one, site_id=known.sites[key_of(site)])
    if "date" in row:
        one = replace(one, day=read_day(row["date"], found.recipe))
        if one.day is None:
            return replace(one, letter=found.letters["date"], fault="recipe_date", text=row["date"])
    return one


def unit_factor(text: str, default: str, unit: str, context: Context) -> float | None:
    """How many of the activity's unit one unit of the file is; nothing if it does not measure the activity."""
    try:
        return units.conversion(units.spelling(context.units.get(key_of(text), text or default)), unit)
    except units.UnitError:
        return None


def _faults(amounts: Sequence[Amount], context: Context) -> list[Problem]:
    """One problem for each kind of fault, at the first cell that has it."""
    problems = []
    for fault in dict.fromkeys(one.fault for one in amounts if one.fault):
        faulty = [one for one in amounts if one.fault == fault]
        texts = dict.fromkeys(one.text or "–" for one in faulty)
        most = int(limit("named_in_message"))
        shown = ", ".join(list(texts)[:most]) + (" …" if len(texts) > most else "")
        where = replace(context.place, row=faulty[0].row, column=faulty[0].letter, activity_id=faulty[0].activity_id)
        problems.append(
            problem(fault, where, count=len({one.row for one in faulty}), found=shown, recipe=context.found.recipe.recipe_id)
        )
    return problems


def _other_years(others: Sequence[Amount], kept: Sequence[Amount], context: Context) -> list[Problem]:
    if not others:
        return []
    years = ", ".join(str(year) for year in sorted({one.day.year for one in others if one.day}))
    where = replace(context.place, row=others[0].row, column=others[0].letter)
    code = "recipe_other_year" if kept else "recipe_no_row_of_year"
    return [problem(code, where, count=len({one.row for one in others}), years=years, year=context.place.year)]


def _twice(rows: Sequence[Amount]) -> list[Amount]:
    """Amounts with the period and the value of another one above."""
    seen: set[tuple[date | None, float, str]] = set()
    twice = []
    for one in rows:
        key = one.day, one.value, one.letter
        if one.value and key in seen:
            twice.append(one)
        seen.add(key)
    return twice


def _entry(activity_id: str, site_id: str | None, rows: Sequence[Amount], context: Context) -> tuple[Row, list[Problem]]:
    activity, first = context.known.activities[activity_id], rows[0]
    where = replace(context.place, row=first.row, column=first.letter, activity_id=activity_id)
    name = str(activity[f"name_{context.language}"])
    site = "" if site_id is None else f" ({context.known.site_names[site_id]})"
    total, readable = sum(one.value for one in rows), not any(one.fault for one in rows)
    problems = []
    if readable and total < 0:
        values: dict[str, Any] = {"activity": name, "found": total, "unit": unit_label(str(activity["unit"]), context.language)}
        problems.append(problem("recipe_below_zero", where, **values))
    periods, expected = len({one.day for one in rows if one.day}), context.found.recipe.periods
    if readable and expected and periods != expected:
        problems.append(problem("recipe_periods", where, activity=name, site=site, count=periods, expected=expected))
    # Both ways of a trip are as long, and colleagues travel together: there, tickets tell what is listed twice.
    twice = [] if context.found.recipe.kind == TRIPS else _twice(rows)
    if readable and twice:
        again = replace(where, row=twice[0].row, column=twice[0].letter)
        problems.append(problem("recipe_row_twice", again, activity=name, site=site, count=len(twice)))
    told = Language(context.language).translation("Rows of the file added up: {count}, the first {first}, the last {last}")
    counted = readable and total >= 0
    ids = (where.institution_id, str(where.year), where.file, where.sheet, context.found.recipe.recipe_id, activity_id, site_id)
    return {
        "entry_id": "/".join(filter(None, ids)),
        "institution_id": where.institution_id,
        "year": where.year,
        "site_id": site_id,
        "activity_id": activity_id,
        "value_state": ("given" if total else "zero") if counted else "unknown",
        "amount": total if counted else None,
        "unit": str(activity["unit"]),
        "origin": (context.found.recipe.origin or None) if counted else None,
        "uncertainty_95_pct": None,
        "evidence": None,
        "comment": told.format(count=len(rows), first=min(one.row for one in rows), last=max(one.row for one in rows)),
        "file": where.file,
        "sheet": where.sheet or None,
        "row": first.row,
        "column": first.letter,
    }, problems
