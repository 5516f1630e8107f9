"""Who was asked for figures and what came back: the board of the intake report, and whom to ask next.

A report of the same data says the same on any day, so nothing is late here; ``hjj request --status`` knows what day it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd

from hjj_lib.intake.holders import holders
from hjj_lib.intake.layout import word
from hjj_lib.intake.request_board import status_board
from hjj_lib.language import Language
from hjj_lib.study import Study

#: Column of the board → its heading and the states whose categories stand in it.
_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "checked": ("Received and checked", ("checked",)),
    "received": ("Received, with open questions", ("received",)),
    "unknown": ("Not known by anybody", ("unknown",)),
    "missing": ("Nothing received", ("not_asked", "waiting", "blank")),
}
#: Asked for, and no answer has come.
_OUTSTANDING = ("waiting", "blank")
_DENOMINATORS = "denominators"


def has_board(study: Study) -> bool:
    """Whether the board is worth showing: somebody was asked, or something has not come."""
    return len(study.intake.requests) > 0 or bool(_board(study)["state"].isin(_COLUMNS["missing"][1]).any())


def board_headings(rows: pd.DataFrame) -> dict[str, str]:
    """Headings of the columns that :func:`board_rows` gave."""
    headings = {"holder": "Data holder", **{key: heading for key, (heading, _) in _COLUMNS.items()}}
    return {key: headings[key] for key in rows.columns}


def board_rows(study: Study, language: Language) -> pd.DataFrame:
    """One row for each data holder who is asked for anything, with categories by how far they are.

    Returns
    -------
    ``holder`` and, as far as there is anything in them, ``checked``, ``received``, ``unknown`` and ``missing``, all text; a
    dash where there is nothing.
    """
    names = {holder.id: holder.names[language.code] for holder in holders()}
    rows = []
    for holder, mine in _board(study).groupby("holder", sort=False):
        parts = {key: _named(mine[mine["state"].isin(states)], study, language) for key, (_, states) in _COLUMNS.items()}
        rows.append({"holder": names[str(holder)], **parts})
    filled = [key for key in _COLUMNS if any(row[key] for row in rows)]
    return pd.DataFrame(rows, columns=["holder", *filled]).replace("", "–")


def requests_sentence(study: Study, language: Language) -> str:
    """How many were asked and when, and who has not answered."""
    board = _board(study)
    asked = board[board["asked_on"].ne("")]
    if asked.empty:
        return language.sentence("No request is on record: nobody was asked with the forms of “hjj request”.")
    days = ", ".join(_day(day, language) for day in sorted(set(asked["asked_on"])))
    due = ", ".join(_day(day, language) for day in sorted(set(asked["due"])) if day) or language.sentence("no day set")
    first = language.sentence(
        "Data holders who were asked: {count} (on {days}; due: {due}).", count=int(asked["holder"].nunique()), days=days, due=due
    )
    silent = outstanding(study, language)
    if silent.empty:
        return f"{first} {language.sentence('Every category was answered.')}"
    names = ", ".join(silent["holder"])
    return f"{first} {language.sentence('Not everything has come from: {names}.', names=names)}"


def outstanding(study: Study, language: Language) -> pd.DataFrame:
    """Who was asked and has not answered: ``holder``, ``names`` of the categories, ``category_ids``, ``asked_on`` and ``due``."""
    board = _board(study)
    open_rows = board[board["state"].isin(_OUTSTANDING)]
    names = {holder.id: holder.names[language.code] for holder in holders()}
    rows = [
        {
            "holder": names[str(holder)],
            "names": _named(mine, study, language),
            "category_ids": tuple(mine["category_id"]),
            "asked_on": _day(str(mine["asked_on"].iloc[0]), language),
            "due": _day(str(mine["due"].iloc[0]), language),
        }
        for holder, mine in open_rows.groupby("holder", sort=False)
    ]
    return pd.DataFrame(rows, columns=["holder", "names", "category_ids", "asked_on", "due"])


def _board(study: Study) -> pd.DataFrame:
    return status_board(study.intake, study.basis, None)


def _named(rows: pd.DataFrame, study: Study, language: Language) -> str:
    categories = study.basis.categories
    names = dict(zip(categories["category_id"], categories[language.column("name")], strict=True))
    names[_DENOMINATORS] = word("theme", _DENOMINATORS, language.code)
    return ", ".join(str(names[category]) for category in rows["category_id"])


def _day(text: str, language: Language) -> str:
    return language.date(datetime.date.fromisoformat(text)) if text else ""
