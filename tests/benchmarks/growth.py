"""How a run grows with the number of institutions: ``python tests/benchmarks/growth.py 14 140``.

Copies of the example providers, each its latest year in Finnish. For each number: the first run, a second one with nothing to do,
a third after one workbook has changed, and a fourth after one factor of district heat has changed. Wanted: the second run of 140
institutions ends within five seconds and takes at most a hundredth of the first; the first grows in proportion.
"""

from __future__ import annotations

import csv
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[2]
HEAT, FACTOR = Path("emission_factors") / "district_heat.csv", "heat_network_tampereen_energia"


def copied(program: Path, count: int) -> Path:
    """A clone with so many institutions."""
    for name in ("hjj_lib", "notebooks", "factors", "requirements"):
        shutil.copytree(ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    examples = sorted((ROOT / "data" / "raw").glob("example_*"))
    data = program / "data"
    for number, example in zip(range(count), itertools.cycle(examples), strict=False):
        name = f"{example.name}_{number}"
        shutil.copytree(example, data / "raw" / name)
        settings = data / "raw" / name / "institution.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace(f'"{example.name}"', f'"{name}"'), encoding="utf-8")
    return data


def run(program: Path, *more: str) -> tuple[float, str]:
    """Seconds of a run, and what it said."""
    started = perf_counter()
    command = [sys.executable, "-m", "hjj_lib.cli", "run", "--data", str(program / "data"), "--language", "fi", *more]
    surroundings = {**os.environ, "PYTHONPATH": str(program)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=program, env=surroundings, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    return perf_counter() - started, done.stdout


def other_factor(program: Path) -> None:
    """Another value for one network's heat."""
    path = program / "factors" / HEAT
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["factor_id"] == FACTOR:
            row["kg_co2e_per_unit"] = str(float(row["kg_co2e_per_unit"]) * 1.01)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def say(text: str) -> None:
    """A line at once, as a run of many institutions takes its time."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(counts: list[int]) -> None:
    """Print a line for each number of institutions."""
    say(f"load before: {os.getloadavg()[0]:.1f}")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "clone"
            data = copied(program, count)
            first, _ = run(program)
            second = min(run(program)[0] for _ in range(3))
            settings = next((data / "raw").glob("*")) / "institution.toml"
            settings.write_text(settings.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
            one, _ = run(program)
            other_factor(program)
            told = run(program, "--explain")[1]
            due = told.count(FACTOR)
            factor, _ = run(program)
            say(
                f"{count} institutions: first {first:.1f} s ({first / count:.2f} each), nothing to do {second:.2f} s "
                f"({first / second:.0f} times faster), one changed {one:.1f} s, a factor of {due} changed {factor:.1f} s"
            )
    say(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [14, 140])
