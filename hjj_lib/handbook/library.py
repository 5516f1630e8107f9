"""The shelves of the basis: factors that serve everywhere, factors of a place, and those that serve nothing."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.basis.load import NATION, OWN
from hjj_lib.basis.resolve import with_uncertainty
from hjj_lib.handbook.coverage import activity_years

_WEAK = ("secondary", "unverified")
_GASES = ["ch4_fossil_kg", "ch4_biogenic_kg", "n2o_kg"]
#: The gases are known already when the value is CO2 alone.
_ONE_GAS = "co2_only"
_SHARE_ALIKE = r"CC BY-SA|ODbL|share-alike"


def serving(basis: Basis, rows: pd.DataFrame) -> pd.DataFrame:
    """The values of every factor that serves some line somewhere in Finland, as ``tables.EmissionFactor``.

    ``rows`` is the coverage. All years of such a factor are there, also those that serve no activity year.
    """
    return _told(basis.emission_factors[basis.emission_factors["factor_id"].isin(rows["factor_id"].dropna())], basis)


def alternatives(basis: Basis, rows: pd.DataFrame) -> pd.DataFrame:
    """The values of factors that serve no line anywhere, as ``tables.EmissionFactor``, with ``chosen_for``.

    ``chosen_for`` names the roles for which the factor is a later choice, by spaces; empty if no role chooses it.
    """
    choices = basis.factor_choices
    at_places = choices.loc[choices["place"] != NATION, "factor_id"]
    busy = set(rows["factor_id"].dropna()) | set(at_places)
    free = basis.emission_factors[~basis.emission_factors["factor_id"].isin(busy)]
    chosen = choices.groupby("factor_id")["factor_role"].agg(lambda roles: " ".join(sorted(set(roles))))
    return _told(free.assign(chosen_for=free["factor_id"].map(chosen)), basis)


def by_place(basis: Basis) -> pd.DataFrame:
    """What each choice below the national place gives in each activity year.

    Returns
    -------
    One row per choice and year with a value: ``factor_role``, ``level``, ``place``, ``rank``, ``later`` (another choice of the
    role comes before it at the place), ``year``, ``reason`` and the columns of the factor's newest value of that year or before.
    """
    places = basis.factor_choices["place"]
    choices = basis.factor_choices[(places != NATION) & ~places.str.startswith(OWN)]
    years = pd.DataFrame({"year": activity_years(basis)})
    asked = choices.merge(years, how="cross", validate="many_to_many")
    asked = asked[(asked["year_from"] <= asked["year"]) & (asked["year"] <= asked["year_to"])]
    columns = ["factor_role", "level", "place", "rank", "year", "reason", "factor_id"]
    factors = basis.emission_factors[basis.emission_factors["factor_id"].isin(choices["factor_id"])]
    factors = with_uncertainty(factors.drop(columns=["since", "until"]), basis).sort_values("valid_from", kind="stable")
    found = pd.merge_asof(
        asked[columns].sort_values("year", kind="stable"), factors, left_on="year", right_on="valid_from", by="factor_id"
    )
    known = found[found["kg_co2e_per_unit"].notna()]
    known = known.assign(later=known["rank"] > known.groupby(["factor_role", "place"])["rank"].transform("min"))
    return known.sort_values(["factor_role", "level", "place", "rank", "year"], kind="stable", ignore_index=True)


def can_be_recomputed(factors: pd.DataFrame) -> pd.Series:
    """Whether the value of each factor follows the chosen GWP set: its gases are known, or it holds CO2 alone."""
    split = factors["co2_fossil_kg"].notna() & factors[_GASES].notna().any(axis=1)
    return split | factors["gas"].notna() | factors["gases"].eq(_ONE_GAS) | factors["kg_co2e_per_unit"].eq(0)


def weak(rows: pd.DataFrame) -> pd.DataFrame:
    """Factors of the coverage that were seen second-hand or by nobody.

    Returns
    -------
    One row per factor and quality: ``factor_id``, ``quality``, ``years`` (tuple of activity years that it serves), ``source_id``.
    """
    found = rows[rows["quality"].isin(_WEAK) & (rows["mark"] != "own")]
    groups = found.groupby(["factor_id", "quality", "source_id"])["year"]
    told = [(*key, tuple(sorted(set(years)))) for key, years in groups]
    return pd.DataFrame(told, columns=["factor_id", "quality", "source_id", "years"])


def is_share_alike(licences: pd.Series) -> pd.Series:
    """Whether data made from data under each licence must be passed on under the same licence."""
    return licences.str.contains(_SHARE_ALIKE, case=False)


def _told(factors: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """In the order of a register, with the uncertainty that calculations use."""
    return with_uncertainty(factors, basis).sort_values(["factor_id", "valid_from"], kind="stable", ignore_index=True)
