"""A value that changes shows: the values that serve stand in a file for each version."""

from __future__ import annotations

import pytest
from snapshots.make import path, snapshot, versions

from hjj_lib.basis import load_basis


@pytest.mark.parametrize("version", versions())
def test_the_values_that_serve_are_those_of_the_snapshot(version: str) -> None:
    now, kept = snapshot(load_basis(version=version)), path(version).read_text(encoding="utf-8")
    changed = sorted(set(now.splitlines()) ^ set(kept.splitlines()))
    assert changed == [], "if this is meant: python tests/snapshots/make.py"


def test_a_snapshot_tells_place_year_value_and_quality() -> None:
    lines = path("2026.1").read_text(encoding="utf-8").splitlines()
    assert "electricity_residual_mix,FI,2023,electricity_residual_mix,2023,0.5549,kWh,exact,nation,verified,10,assumed" in lines
