"""Small standards for tests, written so that the reader sees only what matters."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hjj_lib import tables


def lines(*rows: dict[str, Any]) -> pd.DataFrame:
    """Lines of one standard in the order given; what a row does not say takes anything, in both views."""
    usual = {"standard_id": "form", "kind": "leaf", "view": "both", "quality": "verified", "source_id": "invented", "since": "1"}
    names = {f"name_{code}": "Line" for code in tables.LANGUAGES}
    full = [{**usual, **names, "position": number, **row} for number, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(full).reindex(columns=tables.columns(tables.StandardLine))
    return tables.checked(frame, tables.StandardLine, file="test")


#: B3 of the voluntary standard for small and medium-sized organisations, as published equations have it.
VSME = lines(
    {"line_id": "total", "kind": "sum"},
    {"line_id": "scope_1_and_2", "kind": "sum", "parent": "total"},
    {"line_id": "scope_1", "parent": "scope_1_and_2", "scopes": "1"},
    {"line_id": "scope_2_location", "parent": "scope_1_and_2", "scopes": "2", "view": "location"},
    {"line_id": "scope_2_market", "parent": "scope_1_and_2", "scopes": "2", "view": "market"},
    {"line_id": "scope_3", "parent": "total", "scopes": "3", "ghg_categories": " ".join(map(str, range(1, 16)))},
    {"line_id": "students", "kind": "outside", "scopes": "3", "ghg_categories": "none"},
    {"line_id": "intensity", "kind": "ratio", "parent": "total", "denominator": "turnover_eur", "per": 1_000_000},
    {"line_id": "memo", "kind": "memo"},
)
