"""Copies of the user's own files with every problem at its cell: coloured, commented, and listed with links."""

from hjj_lib.annotate.copies import annotate, marked, marked_text

__all__ = ["annotate", "marked", "marked_text"]
