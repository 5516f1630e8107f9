"""Reduction actions of an institution's own, as it writes them beside its data."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import Table


class OwnAction(Table):
    """An action of one institution: in place of the library's action with the same id, or beside the library's."""

    action_id: Series[str] = pa.Field(unique=True, description="Of the library: replaces it there; another word: is added")
    name_fi: Series[str] = pa.Field(nullable=True, description="One name is enough; the other languages show it too")
    name_sv: Series[str] = pa.Field(nullable=True)
    name_en: Series[str] = pa.Field(nullable=True)
    acts_on: Series[str] = pa.Field(
        isin=["activity", "share", "factor"],
        description="activity: less of it; share: moved to another activity; factor: as much, but each unit emits less",
    )
    activity_id: Series[str] = pa.Field(description="One, or several of one unit, by spaces")
    to_activity_id: Series[str] = pa.Field(nullable=True, description="share: the activity that takes over")
    to_amount_per_amount: Series[float] = pa.Field(nullable=True, ge=0, description="share: units of the new per unit of the old")
    effect_pct: Series[float] = pa.Field(gt=0, le=100, description="Part that disappears or moves when fully in force")
    uncertainty_95_pct: Series[float] = pa.Field(ge=0)
    ramp_years: Series[int] = pa.Field(ge=1, description="Years from start to full effect, linear")
    lifetime_years: Series[int] = pa.Field(ge=1)
    investment_eur_per_unit: Series[float] = pa.Field(ge=0, description="As in the library")
    yearly_cost_eur_per_unit: Series[float] = pa.Field(description="Per affected unit and year; negative: saves money")
    overlap_group: Series[str] = pa.Field(nullable=True)
    requires: Series[str] = pa.Field(nullable=True, description="Actions that must be there first, by spaces")
    excludes: Series[str] = pa.Field(nullable=True, description="Actions that cannot be in the same plan, by spaces")
    cost_status: Series[str] = pa.Field(
        nullable=True, isin=["sourced", "example – replace"], description="Empty: example – replace"
    )
    source_id: Series[str] = pa.Field(description="A source of the basis, or in words who says so: offer of 3.3.2026")
    note_fi: Series[str] = pa.Field(nullable=True)
    note_sv: Series[str] = pa.Field(nullable=True)
    note_en: Series[str] = pa.Field(nullable=True)
    since: Series[str] = pa.Field(nullable=True, description="Not used: an own action holds in every version")
    until: Series[str] = pa.Field(nullable=True, description="Not used")
