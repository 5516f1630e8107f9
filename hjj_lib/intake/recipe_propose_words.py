"""What headings and words of an unknown file mean, by the words of the ready recipes, of ledgers and of the template.

A heading or word that is written as it is known is sure. One that is only like a known one is a suggestion, to be asked.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hjj_lib import units
from hjj_lib.intake.csv_file import settings as ledger_settings
from hjj_lib.intake.recipe_file import AMOUNTS, LEDGER, Recipe
from hjj_lib.intake.recipe_propose_table import settings
from hjj_lib.intake.vocabulary import Vocabulary, key_of

WHAT, AMOUNT, UNIT, DATE, SITE = "what", "amount", "unit", "date", "site"
#: Keys of a recipe of amounts; its other columns are amounts of one activity each.
ROLES = (WHAT, AMOUNT, UNIT, DATE, SITE)
#: In place of a meaning: the column is not read, the rows with the word are left out.
LEAVE_OUT = "-"
_OF_STATEMENT = "item"
_BRACKETS = re.compile(r"[(\[]([^)\]]+)[)\]]")
_MARKS = " .,:;/–-"


@dataclass(frozen=True)
class Meaning:
    """What a heading means: the recipe's key, and unit and activity where the heading says them.

    ``sure`` is false where the heading is only like a known one.
    """

    key: str
    unit: str = ""
    activity_id: str = ""
    sure: bool = True


@dataclass(frozen=True)
class KnownWords:
    """Everything the ready recipes and the vocabulary know, by :func:`hjj_lib.intake.vocabulary.key_of`.

    Attributes
    ----------
    headings
        Kind of recipe → heading → its key; a heading that has two keys is not there.
    activity_headings
        Heading → activity and unit of its amounts.
    values
        Column → word → its meaning; a word that has two meanings is not there.
    dropped
        Column → words whose rows a ready recipe leaves out.
    """

    headings: Mapping[str, Mapping[str, str]]
    activity_headings: Mapping[str, tuple[str, str]]
    values: Mapping[str, Mapping[str, str]]
    dropped: Mapping[str, frozenset[str]]
    known: Vocabulary


def known_words(ready: Sequence[Recipe], known: Vocabulary) -> KnownWords:
    """The words of recipes and of an institution's vocabulary."""
    of_ledger = set(ledger_keys())
    told: dict[str, list[tuple[str, str]]] = {AMOUNTS: [], LEDGER: []}
    for one in ledger_settings()["column"]:
        if one["key"] in of_ledger:
            told[LEDGER] += [(word, str(one["key"])) for word in (one["fi"], one["sv"], one["en"], *one["also"])]
    allowed = {AMOUNTS: set(ROLES), LEDGER: of_ledger}
    activities: dict[str, tuple[str, str]] = {}
    values: dict[str, list[tuple[str, str]]] = {}
    dropped: dict[str, set[str]] = {}
    for recipe in ready:
        if recipe.kind not in allowed:
            continue
        for column in recipe.columns:
            if column.activity_id:
                activities |= {key_of(header): (column.activity_id, column.unit) for header in column.headers}
            elif column.key in allowed[recipe.kind]:
                told[recipe.kind] += [(header, column.key) for header in column.headers]
        for key, words in recipe.values.items():
            values.setdefault(key, []).extend(words.items())
        for one_filter in recipe.filters:
            dropped.setdefault(one_filter.column, set()).update(map(key_of, one_filter.drop))
    return KnownWords(
        headings={kind: _of_one_meaning(pairs) for kind, pairs in told.items()},
        activity_headings=activities,
        values={key: _of_one_meaning(pairs) for key, pairs in values.items()},
        dropped={key: frozenset(words) for key, words in dropped.items()},
        known=known,
    )


def ledger_keys() -> list[str]:
    """The keys of the columns that a ledger may have."""
    return [str(one["key"]) for one in ledger_settings()["column"] if one["key"] != _OF_STATEMENT]


def _of_one_meaning(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for word, meaning in pairs:
        meanings.setdefault(key_of(word), set()).add(meaning)
    return {word: next(iter(found)) for word, found in meanings.items() if len(found) == 1}


def unit_in(heading: str) -> tuple[str, str]:
    """A heading without its unit, and the unit as the tables spell it: ``Kulutus, MWh`` → ``Kulutus``, ``MWh``."""
    for bracket in _BRACKETS.findall(heading):
        if _unit(bracket):
            return _BRACKETS.sub(" ", heading).strip(_MARKS), _unit(bracket)
    *before, last = heading.replace("/", " ").split()
    if before and _unit(last):
        return " ".join(before).strip(_MARKS), _unit(last)
    return ("", _unit(heading)) if _unit(heading) else (heading, "")


def _unit(text: str) -> str:
    try:
        return units.spelling(text.strip(_MARKS))
    except units.UnitError:
        return ""


def meaning_of(heading: str, kind: str, words: KnownWords) -> Meaning | None:
    """What a heading means in a recipe of this kind; nothing if it is not even like a known one."""
    bare, unit = unit_in(heading)
    known = words.headings[kind]
    if kind == AMOUNTS and key_of(heading) in words.activity_headings:
        activity_id, of_recipe = words.activity_headings[key_of(heading)]
        return Meaning(activity_id, of_recipe, activity_id)
    for text in (heading, bare):
        if key_of(text) in known:
            return Meaning(known[key_of(text)], unit)
    activity_id = activity_of(bare, words) if kind == AMOUNTS else ""
    if activity_id and (not unit or measures(unit, activity_id, words)):
        return Meaning(activity_id, unit, activity_id)
    near = _like(bare, known)
    return Meaning(near, unit, sure=False) if near else None


def _like(bare: str, known: Mapping[str, str]) -> str:
    """The key of the known headings that a heading contains as a word or is nearly written like; empty unless it is one."""
    quiet = settings()["headings"]["quiet"]
    parts = [part for part in re.split(r"[\W_]+", key_of(bare)) if part and part not in quiet]
    found = {known[part] for part in parts if part in known}
    if not found and parts:
        likeness = ledger_settings()["hint"]["likeness_pct"] / 100
        found = {known[word] for word in difflib.get_close_matches(" ".join(parts), known, n=1, cutoff=likeness)}
    return next(iter(found)) if len(found) == 1 else ""


def activity_of(text: str, words: KnownWords) -> str:
    """The activity that a text names by its id, or its name in any language; empty if it names none or two."""
    named = words.known.activity_names.get(key_of(text), frozenset())
    return next(iter(named)) if len(named) == 1 else ""


def measures(unit: str, activity_id: str, words: KnownWords) -> bool:
    """Does the unit measure the activity?"""
    try:
        units.conversion(units.spelling(unit), str(words.known.activities[activity_id]["unit"]))
    except units.UnitError:
        return False
    return True


def value_of(text: str, key: str, words: KnownWords) -> str:
    """The program's word for a word of the file in one of its columns, or ``LEAVE_OUT``; empty if nobody has said."""
    told = words.values.get(key, {}).get(key_of(text), "")
    if key == WHAT:
        return activity_of(text, words) or told or (LEAVE_OUT if key_of(text) in words.dropped.get(key, ()) else "")
    if key == UNIT:
        return _unit(text) or told
    return words.known.sites.get(key_of(text), told)


def is_known_without_recipe(text: str, key: str, words: KnownWords) -> bool:
    """Does the program read the word as it stands?"""
    return bool(_unit(text)) if key == UNIT else key == SITE and key_of(text) in words.known.sites
