"""Actions, plans, the path to a target, and what a tonne costs; every effect is recomputed through the ledger."""

from hjj_lib.scenarios import library_words, words
from hjj_lib.scenarios.cost import abatement_costs, annuity
from hjj_lib.scenarios.factor_development import factor_multipliers
from hjj_lib.scenarios.plan import PlanResult, contract_switches, evaluate_plan, plan_draws
from hjj_lib.scenarios.plan_rules import plan_problems, read_plan
from hjj_lib.scenarios.possibilities import Possibilities, possibilities, possible_lines, unit_entries
from hjj_lib.scenarios.target import paths_by_view, pathway, target_probabilities, target_probability
from hjj_lib.scenarios.transfer import Route, Routes, levels, route_shares, routes

__all__ = [
    "PlanResult",
    "Possibilities",
    "Route",
    "Routes",
    "abatement_costs",
    "annuity",
    "contract_switches",
    "evaluate_plan",
    "factor_multipliers",
    "levels",
    "library_words",
    "paths_by_view",
    "pathway",
    "plan_draws",
    "plan_problems",
    "possibilities",
    "possible_lines",
    "read_plan",
    "route_shares",
    "routes",
    "target_probabilities",
    "target_probability",
    "unit_entries",
    "words",
]
