"""A few files changed at random are read without a traceback; ``tests/soak/fuzz_intake.py`` tries thousands."""

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[1] / "soak" / "fuzz_intake.py"


def test_changed_files_are_answered_with_problems_only(tmp_path):
    # In a process of its own, as it watches the memory and sets an alarm clock.
    command = [sys.executable, str(SOAK), "--minutes", "2", "--most", "40", "--seed", "7", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []
