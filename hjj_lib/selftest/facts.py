"""Facts about the calculation basis itself: its factors, its units and its GWP values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hjj_lib.basis import Basis, gwp_of
from hjj_lib.basis.gwp import is_split, with_gwp_set
from hjj_lib.units import conversion

_KEY = ["factor_id", "valid_from"]
_FORCING = "radiative_forcing"


@dataclass(frozen=True)
class Fact:
    """A value, and how many rows of the basis it speaks about."""

    value: float
    count: int = 1


def facts(rows: pd.DataFrame, basis: Basis) -> dict[str, Fact]:
    """What the basis says.

    Parameters
    ----------
    rows
        ``case_id``, ``measure`` and its ``inputs``, separated by spaces.
    basis
        The basis that is looked at.

    Returns
    -------
    Fact by ``case_id``; its value is unknown (NaN) where the basis has no such rows.

    Raises
    ------
    KeyError
        If a row names a measure that does not exist.
    """
    wanted = zip(rows["case_id"], rows["measure"], rows["inputs"], strict=True)
    return {case_id: _MEASURES[measure](inputs.split(), basis) for case_id, measure, inputs in wanted}


def _gwp(inputs: Sequence[str], basis: Basis) -> Fact:
    gas, gwp_set = inputs
    return Fact(gwp_of(gas, gwp_set, basis.blends))


def _amount_in_unit(inputs: Sequence[str], _basis: Basis) -> Fact:
    amount, unit, other_unit = inputs
    return Fact(float(amount) * conversion(unit, other_unit))


def _emissions(inputs: Sequence[str], basis: Basis) -> Fact:
    """Kilograms of an amount by each of the factors, together."""
    amount, unit, year, *factor_ids = inputs
    rows = _of_year(basis, year, factor_ids)
    kilograms = [
        float(amount) * conversion(unit, factor_unit) * value
        for factor_unit, value in zip(rows["activity_unit"], rows["kg_co2e_per_unit"], strict=True)
    ]
    return Fact(math.fsum(kilograms) if len(rows) == len(factor_ids) else math.nan, len(rows))


def _carbon_dioxide(inputs: Sequence[str], basis: Basis) -> Fact:
    """Carbon dioxide of a flight per unit: of the fuel alone, or with what is added for radiative forcing."""
    factor_id, year, *addition_id = inputs
    rows = _of_year(basis, year, [factor_id, *addition_id])
    parts = [*rows["co2_fossil_kg"].dropna(), *rows.loc[rows["part"] == _FORCING, "kg_co2e_per_unit"]]
    return Fact(math.fsum(parts) if len(parts) == len(inputs) - 1 else math.nan, len(rows))


def _of_year(basis: Basis, year: str, factor_ids: Sequence[str]) -> pd.DataFrame:
    factors = basis.emission_factors
    return factors[factors["factor_id"].isin(factor_ids) & (factors["valid_from"] == int(year))]


def _gases_that_miss(inputs: Sequence[str], basis: Basis) -> Fact:
    """Factors of some sources whose gases do not make their value, among those that name CO2, CH4 and N2O."""
    beginning, gwp_set, tolerance = inputs
    factors = basis.stored_factors
    chosen = factors["source_id"].str.startswith(beginning) & (factors["gwp_set"] == gwp_set)
    rows = factors[chosen & is_split(factors) & factors["gas"].isna()]
    # Said to be of no GWP set, so that the basis adds the gases up anew.
    sums = with_gwp_set(rows.assign(gwp_set="unknown"), gwp_set, basis.blends)["kg_co2e_per_unit"]
    near = (sums - rows["kg_co2e_per_unit"]).abs() <= float(tolerance)
    return _exceptions(near)


def _forcing_ratio(inputs: Sequence[str], basis: Basis) -> Fact:
    """Carbon dioxide with and without radiative forcing: of all pairs the ratio that is farthest from the given one."""
    (ratio,) = inputs
    factors = basis.stored_factors
    additions = factors.loc[factors["part"] == _FORCING, [*_KEY, "kg_co2e_per_unit"]]
    flights = additions.assign(factor_id=additions["factor_id"].str.removesuffix(f"_{_FORCING}"))
    pairs = flights.merge(factors[[*_KEY, "co2_fossil_kg"]], on=_KEY, how="left", validate="many_to_one")
    ratios = 1 + pairs["kg_co2e_per_unit"] / pairs["co2_fossil_kg"]
    distance = (ratios - float(ratio)).abs().fillna(math.inf)
    return Fact(float(ratios.iloc[int(distance.to_numpy().argmax())]) if len(pairs) else math.nan, len(pairs))


def _outside_their_range(_inputs: Sequence[str], basis: Basis) -> Fact:
    """Factors that are not between the lower and the upper value that their source states, among those with a range."""
    factors = basis.stored_factors
    rows = factors[factors["lower_kg_co2e"].notna() | factors["upper_kg_co2e"].notna()]
    value = rows["kg_co2e_per_unit"]
    return _exceptions((rows["lower_kg_co2e"].fillna(value) <= value) & (value <= rows["upper_kg_co2e"].fillna(value)))


def _exceptions(holds: pd.Series) -> Fact:
    """How often it does not hold. Of no rows nothing can be said."""
    return Fact(float((~holds).sum()) if len(holds) else math.nan, len(holds))


_MEASURES: Mapping[str, Callable[[Sequence[str], Basis], Fact]] = {
    "gwp": _gwp,
    "amount_in_unit": _amount_in_unit,
    "emissions": _emissions,
    "carbon_dioxide": _carbon_dioxide,
    "gases_that_miss": _gases_that_miss,
    "forcing_ratio": _forcing_ratio,
    "outside_their_range": _outside_their_range,
}
