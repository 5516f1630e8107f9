"""Names, sentences, numbers and dates in the reader's language.

Sentences are keyed by their English text with ``{name}`` fields. Finnish and Swedish stand in gettext catalogues
``hjj_lib/locale/<language>/<topic>.po``; a sentence that is not translated is shown in English, and a test lists it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from hjj_lib.problems import Problem

LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_CATALOGUES = Path(__file__).parent / "locale"
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Language:
    """A reader's language: ``fi``, ``sv`` or ``en``."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in LOCALES:
            raise ValueError(f"unknown language {self.code!r}; known: {', '.join(LOCALES)}")

    def translation(self, english: str) -> str:
        """The sentence in this language, its ``{fields}`` still open."""
        return _catalogue(self.code).get(english, english)

    def sentence(self, english: str, **values: Any) -> str:
        """The sentence in this language, its fields filled. Numbers must be formatted before they are passed."""
        return self.translation(english).format(**values)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """``1 234,5`` in Finnish and Swedish (no-break space), ``1,234.5`` in English; unknown is an en dash."""
        if value is None or math.isnan(value):
            return "–"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        rounded = round(value, decimals) + 0.0  # + 0.0 turns a rounded minus zero into zero
        return str(format_decimal(rounded, format=pattern, locale=LOCALES[self.code])).replace("\u202f", _NO_BREAK_SPACE)

    def significant(self, value: float | None, digits: int) -> str:
        """A number with so many significant digits, or fewer if it has no more; unknown is a dash.

        With three: 0.1522 is ``0,152``, 5.7 is ``5,7``, and 0.10003 is ``0,100``, which says that it was rounded.
        """
        if value is None or math.isnan(value):
            return self.number(value)
        size = math.floor(math.log10(abs(value))) if value else 0
        most = max(digits - 1 - size, 0)
        return self.number(value, next((fewer for fewer in range(most) if round(value, fewer) == value), most))

    def tonnes(self, kg_co2e: float | None, decimals: int | None = None) -> str:
        """Kilograms shown as ``1 234 t CO₂e``; small totals get decimals so that they do not read as zero."""
        if kg_co2e is None or math.isnan(kg_co2e):
            return "–"
        tonnes = kg_co2e / 1000
        if decimals is None:
            decimals = 0 if abs(tonnes) >= 100 or tonnes == 0 else 1 if abs(tonnes) >= 1 else 2
        return f"{self.number(tonnes, decimals)}{_NO_BREAK_SPACE}t{_NO_BREAK_SPACE}CO₂e"

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share (0 to 1) as ``12 %`` (English: ``12%``)."""
        if share is None or math.isnan(share):
            return "–"
        space = "" if self.code == "en" else _NO_BREAK_SPACE
        return f"{self.number(100 * share, decimals)}{space}%"

    def date(self, value: Any) -> str:
        """A date as the language writes it."""
        return str(format_date(value, format="long", locale=LOCALES[self.code]))

    def column(self, stem: str) -> str:
        """The column that holds this language: ``name`` → ``name_fi``."""
        return f"{stem}_{self.code}"

    def problem(self, problem: Problem) -> str:
        """A problem as one readable line: place, what was found, what is expected, the remedy, the reason if confirmed."""
        where = [problem.file]
        if problem.sheet:
            where.append(self.sentence("sheet {name}", name=problem.sheet))
        if problem.row is not None:
            where.append(self.sentence("row {number}", number=problem.row))
        if problem.column:
            where.append(self.sentence("column {name}", name=problem.column))
        parts = [text for text in self.parts(problem).values() if text]
        if problem.confirmed:
            parts.append(self.sentence("Confirmed: {reason}.", reason=problem.confirmed))
        place = ", ".join(part for part in where if part)
        return f"{place}: {' '.join(parts)}" if place else " ".join(parts)

    def parts(self, problem: Problem) -> dict[str, str]:
        """``found``, ``expected`` and ``remedy`` of a problem, each a sentence or empty."""
        values = {key: self.number(v, 2) if isinstance(v, float) else v for key, v in problem.values.items()}
        texts = {"found": problem.found, "expected": problem.expected, "remedy": problem.remedy}
        return {name: self.sentence(text, **values) if text else "" for name, text in texts.items()}


@cache
def _catalogue(code: str) -> dict[str, str]:
    """English → translation, of all topics of a language; fuzzy and empty entries are left out."""
    sentences: dict[str, str] = {}
    for path in sorted((_CATALOGUES / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string and not message.fuzzy:
                    sentences[str(message.id)] = str(message.string)
    return sentences
