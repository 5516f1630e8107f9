"""How far the collecting is: for each data holder and category, what was asked, what came back, and what to do next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.holders import Holder, holders
from hjj_lib.intake.layout import word
from hjj_lib.intake.year import Intake
from hjj_lib.language import Language

_UNKNOWN = "unknown"
_OPTIONAL = "optional"
_DENOMINATORS = "denominators"
_STATED = "stated"
_OPEN = ("error", "question")

#: States of a row of the board, each with its word and what to do next.
STATES = {
    "not_asked": ("not asked", "Write the request: hjj request."),
    "waiting": ("asked, waiting", "Nothing yet; wait until the day that was set."),
    "overdue": ("asked, overdue", "Remind the holder."),
    "blank": ("came back empty", "Ask again: the form came back as it was sent."),
    "unknown": ("nobody knows", "Accept that it stays unknown, or ask someone else."),
    "received": ("received, to be checked", "Answer the errors and questions: hjj check."),
    "checked": ("received and checked", "Nothing."),
}
_COLUMNS = ["holder", "category_id", "asked_on", "due", "answers", "unknown", "open", "files", "state"]


def status_board(intake: Intake, basis: Basis, today: datetime.date | None) -> pd.DataFrame:
    """One row for each holder and category.

    Parameters
    ----------
    intake
        What was handed in, with the requests of the year; the latest to each holder counts. On which day something came
        back is not known: no file says it.
    today
        The day against which days that were set are held; ``None``: nothing is overdue, so that a report of the same data
        says the same on any day.

    Returns
    -------
    ``holder``, ``category_id`` (``denominators`` for these), ``asked_on`` and ``due`` (ISO days or empty), ``answers`` (rows
    that were answered, also with “not known”), ``unknown`` (how many of them nobody knows), ``open`` (errors and questions),
    ``files`` (names of the files they stand in) and ``state``, a key of :data:`STATES`. A category that is optional has a
    row only when something of it was answered.
    """
    latest = {str(row["holder"]): row for row in intake.requests.fillna("").to_dict("records")}
    returned = set(intake.files["sha256"])
    answers, opened = _answers(intake, basis), _open(intake, basis)
    rows = []
    for holder in holders():
        asked = latest.get(holder.id)
        own = answers[answers["holder"] == holder.id]
        for category in _categories(holder, own, basis):
            mine = own[own["category_id"] == category]
            if mine.empty and _is_optional(category, basis):
                continue
            row = {
                "holder": holder.id,
                "category_id": category,
                "asked_on": asked["asked_on"] if asked else "",
                "due": asked["due"] if asked else "",
                "answers": len(mine),
                "unknown": int((mine["value_state"] == _UNKNOWN).sum()),
                "open": opened.get(category, 0) if len(mine) else 0,
                "files": ", ".join(dict.fromkeys(mine["file"])),
            }
            blank = asked is not None and asked["sha256"] in returned
            rows.append({**row, "state": _state(row, today, asked=asked is not None, blank=blank)})
    return pd.DataFrame(rows, columns=_COLUMNS)


def shown_board(board: pd.DataFrame, basis: Basis, reader: Language) -> pd.DataFrame:
    """The board in words of the reader's language: it can be read without colours."""
    names = {holder.id: holder.names[reader.code] for holder in holders()}
    categories = dict(zip(basis.categories["category_id"], basis.categories[f"name_{reader.code}"], strict=True))
    categories[_DENOMINATORS] = word("theme", _DENOMINATORS, reader.code)
    return pd.DataFrame(
        {
            reader.sentence("Data holder"): board["holder"].map(names),
            reader.sentence("Category"): board["category_id"].map(categories),
            reader.sentence("Asked on"): [_day(day, reader) for day in board["asked_on"]],
            reader.sentence("Due on"): [_day(day, reader) for day in board["due"]],
            reader.sentence("Rows answered"): board["answers"],
            reader.sentence("Of which not known"): board["unknown"],
            reader.sentence("Errors and questions"): board["open"],
            reader.sentence("Where it stands"): [reader.translation(STATES[state][0]) for state in board["state"]],
            reader.sentence("What to do next"): [reader.translation(STATES[state][1]) for state in board["state"]],
        }
    )


def _answers(intake: Intake, basis: Basis) -> pd.DataFrame:
    """Everything that somebody answered, with its category and holder."""
    by_theme = {theme: holder.id for holder in holders() for theme in holder.themes}
    by_kind = {kind: holder.id for holder in holders() for kind in holder.denominators}
    of = basis.activities.set_index("activity_id")
    entries = intake.entries[intake.entries["file"] != ""]
    amounts = pd.DataFrame(
        {
            "category_id": entries["activity_id"].map(of["category_id"]),
            "holder": entries["activity_id"].map(of["theme"]).map(by_theme),
            "value_state": entries["value_state"],
            "file": entries["file"],
        }
    )
    # A row that no file holds was added because nobody answered; areas of institution.toml were not asked here.
    own = intake.denominators[intake.denominators["row"].notna()]
    related = pd.DataFrame(
        {
            "category_id": _DENOMINATORS,
            "holder": own["kind"].map(by_kind),
            "value_state": own["value_state"],
            "file": own["file"],
        }
    )
    return pd.concat([amounts, related], ignore_index=True)


def _open(intake: Intake, basis: Basis) -> Mapping[str, int]:
    """Category → errors and questions about its activities that nobody confirmed."""
    category = basis.activities.set_index("activity_id")["category_id"].to_dict()
    counts: dict[str, int] = {}
    for found in intake.problems:
        if found.severity in _OPEN and not found.confirmed and found.activity_id in category:
            counts[category[found.activity_id]] = counts.get(category[found.activity_id], 0) + 1
    return counts


def _categories(holder: Holder, answers: pd.DataFrame, basis: Basis) -> list[str]:
    """What the holder is asked for or has answered. Finished tonnes are asked for only where amounts are lacking."""
    themes = [theme for theme in holder.themes if theme != _STATED]
    asked = basis.activities[basis.activities["theme"].isin(themes)]["category_id"]
    mine = {*asked, *answers["category_id"]}
    ordered = [str(category) for category in basis.categories["category_id"] if category in mine]
    return [*ordered, *([_DENOMINATORS] if holder.denominators else [])]


def _is_optional(category: str, basis: Basis) -> bool:
    kinds = dict(zip(basis.categories["category_id"], basis.categories["requirement"], strict=True))
    return bool(kinds.get(category) == _OPTIONAL)


def _state(row: Mapping[str, object], today: datetime.date | None, *, asked: bool, blank: bool) -> str:
    if row["answers"]:
        if row["open"]:
            return "received"
        return "unknown" if row["unknown"] == row["answers"] else "checked"
    if not asked:
        return "not_asked"
    if blank:
        return "blank"
    return "overdue" if today and row["due"] and str(row["due"]) < today.isoformat() else "waiting"


def _day(text: str, reader: Language) -> str:
    return reader.date(datetime.date.fromisoformat(text)) if text else ""
