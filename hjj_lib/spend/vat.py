"""Amounts without value-added tax: by what the line says, else by its tax code and date. What is not known is said."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd


def without_vat(lines: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """The amounts without VAT.

    Parameters
    ----------
    lines
        ``tables.PurchaseLine``.
    rates
        ``tables.VatRate`` of the basis.

    Returns
    -------
    The lines with ``net_cents`` and ``vat_rule``: ``net`` (the ledger is without VAT), ``line_rate`` (the line states the
    rate), ``tax_code`` (the rate of its code at its date) or ``unknown``. No rate is ever assumed: where none of the three
    applies, ``net_cents`` is empty. Net = amount / (1 + rate), rounded to the cent line by line.

    Source of the rule that the date decides: ``vero_vat_2024`` in sources.csv.
    """
    stated = lines["vat_rate_pct"]
    by_code = _rates_of_codes(lines, rates)
    is_net = lines["vat_included"].eq(False).fillna(value=False).astype(bool)
    # Without a tax there is nothing to take away, whether or not the amount is said to hold one.
    said = lines["vat_included"].notna()
    rate = stated.where(stated.notna(), by_code)
    usable = ~is_net & rate.notna() & (said | rate.eq(0))
    amounts = lines["amount_cents"].astype(float)
    net = amounts.where(is_net, (amounts / (1 + rate / 100)).round().where(usable))
    rule = pd.Series("unknown", index=lines.index).mask(usable, "tax_code").mask(usable & stated.notna(), "line_rate")
    return lines.assign(net_cents=net.astype("Int64"), vat_rule=rule.mask(is_net, "net"))


def _rates_of_codes(lines: pd.DataFrame, rates: pd.DataFrame) -> pd.Series:
    """The rate of each line's tax code at its date; of a line without date, if the code has one rate all year."""
    history: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for codes, first_day, rate in zip(rates["tax_codes"], rates["valid_from"], rates["rate_pct"], strict=True):
        for code in str(codes).casefold().split():
            history[code].append((str(first_day), float(rate)))
    keys = ["tax_code", "date", "year"]
    coded = lines.loc[lines["tax_code"].notna(), keys]
    numbers = coded.groupby(keys, dropna=False, sort=False).ngroup()
    rates_of = [
        _rate(sorted(history[word]), None if pd.isna(day) else day, int(year)) if (word := _word(code)) in history else None
        for code, day, year in coded.drop_duplicates().itertuples(index=False, name=None)
    ]
    found = pd.Series(np.array(rates_of, dtype=float).take(numbers) if rates_of else [], index=coded.index, dtype=float)
    return found.reindex(lines.index)


def _word(code: Any) -> str:
    return str(code).strip().casefold()


def _rate(history: list[tuple[str, float]], day: str | None, year: int) -> float | None:
    if day is not None:
        begun = [rate for first_day, rate in history if first_day <= day]
        return begun[-1] if begun else None
    before = [rate for first_day, rate in history if first_day < f"{year + 1}"]
    changed = any(f"{year}" <= first_day < f"{year + 1}" and not first_day.endswith("-01-01") for first_day, _ in history)
    return before[-1] if before and not changed else None
