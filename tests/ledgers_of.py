"""Small ledgers for tests, written so that the reader sees only what matters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hjj_lib import tables


def ledger(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a ledger from ``activity_id``, ``amount`` and ``factor``; what a row does not say is usual."""
    usual = {
        "institution_id": "school",
        "year": 2024,
        "site_id": None,
        "value_state": "given",
        "unit": "MWh",
        "origin": "measured",
        "file": "form.xlsx",
        "category_id": "heat",
        "line_id": "direct",
        "part": "direct",
        "scope": "2",
        "view": "both",
        "boundaries": "core",
        "share": 1.0,
        "factor_role": "heat",
        "factor_id": "heat_of_the_year",
        "factor_unit": "kWh",
        "rate": 1000.0,
    }
    full = [{"entry_id": f"e{number}", **usual, **row} for number, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(full, columns=[*dict.fromkeys(["entry_id", *usual, "activity_id", "amount", "factor", *_keys(full)])])
    frame = frame.astype({"amount": float, "factor": float, "share": float, "rate": float})
    converted = frame["amount"] * frame["share"] * frame["rate"]
    kg = np.where(frame["value_state"] == "zero", 0.0, converted * frame["factor"])
    frame = frame.assign(amount_in_factor_unit=converted, kg_co2e_per_unit=frame["factor"], emissions_kg_co2e=kg)
    return tables.checked(frame.drop(columns=["factor", "rate"]), tables.Inventory, file="test")


def _keys(rows: list[dict[str, Any]]) -> list[str]:
    return [key for row in rows for key in row]


def heat(amount: float | None, factor: float | None, **more: Any) -> dict[str, Any]:
    """MWh of district heat and kg per kWh."""
    return {"activity_id": "district_heat", "amount": amount, "factor": factor, **more}
