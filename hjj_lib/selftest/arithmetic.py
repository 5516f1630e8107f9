"""Printed arithmetic that goes on from other results, one operation for each step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd


def steps(rows: pd.DataFrame, known: Mapping[str, float]) -> dict[str, float]:
    """The result of each step.

    Parameters
    ----------
    rows
        ``case_id``, ``operation`` and ``inputs``: numbers, and ids of known results or of earlier steps, separated by spaces.
    known
        Results by ``case_id``.

    Returns
    -------
    Result by ``case_id``. A step from a result that is not known is not known either (NaN).

    Raises
    ------
    KeyError
        If a step names an operation that does not exist.
    """
    found = dict(known)
    for case_id, operation, inputs in zip(rows["case_id"], rows["operation"], rows["inputs"], strict=True):
        found[case_id] = _OPERATIONS[operation]([_number(text, found) for text in inputs.split()])
    return {case_id: found[case_id] for case_id in rows["case_id"]}


def _number(text: str, found: Mapping[str, float]) -> float:
    try:
        return float(text)
    except ValueError:
        return found.get(text, math.nan)


def _difference(inputs: Sequence[float]) -> float:
    first, *others = inputs
    return first - math.fsum(others)


def _quotient(inputs: Sequence[float]) -> float:
    above, below = inputs
    return above / below


def _sum_of_products(inputs: Sequence[float]) -> float:
    """Numbers in pairs: each times the one beside it."""
    return math.fsum(left * right for left, right in zip(inputs[::2], inputs[1::2], strict=True))


def _interpolation(inputs: Sequence[float]) -> float:
    """The value at a place on the line between two known places."""
    place, start, at_start, end, at_end = inputs
    return at_start + (place - start) * (at_end - at_start) / (end - start)


_OPERATIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "difference": _difference,
    "product": math.prod,
    "quotient": _quotient,
    "sum_of_products": _sum_of_products,
    "interpolation": _interpolation,
}
