"""Account names that do not say what was bought: words of ``ledger.toml``."""

from __future__ import annotations

import pandas as pd

from hjj_lib.intake.csv_file import settings
from hjj_lib.intake.vocabulary import key_of


def is_vague(account_name: object) -> bool:
    """Does the name begin with a word such as “other” or “miscellaneous”? An empty name says nothing either."""
    words = key_of(account_name or "").replace(",", " ").replace(":", " ").split()
    return not words or words[0] in settings()["vague"]["words"]


def vague_lines(purchases: pd.DataFrame) -> pd.DataFrame:
    """Lines that count in a class which a rule of the basis found by the account alone, though its name says nothing.

    Left out are lines that the institution decided about, as it knows what was bought, and those with a class of their own,
    such as a CPV code.

    Parameters
    ----------
    purchases
        ``tables.Purchase``.
    """
    named = purchases["account_name"].fillna("")
    empty_or_vague = named.map({name: is_vague(name) for name in named.unique()}).astype(bool)
    # A number of the JHS scheme says what the account is for, also where no name stands beside it.
    by_account = purchases["scheme"].eq("account_group") | (purchases["scheme"].eq("jhs") & (named != ""))
    counted = purchases["treatment"].eq("mapped") & purchases["decided_by"].eq("basis") & purchases["net_cents"].notna()
    return purchases[counted & by_account & empty_or_vague]
