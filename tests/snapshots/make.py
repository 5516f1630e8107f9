"""Every value that serves a role at a place in a year, one file per version: ``python tests/snapshots/make.py`` writes them anew.

A change of any value then stands in the review, also one that only comes from another choice or an ended row.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from hjj_lib.basis import NATION, Basis, load_basis, resolve

HERE = Path(__file__).parent

COLUMNS = ["factor_role", "place", "year", "factor_id", "valid_from", "kg_co2e_per_unit", "activity_unit"]
COLUMNS += ["factor_match", "factor_level", "quality", "uncertainty_95_pct", "uncertainty_origin"]


def versions() -> list[str]:
    """Every version of the basis."""
    return load_basis().versions["version"].tolist()


def snapshot(basis: Basis) -> str:
    """The served values of a version as CSV text: for each role the nation, and every place that a choice is made for."""
    first, last = basis.settings["activity_years"]
    roles = basis.emission_lines[["factor_role"]].drop_duplicates().assign(place=NATION)
    chosen = basis.factor_choices[["factor_role", "place"]]
    places = pd.concat([roles, chosen]).drop_duplicates().sort_values(["factor_role", "place"], ignore_index=True)
    needs = places.merge(pd.Series(range(first, last + 1), name="year"), how="cross").assign(places=lambda rows: rows["place"])
    rows = resolve(needs, basis)[COLUMNS]
    return rows.to_csv(index=False, float_format="%.10g", lineterminator="\n")


def path(version: str) -> Path:
    """The file of a version."""
    return HERE / f"{version}.csv"


def main() -> None:
    """Write the snapshot of every version."""
    for version in versions():
        path(version).write_text(snapshot(load_basis(version=version)), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path(version)}\n")


if __name__ == "__main__":
    main()
