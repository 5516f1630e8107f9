"""How sure the result is: intervals, what drives them, what to measure next, and whether a difference is real.

The model, the same everywhere: a line of the ledger is ``emissions × A × F``. ``A`` belongs to the entry (one error for
all lines of a reported amount), ``F`` to the factor (one error for every row that uses it). Both are lognormal with
mean 1, so emissions never change sign and the mean of the simulation is the calculated total.
"""

from hjj_lib.uncertainty import words
from hjj_lib.uncertainty.difference import Probability, probability_lower, probability_lower_normal
from hjj_lib.uncertainty.distribution import Lognormal
from hjj_lib.uncertainty.drivers import approach_1, measure_next, one_at_a_time
from hjj_lib.uncertainty.lines import UncertainLines, uncertain_lines
from hjj_lib.uncertainty.simulation import Simulation, interval, simulate

__all__ = [
    "Lognormal",
    "Probability",
    "Simulation",
    "UncertainLines",
    "approach_1",
    "interval",
    "measure_next",
    "one_at_a_time",
    "probability_lower",
    "probability_lower_normal",
    "simulate",
    "uncertain_lines",
    "words",
]
