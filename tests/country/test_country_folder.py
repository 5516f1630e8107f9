"""The fictional country as files: rounds that the network's commands accept, workbooks that say the same, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandas.testing
import pytest
from typer.testing import CliRunner, Result

from hjj_lib import cli, demo, tables
from hjj_lib.basis import Basis, load_basis
from hjj_lib.country import make_country
from hjj_lib.country.example_set import write_set
from hjj_lib.country.folder import TRUTH, write_country, write_rounds
from hjj_lib.country.submissions import submissions_of
from hjj_lib.network.submission import Submission
from hjj_lib.study import open_study
from hjj_lib.submission import submission_of
from hjj_lib.tables import country, network


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country") / "one"
    told = _hjj("demo", "--providers", 4, "--years", 1, "--to", folder, "--language", "en")
    assert told.exit_code == 0, told.output
    assert "fictional" in told.stdout
    assert "2025: 4 providers." in told.stdout
    return folder


def _hjj(*words: object) -> Result:
    return CliRunner().invoke(cli.app, list(map(str, words)))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_rounds_are_accepted_by_the_network(written):
    told = _hjj("network", "status", written / "round_2025", "--language", "en")
    assert told.exit_code == 0
    assert told.stdout.count("checked") == 4
    compared = _hjj("network", "compare", written / "round_2025", "--language", "en")
    assert compared.exit_code == 0


def test_the_same_seed_writes_the_same_bytes(written, tmp_path):
    assert _hjj("demo", "--providers", 4, "--years", 1, "--to", tmp_path / "again").exit_code == 0
    again = _contents(tmp_path / "again")
    assert again == _contents(written)
    assert len([name for name in again if name.endswith(".json")]) == 4


def test_years_that_are_calculated_at_the_same_time_give_the_same_files(tmp_path, basis):
    made = make_country(1, [2024, 2025])
    told: list[tuple[int, int]] = []
    for jobs in (1, 2):
        (tmp_path / str(jobs)).mkdir()
        write_rounds(made, tmp_path / str(jobs), basis, lambda year, count: told.append((year, count)), jobs=jobs)
    assert _contents(tmp_path / "1") == _contents(tmp_path / "2")
    assert told == [(2024, 1), (2025, 1)] * 2


def test_the_truth_stands_beside_the_rounds_and_not_in_them(written):
    truth = pd.read_csv(written / TRUTH, dtype={"site_id": str}, keep_default_na=False)
    assert list(truth) == tables.columns(country.PlantedError)
    assert len(truth) > 0
    assert not any(b"waste_not_by_fraction" in data for name, data in _contents(written).items() if name.startswith("round_"))


def test_a_folder_that_is_there_is_never_written_over(written):
    before = _contents(written)
    told = _hjj("demo", "--providers", 4, "--years", 1, "--to", written, "--language", "fi")
    assert told.exit_code == 1
    assert _contents(written) == before


def test_too_many_years_are_told_in_words(tmp_path):
    told = _hjj("demo", "--providers", 4, "--years", 9, "--to", tmp_path / "c", "--language", "sv")
    assert told.exit_code == 1
    assert "2021–2025" in told.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_country_is_refused(tmp_path):
    told = _hjj("demo", "--to", tmp_path / "c", "--data", tmp_path, "--language", "en")
    assert told.exit_code == 2
    assert "--providers N" in told.output
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_when_writing_breaks_off(tmp_path, basis):
    def breaks(*_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_country(make_country(1, [2025]), tmp_path / "c", basis, breaks, breaks)
    assert list(tmp_path.iterdir()) == []


def test_tonnes_per_student_year_lie_where_published_results_lie(basis):
    one = make_country(12, [2024]).years[0]
    sizes = one.right[one.right["name"] == "student_years"].set_index("institution_id")["value"]
    slipped = set(one.truth.loc[one.truth["error_id"].isin(["kwh_as_mwh", "gwh_as_mwh"]), "institution_id"])
    tonnes = pd.Series({one.provider.institution_id: _core_tonnes(one) for one in submissions_of(one, basis)}) / sizes
    plausible = tonnes.drop(list(slipped))
    assert len(plausible) >= 9
    assert 0.7 < plausible.median() < 1.8
    assert plausible.between(0.25, 4).all()


def _core_tonnes(one: Submission) -> float:
    rows = one.totals.set_index(["boundary_id", "view"])["known_kg"]
    return float(rows["core", "location"]) / 1000


def test_workbooks_that_are_read_give_the_same_submission(tmp_path, basis):
    made = make_country(1, [2025])
    (tmp_path / "set").mkdir()
    write_set(made, tmp_path / "set", basis)
    demo.write(tmp_path / "data" / "raw", basis, tmp_path / "set")
    study = open_study("fictional_001", 2025, data_dir=tmp_path / "data")
    assert [one for one in study.problems if one.severity == "error"] == []
    none = tables.empty(network.SubmittedTarget), tables.empty(network.SubmittedAction)
    read = submission_of(study, stated={}, targets=none[0], actions=none[1])
    (direct,) = submissions_of(made.years[0], basis)
    assert read.provider == direct.provider
    for name in ("totals", "categories", "memo", "denominators", "lines"):
        pandas.testing.assert_frame_equal(getattr(read, name), getattr(direct, name))
