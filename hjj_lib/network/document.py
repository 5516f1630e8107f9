"""``submission.json``: written with stable bytes, read with everything that is wrong told at once."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.network.shape import SCHEMA_NAME, SCHEMA_VERSION, Misfit, duplicates, misfits, schema
from hjj_lib.network.submission import TABLES, Origin, Provider, Submission, in_order, key_columns
from hjj_lib.network.told import told
from hjj_lib.problems import DataError, Problem

FILE = "submission.json"
#: The published schema; made by “hjj network schema”.
SCHEMA_FILE = Path(__file__).with_name("submission.schema.json")
_HASH = "content_sha256"
#: A submission has some hundred lines; a larger file is none.
_LARGEST_BYTES = 2 * 1000 * 1000
#: How many places of one file are told before only their number is.
_SHOWN = 30


def content_of(submission: Submission) -> dict[str, Any]:
    """The submission as JSON holds it, with the hash of its content."""
    provider = asdict(submission.provider)
    provider["id"] = provider.pop("institution_id")
    content: dict[str, Any] = {
        "schema": SCHEMA_NAME,
        "schema_version": SCHEMA_VERSION,
        "provider": provider | {"names": dict(submission.provider.names), "regions": list(submission.provider.regions)},
        "year": submission.year,
        "consent": submission.consent,
        "origin": asdict(submission.origin) | {"missing": list(submission.origin.missing)},
    }
    for name, model in TABLES.items():
        content[name] = _rows(in_order(getattr(submission, name), model))
    return {**content, _HASH: content_hash(content)}


def text_of(submission: Submission) -> str:
    """The file: keys sorted, rows in the order of their keys, so that equal content is equal bytes."""
    return _text(content_of(submission), indent=1) + "\n"


def schema_text() -> str:
    """The JSON Schema as the file ``submission.schema.json`` holds it."""
    return _text(schema(), indent=1) + "\n"


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the hash itself, whatever the order of keys and however numbers and spaces are written."""
    rest = {name: value for name, value in content.items() if name != _HASH}
    return hashlib.sha256(_text(_plain(rest)).encode("utf-8", "surrogatepass")).hexdigest()


def read_submission(path: Path) -> Submission:
    """Read a submission and check its form: types, words, limits, keys, its own hash.

    Whether its figures agree with one another and with a basis is asked by :mod:`hjj_lib.network.meaning`.

    Raises
    ------
    DataError
        With everything that is wrong: the path within the file, what was found, what is expected, what to do.
    """
    return submission_of_bytes(bytes_of(path), path.name)


def submission_of_bytes(data: bytes, file: str) -> Submission:
    """As :func:`read_submission`, from the bytes of a file."""
    content = _parsed(data, file)
    _refuse_other_version(content, file)
    problems = [_problem(one, file) for one in misfits(content)]
    if not problems:
        problems = [*_twice(content, file), *_changed(content, file)]
    if problems:
        raise DataError(shortened(problems, file))
    return _submission(content)


def shortened(problems: Sequence[Problem], file: str) -> list[Problem]:
    """The first problems of a file, and how many more there are."""
    more = len(problems) - _SHOWN
    return [*problems[:_SHOWN], *([told("json_further", file, count=more)] if more > 0 else [])]


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that may be a submission.

    Raises
    ------
    DataError
        If it is much larger than any submission; it is then not read.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise DataError([told("json_large", path.name)])
    return path.read_bytes()


def _parsed(data: bytes, file: str) -> Any:
    """The content; numbers that are none, keys that stand twice and endless nesting are as broken as half a file."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError:
        raise DataError([told("json_encoding", file)]) from None
    except json.JSONDecodeError as error:
        raise DataError([told("json_broken", file, line=error.lineno, column=error.colno)]) from None
    except (ValueError, RecursionError) as error:
        raise DataError([told("json_odd", file, error=str(error))]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _refuse_other_version(content: Any, file: str) -> None:
    if not isinstance(content, dict) or content.get("schema") != SCHEMA_NAME:
        raise DataError([told("json_other", file)])
    version = content.get("schema_version")
    if isinstance(version, int) and not isinstance(version, bool) and version > SCHEMA_VERSION:
        raise DataError([told("json_newer", file, version=str(version), known=str(SCHEMA_VERSION))])


def _problem(misfit: Misfit, file: str) -> Problem:
    return told(misfit.code, file, path=misfit.path, found=misfit.found, wanted=misfit.expected)


def _twice(content: Mapping[str, Any], file: str) -> Iterator[Problem]:
    for name, model in TABLES.items():
        for number in duplicates(content[name], key_columns(model)):
            yield told("json_twice", file, path=f"{name}[{number}]", key=", ".join(key_columns(model)))


def _changed(content: Mapping[str, Any], file: str) -> Iterator[Problem]:
    if content[_HASH] != content_hash(content):
        yield told("json_changed", file)


def _submission(content: Mapping[str, Any]) -> Submission:
    who = dict(content["provider"])
    who |= {"institution_id": who.pop("id"), "regions": tuple(who["regions"])}
    origin = Origin(**{**content["origin"], "missing": tuple(content["origin"]["missing"])})
    frames = {name: tables.frame_of(_columns(content[name], model), model) for name, model in TABLES.items()}
    return Submission(Provider(**who), int(content["year"]), content["consent"], origin, **frames)


def _columns(rows: Sequence[Mapping[str, Any]], model: type[pa.DataFrameModel]) -> dict[str, list[Any]]:
    """Rows of JSON, whose form was checked, as columns."""
    return {name: [row[name] for row in rows] for name in tables.columns(model)}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    values = tables.values_of(frame)
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(value: Any) -> Any:
    """The value with whole numbers as such: 5.0 and 5 are the same number in JSON."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(content: Mapping[str, Any], indent: int | None = None) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=indent, allow_nan=False)
