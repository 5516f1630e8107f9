"""What is assumed about errors besides what the ledger says: one bundle of tables that every function here takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.basis.gwp import gas_shares
from hjj_lib.uncertainty.distribution import variation
from hjj_lib.uncertainty.shapes import LOGNORMAL

_OF_FACTOR = ["factor_id", "valid_from"]


@dataclass(frozen=True)
class Assumptions:
    """Tables of the calculation basis that say how errors are distributed and how they hang together.

    Attributes
    ----------
    pedigree
        ``tables.Pedigree``: the half-width of an amount whose reporter stated none, by its origin.
    distributions
        ``tables.Distribution``: shapes other than the lognormal, by factor or activity.
    correlations
        ``tables.CorrelationGroup``: factors whose errors go the same way.
    ranges
        ``factor_id``, ``valid_from``, ``low`` and ``high``: the ends that a factor's source states, as multiples of its value.
    gas_shares
        ``factor_id``, ``valid_from``, ``gas``, ``share``: what part of a factor's CO2e a gas makes. Empty: the global warming
        potentials are taken as a convention without error, as the IPCC's guidelines for inventories do.
    gwp_errors
        ``tables.GwpError``: half-widths of global warming potentials by gas.
    """

    pedigree: pd.DataFrame
    distributions: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.Distribution))
    correlations: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.CorrelationGroup))
    ranges: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_OF_FACTOR, "low", "high"]))
    gas_shares: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_OF_FACTOR, "gas", "share"]))
    gwp_errors: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.GwpError))

    @classmethod
    def of(cls, basis: Basis, *, gwp_errors: bool = False) -> Assumptions:
        """The assumptions of a calculation basis.

        Parameters
        ----------
        gwp_errors
            Whether global warming potentials have errors too, one for each gas in all its rows.
        """
        factors = basis.emission_factors
        value = factors["kg_co2e_per_unit"].astype(float)
        stated = factors["lower_kg_co2e"].notna() & factors["upper_kg_co2e"].notna() & (value > 0)
        ranges = factors.loc[stated, _OF_FACTOR].assign(
            low=factors["lower_kg_co2e"].astype(float) / value, high=factors["upper_kg_co2e"].astype(float) / value
        )
        shares = gas_shares(factors, basis.gwp_set, basis.blends) if gwp_errors else None
        return cls(
            pedigree=basis.pedigree,
            distributions=basis.distributions,
            correlations=basis.correlation_groups,
            ranges=ranges.drop_duplicates(_OF_FACTOR, keep="last").reset_index(drop=True),
            **({"gas_shares": shares, "gwp_errors": basis.gwp_errors} if shares is not None else {}),
        )


def shape_columns(lines: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """The shape of each line's two errors.

    Parameters
    ----------
    lines
        ``activity_id``, ``factor_id``, ``valid_from`` where the ledger has it, ``amount_cv``, ``factor_cv``.

    Returns
    -------
    ``amount_shape``, ``amount_low``, ``amount_high``, ``factor_shape``, ``factor_low``, ``factor_high``; ends as multiples of
    the stated value, infinite where nothing is cut off.
    """
    found = {}
    for kind, key in (("amount", "activity_id"), ("factor", "factor_id")):
        told = assumptions.distributions[assumptions.distributions["kind"] == kind]
        which = _matched(lines[key], told["pattern"])
        for column in ("shape", "low", "high"):
            found[f"{kind}_{column}"] = which.map(told[column].reset_index(drop=True)) if len(told) else None
    frame = pd.DataFrame(found, index=lines.index)
    if len(assumptions.ranges) and "valid_from" in lines:
        asked = lines[_OF_FACTOR].astype({"valid_from": "float"})
        ranges = assumptions.ranges.astype({"valid_from": "float"})
        stated = asked.merge(ranges, on=_OF_FACTOR, how="left", validate="many_to_one").set_axis(lines.index)
        told_shape = frame["factor_shape"].notna()
        for end in ("low", "high"):
            ends = frame[f"factor_{end}"].astype(float)
            frame[f"factor_{end}"] = ends.fillna(stated[end].astype(float)).where(told_shape)
    for kind in ("amount", "factor"):
        frame[f"{kind}_shape"] = frame[f"{kind}_shape"].astype(object).where(frame[f"{kind}_shape"].notna(), LOGNORMAL)
        frame[f"{kind}_low"] = frame[f"{kind}_low"].astype(float).fillna(-np.inf)
        frame[f"{kind}_high"] = frame[f"{kind}_high"].astype(float).fillna(np.inf)
    return frame


def correlation_columns(factor_ids: pd.Series, assumptions: Assumptions) -> pd.DataFrame:
    """The correlation group of each factor: ``group_id`` (empty: none), ``correlation`` and ``group_shared_between_years``."""
    told = assumptions.correlations.reset_index(drop=True)
    which = _matched(factor_ids, told["pattern"])
    return pd.DataFrame(
        {
            "group_id": which.map(told["group_id"]).astype(object).where(which.notna(), ""),
            "correlation": which.map(told["correlation"]).astype(float).fillna(0.0),
            "group_shared_between_years": which.map(told["shared_between_years"]).astype(float).fillna(1.0),
        },
        index=factor_ids.index,
    )


def gwp_half_widths(assumptions: Assumptions) -> dict[str, float]:
    """Coefficient of variation of the global warming potential by gas."""
    told = assumptions.gwp_errors
    return dict(zip(told["gas"], map(float, variation(told["uncertainty_95_pct"].to_numpy(dtype=float))), strict=True))


def _matched(texts: pd.Series, patterns: pd.Series) -> pd.Series:
    """Position of the first pattern that fits each text; missing where none does."""
    known = list(patterns)
    positions = {
        text: next((float(at) for at, pattern in enumerate(known) if fnmatchcase(text, pattern)), np.nan)
        for text in texts.dropna().unique()
        if known
    }
    return texts.map(positions).astype(float)
