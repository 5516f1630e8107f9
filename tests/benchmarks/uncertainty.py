"""How fast the simulation is, as a ratio within one run: ``python tests/benchmarks/uncertainty.py``.

A ledger of 2 000 rows with 60 factors in 20 categories is drawn 16 384 times, with and without errors of the amounts; then the
ledgers of 140 institutions in 5 years, jointly. Compared with bare numpy that makes the same random numbers from a generator
of the same kind and the same products, without a table in sight. Both run in processes of their own; the memory is the peak
above that before the work began.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from time import perf_counter

import numpy as np
import pandas as pd

DRAWS, SEED = 16_384, 1
#: Name → institutions, years, rows of each, factors, categories, half-width of the amounts in percent.
CASES = {
    "factors only": (1, 1, 2_000, 60, 20, 0.0),
    "with amounts": (1, 1, 2_000, 60, 20, 10.0),
    "140 institutions, 5 years": (140, 5, 60, 60, 20, 0.0),
}
_AT_A_TIME = 100


def ledger(case: str) -> pd.DataFrame:
    """Invented rows of a ledger, as many as the case says."""
    institutions, years, rows, factors, categories, half_width = CASES[case]
    count = institutions * years * rows
    number = np.arange(count)
    row, place = number % rows, number // rows
    factor = row % factors
    institution = pd.Series(place % institutions).map("example_{:03d}".format)
    year = 2021 + place // institutions
    texts = {
        "entry_id": institution + "/" + pd.Series(year).astype(str) + "/" + pd.Series(row).astype(str),
        "institution_id": institution,
        "category_id": pd.Series(row % categories).map("category_{:02d}".format),
        "activity_id": pd.Series(row).map("activity_{}".format),
        "factor_id": pd.Series(factor).map("factor_{:02d}".format),
    }
    fixed = {
        "view": "both",
        "part": "direct",
        "scope": "3",
        "boundaries": "core extended",
        "origin": "measured",
        "quality": "verified",
    }
    return pd.DataFrame(texts).assign(
        year=year,
        value_state="given",
        emissions_kg_co2e=100.0 + row % 977,
        uncertainty_95_pct=half_width,
        factor_uncertainty_95_pct=10.0 + factor % 50,
        shared_between_years=1.0,
        **fixed,
    )


def ours(case: str) -> tuple[float, float]:
    """Seconds of the simulation, and its peak memory above that before it, in MiB."""
    from hjj_lib.tables import Pedigree, empty
    from hjj_lib.uncertainty import Assumptions, simulate

    inventory = ledger(case)
    by = ["category_id"] if CASES[case][0] == 1 else ["institution_id", "year"]
    simulate(inventory.head(10), Assumptions(empty(Pedigree)), view="market", boundary="core", draws=2, seed=SEED, by=by)
    before, start = _peak(), perf_counter()
    simulate(inventory, Assumptions(empty(Pedigree)), view="market", boundary="core", draws=DRAWS, seed=SEED, by=by)
    return perf_counter() - start, _peak() - before


def bare(case: str) -> tuple[float, float]:
    """The same random numbers and products in numpy, and what the simulation says of each group: mean and three percentiles."""
    inventory = ledger(case)
    many = CASES[case][0] > 1
    keys = inventory["institution_id"] + inventory["year"].astype(str) if many else inventory["category_id"]
    group = pd.factorize(keys)[0]
    factor = pd.factorize(inventory["factor_id"])[0]
    kg = inventory["emissions_kg_co2e"].to_numpy()
    sigma = np.sqrt(np.log1p((inventory.groupby("factor_id")["factor_uncertainty_95_pct"].first().to_numpy() / 200) ** 2))[
        :, None
    ]
    sigma_amount = np.sqrt(np.log1p((inventory["uncertainty_95_pct"].to_numpy() / 200) ** 2))[:, None]
    before, start = _peak(), perf_counter()
    generator = np.random.default_rng(SEED)
    factors = np.exp(sigma * generator.standard_normal((len(sigma), DRAWS)) - sigma**2 / 2)
    if sigma_amount.any():
        drawn = np.zeros((group.max() + 1, DRAWS))
        for at in range(0, len(kg), _AT_A_TIME):
            part = slice(at, at + _AT_A_TIME)
            one = sigma_amount[part]
            amounts = np.exp(one * generator.standard_normal((len(one), DRAWS)) - one**2 / 2)
            amounts *= factors[factor[part]]
            amounts *= kg[part, None]
            np.add.at(drawn, group[part], amounts)
    else:
        weights = np.zeros((group.max() + 1, len(sigma)))
        np.add.at(weights, (group, factor), kg)
        drawn = weights @ factors
    for each in (drawn, drawn.sum(axis=0, keepdims=True)):
        each.mean(axis=1)
        np.percentile(each, [2.5, 50, 97.5], axis=1)
    return perf_counter() - start, _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print seconds, ratio and memory of each case, the better of some rounds that take turns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs=2, metavar=("WAY", "CASE"))
    asked = parser.parse_args()
    if asked.only:
        way, case = asked.only
        seconds, peak = (ours if way == "ours" else bare)(case)
        sys.stdout.write(f"{seconds} {peak}\n")
        return
    for case in CASES:
        best: dict[str, tuple[float, float]] = {}
        for _ in range(asked.rounds):
            for way in ("bare", "ours"):
                command = [sys.executable, __file__, "--only", way, case]
                seconds, peak = map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
                best[way] = min(best.get(way, (np.inf, np.inf)), (seconds, peak))
        ratio = best["ours"][0] / best["bare"][0]
        more = best["ours"][1] - best["bare"][1]
        seconds = f"bare numpy {best['bare'][0]:.2f} s, simulation {best['ours'][0]:.2f} s"
        sys.stdout.write(f"{case}: {seconds}, ratio {ratio:.2f}, {more:+.0f} MiB\n")


if __name__ == "__main__":
    main()
