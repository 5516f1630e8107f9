"""The rows of the basis that could serve one institution, each with a hash: what a changed factor file changes for whom.

Rows that are chosen now are not enough: a new row may be chosen next time. So every row counts that a role of the institution
could be served by at one of its places, chosen or not. Rows of all versions count, as reports compare versions.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.basis.read import Content, left_out_ids, read_settings, read_tables
from hjj_lib.problems import DataError
from hjj_lib.tables import values_of

#: Tables of which an institution sees single rows; every other table counts as a whole.
BY_ROW = ("emission_factors", "factor_choices", "sources")
#: Kinds of names, before what they name.
FACTOR, CHOICES, SOURCE = "factor", "choices", "source"
#: The name of the order in which the rows stand: tables of a report may follow it.
ORDER = "order"
#: Digits of a hash that are kept: enough that two contents never meet by chance.
_DIGITS = 16


@dataclass(frozen=True)
class Rows:
    """Hashes of all rows by which an institution can be served, ready to be asked for many institutions.

    Attributes
    ----------
    choices
        Role → place → its choices, as the factor and the text of the row.
    factors, sources
        Id → hash of all its rows that hold in the version.
    source_of
        Factor → the sources of its values.
    cited
        Sources that other tables than the factors name.
    left_out
        Factors whose file is left out.
    roles_of
        Activity → the roles of its lines.
    """

    choices: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]
    factors: Mapping[str, str]
    sources: Mapping[str, str]
    source_of: Mapping[str, frozenset[str]]
    cited: frozenset[str]
    left_out: frozenset[str]
    roles_of: Mapping[str, frozenset[str]]

    def of(self, roles: Collection[str], places: Collection[str]) -> dict[str, str]:
        """Name → hash of each factor, set of choices and source that can matter for these roles at these places.

        Names are ``factor/<id>``, ``choices/<role>`` and ``source/<id>``; ``order`` is the order of all of them.
        """
        found, named = {}, set()
        for role in sorted(roles):
            possible = [row for row in self._possible(role, places) if row]
            found[f"{CHOICES}/{role}"] = _hash(text for _, text in possible)
            named |= {factor for factor, _ in possible}
        factors = [factor for factor in self.factors if factor in named]
        cited = self.cited.union(*(self.source_of.get(factor, frozenset()) for factor in factors))
        sources = [source for source in self.sources if source in cited]
        found |= {f"{FACTOR}/{name}": self.factors[name] for name in factors}
        found |= {f"{SOURCE}/{name}": self.sources[name] for name in sources}
        return {**found, ORDER: _hash([*factors, *sources])}

    def _possible(self, role: str, places: Collection[str]) -> Iterable[tuple[str, str]]:
        """The choices of a role at the places; of other places only those of a factor that is left out, which reports tell."""
        for place, rows in self.choices.get(role, {}).items():
            yield from (row for row in rows if place in places or row[0] in self.left_out)


def rows_of(folder: Path) -> Rows:
    """The rows of a basis folder, of all its versions.

    Raises
    ------
    DataError
        As :func:`hjj_lib.basis.load_basis`: what cannot be read has no rows to compare.
    """
    content, settings = read_tables(folder), read_settings(folder)
    if content.problems:
        raise DataError(content.problems)
    choices: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in _records(content.frames["factor_choices"]):
        choices[row["factor_role"]][row["place"]].append((row["factor_id"], _text(row)))
    factors: dict[str, list[str]] = defaultdict(list)
    source_of: dict[str, set[str]] = defaultdict(set)
    values: list[Mapping[str, Any]] = [*_records(content.frames["emission_factors"]), *(one.row for one in content.rejected)]
    for value in values:
        factors[value.get("factor_id", "")].append(_text(value))
        source_of[value.get("factor_id", "")].add(value.get("source_id", ""))
    left_out = left_out_ids(content, settings)
    for factor_id, file in left_out.items():
        factors[factor_id].append(file)
    lines = content.frames["emission_lines"].dropna(subset=["factor_role"])
    return Rows(
        choices={role: {place: tuple(rows) for place, rows in by_place.items()} for role, by_place in choices.items()},
        factors={name: _hash(texts) for name, texts in factors.items()},
        sources={row["source_id"]: _hash([_text(row)]) for row in _records(content.frames["sources"])},
        source_of={name: frozenset(ids) for name, ids in source_of.items()},
        cited=_cited(content),
        left_out=frozenset(left_out),
        roles_of={str(name): frozenset(roles) for name, roles in lines.groupby("activity_id")["factor_role"]},
    )


def _cited(content: Content) -> frozenset[str]:
    """Sources named in the tables that count as a whole."""
    whole = [frame for name, frame in content.frames.items() if name not in BY_ROW and "source_id" in frame]
    return frozenset(str(source) for frame in whole for source in frame["source_id"].dropna())


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = values_of(frame)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _text(row: Mapping[str, Any]) -> str:
    """The row's cells that are not empty, so that a column that is new and empty changes nothing."""
    return json.dumps({name: cell for name, cell in sorted(row.items()) if cell is not None}, ensure_ascii=False, default=str)


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:_DIGITS]
