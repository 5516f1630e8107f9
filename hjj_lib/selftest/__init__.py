"""The known answers as a visible table: published inputs and results, run through the product's own calculation."""

from hjj_lib.selftest.cases import COLUMNS, DATA, headings, run, shown

__all__ = ["COLUMNS", "DATA", "headings", "run", "shown"]
