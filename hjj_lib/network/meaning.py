"""Do the figures of a submission agree with one another and with the calculation basis? Its form is checked before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.inventory import VIEWS
from hjj_lib.network.coverage import boundaries_of
from hjj_lib.network.denominators import kinds
from hjj_lib.network.document import shortened
from hjj_lib.network.submission import CALCULATED, INVENTORY, Submission
from hjj_lib.network.told import told
from hjj_lib.problems import Problem

_MEMO, _OWN, _MONEY = "memo", "own", "EUR"
#: Sums may differ by a gram: numbers are added in another order than they were.
_GRAM = 1 / 1000


def meaning_problems(submission: Submission, file: str, basis: Basis) -> list[Problem]:
    """Everything in a submission that cannot be.

    Parameters
    ----------
    file
        What the reader knows the file by.
    basis
        The basis in the submission's own version and GWP set where there is that version, else the newest.

    Returns
    -------
    Errors, and questions where the submission may be right and this installation another; both name the path in the file.
    """
    found = [
        *_basis(submission, basis),
        *_words(submission, basis),
        *_lines(submission, basis),
        *_sums_of_categories(submission),
        *(_sums_of_lines(submission) if submission.origin.kind == CALCULATED else ()),
    ]
    return shortened([told(code, file, **values) for code, values in found], file)


_Found = Iterator[tuple[str, dict[str, str]]]


def _basis(submission: Submission, basis: Basis) -> _Found:
    origin = submission.origin
    if origin.kind != CALCULATED:
        return
    if origin.basis_version != basis.version or origin.gwp_set != basis.gwp_set:
        known = ", ".join(basis.versions["version"])
        yield "basis_unknown", {"version": origin.basis_version, "gwp_set": origin.gwp_set, "known": known}
    elif origin.basis_fingerprint != basis.fingerprint:
        yield "basis_other", {"version": origin.basis_version}


def _words(submission: Submission, basis: Basis) -> _Found:
    """Words that stand for rows of the basis."""
    boundaries = set(boundaries_of(basis))
    categories = set(basis.categories["category_id"])
    asked = (
        ("totals", "boundary_id", boundaries),
        ("categories", "boundary_id", boundaries),
        ("categories", "category_id", categories),
        ("memo", "category_id", categories),
        ("denominators", "kind", set(kinds())),
        ("lines", "category_id", categories),
        ("lines", "activity_id", set(basis.activities["activity_id"])),
    )
    for table, column, known in asked:
        rows = getattr(submission, table)
        for number in _where(~rows[column].isin(known)):
            yield "word_unknown", {"path": f"{table}[{number}].{column}", "found": str(rows[column].iloc[number])}


def _lines(submission: Submission, basis: Basis) -> _Found:
    """Lines that no calculation can give."""
    lines = submission.lines
    bookings = (lines["unit"] == _MONEY) | (lines["scope"] == _MEMO)  # a credit note is negative, and so is a sink
    negative = ((lines["kg_co2e"] < 0) | (lines["amount"] < 0)).fillna(False) & ~bookings
    for number in _where(negative):
        yield "line_negative", {"path": f"lines[{number}]", "found": str(lines["activity_id"].iloc[number])}
    for number in _where(lines["factor_id"].notna() != lines["valid_from"].notna()):
        yield "line_factor", {"path": f"lines[{number}]"}
    for number in _where(lines["kg_co2e"].isna() & (lines["unknown_count"] == 0)):
        yield "line_unknown", {"path": f"lines[{number}]"}
    if submission.origin.basis_fingerprint == basis.fingerprint:
        ours = lines["factor_id"].notna() & (lines["factor_level"] != _OWN)
        for number in _where(ours & ~lines["factor_id"].isin(basis.emission_factors["factor_id"])):
            found = str(lines["factor_id"].iloc[number])
            yield "word_unknown", {"path": f"lines[{number}].factor_id", "found": found}


def _sums_of_categories(submission: Submission) -> _Found:
    """Totals that are not the sum of their categories."""
    categories = submission.categories
    for number, row in enumerate(submission.totals.to_dict("records")):
        parts = categories.loc[categories["boundary_id"] == row["boundary_id"], f"{row['view']}_kg"]
        yield from _unequal(f"totals[{number}].known_kg", float(row["known_kg"]), float(parts.sum()))


def _sums_of_lines(submission: Submission) -> _Found:
    """Totals, categories and memo items that are not the sum of their lines; boundaries and views without a total."""
    lines = submission.lines
    given = set(zip(submission.totals["boundary_id"], submission.totals["view"], strict=True))
    for boundary in dict.fromkeys([INVENTORY, *submission.categories["boundary_id"]]):
        for view in VIEWS:
            if (boundary, view) not in given:
                yield "total_missing", {"boundary": str(boundary), "view": view}
    for number, row in enumerate(submission.totals.to_dict("records")):
        summed = float(lines_of(lines, view=row["view"], boundary=row["boundary_id"])["kg_co2e"].sum())
        yield from _unequal(f"totals[{number}].known_kg", float(row["known_kg"]), summed)
    sums = {
        (boundary, view): lines_of(lines, view=view, boundary=boundary).groupby("category_id")["kg_co2e"].sum()
        for boundary in submission.categories["boundary_id"].unique()
        for view in VIEWS
    }
    for number, row in enumerate(submission.categories.to_dict("records")):
        for view in VIEWS:
            summed = float(sums[row["boundary_id"], view].get(row["category_id"], 0.0))
            yield from _unequal(f"categories[{number}].{view}_kg", float(row[f"{view}_kg"]), summed)
    memo = lines[lines["scope"] == _MEMO].groupby("category_id")["kg_co2e"].sum()
    for number, row in enumerate(submission.memo.to_dict("records")):
        yield from _unequal(f"memo[{number}].known_kg", float(row["known_kg"]), float(memo.get(row["category_id"], 0.0)))


def lines_of(lines: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """The submitted lines that count in a view and a boundary: memo items never do."""
    counted = lines["view"].isin([view, "both"]) & (lines["scope"] != _MEMO)
    if boundary != INVENTORY:
        counted &= lines["boundaries"].str.split().map(lambda words: boundary in words).astype(bool)
    return lines[counted]


def _unequal(path: str, stated: float, summed: float) -> _Found:
    if not (math.isnan(stated) and summed == 0) and not math.isclose(stated, summed, abs_tol=_GRAM):
        yield "sum_unequal", {"path": path, "found": f"{stated:.3f}", "sum": f"{summed:.3f}"}


def _where(wrong: pd.Series) -> Iterable[int]:
    """Positions of the rows in which something is wrong."""
    return [number for number, is_wrong in enumerate(wrong.astype(bool)) if is_wrong]
