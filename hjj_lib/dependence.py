"""Which rows of the calculation basis can reach the reports of an institution's year.

A report depends on whole tables of the basis, and of the three long ones (factors, choices and sources) on the rows that could
serve it. Which those are follows from the activities that were reported and from the places of the sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hjj_lib.attach import place_words
from hjj_lib.basis import FOLDER, Basis
from hjj_lib.basis.candidates import Rows, rows_of
from hjj_lib.shared import contents, is_sharing, key_of, shared
from hjj_lib.study import Study, intake_of_year, years_of


@dataclass(frozen=True)
class Dependence:
    """What of the long tables counts.

    Attributes
    ----------
    roles, places
        Factor roles that may be asked for, and the places of the sites.
    rows
        Name → hash of every row that could serve them: see :class:`hjj_lib.basis.candidates.Rows`.
    """

    roles: tuple[str, ...]
    places: tuple[str, ...]
    rows: Mapping[str, str]


def dependence(study: Study, *, data_dir: str | Path = "", basis_dir: str | Path = "") -> Dependence:
    """The rows that can reach the reports of a study, chosen now or not."""
    rows = basis_rows(basis_dir)
    before = [year for year in years_of(study.institution.institution_id, data_dir=data_dir) if year < study.year]
    handed_in = [study.entries, *(intake_of_year(study, year, data_dir=data_dir).entries for year in before)]
    activities = possible_activities(_reported(handed_in), study.basis)
    # Those with an expected development are shown to every reader.
    shown = set(study.basis.factor_paths["factor_role"])
    roles = sorted(shown.union(*(rows.roles_of.get(activity, frozenset()) for activity in activities)))
    places = sorted({place for site in study.institution.sites.to_dict("records") for place in place_words(site)})
    return Dependence(tuple(roles), tuple(places), rows.of(roles, places))


def basis_rows(basis_dir: str | Path = "") -> Rows:
    """The rows of a basis folder (empty: the clone's own), made ready once for a run."""
    folder = Path(basis_dir) if basis_dir else FOLDER
    return shared(key_of("rows", contents(folder)) if is_sharing() else "", lambda: rows_of(folder))


def possible_activities(reported: Iterable[str], basis: Basis) -> set[str]:
    """The reported activities, and all that evidence, reinvestment or a reduction action can make of them."""
    ways = list(_ways(basis))
    found, size = set(reported), -1
    while len(found) > size:
        size = len(found)
        found |= {there for here, there in ways if here in found}
    return found


def _reported(frames: Iterable[pd.DataFrame]) -> set[str]:
    return {name for frame in frames for name in frame.loc[frame["value_state"] != "not_applicable", "activity_id"].dropna()}


def _ways(basis: Basis) -> Iterable[tuple[str, str]]:
    """From which activity an amount can go to which."""
    rules = basis.evidence_rules
    for one, other in zip(rules["activity_id"], rules["other_activity_id"], strict=True):
        yield from ((one, other), (other, one))
    capital = basis.capital_activities
    yield from zip(capital["activity_id"], capital["capital_activity_id"], strict=True)
    actions = basis.actions.dropna(subset=["to_activity_id"])
    for here, there in zip(actions["activity_id"], actions["to_activity_id"], strict=True):
        yield from ((one, there) for one in str(here).split())
