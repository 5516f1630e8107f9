"""What the tests of the engine share: a small notebook and a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture
def small_notebook() -> Path:
    return NOTEBOOKS / "01_small.ipynb"
