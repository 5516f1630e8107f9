"""A mapping: where the results of other tools stand in a table, and what they are here; see ``docs/network.md``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hjj_lib.basis import Basis
from hjj_lib.inventory import VIEWS
from hjj_lib.network.coverage import FULL, PARTIAL, boundaries_of
from hjj_lib.network.denominators import kinds
from hjj_lib.network.submission import CONSENTS, NETWORK_ONLY
from hjj_lib.network.told import told
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.network import METHODS

BOTH = "both"
#: With how many kilograms a unit of a result is one.
UNITS: Mapping[str, float] = {"t": 1000.0, "kg": 1.0}
_TEXT, _LIST, _YEAR, _ROW, _NAMES = "text", "list", "year", "row", "names"
_RESULT, _DENOMINATOR = "result", "denominator"
#: Part of the file → its keys with the kind of their value; a key with a star may be left out.
_KEYS: Mapping[str, Mapping[str, str]] = {
    "tool": {"name": _TEXT, "gwp_set*": _TEXT},
    "table": {"sheet*": _TEXT, "heading_row": _ROW, "institution": _TEXT, "year": _YEAR},
    "provider": {"reporting_unit": _TEXT, "consolidation": _TEXT, "owner_type": _TEXT, "consent*": _TEXT},
    "institutions": {},
    _RESULT: {
        "heading": _TEXT,
        "category": _TEXT,
        "view": _TEXT,
        "boundaries": _LIST,
        "unit": _TEXT,
        "coverage*": _TEXT,
        "method*": _TEXT,
    },
    _DENOMINATOR: {"heading": _TEXT, "kind": _TEXT},
}
_LISTS = (_RESULT, _DENOMINATOR)


@dataclass(frozen=True)
class MappedResult:
    """A column of results."""

    heading: str
    category_id: str
    views: tuple[str, ...]
    boundaries: tuple[str, ...]
    kg_per_unit: float
    coverage: str
    method: str


@dataclass(frozen=True)
class ResultMapping:
    """A whole mapping. ``year`` is a year, or the heading of the column that holds it."""

    tool: str
    gwp_set: str
    sheet: str
    heading_row: int
    institution: str
    year: int | str
    provider: Mapping[str, str]
    consent: str
    institutions: Mapping[str, str]
    results: tuple[MappedResult, ...]
    denominators: Mapping[str, str]


def read_mapping(path: Path, basis: Basis) -> ResultMapping:
    """Read a mapping and check it whole.

    Raises
    ------
    DataError
        With every key that is missing, unknown or of the wrong kind, and every word that nothing stands for.
    """
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([told("mapping_broken", path.name, error=str(error))]) from None
    problems = list(_wrong_keys(content, path.name)) or list(_wrong_words(content, path.name, basis))
    if problems:
        raise DataError(problems)
    return _mapping(content)


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every part that should be there: its kind, how a message names it, what stands there."""
    for part in _KEYS:
        if part not in _LISTS:
            yield part, f"[{part}]", content.get(part, {})
        else:
            found = content.get(part, [])
            for number, one in enumerate(found if isinstance(found, list) else [found], start=1):
                yield part, f"[[{part}]] {number}", one


def _wrong_keys(content: Mapping[str, Any], file: str) -> Iterator[Problem]:
    for key in content:
        if key not in _KEYS:
            yield told("mapping_key", file, place="", key=key, known=", ".join(_KEYS))
    if not content.get(_RESULT):
        yield told("mapping_missing", file, place=f"[[{_RESULT}]]", key="heading")
    for part, place, found in _parts(content):
        keys = {key.removesuffix("*"): kind for key, kind in _KEYS[part].items()}
        if not isinstance(found, dict):
            yield told("mapping_value", file, place=place, key="", found=str(found))
            continue
        for key in (key for key in _KEYS[part] if not key.endswith("*") and key not in found):
            yield told("mapping_missing", file, place=place, key=key)
        for key, value in found.items():
            if keys and key not in keys:
                yield told("mapping_key", file, place=place, key=key, known=", ".join(keys))
            elif not _fits(value, keys.get(key, _TEXT)):
                yield told("mapping_value", file, place=place, key=key, found=str(value))


def _fits(value: Any, kind: str) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    text = isinstance(value, str) and bool(value.strip())
    return {
        _TEXT: text,
        _ROW: whole,
        _YEAR: whole or text,
        _LIST: isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value),
    }[kind]


def _wrong_words(content: Mapping[str, Any], file: str, basis: Basis) -> Iterator[Problem]:
    known: Mapping[str, Mapping[str, set[str]]] = {
        "provider": {"consent": set(CONSENTS)},
        _RESULT: {
            "category": set(basis.categories["category_id"]),
            "view": {*VIEWS, BOTH},
            "boundaries": set(boundaries_of(basis)),
            "unit": set(UNITS),
            "coverage": {FULL, PARTIAL},
            "method": set(METHODS),
        },
        _DENOMINATOR: {"kind": set(kinds())},
    }
    for part, place, found in _parts(content):
        for key, words in known.get(part, {}).items():
            values = found.get(key, [])
            for value in values if isinstance(values, list) else [values]:
                if value not in words:
                    yield told("mapping_word", file, place=place, key=key, found=str(value), known=", ".join(sorted(words)))


def _mapping(content: Mapping[str, Any]) -> ResultMapping:
    table, provider = content["table"], dict(content["provider"])
    return ResultMapping(
        tool=content["tool"]["name"],
        gwp_set=content["tool"].get("gwp_set", "unknown"),
        sheet=table.get("sheet", ""),
        heading_row=table["heading_row"],
        institution=table["institution"],
        year=table["year"],
        consent=provider.pop("consent", NETWORK_ONLY),
        provider=provider,
        institutions=content.get("institutions", {}),
        results=tuple(map(_result, content[_RESULT])),
        denominators={one["heading"]: one["kind"] for one in content.get(_DENOMINATOR, [])},
    )


def _result(one: Mapping[str, Any]) -> MappedResult:
    return MappedResult(
        heading=one["heading"],
        category_id=one["category"],
        views=VIEWS if one["view"] == BOTH else (one["view"],),
        boundaries=tuple(one["boundaries"]),
        kg_per_unit=UNITS[one["unit"]],
        coverage=one.get("coverage", PARTIAL),
        method=one.get("method", "stated"),
    )
