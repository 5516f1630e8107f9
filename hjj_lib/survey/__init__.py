"""The commuting survey: what is asked, how many must answer, how answers are expanded, and what small groups may show."""

from hjj_lib.survey.disclosure import suppressed
from hjj_lib.survey.expansion import FRACTION, LESS_ONE, Expansion, expand, stratified_total, weights
from hjj_lib.survey.kilometres import DAYS, DISTANCE, days_uncertainty_pct, distances_uncertainty_pct, yearly_km
from hjj_lib.survey.questions import Mode, Question, modes, questions, setting, words
from hjj_lib.survey.sample_size import sample_size
from hjj_lib.survey.strata import merged_sites

__all__ = [
    "DAYS",
    "DISTANCE",
    "FRACTION",
    "LESS_ONE",
    "Expansion",
    "Mode",
    "Question",
    "days_uncertainty_pct",
    "distances_uncertainty_pct",
    "expand",
    "merged_sites",
    "modes",
    "questions",
    "sample_size",
    "setting",
    "stratified_total",
    "suppressed",
    "weights",
    "words",
    "yearly_km",
]
