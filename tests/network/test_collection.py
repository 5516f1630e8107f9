"""A collection round: what came when, what is wrong with it, what is frozen, and what was changed after that."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from submissions_of import submission

from hjj_lib.basis import Basis, load_basis
from hjj_lib.network.collection import (
    FROZEN_FILE,
    RECEIVED_FILE,
    ROUND_FILE,
    Collection,
    freeze,
    note_received,
    read_collection,
    read_round,
    status_table,
)
from hjj_lib.network.document import text_of
from hjj_lib.network.submission import IMPORTED, Submission
from hjj_lib.network.words import STATE_NAMES
from hjj_lib.problems import DataError

ROUND = 'year = 2025\ndeadline = 2026-04-30\nbasis_version = "2026.2"\nexpected = ["alpha", "beta"]\n'
EARLY, LATE = datetime.date(2026, 4, 30), datetime.date(2026, 5, 1)


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ROUND_FILE).write_text(ROUND, encoding="utf-8")
    return tmp_path


def _put(folder: Path, one: Submission, name: str = "") -> Path:
    path = folder / (name or one.file_name)
    path.write_text(text_of(one), encoding="utf-8")
    return path


def _good(name: str, kg: float = 100.0, **other: object) -> Submission:
    """A result from elsewhere, so that it needs no lines."""
    return submission(name, {"heat": kg}, kind=IMPORTED, **other)


def _read(folder: Path, basis: Basis, day: datetime.date = EARLY) -> Collection:
    return read_collection(folder, lambda version, gwp_set: basis, day)


def _states(found: Collection) -> dict[str, tuple[str, bool]]:
    return {one.file: (one.state, one.late) for one in found.files}


def _codes(found: Collection) -> list[str]:
    return [problem.code for one in found.files for problem in one.problems]


def test_what_comes_on_the_last_day_is_in_time_and_what_comes_a_day_later_is_late(folder, basis):
    _put(folder, _good("alpha"))
    note_received(folder, _read(folder, basis, EARLY))
    _put(folder, _good("beta"))
    found = _read(folder, basis, LATE)
    assert _states(found) == {"alpha_2025.json": ("checked", False), "beta_2025.json": ("checked", True)}


def test_the_day_is_that_on_which_a_content_was_first_seen(folder, basis):
    _put(folder, _good("alpha"))
    assert note_received(folder, _read(folder, basis, EARLY)) == 1
    assert note_received(folder, _read(folder, basis, LATE)) == 0
    _put(folder, _good("alpha", kg=200.0))
    assert note_received(folder, _read(folder, basis, LATE)) == 1
    rows = (folder / RECEIVED_FILE).read_text(encoding="utf-8").splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["received_on", "2026-04-30", "2026-05-01"]


def test_who_was_asked_and_has_sent_nothing_is_missing(folder, basis):
    _put(folder, _good("alpha"))
    assert _read(folder, basis).missing == ("beta",)
    table = status_table(_read(folder, basis))
    assert table.set_index("institution_id")["state"].to_dict() == {"alpha": "checked", "beta": "missing"}


@pytest.mark.parametrize(
    ("one", "code"),
    [(_good("alpha", year=2024), "round_other_year"), (submission("alpha", {}, basis_version="2026.1"), "round_other_basis")],
)
def test_another_year_or_basis_than_that_of_the_round_is_told(folder, basis, one, code):
    _put(folder, one)
    assert code in _codes(_read(folder, basis))
    assert _read(folder, basis).submissions == []


def test_two_files_about_one_provider_and_year_do_not_count_until_one_is_removed(folder, basis):
    _put(folder, _good("alpha"))
    second = _put(folder, _good("alpha", kg=200.0), "alpha_again.json")
    assert _codes(_read(folder, basis)) == ["round_twice", "round_twice"]
    assert _read(folder, basis).submissions == []
    second.unlink()
    assert [one.key for one in _read(folder, basis).submissions] == [("alpha", 2025)]


def test_a_broken_file_does_not_hide_the_others(folder, basis):
    _put(folder, _good("alpha"))
    (folder / "broken.json").write_text('{"schema": "hjj-sub', encoding="utf-8")
    found = _read(folder, basis)
    assert _states(found) == {"alpha_2025.json": ("checked", False), "broken.json": ("problems", False)}
    assert [one.key for one in found.submissions] == [("alpha", 2025)]


def test_folders_and_hidden_files_are_no_submissions_and_a_huge_file_is_not_read(folder, basis):
    (folder / "folder.json").mkdir()
    (folder / ".hidden.json").write_text("{", encoding="utf-8")
    (folder / "huge.json").write_bytes(b" " * 3_000_000)
    found = _read(folder, basis)
    assert (list(_states(found)), _codes(found)) == (["huge.json"], ["json_large"])


def test_a_frozen_round_tells_what_was_changed_removed_or_came_later(folder, basis):
    for name in ("alpha", "beta", "gamma"):
        _put(folder, _good(name))
    assert freeze(folder, _read(folder, basis), EARLY) == 3
    assert {state for state, _ in _states(_read(folder, basis)).values()} == {"frozen"}
    _put(folder, _good("beta", kg=99.0))
    (folder / "gamma_2025.json").unlink()
    _put(folder, _good("delta"))
    found = _read(folder, basis)
    assert {name: state for name, (state, _) in _states(found).items()} == {
        "alpha_2025.json": "frozen",
        "beta_2025.json": "changed",
        "delta_2025.json": "after_freezing",
        "gamma_2025.json": "changed",
    }
    assert _codes(found) == ["file_changed", "file_after_freezing", "file_gone"]


def test_what_has_errors_is_not_frozen_and_a_round_is_frozen_once(folder, basis):
    _put(folder, _good("alpha"))
    _put(folder, _good("beta", year=2024))
    assert freeze(folder, _read(folder, basis), EARLY) == 1
    assert "beta" not in (folder / FROZEN_FILE).read_text(encoding="utf-8")
    with pytest.raises(DataError) as caught:
        freeze(folder, _read(folder, basis), EARLY)
    assert [problem.code for problem in caught.value.problems] == ["round_frozen"]


def test_nothing_without_errors_freezes_nothing(folder, basis):
    with pytest.raises(DataError) as caught:
        freeze(folder, _read(folder, basis), EARLY)
    assert [problem.code for problem in caught.value.problems] == ["round_empty"]
    assert not (folder / FROZEN_FILE).exists()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (None, ["round_absent"]),
        ("year = ", ["round_broken"]),
        (ROUND + 'dealine = "x"\n', ["round_key"]),
        ('year = "2025"\ndeadline = "30.4.2026"\nbasis_version = 2026.2\nexpected = "alpha"\n', ["round_value"] * 4),
        ("", ["round_value"] * 3),
    ],
)
def test_everything_wrong_in_round_toml_is_told_at_once(tmp_path, text, codes):
    if text is not None:
        (tmp_path / ROUND_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_round(tmp_path)
    assert [problem.code for problem in caught.value.problems] == codes


def test_every_state_has_words(folder, basis):
    states = {"missing", "problems", "checked", "frozen", "changed", "after_freezing"}
    assert states == set(STATE_NAMES)
