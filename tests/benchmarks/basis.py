"""How fast the basis is read, checked and attached, as ratios within one run: ``python tests/benchmarks/basis.py``.

Wanted: reading and checking everything within three times a plain ``pandas.read_csv`` of the same files; attaching factors to
a million entries within three times one plain merge of the same size. Imports, and pint's reading of its units, do not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.attach import attach_factors
from hjj_lib.basis import FOLDER, Basis, load_basis
from hjj_lib.basis.check import check_content
from hjj_lib.basis.load import basis_of
from hjj_lib.basis.read import FILES, read_settings, read_tables

ROUNDS = 7
ENTRIES, INSTITUTIONS, SITES, YEARS = 1_000_000, 140, 8, range(2019, 2026)


def best(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest round, after one that does not count."""
    action()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return min(times)


def reading() -> tuple[float, float]:
    """Seconds of plain reading, and of reading, checking and loading."""
    places = [FOLDER / place for place, _, _ in FILES.values()]
    files = [file for place in places for file in (sorted(place.glob("*.csv")) if place.is_dir() else [place]) if file.exists()]

    def whole() -> Basis:
        content, settings = read_tables(FOLDER), read_settings(FOLDER)
        check_content(content, settings)
        return basis_of(content, settings)

    return best(lambda: [pd.read_csv(file) for file in files]), best(whole)


def attaching() -> tuple[float, float]:
    """Seconds of one plain merge of a million entries with their lines, and of attaching their factors."""
    basis = load_basis()
    entries, sites = many_entries(basis), many_sites(basis)
    lines = basis.emission_lines.drop(columns=["since", "until"])
    plain = best(lambda: entries.merge(lines, on="activity_id", how="inner"), rounds=3)
    return plain, best(lambda: attach_factors(entries, sites, basis), rounds=3)


def many_sites(basis: Basis) -> pd.DataFrame:
    """Sites of all institutions, in all municipalities and regions that any choice is for."""
    places = basis.factor_choices["place"].drop_duplicates()
    towns = places[places.str.startswith("municipality:")].str.partition(":")[2].tolist()
    regions = places[places.str.startswith("region:")].str.partition(":")[2].tolist()
    number = np.arange(INSTITUTIONS * SITES)
    sites = pd.DataFrame(
        {
            "institution_id": [f"i{each // SITES}" for each in number],
            "site_id": [f"s{each % SITES}" for each in number],
            "name": "site",
            "municipality": [towns[each % len(towns)] for each in number],
            "region": [regions[each % len(towns) % len(regions)] for each in number],  # a town lies in one region
            "tenure": "owned",
            "share_pct": 100.0,
        }
    )
    return tables.checked(sites, tables.Site, file="")


def many_entries(basis: Basis) -> pd.DataFrame:
    """A million entries, spread evenly over institutions, sites, activities and years."""
    chance = np.random.default_rng(0)
    activity = chance.integers(0, len(basis.activities), ENTRIES)
    texts = {
        "entry_id": np.arange(ENTRIES).astype(str),
        "institution_id": np.char.add("i", chance.integers(0, INSTITUTIONS, ENTRIES).astype(str)),
        "site_id": np.char.add("s", chance.integers(0, SITES, ENTRIES).astype(str)),
        "activity_id": basis.activities["activity_id"].to_numpy()[activity],
        "unit": basis.activities["unit"].to_numpy()[activity],
        "value_state": "given",
        "origin": "measured",
        "file": "form.xlsx",
        "sheet": "sheet",
        "column": "B",
    }
    frame = pd.DataFrame(texts).astype("str")
    return frame.assign(year=chance.choice(YEARS, ENTRIES), amount=chance.random(ENTRIES), uncertainty_95_pct=np.nan, row=1)


def main() -> None:
    """Say the two ratios."""
    for name, (plain, ours) in (("reading and checking the basis", reading()), ("attaching a million entries", attaching())):
        sys.stdout.write(f"{name}: {ours:.3f} s against {plain:.3f} s plain, ratio {ours / plain:.2f}\n")


if __name__ == "__main__":
    main()
