"""What reports say of the basis behind a result: weak factors, and how much of it follows the chosen GWP set."""

from __future__ import annotations

import pandas as pd

from hjj_lib.inventory import VIEWS, select
from hjj_lib.language import Language
from hjj_lib.report import named
from hjj_lib.study import Study

#: Qualities of a factor that calculate, but are listed in every report and need a signed reason for publication.
WEAK = ("secondary", "unverified")
_QUALITY_NAMES = {"secondary": "seen second-hand", "unverified": "unverified"}


def weak_factors(inventory: pd.DataFrame, *, boundary: str) -> pd.DataFrame:
    """The weak factors that a result rests on.

    Parameters
    ----------
    inventory
        ``tables.Inventory``.
    boundary
        ``inventory`` or a comparison boundary.

    Returns
    -------
    One row per factor: ``factor_id``, ``quality``, ``known_kg`` and ``share`` (0 to 1) of the known total in the view in
    which it weighs most; the heaviest first. Factors without emissions are left out.
    """
    parts = []
    for view in VIEWS:
        rows = select(inventory, view=view, boundary=boundary)
        whole = rows["emissions_kg_co2e"].sum()
        weak = rows[rows["quality"].isin(WEAK) & (rows["emissions_kg_co2e"].fillna(0) != 0)]
        sums = weak.groupby(["factor_id", "quality"])["emissions_kg_co2e"].sum().rename("known_kg").reset_index()
        parts.append(sums.assign(share=sums["known_kg"] / whole))
    found = pd.concat(parts).sort_values("share", ascending=False, kind="stable")
    return found.drop_duplicates("factor_id", ignore_index=True)


def weak_rows(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """As :func:`weak_factors`, with ``name`` and ``quality`` in words."""
    factors = study.basis.emission_factors.drop_duplicates("factor_id")
    rows = named(weak_factors(study.inventory, boundary=boundary), factors, "factor_id", language)
    return rows.assign(quality=[language.sentence(_QUALITY_NAMES[quality]) for quality in rows["quality"]])


def weak_sentence(rows: pd.DataFrame, language: Language) -> str:
    """How many weak factors there are, and the share of the heaviest."""
    if rows.empty:
        return language.sentence("The result rests on no weak factor.")
    heaviest = rows.iloc[0]
    return language.sentence(
        "The result rests on {count} weak factors. The heaviest, “{name}”, stands for {share} of the known emissions.",
        count=len(rows),
        name=heaviest["name"],
        share=language.percent(heaviest["share"], 1),
    )


def gwp_sentence(study: Study, language: Language) -> str:
    """How much of the known emissions follows the chosen set of global warming potentials."""
    rows = select(study.inventory, view="location", boundary="inventory").dropna(subset=["emissions_kg_co2e"])
    whole = rows["emissions_kg_co2e"].sum()
    chosen = rows.loc[rows["gwp_set"] == study.basis.gwp_set, "emissions_kg_co2e"].sum()
    return language.sentence(
        "Of the known emissions {share} follow the GWP set {gwp}. The sources of the rest do not tell the gases apart, so they "
        "stay as published.",
        share=language.percent(chosen / whole if whole else 0.0),
        gwp=study.basis.gwp_set,
    )
