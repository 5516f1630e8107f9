"""How completely and by what each category was calculated. Rules:

``full``
    Everything that is asked of the category was answered (a value, a zero, or *does not concern us*), every answer has
    emissions, and nothing was filled from a default.
``partial``
    Something is known, but not everything, or a gap was filled.
``not``
    Nothing is known.

A category that nobody is asked about, such as the supply chain of energy, takes the worst coverage of the categories whose
amounts make its lines; those of them that are optional and were not answered at all do not count.

The method is that which made more than half of the known emissions: ``amounts`` (kilowatt-hours, kilometres, kilograms),
``spend`` (euros), ``stated`` (tonnes that were calculated elsewhere) or ``defaults`` (filled gaps); else ``mixed``. After the
full / partial / not of STARS, technical manual, credit OP-6 (AASHE).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.inventory import VIEWS, completeness, select
from hjj_lib.network.submission import INVENTORY

FULL, PARTIAL, NOT = "full", "partial", "not"
_ANSWERED = ("given", "zero", "not_applicable")
_UNANSWERED = ("unknown", "not_asked")
_FILLED = "default"
_METHOD_OF_DIMENSION = {"money": "spend", "co2e": "stated"}
_AMOUNTS, _DEFAULTS, _MIXED, _NONE = "amounts", "defaults", "mixed", "none"
_MEMO = "memo"


def boundaries_of(basis: Basis) -> list[str]:
    """All of the ledger, and the comparison boundaries of a basis."""
    return [INVENTORY, *sorted(set(basis.boundary_lines["boundary_id"]))]


def boundary_categories(basis: Basis, boundary: str) -> list[str]:
    """The categories that a boundary holds, in order of display; memo items are in none."""
    lines = basis.emission_lines[basis.emission_lines["scope"] != _MEMO]
    if boundary != INVENTORY:
        inside = basis.boundary_lines.loc[basis.boundary_lines["boundary_id"] == boundary, ["activity_id", "line_id"]]
        lines = lines.merge(inside, on=["activity_id", "line_id"], how="inner", validate="many_to_one")
    ordered = basis.categories.sort_values("position")["category_id"]
    return [str(name) for name in ordered if name in set(lines["category_id"])]


def coverages(entries: pd.DataFrame, inventory: pd.DataFrame, basis: Basis, *, boundary: str) -> pd.DataFrame:
    """Coverage and method of each category of a boundary.

    Parameters
    ----------
    entries
        ``tables.Entry`` of one institution and year, after filling of gaps.
    inventory
        Their ledger.

    Returns
    -------
    ``category_id``, ``requirement``, ``coverage``, ``method``, ``allocation_method``, ``unknown_count``.
    """
    rows = pd.concat([select(inventory, view=view, boundary=boundary) for view in VIEWS])
    rows = rows.drop_duplicates(["entry_id", "line_id"])
    unknown = rows[rows["emissions_kg_co2e"].isna()].groupby("category_id").size()
    asked = _of_asked(completeness(entries, basis), unknown)
    requirement = basis.categories.drop_duplicates("category_id").set_index("category_id")["requirement"]
    methods, allocations = _methods(rows, basis), _allocation_methods(rows, basis)
    made = []
    for category in boundary_categories(basis, boundary):
        count = int(unknown.get(category, 0))
        known = bool(rows.loc[rows["category_id"] == category, "emissions_kg_co2e"].notna().any())
        coverage = asked.get(category) or _of_derived(_sources(category, basis), asked, requirement, known, count)
        made.append(
            {
                "category_id": category,
                "requirement": requirement[category],
                "coverage": coverage,
                "method": methods.get(category, _NONE),
                "allocation_method": allocations.get(category),
                "unknown_count": count,
            }
        )
    return pd.DataFrame(made)


def _of_asked(states: pd.DataFrame, unknown: pd.Series) -> dict[str, str]:
    """Coverage of the categories that are asked about, from how they were answered."""
    found = {}
    for row in states.to_dict("records"):
        category = str(row["category_id"])
        gap = row["unknown_count"] or row["default_count"] or unknown.get(category, 0)
        full = row["state"] in _ANSWERED and not gap
        found[category] = FULL if full else NOT if row["state"] in _UNANSWERED else PARTIAL
    return found


def _sources(category: str, basis: Basis) -> set[str]:
    """The categories under which the activities are asked that make lines in a category."""
    activities = basis.emission_lines.loc[basis.emission_lines["category_id"] == category, "activity_id"]
    asked = basis.activities.loc[basis.activities["activity_id"].isin(activities), "category_id"]
    return set(asked.astype(str))


def _of_derived(sources: Iterable[str], asked: dict[str, str], requirement: pd.Series, known: bool, unknown: int) -> str:
    counting = [asked[name] for name in sources if name in asked and (asked[name] != NOT or requirement[name] == "required")]
    if not known and (unknown or set(counting) <= {NOT}):
        return NOT
    return FULL if set(counting) == {FULL} and not unknown else PARTIAL


def _methods(rows: pd.DataFrame, basis: Basis) -> dict[str, str]:
    """The method of each category that made more than half of its known emissions, view by view taken together."""
    dimension = basis.activities.drop_duplicates("activity_id").set_index("activity_id")["dimension"]
    kinds = rows["activity_id"].map(dimension).map(_METHOD_OF_DIMENSION).fillna(_AMOUNTS)
    kinds = kinds.mask(rows["origin"] == _FILLED, _DEFAULTS)
    weight = rows["emissions_kg_co2e"].abs()
    sums = weight[weight.notna()].groupby([rows["category_id"], kinds]).sum().unstack(fill_value=0)
    methods = {}
    for category, parts in sums.iterrows():
        whole, most = parts.sum(), parts.max()
        if whole == 0:
            # Zeros only: the method is that of the question, as nothing was weighed.
            methods[str(category)] = _AMOUNTS
        else:
            methods[str(category)] = str(parts.idxmax()) if 2 * most > whole else _MIXED
    return methods


def _allocation_methods(rows: pd.DataFrame, basis: Basis) -> dict[str, str]:
    """How the fuel of combined heat and power was divided, of each category with such factors."""
    factors = basis.emission_factors.drop_duplicates(["factor_id", "valid_from"])
    methods = factors[["factor_id", "valid_from", "allocation_method"]].astype({"valid_from": "Int64"})
    used = rows[["category_id", "factor_id", "valid_from"]].dropna().astype({"valid_from": "Int64"})
    found = used.merge(methods, on=["factor_id", "valid_from"], how="inner", validate="many_to_one")
    found = found.dropna(subset=["allocation_method"])
    words = found.groupby("category_id")["allocation_method"].agg(lambda names: " ".join(sorted(set(names))))
    return {str(category): str(text) for category, text in words.items()}
