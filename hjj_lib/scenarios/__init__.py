"""Actions, plans, the path to a target, and what a tonne costs; every effect is recomputed through the ledger."""

from hjj_lib.scenarios import cash_words, library_words, words
from hjj_lib.scenarios.cash import cash_by_action, cash_flows, cash_values, yearly_cash
from hjj_lib.scenarios.cost import abatement_costs, annuity, full_costs, reached_effect
from hjj_lib.scenarios.factor_development import factor_multipliers
from hjj_lib.scenarios.failure import everything_possible, untouched, what_hangs_on_each
from hjj_lib.scenarios.milestones import UncertainPlan, budget_use, chances, demands, milestone_table, paths_to, spent_in
from hjj_lib.scenarios.plan import (
    PlanResult,
    contract_switches,
    emissions_of_plan,
    evaluate_plan,
    plan_draws,
    reductions_alone,
    yearly_emissions,
)
from hjj_lib.scenarios.plan_file import PLAN_FILE, acting_plan, read_plan_file
from hjj_lib.scenarios.plan_rules import plan_problems, read_plan
from hjj_lib.scenarios.possibilities import Possibilities, possibilities, possible_lines, unit_entries
from hjj_lib.scenarios.target import beside, paths_by_view, pathway, target_probabilities, target_probability
from hjj_lib.scenarios.target_kinds import ActionBudget, Target, Targets, allowed_kg, allowed_shares, denominator_growth
from hjj_lib.scenarios.targets_file import TARGETS_FILE, read_targets
from hjj_lib.scenarios.transfer import Route, Routes, further_levels, levels, route_shares, routes

__all__ = [
    "PLAN_FILE",
    "TARGETS_FILE",
    "ActionBudget",
    "PlanResult",
    "Possibilities",
    "Route",
    "Routes",
    "Target",
    "Targets",
    "UncertainPlan",
    "abatement_costs",
    "acting_plan",
    "allowed_kg",
    "allowed_shares",
    "annuity",
    "beside",
    "budget_use",
    "cash_by_action",
    "cash_flows",
    "cash_values",
    "cash_words",
    "chances",
    "contract_switches",
    "demands",
    "denominator_growth",
    "emissions_of_plan",
    "evaluate_plan",
    "everything_possible",
    "factor_multipliers",
    "full_costs",
    "further_levels",
    "levels",
    "library_words",
    "milestone_table",
    "paths_by_view",
    "paths_to",
    "pathway",
    "plan_draws",
    "plan_problems",
    "possibilities",
    "possible_lines",
    "reached_effect",
    "read_plan",
    "read_plan_file",
    "read_targets",
    "reductions_alone",
    "route_shares",
    "routes",
    "spent_in",
    "target_probabilities",
    "target_probability",
    "unit_entries",
    "untouched",
    "what_hangs_on_each",
    "words",
    "yearly_cash",
    "yearly_emissions",
]
