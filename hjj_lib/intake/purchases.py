"""The year's purchases in euros: ledgers, the institution's decisions and the annual accounts put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.csv_file import CsvTable, settings
from hjj_lib.intake.decisions import read_overrides
from hjj_lib.intake.duplicates import Row, place_of
from hjj_lib.intake.ledger import LedgerReading, read_ledger
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.overlap import overlaps
from hjj_lib.intake.statement import read_statement
from hjj_lib.intake.vague import vague_lines
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.language import Language
from hjj_lib.problems import Problem
from hjj_lib.spend import by_activity, capital_goods, close, map_lines, with_entries, without_vat
from hjj_lib.spend.closing import CAPITAL
from hjj_lib.tables import IncomeStatementLine, Purchase, PurchaseLine, checked, empty

_MONEY, _FINANCE = "money", "finance"


@dataclass(frozen=True)
class YearOfPurchases:
    """What the ledgers of a year say.

    Attributes
    ----------
    purchases, statement
        ``tables.Purchase`` and ``tables.IncomeStatementLine``.
    entries
        One entry for each activity and site, as in ``tables.Entry``.
    present
        Whether a ledger was counted.
    rows
        File → lines or items counted.
    suppliers
        Name of the supplier of each of ``purchases``, in the same order. In memory only: never part of a table or a report.
    """

    purchases: pd.DataFrame
    statement: pd.DataFrame
    entries: tuple[Row, ...]
    problems: tuple[Problem, ...]
    present: bool
    rows: Mapping[str, int]
    suppliers: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))


def read_purchases(
    ledgers: Mapping[str, CsvTable],
    statements: Mapping[str, CsvTable],
    home: Path,
    place: Place,
    known: Vocabulary,
    basis: Basis,
    language: str,
) -> YearOfPurchases:
    """Read the ledgers and annual accounts of a year.

    Parameters
    ----------
    ledgers, statements
        File → its table.
    home
        The institution's folder, with its decisions.
    place
        Institution and year.
    language
        In which messages quote names of rows and columns.

    Returns
    -------
    Everything of every ledger, also what is not counted. Without a ledger, only what the decisions and the accounts say.
    """
    readings = {name: read_ledger(table, replace(place, file=name), known, language) for name, table in ledgers.items()}
    overrides, problems = read_overrides(home, place, known)
    accounts = [read_statement(table, replace(place, file=name)) for name, table in statements.items()]
    statement = pd.concat([frame for frame, _ in accounts], ignore_index=True) if accounts else empty(IncomeStatementLine)
    problems = [*problems, *(found for reading in readings.values() for found in reading.problems), *overlaps(readings, place)]
    problems = [*problems, *(found for _, more in accounts for found in more)]
    lines, suppliers = _together(readings)
    mapping = pd.concat([basis.jhs_accounts, basis.spend_mapping], ignore_index=True)
    mapped = map_lines(without_vat(lines, basis.vat_rates), mapping, overrides, basis.capital_activities, suppliers)
    purchases = checked(with_entries(mapped).astype({"entry_id": "str"}), Purchase, file="")
    entries, found = _entries(purchases, known, language)
    present = any(reading.counted for reading in readings.values())
    if present:
        told = replace(place, file=next(iter(statements), ""))
        problems = [*problems, *found, *_questions(purchases, statement, told, _Words(known, basis, language))]
    return YearOfPurchases(
        purchases=purchases,
        statement=statement,
        entries=tuple(entries),
        problems=tuple(problems),
        present=present,
        rows={
            **{name: len(reading.lines) for name, reading in readings.items()},
            **{name: len(frame) for name, (frame, _) in zip(statements, accounts, strict=True)},
        },
        suppliers=suppliers,
    )


def without_typed(
    entries: Sequence[Row], year: YearOfPurchases, known: Vocabulary, language: str
) -> tuple[list[Row], list[Problem]]:
    """The workbooks' entries without the sums that the ledger gives as well: the ledger counts, as it closes to the accounts.

    Classes that the ledger has, and the sums of the quick version, which hold all classes, are left out.
    """
    given = {entry["activity_id"] for entry in year.entries}
    left_out = {
        activity_id
        for activity_id, activity in known.activities.items()
        if _is_purchase(activity) and (activity_id in given or (activity["quick"] and year.entries))
    }
    kept = [entry for entry in entries if entry["activity_id"] not in left_out]
    typed = [entry for entry in entries if entry["activity_id"] in left_out and entry["value_state"] == "given"]
    if not typed:
        return kept, []
    names = dict.fromkeys(str(known.activities[entry["activity_id"]][f"name_{language}"]) for entry in typed)
    return kept, [problem("typed_and_ledger", place_of(typed[0]), activities=", ".join(f"“{name}”" for name in names))]


def asked_beside_ledger(asked: Sequence[tuple[str, str | None, bool]], known: Vocabulary) -> list[tuple[str, str | None, bool]]:
    """The rows of the template that a ledger does not answer: all but those of purchases."""
    return [row for row in asked if not _is_purchase(known.activities[row[0]])]


def _is_purchase(activity: Mapping[str, Any]) -> bool:
    return bool(activity["theme"] == _FINANCE and activity["dimension"] == _MONEY)


def _together(readings: Mapping[str, LedgerReading]) -> tuple[pd.DataFrame, pd.Series]:
    """The lines of all ledgers, and beside them their suppliers."""
    read = [reading for reading in readings.values() if len(reading.lines)]
    if not read:
        return empty(PurchaseLine), pd.Series(dtype=object)
    names = pd.concat([reading.suppliers for reading in read], ignore_index=True)
    return pd.concat([reading.lines for reading in read], ignore_index=True), names


def _entries(purchases: pd.DataFrame, known: Vocabulary, language: str) -> tuple[list[Row], list[Problem]]:
    """One entry for each activity and site; a sum below zero is an error and its entry unknown."""
    entries, problems = [], []
    told = Language(language).translation("Lines of the purchase ledger: {count}")
    for found in by_activity(purchases).to_dict("records"):
        row: Row = {str(key): value for key, value in found.items()}
        amount = int(row["net_cents"]) / 100
        site: str | None = None if pd.isna(row["site_id"]) else str(row["site_id"])
        entry = {
            "entry_id": "/".join(filter(None, (row["institution_id"], str(row["year"]), "purchases", row["activity_id"], site))),
            **{key: row[key] for key in ("institution_id", "year", "activity_id", "file", "row", "column")},
            "site_id": site,
            "value_state": "given" if amount > 0 else "zero" if amount == 0 else "unknown",
            "amount": amount if amount >= 0 else None,
            "unit": str(known.activities[row["activity_id"]]["unit"]),
            "origin": "calculated",
            "comment": told.format(count=int(row["lines"])),
            "sheet": None,
        }
        entries.append(entry)
        if amount < 0:
            name = str(known.activities[row["activity_id"]][f"name_{language}"])
            problems.append(problem("ledger_below_zero", place_of(entry), activity=name, found=amount))
    return entries, problems


@dataclass(frozen=True)
class _Words:
    """What the questions name things by."""

    known: Vocabulary
    basis: Basis
    language: str


def _questions(purchases: pd.DataFrame, statement: pd.DataFrame, place: Place, words: _Words) -> Iterator[Problem]:
    """What the ledgers as a whole leave open: VAT, lines without a class, capital goods elsewhere, the accounts."""
    no_vat = _rows(purchases, purchases["net_cents"].isna())
    if len(no_vat):
        values: dict[str, Any] = {"count": len(no_vat), "amount": _euros(no_vat["amount_cents"])}
        yield problem("ledger_vat", _first(no_vat, place), **values)
    unmapped = _rows(purchases, purchases["treatment"].eq("unmapped") & purchases["net_cents"].notna())
    if len(unmapped):
        total = purchases["net_cents"].abs().sum()
        share = 100 * float(unmapped["net_cents"].abs().sum() / total) if total else 0.0
        values = {"amount": _euros(unmapped["net_cents"]), "share": share, "accounts": _accounts(unmapped)}
        yield problem("ledger_unmapped", _first(unmapped, place), **values)
    yield from _vague(purchases, place)
    goods = capital_goods(purchases, words.basis.emission_lines)
    elsewhere = goods[~goods["in_category_2"]]
    if len(elsewhere):
        names = [str(words.known.activities[key][f"name_{words.language}"]) for key in elsewhere["activity_id"]]
        values = {"amount": _euros(elsewhere["net_cents"]), "activities": ", ".join(f"“{name}”" for name in names)}
        odd = purchases["capitalised"] & purchases["activity_id"].isin(list(elsewhere["activity_id"]))
        yield problem("capital_elsewhere", _first(purchases[odd], place), **values)
    yield from _differences(purchases, statement, place)


def _vague(purchases: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """A question if accounts that do not say what was bought got their class by their name alone, and it is much."""
    vague = vague_lines(purchases)
    counted = purchases.loc[purchases["treatment"].eq("mapped"), "net_cents"].abs().sum()
    share = 100 * float(vague["net_cents"].abs().sum() / counted) if counted else 0.0
    if len(vague) and share >= settings()["vague"]["asked_from_pct"]:
        values: dict[str, Any] = {"amount": _euros(vague["net_cents"]), "share": share, "accounts": _accounts(vague)}
        yield problem("ledger_vague", _first(vague, place), **values)


def _rows(lines: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """The chosen lines; quick where they are few of many."""
    return lines.iloc[np.flatnonzero(chosen.to_numpy(dtype=bool))]


def _differences(purchases: pd.DataFrame, statement: pd.DataFrame, place: Place) -> Iterator[Problem]:
    if statement.empty:
        yield problem("statement_missing", place)
    for part, ledger, accounts, difference in close(purchases, statement).totals.itertuples(index=False):
        if not pd.isna(difference) and difference:
            values: dict[str, Any] = {"ledger": ledger / 100, "accounts": accounts / 100, "difference": difference / 100}
            yield problem("capital_difference" if part == CAPITAL else "ledger_difference", place, **values)


def _euros(amounts: pd.Series) -> float:
    return float(amounts.sum()) / 100


def _first(lines: pd.DataFrame, place: Place) -> Place:
    first = lines.iloc[0]
    return replace(place, file=str(first["file"]), row=int(first["row"]), column=str(first["column"]))


def _accounts(lines: pd.DataFrame) -> str:
    """The accounts with most euros, by number and name."""
    names = lines["account"].fillna("").str.cat(lines["account_name"].fillna(""), sep=" ").str.strip()
    sums = lines.groupby(names.where(names != "", "–"))["net_cents"].sum().abs().sort_values(ascending=False)
    shown = list(sums.index[: int(settings()["limits"]["named_in_message"])])
    return ", ".join(map(str, shown)) + (" …" if len(sums) > len(shown) else "")
