"""A run that is killed loses nothing: the next run gives what an undisturbed one gives, and nothing is left behind.

A batch of institutions with a light notebook is run again and again; each time one of its processes is killed at a moment of
chance: the run itself, a worker, a kernel, the server of warm kernels. Then one plain run, and its results are compared. After
that, two runs of one folder begin at the same moment, again and again. Run by hand, as it takes a while; the test suite does the
same with a few of them::

    python tests/soak/kill_runs.py --institutions 20 --kills 20 --races 20 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from hjj_lib.engine.log import LOG  # noqa: E402
from hjj_lib.engine.manifest import FILE, read_manifest  # noqa: E402
from hjj_lib.engine.mask import masked, masked_manifest  # noqa: E402

NOTEBOOKS = ROOT / "tests" / "engine" / "notebooks"
RUN, WORKER, KERNEL, SERVER = KINDS = ("run", "worker", "kernel", "server")
_MARK = "HJJ_KILL_RUNS"
#: The command ``hjj`` with another folder of notebooks and a basis that nobody edits meanwhile.
_PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
from hjj_lib import cli
usual, notebooks, basis = cli.places, Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
cli.places = lambda *given, **named: replace(usual(*given, **named), notebooks=notebooks, basis=basis)
cli.main()
"""


@dataclass(frozen=True)
class World:
    """A data folder, its own folder for temporary files, and a mark by which its processes are known."""

    data: Path
    basis: Path
    temporary: Path
    mark: str

    def start(self, *words: str, before: Sequence[str] = (), **more: object) -> subprocess.Popen[str]:
        """Begin ``hjj run`` for it; ``before`` is a command that gets this one as its arguments."""
        command = [
            *before,
            sys.executable,
            "-c",
            _PROGRAM,
            str(NOTEBOOKS),
            str(self.basis),
            "run",
            "--data",
            str(self.data),
            *words,
        ]
        surroundings = os.environ | {"TMPDIR": str(self.temporary), _MARK: self.mark, "LC_ALL": "en_GB.UTF-8"}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=surroundings, **streams | more)

    def run(self, *words: str, **more: object) -> tuple[int, str]:
        """Exit code of ``hjj run`` and what it said."""
        with self.start(*words, **more) as process:
            said, _ = process.communicate()
        return process.returncode, said


def world(folder: Path, institutions: int) -> World:
    """Institutions that are alike but for their names; their newest year only."""
    example = ROOT / "data" / "raw" / "example_coast"
    newest = max(path.name for path in example.iterdir() if path.name.isdigit())
    for number in range(institutions):
        name = f"example_{number:02}"
        home = folder / "data" / "raw" / name
        shutil.copytree(example / newest, home / newest)
        text = (example / "institution.toml").read_text(encoding="utf-8").replace('"example_coast"', f'"{name}"')
        (home / "institution.toml").write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "factors", folder / "factors")
    # Sockets lie in it, and their paths must be short.
    return World(folder / "data", folder / "factors", Path(tempfile.mkdtemp(prefix="k-")), str(uuid.uuid4()))


def results(data: Path) -> dict[str, object]:
    """Everything a run made, without what may differ. Hidden files too, but for the lock."""
    found: dict[str, object] = {}
    for home in (data / "outputs", data / "processed"):
        for path in sorted(path for path in home.rglob("*") if path.is_file() and path.name not in (LOG, ".run.lock")):
            name = path.relative_to(data).as_posix()
            if path.name == FILE:
                found[name] = masked_manifest(read_manifest(path.parent))
            else:
                found[name] = masked(path.read_text(encoding="utf-8")) if path.suffix == ".html" else path.read_bytes()
    return found


def processes(mark: str) -> dict[int, str]:
    """Processes of a world and what they are."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"{_MARK}={mark}".encode() in (folder / "environ").read_bytes():
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    found[int(folder.name)] = (int(parent), (folder / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return {number: _kind(found.get(parent, (0, ""))[1], command) for number, (parent, command) in found.items()}


def _kind(above: str, command: str) -> str:
    for word, parent, child in (("warm.server", SERVER, KERNEL), ("forkserver", "forkserver", WORKER)):
        if word in command:
            return child if word in above else parent
    return KERNEL if "ipykernel_launcher" in command else RUN if "cli.main" in command else "other"


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def kill_one(process: subprocess.Popen[str], mark: str, kind: str, chance: random.Random) -> bool:
    """Kill a process of a kind at a moment of chance; whether there was one before the run ended."""
    victims: list[int] = []

    def seen() -> bool:
        victims[:] = [number for number, what in processes(mark).items() if what == kind]
        return bool(victims) or process.poll() is not None

    until(seen, 120)
    time.sleep(chance.uniform(0, 3))
    if not until(seen, 120) or not victims:
        return False
    os.kill(chance.choice(victims), signal.SIGKILL)
    return True


def disturbed(place: World, kinds: Sequence[str], chance: random.Random, tell: Callable[[str], None]) -> None:
    """Run with one kill after the other; a run that was not hit before it ended is begun again, with everything to do."""
    left = list(kinds)
    words: tuple[str, ...] = ()
    while left:
        with place.start(*words) as process:
            hit = kill_one(process, place.mark, left[0], chance)
            said, _ = process.communicate()
        if "Traceback" in said:
            raise AssertionError(said)
        if not until(lambda: not processes(place.mark)):
            raise AssertionError(f"still there after {left[0]} was killed: {processes(place.mark)}")
        tell(f"{left[0]}: {'killed' if hit else 'not met'}, exit code {process.returncode}")
        words = ("--force",) if process.returncode == 0 else ()
        left = left[1:] if hit else left


def compared(folder: Path, institutions: int, kinds: Sequence[str], seed: int, tell: Callable[[str], None]) -> list[str]:
    """What is wrong after all kills and one more run; empty when all is well."""
    calm, wild = (world(folder / name, institutions) for name in ("calm", "wild"))
    try:
        code, said = calm.run()
        if code:
            return [f"the undisturbed run failed: {said}"]
        tell("undisturbed run: done")
        disturbed(wild, kinds, random.Random(seed), tell)
        code, said = wild.run()
        wrong = [] if code == 0 else [f"the last run failed: {said}"]
        wanted, found = results(calm.data), results(wild.data)
        wrong += [f"differs: {name}" for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name)]
        wrong += [f"left behind: {path}" for path in wild.temporary.iterdir()]
        return wrong + [f"still running: {what}" for what in processes(wild.mark).values()]
    finally:
        for place in (calm, wild):
            shutil.rmtree(place.temporary, ignore_errors=True)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def raced(place: World, times: int) -> list[str]:
    """What is wrong when two runs of a folder that is up to date begin at the same moment, so many times; empty: nothing."""
    before = results(place.data)
    return [text for _ in range(times) for text in _one_race(place, before)]


def _one_race(place: World, before: dict[str, object]) -> list[str]:
    both = [place.start("--force"), place.start("--force")]
    said = [process.communicate()[0] for process in both]
    codes = sorted(process.returncode for process in both)
    refused = sum("Another run is on for this folder" in text for text in said)
    wrong = []
    if refused != codes.count(1) or 0 not in codes or any("Traceback" in text for text in said):
        wrong.append(f"exit codes {codes}: {said}")
    if results(place.data) != before:
        wrong.append("the results of two runs at once are others")
    return wrong


def main() -> int:
    """Do as the command line says; 0 when nothing was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--institutions", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    kinds = [chance.choice(KINDS) for _ in range(asked.kills)]
    with tempfile.TemporaryDirectory() as folder:
        wrong = compared(Path(folder), asked.institutions, kinds, asked.seed, _say)
        place = world(Path(folder) / "raced", 1)
        code, said = place.run()
        wrong += [said] if code else raced(place, asked.races)
        shutil.rmtree(place.temporary, ignore_errors=True)
    _say("\n".join(wrong) or "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
