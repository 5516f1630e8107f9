"""Answers to what a proposed recipe leaves open: from the options of the command, or one at a time from the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hjj_lib import units
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_propose import Answers, Question
from hjj_lib.intake.recipe_propose_table import FoundTable
from hjj_lib.intake.recipe_propose_words import (
    LEAVE_OUT,
    ROLES,
    SITE,
    UNIT,
    WHAT,
    KnownWords,
    activity_of,
    ledger_keys,
    measures,
    value_of,
)
from hjj_lib.intake.vocabulary import closest, key_of
from hjj_lib.problems import DataError, Problem

_WORDED = {"word": WHAT, "unit_word": UNIT, "site_word": SITE}


@dataclass(frozen=True)
class Said:
    """The options of the command as typed: ``KEY=HEADING``, ``WORD=MEANING``, ``HEADING=UNIT`` or only a unit."""

    columns: Sequence[str] = ()
    words: Sequence[str] = ()
    units: Sequence[str] = ()
    form: str = ""


def answers_of(said: Said, table: FoundTable, words: KnownWords, place: Place) -> Answers:
    """The answers that options give.

    Raises
    ------
    DataError
        With every option that names a heading, word, meaning or unit that there is not.
    """
    problems: list[Problem] = []
    columns, meanings, of_headings = {}, {}, {}
    for text in said.columns:
        key, _, heading = text.partition("=")
        problems += _lacking_heading(heading, table, place)
        columns[key_of(heading)] = column_meaning(key, words)
        problems += [] if columns[key_of(heading)] else [unknown_option("--column", key, _suggested(key, words), place)]
    for text in said.words:
        word, _, meaning = text.rpartition("=")
        meanings[key_of(word)] = word_meaning(meaning, words)
        problems += [] if meanings[key_of(word)] and word else [unknown_option("--word", text, _suggested(meaning, words), place)]
        problems += [] if _stands_in(word, table) else [_no_such_word(word, place)]
    for text in said.units:
        heading, _, unit = text.rpartition("=")
        problems += _lacking_heading(heading, table, place) if heading else []
        of_headings[key_of(heading) if heading else ""] = spelt(unit)
        problems += [] if spelt(unit) else [unknown_option("--unit", unit, "", place)]
    if said.form and "%Y" not in said.form:
        problems.append(unknown_option("--date-form", said.form, "%d.%m.%Y", place))
    if problems:
        raise DataError(problems)
    return Answers(columns, meanings, of_headings, said.form)


def answered(question: Question, text: str, answers: Answers, words: KnownWords) -> Answers | None:
    """The answers with one more, or nothing if the text cannot be an answer to the question.

    A number chooses among ``question.choices``, counted from 1. Nothing typed accepts a suggested meaning of a heading.
    """
    chosen = _chosen(question, text)
    if question.code == "column":
        meaning = column_meaning(text or question.suggestion, words)
        return replace(answers, columns={**answers.columns, key_of(question.subject): meaning}) if meaning else None
    if question.code == "key":
        if text == LEAVE_OUT:
            none = {key_of(heading): LEAVE_OUT for heading in question.choices}
            return replace(answers, columns={**answers.columns, **none})
        return replace(answers, columns={**answers.columns, key_of(chosen): question.subject}) if chosen else None
    if question.code == "what":
        activity_id = "" if chosen or not question.subject else activity_of(text, words)
        told = {key_of(chosen): WHAT} if chosen else {key_of(question.subject): activity_id} if activity_id else {}
        return replace(answers, columns={**answers.columns, **told}) if told else None
    if question.code == "form":
        return replace(answers, form=chosen) if chosen else None
    if question.code == "unit":
        unit = spelt(text)
        fits = bool(unit) and (not question.suggestion or measures(unit, question.suggestion, words))
        return replace(answers, units={**answers.units, key_of(question.subject): unit}) if fits else None
    meaning = _meaning(text, _WORDED[question.code], words)
    return replace(answers, words={**answers.words, key_of(question.subject): meaning}) if meaning else None


def _chosen(question: Question, text: str) -> str:
    """One of the choices, by its number or as it is written; empty if it is none."""
    if text.isdecimal() and 0 < int(text) <= len(question.choices):
        return question.choices[int(text) - 1]
    return next((choice for choice in question.choices if text and key_of(choice) == key_of(text)), "")


def column_meaning(text: str, words: KnownWords) -> str:
    """The key, activity's id or ``-`` that a text says a column is; empty if it says none."""
    key = key_of(text)
    return key if key in (LEAVE_OUT, *ROLES, *ledger_keys()) else activity_of(text, words)


def word_meaning(text: str, words: KnownWords) -> str:
    """The activity, unit, site or ``-`` that a text says a word means; empty if it says none."""
    return next((meaning for key in _WORDED.values() if (meaning := _meaning(text, key, words))), "")


def _meaning(text: str, key: str, words: KnownWords) -> str:
    if text.strip() == LEAVE_OUT:
        return LEAVE_OUT
    return activity_of(text, words) if key == WHAT else value_of(text, key, words)


def spelt(unit: str) -> str:
    """The unit as the tables spell it; empty if there is none of this name."""
    try:
        return units.spelling(unit)
    except units.UnitError:
        return ""


def _suggested(text: str, words: KnownWords) -> str:
    return closest(text, [str(row["activity_id"]) for row in words.known.activities.values()]) if text else ""


def _stands_in(word: str, table: FoundTable) -> bool:
    return any(key_of(word) in map(key_of, column.texts) for column in table.columns)


def _lacking_heading(heading: str, table: FoundTable, place: Place) -> list[Problem]:
    if table.column(heading):
        return []
    return [
        Problem(
            "recipe_no_heading",
            "error",
            found="No column has the heading “{found}”.",
            remedy="The headings are: {headings}.",
            file=place.file,
            sheet=place.sheet,
            values={"found": heading, "headings": ", ".join(f"“{column.heading}”" for column in table.columns)},
        )
    ]


def _no_such_word(word: str, place: Place) -> Problem:
    return Problem(
        "recipe_no_word",
        "error",
        found="No cell of the file says “{found}”.",
        remedy="Write the word as it stands in the file, before the last = of the option.",
        file=place.file,
        sheet=place.sheet,
        values={"found": word},
    )


def unknown_option(option: str, found: str, suggestion: str, place: Place | None = None) -> Problem:
    """That an option of the command says what there is not."""
    return Problem(
        "recipe_option",
        "error",
        found="{option} cannot be “{found}”.",
        remedy="Use the words that the command's --help names, or an activity as in the template. Nearest: {suggestion}.",
        file=place.file if place else "",
        sheet=place.sheet if place else "",
        values={"option": option, "found": found, "suggestion": suggestion or "–"},
    )
