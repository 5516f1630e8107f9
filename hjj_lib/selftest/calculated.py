"""Known answers that the ledger gives: entries, calculated with a basis, and the rows of the ledger that a case adds up.

Most cases have factors of their own, in a small basis with the same tables as ``factors/``; it is loaded, resolved and
calculated in the same way. Some rows of it are wrong on purpose: no case that leaves them alone may notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis, load_basis
from hjj_lib.indicators import intensities
from hjj_lib.inventory import calculate, total
from hjj_lib.problems import DataError
from hjj_lib.selftest.files import text_table

_REFUSED = "refused"


@dataclass(frozen=True)
class _Case:
    """One result and the rows of the ledger it speaks about."""

    ledger: pd.DataFrame
    denominators: pd.DataFrame
    view: str
    scopes: str
    unit: str


def ledger_results(data: Path, factors: Path) -> dict[str, float]:
    """The results of ``calculated.csv``.

    Parameters
    ----------
    data
        Folder with ``calculated.csv``, ``entries.csv``, ``denominators.csv`` and the small basis in ``basis/``.
    factors
        The basis of the cases that say ``factors`` in the column ``basis``; the others use the small one.

    Returns
    -------
    Result by ``case_id``, in the unit of the case; NaN where nothing was calculated.
    """
    cases = text_table(data, "calculated.csv")
    cases = cases.merge(text_table(data, "cases.csv")[["case_id", "unit"]], on="case_id", how="left", validate="one_to_one")
    folders = {"published": data / "basis", "factors": factors}
    entries, denominators = _entries(data), _denominators(data)
    results: dict[str, float] = {}
    for name, gwp_set in dict.fromkeys(zip(cases["basis"], cases["gwp_set"], strict=True)):
        rows = cases[(cases["basis"] == name) & (cases["gwp_set"] == gwp_set)]
        basis = load_basis(folders[name], gwp_set=gwp_set)
        results |= _results(rows, entries, denominators, basis)
    return results


def _results(cases: pd.DataFrame, entries: pd.DataFrame, denominators: pd.DataFrame, basis: Basis) -> dict[str, float]:
    """The results of cases with one basis."""
    refused = cases["measure"] == _REFUSED
    used = entries[entries["institution_id"].isin(cases.loc[~refused, "entries"])]
    ledger = calculate(used, tables.empty(tables.Site), basis).inventory
    results = {row["case_id"]: _result(row, ledger, denominators) for row in cases[~refused].to_dict("records")}
    for case_id, name in zip(cases.loc[refused, "case_id"], cases.loc[refused, "entries"], strict=True):
        results[case_id] = _refusals(entries[entries["institution_id"] == name], basis)
    return results


def _result(row: Mapping[Any, Any], ledger: pd.DataFrame, denominators: pd.DataFrame) -> float:
    chosen = ledger[ledger["institution_id"] == row["entries"]]
    for column in ("activity_id", "part"):
        if row[column]:
            chosen = chosen[chosen[column].isin(row[column].split())]
    if chosen.empty:
        return float("nan")
    return _MEASURES[row["measure"]](_Case(chosen, denominators, row["view"], row["scopes"], row["unit"]))


def _refusals(entries: pd.DataFrame, basis: Basis) -> float:
    """For how many faults of the basis, each with its file, row and column, the calculation is refused."""
    try:
        calculate(entries, tables.empty(tables.Site), basis)
    except DataError as error:
        return float(sum(bool(found.file and found.row and found.column) for found in error.problems))
    return 0.0


def _kilograms(case: _Case, *, view: str | None = None, all_scopes: bool = False) -> float:
    rows = case.ledger
    if case.scopes and not all_scopes:
        rows = rows[rows["scope"].isin(case.scopes.split())]
    return total(rows, view=view or case.view, boundary="inventory").known_kg


def _total(case: _Case) -> float:
    kilograms = _kilograms(case)
    return kilograms / 1000 if case.unit == "t" else kilograms


def _share(case: _Case) -> float:
    return 100 * _kilograms(case) / _kilograms(case, all_scopes=True)


def _location_above_market(case: _Case) -> float:
    return 100 * (_kilograms(case, view="location") / _kilograms(case, view="market") - 1)


def _unknown(case: _Case) -> float:
    return float(total(case.ledger, view=case.view, boundary="inventory").unknown_count)


def _per_turnover(case: _Case) -> float:
    """Tonnes per million euros: kilograms per euro times a thousand."""
    ratios = intensities(case.ledger, case.denominators, boundary="inventory").set_index("kind")
    return float(ratios[f"{case.view}_kg_co2e"].loc["turnover_eur"]) * 1000


_MEASURES: Mapping[str, Callable[[_Case], float]] = {
    "total": _total,
    "share": _share,
    "location_above_market": _location_above_market,
    "unknown": _unknown,
    "per_turnover": _per_turnover,
}


def _entries(data: Path) -> pd.DataFrame:
    """The published inputs as entries; each case is its own institution."""
    rows = text_table(data, "entries.csv").rename(columns={"case": "institution_id"})
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


def _denominators(data: Path) -> pd.DataFrame:
    rows = text_table(data, "denominators.csv").rename(columns={"case": "institution_id"})
    return tables.checked(rows.assign(value_state="given", file="denominators.csv"), tables.Denominator, file="denominators.csv")
