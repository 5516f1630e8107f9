"""Purchases in euros: from ledger lines to what is counted, what is not and why, to the cent."""

from hjj_lib.spend.capital import capital_goods
from hjj_lib.spend.closing import Closing, close, in_treatments
from hjj_lib.spend.mapping import map_lines, shown_pattern
from hjj_lib.spend.sums import by_activity, with_entries
from hjj_lib.spend.suppliers import SupplierCurve, supplier_curve
from hjj_lib.spend.training import bought_training
from hjj_lib.spend.trend import readings
from hjj_lib.spend.vat import without_vat

__all__ = [
    "Closing",
    "SupplierCurve",
    "bought_training",
    "by_activity",
    "capital_goods",
    "close",
    "in_treatments",
    "map_lines",
    "readings",
    "shown_pattern",
    "supplier_curve",
    "with_entries",
    "without_vat",
]
