"""The standards of the basis: every line that an activity makes lands on one of their lines, at sites of every tenure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hjj_lib.basis import FOLDER, check_basis, load_basis
from hjj_lib.basis.placing import NOT_PLACED, placed, possible_rows
from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.standards_findings import filled, reconciliation_table
from hjj_lib.study import DATA, open_study, years_of

BASIS = load_basis()
STANDARDS = BASIS.standards["standard_id"].tolist()
EXAMPLES = sorted(path.name for path in (DATA / "raw").glob("example_*"))
MISTAKES = [
    ("total,,10,sum", "total,total,10,sum", "standard_parent"),
    ("scope_1,scope_1_and_2,", "scope_1,intensity,", "standard_parent"),
    ("scope_1,scope_1_and_2,", "scope_1,,", "standard_parent"),
    ("turnover_eur,1000000", "turnover_eur,", "standard_ratio"),
    ("B3,both,1,,", "B3,both,2,,", "standard_places"),
    (",,,biogenic_co2,", ",,,heat,", "standard_places"),
]


@pytest.mark.parametrize("standard_id", STANDARDS)
def test_every_line_that_an_activity_makes_is_on_one_line_of_the_standard(standard_id: str) -> None:
    lines = BASIS.standard_lines[BASIS.standard_lines["standard_id"] == standard_id]
    possible = possible_rows(BASIS.emission_lines, BASIS.boundary_lines, BASIS.tenure_rules)
    for view in VIEWS:
        rows = placed(possible, lines, view=view)
        lost = rows.loc[rows["standard_line"] == NOT_PLACED, ["activity_id", "line_id", "scope"]]
        assert lost.to_dict("records") == []


@pytest.mark.parametrize("institution", EXAMPLES)
def test_every_standard_of_an_example_provider_adds_up_to_its_inventory(institution: str) -> None:
    study = open_study(institution, max(years_of(institution)))
    rows = reconciliation_table(filled(study), Language("en"))
    assert set(rows["standard_id"]) == set(STANDARDS)
    assert rows["difference_kg"].abs().max() < 0.005
    assert rows["not_placed_count"].sum() == 0
    assert rows["reconciles"].all()


def test_an_older_version_of_the_basis_has_no_standards() -> None:
    old = load_basis(version="2026.1")
    assert (len(old.standards), len(old.standard_lines)) == (0, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "factors"))


@pytest.mark.parametrize(("old", "new", "code"), MISTAKES)
def test_each_mistake_in_a_standard_has_its_message(folder: Path, old: str, new: str, code: str) -> None:
    path = folder / "standards" / "vsme_b3.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert code in {problem.code for problem in check_basis(folder)}


def test_a_line_that_stands_twice_is_named_with_its_row(folder: Path) -> None:
    path = folder / "standards" / "vsme_b3.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    found = [problem for problem in check_basis(folder) if problem.code == "standard_line_twice"]
    assert [(problem.file, problem.row) for problem in found] == [("standards/vsme_b3.csv", len(lines) + 1)]
