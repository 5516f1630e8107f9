"""Global warming potentials of gases and blends, and factors recomputed with another set of them.

The values are those of the package ``globalwarmingpotentials`` (IPCC assessment reports, 100 years).
"""

from __future__ import annotations

from functools import cache

import globalwarmingpotentials
import pandas as pd

GWP_SETS = ("AR4", "AR5", "AR6")
_GASES = {"ch4_fossil_kg": "CH4", "ch4_biogenic_kg": "CH4", "n2o_kg": "N2O"}


@cache
def _single_gas(gas: str, gwp_set: str) -> float:
    values = globalwarmingpotentials.data[f"{gwp_set}GWP100"]
    return float(values[gas]) if gas in values else float("nan")


def gwp_of(gas: str, gwp_set: str, blends: pd.DataFrame) -> float:
    """GWP over 100 years of a gas or of a blend by the masses of its gases, kg CO2e per kg; unknown gases are NaN.

    Parameters
    ----------
    gas
        As in the package or in ``blends``; hyphens do not matter: ``HFC-32``, ``R-410A``.
    gwp_set
        ``AR4``, ``AR5`` or ``AR6``.
    blends
        ``tables.Blend``.
    """
    name = gas.replace("-", "")
    parts = blends[blends["blend"].str.replace("-", "") == name]
    if len(parts):
        return float((parts["gas"].map(lambda part: gwp_of(part, gwp_set, blends)) * parts["mass_share"]).sum(skipna=False))
    return _single_gas(name, gwp_set)


def value_of_gases(factors: pd.DataFrame, gwp_set: str, blends: pd.DataFrame) -> pd.Series:
    """Kilograms CO2e per unit that the gases of each factor make with a GWP set; unknown where a row does not name them.

    Source of the formula: IPCC 2006 Guidelines, volume 1, chapter 6 (sum of gas masses × GWP).
    """
    per_gas = {gas: gwp_of(gas, gwp_set, blends) for gas in factors["gas"].dropna().unique()}
    sums = factors["co2_fossil_kg"].where(factors[list(_GASES)].notna().any(axis=1))
    for column, gas in _GASES.items():
        sums = sums + factors[column].fillna(0) * _single_gas(gas, gwp_set)
    return sums.mask(factors["gas"].notna(), factors["gas"].map(per_gas).astype(float))


def gas_values(factors: pd.DataFrame, gwp_set: str, blends: pd.DataFrame) -> pd.Series:
    """What the gases of each factor make with a GWP set, kg CO2e per unit; unknown where the gases are not known.

    Source of the formula: IPCC 2006 Guidelines, volume 1, chapter 6 (sum of gas masses × GWP).
    """
    per_gas = {gas: gwp_of(gas, gwp_set, blends) for gas in factors["gas"].dropna().unique()}
    split = factors["co2_fossil_kg"].notna() & factors[list(_GASES)].notna().any(axis=1)
    sums = factors["co2_fossil_kg"].where(split)
    for column, gas in _GASES.items():
        sums = sums + factors[column].fillna(0) * _single_gas(gas, gwp_set)
    named = factors["gas"].notna()
    return sums.mask(named, factors["gas"].map(per_gas).astype(float))


def with_gwp_set(factors: pd.DataFrame, gwp_set: str, blends: pd.DataFrame) -> pd.DataFrame:
    """Factors of another GWP set whose gases are known, with value and ``gwp_set`` of the chosen one; the others as they are."""
    values = gas_values(factors, gwp_set, blends)
    change = values.notna() & (factors["gwp_set"] != gwp_set)
    value = factors["kg_co2e_per_unit"].mask(change, values)
    return factors.assign(kg_co2e_per_unit=value, gwp_set=factors["gwp_set"].mask(change, gwp_set))
