"""What the template looks like and which words the reader accepts: ``layout.toml`` as small typed pieces.

Writer and reader of the workbook share this module, so a sheet that was written is a sheet that can be read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("layout.toml")

#: Text in the hidden first row of a data sheet, above the column of keys; by it a data sheet is recognised.
ROW_KEY = "row_key"
#: Key of the row that holds the visible headings.
HEADER_KEY = "header"
#: Keys of rows that hold no figure begin like this.
CATEGORY_KEY = "category."
#: Key of a row in which the user chooses the activity.
SPARE_KEY = "spare"
#: Rows of denominators have keys that begin like this.
DENOMINATOR_KEY = "denominator."
#: Text in the hidden first row of the sheet of evidence, above its column of keys.
EVIDENCE_KEY = "evidence_key"
#: Key of the row that says below each heading what to write.
HINT_KEY = "category.hint"
#: First cell of the hidden sheet that holds the drop-down lists.
LISTS_KEY = "hjj_lists"

#: Column of a request form that shows last year's figures; the reader takes nothing from it.
LAST_YEAR_KEY = "last_year"

NAME_VERSION = "hjj_template_version"
NAME_INSTITUTION = "hjj_institution_id"
NAME_YEAR = "hjj_year"
NAME_LANGUAGE = "hjj_language"
NAME_LEVEL = "hjj_level"


@dataclass(frozen=True)
class Word:
    """A key of the tables with its word in each language."""

    id: str
    words: Mapping[str, str]
    also: tuple[str, ...] = ()

    def all_spellings(self) -> tuple[str, ...]:
        """The key, its words in all languages, and further accepted spellings."""
        return (self.id, *self.words.values(), *self.also)


@dataclass(frozen=True)
class DenominatorKind:
    """A denominator as it is asked: name, definition, unit."""

    id: str
    unit: str
    by_site: bool
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    unit_labels: Mapping[str, str]


@dataclass(frozen=True)
class Form:
    """A kind of sheet.

    Attributes
    ----------
    key
        Text in the hidden first row, above the column of keys; by it the sheet is recognised.
    part
        Part of ``layout.toml`` that lists its columns.
    required
        Columns without which it cannot be read.
    answers
        Columns of which one is filled on every row that says something.
    """

    key: str
    part: str
    required: tuple[str, ...]
    answers: tuple[str, ...]


DATA = Form(ROW_KEY, "column", (ROW_KEY, "activity", "site", "amount", "unit", "state"), ("amount", "state"))
EVIDENCE = Form(
    EVIDENCE_KEY,
    "evidence_column",
    (EVIDENCE_KEY, "activity", "site", "instrument", "period_from", "period_to", "amount_mwh", "beneficiary"),
    ("activity", "amount_mwh"),
)


@cache
def layout() -> Mapping[str, Any]:
    """``layout.toml`` as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def limit(name: str) -> float:
    """One of the limits of ``layout.toml``."""
    return float(layout()["limits"][name])


def words(kind: str) -> tuple[Word, ...]:
    """The words of one kind, such as ``state``, ``origin``, ``level``, ``requirement``, ``theme`` or ``instrument``."""
    return tuple(Word(row["id"], _languages(row), tuple(row.get("also", ()))) for row in layout()[kind])


def word(kind: str, key: str, language: str) -> str:
    """The word for a key in one language."""
    return next(w.words[language] for w in words(kind) if w.id == key)


def holder(theme: str, language: str) -> str:
    """Who usually has the figures of a theme."""
    return next(str(row.get(f"holder_{language}", "")) for row in layout()["theme"] if row["id"] == theme)


def column_keys(form: Form = DATA) -> tuple[str, ...]:
    """Keys of the columns of a sheet, from left to right."""
    return tuple(row["key"] for row in layout()[form.part])


def headings(key: str, form: Form = DATA) -> Mapping[str, str]:
    """The visible heading of a column in every language."""
    return next(_languages(row) for row in (*layout()[form.part], *layout()["request_column"]) if row["key"] == key)


def hint(key: str, language: str) -> str:
    """What to write in a column of the sheet of evidence."""
    return next(str(row.get(f"hint_{language}", "")) for row in layout()[EVIDENCE.part] if row["key"] == key)


@cache
def denominator_kinds() -> tuple[DenominatorKind, ...]:
    """All denominators in the order in which they are asked."""
    return tuple(
        DenominatorKind(
            id=row["id"],
            unit=row["unit"],
            by_site=row["by_site"],
            names=_languages(row),
            definitions=_languages(row, "help_"),
            unit_labels=_languages(row, "unit_"),
        )
        for row in layout()["denominator"]
    )


def unit_label(unit: str, language: str) -> str:
    """How a unit is shown: ``meal`` → ``ateria``."""
    return str(layout()["unit_label"].get(unit, {}).get(language, unit))


def _languages(row: Mapping[str, Any], stem: str = "") -> dict[str, str]:
    return {code: str(row[stem + code]) for code in ("fi", "sv", "en")}
