"""Standards and forms as projections of one ledger: which figure goes into which line, and that all of them add up."""

from hjj_lib.standards.figures import Projection, project, reconciliation
from hjj_lib.standards.methods import GAS_COLUMNS, gases, half_widths, methods
from hjj_lib.standards.states import (
    ANSWERED,
    CALCULATED,
    NOT_CALCULATED,
    NOT_RELEVANT,
    PARTLY,
    STATED,
    STATES,
    UNANSWERED,
    UNKNOWN,
    ZERO,
    possible_at,
    states,
)

__all__ = [
    "ANSWERED",
    "CALCULATED",
    "GAS_COLUMNS",
    "NOT_CALCULATED",
    "NOT_RELEVANT",
    "PARTLY",
    "STATED",
    "STATES",
    "UNANSWERED",
    "UNKNOWN",
    "ZERO",
    "Projection",
    "gases",
    "half_widths",
    "methods",
    "possible_at",
    "project",
    "reconciliation",
    "states",
]
