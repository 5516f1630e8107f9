"""Runs that are killed, meet a full disk or each other: nothing is lost, nothing half made stays, no traceback is seen."""

from __future__ import annotations

import errno
import logging
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from soak.kill_runs import KERNEL, RUN, WORKER, World, compared, raced, results, world

from hjj_lib.engine.front_page import renewed
from hjj_lib.engine.log import LOGGER, run_log
from hjj_lib.engine.manifest import write_whole
from hjj_lib.engine.recovery import page_is_due, recover
from hjj_lib.engine.scratch import claimed, scratch, sweep, without_owner
from hjj_lib.engine.sources import Places
from hjj_lib.language import Language

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes and file systems are looked at as Linux shows them")


@pytest.fixture(scope="module")
def calm(tmp_path_factory) -> Iterator[World]:
    """A folder of data after a run that nothing disturbed."""
    made = world(tmp_path_factory.mktemp("calm"), 1)
    code, said = made.run()
    assert code == 0, said
    yield made
    shutil.rmtree(made.temporary)


@pytest.fixture
def place(calm, tmp_path, monkeypatch) -> World:
    """A copy of it."""
    monkeypatch.setenv("HJJ_WARM", "0")  # for a single notebook a server of kernels only costs time
    return replace(calm, data=Path(shutil.copytree(calm.data, tmp_path / "data")))


def test_after_kills_of_the_run_a_worker_and_a_kernel_the_next_run_gives_what_an_undisturbed_one_gives(tmp_path):
    told: list[str] = []
    assert compared(tmp_path, 2, [RUN, WORKER, KERNEL], 1, told.append) == []
    assert [line.partition(":")[0] for line in told if "killed" in line] == [RUN, WORKER, KERNEL]


def test_two_runs_at_once_do_not_disturb_each_other(place):
    assert raced(place, 2) == []


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def _half_made(place: World) -> list[str]:
    hidden = [path for path in place.data.rglob(".*") if path.name not in (".run.lock", ".index.html.due")]
    return [str(path) for path in [*hidden, *place.temporary.iterdir()]]


def test_a_file_that_cannot_be_written_to_its_end_is_a_failure_in_words_and_earlier_reports_stay(place):
    before = results(place.data)
    code, said = place.run("--force", preexec_fn=_limited)
    assert (code, "Tiedostoa ei voitu lukea tai kirjoittaa" in said, "Traceback" in said) == (1, True, False), said
    kept = results(place.data)
    assert {name for name in before if kept.get(name) != before[name]} <= {"outputs/index.html"}
    assert _half_made(place) == []
    assert place.run()[0] == 0
    assert results(place.data) == before


_ON_A_SMALL_DISK = """
mount -t tmpfs -o size=500k tmpfs "$0" || exit 99
cp -r "$0.calm/." "$0" && rm -r "$0.calm" || exit 98
dd if=/dev/zero of="$0/filler" bs=1k 2>/dev/null
"$@" --force
echo "exit code $?"
find "$0" -type f ! -name filler ! -name run.log | sort
rm "$0/filler"
"$@"
echo "exit code $?"
"""


def test_a_full_disk_is_a_failure_in_words_and_the_next_run_makes_what_was_missing(place):
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("file systems may not be mounted here")
    outputs = place.data / "outputs"
    outputs.rename(place.data / "outputs.calm")
    outputs.mkdir()
    done = place.start(before=["unshare", "-rm", "sh", "-c", _ON_A_SMALL_DISK, str(outputs)])
    said, _ = done.communicate()
    assert done.returncode == 0, said
    assert [line for line in said.splitlines() if line.startswith("exit code")] == ["exit code 1", "exit code 0"], said
    assert "Traceback" not in said
    assert "No space left on device" in said
    files = {Path(line).relative_to(outputs).as_posix() for line in said.splitlines() if line.startswith(str(outputs))}
    assert {f"example_00/2025/fi/{name}" for name in ("manifest.json", "01_small.html", "inventory.xlsx")} <= files
    assert [name for name in files if name.endswith(".new") or ".new/" in name] == []


def test_a_log_that_cannot_be_written_stops_nothing_and_says_nothing(tmp_path, capsys):
    (tmp_path / "run.log").symlink_to("/dev/full")
    with run_log(tmp_path):
        logging.getLogger(LOGGER).error("lost")
    assert capsys.readouterr() == ("", "")


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.json", "old")
    monkeypatch.setattr(os, "fsync", _disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a.json", "new")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"a.json": "old"}


def _disk_is_full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_an_interrupted_run_left_half_made_goes_and_what_was_good_gets_its_name_back(tmp_path):
    where = Places(data=tmp_path, outputs=tmp_path / "outputs")
    year = where.outputs / "a" / "2025"
    for folder in (year / ".fi.new", year / ".fi.old", year / "sv", year / ".sv.old", where.processed / "a" / ".new-x"):
        folder.mkdir(parents=True)
    for file in (year / "sv" / ".failure.json.new", where.outputs / ".index.html.new", year / ".fi.old" / "good.html"):
        file.write_text("", encoding="utf-8")
    recover(where)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not any(path.glob("*"))) == [
        "outputs/a/2025/fi/good.html",
        "outputs/a/2025/sv",
        "processed/a",
    ]


def test_the_page_of_all_institutions_is_due_after_an_interrupted_run_until_it_is_written(tmp_path):
    with pytest.raises(KeyboardInterrupt), renewed(tmp_path, Language("fi")):
        raise KeyboardInterrupt
    (tmp_path / "index.html").write_text("older", encoding="utf-8")
    assert page_is_due(tmp_path)
    with renewed(tmp_path, Language("fi")):
        pass
    assert not page_is_due(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_private_folder_of_a_run_that_was_killed_is_removed_and_that_of_a_living_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = "import os\nfrom hjj_lib.engine.scratch import scratch\nwith scratch() as folder: print(folder); os._exit(9)"
    surroundings = os.environ | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    dead = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)
    assert dead.returncode == 9, dead.stderr
    (foreign := tmp_path / "hjj-foreign").mkdir()
    with scratch() as alive:
        left = [path for path in tmp_path.iterdir() if path not in (alive, foreign)]
        assert list(without_owner()) == left
        sweep()
        assert sorted(tmp_path.iterdir()) == sorted([alive, foreign])
        assert os.environ["JUPYTER_RUNTIME_DIR"] == str(alive)
    assert list(tmp_path.iterdir()) == [foreign]


def test_a_folder_that_others_made_is_ours_to_remove_once_we_marked_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (folder := tmp_path / "pymp-1").mkdir()
    lock = claimed(folder)
    sweep()
    assert folder.exists()
    lock.release()
    sweep()
    assert not folder.exists()
