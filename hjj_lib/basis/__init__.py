"""The calculation basis (laskentaperusta): everything in ``factors/`` loaded, checked, versioned and resolved."""

from hjj_lib.basis.check import check_basis
from hjj_lib.basis.gwp import gwp_of
from hjj_lib.basis.load import FOLDER, Basis, load_basis
from hjj_lib.basis.resolve import gaps_of, resolve

__all__ = ["FOLDER", "Basis", "check_basis", "gaps_of", "gwp_of", "load_basis", "resolve"]
