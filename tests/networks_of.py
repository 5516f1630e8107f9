"""Invented networks of providers for the tests of disclosure control."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from hjj_lib.network.disclosure import Publication, PublishedTable, publication_of, read_rules

RULES = read_rules(5)
#: What is published of each random network: two tables that have margins in common.
TABLES = (
    PublishedTable(
        "by_region",
        ("year", "region", "category"),
        rounded_to=100,
        totals=(("year", "region"), ("year", "category"), ("year",)),
    ),
    PublishedTable("by_field", ("year", "field", "category"), rounded_to=100, totals=(("year", "field"), ("year", "category"))),
)


def rows(*given: tuple[str, int, str, float], dimension: str = "region") -> pd.DataFrame:
    """Contributions typed in a test: member, year, region, amount."""
    return pd.DataFrame(given, columns=["institution_id", "year", dimension, "amount"])


def members(region: str, *amounts: float, year: int = 2024, first: int = 0) -> list[tuple[str, int, str, float]]:
    """Members ``a0``, ``a1`` … of a region, with their amounts."""
    return [(f"{region}{number}", year, region, amount) for number, amount in enumerate(amounts, start=first)]


def published(
    contributions: pd.DataFrame, *tables: PublishedTable, named: Sequence[str] = (), rounded_to: float = 0
) -> Publication:
    """A publication; by default one table of years and regions with totals of the years, not rounded."""
    usual = PublishedTable("by_region", ("year", "region"), rounded_to=rounded_to, totals=(("year",),))
    consent = {name: "named" if name in named else "network_only" for name in contributions["institution_id"]}
    return publication_of(contributions, tables or [usual], consent)


def random_network(
    rng: np.random.Generator, *, count: int, regions: int, fields: int, categories: int, years: int, leave: int = 0
) -> pd.DataFrame:
    """Providers of lognormal sizes as in Finland, some without some categories; some leave before the last year."""
    size = np.clip(rng.lognormal(np.log(650), 1.25, count), 20, 11_500)
    near = 1 / np.arange(1, regions + 1)  # the second region has half as many as the first, the third a third …
    region, field = rng.choice(regions, size=count, p=near / near.sum()), rng.integers(fields, size=count)
    per_student = rng.lognormal(np.log(1200 / categories), 0.6, (count, categories)) * (rng.random((count, categories)) > 0.15)
    gone = set(rng.choice(count, size=min(leave, count - 1), replace=False)) if leave else set()
    given = []
    for year in range(years):
        change = rng.lognormal(-0.03, 0.08, (count, categories))
        for member in range(count):
            if year == years - 1 and years > 1 and member in gone:
                continue
            for category in range(categories):
                amount = float(size[member] * per_student[member, category] * change[member, category])
                given.append((f"p{member:03}", 2020 + year, f"r{region[member]}", f"f{field[member]}", f"c{category}", amount))
    return pd.DataFrame(given, columns=["institution_id", "year", "region", "field", "category", "amount"])


def consent_of(contributions: pd.DataFrame, named: int = 0) -> dict[str, str]:
    """Consent of everybody to be counted in groups; the first so many agree to be named."""
    names = sorted(set(contributions["institution_id"]))
    return {name: "named" if number < named else "pseudonymous" for number, name in enumerate(names)}
