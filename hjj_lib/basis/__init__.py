"""The calculation basis (laskentaperusta): everything in ``factors/`` loaded, checked, versioned and resolved."""

from hjj_lib.basis.check import check_basis
from hjj_lib.basis.diff import Difference, difference
from hjj_lib.basis.gwp import gwp_of
from hjj_lib.basis.load import FOLDER, NATION, Basis, load_basis
from hjj_lib.basis.own import OWN_FILE, own_places, read_own_factors, with_own_factors
from hjj_lib.basis.own_actions import OWN_ACTIONS_FILE, read_own_actions, with_own_actions
from hjj_lib.basis.resolve import gaps_of, resolve

__all__ = [
    "FOLDER",
    "NATION",
    "OWN_ACTIONS_FILE",
    "OWN_FILE",
    "Basis",
    "Difference",
    "check_basis",
    "difference",
    "gaps_of",
    "gwp_of",
    "load_basis",
    "own_places",
    "read_own_actions",
    "read_own_factors",
    "resolve",
    "with_own_actions",
    "with_own_factors",
]
