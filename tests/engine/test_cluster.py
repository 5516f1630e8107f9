"""The same reports from a Dask cluster, also when one of its workers is lost on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hjj_lib.engine.cluster import do_there
from hjj_lib.engine.manifest import read_manifest
from hjj_lib.engine.mask import masked, masked_manifest
from hjj_lib.engine.sources import Places
from hjj_lib.engine.steps import Step

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
SECONDS = 60
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
FILES = ("01_intake.html", "02_calculation.html", "03_sensitivity.html", "04_scenarios.html", "05_monitoring.html")


@dataclass(frozen=True)
class Running:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path) -> Iterator[Running]:
    """A scheduler and two workers, each a process of its own."""
    told = tmp_path / "scheduler.json"
    options = ["--scheduler-file", str(told), "--no-dashboard"]
    programs = [["scheduler", "--port", "0", "--host", "127.0.0.1", *options]]
    programs += [["worker", *options, "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path)]] * 2
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": SURROUNDINGS, "cwd": ROOT}
    started = [subprocess.Popen([sys.executable, "-m", "dask", *program], **quiet) for program in programs]
    try:
        yield Running(_address(told), started[1:])
    finally:
        for process in started[::-1]:
            process.kill()
            process.wait(SECONDS)


def _address(told: Path) -> str:
    import json

    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if told.exists() and told.stat().st_size:
            return str(json.loads(told.read_text())["address"])
        time.sleep(0.1)
    pytest.fail("the scheduler did not start")


def _command(data: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "hjj_lib.cli", "run", "--data", str(data), "--language", "en", *more]


def test_a_cluster_that_loses_a_worker_makes_what_one_machine_makes(cluster, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for data in (here, there):
        shutil.copytree(ROOT / "data" / "raw" / "example_coast", data / "raw" / "example_coast")
    subprocess.run(_command(here), check=True, capture_output=True, cwd=ROOT)
    run = subprocess.Popen(
        _command(there, "--scheduler", cluster.address), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    with run:
        lines = []
        for line in run.stdout:
            lines.append(line)
            if line.startswith("[2/"):  # a report is ready, others are on their way
                cluster.workers[0].kill()
    assert run.returncode == 0, "".join(lines)
    assert cluster.workers[0].wait(SECONDS) != 0
    folders = [data / "outputs" / "example_coast" / "2025" / "en" for data in (here, there)]
    for name in FILES:
        pages = [masked((folder / name).read_text(encoding="utf-8")) for folder in folders]
        assert pages[0] == pages[1], name
    manifests = [read_manifest(folder) for folder in folders]
    assert manifests[0].inputs == manifests[1].inputs
    assert masked_manifest(manifests[0]) == masked_manifest(manifests[1])
    again = subprocess.run(
        _command(there, "--scheduler", "tcp://127.0.0.1:1"), capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (again.returncode, again.stderr) == (0, ""), "what is up to date asks no scheduler"


@pytest.mark.parametrize(("language", "said"), [("sv", "Ingen Dask-schemaläggare svarar")])
def test_a_scheduler_that_does_not_answer_is_told_in_words_and_nothing_is_written(tmp_path, language, said, monkeypatch):
    shutil.copytree(ROOT / "data" / "raw" / "example_coast", tmp_path / "raw" / "example_coast")
    command = [*_command(tmp_path, "--scheduler", "tcp://127.0.0.1:1"), "--language", language]
    command[command.index("en")] = language
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**SURROUNDINGS, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"},
    )
    assert ran.returncode == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "processed").exists()


def test_a_worker_with_another_program_or_without_the_folders_does_nothing(tmp_path):
    step = Step("year", Places(tmp_path), "example_coast", 2025)
    assert [problem.code for problem in do_there(step, "other").problems] == ["cluster_other_program"]
    from hjj_lib.engine import cluster

    assert [problem.code for problem in do_there(step, cluster._program()).problems] == ["cluster_other_folders"]
