"""Shared results are the results: the same with and without, never of other inputs."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from hjj_lib.purchase_findings import spend_history
from hjj_lib.shared import VARIABLE, contents, is_sharing, key_of, shared, sharing
from hjj_lib.study import open_study

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _no_folder_of_others(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


def test_what_was_calculated_once_is_read_the_next_time(tmp_path):
    asked = []
    with sharing(tmp_path):
        results = [shared("key", lambda: asked.append(1) or {"sum": 3}) for _ in range(2)]
    assert results == [{"sum": 3}, {"sum": 3}]
    assert asked == [1]
    assert results[0] is not results[1], "what one changes by mistake must not reach the other"


def test_another_process_reads_it_too(tmp_path):
    code = "from hjj_lib.shared import shared; print(shared('key', lambda: 'calculated again'))"
    with sharing(tmp_path):
        shared("key", lambda: "from the first")
        there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert there.stdout == "from the first\n"


def test_without_a_folder_or_key_and_when_switched_off_everything_is_calculated(tmp_path, monkeypatch):
    asked = []

    def calculate():
        asked.append(1)
        return 1

    shared("key", calculate)
    with sharing(tmp_path):
        shared("", calculate)
    monkeypatch.setenv(VARIABLE, "0")
    with sharing(tmp_path):
        assert not is_sharing()
        shared("key", calculate)
    assert len(asked) == 3
    assert list(tmp_path.iterdir()) == []
    assert os.environ[VARIABLE] == "0"


def test_what_cannot_be_read_is_calculated_again(tmp_path):
    with sharing(tmp_path):
        shared("key", lambda: 1)
        (tmp_path / "key").write_bytes(b"\x80half")
        assert shared("key", lambda: 2) == 2
        assert shared("key", lambda: 3) == 2


def test_an_error_is_raised_and_not_kept(tmp_path):
    with sharing(tmp_path):
        with pytest.raises(ZeroDivisionError):
            shared("key", lambda: 1 / 0)
        assert shared("key", lambda: 1) == 1


def test_read_only_dictionaries_come_back_read_only(tmp_path):
    with sharing(tmp_path):
        shared("key", lambda: MappingProxyType({"a": 1}))
        back = shared("key", dict)
    assert isinstance(back, MappingProxyType)
    assert back == {"a": 1}


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_read(tmp_path):
    (tmp_path / "key").write_bytes(pickle.dumps("planted"))
    os.chown(tmp_path, 65534, 65534)
    with sharing(tmp_path):
        assert shared("key", lambda: "ours") == "ours"


def test_a_key_follows_names_and_contents_of_files(tmp_path):
    (tmp_path / "a").write_text("1")
    keys = [contents(tmp_path)]
    (tmp_path / "a").write_text("2")
    keys.append(contents(tmp_path))
    (tmp_path / "a").rename(tmp_path / "b")
    keys.append(contents(tmp_path))
    assert len(set(keys)) == 3
    assert key_of("a", "bc") != key_of("ab", "c")


def test_a_shared_study_is_the_study(tmp_path):
    plain = open_study("example_riverside", 2025)
    with sharing(tmp_path):
        open_study("example_riverside", 2025)
        read = open_study("example_riverside", 2025)
        history = spend_history(read)
        assert spend_history(read).equals(history)
    for one, other in ((plain.entries, read.entries), (plain.inventory, read.inventory), (spend_history(plain), history)):
        pd.testing.assert_frame_equal(one, other)
    for name in ("files", "evidence", "purchases", "corrections", "statement"):
        pd.testing.assert_frame_equal(getattr(plain.intake, name), getattr(read.intake, name))
    assert plain.problems == read.problems
    assert plain.institution.names == read.institution.names
    assert plain.basis.fingerprint == read.basis.fingerprint


def test_a_file_that_changes_during_a_run_is_never_answered_with_the_old_study(tmp_path):
    raw = tmp_path / "data" / "raw" / "example_coast"
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", raw)
    (tmp_path / "shared").mkdir()
    with sharing(tmp_path / "shared"):
        before = open_study("example_coast", 2023, data_dir=tmp_path / "data")
        for path in (raw / "2023").glob("*"):
            path.unlink()
        after = open_study("example_coast", 2023, data_dir=tmp_path / "data")
    assert len(before.intake.files) > 0
    assert len(after.intake.files) == 0
