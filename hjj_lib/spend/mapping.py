"""Which class of purchases a ledger line belongs to: the institution's own rule first, then the rules of the basis.

Order: the institution's decisions, those by account and supplier first; the account number (of the public sector's list
JHS); the account's name; CPV; UNSPSC. The first rule that fits decides. A line that no rule fits stays unmapped: nothing is
guessed from likeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from hjj_lib.spend.suppliers import spelled_alike
from hjj_lib.tables import LANGUAGES

#: Scheme → column of the line that it reads, in order of precedence.
_COLUMN_OF = {
    "supplier": "supplier",
    "account": "account",
    "jhs": "jhs_account",
    "account_name": "account_name",
    "cpv": "cpv",
    "unspsc": "unspsc",
}
_OUTCOME = ["treatment", "activity_id", "decided_by", "scheme", "rule", "reason"]
_UNMAPPED = ("unmapped", None, None, None, None, None)


@dataclass(frozen=True)
class _Rule:
    """A rule that fits a line: what it does, whose it is and what it is called."""

    treatment: str
    activity_id: str | None
    decided_by: str
    scheme: str
    name: str
    reason: str

    def outcome(self) -> tuple[Any, ...]:
        return (self.treatment, self.activity_id, self.decided_by, self.scheme, self.name, self.reason)


def map_lines(
    lines: pd.DataFrame,
    mapping: pd.DataFrame,
    overrides: pd.DataFrame,
    capital_activities: pd.DataFrame,
    suppliers: pd.Series | None = None,
) -> pd.DataFrame:
    """What becomes of each line.

    Parameters
    ----------
    lines
        ``tables.PurchaseLine``, with or without further columns.
    mapping
        ``tables.SpendMapping``: the rules of the basis, those of JHS accounts included.
    overrides
        ``tables.MappingOverride``: the institution's own. A pass-through is excluded.
    capital_activities
        ``tables.CapitalActivity``: a capitalised line of these goes to the activity that is scope 3 category 2.
    suppliers
        Supplier of each line, for decisions by ``account/supplier``; it goes into no column of what is returned.

    Returns
    -------
    The lines with ``treatment`` (``mapped``, ``covered_by_activity``, ``excluded``, ``unmapped``), ``activity_id`` when
    mapped, ``decided_by``, ``scheme``, ``rule`` and ``reason``. One row per line, in order.
    """
    keys = list(_COLUMN_OF.values())
    cells = lines[keys[1:]].assign(supplier=_with_accounts(lines, suppliers, overrides))
    finders = [_own_rules(overrides), *_rules_of_basis(mapping)]
    outcomes = [_first(finders, row) for row in cells.drop_duplicates().to_dict("records")]
    # Groups are numbered in the order in which their first lines stand, as the different lines are.
    numbers = cells.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    decided = pd.DataFrame(outcomes, columns=_OUTCOME, dtype="str")
    result = lines.assign(**{name: decided[name].array.take(numbers) for name in _OUTCOME})
    capital = dict(zip(capital_activities["activity_id"], capital_activities["capital_activity_id"], strict=True))
    moved = result["activity_id"].map(capital).where(result["capitalised"])
    return result.assign(activity_id=moved.where(moved.notna(), result["activity_id"]))


def _with_accounts(lines: pd.DataFrame, suppliers: pd.Series | None, overrides: pd.DataFrame) -> pd.Series:
    """``account/supplier`` of each line, in plain letters; empty where no supplier is named or no decision is by supplier."""
    if suppliers is None or not overrides["scheme"].eq("supplier").any():
        return pd.Series("", index=lines.index, dtype=object)
    names = spelled_alike(suppliers).set_axis(lines.index)
    accounts = spelled_alike(lines["account"])
    return (accounts + "/" + names).where(names != "", "")


def shown_pattern(scheme: str, pattern: str) -> str:
    """A decision's pattern as reports may show it: of ``account/supplier`` only the account, as a supplier may be a person."""
    if scheme != "supplier":
        return pattern
    return f"{_pattern(scheme, pattern).partition('/')[0]}/…"


_Finder = Callable[[Mapping[str, Any]], "_Rule | None"]


def _first(finders: Iterable[_Finder], line: Mapping[Any, Any]) -> tuple[Any, ...]:
    for find in finders:
        rule = find(line)
        if rule is not None:
            return rule.outcome()
    return _UNMAPPED


def _own_rules(overrides: pd.DataFrame) -> _Finder:
    """The institution's rules by precedence of schemes; within a scheme, the longest pattern first."""
    schemes = list(_COLUMN_OF)
    rows = sorted(overrides.to_dict("records"), key=lambda row: (schemes.index(row["scheme"]), -len(row["pattern"])))
    rules = [
        (
            _COLUMN_OF[row["scheme"]],
            _pattern(row["scheme"], row["pattern"]),
            _Rule(
                treatment="excluded" if row["treatment"] == "pass_through" else row["treatment"],
                activity_id=None if pd.isna(row["activity_id"]) else row["activity_id"],
                decided_by="institution",
                scheme=row["scheme"],
                name=shown_pattern(row["scheme"], row["pattern"]),
                reason=row["why"],
            ),
        )
        for row in rows
    ]

    def find(line: Mapping[str, Any]) -> _Rule | None:
        cells = {column: _plain(line[column]) for column in _COLUMN_OF.values()}
        return next((rule for column, pattern, rule in rules if cells[column] and fnmatchcase(cells[column], pattern)), None)

    return find


def _pattern(scheme: str, pattern: str) -> str:
    """In plain letters; a supplier without an account is meant on any account."""
    plain = _plain(pattern)
    return f"*/{plain}" if scheme == "supplier" and "/" not in plain else plain


def _rules_of_basis(mapping: pd.DataFrame) -> list[_Finder]:
    return [
        _by_number(mapping, "jhs"),
        _by_name(mapping),
        _by_number(mapping, "cpv"),
        _by_number(mapping, "unspsc"),
    ]


def _by_number(mapping: pd.DataFrame, scheme: str) -> _Finder:
    """Rules whose code is the beginning of the line's number; the longest code counts."""
    rules = {str(row["code"]): _rule(row, str(row["code"])) for row in mapping[mapping["scheme"] == scheme].to_dict("records")}
    lengths = sorted({len(code) for code in rules}, reverse=True)

    def find(line: Mapping[str, Any]) -> _Rule | None:
        number = re.sub(r"\D", "", _plain(line[_COLUMN_OF[scheme]]))
        return next((rules[number[:length]] for length in lengths if number[:length] in rules), None)

    return find


def _by_name(mapping: pd.DataFrame) -> _Finder:
    """Rules by the account's name in any language: the whole name, else one of the names that a row lists by commas."""
    rows = mapping[mapping["scheme"] == "account_group"].to_dict("records")
    whole: dict[str, _Rule] = {}
    parts: dict[str, _Rule] = {}
    for row in rows:
        rule = _rule(row, str(row["name_fi"]))
        for language in LANGUAGES:
            name = row[f"name_{language}"]
            if isinstance(name, str):
                whole.setdefault(_plain(name), rule)
                for part in name.split(","):
                    parts.setdefault(_plain(part), rule)
    names = {**parts, **whole}
    return lambda line: names.get(_plain(line["account_name"])) if _plain(line["account_name"]) else None


def _rule(row: Mapping[Any, Any], name: str) -> _Rule:
    activity = None if pd.isna(row["activity_id"]) else str(row["activity_id"])
    return _Rule(str(row["treatment"]), activity, "basis", str(row["scheme"]), name, str(row["reason"]))


def _plain(cell: Any) -> str:
    """Text without the differences that people do not see."""
    if cell is None or pd.isna(cell):
        return ""
    return " ".join(unicodedata.normalize("NFKC", str(cell)).casefold().split())
