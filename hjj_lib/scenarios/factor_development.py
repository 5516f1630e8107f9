"""How factors are expected to develop, as shares of what they are in the year of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def factor_multipliers(factor_paths: pd.DataFrame, roles: Sequence[str], base_year: int, years: Sequence[int]) -> pd.DataFrame:
    """Expected factor of each year as a share of the base year's: roles × years.

    Between the years of a path it runs straight, outside them it stays; without a path it is 1.
    """
    rows = {}
    paths = {str(role): path for role, path in factor_paths.sort_values("year").groupby("factor_role")}
    for role in roles:
        if role in paths:
            path = paths[role]
            known = (path["year"].to_numpy(dtype=float), path["multiplier"].to_numpy(dtype=float))
            rows[role] = np.interp(np.asarray(years, dtype=float), *known) / np.interp(base_year, *known)
        else:
            rows[role] = np.ones(len(years))
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(years), dtype=float)


def with_factors_of(lines: pd.DataFrame, factor_paths: pd.DataFrame, year: int) -> pd.DataFrame:
    """Lines of a ledger with the factors that ``tables.FactorPath`` expects for the year, and their emissions."""
    scale = pd.Series(1.0, index=lines.index)
    for base_year, rows in lines.groupby("year"):
        table = factor_multipliers(factor_paths, sorted(rows["factor_role"].unique()), int(str(base_year)), [year])
        scale.loc[rows.index] = rows["factor_role"].map(table[year])
    return lines.assign(emissions_kg_co2e=lines["emissions_kg_co2e"] * scale, kg_co2e_per_unit=lines["kg_co2e_per_unit"] * scale)
