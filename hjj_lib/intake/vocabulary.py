"""The words a row may use, found again whatever their case, spaces or accents' encoding: activities, sites, states."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import DENOMINATOR_KEY, DenominatorKind, denominator_kinds, layout, words
from hjj_lib.tables import LANGUAGES


@dataclass(frozen=True)
class Vocabulary:
    """Lookups from what people write to the keys of the tables; ``evidence`` has the activities that evidence is about."""

    activities: Mapping[str, Mapping[str, Any]]
    categories: Mapping[str, Mapping[str, Any]]
    activity_names: Mapping[str, frozenset[str]]
    denominators: Mapping[str, DenominatorKind]
    sites: Mapping[str, str]
    site_names: Mapping[str, str]
    states: Mapping[str, str]
    origins: Mapping[str, str]
    evidence: Mapping[str, str]


def vocabulary(
    activities: pd.DataFrame, categories: pd.DataFrame, evidence_rules: pd.DataFrame, institution: Institution
) -> Vocabulary:
    """All words of a basis and an institution."""
    names: dict[str, set[str]] = {}
    for row in activities.to_dict("records"):
        for spelling in (row["activity_id"], *(row[f"name_{code}"] for code in LANGUAGES)):
            names.setdefault(key_of(spelling), set()).add(str(row["activity_id"]))
    sites = institution.sites.to_dict("records")
    return Vocabulary(
        activities={str(row["activity_id"]): row for row in activities.to_dict("records")},  # type: ignore[misc]
        categories={str(row["category_id"]): row for row in categories.to_dict("records")},  # type: ignore[misc]
        activity_names={name: frozenset(ids) for name, ids in names.items()},
        denominators={DENOMINATOR_KEY + kind.id: kind for kind in denominator_kinds()},
        sites={key_of(spelling): str(site["site_id"]) for site in sites for spelling in (site["name"], site["site_id"])},
        site_names={str(site["site_id"]): str(site["name"]) for site in sites},
        states=spellings_of("state"),
        origins=spellings_of("origin"),
        evidence=dict(zip(evidence_rules["activity_id"], evidence_rules["effect"], strict=True)),
    )


def key_of(text: object) -> str:
    """The text without the differences that people do not see: case, spaces, composed or decomposed letters."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def closest(text: str, known: Iterable[str]) -> str:
    """The known word most like the text, in its own spelling; empty if none is like it."""
    spellings = {key_of(word): word for word in known}
    found = difflib.get_close_matches(key_of(text), spellings, n=1)
    return spellings[found[0]] if found else ""


def is_sum_word(text: str) -> bool:
    """Does the text name a sum: ``Yhteensä``, ``Summa:``, ``Total energy``?"""
    words_of_text = key_of(text).rstrip(":").split()
    return bool(words_of_text) and (
        words_of_text[0].rstrip(":") in layout()["spelling"]["sums"] or words_of_text[-1] in layout()["spelling"]["sums"]
    )


def spellings_of(kind: str) -> dict[str, str]:
    """Every spelling of the words of one kind, as :func:`key_of` gives it, with the word's key."""
    return {key_of(spelling): word.id for word in words(kind) for spelling in word.all_spellings()}
