"""Ranks among results that may be compared; every other result is shown, but not ranked, with the reasons.

A ranking is over named categories, and its figure is the sum over them per unit of one denominator. The group's definition is the
commonest combination of year, reporting unit, consolidation, basis and GWP set, and of each category the commonest method; the
first in the alphabet where two are equally common. Only a result that has the definition, covers each of the categories fully by
the group's method, and states the denominator gets a rank. Lower is better; equals share the better rank; ranks are given before
anything is rounded. The percentile is the share of the ranked results with a higher figure plus half of those with the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from hjj_lib.network.comparability import standings
from hjj_lib.network.coverage import FULL
from hjj_lib.network.submission import Submission

_WHO = ["institution_id", "year"]
_DEFINITION = {
    "year": "other_year",
    "reporting_unit": "other_unit",
    "consolidation": "other_consolidation",
    "basis": "other_basis",
    "gwp_set": "other_gwp_set",
}
_METHOD = {"method": "other_method", "allocation_method": "other_allocation"}
NO_VIEW, NO_DENOMINATOR, MISSING, PARTIAL = "no_view", "no_denominator", "category_missing", "partial"
_COLUMNS = [*_WHO, "kg", "value", "intensity_kg", "rank", "percentile", "ranked_count", "reasons"]


def shared_categories(rows: pd.DataFrame) -> list[str]:
    """The categories that more than half of the results cover fully: those over which a group is ranked by default.

    Parameters
    ----------
    rows
        ``tables.network.Standing``.
    """
    full = (rows["coverage"] == FULL).groupby(rows["category_id"], sort=False).mean()
    return [str(name) for name, share in full.items() if 2 * share > 1]


def ranking(
    submissions: Sequence[Submission], *, boundary: str, view: str, per: str, categories: Sequence[str] | None = None
) -> pd.DataFrame:
    """The results of a group with their ranks.

    Parameters
    ----------
    boundary, view
        Of the emissions.
    per
        A kind of denominator; see :mod:`hjj_lib.network.denominators`. Kinds never stand in for one another.
    categories
        Over which is ranked; without them the :func:`shared_categories` of the group.

    Returns
    -------
    One row per result: ``institution_id``, ``year``, ``kg`` (over the categories), ``value`` of the denominator,
    ``intensity_kg``, ``rank``, ``percentile`` (0 to 1), ``ranked_count``, and the ``reasons`` for having no rank (words,
    empty for those with one).
    """
    rows = standings(submissions, boundary=boundary)
    over = shared_categories(rows) if categories is None else list(categories)
    values = {one.key: _denominator(one, per) for one in submissions}
    return _with_ranks(_figures(rows, over, view), values)


def _figures(rows: pd.DataFrame, over: Sequence[str], view: str) -> pd.DataFrame:
    """The sum of each result over the categories, and why it gets no rank, whatever the denominator.

    Raises
    ------
    ValueError
        If no result can have one of the categories.
    """
    if strange := sorted(set(over) - set(rows["category_id"])):
        raise ValueError(f"not in the boundary: {', '.join(strange)}")
    counted = rows[rows["category_id"].isin(over)]
    kg = counted.groupby(_WHO)[f"{view}_kg"].sum(min_count=1)
    found = rows.drop_duplicates(_WHO)[_WHO].reset_index(drop=True)
    keys = list(found.itertuples(index=False, name=None))
    reasons = _reasons(rows, counted, over, view)
    return found.assign(kg=[float(kg.get(key, float("nan"))) for key in keys], reasons=[" ".join(reasons[key]) for key in keys])


def _with_ranks(figures: pd.DataFrame, values: Mapping[tuple[str, int], float]) -> pd.DataFrame:
    """The figures per unit of a denominator, with their ranks."""
    value = [values[key] for key in figures[_WHO].itertuples(index=False, name=None)]
    made = figures.assign(
        value=value,
        reasons=[
            " ".join([*reasons.split(), *([] if of_result > 0 else [NO_DENOMINATOR])])
            for reasons, of_result in zip(figures["reasons"], value, strict=True)
        ],
    )
    made = made.assign(intensity_kg=made["kg"] / made["value"].where(made["value"] > 0))
    return _ranked(made)[_COLUMNS]


def rank_moves(
    submissions: Sequence[Submission],
    *,
    boundaries: Sequence[str],
    views: Sequence[str],
    denominators: Sequence[str],
    categories: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """How ranks move with boundary, view and denominator.

    Parameters
    ----------
    categories
        Boundary → categories over which is ranked; without it each boundary's :func:`shared_categories`.

    Returns
    -------
    The tables of :func:`ranking` one below the other, with ``boundary``, ``view`` and ``per``.
    """
    made = []
    values = {per: {one.key: _denominator(one, per) for one in submissions} for per in denominators}
    for boundary in boundaries:
        rows = standings(submissions, boundary=boundary)
        over = shared_categories(rows) if categories is None else categories[boundary]
        figures = {view: _figures(rows, over, view) for view in views}
        for view, per in product(views, denominators):
            table = _with_ranks(figures[view], values[per])
            made.append(table.assign(boundary=boundary, view=view, per=per))
    return pd.concat(made, ignore_index=True)[["boundary", "view", "per", *_COLUMNS]]


def _denominator(submission: Submission, per: str) -> float:
    values = submission.denominators.loc[submission.denominators["kind"] == per, "value"]
    return float(values.iloc[0]) if len(values) and pd.notna(values.iloc[0]) else float("nan")


def _commonest(values: Iterable[Any]) -> Any:
    """The commonest value; of equally common ones the first in order. An empty text if there is none."""
    counts = Counter(values)
    most = max(counts.values(), default=0)
    return min((value for value, count in counts.items() if count == most), default="")


def _reasons(rows: pd.DataFrame, counted: pd.DataFrame, over: Sequence[str], view: str) -> dict[tuple[str, int], list[str]]:
    """Why each result gets no rank, in a fixed order; an empty list for those that get one."""
    results = rows.drop_duplicates(_WHO).set_index(_WHO)
    found: dict[tuple[str, int], list[str]] = {key: [] for key in results.index}
    definitions = list(results.reset_index()[[*_DEFINITION]].itertuples(index=False, name=None))
    wanted = _commonest(definitions)
    for key, mine in zip(results.index, definitions, strict=True):
        found[key] += [reason for reason, is_, common in zip(_DEFINITION.values(), mine, wanted, strict=True) if is_ != common]
    methods = {
        str(category): {name: _commonest(group.loc[group["coverage"] == FULL, name].fillna("")) for name in _METHOD}
        for category, group in counted.groupby("category_id")
    }
    groups = dict(iter(counted.groupby(_WHO)))
    for key, reasons in found.items():
        reasons += _of_categories(groups[key], methods, view) if key in groups else []
    for key in found:
        if not over:
            found[key].append(MISSING)
    return found


def _of_categories(group: pd.DataFrame, methods: Mapping[str, Mapping[str, str]], view: str) -> list[str]:
    """Why a result is not ranked over the categories: what it lacks, what is partial, what is otherwise calculated."""
    reasons = []
    there = group[group["coverage"] != "not"]
    if there[f"{view}_kg"].isna().any():
        reasons.append(NO_VIEW)
    if len(there) < len(group):
        reasons.append(MISSING)
    if (there["coverage"] == "partial").any():
        reasons.append(PARTIAL)
    weighed = there[there[f"{view}_kg"].fillna(0) != 0].fillna(dict.fromkeys(_METHOD, ""))
    for name, reason in _METHOD.items():
        if any(row[name] != methods[row["category_id"]][name] for row in weighed.to_dict("records")):
            reasons.append(reason)
    return reasons


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    figures = rows["intensity_kg"].where(rows["reasons"] == "")
    count = int(figures.notna().sum())
    below, upto = figures.rank(method="min") - 1, figures.rank(method="max")
    higher, same = count - upto, upto - below
    return rows.assign(
        rank=figures.rank(method="min").astype("Int64"),
        percentile=(higher + same / 2) / count if count else float("nan"),
        ranked_count=count,
    )
