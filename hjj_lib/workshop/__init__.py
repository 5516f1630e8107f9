"""The room: a plan that is moved by hand, and what comes of it at once."""

from hjj_lib.workshop.lines import action_lines, plan_lines
from hjj_lib.workshop.live_plan import Conditions, LivePlan, Outcome, decided_choice, live_plan, offers, outcome, wedges

__all__ = [
    "Conditions",
    "LivePlan",
    "Outcome",
    "action_lines",
    "decided_choice",
    "live_plan",
    "offers",
    "outcome",
    "plan_lines",
    "wedges",
]
