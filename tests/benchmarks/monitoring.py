"""How long following the years takes, as ratios within one run: ``python tests/benchmarks/monitoring.py``.

Processor time of an example provider with three years. What notebook 05 calculates beside opening the years – why the total
changed since two of them, whether it is real with 16 384 draws, planned against measured, the outlook – is compared with opening
the three years (wanted: less than twice as long), and following them with opening each by itself (wanted: hardly longer).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

from hjj_lib import monitoring
from hjj_lib.study import open_study
from hjj_lib.uncertainty import Assumptions

WHO, YEARS, DRAWS, WANTED = "example_lakeland", (2023, 2024, 2025), 16_384, 2.0
HOW = {"boundary": "core", "price_index": "basic_municipal_services"}


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a piece of work."""
    started = process_time()
    work()
    return process_time() - started


def calculated(followed: monitoring.Followed) -> None:
    """Everything that the notebook calculates from the years."""
    monitoring.yearly_series(followed, series="one_version", boundary="core")
    compared = monitoring.compared_years(followed, YEARS[0], boundary="core")
    for before in compared:
        monitoring.change_since(followed, before, **HOW)
    known = Assumptions.of(followed.study.basis)
    monitoring.change_certainty(followed, compared, known, boundary="core", draws=DRAWS, seed=1)
    monitoring.planned_and_measured(followed, followed.plan, **HOW)
    for target in followed.targets.targets:
        monitoring.outlook(followed, target)


def main() -> int:
    """Write the ratios; 0 if they are as wanted."""
    open_study(WHO, YEARS[-1])  # what only the first use costs
    apart = seconds(lambda: [open_study(WHO, year) for year in YEARS])
    together = seconds(lambda: monitoring.follow(WHO, YEARS[-1]))
    beside = seconds(lambda: calculated(monitoring.follow(WHO, YEARS[-1]))) - together
    sys.stdout.write(
        f"opening three years {apart:.2f} s, following them {together / apart:.2f} times as long\n"
        f"what the notebook calculates from them {beside / apart:.2f} times as long (wanted: less than {WANTED})\n"
    )
    return int(beside / apart >= WANTED)


if __name__ == "__main__":
    sys.exit(main())
