"""How fast a year of readings is read, as a ratio within one run: ``python tests/benchmarks/meters.py``.

Wanted: 20 meters, every quarter of an hour, from bytes to months within five times a plain ``pandas.read_csv``.
"""

from __future__ import annotations

import io
import sys

import numpy as np
import pandas as pd
from basis import best

from hjj_lib.intake.messages import Place
from hjj_lib.intake.meter_file import read_meter_file
from hjj_lib.intake.meter_months import by_month, without_repeats
from hjj_lib.intake.recipe_file import ready_recipes

METERS, YEAR, WANTED, ROUNDS = 20, 2024, 5, 3
HEAD = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu\n"


def year_of_readings() -> bytes:
    """A file of invented readings."""
    edges = pd.date_range(f"{YEAR}-01-01", f"{YEAR + 1}-01-01", freq="YS", tz="Europe/Helsinki").tz_convert("UTC")
    stamps = pd.date_range(edges[0], edges[1], freq="15min", inclusive="left").strftime("%Y-%m-%dT%H:%M:%SZ")
    amounts = np.random.default_rng(1).gamma(2, 2, (METERS, len(stamps)))
    lines = [
        f"6430000000000000{meter:02d};8716867000030;PT15M;kWh;BN01;{stamp};{amount:.6f}".replace(".", ",") + ";OK\n"
        for meter in range(METERS)
        for stamp, amount in zip(stamps, amounts[meter], strict=True)
    ]
    return (HEAD + "".join(lines)).encode()


def months(data: bytes) -> pd.DataFrame:
    """What intake does with the file."""
    file = read_meter_file(data, ready_recipes(), Place(file="datahub.csv", year=YEAR))
    if file is None:
        raise ValueError(HEAD)
    mine = file.readings[file.readings["year"] == YEAR]
    once, _, _ = without_repeats(mine)
    return by_month(once, mine.groupby("meter")["hours"].min(), YEAR)


if __name__ == "__main__":
    content = year_of_readings()
    plain = best(lambda: pd.read_csv(io.BytesIO(content), sep=";", decimal=","), ROUNDS)
    ours = best(lambda: months(content), ROUNDS)
    sys.stdout.write(
        f"{content.count(b';OK')} readings: plain {plain:.2f} s, ours {ours:.2f} s, ratio {ours / plain:.2f} (wanted {WANTED})\n"
    )
    sys.exit(ours > WANTED * plain)
