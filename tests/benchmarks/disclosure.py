"""How long a national publication takes to protect and to check: ``python tests/benchmarks/disclosure.py [members]``.

140 members, 12 categories, 8 groups, 5 years; a table by year, group and category with all totals but those of several years.
Some members leave before the last year, as in mergers. The ratio of protecting to checking is of one run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from networks_of import RULES, consent_of, random_network

from hjj_lib.network.disclosure import PublishedTable, check, protect, publication_of


def main(count: int) -> None:
    """Print seconds, the ratio, how much is shown and how narrow the narrowest range is."""
    network = random_network(np.random.default_rng(8), count=count, regions=8, fields=3, categories=12, years=5, leave=3)
    by = ("year", "region", "category")
    table = PublishedTable("by_region", by, rounded_to=1000, totals=(("year", "region"), ("year", "category"), ("year",)))
    start = perf_counter()
    publication = publication_of(network, [table], consent_of(network))
    gathered = perf_counter()
    plan = protect(publication, RULES)
    protected = perf_counter()
    ranges = check(publication, plan.shown, RULES)
    checked = perf_counter()
    sys.stdout.write(
        f"{count} members, {len(publication.cells)} cells: gathering {gathered - start:.1f} s, protecting "
        f"{protected - gathered:.1f} s, checking {checked - protected:.1f} s, "
        f"ratio {(protected - gathered) / (checked - protected):.1f}\n{plan.usefulness.to_string(index=False)}\n"
        f"narrowest range: {ranges['below_pct'].min():.1f} % below, {ranges['above_pct'].min():.1f} % above\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 140)
