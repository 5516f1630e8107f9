"""What leaves as files: the audit workbook, and standards' tables as a workbook and as CSV."""

from hjj_lib.exports.audit import write_audit_workbook
from hjj_lib.exports.changes import changes_of
from hjj_lib.exports.standards import WORKBOOK, csv_rows, write_standards

__all__ = ["WORKBOOK", "changes_of", "csv_rows", "write_audit_workbook", "write_standards"]
