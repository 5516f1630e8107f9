"""Global warming potentials of gases and blends, and factors recomputed with another set of them.

The values are those of the package ``globalwarmingpotentials`` (IPCC assessment reports, 100 years).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import globalwarmingpotentials
import pandas as pd

GWP_SETS = ("AR4", "AR5", "AR6")
#: Columns of the gas split whose gas has a GWP other than 1.
_GASES = {"ch4_fossil_kg": "CH4", "ch4_biogenic_kg": "CH4", "n2o_kg": "N2O"}

#: Blend, without hyphens → its gases with their shares of the mass.
Blends = Mapping[str, Sequence[tuple[str, float]]]


def parts_of(blends: pd.DataFrame) -> Blends:
    """``tables.Blend`` as a mapping for :func:`gwp`."""
    parts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for blend, gas, share in zip(blends["blend"], blends["gas"], blends["mass_share"], strict=True):
        parts[blend.replace("-", "")].append((gas, share))
    return parts


def gwp(gas: str, gwp_set: str, blends: Blends) -> float:
    """GWP over 100 years of a gas or of a blend by the masses of its gases, kg CO2e per kg; unknown gases are NaN.

    Parameters
    ----------
    gas
        As in the package or in ``blends``; hyphens do not matter: ``HFC-32``, ``R-410A``.
    gwp_set
        ``AR4``, ``AR5`` or ``AR6``.
    """
    name = gas.replace("-", "")
    if name in blends:
        return sum(gwp(part, gwp_set, blends) * share for part, share in blends[name])
    return _single_gas(name, gwp_set)


def gwp_of(gas: str, gwp_set: str, blends: pd.DataFrame) -> float:
    """As :func:`gwp`, with blends as ``tables.Blend``."""
    return gwp(gas, gwp_set, parts_of(blends))


def split_sum(
    gas: str | None,
    co2: float | None,
    ch4_fossil: float | None,
    ch4_biogenic: float | None,
    n2o: float | None,
    *,
    gwp_set: str,
    blends: Blends,
) -> float | None:
    """Kilograms CO2e per unit that the gases of a factor make; None where the row does not name them.

    Source of the formula: IPCC 2006 Guidelines, volume 1, chapter 6 (sum of gas masses × GWP).
    """
    if gas is not None:
        return gwp(gas, gwp_set, blends)
    others = zip((ch4_fossil, ch4_biogenic, n2o), _GASES.values(), strict=True)
    parts = [mass * _single_gas(name, gwp_set) for mass, name in others if mass is not None]
    return None if co2 is None or not parts else co2 + sum(parts)


def with_gwp_set(factors: pd.DataFrame, gwp_set: str, blends: pd.DataFrame) -> pd.DataFrame:
    """Factors of another GWP set whose gases are known, with value and ``gwp_set`` of the chosen one; the others as they are."""
    change = (factors["gwp_set"] != gwp_set) & is_split(factors)
    if not change.any():
        return factors
    parts = parts_of(blends)
    columns = ["gas", "co2_fossil_kg", *_GASES]
    rows = factors.loc[change, columns].astype(object)
    rows = rows.where(rows.notna(), None)
    values = [split_sum(*row, gwp_set=gwp_set, blends=parts) for row in rows.itertuples(index=False, name=None)]
    value = factors["kg_co2e_per_unit"].copy()
    value[change] = pd.Series(values, index=rows.index, dtype=float).fillna(value[change])
    return factors.assign(kg_co2e_per_unit=value, gwp_set=factors["gwp_set"].mask(change, gwp_set))


def is_split(factors: pd.DataFrame) -> pd.Series:
    """Whether a factor's gases are known, so that another GWP set can be applied."""
    split = factors["co2_fossil_kg"].notna() & factors[list(_GASES)].notna().any(axis=1)
    return factors["gas"].notna() | split


@cache
def _single_gas(gas: str, gwp_set: str) -> float:
    values = globalwarmingpotentials.data[f"{gwp_set}GWP100"]
    return float(values[gas]) if gas in values else float("nan")


def gas_shares(factors: pd.DataFrame, gwp_set: str, blends: pd.DataFrame) -> pd.DataFrame:
    """What part of a factor's CO2e each gas other than CO2 makes.

    Parameters
    ----------
    factors
        ``tables.EmissionFactor``; rows that do not name their gases have no shares.

    Returns
    -------
    ``factor_id``, ``valid_from``, ``gas`` (``CH4``, ``N2O``, or the gas or blend that the factor is of), ``share`` (0 to 1).
    """
    parts = [
        factors.assign(gas=name, share=factors[column].astype(float) * _single_gas(name, gwp_set))
        for column, name in _GASES.items()
    ]
    named = factors[factors["gas"].notna()]
    whole = [gwp_of(str(gas), gwp_set, blends) for gas in named["gas"]]
    table = pd.concat([*parts, named.assign(share=whole)])
    table = table.assign(share=table["share"] / table["kg_co2e_per_unit"].astype(float))
    table = table[table["share"] > 0]
    keys = ["factor_id", "valid_from", "gas"]
    summed = table.groupby(keys)["share"].sum().clip(upper=1)
    return summed.reset_index()
