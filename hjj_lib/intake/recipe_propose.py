"""A recipe proposed for a file that none knows: what the file itself says, what the user has answered, and what is still open.

The same function serves the questions on the screen and the options of the command: each answer makes a new proposal, until
nothing is open. Nothing is guessed; what is only like something known is a question with a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hjj_lib.intake.csv_file import CLASSES
from hjj_lib.intake.recipe_file import AMOUNTS, LEDGER, SUMS
from hjj_lib.intake.recipe_propose_table import DAY, NUMBER, ColumnFacts, FoundTable, settings
from hjj_lib.intake.recipe_propose_words import (
    AMOUNT,
    DATE,
    LEAVE_OUT,
    ROLES,
    SITE,
    UNIT,
    WHAT,
    KnownWords,
    Meaning,
    activity_of,
    meaning_of,
    measures,
    unit_in,
    value_of,
)
from hjj_lib.intake.vocabulary import key_of

_EURO = "EUR"
#: Columns whose words have meanings, in the order in which they are asked.
_WORDED = (WHAT, UNIT, SITE)


@dataclass(frozen=True)
class Answers:
    """What the user has said about a file; headings and words as :func:`hjj_lib.intake.vocabulary.key_of` gives them.

    Attributes
    ----------
    columns
        Heading → key of a recipe, an activity's id, or ``-``: not read.
    words
        Word → an activity's id, a unit, a site's id, or ``-``: its rows are left out.
    units
        Heading → unit of its amounts; ``""`` → unit of all amounts that say none.
    form
        The form of days, where several fit.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    form: str = ""


@dataclass(frozen=True)
class Question:
    """What a proposal leaves open.

    ``code`` is column, key, what, form, unit, word, unit_word or site_word; ``subject`` the heading, key or word that it is
    about; ``count`` how many rows have the word.
    """

    code: str
    subject: str
    choices: tuple[str, ...] = ()
    suggestion: str = ""
    count: int = 0


@dataclass(frozen=True)
class ProposedColumn:
    """A column that the recipe reads."""

    facts: ColumnFacts
    key: str
    unit: str = ""
    activity_id: str = ""

    @property
    def required(self) -> bool:
        """Whether a file without the column is none of this kind: a site or supplier may be missing."""
        return self.key not in (SITE, "supplier", "supplier_name", "student_years", "capitalised")


@dataclass(frozen=True)
class Proposal:
    """A recipe as far as it is known.

    Attributes
    ----------
    values
        Column → word as written → meaning.
    drop
        Column → words whose rows are left out.
    unread
        Columns that are not read.
    open
        What must still be said; empty when the recipe is whole.
    """

    table: FoundTable
    kind: str
    columns: tuple[ProposedColumn, ...]
    values: Mapping[str, Mapping[str, str]]
    drop: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...]
    unread: tuple[ColumnFacts, ...]
    open: tuple[Question, ...]


def propose(table: FoundTable, answers: Answers, words: KnownWords) -> Proposal:
    """The recipe for a table.

    Returns
    -------
    With ``open`` empty it can be written and read. A word of which nobody has said what it means is in ``open``.
    """
    kind = _kind(table, answers, words)
    meanings = {column.position: _meaning(column, kind, answers, words) for column in table.columns}
    taken, questions = _assigned(table, kind, meanings, answers)
    columns = tuple(_with_keys_of_their_own(taken))
    # Their words are told at once with the columns that are only suggested, so that nobody is asked in two rounds.
    likely = (*columns, *_suggested(table, meanings, questions))
    forms, more = _date_forms(likely, answers)
    units = list(_missing_units(likely)) if kind == AMOUNTS else []
    values, drop, unknown = _words(likely, answers, words) if kind == AMOUNTS else ({}, {}, [])
    read = {column.facts.position for column in columns}
    return Proposal(
        table=table,
        kind=kind,
        columns=columns,
        values=values,
        drop=drop,
        dates=forms,
        unread=tuple(column for column in table.columns if column.position not in read),
        open=(*questions, *more, *units, *unknown),
    )


def _kind(table: FoundTable, answers: Answers, words: KnownWords) -> str:
    """A ledger has accounts and euros; everything else is amounts."""
    keys, euros = set(), False
    for column in table.columns:
        told = answers.columns.get(key_of(column.heading), "")
        meaning = meaning_of(column.heading, LEDGER, words)
        keys.add(told or (meaning.key if meaning and meaning.sure else ""))
        euros = euros or (column.kind == NUMBER and unit_in(column.heading)[1] == _EURO)
    return LEDGER if keys & set(CLASSES) and (euros or keys & set(SUMS)) else AMOUNTS


def _meaning(column: ColumnFacts, kind: str, answers: Answers, words: KnownWords) -> Meaning | None:
    """What a column is: as answered, else by its heading, else, as a suggestion, by its cells."""
    unit = answers.units.get(key_of(column.heading)) or unit_in(column.heading)[1] or answers.units.get("", "")
    told = answers.columns.get(key_of(column.heading), "")
    if told == LEAVE_OUT:
        return None
    if told:
        return Meaning(told, unit, told if kind == AMOUNTS and told not in ROLES else "")
    found = meaning_of(column.heading, kind, words)
    found = (
        replace(found, unit=answers.units.get(key_of(column.heading), found.unit)) if found else _by_cells(column, kind, words)
    )
    if found is None or not _can_be(column, found, kind):
        return None
    return found


def _by_cells(column: ColumnFacts, kind: str, words: KnownWords) -> Meaning | None:
    """Days are perhaps the date, numbers under a unit the amounts; words that are known, what it is, its unit or its site."""
    unit = unit_in(column.heading)[1]
    if column.kind == DAY:
        return Meaning(DATE, sure=False)
    if kind != AMOUNTS or not column.texts:
        return None
    if column.kind == NUMBER:
        return Meaning(AMOUNT, unit, sure=False) if unit not in ("", _EURO) else None
    for key in _WORDED:
        known = [text for text in column.texts if value_of(text, key, words)]
        # Names of sites are rare enough for one to tell; other words stand in comments too.
        if known and (key == SITE or len(known) * 2 >= len(column.texts)):
            return Meaning(key, sure=False)
    return None


def _can_be(column: ColumnFacts, meaning: Meaning, kind: str) -> bool:
    """An amount that is no number, or a date that is no day, would only give errors: such a column is not proposed."""
    if meaning.key == DATE:
        return column.kind == DAY or _are_years(column)
    if meaning.key == AMOUNT or meaning.activity_id:
        return column.kind == NUMBER and (meaning.unit != _EURO or bool(meaning.activity_id))
    return kind == LEDGER or column.kind != DAY


def _are_years(column: ColumnFacts) -> bool:
    return column.kind == NUMBER and all(text.startswith(("19", "20")) and len(text) == len("2024") for text in column.texts)


def _assigned(
    table: FoundTable, kind: str, meanings: Mapping[int, Meaning | None], answers: Answers
) -> tuple[list[ProposedColumn], list[Question]]:
    """The columns that are read, each key once, and what is open about them."""
    told = set(answers.columns)
    by_key: dict[str, list[tuple[ColumnFacts, Meaning]]] = {}
    for column in table.columns:
        meaning = meanings[column.position]
        if meaning:
            by_key.setdefault(meaning.key, []).append((column, meaning))
    taken, questions = [], []
    for key, found in by_key.items():
        # What the user has said goes before what is written as known, and that before what is only like it.
        best = [one for one in found if key_of(one[0].heading) in told] or [one for one in found if one[1].sure]
        if found[0][1].activity_id or len(best) == 1:
            taken += [ProposedColumn(column, key, meaning.unit, meaning.activity_id) for column, meaning in best or found]
        elif len(best) > 1:
            questions.append(Question("key", key, tuple(column.heading for column, _ in best)))
        else:
            questions += [Question("column", column.heading, suggestion=meaning.key) for column, meaning in found]
    if kind == LEDGER:
        return taken, [*questions, *_missing_of_ledger(table, by_key)]
    return _whole_amounts(table, taken, questions)


def _suggested(
    table: FoundTable, meanings: Mapping[int, Meaning | None], questions: Sequence[Question]
) -> Iterator[ProposedColumn]:
    """The columns that are asked about with a suggestion, where only one is suggested for the key."""
    suggestions = [question.suggestion for question in questions if question.code == "column"]
    asked = {question.subject for question in questions if suggestions.count(question.suggestion) == 1}
    for column in table.columns:
        meaning = meanings[column.position]
        if meaning and column.heading in asked:
            yield ProposedColumn(column, meaning.key, meaning.unit, meaning.activity_id)


def _missing_of_ledger(table: FoundTable, by_key: Mapping[str, object]) -> Iterator[Question]:
    if not set(SUMS) & set(by_key):
        yield Question("key", SUMS[0], _number_headings(table))


def _whole_amounts(
    table: FoundTable, taken: Sequence[ProposedColumn], questions: Sequence[Question]
) -> tuple[list[ProposedColumn], list[Question]]:
    """Amounts by their words, or columns of one activity each; what neither has is asked."""
    keys, asked = {column.key for column in taken}, {question.suggestion or question.subject for question in questions}
    of_activities = [column for column in taken if column.activity_id]
    if {WHAT, AMOUNT} <= keys:
        return [column for column in taken if not column.activity_id], list(questions)
    if of_activities:
        return [column for column in taken if column.key not in (WHAT, AMOUNT)], list(questions)
    more = list(questions)
    if AMOUNT not in keys | asked:
        more.append(Question("key", AMOUNT, _number_headings(table)))
    if WHAT not in keys | asked:
        amount = next((column.facts.heading for column in taken if column.key == AMOUNT), "")
        more.append(Question("what", amount, tuple(column.heading for column in table.columns)))
    return list(taken), more


def _number_headings(table: FoundTable) -> tuple[str, ...]:
    return tuple(column.heading for column in table.columns if column.kind == NUMBER)


def _with_keys_of_their_own(columns: Sequence[ProposedColumn]) -> Iterator[ProposedColumn]:
    """In the order of the file; a second column of one activity gets a key of its own."""
    used: dict[str, int] = {}
    for column in sorted(columns, key=lambda one: one.facts.position):
        used[column.key] = used.get(column.key, 0) + 1
        yield column if used[column.key] == 1 else replace(column, key=f"{column.key}_{used[column.key]}")


def _date_forms(columns: Sequence[ProposedColumn], answers: Answers) -> tuple[tuple[str, ...], list[Question]]:
    column = next((one.facts for one in columns if one.key == DATE), None)
    if column is None:
        return (), []
    if answers.form:
        return (answers.form,), []
    if len(column.forms) > 1:
        return (), [Question("form", column.heading, column.forms)]
    return column.forms or ((str(settings()["dates"]["year"]),) if column.kind == NUMBER else ()), []


def _missing_units(columns: Sequence[ProposedColumn]) -> Iterator[Question]:
    if not any(column.key == UNIT for column in columns):
        for column in columns:
            if (column.key == AMOUNT or column.activity_id) and not column.unit:
                yield Question("unit", column.facts.heading, suggestion=column.activity_id)


def _words(
    columns: Sequence[ProposedColumn], answers: Answers, words: KnownWords
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]], list[Question]]:
    """Meanings of the words of every column that has some, words that are left out, and those nobody knows."""
    by_key = {column.key: column for column in columns}
    found = {unit for column in columns for unit in [column.unit] if unit and not column.activity_id}
    if UNIT in by_key:
        found |= {value_of(text, UNIT, words) for text in by_key[UNIT].facts.texts} - {""}
    values: dict[str, dict[str, str]] = {}
    drop: dict[str, tuple[str, ...]] = {}
    unknown = []
    for key in (key for key in _WORDED if key in by_key):
        for text, count in by_key[key].facts.texts.items():
            meaning = _told(text, key, answers, words) or _known(text, key, found, words)
            if meaning == LEAVE_OUT:
                drop[key] = (*drop.get(key, ()), text)
            elif meaning:
                values.setdefault(key, {})[text] = meaning
            else:
                code = {WHAT: "word", UNIT: "unit_word", SITE: "site_word"}[key]
                unknown.append(Question(code, text, count=count))
    return values, drop, unknown


def _told(text: str, key: str, answers: Answers, words: KnownWords) -> str:
    """What the user has said of a word, if it is a meaning that this column can have."""
    told = answers.words.get(key_of(text), "")
    if told == LEAVE_OUT:
        return told
    return activity_of(told, words) if key == WHAT else value_of(told, key, words) if told else ""


def _known(text: str, key: str, found: set[str], words: KnownWords) -> str:
    """What a word is known to mean; an activity only if one of the file's units measures it."""
    meaning = value_of(text, key, words)
    if key != WHAT or meaning in ("", LEAVE_OUT) or not found or any(measures(unit, meaning, words) for unit in found):
        return meaning
    return ""
