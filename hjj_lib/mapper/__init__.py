"""The ledger mapper: which accounts have no class yet, what they may be, and an institution's decision about each."""

from hjj_lib.mapper.accounts import Suggestion, largest_suppliers, open_accounts, suggestion
from hjj_lib.mapper.decide import Choice, Decision, OpenLedger, choices, decide, open_ledger, progress, today

__all__ = [
    "Choice",
    "Decision",
    "OpenLedger",
    "Suggestion",
    "choices",
    "decide",
    "largest_suppliers",
    "open_accounts",
    "open_ledger",
    "progress",
    "suggestion",
    "today",
]
