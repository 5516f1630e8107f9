"""A study in the lines of standards, in the reader's language: tables to copy from, how they reconcile, a block of text."""

from hjj_lib.standards_findings.block import block_sentences
from hjj_lib.standards_findings.filling import Filled, filled, with_gwp
from hjj_lib.standards_findings.reconciling import (
    RECONCILIATION_FORMATS,
    RECONCILIATION_HEADINGS,
    gwp_sentence,
    introduction,
    missing_denominators,
    reconciliation_sentence,
    reconciliation_table,
)
from hjj_lib.standards_findings.tables import (
    FORMATS,
    GAS_FORMATS,
    GAS_HEADINGS,
    HALF_WIDTH_HEADING,
    HEADINGS,
    gas_table,
    headings,
    table,
)

__all__ = [
    "FORMATS",
    "GAS_FORMATS",
    "GAS_HEADINGS",
    "HALF_WIDTH_HEADING",
    "HEADINGS",
    "RECONCILIATION_FORMATS",
    "RECONCILIATION_HEADINGS",
    "Filled",
    "block_sentences",
    "filled",
    "gas_table",
    "gwp_sentence",
    "headings",
    "introduction",
    "missing_denominators",
    "reconciliation_sentence",
    "reconciliation_table",
    "table",
    "with_gwp",
]
