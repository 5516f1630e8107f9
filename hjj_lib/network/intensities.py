"""The quantities by which providers are ranked: what people control, always per unit of something.

``ranked_quantities.csv`` lists them. Emissions stand there twice: with the factors that each provider uses, and with the same
national factors for all. Amounts such as kilowatt-hours have no factor. Denominators of kind ``register`` are in no submission,
such as student-years by field; the network takes them from public registers and hands them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.network.comparability import standings
from hjj_lib.network.national import National, on_national_factors
from hjj_lib.network.ranking import rank_moves
from hjj_lib.network.submission import Submission
from hjj_lib.tables.network import SubmittedDenominator
from hjj_lib.tables.peers import RankedQuantity
from hjj_lib.units import UnitError, conversion

_FILE = Path(__file__).with_name("ranked_quantities.csv")
#: With which factors emissions are calculated; amounts have none.
OWN, NATIONAL, AMOUNTS = "own", "national", "none"
#: What names a quantity in every table; ``category_id`` is empty where several categories or activities are added up.
KEY = ["quantity_id", "category_id", "per", "factors"]
NOT_ALL_COUNTED, NO_NATIONAL, NO_LINES = "not_all_counted", "no_national_factor", "no_lines"
#: Reasons that speak of factors only and do not touch an amount.
_OF_FACTORS = frozenset({"other_basis", "other_gwp_set", "other_allocation", "no_view"})
_AMOUNT, _EACH = "amount", "each_category"
_COLUMNS = [*KEY, "institution_id", "year", "numerator", "denominator", "value", "reasons"]


@dataclass(frozen=True)
class Quantity:
    """A row of the file, of one category where it stands for each of several.

    Attributes
    ----------
    activities
        Whose amounts are added up; empty for emissions.
    unless
        Activities that serve the same use in another unit: who has them has no figure.
    categories
        Whose emissions are added up, or which must be complete so that the amount is.
    """

    quantity_id: str
    category_id: str
    per: str
    unit: str
    activities: tuple[str, ...]
    unless: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class FactorView:
    """Submissions with one kind of factors.

    Attributes
    ----------
    factors
        ``own``, ``national``, or ``none`` for amounts.
    without
        Institution → categories that could not be calculated so.
    """

    factors: str
    submissions: tuple[Submission, ...]
    without: dict[str, frozenset[str]]


@cache
def ranked_quantities() -> pd.DataFrame:
    """The quantities of the file (``tables.peers.RankedQuantity``)."""
    return tables.read_csv(_FILE, RankedQuantity)


def quantities(basis: Basis) -> list[Quantity]:
    """The quantities, one by one, as far as the basis has their activities or categories."""
    return [one for row in ranked_quantities().to_dict("records") for one in _of_row({str(k): v for k, v in row.items()}, basis)]


def factor_views(submissions: Sequence[Submission], basis: Basis) -> list[FactorView]:
    """The submissions as they are, and with the same national factors for all."""
    moved: list[National] = [on_national_factors(one, basis) for one in submissions]
    without = {one.submission.provider.institution_id: one.without for one in moved}
    return [FactorView(OWN, tuple(submissions), {}), FactorView(NATIONAL, tuple(one.submission for one in moved), without)]


def with_registered(submissions: Sequence[Submission], registered: pd.DataFrame | None) -> list[Submission]:
    """The submissions with denominators from registers: ``institution_id``, ``kind``, ``value`` of their year."""
    if registered is None:
        return list(submissions)
    made = []
    for one in submissions:
        mine = registered[registered["institution_id"] == one.provider.institution_id]
        rows = pd.concat([one.denominators, mine[["kind", "value"]].assign(definition=mine["kind"])], ignore_index=True)
        made.append(replace(one, denominators=tables.checked(rows, SubmittedDenominator, file="registered")))
    return made


def intensities(submissions: Sequence[Submission], basis: Basis, *, boundary: str, view: str) -> pd.DataFrame:
    """Every quantity of every provider of a group.

    Parameters
    ----------
    submissions
        Of the group and one year; what is commonest among them decides who may be ranked, see :mod:`hjj_lib.network.ranking`.
    boundary, view
        Of the emissions.

    Returns
    -------
    ``quantity_id``, ``category_id``, ``per``, ``factors``, ``institution_id``, ``year``, ``numerator`` (in the quantity's unit),
    ``denominator``, ``value`` (numerator per denominator; unknown where either is) and ``reasons`` for which the figure must not
    be ranked (words; empty: it may be). An absolute total is never among them.
    """
    return intensities_of(factor_views(submissions, basis), basis, boundary=boundary, view=view)


def intensities_of(views: Sequence[FactorView], basis: Basis, *, boundary: str, view: str) -> pd.DataFrame:
    """The table of :func:`intensities` from submissions whose factors were replaced already, as :func:`factor_views` gives."""
    submissions = views[0].submissions
    possible = set(standings(submissions, boundary=boundary)["category_id"])
    found = [one for one in quantities(basis) if set(one.categories) <= possible]
    made = []
    # One reading of who may be ranked serves all quantities of the same categories.
    for categories in dict.fromkeys(one.categories for one in found):
        alike = [one for one in found if one.categories == categories]
        kinds = list(dict.fromkeys(one.per for one in alike))
        asked: dict[str, Any] = {"boundaries": [boundary], "views": [view], "denominators": kinds}
        for of_view in views:
            table = rank_moves(of_view.submissions, **asked, categories={boundary: categories})
            for one in alike:
                rows = table[table["per"] == one.per].reset_index(drop=True)
                if not one.activities:
                    made.append(_emissions(one, of_view, rows))
                elif of_view.factors == OWN:
                    made.append(_amounts(one, submissions, rows))
    return pd.concat(made, ignore_index=True)[_COLUMNS] if made else pd.DataFrame(columns=_COLUMNS)


def amount_lines(one: Quantity, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines that hold a quantity's amount, each activity once, with the amount in the quantity's ``unit``.

    An activity has several lines for the same amount; that with the largest sum among those of a fitting unit counts. The index
    is kept.
    """
    mine = lines[lines["activity_id"].isin(one.activities)]
    times = pd.Series([_times(unit, one.unit) for unit in mine["unit"]], index=mine.index, dtype=float)
    mine = mine.assign(amount=mine["amount"] * times, unit=one.unit)[times.notna()]
    sums = pd.DataFrame(mine.groupby(["activity_id", "line_id"])["amount"].sum()).reset_index()
    chosen = sums.sort_values(["amount", "line_id"], ascending=[False, True]).drop_duplicates("activity_id")
    wanted = set(zip(chosen["activity_id"], chosen["line_id"], strict=True))
    inside = [pair in wanted for pair in zip(mine["activity_id"], mine["line_id"], strict=True)]
    return mine[pd.Series(inside, index=mine.index, dtype=bool)]


def _amounts(one: Quantity, submissions: Sequence[Submission], rows: pd.DataFrame) -> pd.DataFrame:
    by_id = {item.provider.institution_id: item for item in submissions}
    numerators, reasons = [], []
    for institution, words in rows[["institution_id", "reasons"]].itertuples(index=False, name=None):
        item = by_id[institution]
        against = [word for word in words.split() if word not in _OF_FACTORS]
        used = item.lines[item.lines["amount"].fillna(0) != 0]
        wanted = set(used.loc[used["activity_id"].isin(one.activities), "activity_id"])
        found = amount_lines(one, item.lines)
        if item.lines.empty:
            against.append(NO_LINES)
        elif used["activity_id"].isin(one.unless).any() or not wanted <= set(found["activity_id"]):
            against.append(NOT_ALL_COUNTED)
        numerators.append(float(found["amount"].sum()))
        reasons.append(" ".join(against))
    return _rows(one, AMOUNTS, rows.assign(kg=numerators, reasons=reasons))


def _emissions(one: Quantity, of_view: FactorView, rows: pd.DataFrame) -> pd.DataFrame:
    no_lines = {item.provider.institution_id for item in of_view.submissions if item.lines.empty}
    reasons = []
    for institution, words in rows[["institution_id", "reasons"]].itertuples(index=False, name=None):
        lacking = bool(of_view.without.get(institution, frozenset()) & set(one.categories))
        further = [NO_NATIONAL] * lacking + [NO_LINES] * (institution in no_lines)
        reasons.append(" ".join([*words.split(), *further]))
    return _rows(one, of_view.factors, rows.assign(reasons=reasons))


def _rows(one: Quantity, factors: str, rows: pd.DataFrame) -> pd.DataFrame:
    divided = rows["kg"] / rows["value"].where(rows["value"] > 0)
    return rows.assign(
        quantity_id=one.quantity_id,
        category_id=one.category_id,
        per=one.per,
        factors=factors,
        numerator=rows["kg"],
        denominator=rows["value"],
        value=divided,
    )[_COLUMNS]


def _of_row(row: dict[str, Any], basis: Basis) -> Iterator[Quantity]:
    words = tuple(str(row["numerator"]).split())
    unless = tuple(row["unless"].split()) if isinstance(row["unless"], str) else ()
    given = {"quantity_id": row["quantity_id"], "per": row["per"], "unit": row["unit"], "unless": unless}
    if row["kind"] == _AMOUNT:
        category_of = dict(zip(basis.activities["activity_id"], basis.activities["category_id"], strict=True))
        categories = tuple(sorted({str(category_of[word]) for word in words if word in category_of}))
        if categories:
            yield Quantity(**given, category_id="", activities=words, categories=categories)
        return
    known = [word for word in words if word in set(basis.categories["category_id"])]
    if row["kind"] == _EACH:
        for word in known:
            yield Quantity(**given, category_id=word, activities=(), categories=(word,))
    elif len(known) == len(words):
        yield Quantity(**given, category_id="", activities=(), categories=words)


def _times(unit: str, wanted: str) -> float:
    try:
        return conversion(unit, wanted)
    except UnitError:
        return float("nan")
