"""Every standard of the basis filled with a study's figures, each with the GWP set that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from hjj_lib.basis.gwp import with_gwp_set
from hjj_lib.inventory import calculate
from hjj_lib.standards import Projection, possible_at, project
from hjj_lib.study import Study


@dataclass(frozen=True)
class Filled:
    """A standard filled with a study's figures.

    Attributes
    ----------
    standard
        Its row of ``tables.Standard``.
    study
        The study that the figures are of: with the GWP set that the standard asks for.
    projection
        Its figures, line by line.
    possible
        The rows that the institution could have, from :func:`hjj_lib.standards.possible_at`.
    """

    standard: Mapping[str, Any]
    study: Study
    projection: Projection
    possible: pd.DataFrame

    @property
    def standard_id(self) -> str:
        """The standard's key."""
        return str(self.standard["standard_id"])


def filled(study: Study) -> list[Filled]:
    """Every standard of the study's basis in order of display, each filled; none where the version of the basis has none."""
    made, possible = [], possible_at(study.institution.sites, study.basis)
    for standard in study.basis.standards.sort_values("position").to_dict("records"):
        of_set = with_gwp(study, str(standard["gwp_set"])) if isinstance(standard["gwp_set"], str) else study
        lines = study.basis.standard_lines[study.basis.standard_lines["standard_id"] == standard["standard_id"]]
        projection = project(of_set.inventory, lines, study.denominators)
        made.append(Filled({str(key): value for key, value in standard.items()}, of_set, projection, possible))
    return made


def with_gwp(study: Study, gwp_set: str) -> Study:
    """The study calculated anew with another GWP set; as it is if it has that set already."""
    if study.basis.gwp_set == gwp_set:
        return study
    factors = with_gwp_set(study.basis.emission_factors, gwp_set, study.basis.blends)
    basis = replace(study.basis, gwp_set=gwp_set, emission_factors=factors)
    return replace(study, basis=basis, ledger=calculate(study.entries, study.institution.sites, basis))
