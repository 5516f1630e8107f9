"""Small ledgers for tests of uncertainty, written so that the reader sees only what matters."""

from __future__ import annotations

import pandas as pd

from hjj_lib.uncertainty import Assumptions

PEDIGREE = pd.DataFrame(
    {
        "kind": ["activity", "activity", "factor"],
        "group": ["measured", "estimated", "*"],
        "quality": ["*", "*", "verified"],
        "uncertainty_95_pct": [5.0, 40.0, 10.0],
    }
)
ASSUMPTIONS = Assumptions(PEDIGREE)
MARKET = {"view": "market", "boundary": "inventory"}


def ledger(*rows: dict[str, object]) -> pd.DataFrame:
    """A small ledger; what a row leaves out is the same everywhere."""
    usual = {
        "institution_id": "x",
        "year": 2025,
        "category_id": "heat",
        "view": "both",
        "scope": "1",
        "boundaries": "core",
        "origin": "measured",
        "uncertainty_95_pct": 0.0,
        "factor_uncertainty_95_pct": 0.0,
        "shared_between_years": 1.0,
    }
    frame = pd.DataFrame([{**usual, "activity_id": row["entry_id"], **row} for row in rows])
    return frame.astype({"emissions_kg_co2e": float, "uncertainty_95_pct": float, "factor_uncertainty_95_pct": float})


def line(
    entry: str, factor: str, kg: float | None, amount: float | None = 0.0, of_factor: float = 0.0, **more: object
) -> dict[str, object]:
    return {
        "entry_id": entry,
        "factor_id": factor,
        "emissions_kg_co2e": kg,
        "uncertainty_95_pct": amount,
        "factor_uncertainty_95_pct": of_factor,
        **more,
    }
