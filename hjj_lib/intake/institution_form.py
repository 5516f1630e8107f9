"""The lines of ``institution.toml``: which there are, what they may hold, and an example of each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import Problem
from hjj_lib.tables import TENURES

DEFAULT = "default"
SHARED = "shared"
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Key:
    """One line: the kind of its value, an example, and whether it must be there."""

    kind: Literal["id", "text", "choice", "flag", "list", "area", "percent"]
    example: str
    choices: tuple[str, ...] = ()
    required: bool = True


KEYS: Mapping[str, Mapping[str, Key]] = {
    "institution": {
        "id": Key("id", "example_coast"),
        "name_fi": Key("text", "Esimerkki Rannikon ammattiopisto"),
        "name_sv": Key("text", "Exempel Kustens yrkesinstitut"),
        "name_en": Key("text", "Example Coast Vocational Institute"),
        "fictional": Key("flag", "false"),
        "owner_type": Key("choice", "foundation", ("municipality", "joint_authority", "company", "foundation", "state")),
        "reporting_unit": Key(
            "choice", "vocational_only", ("vocational_only", "with_upper_secondary", "with_projects", "with_companies")
        ),
        "consolidation": Key("choice", "operational_control", ("operational_control", "financial_control", "equity_share")),
        "languages": Key("list", '["fi", "sv"]'),
        "approver_role": Key("text", "rehtori"),
        "publication_consent": Key("choice", "network_only", ("none", "network_only", "pseudonymous", "named")),
        "heat_default_network": Key("id", "oulun_energia", required=False),
    },
    "site": {
        "id": Key("id", "main_building"),
        "name": Key("text", "Päärakennus"),
        "municipality": Key("id", "oulu"),
        "region": Key("id", "north_ostrobothnia"),
        "heat_network": Key("id", "oulun_energia", required=False),
        "tenure": Key("choice", "owned", TENURES),
        "share_pct": Key("percent", "40", required=False),
        "floor_area_m2": Key("area", "4200", required=False),
    },
}

#: What each kind of value must be, as a sentence.
EXPECTED = {
    "id": "Small letters a–z, digits and underscores, beginning with a letter.",
    "text": "A text in quotation marks.",
    "choice": "A text in quotation marks.",
    "flag": "true or false, without quotation marks.",
    "list": "A list of languages: fi, sv, en.",
    "area": "Square metres as a number of 0 or more, without quotation marks.",
    "percent": "Percent as a number above 0 and below 100, without quotation marks.",
}


def check_table(table: str, content: Any, place: Callable[[str], Place]) -> list[Problem]:
    """Problems of one table of the file: missing and unknown lines, values of the wrong kind.

    Parameters
    ----------
    table
        ``institution`` or ``site``.
    content
        What the file holds under that heading.
    place
        Where a key stands.
    """
    keys = KEYS[table]
    if not isinstance(content, dict):
        return [problem("value_type", place(""), key=table, found=content, what_is_expected=f"[{table}]", example=f"[{table}]")]
    problems = []
    for key, rule in keys.items():
        if key in content:
            problems.extend(_check_value(key, content[key], rule, place(key)))
        elif rule.required:
            example = f"{key} = {_quoted(rule)}"
            problems.append(
                problem("key_missing", place(key), key=key, table=table, what_is_expected=EXPECTED[rule.kind], example=example)
            )
    for key in content:
        if key not in keys:
            values = {"key": key, "table": table, "known": ", ".join(keys), "suggestion": closest_key(key, keys)}
            problems.append(problem("key_unknown", place(key), **values))
    return problems


def closest_key(text: object, known: Iterable[str]) -> str:
    """The known word most like the text; empty if none is like it."""
    return next(iter(difflib.get_close_matches(str(text), list(known), n=1)), "")


def _check_value(key: str, value: Any, rule: Key, place: Place) -> list[Problem]:
    if not _fits(value, rule):
        example = f"{key} = {_quoted(rule)}"
        return [problem("value_type", place, key=key, found=value, what_is_expected=EXPECTED[rule.kind], example=example)]
    if rule.kind == "id" and not _ID.fullmatch(value):
        return [problem("id_form", place, key=key, found=value, example=rule.example)]
    if rule.kind == "choice" and value not in rule.choices:
        values = {"key": key, "found": value, "known": ", ".join(rule.choices), "suggestion": closest_key(value, rule.choices)}
        return [problem("value_choice", place, **values)]
    return []


def _fits(value: Any, rule: Key) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match rule.kind:
        case "id" | "text" | "choice":
            return isinstance(value, str) and bool(value.strip())
        case "flag":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
        case "area":
            return number and 0 <= value < float("inf")
        case "percent":
            return number and 0 < value < 100
    return False


def _quoted(rule: Key) -> str:
    return f'"{rule.example}"' if rule.kind in ("id", "text", "choice") else rule.example
