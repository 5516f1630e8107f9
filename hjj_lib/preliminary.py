"""What may still change: results that rest on an older year's factor or on an estimate, because statistics come late."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis

_SETTING_ROLES, _SETTING_SOURCES = "preliminary_roles", "preliminary_sources"
#: Why a result is preliminary.
OLDER, ESTIMATE = "older_year", "estimate"


def preliminary(inventory: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Why the results of a year are not final.

    The residual mix of a year is published in the June after it; until then the choice of its role resolves to an older year.
    Which roles and which sources make a result preliminary stands in ``basis.toml``.

    Parameters
    ----------
    inventory
        ``tables.Inventory``; lines whose emissions are zero or unknown make nothing preliminary.

    Returns
    -------
    ``view`` (market, location, both), ``factor_role``, ``year``, ``factor_id``, ``valid_from``, ``reason`` (``older_year``,
    ``estimate``) and ``known_kg``, the emissions that rest on it. Empty: nothing is preliminary.
    """
    rows = inventory[inventory["emissions_kg_co2e"].fillna(0) != 0]
    late = rows["factor_role"].isin(basis.settings.get(_SETTING_ROLES, ())) & (rows["valid_from"] < rows["year"])
    guessed = rows["source_id"].isin(basis.settings.get(_SETTING_SOURCES, ()))
    found = rows.assign(reason=pd.Series(OLDER, index=rows.index).mask(guessed, ESTIMATE))[late.fillna(False) | guessed]
    keys = ["view", "factor_role", "year", "factor_id", "valid_from", "reason"]
    return found.groupby(keys).agg(known_kg=("emissions_kg_co2e", "sum")).reset_index()
