"""What an institution means to do and to reach: the actions of its plan, its targets, and the money for them."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import DENOMINATORS, Table

_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_VERSION = r"^[0-9]{4}\.[0-9]+$"
#: How far an action has come. What is only an idea, or was dropped, is no part of the plan.
PLAN_STATUSES = ("idea", "decided", "under_way", "done", "dropped")
ACTING_STATUSES = ("decided", "under_way", "done")
#: How the allowed emissions fall from the base year to the target year.
TARGET_KINDS = ("linear", "compound", "contraction", "points", "intensity")
TARGET_VIEWS = ("market", "location")
TARGET_BOUNDARIES = ("core", "extended", "inventory")


class PlannedAction(Table):
    """A row of ``decisions/plan.csv``: an action, from when, how far it is, and whose it is."""

    action_id: Series[str] = pa.Field(unique=True, description="Key of the library of actions, or of an action of one's own")
    start_year: Series[int] = pa.Field(ge=1990, le=2100, description="First year in which it does something")
    status: Series[str] = pa.Field(isin=PLAN_STATUSES, description="idea and dropped are not calculated with the plan")
    owner_role: Series[str] = pa.Field(description="The role that answers for it, never a person's name")
    deadline: Series[str] = pa.Field(nullable=True, str_matches=_ISO_DATE, description="Day by which it should be done")
    planned_reduction_kg: Series[float] = pa.Field(
        nullable=True, description="kg CO2e a year at full effect, as it was expected when the action was decided"
    )
    planned_with: Series[str] = pa.Field(
        nullable=True, str_matches=_VERSION, description="Version of the basis with which it was expected"
    )
    note: Series[str] = pa.Field(nullable=True)


class Target(Table):
    """A target of ``decisions/targets.toml``, its points and milestones left out."""

    target_id: Series[str] = pa.Field(unique=True)
    name_fi: Series[str] = pa.Field(description="One name is enough in the file; the other languages show it too")
    name_sv: Series[str]
    name_en: Series[str]
    boundary: Series[str] = pa.Field(isin=TARGET_BOUNDARIES)
    view: Series[str] = pa.Field(isin=TARGET_VIEWS)
    kind: Series[str] = pa.Field(
        isin=TARGET_KINDS,
        description="linear: evenly; compound: the same percentage of each year before; contraction: a yearly percentage of "
        "the base year; points: as listed; intensity: per unit of a denominator, evenly",
    )
    base_year: Series[int] = pa.Field(ge=1990, le=2100)
    target_year: Series[int] = pa.Field(ge=1990, le=2100)
    reduction_pct: Series[float] = pa.Field(ge=0, le=100, description="From the base year to the target year")
    rate_pct_per_year: Series[float] = pa.Field(nullable=True, ge=0, le=100, description="Where the target is stated as a rate")
    per: Series[str] = pa.Field(nullable=True, isin=DENOMINATORS, description="intensity: per what")
    cumulative_budget_t: Series[float] = pa.Field(
        nullable=True, gt=0, description="t CO2e that may be emitted after the base year, until the target year, in all"
    )
    decided_by: Series[str] = pa.Field(description="Body or role that decided it, never a person's name")
    source: Series[str] = pa.Field(nullable=True, description="Where it is decided, or where the rate comes from")
