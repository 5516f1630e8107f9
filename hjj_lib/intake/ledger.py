"""A purchase ledger read: every line with its row, what cannot be read said once for each kind of fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from hjj_lib.intake import euros
from hjj_lib.intake.csv_file import CLASSES, CsvTable, heading
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import Vocabulary, is_sum_word, key_of
from hjj_lib.problems import Problem
from hjj_lib.tables import PurchaseLine, checked, empty

#: Columns of which a ledger has one, from the one that says most about VAT.
_AMOUNTS = ("amount_net_eur", "amount_gross_eur", "amount_eur")
_TEXTS = (*CLASSES, "tax_code")
#: Where a supplier is named, the name before the number. Two such columns in a ledger are no fault: nothing is summed by them.
_SUPPLIERS = ("supplier_name", "supplier")


@dataclass(frozen=True)
class LedgerReading:
    """What one ledger says.

    ``lines`` are ``tables.PurchaseLine``; ``counted`` is False when the whole file was refused. ``suppliers`` are the names of
    the lines' suppliers, in the same order, and stay in memory.
    """

    lines: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    counted: bool = True
    suppliers: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))


def is_ledger(table: CsvTable) -> bool:
    """Do the headings name a sum and something by which it can be put into a class?"""
    return any(key in table.headings for key in _AMOUNTS) and any(key in table.headings for key in CLASSES)


def missing_column(table: CsvTable) -> str:
    """What a file lacks that is nearly a ledger: the key of a column; empty if it is not nearly one, or is one."""
    has_class = any(key in table.headings for key in CLASSES)
    has_amount = any(key in table.headings for key in _AMOUNTS)
    if has_amount and not has_class and "date" in table.headings:
        return "account"
    return "amount_eur" if has_class and not has_amount else ""


def read_ledger(table: CsvTable, place: Place, known: Vocabulary, language: str) -> LedgerReading:
    """Read a ledger. Rows without a readable sum are not counted and said; sum rows are noted.

    Parameters
    ----------
    place
        File, institution and year, for the messages; ``year`` is the year that the lines count in.
    """
    nothing = empty(PurchaseLine)
    doubled = [key for key in table.doubled if key not in _SUPPLIERS]
    if doubled:
        names = ", ".join(f"“{heading(key, language)}”" for key in doubled)
        return LedgerReading(nothing, (problem("ledger_column_double", place, names=names),), counted=False)
    problems = uneven_rows(table, place)
    cells, found = _without_sums(table, place)
    problems.extend(found)
    amount = next(key for key in _AMOUNTS if key in table.headings)
    # What a recipe has read is not read again: a number of a workbook has no marks to be in doubt about.
    sums = table.cents[amount].loc[cells.index] if amount in table.cents else euros.cents(cells[amount])
    unread = sums.isna()
    if unread.any():
        first = cells[unread].iloc[0]
        where = replace(place, row=int(first["row"]), column=table.headings[amount])
        problems.append(problem("ledger_amount", where, count=int(unread.sum()), found=first[amount]))
    cells, sums = cells[~unread], sums[~unread]
    lines, found = _lines(cells, sums.astype("int64"), amount, table.headings, place)
    problems.extend([*found, *_unknown_sites(cells, table.headings, place, known)])
    lines = lines.assign(site_id=euros.texts_once(_column(cells, "site"), lambda word: known.sites.get(key_of(word))))
    refused = _other_years(lines, table.headings, place)
    problems.extend(refused)
    if any(found.severity == "error" for found in refused):
        return LedgerReading(nothing, tuple(problems), counted=False)
    return LedgerReading(checked(lines, PurchaseLine, file=place.file), tuple(problems), suppliers=_suppliers(cells))


def _suppliers(cells: pd.DataFrame) -> pd.Series:
    """Who sold it; empty where no column says."""
    return _texts(cells, next((key for key in _SUPPLIERS if key in cells), "supplier"))


def _lines(
    cells: pd.DataFrame, sums: pd.Series, amount: str, headings: Mapping[str, str], place: Place
) -> tuple[pd.DataFrame, list[Problem]]:
    capitalised, found = _yes_or_no(cells, "capitalised", headings, place)
    if amount == "amount_eur":
        included, more = _yes_or_no(cells, "vat_included", headings, place)
    else:
        included, more = pd.Series(amount == "amount_gross_eur", index=cells.index, dtype="boolean"), []
    dates = euros.iso_dates(_column(cells, "date"))
    undated = dates.isna() & (_column(cells, "date") != "")
    if undated.any():
        first = cells[undated].iloc[0]
        where = replace(place, row=int(first["row"]), column=headings["date"])
        more.append(problem("ledger_date", where, count=int(undated.sum()), found=first["date"]))
    lines = pd.DataFrame(
        {
            "institution_id": place.institution_id,
            "year": place.year,
            "date": dates,
            **{key: _texts(cells, key) for key in _TEXTS},
            "amount_cents": sums,
            "vat_included": included,
            "vat_rate_pct": euros.numbers(_column(cells, "vat_rate_pct")),
            "capitalised": capitalised.fillna(value=False).astype(bool),
            "student_years": euros.numbers(_column(cells, "student_years")),
            "file": place.file,
            "row": cells["row"],
            "column": headings[amount],
        },
        index=cells.index,
    )
    return lines, [*found, *more]


def _column(cells: pd.DataFrame, key: str) -> pd.Series:
    if key in cells:
        return cells[key]
    return pd.Series(
        pd.Categorical.from_codes(np.zeros(len(cells), dtype=np.int8), categories=pd.Index([""], dtype=object)), index=cells.index
    )


def _texts(cells: pd.DataFrame, key: str) -> pd.Series:
    return euros.texts_once(_column(cells, key), lambda word: word or None)


def uneven_rows(table: CsvTable, place: Place) -> list[Problem]:
    """A problem if rows have more cells than there are headings: then nobody can tell which cell is which."""
    if not table.uneven:
        return []
    row, count = next(iter(table.uneven.items()))
    where = replace(place, row=row)
    return [problem("ledger_cells", where, count=len(table.uneven), found=count, width=table.width)]


def _without_sums(table: CsvTable, place: Place) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows that are no sums of others: no account is called a sum, and no row without an account begins with one."""
    sums = {row: text for row, text in table.unclassed.items() if is_sum_word(text)}
    for key in ("account", "account_name"):
        names = _column(table.cells, key)
        called = euros.once(names, lambda words: words.map(is_sum_word)).astype(bool)
        sums |= dict(zip(table.cells.loc[called, "row"], names[called], strict=True))
    if not sums:
        return table.cells, []
    row, text = next(iter(sums.items()))
    return table.cells[~table.cells["row"].isin(list(sums))], [problem("sum_row", replace(place, row=row), found=text)]


def _yes_or_no(cells: pd.DataFrame, key: str, headings: Mapping[str, str], place: Place) -> tuple[pd.Series, list[Problem]]:
    text = _column(cells, key)
    said = euros.truths(text)
    strange = said.isna() & (text != "")
    if not strange.any():
        return said, []
    first = cells[strange].iloc[0]
    where = replace(place, row=int(first["row"]), column=headings[key])
    return said, [problem("ledger_yes_no", where, count=int(strange.sum()), found=first[key])]


def _unknown_sites(cells: pd.DataFrame, headings: Mapping[str, str], place: Place, known: Vocabulary) -> list[Problem]:
    text = _column(cells, "site")
    strange = euros.once(text, lambda words: [word != "" and key_of(word) not in known.sites for word in words]).astype(bool)
    if not strange.any():
        return []
    first = cells[strange].iloc[0]
    where = replace(place, row=int(first["row"]), column=headings["site"])
    return [problem("ledger_site", where, count=int(strange.sum()), found=first["site"])]


def _other_years(lines: pd.DataFrame, headings: Mapping[str, str], place: Place) -> list[Problem]:
    """A question about lines dated in other years; an error if they are most of the file."""
    dated = lines.dropna(subset=["date"])
    others = dated[dated["date"].str[:4] != str(place.year)]
    if others.empty:
        return []
    first = others.iloc[0]
    where = replace(place, row=int(first["row"]), column=headings["date"])
    values = {
        "count": len(others),
        "amount": float(others["amount_cents"].sum()) / 100,
        "found": first["date"],
        "year": place.year,
    }
    return [problem("ledger_year_wrong" if 2 * len(others) > len(dated) else "ledger_other_year", where, **values)]
