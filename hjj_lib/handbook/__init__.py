"""The basis handbook: what serves every line in every year, what is missing, and where every figure comes from."""

from hjj_lib.handbook.changes import changed_values, rows_by_version
from hjj_lib.handbook.coverage import coverage, improvements
from hjj_lib.handbook.page import Page, handbook_pages

__all__ = ["Page", "changed_values", "coverage", "handbook_pages", "improvements", "rows_by_version"]
