"""What to measure next: how much narrower the total's interval would be, for how much work."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from hjj_lib.uncertainty.assumptions import Assumptions
from hjj_lib.uncertainty.distribution import DEVIATIONS_PER_HALF_WIDTH, variation
from hjj_lib.uncertainty.drivers import AMOUNT, FACTOR, of_one_year
from hjj_lib.uncertainty.lines import uncertain_lines
from hjj_lib.uncertainty.shapes import UNIFORM, Shape
from hjj_lib.uncertainty.variances import VarianceModel

UNKNOWN = "unknown"
_COLUMNS = ["kind", "input_id", "uncertainty_95_pct", "attainable_pct", "half_width_kg", "then_half_width_kg", "narrowing_kg"]


def measure_next(inventory: pd.DataFrame, assumptions: Assumptions, *, view: str, boundary: str) -> pd.DataFrame:
    """How much narrower the total's interval would be if one input were as good as the best of its kind.

    Parameters
    ----------
    inventory, view, boundary
        As in :func:`uncertain_lines`; one year.
    assumptions
        Its pedigree also says what "good" is: the half-width of a measured amount, and of a verified factor of the topic or of
        any (``*``).

    Returns
    -------
    One row per input that can be bettered, the largest gain first: ``kind``, ``input_id``, ``uncertainty_95_pct`` of the
    input now at its largest, ``attainable_pct``, the total's ``half_width_kg`` now, ``then_half_width_kg`` and ``narrowing_kg``.
    Unknown rows are no part of it; :func:`unknown_inputs` tells of them.
    """
    lines = of_one_year(uncertain_lines(inventory, assumptions, view=view, boundary=boundary).lines)
    model = VarianceModel.of(lines, assumptions)
    now = _half_width(model)
    rows = [
        (kind, name, present, attainable, now, then, now - then)
        for kind, name, present, attainable, then in (*_of_amounts(model, lines, assumptions), *_of_factors(model, assumptions))
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.sort_values(["narrowing_kg", "input_id"], ascending=[False, True]).reset_index(drop=True)


def unknown_inputs(half_width_kg: float, possible: pd.DataFrame) -> pd.DataFrame:
    """How much wider the interval is than it looks, because something is not known at all.

    Parameters
    ----------
    half_width_kg
        The total's half-width without the unknown.
    possible
        ``input_id``, ``low_kg``, ``high_kg``: between what the unknown emissions may lie, every value as likely as another.

    Returns
    -------
    As :func:`measure_next`, kind ``unknown``; ``half_width_kg`` counts the unknown in, ``then_half_width_kg`` is that of a total
    in which it is known. An unknown of which nobody can say how large it may be has no number.
    """
    unit = Shape(UNIFORM, low=0, high=1)
    own = (possible["high_kg"] - possible["low_kg"]).astype(float) * np.sqrt(unit.variance)
    now = np.hypot(half_width_kg, DEVIATIONS_PER_HALF_WIDTH * own)
    table = pd.DataFrame(
        {
            "kind": UNKNOWN,
            "input_id": possible["input_id"],
            "uncertainty_95_pct": np.nan,
            "attainable_pct": np.nan,
            "half_width_kg": now,
            "then_half_width_kg": np.where(own.notna(), half_width_kg, np.nan),
        }
    )
    return table.assign(narrowing_kg=table["half_width_kg"] - table["then_half_width_kg"])[_COLUMNS]


def per_hour(table: pd.DataFrame, effort: pd.DataFrame) -> pd.DataFrame:
    """The gains held against the work they cost.

    Parameters
    ----------
    table
        As from :func:`measure_next` and :func:`unknown_inputs`.
    effort
        ``tables.Effort``: hours by kind and pattern; the first that fits counts.

    Returns
    -------
    With ``hours``, ``narrowing_kg_per_hour`` and ``work`` (position of the row in ``effort`` that fits), most per hour first;
    inputs of which nothing fits come last, with no number.
    """
    at = [_fitting(kind, name, effort) for kind, name in zip(table["kind"], table["input_id"], strict=True)]
    hours = [np.nan if position is None else float(effort["hours"].iloc[position]) for position in at]
    found = table.assign(hours=np.array(hours, dtype=float), work=pd.array(at, dtype="Int64"))
    found = found.assign(narrowing_kg_per_hour=found["narrowing_kg"] / found["hours"])
    order = ["narrowing_kg_per_hour", "narrowing_kg", "input_id"]
    return found.sort_values(order, ascending=[False, False, True], na_position="last").reset_index(drop=True)


def _fitting(kind: str, name: str, effort: pd.DataFrame) -> int | None:
    rows = enumerate(zip(effort["kind"], effort["pattern"], strict=True))
    return next((at for at, (of_kind, pattern) in rows if of_kind == kind and fnmatchcase(name, pattern)), None)


def _half_width(model: VarianceModel) -> float:
    return float(DEVIATIONS_PER_HALF_WIDTH * np.sqrt(model.parts().total))


def _pct(variance: float) -> float:
    return float(100 * DEVIATIONS_PER_HALF_WIDTH * np.sqrt(variance))


def _of_amounts(
    model: VarianceModel, lines: pd.DataFrame, assumptions: Assumptions
) -> Iterator[tuple[str, str, float, float, float]]:
    """Kind, id, half-width now and attainable, and the total's then, of every activity's amounts that can be bettered."""
    attainable = _attainable_pct(assumptions.pedigree, AMOUNT, "")
    best = float(variation(attainable)) ** 2
    activity = lines["activity_id"].to_numpy()
    for name in sorted(set(activity[model.kg != 0])):
        mine = (activity == name) & (model.kg != 0)
        present = _pct(model.amount_variance[mine].max())
        if present > attainable:
            worse = mine & (model.amount_variance > best)
            yield AMOUNT, str(name), present, attainable, _half_width(model.with_amounts(worse, best))


def _of_factors(model: VarianceModel, assumptions: Assumptions) -> Iterator[tuple[str, str, float, float, float]]:
    carried = np.bincount(model.errors.code, weights=np.abs(model.kg), minlength=len(model.covariance))
    columns = model.errors.table[["factor_id", "factor_variance"]]
    of_topic: dict[str, float] = {}
    for number, (name, variance) in enumerate(columns.itertuples(index=False, name=None)):
        topic, present = str(name).split("_")[0], _pct(variance)
        if topic not in of_topic:
            of_topic[topic] = _attainable_pct(assumptions.pedigree, FACTOR, topic)
        attainable = of_topic[topic]
        if carried[number] and pd.notna(name) and present > attainable:
            better = model.with_factor(number, float(variation(attainable)))
            yield FACTOR, str(name), present, attainable, _half_width(better)


def _attainable_pct(pedigree: pd.DataFrame, kind: str, topic: str) -> float:
    """The pedigree's half-width of a measured amount, or of a verified factor of the topic (first word of ids), else of any.

    Infinite, so that nothing is worse, where the pedigree has no such row.
    """
    of_factor = [("factor", topic, "verified"), ("factor", "*", "verified")]
    wanted = [("activity", "measured", "*")] if kind == AMOUNT else of_factor
    for row_kind, group, quality in wanted:
        rows = pedigree[(pedigree["kind"] == row_kind) & (pedigree["group"] == group) & (pedigree["quality"] == quality)]
        if len(rows):
            return float(rows["uncertainty_95_pct"].min())
    return float(np.inf)
