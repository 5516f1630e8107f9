"""How long a report takes, side by side with the usual ways to make one."""

from hjj_lib.engine.bench.measure import Comparison, Measurement, compare

__all__ = ["Comparison", "Measurement", "compare"]
