"""Rows of the basis that are said not to matter to an institution really do not."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib.basis import load_basis
from hjj_lib.basis.candidates import rows_of
from hjj_lib.dependence import dependence, possible_activities
from hjj_lib.inventory import calculate
from hjj_lib.scenarios import possibilities
from hjj_lib.study import open_study

ROOT = Path(__file__).parents[1]
PROVIDERS = ("example_coast", "example_forest", "example_lakeland", "example_riverside")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A basis to change."""
    return shutil.copytree(ROOT / "factors", tmp_path / "factors", ignore=shutil.ignore_patterns("collected"))


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _times_two(row):
    return row | (
        {"kg_co2e_per_unit": str(2 * float(row["kg_co2e_per_unit"]))} if row["factor_id"] == "heat_network_helen" else {}
    )


HEAT = Path("emission_factors") / "district_heat.csv"
HELSINKI, PORI = ["network:helen", "FI"], ["municipality:pori", "FI"]


def test_a_changed_factor_changes_the_rows_of_those_at_its_place_only(folder):
    rows = rows_of(folder)
    _rewrite(folder / HEAT, lambda table: [_times_two(row) for row in table])
    later = rows_of(folder)
    assert _changed(rows.of(["district_heat"], HELSINKI), later.of(["district_heat"], HELSINKI)) == ["factor/heat_network_helen"]
    assert rows.of(["district_heat"], PORI) == later.of(["district_heat"], PORI)
    assert rows.of(["petrol_direct"], HELSINKI) == later.of(["petrol_direct"], HELSINKI)


def test_a_new_choice_counts_although_nothing_has_chosen_it_yet(folder):
    rows = rows_of(folder)
    new = {"factor_role": "district_heat", "place": "municipality:pori", "factor_id": "heat_network_helen", "rank": "77"}
    _rewrite(folder / "factor_choices.csv", lambda table: [*table, {**table[0], **new}])
    changed = _changed(rows.of(["district_heat"], PORI), rows_of(folder).of(["district_heat"], PORI))
    assert {"choices/district_heat", "factor/heat_network_helen"} <= set(changed)
    kuopio = ["municipality:kuopio", "FI"]
    assert rows.of(["district_heat"], kuopio) == rows_of(folder).of(["district_heat"], kuopio)


def test_the_source_of_a_possible_factor_counts_and_another_source_does_not(folder):
    rows = rows_of(folder)
    asked = (["district_heat"], HELSINKI)
    (source,) = rows.source_of["heat_network_helen"]
    unused = next(name for name in rows.sources if f"source/{name}" not in rows.of(*asked))
    changes = {}
    for name in (unused, source):
        _rewrite(
            folder / "sources.csv",
            lambda table, n=name: [{**r, **({"title": "?"} if r["source_id"] == n else {})} for r in table],
        )
        changes[name] = _changed(rows.of(*asked), rows_of(folder).of(*asked))
    assert changes == {unused: [], source: [f"source/{source}"]}


def test_the_order_of_rows_counts(folder):
    asked = (["electricity_location"], ["FI"])
    before = rows_of(folder).of(*asked)
    _rewrite(folder / "emission_factors" / "electricity.csv", lambda table: table[::-1])
    assert "order" in _changed(before, rows_of(folder).of(*asked))


def test_what_an_action_makes_of_an_activity_counts_where_the_activity_was_reported():
    basis = load_basis()
    assert "wood_pellets" in possible_activities(["heating_oil"], basis)
    assert "wood_pellets" not in possible_activities(["meals_mixed"], basis)


def _write_only(rows: dict[str, str], target: Path) -> None:
    """The basis without the choices that are said not to matter, and with other values of the other factors."""
    shutil.copytree(ROOT / "factors", target, ignore=shutil.ignore_patterns("collected"))
    kept = {name.partition("/")[2] for name in rows if name.startswith("factor/")}
    other = {"kg_co2e_per_unit": "777", "uncertainty_95_pct": "99", "name_fi": "?"}
    _rewrite(target / "factor_choices.csv", lambda table: [row for row in table if row["factor_id"] in kept])
    for path in (target / "emission_factors").glob("*.csv"):
        _rewrite(path, lambda table: [row if row["factor_id"] in kept else {**row, **other} for row in table])


def _rewrite(path: Path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(table))


def other_edition(study, folder):
    """Every line that an earlier version gives for the same entries."""
    earlier = load_basis(folder, version="2026.1")
    rows = calculate(study.entries, study.institution.sites, earlier).inventory
    return rows[["entry_id", "line_id", "factor_id", "emissions_kg_co2e"]].astype(str).to_csv()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_that_is_calculated_for_an_example_provider_depends_on_any_other_row(provider, tmp_path):
    study = open_study(provider, 2025)
    _write_only(dict(dependence(study).rows), tmp_path / "factors")
    other = open_study(provider, 2025, basis_dir=tmp_path / "factors")
    assert study.basis.fingerprint != other.basis.fingerprint
    pd.testing.assert_frame_equal(other.inventory, study.inventory)
    pd.testing.assert_frame_equal(other.ledger.uncovered, study.ledger.uncovered)
    assert other.problems == study.problems
    assert dependence(other, basis_dir=tmp_path / "factors").rows == dependence(study).rows
    assert other_edition(other, tmp_path / "factors") == other_edition(study, ROOT / "factors")
    mine, theirs = (possibilities(one.inventory, one.basis.actions, one.institution.sites, one.basis) for one in (study, other))
    pd.testing.assert_frame_equal(theirs.lines, mine.lines)
    pd.testing.assert_frame_equal(theirs.not_calculated, mine.not_calculated)
