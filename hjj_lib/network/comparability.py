"""May two results be compared? Category by category, computed, with reasons. Rules:

A category of two results is ``comparable`` when nothing stands against it: both cover it fully, by the same method (and the same
way of dividing the fuel of combined heat and power), and the results rest on the same basis of calculation and the same GWP set,
are of the same reporting unit and consolidation, have the asked view, and are of the same year, unless they are two years of one
provider. It is ``neither`` when neither side has it and nobody has to. Else it is ``not``, and the reasons say why.

A pair is ``comparable`` when every category that counts is, ``overlap`` when some are, and ``not`` when none is. The overlap
totals are the sums of both sides over the categories that are comparable, and over nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib import tables
from hjj_lib.inventory import VIEWS
from hjj_lib.network.coverage import FULL, NOT
from hjj_lib.network.submission import Submission
from hjj_lib.tables.network import CategoryVerdict, PairVerdict, Standing

#: Reasons of a pair as a whole, then those of a category, in the order in which they are told.
OF_PAIR = ("other_year", "other_unit", "other_consolidation", "other_basis", "other_gwp_set", "no_view")
OF_CATEGORY = ("one_side_missing", "both_missing", "partial", "other_method", "other_allocation")
REASONS = (*OF_PAIR, *OF_CATEGORY)
COMPARABLE, OVERLAP, NOT_COMPARABLE, NEITHER = "comparable", "overlap", "not", "neither"

_WHO = ["institution_id", "year"]
_OF_RESULT = ("reporting_unit", "consolidation", "basis", "gwp_set")
_PAIR_KEYS = ["left_id", "left_year", "right_id", "right_year"]
_Flags = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[np.int64]


def standings(submissions: Iterable[Submission], *, boundary: str) -> pd.DataFrame:
    """Everything that decides with whom submissions compare, as ``tables.network.Standing``, in the order of their keys.

    A category that a submission has no row for is there with coverage ``not``, if another submission has it.
    """
    rows = []
    for one in sorted(submissions, key=lambda submission: submission.key):
        of_boundary = one.categories[one.categories["boundary_id"] == boundary]
        rows.append(
            of_boundary.assign(
                institution_id=one.provider.institution_id,
                year=one.year,
                reporting_unit=one.provider.reporting_unit,
                consolidation=one.provider.consolidation,
                basis=one.origin.basis,
                gwp_set=one.origin.gwp_set,
            )
        )
    wanted = tables.columns(Standing)
    joined = pd.concat(rows, ignore_index=True)[wanted] if rows else tables.empty(Standing)
    return tables.checked(_complete(joined), Standing, file="submissions")


def _complete(rows: pd.DataFrame) -> pd.DataFrame:
    """Every result with every category."""
    results = rows.drop_duplicates(_WHO)[[*_WHO, *_OF_RESULT]]
    categories = rows.drop_duplicates("category_id")[["category_id", "requirement"]]
    every = results.merge(categories, how="cross", validate="many_to_many")
    found = every.merge(
        rows.drop(columns=[*_OF_RESULT, "requirement"]), on=[*_WHO, "category_id"], how="left", validate="one_to_one"
    )
    return found.fillna({"coverage": NOT, "method": "none"})


@dataclass(frozen=True)
class _Results:
    """Standings as arrays: results by categories."""

    keys: pd.DataFrame
    categories: list[str]
    required: _Flags
    coverage: _Numbers
    method: _Numbers
    allocation: _Numbers
    kg: npt.NDArray[np.float64]
    of_result: _Numbers
    has_view: _Flags


@dataclass(frozen=True)
class Verdicts:
    """Verdicts about pairs: by category (``tables.network.CategoryVerdict``) and as a whole (``PairVerdict``)."""

    categories: pd.DataFrame
    pairs: pd.DataFrame


def verdicts(rows: pd.DataFrame, *, view: str) -> Verdicts:
    """The verdict of every pair of results.

    Parameters
    ----------
    rows
        ``tables.network.Standing``, as :func:`standings` gives.
    view
        ``market`` or ``location``: of the overlap totals. A result without it is not comparable.
    """
    if view not in VIEWS:
        raise ValueError(f"view must be market or location, not {view!r}")
    results = _results(rows, view)
    left, right = np.triu_indices(len(results.keys), k=1)
    against = _against(results, left, right)
    neither = _neither(results, left, right)
    comparable: _Flags = ~np.any(against, axis=0) & ~neither
    codes = np.where(comparable, COMPARABLE, np.where(neither, NEITHER, NOT_COMPARABLE))
    against &= ~neither
    keys = _pair_keys(results.keys, left, right)
    count = len(results.categories)
    by_category = keys.loc[keys.index.repeat(count)].reset_index(drop=True)
    by_category = by_category.assign(
        category_id=np.tile(np.array(results.categories, dtype=object), len(left)),
        verdict=codes.ravel(),
        reasons=_words(against).ravel(),
    )
    sums = {f"{side}_overlap_kg": _overlap(results.kg[at], comparable) for side, at in (("left", left), ("right", right))}
    counted = ~neither
    pairs = keys.assign(
        verdict=_of_pairs(comparable, counted),
        comparable_count=comparable.sum(axis=1),
        compared_count=counted.sum(axis=1),
        reasons=_words(np.expand_dims(np.any(against, axis=2), 2)).ravel(),
        **sums,
    )
    return Verdicts(
        tables.checked(by_category, CategoryVerdict, file="verdicts"), tables.checked(pairs, PairVerdict, file="verdicts")
    )


def _results(rows: pd.DataFrame, view: str) -> _Results:
    keys = rows.drop_duplicates(_WHO)[[*_WHO, *_OF_RESULT]].reset_index(drop=True)
    categories = [str(name) for name in rows["category_id"].drop_duplicates()]
    shape = (len(keys), len(categories))
    every = [(*who, category) for who in keys[_WHO].itertuples(index=False, name=None) for category in categories]
    ordered = rows.set_index([*_WHO, "category_id"]).loc[pd.MultiIndex.from_tuples(every)] if every else rows
    kg = ordered[f"{view}_kg"].to_numpy(dtype=float).reshape(shape)
    there = (ordered["coverage"] != NOT).to_numpy(dtype=bool).reshape(shape)
    required: _Flags = (ordered["requirement"] == "required").to_numpy(dtype=bool).reshape(shape)
    of_result = np.column_stack([_codes(keys[name]) for name in (*_OF_RESULT, *_WHO)])
    return _Results(
        keys=keys[_WHO],
        categories=categories,
        required=np.any(required, axis=0),
        coverage=np.asarray(ordered["coverage"].map({FULL: 2, NOT: 0}).fillna(1), dtype=np.int64).reshape(shape),
        method=_codes(ordered["method"]).reshape(shape),
        allocation=_codes(ordered["allocation_method"].fillna("")).reshape(shape),
        kg=kg,
        of_result=of_result,
        has_view=~(there & np.isnan(kg)).any(axis=1),
    )


def _codes(values: pd.Series) -> _Numbers:
    return np.asarray(pd.factorize(values)[0], dtype=np.int64)


def _against(results: _Results, left: _Numbers, right: _Numbers) -> _Flags:
    """What stands against each category of each pair: reasons × pairs × categories."""
    unit, consolidation, basis, gwp_set, institution, year = (results.of_result[left] != results.of_result[right]).T
    of_pair = (
        year & institution,
        unit,
        consolidation,
        basis,
        gwp_set,
        ~(results.has_view[left] & results.has_view[right]),
    )
    shape = (len(left), len(results.categories))
    one, other = results.coverage[left], results.coverage[right]
    there = (one > 0) & (other > 0)
    weighed = there & ~_nothing(results, left) & ~_nothing(results, right)
    of_category = (
        (one > 0) != (other > 0),
        (one == 0) & (other == 0),
        there & ((one == 1) | (other == 1)),
        weighed & (results.method[left] != results.method[right]),
        weighed & (results.allocation[left] != results.allocation[right]),
    )
    return np.stack([*(np.broadcast_to(flags[:, np.newaxis], shape) for flags in of_pair), *of_category])


def _nothing(results: _Results, at: _Numbers) -> _Flags:
    """Categories without emissions: a zero has no method that could differ."""
    nothing: _Flags = results.kg[at] == 0
    return nothing


def _neither(results: _Results, left: _Numbers, right: _Numbers) -> _Flags:
    """Categories that neither side has, and that nobody has to have."""
    absent: _Flags = (results.coverage[left] == 0) & (results.coverage[right] == 0) & ~results.required
    return absent


def _overlap(kg: npt.NDArray[np.float64], comparable: _Flags) -> npt.NDArray[np.float64]:
    sums: npt.NDArray[np.float64] = np.where(comparable, np.nan_to_num(kg), 0.0).sum(axis=1)
    return sums


def _of_pairs(comparable: _Flags, counted: _Flags) -> npt.NDArray[np.str_]:
    every = (comparable | ~counted).all(axis=1) & comparable.any(axis=1)
    return np.where(every, COMPARABLE, np.where(comparable.any(axis=1), OVERLAP, NOT_COMPARABLE))


def _words(against: _Flags) -> npt.NDArray[np.object_]:
    """Reasons × … as words in order; each combination is spelled once."""
    weights = 2 ** np.arange(len(REASONS))
    masks = np.tensordot(weights, against.astype(np.int64), axes=1)
    found, numbers = np.unique(masks, return_inverse=True)
    spelled = [" ".join(word for word, weight in zip(REASONS, weights, strict=True) if mask & weight) for mask in found]
    return np.array([*spelled, ""], dtype=object)[numbers.reshape(masks.shape)]


def _pair_keys(keys: pd.DataFrame, left: _Numbers, right: _Numbers) -> pd.DataFrame:
    sides = [keys.iloc[at].reset_index(drop=True) for at in (left, right)]
    return pd.concat(sides, axis=1).set_axis(_PAIR_KEYS, axis=1)


def pair(found: Verdicts, left: tuple[str, int], right: tuple[str, int]) -> Verdicts:
    """The verdict of one pair, whichever of the two was first."""
    names: list[str | int] = [*left, *right] if left <= right else [*right, *left]
    return Verdicts(*(_of(frame, names) for frame in (found.categories, found.pairs)))


def _of(frame: pd.DataFrame, names: list[str | int]) -> pd.DataFrame:
    return frame[(frame[_PAIR_KEYS] == names).all(axis=1)].reset_index(drop=True)


def group_verdict(rows: pd.DataFrame) -> pd.DataFrame:
    """How many of a group have each category, and whether all of them may be compared in it.

    Parameters
    ----------
    rows
        ``tables.network.Standing``.

    Returns
    -------
    ``category_id``, ``full``, ``partial``, ``missing`` (how many results), ``methods`` (words, of those with emissions),
    ``verdict``: ``comparable`` where all cover it fully by one method and the results share unit, consolidation, basis, GWP set
    and year; ``overlap`` where at least two do; ``neither`` where nobody has it or has to; else ``not``.
    """
    made = []
    for category, group in rows.groupby("category_id", sort=False):
        full, missing = group[group["coverage"] == FULL], int((group["coverage"] == NOT).sum())
        weighed = group[(group["coverage"] != NOT) & ~_is_zero(group)]
        largest = _most_alike(full)
        made.append(
            {
                "category_id": category,
                "full": len(full),
                "partial": len(group) - len(full) - missing,
                "missing": missing,
                "methods": " ".join(sorted(set(weighed["method"]))),
                "verdict": _of_group(group, largest),
            }
        )
    columns = ["category_id", "full", "partial", "missing", "methods", "verdict"]
    return pd.DataFrame(made, columns=columns)


def _of_group(group: pd.DataFrame, largest: int) -> str:
    if (group["coverage"] == NOT).all() and (group["requirement"] != "required").all():
        return NEITHER
    return COMPARABLE if largest == len(group) else OVERLAP if largest > 1 else NOT_COMPARABLE


def _is_zero(rows: pd.DataFrame) -> pd.Series:
    return (rows[[f"{view}_kg" for view in VIEWS]].fillna(0) == 0).all(axis=1)


def _most_alike(full: pd.DataFrame) -> int:
    """How many of the results that cover a category are alike; a zero has no method and is like any of its own definition."""
    largest = 0
    for _, alike in full.groupby([*_OF_RESULT, "year"]):
        zero = _is_zero(alike)
        by_method = alike[~zero].fillna({"allocation_method": ""}).groupby(["method", "allocation_method"]).size()
        largest = max(largest, int(zero.sum()) + int(by_method.max() if len(by_method) else 0))
    return largest
