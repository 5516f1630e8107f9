"""The same amount in two places is counted once and asked about; two answers to one question are named."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hjj_lib import units
from hjj_lib.intake.conflicts import conflict, disagree, is_figure
from hjj_lib.intake.layout import DenominatorKind, word
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.problems import Problem

Row = dict[str, Any]
#: Answers without an amount, from the one that claims least.
_STATES = ("unknown", "not_applicable", "zero")


def place_of(row: Mapping[str, Any]) -> Place:
    """Place of a row that was read, for messages."""
    return Place(
        file=row["file"],
        sheet=row["sheet"] or "",
        row=row["row"],
        column=row["column"],
        institution_id=row["institution_id"],
        year=row["year"],
        activity_id=row.get("activity_id", ""),
    )


def cell_of(row: Mapping[str, Any]) -> str:
    """Where a row stood, as part of a sentence: ``2024.xlsx, Energia D14``."""
    return f"{row['file']}, {row['sheet']} {row['column']}{row['row']}" if row["sheet"] else str(row["file"])


def without_duplicates(
    entries: Sequence[Row], forms: Collection[str], known: Vocabulary, language: str
) -> tuple[list[Row], list[Problem]]:
    """Entries with each amount once, and a question for every pair.

    Two rows about the same activity and site with the same amount are one amount. Different amounts in different sheets
    or files are all kept and asked about; in one sheet they are rows of the same activity, which is allowed. Different
    amounts in two of the ``forms``, the workbooks made from the template, are an error, and neither counts.
    """
    kept, problems = [], []
    for group in _groups(entries, "activity_id"):
        activity = known.activities[group[0]["activity_id"]]
        name, unit = str(activity[f"name_{language}"]), str(activity["unit"])
        against = forms if disagree(group, forms, unit) else ()
        rows, found = _once(group, against, name, unit, language)
        kept.extend(rows)
        problems.extend(found)
        if against:
            figures = [row for row in rows if is_figure(row, forms)]
            site = known.site_names.get(figures[0]["site_id"], "")
            problems.append(conflict(figures, place_of(figures[-1]), name, site, language))
    order = {entry["entry_id"]: position for position, entry in enumerate(entries)}
    return sorted(kept, key=lambda entry: order[entry["entry_id"]]), problems


def one_of_each(
    denominators: Sequence[Row], kinds: Mapping[str, DenominatorKind], language: str
) -> tuple[list[Row], list[Problem]]:
    """Denominators with one row per kind and site; a value wins over a state, of different values none is known."""
    kept: list[Row] = []
    problems: list[Problem] = []
    for group in _groups(denominators, "kind"):
        given = [row for row in group if row["value"] is not None]
        first = given[0] if given else _surest(group)
        others = [row for row in given[1:] if not math.isclose(row["value"], first["value"])]
        kept.append({**first, "value": None, "value_state": "unknown"} if others else first)
        name = kinds[first["kind"]].names[language]
        problems.extend(
            problem("denominator_differs", place_of(other), kind=name, first=cell_of(first), second=cell_of(other))
            for other in others
        )
    return kept, problems


def _groups(rows: Sequence[Row], key: str) -> list[list[Row]]:
    groups: dict[tuple[str, str | None], list[Row]] = {}
    for row in rows:
        groups.setdefault((row[key], row["site_id"]), []).append(row)
    return list(groups.values())


def _once(rows: list[Row], against: Collection[str], name: str, unit: str, language: str) -> tuple[list[Row], list[Problem]]:
    """The amounts of one activity and site, each once. Of workbooks that are ``against`` each other, zero is an amount too."""
    counts = [row["value_state"] == "given" or is_figure(row, against) for row in rows]
    amounts, states = ([row for row, one in zip(rows, counts, strict=True) if one == wanted] for wanted in (True, False))
    if not amounts:
        return [_surest(states)], _contradictions(states, name, language)
    kept: list[Row] = []
    problems = []
    for row in amounts:
        twin = next((other for other in kept if _same(other, row, unit)), None)
        earlier = twin or next((other for other in kept if _is_elsewhere(other, row, against)), None)
        if earlier is not None:
            code = "duplicate_differs" if twin is None else "duplicate_amount"
            problems.append(problem(code, place_of(row), activity=name, first=cell_of(earlier), second=cell_of(row)))
        if twin is None:
            kept.append(row)
    for row in states:
        values = {"state": word("state", row["value_state"], language), "first": cell_of(kept[0]), "second": cell_of(row)}
        problems.append(problem("duplicate_state", place_of(row), activity=name, **values))
    return kept, problems


def _is_elsewhere(one: Row, other: Row, against: Collection[str]) -> bool:
    """Whether two rows are of different sheets or files; not of workbooks whose conflict is told by itself."""
    told = one["file"] != other["file"] and {one["file"], other["file"]} <= set(against)
    return not told and (one["file"], one["sheet"]) != (other["file"], other["sheet"])


def _surest(states: list[Row]) -> Row:
    return min(states, key=lambda row: _STATES.index(row["value_state"]))


def _contradictions(states: list[Row], name: str, language: str) -> list[Problem]:
    first, chosen = states[0], word("state", _surest(states)["value_state"], language)
    return [
        problem("state_differs", place_of(row), activity=name, first=cell_of(first), second=cell_of(row), state=chosen)
        for row in states[1:]
        if row["value_state"] != first["value_state"]
    ]


def _same(one: Row, other: Row, unit: str) -> bool:
    in_unit = [float(row["amount"]) * units.conversion(row["unit"], unit) for row in (one, other)]
    return math.isclose(*in_unit)
