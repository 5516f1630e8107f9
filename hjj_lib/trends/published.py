"""Totals as they were published: the file that keeps them, and a change that begins with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.inventory import VIEWS
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.monitoring import PublishedTotal
from hjj_lib.trends.causes import Causes

#: The file in the institution's folder.
PUBLISHED_FILE = "decisions/published.csv"
_WHOLE = "inventory"
#: Published totals are written to the gram; what is less is rounding.
_GRAM_KG = 1 / 1000


def read_published(folder: Path, institution_id: str, *, versions: Collection[str], boundaries: Collection[str]) -> pd.DataFrame:
    """The file ``decisions/published.csv`` of an institution's folder; no rows if there is none.

    Cells may be separated by commas or, as a Finnish Excel writes them, by semicolons with decimal commas.

    Parameters
    ----------
    versions, boundaries
        Versions of the basis and its comparison boundaries that rows may name.

    Returns
    -------
    ``tables.monitoring.PublishedTotal``. Several days of one year are kept: a restated total stands beside the first one.

    Raises
    ------
    DataError
        With every cell that does not fit, every unknown version and boundary, and every publication that lacks one of the
        views or mixes versions.
    """
    path, file = folder / PUBLISHED_FILE, f"{institution_id}/{PUBLISHED_FILE}"
    if not path.exists():
        return tables.empty(PublishedTotal)
    text = tables.read_columns(path, file, delimiters=",;")
    wrong = tables.faults(text, PublishedTotal, file)
    values = tables.typed(text, PublishedTotal)
    if wrong or values is None:
        raise DataError(wrong)
    published = tables.frame_of(values, PublishedTotal)
    found = [*_unknown_words(published, versions, {_WHOLE, *boundaries}, file), *_halves(published, file)]
    if found:
        raise DataError(found)
    return published


def last_published(published: pd.DataFrame, year: int, boundary: str) -> pd.DataFrame:
    """The rows of the latest publication of a year and boundary: one for each view, or none."""
    mine = published[(published["year"] == year) & (published["boundary"] == boundary)]
    last: pd.DataFrame = mine[mine["published_on"] == mine["published_on"].max()].reset_index(drop=True)
    return last


def with_published_totals(causes: Causes, published_kg: dict[str, float]) -> Causes:
    """A change that begins with the totals as they were published instead of their ledger calculated again.

    Parameters
    ----------
    causes
        From the earlier year's ledger, with today's data and the version of the basis that was used then.
    published_kg
        The published total of each view.

    Returns
    -------
    What lies between the published total and that ledger is a correction of data: version and method are the same in both.
    Of one view the effects still sum to the last total less the first.
    """
    first = causes.totals["total"] == "published"
    again = causes.totals[first].set_index("view")["known_kg"]
    moved = {view: float(again[view]) - kg for view, kg in published_kg.items()}
    rows = [
        {"view": view, "category_id": "", "kind": "restatement", "cause": "data_correction", "change_kg": kg}
        for view, kg in moved.items()
        if abs(kg) >= _GRAM_KG
    ]
    as_published = causes.totals["view"].map({str(row["view"]): published_kg[str(row["view"])] for row in rows}).astype(float)
    totals = causes.totals.assign(known_kg=causes.totals["known_kg"].mask(first & as_published.notna(), as_published))
    if not rows:
        return replace(causes, totals=totals)
    corrections = pd.DataFrame(rows).assign(appeared=0, disappeared=0)
    parts = [part for part in (corrections, causes.effects) if len(part)]
    return Causes(pd.concat(parts, ignore_index=True)[list(causes.effects)], totals)


def _unknown_words(
    published: pd.DataFrame, versions: Collection[str], boundaries: Collection[str], file: str
) -> Iterator[Problem]:
    for column, known in (("basis_version", versions), ("boundary", boundaries)):
        for number, word in enumerate(published[column], start=tables.FIRST_ROW):
            if word not in known:
                yield Problem(
                    code="published_word",
                    severity="error",
                    found="“{word}” is not known here.",
                    expected="One of: {known}.",
                    remedy="Correct the cell, and run again.",
                    file=file,
                    row=number,
                    column=column,
                    values={"word": word, "known": ", ".join(sorted(known))},
                )


def _halves(published: pd.DataFrame, file: str) -> Iterator[Problem]:
    for (year, boundary, day), rows in published.groupby(["year", "boundary", "published_on"], sort=True):
        alike = rows[["basis_version", "gwp_set"]].drop_duplicates()
        if set(rows["view"]) != set(VIEWS) or len(alike) > 1:
            yield Problem(
                code="published_half",
                severity="error",
                found="The publication of the year {published_year} on {day} ({boundary}) lacks a view, or mixes versions.",
                expected="Two rows for each publication, market and location, calculated with the same version.",
                remedy="Add the row that is missing, or correct the version.",
                file=file,
                row=int(rows.index[0]) + tables.FIRST_ROW,
                values={"published_year": str(year), "day": str(day), "boundary": str(boundary)},
            )
