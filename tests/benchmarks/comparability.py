"""How fast all pairs of a network are judged: ``python tests/benchmarks/comparability.py``.

Wanted: the verdicts of all 9 730 pairs of 140 providers in every category, with overlap totals, in less than a second; and as a
ratio within one run, at most so many times a plain self-join of the same rows, which says nothing yet.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from basis import best

from hjj_lib import tables
from hjj_lib.network.comparability import verdicts
from hjj_lib.tables.network import COVERAGES, Standing

PROVIDERS, CATEGORIES, WANTED_SECONDS, WANTED_RATIO, ROUNDS = 140, 20, 1.0, 20, 3


def standings_of_a_network() -> pd.DataFrame:
    """An invented network: most cover most categories fully, some rest on another basis."""
    rng = np.random.default_rng(1)
    count = PROVIDERS * CATEGORIES
    kg = rng.lognormal(10, 1, count)
    frame = pd.DataFrame(
        {
            "institution_id": np.repeat([f"school_{number:03d}" for number in range(PROVIDERS)], CATEGORIES),
            "year": 2025,
            "reporting_unit": "vocational_only",
            "consolidation": "operational_control",
            "basis": np.repeat(rng.choice(["calculated 2026.1", "calculated 2026.2"], PROVIDERS, p=[0.1, 0.9]), CATEGORIES),
            "gwp_set": "AR5",
            "category_id": np.tile([f"category_{number:02d}" for number in range(CATEGORIES)], PROVIDERS),
            "requirement": "required",
            "coverage": rng.choice(COVERAGES, count, p=[0.7, 0.2, 0.1]),
            "method": rng.choice(["amounts", "spend"], count, p=[0.8, 0.2]),
            "allocation_method": None,
            "market_kg": kg,
            "location_kg": kg,
        }
    )
    return tables.checked(frame, Standing, file="benchmark")


if __name__ == "__main__":
    rows = standings_of_a_network()
    plain = best(lambda: rows.merge(rows, on="category_id", suffixes=("_left", "_right")), ROUNDS)
    ours = best(lambda: verdicts(rows, view="market"), ROUNDS)
    pairs = PROVIDERS * (PROVIDERS - 1) // 2
    sys.stdout.write(
        f"{pairs} pairs × {CATEGORIES} categories: plain self-join {plain:.2f} s, ours {ours:.2f} s (wanted {WANTED_SECONDS} s), "
        f"ratio {ours / plain:.1f} (wanted {WANTED_RATIO})\n"
    )
    sys.exit(ours > WANTED_SECONDS or ours > WANTED_RATIO * plain)
