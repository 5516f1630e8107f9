"""One row of a data sheet: which activity it is about, what it answers, and everything that is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hjj_lib.intake.amounts import Amount, read_amount, read_unit, shown
from hjj_lib.intake.cells import Cell
from hjj_lib.intake.layout import CATEGORY_KEY, HEADER_KEY, SPARE_KEY, DenominatorKind, unit_label, word, words
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.numbers import read_number
from hjj_lib.intake.sheet import Table
from hjj_lib.intake.vocabulary import Vocabulary, closest, is_sum_word, key_of
from hjj_lib.problems import Problem
from hjj_lib.tables import LANGUAGES

_STATED = "stated"
_MONEY = "money"


@dataclass(frozen=True)
class RowAnswer:
    """What one row says.

    Attributes
    ----------
    activity_id, kind
        The activity or the denominator's kind; both empty when the row is about neither.
    answer
        Columns of the entry or denominator, without the place; empty when the row is blank.
    formula
        Formula behind the amount, to see sums of rows that are counted themselves.
    """

    row: int
    activity_id: str = ""
    kind: str = ""
    site_id: str | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    formula: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a row is read with: its table, the words it may use, and the language of the workbook."""

    table: Table
    known: Vocabulary
    language: str


def read_row(context: Context, row: int, place: Place) -> RowAnswer:
    """Read one row of a table; ``place`` is that of the sheet."""
    table, known, where = context.table, context.known, replace(place, row=row)
    key, name = table.cell(row, "row_key").text, table.cell(row, "activity").text
    answered = any(_filled(table.cell(row, column)) for column in ("amount", "state"))
    if key == HEADER_KEY:
        return RowAnswer(row)
    if key in known.denominators:
        return _denominator(context, row, where, known.denominators[key])
    if key.startswith(CATEGORY_KEY):
        at = replace(where, column=table.letter("activity"))
        return RowAnswer(row, problems=(problem("amount_without_activity", at),) if answered else ())
    activity_id, problems = _activity(context, key, name, where, answered=answered)
    if not activity_id:
        return RowAnswer(row, problems=tuple(problems))
    result = _entry(context, row, replace(where, activity_id=activity_id))
    return replace(result, problems=(*problems, *result.problems))


def _filled(cell: Cell) -> bool:
    return bool(cell.text or cell.formula)


def _activity(context: Context, key: str, name: str, place: Place, *, answered: bool) -> tuple[str, list[Problem]]:
    """The row's activity; empty when there is none, with a problem if the row holds a figure."""
    table, known = context.table, context.known
    where = replace(place, column=table.letter("activity"))
    named = known.activity_names.get(key_of(name), frozenset())
    if key in known.activities:
        return _keyed(context, key, name, where, answered=answered)
    if not answered:
        return "", []
    if key not in ("", SPARE_KEY):
        suggestion = closest(key, known.activities)
        return "", [problem("unknown_row_key", replace(place, column=table.letter("row_key")), found=key, suggestion=suggestion)]
    if not name:
        return "", [problem("amount_without_activity", where)]
    if len(named) == 1:
        return next(iter(named)), []
    if is_sum_word(name):
        return "", [problem("sum_row", where, found=name)]
    choices = [row[f"name_{code}"] for row in known.activities.values() for code in LANGUAGES]
    return "", [problem("unknown_activity", where, found=name, suggestion=closest(name, choices))]


def _keyed(context: Context, key: str, name: str, where: Place, *, answered: bool) -> tuple[str, list[Problem]]:
    """The activity of a row with a key, if the row's visible name does not say another."""
    named = context.known.activity_names.get(key_of(name), frozenset())
    own = context.known.activities[key][f"name_{context.language}"]
    if not name or key in named:
        return key, []
    if is_sum_word(name):
        return "", [problem("sum_row", where, found=name)] if answered else []
    if named:
        values = {"found": name, "name": own, "key_column": context.table.letter("row_key")}
        return "", [problem("activity_contradicts", where, **values)] if answered else []
    return key, [problem("activity_renamed", where, found=name, name=own)] if answered else []


def read_site(context: Context, row: int, place: Place) -> tuple[str | None, list[Problem]]:
    """The site of a row; ``None`` for the whole institution, or with a problem if the site is not known."""
    table, known = context.table, context.known
    text = table.cell(row, "site").text
    if not text:
        return None, []
    if key_of(text) in known.sites:
        return known.sites[key_of(text)], []
    suggestion = closest(text, known.site_names.values())
    return None, [problem("unknown_site", replace(place, column=table.letter("site")), found=text, suggestion=suggestion)]


def _entry(context: Context, row: int, place: Place) -> RowAnswer:
    """Read the row of an activity, which ``place`` names."""
    table, known, language, activity_id = context.table, context.known, context.language, place.activity_id
    activity = known.activities[activity_id]
    site_id, site_problems = read_site(context, row, place)
    cell, unit_text = table.cell(row, "amount"), table.cell(row, "unit").text
    label = unit_label(str(activity["unit"]), language)
    amount = read_amount(cell, place, unit=label, unit_text=unit_text, language=language, states=known.states)
    state, amount, state_problems = _state(context, row, place, amount)
    if not state:
        return RowAnswer(row, activity_id, site_id=site_id, problems=tuple(site_problems))
    unit, unit_problems = str(activity["unit"]), list[Problem]()
    if amount.value is not None:
        name, at = str(activity[f"name_{language}"]), replace(place, column=table.letter("unit"))
        unit, unit_problems = read_unit(unit_text, at, unit=unit, name=name, language=language)
        if not unit:
            unit, state, amount = str(activity["unit"]), "unknown", replace(amount, value=None)
    negative = _negative(amount, replace(place, column=cell.letter), money=activity["dimension"] == _MONEY)
    if any(found.severity == "error" for found in negative):
        state, amount = "unknown", replace(amount, value=None)
    quality, quality_problems = _quality(context, row, place)
    stated = activity["theme"] == _STATED and state in ("given", "zero")
    answer = {
        "value_state": state,
        "amount": amount.value,
        "unit": unit,
        **quality,
        **({"origin": _STATED} if stated else {}),
        "evidence": table.cell(row, "evidence").text or None,
        "comment": table.cell(row, "comment").text or None,
    }
    problems = (*site_problems, *amount.problems, *state_problems, *unit_problems, *negative, *quality_problems)
    counted = not site_problems or amount.value is None
    if not counted:
        # Counting it for the whole institution would be a guess.
        answer |= {"value_state": "unknown", "amount": None}
    return RowAnswer(row, activity_id, site_id=site_id, answer=answer, formula=cell.formula, problems=problems)


def _denominator(context: Context, row: int, place: Place, kind: DenominatorKind) -> RowAnswer:
    table, known, language = context.table, context.known, context.language
    site_id, problems = read_site(context, row, place)
    cell, unit_text = table.cell(row, "amount"), table.cell(row, "unit").text
    label = kind.unit_labels[language]
    amount = read_amount(cell, place, unit=label, unit_text=unit_text or label, language=language, states=known.states)
    state, amount, state_problems = _state(context, row, place, amount)
    if not state:
        return RowAnswer(row, kind=kind.id, site_id=site_id, problems=tuple(problems))
    problems = [*problems, *amount.problems, *state_problems]
    own = {key_of(text) for text in kind.unit_labels.values()}
    if amount.value is not None and unit_text and key_of(unit_text) not in own:
        at = replace(place, column=table.letter("unit"))
        unit, unit_problems = read_unit(unit_text, at, unit=kind.unit, name=kind.names[language], language=language)
        problems.extend(unit_problems)
        if unit != kind.unit:
            extra = (
                []
                if unit_problems
                else [problem("unit_dimension", at, found=unit_text, unit=label, activity=kind.names[language])]
            )
            problems.extend(extra)
            state, amount = "unknown", replace(amount, value=None)
    negative = _negative(amount, replace(place, column=cell.letter), money=False)
    if negative:
        state, amount = "unknown", replace(amount, value=None)
    answer = {"value_state": state, "value": amount.value, "source": table.cell(row, "evidence").text or None}
    if site_id is None and table.cell(row, "site").text:
        answer = {}
    return RowAnswer(row, kind=kind.id, site_id=site_id, answer=answer, formula=cell.formula, problems=(*problems, *negative))


def _state(context: Context, row: int, place: Place, amount: Amount) -> tuple[str, Amount, list[Problem]]:
    """The state of a row: empty when nothing was answered; amount and state that contradict are an error."""
    table, known, language = context.table, context.known, context.language
    cell = table.cell(row, "state")
    where = replace(place, column=table.letter("state"))
    state = known.states.get(key_of(cell.text), "")
    if cell.text and not state:
        choices = [w.words[language] for w in words("state")]
        wrong = problem("unknown_state", where, found=cell.text, known=", ".join(choices), suggestion=closest(cell.text, choices))
        return "unknown", replace(amount, value=None), [wrong]
    if amount.value is None:
        return _without_number(state, amount, where, language)
    fits = {"given": True, "": True, "zero": amount.value == 0}.get(state, False)
    if not fits:
        at = table.cell(row, "amount").value
        wrong = problem("state_contradicts", where, state=word("state", state, language), amount=shown(at))
        return "unknown", replace(amount, value=None), [wrong]
    return "zero" if amount.value == 0 else "given", replace(amount, value=amount.value + 0.0), []


def _without_number(state: str, amount: Amount, where: Place, language: str) -> tuple[str, Amount, list[Problem]]:
    typed = amount.state
    if typed and state and typed != state and not any(p.code == "number_dash" for p in amount.problems):
        wrong = problem("state_contradicts", where, state=word("state", state, language), amount=word("state", typed, language))
        return "unknown", amount, [wrong]
    if typed == "unknown" and state in ("zero", "not_applicable"):
        # A dash in the amount's cell; the state beside it answers the question.
        typed, amount = state, replace(amount, problems=())
    if not typed and not amount.blank:
        return "unknown", amount, []
    answer = typed or state
    if answer == "given":
        wrong = problem("amount_missing", where, state=word("state", "given", language))
        return "unknown", amount, [] if amount.problems else [wrong]
    return answer, replace(amount, value=0.0 if answer == "zero" else None), []


def _negative(amount: Amount, where: Place, *, money: bool) -> list[Problem]:
    if amount.value is None or amount.value >= 0:
        return []
    return [problem("negative_spend" if money else "negative_amount", where, found=amount.value)]


def _quality(context: Context, row: int, place: Place) -> tuple[dict[str, Any], list[Problem]]:
    """Origin and uncertainty of an amount."""
    table, known, language = context.table, context.known, context.language
    problems = []
    origin_cell, uncertainty_cell = table.cell(row, "origin"), table.cell(row, "uncertainty")
    origin = known.origins.get(key_of(origin_cell.text))
    if origin_cell.text and origin is None:
        choices = [w.words[language] for w in words("origin")]
        where = replace(place, column=origin_cell.letter)
        values = {"found": origin_cell.text, "known": ", ".join(choices), "suggestion": closest(origin_cell.text, choices)}
        problems.append(problem("unknown_origin", where, **values))
    percent = _percent(uncertainty_cell)
    if uncertainty_cell.text and percent is None:
        where = replace(place, column=uncertainty_cell.letter)
        problems.append(problem("uncertainty_unreadable", where, found=shown(uncertainty_cell.value)))
    return {"origin": origin, "uncertainty_95_pct": percent}, problems


def _percent(cell: Cell) -> float | None:
    """An uncertainty in percent: ``10``, ``±10``, ``10 %``, or 0,1 in a cell with percent format."""
    value = cell.value
    if isinstance(value, str):
        number = read_number(value.strip().removeprefix("±").removeprefix("+-").removesuffix("%").strip())
        value, factor = (None if number.code or number.unit else number.value), 1
    else:
        factor = 100 if cell.percent else 1
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        return None
    return float(value) * factor
