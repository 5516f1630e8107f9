"""What the survey asks and which codes answer it: ``survey.toml`` as small typed pieces."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.tables import LANGUAGES

_FILE = Path(__file__).with_name("survey.toml")
#: Questions of days begin like this; the code of the means of travel follows.
DAYS_KEY = "days_"


@dataclass(frozen=True)
class Question:
    """A question: the key of its column, its short heading and its full text in each language."""

    key: str
    required: bool
    headings: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def mode(self) -> str:
        """The means of travel that it asks about; empty for other questions."""
        return self.key.removeprefix(DAYS_KEY) if self.key.startswith(DAYS_KEY) else ""


@dataclass(frozen=True)
class Mode:
    """A means of travel; ``activity`` holds ``{role}`` and is empty where no emissions are counted."""

    id: str
    activity: str
    names: Mapping[str, str]

    def activity_id(self, role: str) -> str:
        """The activity of this role, such as ``staff_car_km``; empty where none is counted."""
        return self.activity.format(role=role)


@cache
def content() -> Mapping[str, Any]:
    """``survey.toml`` as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def setting(part: str, name: str) -> Any:
    """One setting of ``survey.toml``, such as ``expansion``, ``z_95``."""
    return content()[part][name]


@cache
def modes() -> tuple[Mode, ...]:
    """All means of travel in the order of the form."""
    return tuple(Mode(row["id"], row["activity"], {code: row[code] for code in LANGUAGES}) for row in content()["mode"])


def words(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Codes of ``role`` or ``distance`` with their words in each language."""
    return {row["id"]: {code: row[code] for code in LANGUAGES} for row in content()[kind]}


@cache
def questions() -> tuple[Question, ...]:
    """Every question in the order of the form; the one of days once for each means of travel."""
    found = []
    for row in content()["question"]:
        if f"{row['id']}_" != DAYS_KEY:
            texts = {code: row[f"ask_{code}"] for code in LANGUAGES}
            found.append(Question(row["id"], row["required"], {code: row[code] for code in LANGUAGES}, texts))
            continue
        for mode in modes():
            named = {code: mode.names[code] for code in LANGUAGES}
            headings = {code: _begun(row[code].format(mode=named[code])) for code in LANGUAGES}
            texts = {code: row[f"ask_{code}"].format(mode=named[code]) for code in LANGUAGES}
            found.append(Question(DAYS_KEY + mode.id, False, headings, texts))
    return tuple(found)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
