"""What people decided about single figures, and what they asked whom for."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from hjj_lib.tables.words import Table

_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class _Decided(Table):
    """A decision about one place in a file; a role, not a person, stands behind it."""

    year: Series[int]
    file: Series[str] = pa.Field(nullable=True, description="As it is called in the folder of the year; empty: the whole year")
    sheet: Series[str] = pa.Field(nullable=True)
    cell: Series[str] = pa.Field(nullable=True, description="For example D14; empty: the whole file")


class Confirmation(_Decided):
    """A question that somebody looked at and found right as it stands."""

    code: Series[str] = pa.Field(description="Code of the question")
    value: Series[str] = pa.Field(nullable=True, description="What stood there; when it changes, the question comes back")
    reason: Series[str]
    decided_by_role: Series[str]
    decided_on: Series[str] = pa.Field(str_matches=_ISO_DATE)

    class Config:
        unique = ["year", "code", "file", "sheet", "cell", "value"]


class Correction(_Decided):
    """A figure that is counted in place of the one in the file; the file stays as it was handed in."""

    found: Series[str] = pa.Field(nullable=True, description="What stands in the cell; empty: nothing")
    corrected: Series[str] = pa.Field(description="What is read in its place")
    unit: Series[str] = pa.Field(nullable=True, description="Written to the row's unit; empty: the unit stays")
    reason: Series[str]
    decided_by_role: Series[str]
    decided_on: Series[str] = pa.Field(str_matches=_ISO_DATE)

    class Config:
        unique = ["year", "file", "sheet", "cell"]


class Request(Table):
    """One form that was sent to a data holder. Days on which files come back are not kept: nothing in a file says them."""

    year: Series[int]
    holder: Series[str] = pa.Field(description="Data holder: an id of requests.toml")
    asked_on: Series[str] = pa.Field(str_matches=_ISO_DATE)
    due: Series[str] = pa.Field(nullable=True, str_matches=_ISO_DATE, description="Until when; empty: no day was set")
    file: Series[str] = pa.Field(description="Name of the form as it was written")
    sha256: Series[str] = pa.Field(description="Of the form as it was written, by which one that came back empty is known")

    class Config:
        unique = ["year", "holder", "asked_on", "due", "file", "sha256"]
