"""Which lines an amount makes, and which factor serves each of them at its place and in its year.

Many entries ask the same question: the same activity at the same site in the same year and unit. Everything is answered once
for each such question and then handed to its entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import NATION, Basis, own_places, resolve
from hjj_lib.units import UnitError, conversion

_FACTOR_COLUMNS = {
    "uncertainty_95_pct": "factor_uncertainty_95_pct",
    "uncertainty_origin": "factor_uncertainty_origin",
    "activity_unit": "factor_unit",
}
#: What the answer depends on. A place counts only as far as the activity's factors differ by place.
_OF_ENTRY = ["activity_id", "year", "unit"]

_Numbers = npt.NDArray[np.int64]


def attach_factors(entries: pd.DataFrame, sites: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Entries × their lines, each with the factor that serves it.

    Parameters
    ----------
    entries
        ``tables.Entry``. Entries that are *not applicable* make no lines.
    sites
        ``tables.Site``; decides tenure, our share and which places' factors are tried.
    basis
        The calculation basis.

    Returns
    -------
    ``tables.Inventory`` without ``emissions_kg_co2e``, plus ``places``. Where nothing serves a line, ``factor_id`` is empty.

    Raises
    ------
    DataError
        As :func:`hjj_lib.basis.resolve`.
    """
    reported = entries[entries["value_state"] != "not_applicable"].reset_index(drop=True)
    at, wheres = _wheres(reported, sites, basis)
    asked, questions = _questions(reported, at, wheres, basis)
    answers = _answers(questions, basis)
    entry, answer = _pairs(asked, answers.pop("question").to_numpy())
    rows = pd.concat([reported.take(entry), answers.take(answer).set_axis(entry)], axis="columns").reset_index(drop=True)
    share = wheres["share"].to_numpy()[at][entry]
    return rows.assign(share=share, amount_in_factor_unit=rows["amount"] * share * rows["rate"]).drop(columns="rate")


def _numbered(*columns: npt.ArrayLike) -> tuple[_Numbers, _Numbers]:
    """A number for each row, the same for rows with the same values, and the position of a row of each number."""
    codes = [pd.factorize(pd.Series(column), use_na_sentinel=False)[0].astype(np.int64) for column in columns]
    numbers = reduce(lambda left, right: pd.factorize(left * (right.max(initial=0) + 1) + right)[0].astype(np.int64), codes)
    position = np.zeros(numbers.max(initial=-1) + 1, dtype=np.int64)
    position[numbers] = np.arange(len(numbers))
    return numbers, position


def _wheres(entries: pd.DataFrame, sites: pd.DataFrame, basis: Basis) -> tuple[_Numbers, pd.DataFrame]:
    """Where each entry belongs, as a row number of a table: ``tenure``, ``share``, ``places``.

    Entries of the whole institution, or of a site that nobody described, use the places that all sites share.
    """
    numbers, position = _numbered(entries["institution_id"], entries["site_id"])
    wheres = entries[["institution_id", "site_id"]].iloc[position].reset_index(drop=True)
    known = {*basis.factor_choices["place"], NATION}
    records = sites.to_dict("records")
    described = sites.assign(places=pd.Series([_places(site, known) for site in records], index=sites.index, dtype=str))
    columns = ["institution_id", "site_id", "tenure", "share_pct", "places"]
    wheres = wheres.merge(described[columns], on=["institution_id", "site_id"], how="left", validate="many_to_one")
    own = {name: [place for place in (*own_places(name), NATION) if place in known] for name in set(wheres["institution_id"])}
    nowhere = {name: " ".join(places) for name, places in own.items()}
    common = {name: _common(group["places"]) for name, group in described.groupby("institution_id")}
    whole = wheres["institution_id"].map({**nowhere, **common})
    places = wheres["places"].where(wheres["places"].notna(), whole)
    return numbers, wheres.assign(places=places, share=wheres["share_pct"].fillna(100.0) / 100.0)


def _questions(entries: pd.DataFrame, at: _Numbers, wheres: pd.DataFrame, basis: Basis) -> tuple[_Numbers, pd.DataFrame]:
    """The different questions, and for each entry the number of its own."""
    of_activity, activities = pd.factorize(entries["activity_id"])
    matter = _places_that_matter(basis)
    kinds, kind_numbers = np.unique([" ".join(sorted(matter.get(name, {NATION}))) for name in activities], return_inverse=True)
    reduced = [[_within(places, set(kind.split())) for places in wheres["places"]] for kind in kinds]
    profiles = pd.DataFrame(
        {"tenure": np.tile(wheres["tenure"], len(kinds)), "places": [text for row in reduced for text in row]}
    )
    profile_numbers, _ = _numbered(profiles["tenure"], profiles["places"])
    place = kind_numbers[of_activity] * len(wheres) + at
    asked, position = _numbered(of_activity, entries["year"], entries["unit"], profile_numbers[place])
    questions = entries[_OF_ENTRY].iloc[position].reset_index(drop=True)
    chosen = profiles.iloc[place[position]].reset_index(drop=True)
    return asked, pd.concat([questions, chosen], axis="columns").assign(question=range(len(questions)))


def _places_that_matter(basis: Basis) -> dict[str, set[str]]:
    """Activity → the places for which a choice of one of its roles is made; for most only the nation."""
    of_role = basis.factor_choices.groupby("factor_role")["place"].agg(set)
    lines = basis.emission_lines[["activity_id", "factor_role"]].drop_duplicates()
    matter: dict[str, set[str]] = defaultdict(lambda: {NATION})
    for activity, role in zip(lines["activity_id"], lines["factor_role"], strict=True):
        matter[activity] |= of_role.get(role, set())
    return matter


def _within(places: str, kind: set[str]) -> str:
    return " ".join(place for place in places.split() if place in kind)


def _answers(questions: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Every line of every question with its scope, boundaries, factor and unit conversion, in order of questions."""
    lines = basis.emission_lines.drop(columns=["since", "until"])
    rows = questions.merge(lines, on="activity_id", how="inner", validate="many_to_many")
    rows = _with_tenure(rows, basis.tenure_rules)
    rows = _with_boundaries(rows, basis.boundary_lines)
    needs = rows[["factor_role", "year", "places"]].drop_duplicates(ignore_index=True)
    factors = resolve(needs, basis).rename(columns=_FACTOR_COLUMNS)
    keep = [c for c in factors if c in tables.columns(tables.Inventory) or c in needs]
    rows = rows.merge(factors[keep], on=list(needs), how="left", validate="many_to_one")
    rows = _with_rate(rows, basis).sort_values("question", kind="stable", ignore_index=True)
    return rows.drop(columns=_OF_ENTRY)


def _pairs(asked: _Numbers, of_answer: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Positions of entries and of answers side by side: each entry beside every answer to its question."""
    count = np.bincount(of_answer, minlength=asked.max(initial=-1) + 1)
    start = np.cumsum(count) - count
    per_entry = count[asked]
    entry = np.repeat(np.arange(len(asked)), per_entry)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(per_entry) - per_entry, per_entry)
    return entry, start[asked[entry]] + within


def place_words(site: Mapping[Hashable, Any]) -> list[str]:
    """The places of a site (row of ``tables.Site``) from nearest to widest, as the factor choices name them."""
    return [
        *own_places(str(site["institution_id"]), str(site["site_id"])),
        f"network:{site['heat_network']}",
        f"municipality:{site['municipality']}",
        f"region:{site['region']}",
        NATION,
    ]


def _places(site: Mapping[Hashable, Any], known: set[str]) -> str:
    """The site's places that any choice is for."""
    return " ".join(place for place in place_words(site) if place in known)


def _common(places: pd.Series) -> str:
    shared = set.intersection(*(set(text.split()) for text in places))
    return " ".join(place for place in places.iloc[0].split() if place in shared)


def _with_tenure(rows: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Scope and GHG category as the site's tenure makes them; biogenic memo rows stay memo."""
    rules = rules[["tenure", "scope", "tenure_scope", "tenure_ghg_category", "outside_boundaries"]]
    rows = rows.merge(rules, on=["tenure", "scope"], how="left", validate="many_to_one")
    moved = rows["tenure_scope"].notna() & (rows["tenure_scope"] != rows["scope"])
    return rows.assign(
        scope=rows["tenure_scope"].where(moved, rows["scope"]),
        ghg_category=rows["tenure_ghg_category"].where(moved, rows["ghg_category"]),
    ).drop(columns=["tenure", "tenure_scope", "tenure_ghg_category"])


def _with_boundaries(rows: pd.DataFrame, boundary_lines: pd.DataFrame) -> pd.DataFrame:
    ordered = boundary_lines.sort_values("boundary_id")
    words = ordered.groupby(["activity_id", "line_id"])["boundary_id"].agg(" ".join).rename("boundaries").reset_index()
    rows = rows.merge(words, on=["activity_id", "line_id"], how="left", validate="many_to_one")
    inside = [
        " ".join(word for word in words.split() if word not in outside.split())
        for words, outside in zip(rows["boundaries"].fillna(""), rows["outside_boundaries"].fillna(""), strict=True)
    ]
    return rows.assign(boundaries=inside).drop(columns="outside_boundaries")


def _with_rate(rows: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """``rate``: factor units per reported unit; unknown where the reported unit cannot become the factor's unit."""
    substances = basis.activities[["activity_id", "substance"]]
    rows = rows.merge(substances, on="activity_id", how="left", validate="many_to_one")
    pairs = rows[["unit", "factor_unit", "substance"]].drop_duplicates(ignore_index=True)
    rates = [_rate(pair["unit"], pair["factor_unit"], pair["substance"], basis.conversions) for pair in pairs.to_dict("records")]
    rows = rows.merge(pairs.assign(rate=rates), on=list(pairs), how="left", validate="many_to_one")
    return rows.astype({"rate": float}).drop(columns="substance")


def _rate(unit: str, factor_unit: object, substance: object, conversions: pd.DataFrame) -> float:
    """Factor units per reported unit; directly, or by way of a conversion of the substance."""
    if not isinstance(factor_unit, str):
        return float("nan")
    try:
        return conversion(unit, factor_unit)
    except UnitError:
        pass
    for row in conversions[conversions["substance"] == substance].to_dict("records"):
        start, end, factor = row["from_unit"], row["to_unit"], row["factor"]
        for near, far, rate in ((start, end, factor), (end, start, 1 / factor)):
            try:
                return conversion(unit, near) * float(rate) * conversion(far, factor_unit)
            except UnitError:
                continue
    return float("nan")
