"""How sure the result is: intervals, what drives them, what to measure next, and whether a difference is real.

The model, the same everywhere: a line of the ledger is ``emissions × A × F``. ``A`` belongs to the entry (one error for
all lines of a reported amount), ``F`` to the factor (one error for every row that uses it). Both are lognormal with mean 1
unless ``distributions.csv`` says otherwise, so emissions never change sign and the mean of the simulation is the calculated
total.
"""

from hjj_lib.uncertainty import words
from hjj_lib.uncertainty.assumptions import Assumptions
from hjj_lib.uncertainty.difference import (
    Probability,
    difference_interval,
    probability_below,
    probability_lower,
    probability_lower_normal,
    rank_stability,
)
from hjj_lib.uncertainty.distribution import Lognormal
from hjj_lib.uncertainty.drivers import approach_1, contributions, one_at_a_time
from hjj_lib.uncertainty.indices import variance_indices
from hjj_lib.uncertainty.lines import UncertainLines, assumed_amount_pct, uncertain_lines
from hjj_lib.uncertainty.measure import measure_next, per_hour, unknown_inputs
from hjj_lib.uncertainty.shapes import Shape
from hjj_lib.uncertainty.simulation import Simulation, interval, simulate
from hjj_lib.uncertainty.trend import approach_1_trend, trend_sources, trend_summary

__all__ = [
    "Assumptions",
    "Lognormal",
    "Probability",
    "Shape",
    "Simulation",
    "UncertainLines",
    "approach_1",
    "approach_1_trend",
    "assumed_amount_pct",
    "contributions",
    "difference_interval",
    "interval",
    "measure_next",
    "one_at_a_time",
    "per_hour",
    "probability_below",
    "probability_lower",
    "probability_lower_normal",
    "rank_stability",
    "simulate",
    "trend_sources",
    "trend_summary",
    "uncertain_lines",
    "unknown_inputs",
    "variance_indices",
    "words",
]
