"""Emissions of purchases over years, in the two readings that are possible.

``factor_of_each_year``: the euros of a year × the factor of that year. Such a factor already falls as prices rise, so
inflation does not look like growth; a better or worse factor of a later year does show.

``fixed_factor_year``: the euros, brought to the prices of one year, × the factor of that year. Only the amount of purchases
moves; what industry has mended since is left out. Without the price index it would show inflation as growth.

The price index of the basis is one of municipal services and heavy with wages; producer prices by product group would
fit purchases better. Where the factor of a year is the factor of an earlier year carried on with the same index, the two
readings say the same.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from hjj_lib.basis import NATION, Basis, resolve

READINGS = ("factor_of_each_year", "fixed_factor_year")
_EUR = "EUR"


def readings(euros: pd.DataFrame, basis: Basis, *, fixed_year: int, index_id: str) -> pd.DataFrame:
    """Both readings for the years of an institution.

    Parameters
    ----------
    euros
        ``year``, ``activity_id``, ``amount_eur`` (empty: not known): purchases without VAT in the prices of their year.
    basis
        Factors, lines and price index.
    fixed_year
        Whose factor and prices the second reading uses.
    index_id
        Which price index.

    Returns
    -------
    One row per year: ``year``, ``amount_eur``, ``deflated_eur`` (prices of ``fixed_year``), ``factor_of_each_year_kg``,
    ``fixed_factor_year_kg``, ``unknown_count``: activities whose amount or factor is not known. A reading is empty where the
    index of the year is not known.
    """
    roles = basis.emission_lines[["activity_id", "factor_role"]]
    rows = euros.merge(roles, on="activity_id", how="inner", validate="many_to_many")
    rows = rows.assign(deflator=rows["year"].map(_deflators(basis.price_index, index_id, fixed_year)))
    own = _factors(rows["factor_role"], rows["year"], basis)
    fixed = _factors(rows["factor_role"], pd.Series(fixed_year, index=rows.index), basis)
    rows = rows.assign(
        deflated_eur=rows["amount_eur"] * rows["deflator"],
        factor_of_each_year_kg=rows["amount_eur"] * own,
        fixed_factor_year_kg=rows["amount_eur"] * rows["deflator"] * fixed,
        unknown_count=(rows["amount_eur"] * own).isna().astype(int),
    )
    sums = rows.groupby("year")[["amount_eur", "factor_of_each_year_kg", "unknown_count"]].sum()
    priced = rows.groupby("year")[["deflated_eur", "fixed_factor_year_kg"]].sum()
    known = rows.groupby("year")["deflator"].first().notna()
    return sums.join(priced.where(known)).reset_index()[
        ["year", "amount_eur", "deflated_eur", "factor_of_each_year_kg", "fixed_factor_year_kg", "unknown_count"]
    ]


def _deflators(index: pd.DataFrame, index_id: str, fixed_year: int) -> dict[int, float]:
    """Year → prices of the fixed year per price of that year."""
    values = index[index["index_id"] == index_id].set_index("year")["value"]
    if fixed_year not in values.index:
        return {}
    return {int(year): float(values[fixed_year] / value) for year, value in zip(values.index, values, strict=True)}


def _factors(roles: pd.Series, years: pd.Series, basis: Basis) -> pd.Series:
    """Kilograms per euro for each row; empty where none serves or the factor is not per euro."""
    pairs = pd.DataFrame({"factor_role": roles, "year": years})
    needs = pairs.drop_duplicates(ignore_index=True).assign(places=NATION)
    found: Any = resolve(needs, basis)
    per_euro = found["kg_co2e_per_unit"].where(found["activity_unit"] == _EUR)
    values = dict(zip(zip(needs["factor_role"], needs["year"], strict=True), per_euro, strict=True))
    return pd.Series([values[key] for key in zip(roles, years, strict=True)], index=roles.index, dtype=float)
