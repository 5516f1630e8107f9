"""The closing of the ledger: what is counted, covered, excluded and unmapped makes the annual accounts, to the cent."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

#: Parts of the annual accounts that are compared by themselves.
OPERATING, CAPITAL = "operating", "capital"
_ROWS = ["part", "row", "decided_by", "scheme", "rule", "reason", "cents", "lines"]


@dataclass(frozen=True)
class Closing:
    """How a ledger closes.

    Attributes
    ----------
    rows
        ``part`` (``operating``, ``capital``), ``row`` (``mapped``, ``covered_by_activity``, ``excluded``, ``unmapped``,
        ``vat``: taken out of gross amounts, ``vat_unknown``: amounts whose VAT is not known), ``decided_by``, ``scheme``,
        ``rule`` and ``reason`` of what is covered or excluded, ``cents`` and ``lines``. The cents of a part add up to the
        ledger's.
    totals
        ``part``, ``ledger_cents``, ``statement_cents`` and ``difference_cents`` (ledger less accounts); the last two are
        empty where the accounts were not given. Only parts that occur.
    """

    rows: pd.DataFrame
    totals: pd.DataFrame

    @property
    def closes(self) -> bool:
        """Whether every part is known and differs by nothing."""
        return bool(len(self.totals) and self.totals["difference_cents"].eq(0).fillna(value=False).all())


def close(purchases: pd.DataFrame, statement: pd.DataFrame) -> Closing:
    """Compare a year's ledger with the annual accounts, in whole cents.

    Parameters
    ----------
    purchases
        ``tables.Purchase``.
    statement
        ``tables.IncomeStatementLine``; without rows of a part, that part's difference is unknown.
    """
    booked = purchases.assign(part=_part(purchases["capitalised"]), row=_row(purchases))
    groups = ["part", "row", "decided_by", "scheme", "rule", "reason"]
    known = booked["net_cents"].notna()
    amounts = booked.assign(cents=booked["net_cents"].where(known, booked["amount_cents"]))
    told = amounts["row"].isin(["covered_by_activity", "excluded"])
    amounts = amounts.assign(**{name: amounts[name].where(told) for name in groups[2:]})
    tax = booked[known].assign(row="vat", cents=booked["amount_cents"] - booked["net_cents"], **dict.fromkeys(groups[2:]))
    tax = tax[tax["cents"] != 0]
    rows = pd.concat([amounts, tax], ignore_index=True) if len(tax) else amounts
    sums = rows.groupby(groups, dropna=False, sort=True, observed=True)["cents"].agg(["sum", "size"]).reset_index()
    sums = sums.rename(columns={"sum": "cents", "size": "lines"})
    return Closing(sums.astype({"cents": "int64", "lines": "int64"})[_ROWS], _totals(booked, statement))


def in_treatments(purchases: pd.DataFrame) -> pd.DataFrame:
    """Lines and cents by treatment, without VAT: ``treatment``, ``cents``, ``lines``. Lines of unknown VAT are left out."""
    known = purchases.dropna(subset=["net_cents"])
    return known.groupby("treatment")["net_cents"].agg(cents="sum", lines="size").reset_index()


def _row(purchases: pd.DataFrame) -> pd.Series:
    return purchases["treatment"].mask(purchases["net_cents"].isna(), "vat_unknown")


def _part(capitalised: pd.Series) -> pd.Series:
    return capitalised.map({True: CAPITAL, False: OPERATING})


def _totals(booked: pd.DataFrame, statement: pd.DataFrame) -> pd.DataFrame:
    ledger = booked.groupby("part")["amount_cents"].sum()
    accounts = statement.groupby(_part(statement["capitalised"]))["amount_cents"].sum()
    parts = [part for part in (OPERATING, CAPITAL) if part in ledger.index or part in accounts.index]
    totals = pd.DataFrame(
        {
            "part": parts,
            "ledger_cents": [int(ledger.get(part, 0)) for part in parts],
            "statement_cents": pd.array([int(accounts[part]) if part in accounts.index else None for part in parts], "Int64"),
        }
    )
    return totals.assign(difference_cents=totals["ledger_cents"] - totals["statement_cents"])
