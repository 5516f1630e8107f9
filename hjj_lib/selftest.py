"""The known answers as a visible table: published inputs and results, run through the product's own calculation.

The cases, their entries and a small calculation basis of the published factors stand in ``hjj_lib/selftest_data``; the
basis has the same tables as ``factors/`` and is loaded, resolved and calculated in the same way. Nothing is
calculated here a second time: a case only says which rows of the ledger are added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.indicators import intensities
from hjj_lib.inventory import calculate, total
from hjj_lib.language import Language

_DATA = Path(__file__).parent / "selftest_data"
_FINNISH = Language("fi")
COLUMNS = ["case_id", "group", "description", "expected", "got", "unit", "tolerance", "passed", "source"]


@dataclass(frozen=True)
class _Case:
    """One published result and the rows of the ledger it speaks about."""

    ledger: pd.DataFrame
    view: str
    scopes: str
    unit: str


def run(language: Language = _FINNISH) -> pd.DataFrame:
    """Every known answer with what this installation calculates.

    Parameters
    ----------
    language
        Of the column ``description``.

    Returns
    -------
    One row per case: ``case_id``, ``group``, ``description``, ``expected`` and ``got`` in ``unit``, ``tolerance``
    (half of the last printed digit unless the source says otherwise), ``passed``, ``source``.
    """
    cases = _read("cases.csv").astype({"expected": float, "tolerance": float})
    parts = [_with_results(part, str(gwp_set)) for gwp_set, part in cases.groupby("gwp_set", sort=False)]
    results = pd.concat(parts).loc[cases.index]
    results["passed"] = (results["got"] - results["expected"]).abs() <= results["tolerance"]
    return results.assign(description=results[language.column("description")])[COLUMNS]


def shown(results: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The results of :func:`run` as text for a reader: headings, numbers and verdicts in the language."""
    words = {True: language.sentence("passed"), False: language.sentence("failed")}
    numbers = {column: [language.number(value, 4) for value in results[column]] for column in ("expected", "got", "tolerance")}
    texts = results.assign(passed=results["passed"].map(words), **numbers)
    headings = {
        "case_id": language.sentence("Case"),
        "description": language.sentence("What is calculated"),
        "expected": language.sentence("Published"),
        "got": language.sentence("Calculated"),
        "unit": language.sentence("Unit"),
        "passed": language.sentence("Result"),
        "source": language.sentence("Published in"),
    }
    return texts[list(headings)].rename(columns=headings)


def _with_results(cases: pd.DataFrame, gwp_set: str) -> pd.DataFrame:
    """The cases of one GWP set with the column ``got``."""
    basis = load_basis(_DATA / "basis", gwp_set=gwp_set)
    ledger = calculate(_entries(), tables.empty(tables.Site), basis).inventory
    return cases.assign(got=[_result(row, ledger) for row in cases.to_dict("records")])


def _result(row: dict[Any, Any], ledger: pd.DataFrame) -> float:
    chosen = ledger[ledger["institution_id"] == row["entries"]]
    for column in ("activity_id", "part"):
        if row[column]:
            chosen = chosen[chosen[column] == row[column]]
    return _MEASURES[row["measure"]](_Case(chosen, row["view"], row["scopes"], row["unit"]))


def _kilograms(case: _Case, *, view: str | None = None, all_scopes: bool = False) -> float:
    rows = case.ledger
    if case.scopes and not all_scopes:
        rows = rows[rows["scope"].isin(case.scopes.split())]
    return total(rows, view=view or case.view, boundary="inventory").known_kg


def _total(case: _Case) -> float:
    kilograms = _kilograms(case)
    return kilograms if case.unit == "kg" else kilograms / 1000


def _share(case: _Case) -> float:
    return 100 * _kilograms(case) / _kilograms(case, all_scopes=True)


def _location_above_market(case: _Case) -> float:
    return 100 * (_kilograms(case, view="location") / _kilograms(case, view="market") - 1)


def _unknown(case: _Case) -> float:
    return float(total(case.ledger, view=case.view, boundary="inventory").unknown_count)


def _per_turnover(case: _Case) -> float:
    """Tonnes per million euros: kilograms per euro times a thousand."""
    ratios = intensities(case.ledger, _denominators(), boundary="inventory").set_index("kind")
    return float(ratios[f"{case.view}_kg_co2e"].loc["turnover_eur"]) * 1000


_MEASURES: dict[str, Callable[[_Case], float]] = {
    "total": _total,
    "share": _share,
    "location_above_market": _location_above_market,
    "unknown": _unknown,
    "per_turnover": _per_turnover,
}


def _entries() -> pd.DataFrame:
    """The published inputs as entries; each case is its own institution."""
    rows = _read("entries.csv").rename(columns={"case": "institution_id"})
    amount = pd.to_numeric(rows["amount"].mask(rows["amount"] == ""))
    return tables.checked(
        rows.assign(
            amount=amount,
            entry_id=rows["institution_id"] + "/" + rows["activity_id"],
            origin=amount.notna().map({True: "stated", False: None}),
            uncertainty_95_pct=float("nan"),
            file="entries.csv",
            row=pd.RangeIndex(2, len(rows) + 2),
        ),
        tables.Entry,
        file="entries.csv",
    )


def _denominators() -> pd.DataFrame:
    rows = _read("denominators.csv").rename(columns={"case": "institution_id"})
    return tables.checked(rows.assign(value_state="given", file="denominators.csv"), tables.Denominator, file="denominators.csv")


def _read(name: str) -> pd.DataFrame:
    """A data file as text; an empty cell is an empty text."""
    return pd.read_csv(_DATA / name, dtype=str, keep_default_na=False, encoding="utf-8")
