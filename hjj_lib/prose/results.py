"""What a text may say of an institution's years: totals, scopes, categories, shares, ratios, in both views and all boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from hjj_lib import tables
from hjj_lib.indicators import institution_value, intensities
from hjj_lib.inventory import VIEWS, summarise, total
from hjj_lib.study import Study

#: The topic of the whole result; scopes are ``scope_1`` …, categories have their own ids, denominators their kinds.
WHOLE = "total"
#: The boundary that is everything.
ALL = "inventory"


@dataclass(frozen=True)
class Fact:
    """A value of the results: kilograms, a share of 1, or a count.

    ``view`` and ``boundary`` are empty for a count; ``per`` is the denominator of a ratio.
    """

    topic: str
    year: int
    dimension: str
    value: float
    view: str = ""
    boundary: str = ""
    per: str = ""


@dataclass(frozen=True)
class Results:
    """The facts of the years that were calculated.

    Attributes
    ----------
    year
        The year a text speaks of where it names none.
    names
        Topic → language → name, of the basis.
    places
        Names of the sites: a sentence with one of them speaks of a part.
    """

    year: int
    facts: tuple[Fact, ...]
    names: Mapping[str, Mapping[str, str]]
    places: tuple[str, ...]

    @property
    def years(self) -> frozenset[int]:
        """The years that were calculated."""
        return frozenset(fact.year for fact in self.facts)


def results_of(studies: Iterable[Study], year: int) -> Results:
    """The facts of studies of one institution.

    Parameters
    ----------
    year
        The year that is meant where a text names none.
    """
    listed = tuple(studies)
    categories = {
        str(row["category_id"]): {code: str(row[f"name_{code}"]) for code in ("fi", "sv", "en")}
        for study in listed
        for row in study.basis.categories.to_dict("records")
    }
    places = {str(name) for study in listed for name in study.institution.sites["name"].dropna()}
    facts = tuple(fact for study in listed for fact in _facts(study))
    return Results(year, facts, categories, tuple(sorted(places)))


def _facts(study: Study) -> Iterator[Fact]:
    boundaries = (ALL, *sorted(study.basis.boundary_lines["boundary_id"].unique()))
    for boundary in boundaries:
        for view in VIEWS:
            yield from _of_view(study, view, boundary)
        per_unit = intensities(study.inventory, study.denominators, boundary=boundary)
        yield from _ratios(per_unit, study.year, boundary)
    for kind in tables.DENOMINATORS:
        yield Fact(kind, study.year, kind, institution_value(study.denominators, kind))


def _of_view(study: Study, view: str, boundary: str) -> Iterator[Fact]:
    whole = total(study.inventory, view=view, boundary=boundary).known_kg
    yield Fact(WHOLE, study.year, "mass", whole, view, boundary)
    for column, prefix in (("scope", "scope_"), ("category_id", "")):
        rows = summarise(study.inventory, [column], view=view, boundary=boundary)
        for name, kg in zip(rows[column], rows["known_kg"], strict=True):
            yield Fact(f"{prefix}{name}", study.year, "mass", float(kg), view, boundary)
            if whole:
                yield Fact(f"{prefix}{name}", study.year, "share", float(kg) / whole, view, boundary)


def _ratios(per_unit: pd.DataFrame, year: int, boundary: str) -> Iterator[Fact]:
    for row in per_unit.to_dict("records"):
        for view in VIEWS:
            yield Fact(WHOLE, year, "mass", float(row[f"{view}_kg_co2e"]), view, boundary, str(row["kind"]))
