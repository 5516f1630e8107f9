"""The tables of the self-test, as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def text_table(folder: Path, name: str) -> pd.DataFrame:
    """A CSV file of the folder; an empty cell is an empty text."""
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False, encoding="utf-8")
