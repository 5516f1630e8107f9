"""Closed forms of uncertainty, run through the product's own functions: distributions, propagation, trends, surveys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.decomposition import lmdi
from hjj_lib.survey import stratified_total
from hjj_lib.survey.expansion import Group
from hjj_lib.survey.sample_size import exact_sample_size
from hjj_lib.uncertainty import (
    Assumptions,
    Lognormal,
    Shape,
    approach_1,
    approach_1_trend,
    interval,
    probability_lower,
    probability_lower_normal,
    trend_summary,
)
from hjj_lib.uncertainty.distribution import NORMAL_DEVIATIONS
from hjj_lib.uncertainty.streams import standard_normals

_SEED = 1
_TREND_COLUMNS = ["base_kg", "kg", "amount_uncertainty_95_pct", "factor_uncertainty_95_pct"]
_KG = 1000.0


def uncertain_results(rows: pd.DataFrame) -> dict[str, float]:
    """What the formulas and the simulation say.

    Parameters
    ----------
    rows
        ``case_id``, ``measure`` and its ``inputs``: numbers and words, separated by spaces.

    Returns
    -------
    Result by ``case_id``.

    Raises
    ------
    KeyError
        If a row names a measure that does not exist.
    """
    wanted = zip(rows["case_id"], rows["measure"], rows["inputs"], strict=True)
    return {case_id: _MEASURES[measure](inputs.split()) for case_id, measure, inputs in wanted}


def _lognormal(inputs: Sequence[str]) -> float:
    """A property of the lognormal of mean 1 with a half-width in percent; ends in percent of the mean."""
    name, half_width = inputs
    shape = Lognormal.of_uncertainty(float(half_width))
    ends = {"low_pct": shape.ends[0], "high_pct": shape.ends[1]}
    return 100 * (ends[name] - 1) if name in ends else float(getattr(shape, name))


def _lognormal_product(inputs: Sequence[str]) -> float:
    """A property of the product of lognormals given by their geometric deviations; ends and mean over the median."""
    name, *deviations = inputs
    shape = Lognormal.product(map(float, deviations))
    over_median = {"low": shape.ends[0], "high": shape.ends[1], "mean": 1.0}
    return over_median[name] / shape.median if name in over_median else float(getattr(shape, name))


def _trend(inputs: Sequence[str]) -> float:
    """A figure of the table of a trend; sources one after another, four numbers each."""
    name, *numbers = inputs
    table = approach_1_trend(
        pd.DataFrame(np.array(numbers, dtype=float).reshape(-1, len(_TREND_COLUMNS)), columns=_TREND_COLUMNS)
    )
    return float(trend_summary(table)[name].iloc[0])


def _equal_sources(inputs: Sequence[str]) -> float:
    """Half-width in percent of the sum of equal sources whose factors correlate, by the product's error propagation."""
    count, half_width, correlation = int(inputs[0]), float(inputs[1]), float(inputs[2])
    rows = _ledger([(0.0, half_width, f"f{number}") for number in range(count)])
    groups = pd.DataFrame({"group_id": ["all"], "pattern": ["*"], "correlation": [correlation], "shared_between_years": [1.0]})
    return _half_width_pct(rows, groups if correlation else tables.empty(tables.CorrelationGroup))


def _quadrature(inputs: Sequence[str]) -> float:
    """Half-width in percent of an amount and a factor together."""
    amount, factor = map(float, inputs)
    return _half_width_pct(_ledger([(amount, factor, "f")]), tables.empty(tables.CorrelationGroup))


def _half_width_pct(rows: pd.DataFrame, groups: pd.DataFrame) -> float:
    assumptions = Assumptions(tables.empty(tables.Pedigree), correlations=groups)
    found = approach_1(rows, assumptions, view="market", boundary="inventory", limit_pct=100)
    return float(found["half_width_pct"].iloc[0])


def _ledger(sources: Sequence[tuple[float, float, str]]) -> pd.DataFrame:
    """Rows of the ledger that are equal but for their uncertainty and factor."""
    amounts, factors, names = zip(*sources, strict=True)
    return pd.DataFrame(
        {
            "entry_id": [f"e{number}" for number in range(len(sources))],
            "activity_id": "activity",
            "factor_id": names,
            "uncertainty_95_pct": amounts,
            "factor_uncertainty_95_pct": factors,
        }
    ).assign(
        institution_id="x",
        year=1,
        view="both",
        scope="1",
        boundaries="core",
        origin="measured",
        emissions_kg_co2e=_KG,
        shared_between_years=1.0,
    )


def _lower(inputs: Sequence[str]) -> float:
    """Probability that a second result is lower: in closed form, or drawn with the factor shared or not."""
    how, *numbers = inputs
    first, second, amount, factor = map(float, numbers)
    if how.startswith("formula"):
        # What two errors add only together belongs to the variance of a product.
        together = np.hypot(np.hypot(amount, factor), amount * factor / (100 * NORMAL_DEVIATIONS))
        half_width = amount if how == "formula_shared" else float(together)
        return probability_lower_normal(second, half_width, first, half_width)
    names = ["a", "b", "f", "f" if how == "drawn_shared" else "g"]
    normals = standard_normals(names, draws=1000 * 1000, seed=_SEED)
    spread = [float(width) / (100 * NORMAL_DEVIATIONS) for width in (amount, amount, factor, factor)]
    a, b, f, g = (Shape("normal", cv).multipliers(row) for cv, row in zip(spread, normals, strict=True))
    return probability_lower(second * b * g, first * a * f).share


def _sum_of_errors(inputs: Sequence[str]) -> float:
    """Half-width of the 95 % interval of a sum of errors of these standard deviations, all of one shape."""
    kind, *deviations = inputs
    normals = standard_normals([f"error {number}" for number in range(len(deviations))], draws=1000 * 1000, seed=_SEED)
    unit = Shape(kind, cv=1.0) if kind == "normal" else Shape(kind, low=0, high=2)
    scale = [float(deviation) / np.sqrt(unit.variance) for deviation in deviations]
    drawn = np.array([(unit.multipliers(row) - 1) * one for row, one in zip(normals, scale, strict=True)]).sum(axis=0)
    row = interval(drawn.reshape(-1, 1)).iloc[0]
    return float(row["high_kg"] - row["low_kg"]) / 2


def _lmdi(inputs: Sequence[str]) -> float:
    """What a factor did to the change of a product of two between two years."""
    name, *numbers = inputs
    names = ["amount", "factor"]
    before, after = (pd.DataFrame([pair], columns=names) for pair in np.array(numbers, dtype=float).reshape(2, 2))
    return float(lmdi(before, after, names)[name])


def _sample_size(inputs: Sequence[str]) -> float:
    return exact_sample_size(float(inputs[0]))


def _survey(inputs: Sequence[str]) -> float:
    """Total, or half-width of its interval, of a survey of one group."""
    name, correction, people, answers, mean, deviation = inputs
    group = Group(float(people), int(answers), float(mean), float(deviation))
    return float(getattr(stratified_total([group], correction), name))


_MEASURES: Mapping[str, Callable[[Sequence[str]], float]] = {
    "lognormal": _lognormal,
    "lognormal_product": _lognormal_product,
    "trend": _trend,
    "equal_sources": _equal_sources,
    "quadrature": _quadrature,
    "lower": _lower,
    "sum_of_errors": _sum_of_errors,
    "lmdi": _lmdi,
    "sample_size": _sample_size,
    "survey": _survey,
}
