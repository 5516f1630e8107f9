"""Accounts without a class: how many euros, whether the name says anything, what known name is like it, who sold."""

from __future__ import annotations

import difflib
import glob
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.csv_file import settings
from hjj_lib.intake.vague import is_vague
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.tables import LANGUAGES

#: Columns by which an account is known, from the first that a decision can be about.
_KEYS = ("account", "account_name", "jhs_account", "cpv", "unspsc")
_SCHEME_OF = {"jhs_account": "jhs"}


@dataclass(frozen=True)
class Suggestion:
    """A rule of the basis whose name is like the account's: ``like``; it is shown and never applied by itself."""

    treatment: str
    activity_id: str
    like: str


def open_accounts(purchases: pd.DataFrame) -> pd.DataFrame:
    """The accounts without a class, largest first.

    Parameters
    ----------
    purchases
        ``tables.Purchase``; lines of unknown VAT are left out.

    Returns
    -------
    ``scheme`` and ``pattern`` (what a decision about exactly this account would say), ``account``, ``account_name``,
    ``amount_eur`` without VAT, ``share`` of all euros of the ledger, ``lines``, and ``vague``: the name says nothing.
    """
    known = purchases.dropna(subset=["net_cents"])
    total = int(known["net_cents"].abs().sum())
    lines = known[known["treatment"].eq("unmapped")]
    cells = lines[list(_KEYS)].astype(object).where(lines[list(_KEYS)].notna(), "")
    # An account is one thing whatever code its lines carry; a code counts only where there is no account.
    named = (cells["account"] != "") | (cells["account_name"] != "")
    cells = cells.assign(**{key: cells[key].mask(named, "") for key in _KEYS[2:]})
    sums = lines.assign(**cells).groupby(list(_KEYS))["net_cents"].agg(["sum", "size"]).reset_index()
    about = [_about(row) for row in sums.to_dict("records")]
    table = pd.DataFrame(
        {
            "scheme": pd.Series([scheme for scheme, _ in about], dtype=object),
            "pattern": pd.Series([pattern for _, pattern in about], dtype=object),
            "account": sums["account"].where(sums["account"] != "", sums["jhs_account"]),
            "account_name": sums["account_name"],
            "amount_eur": sums["sum"].astype(float) / 100,
            "share": sums["sum"].astype(float).abs() / (total or 1),
            "lines": sums["size"],
            "vague": [is_vague(name) for name in sums["account_name"]],
        }
    )
    return table.sort_values("amount_eur", key=abs, ascending=False, kind="stable", ignore_index=True)


def _about(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Scheme and pattern of a decision about exactly this account; letters that a pattern would read otherwise are escaped."""
    key = next((key for key in _KEYS if row[key]), "account")
    return _SCHEME_OF.get(key, key), glob.escape(str(row[key]))


def suggestion(account_name: str, basis: Basis) -> Suggestion | None:
    """The rule of the basis with the name most like this one, in any language; None if none is like it or it is vague."""
    if is_vague(account_name):
        return None
    rules = basis.spend_mapping[basis.spend_mapping["scheme"].eq("account_group")].to_dict("records")
    named = {
        key_of(part): row
        for row in reversed(rules)
        for language in LANGUAGES
        for name in [str(row[f"name_{language}"])]
        for part in [name.split()[0], *name.split(","), name]
    }
    likeness = settings()["hint"]["likeness_pct"] / 100
    found = difflib.get_close_matches(key_of(account_name), named, n=1, cutoff=likeness)
    if not found:
        return None
    row = named[found[0]]
    activity = "" if pd.isna(row["activity_id"]) else str(row["activity_id"])
    return Suggestion(str(row["treatment"]), activity, str(row["name_fi"]))


def largest_suppliers(purchases: pd.DataFrame, account: str, account_name: str, *, rows: int) -> pd.DataFrame:
    """Who sold what is on an account and has no class: ``supplier``, ``amount_eur``; for its user's own screen only.

    Parameters
    ----------
    purchases
        ``tables.Purchase`` with ``supplier``.
    """
    column, value = ("account", account) if account else ("account_name", account_name)
    lines = purchases[purchases["treatment"].eq("unmapped") & purchases[column].eq(value).fillna(value=False)]
    sums = lines.dropna(subset=["supplier", "net_cents"]).groupby("supplier")["net_cents"].sum().astype(float) / 100
    return sums.sort_values(ascending=False).head(rows).rename("amount_eur").reset_index()
