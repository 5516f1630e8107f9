"""Following one institution over its years: the series, why it changed, the base year, and the plan against the figures."""

from hjj_lib.monitoring import plan_words, words
from hjj_lib.monitoring.certainty import change_certainty, probability_of
from hjj_lib.monitoring.changes import (
    base_year,
    base_year_restatement,
    change_since,
    compared_years,
    last_year,
    period_of,
    published_beside,
    wanted_base_year,
)
from hjj_lib.monitoring.outlook import outlook
from hjj_lib.monitoring.planned_effects import (
    PlannedAndMeasured,
    action_groups,
    begun,
    planned_and_measured,
    status_rows,
)
from hjj_lib.monitoring.series import category_changes, totals_by_year, yearly_series
from hjj_lib.monitoring.years import (
    SUCCESSIONS_FILE,
    Followed,
    FollowedYear,
    decided_problems,
    follow,
    predecessors,
    read_decided,
)

__all__ = [
    "SUCCESSIONS_FILE",
    "Followed",
    "FollowedYear",
    "PlannedAndMeasured",
    "action_groups",
    "base_year",
    "base_year_restatement",
    "begun",
    "category_changes",
    "change_certainty",
    "change_since",
    "compared_years",
    "decided_problems",
    "follow",
    "last_year",
    "outlook",
    "period_of",
    "plan_words",
    "planned_and_measured",
    "predecessors",
    "probability_of",
    "published_beside",
    "read_decided",
    "status_rows",
    "totals_by_year",
    "wanted_base_year",
    "words",
    "yearly_series",
]
