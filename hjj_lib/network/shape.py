"""The form of a submission as JSON Schema, made from the declared tables, and a check of any content against it.

What is published as the schema is what is checked: the same object does both. Of JSON Schema only what is used here is
understood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandera.pandas as pa

from hjj_lib.network.submission import CALCULATED, CONSENTS, IMPORTED, TABLES
from hjj_lib.tables import LANGUAGES
from hjj_lib.tables.network import FIRST_YEAR, LAST_YEAR

SCHEMA_NAME = "hjj-submission"
#: Of the form. A file of a higher number was written by a newer program and is refused; lower ones would be carried over.
SCHEMA_VERSION = 1
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[a-z][a-z0-9_]*$"
_SHA256 = r"^[0-9a-f]{64}$"
_SHA256_OR_NONE = r"^([0-9a-f]{64})?$"
_TYPES = (("float", "number"), ("int", "integer"), ("Int", "integer"), ("bool", "boolean"))
_LIMITS = {"min_value": "minimum", "max_value": "maximum"}

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Misfit:
    """A place where content does not have the form: the code of a message and what fills it."""

    code: str
    path: str
    found: str
    expected: str = ""


@cache
def schema() -> Schema:
    """The JSON Schema of ``submission.json``."""
    text = {"type": "string"}
    provider: dict[str, Schema] = {
        "id": {"type": "string", "pattern": _ID},
        "names": _object(dict.fromkeys(LANGUAGES, text)),
        "owner_type": text,
        "reporting_unit": text,
        "consolidation": text,
        "regions": {"type": "array", "items": text},
        "fictional": {"type": "boolean"},
    }
    origin: dict[str, Schema] = {
        "kind": {"type": "string", "enum": [CALCULATED, IMPORTED]},
        "basis_version": text,
        "basis_fingerprint": {"type": "string", "pattern": _SHA256_OR_NONE},
        "gwp_set": text,
        "inputs_sha256": {"type": "string", "pattern": _SHA256},
        "missing": {"type": "array", "items": text},
    }
    fields: dict[str, Schema] = {
        "schema": {"type": "string", "enum": [SCHEMA_NAME]},
        "schema_version": {"type": "integer", "enum": [SCHEMA_VERSION]},
        "provider": _object(provider),
        "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
        "consent": {"type": "string", "enum": [*CONSENTS]},
        "origin": _object(origin),
        "content_sha256": {"type": "string", "pattern": _SHA256},
        **{name: {"type": "array", "items": _row(model)} for name, model in TABLES.items()},
    }
    head = {"$schema": _DIALECT, "title": SCHEMA_NAME, "description": "What a provider gives the network about one year."}
    return {**head, **_object(fields)}


def misfits(content: Any) -> Iterator[Misfit]:
    """Every place where content does not have the form, in the order of the schema."""
    return _misfits(content, schema(), "")


def _object(fields: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(fields), "required": list(fields), "additionalProperties": False}


def _row(model: type[pa.DataFrameModel]) -> Schema:
    """A row of a declared table: every column is there, null where a nullable one is empty."""
    fields = {}
    for name, column in model.to_schema().columns.items():
        kind = next((told for start, told in _TYPES if str(column.dtype).startswith(start)), "string")
        field: dict[str, Any] = {"type": [kind, "null"] if column.nullable else kind}
        for check in column.checks:
            if check.name == "isin":
                field["enum"] = [*check.statistics["allowed_values"], *([None] if column.nullable else [])]
            else:
                field |= {_LIMITS[key]: value for key, value in check.statistics.items() if key in _LIMITS}
        if column.description:
            field["description"] = column.description
        fields[name] = field
    return {**_object(fields), "description": " ".join((model.__doc__ or "").split())}


def _misfits(content: Any, wanted: Schema, path: str) -> Iterator[Misfit]:
    kinds = wanted["type"] if isinstance(wanted["type"], list) else [wanted["type"]]
    if not any(_IS[kind](content) for kind in kinds):
        yield Misfit("json_type", path or "$", _shown(content), ", ".join(kinds))
    elif isinstance(content, dict):
        yield from _misfits_of_object(content, wanted, path)
    elif isinstance(content, list):
        for number, item in enumerate(content):
            yield from _misfits(item, wanted["items"], f"{path}[{number}]")
    elif content is not None:
        yield from _misfits_of_value(content, wanted, path)


def _misfits_of_object(content: Mapping[str, Any], wanted: Schema, path: str) -> Iterator[Misfit]:
    fields: Mapping[str, Schema] = wanted["properties"]
    for name, field in fields.items():
        place = f"{path}.{name}" if path else name
        if name in content:
            yield from _misfits(content[name], field, place)
        else:
            yield Misfit("json_missing", place, "")
    for name in content:
        if name not in fields:
            yield Misfit("json_unknown", f"{path}.{name}" if path else name, _shown(content[name]), ", ".join(fields))


def _misfits_of_value(content: Any, wanted: Schema, path: str) -> Iterator[Misfit]:
    if "enum" in wanted and content not in wanted["enum"]:
        yield Misfit("json_choice", path, _shown(content), ", ".join(str(one) for one in wanted["enum"] if one is not None))
    if "pattern" in wanted and not re.fullmatch(wanted["pattern"], content):
        yield Misfit("json_pattern", path, _shown(content), wanted["pattern"])
    if "minimum" in wanted and content < wanted["minimum"]:
        yield Misfit("json_below", path, _shown(content), f"{wanted['minimum']:g}")
    if "maximum" in wanted and content > wanted["maximum"]:
        yield Misfit("json_above", path, _shown(content), f"{wanted['maximum']:g}")


def _is_number(content: Any) -> bool:
    if isinstance(content, bool) or not isinstance(content, int | float):
        return False
    return isinstance(content, int) or math.isfinite(content)


def _is_whole(content: Any) -> bool:
    return _is_number(content) and content == content // 1


_IS: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda content: isinstance(content, dict),
    "array": lambda content: isinstance(content, list),
    "string": lambda content: isinstance(content, str),
    "number": _is_number,
    "integer": _is_whole,
    "boolean": lambda content: isinstance(content, bool),
    "null": lambda content: content is None,
}
#: How much of a strange value a message quotes.
_QUOTED = 40


def _shown(content: Any) -> str:
    """The beginning of a value as JSON writes it."""
    if isinstance(content, dict | list):
        return "{…}" if isinstance(content, dict) else "[…]"
    text = {True: "true", False: "false", None: "null"}[content] if content is None or isinstance(content, bool) else str(content)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def duplicates(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Iterator[int]:
    """Numbers of the rows whose key an earlier row has."""
    seen = set()
    for number, row in enumerate(rows):
        key = tuple(row[name] for name in keys)
        if key in seen:
            yield number
        seen.add(key)
