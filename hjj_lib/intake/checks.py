"""What only the whole year shows: double counting, questions left open, units slipped a thousandfold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from hjj_lib import units
from hjj_lib.intake.duplicates import Row, cell_of, place_of
from hjj_lib.intake.layout import denominator_kinds, layout, limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.vocabulary import Vocabulary
from hjj_lib.problems import Problem

_MONEY, _MASS, _ENERGY, _STATED = "money", "mass", "energy", "stated"
Asked = Sequence[tuple[str, str | None, bool]]
#: A side of a group: a truth where there are two, the kind of amount where there are more.
_Side = bool | str


def double_counting(entries: Sequence[Row], known: Vocabulary, place: Place, language: str) -> list[Problem]:
    """Amounts that may be the same thing twice: alternatives, a site beside the whole, purchases below zero in all."""
    problems = []
    given = [entry for entry in entries if entry["value_state"] == "given"]
    members: dict[tuple[str, str], dict[str, _Side]] = {}
    for activity_id in dict.fromkeys(entry["activity_id"] for entry in given):
        for group, side in _alternatives(activity_id, known):
            members.setdefault(group, {})[activity_id] = side
    for activities in members.values():
        if len(set(activities.values())) > 1:
            names = ", ".join(f"“{known.activities[activity_id][f'name_{language}']}”" for activity_id in activities)
            first = next(entry for entry in given if entry["activity_id"] in activities)
            problems.append(problem("exclusive_group", place_of(first), activities=names))
    by_site = {entry["activity_id"] for entry in given if entry["site_id"] is not None}
    for entry in given:
        if entry["site_id"] is None and entry["activity_id"] in by_site:
            name = known.activities[entry["activity_id"]][f"name_{language}"]
            problems.append(problem("site_and_whole", place_of(entry), activity=name, second=cell_of(entry)))
    return [*problems, *_negative_categories(given, known, place, language)]


def _alternatives(activity_id: str, known: Vocabulary) -> list[tuple[tuple[str, str], _Side]]:
    """Groups of an activity with the side it is on: members of one side complete each other, the sides are alternatives.

    In an exclusive group the sides are money, mass, and what is counted or travelled: mixed and vegetarian meals complete
    each other, beef and potatoes do, and so do kilometres and hotel nights; kilograms of food and the meals made of it do
    not. In a category the sides are finished tonnes and amounts; and, of money, the few sums of the quick version and the
    many of the full one.
    """
    activity = known.activities[activity_id]
    money, category = activity["dimension"] == _MONEY, str(activity["category_id"])
    groups: list[tuple[tuple[str, str], _Side]] = [(("stated", category), activity["theme"] == _STATED)]
    if not pd.isna(activity["exclusive_group"]):
        side = str(activity["dimension"]) if activity["dimension"] in (_MONEY, _MASS) else ""
        groups.append((("exclusive", str(activity["exclusive_group"])), side))
    if money:
        groups.append((("extent", category), bool(activity["quick"])))
    return groups


def _negative_categories(given: Sequence[Row], known: Vocabulary, place: Place, language: str) -> list[Problem]:
    sums: dict[str, float] = {}
    for entry in given:
        activity = known.activities[entry["activity_id"]]
        if activity["dimension"] == _MONEY:
            euros = float(entry["amount"]) * units.conversion(entry["unit"], str(activity["unit"]))
            sums[str(activity["category_id"])] = sums.get(str(activity["category_id"]), 0) + euros
    return [
        problem("negative_category", place, category=_category_name(category, known, language), found=total)
        for category, total in sums.items()
        if total < 0
    ]


def unanswered(
    entries: Sequence[Row], known: Vocabulary, place: Place, language: str, *, quick: bool
) -> tuple[list[Row], list[Problem]]:
    """An entry “unknown” for every required category of which nothing was answered, and a question that names it.

    Parameters
    ----------
    quick
        True when only quick templates were handed in: then what they do not ask is noted, not asked about.
    """
    answered = {known.activities[entry["activity_id"]]["category_id"] for entry in entries}
    added, problems = [], []
    for category_id, category in known.categories.items():
        mine = [a for a in known.activities.values() if a["category_id"] == category_id]
        # The row that stands for the category is one that asks for an amount, not for finished tonnes.
        mine = sorted(mine, key=lambda activity: (activity["theme"] == _STATED, activity["position"]))
        if category["requirement"] != "required" or category_id in answered or not mine:
            continue
        first = mine[0]
        code = "category_not_asked" if quick and not any(activity["quick"] for activity in mine) else "category_unanswered"
        added.append(_unknown(str(first["activity_id"]), str(first["unit"]), place))
        problems.append(problem(code, place, category=_category_name(category_id, known, language)))
    return added, problems


def _unknown(activity_id: str, unit: str, place: Place) -> Row:
    entry_id = "/".join((place.institution_id, str(place.year), "unanswered", activity_id))
    return {
        "entry_id": entry_id,
        "institution_id": place.institution_id,
        "year": place.year,
        "site_id": None,
        "activity_id": activity_id,
        "value_state": "unknown",
        "amount": None,
        "unit": unit,
        "file": "",
        "sheet": None,
        "row": None,
        "column": None,
    }


def blank_rows(entries: Sequence[Row], asked: Asked, known: Vocabulary, place: Place, language: str) -> list[Problem]:
    """One note per answered category that lists its empty rows.

    Left out are rows whose alternative, or whose figure for the whole institution, was answered; and rows for the whole
    institution whose figure was given by sites.
    """
    answered_sites = {(entry["activity_id"], entry["site_id"]) for entry in entries}
    answered = {activity_id for activity_id, _ in answered_sites}
    by_site = {(activity_id, None) for activity_id, site_id in answered_sites if site_id is not None}
    counted = {entry["activity_id"] for entry in entries if entry["value_state"] in ("given", "zero")}
    answered_sides: dict[tuple[str, str], set[_Side]] = defaultdict(set)
    for activity_id in counted:
        for group, side in _alternatives(activity_id, known):
            answered_sides[group].add(side)
    answered_categories = {known.activities[activity_id]["category_id"] for activity_id in answered}
    blank: dict[str, dict[str, list[str | None]]] = {}
    for activity_id, site_id, _ in dict.fromkeys(asked):
        activity = known.activities[activity_id]
        elsewhere = any(answered_sides[group] - {side} for group, side in _alternatives(activity_id, known))
        covered = elsewhere or bool({(activity_id, site_id), (activity_id, None)} & answered_sites)
        covered = covered or (activity_id, site_id) in by_site
        if activity["category_id"] in answered_categories and activity["theme"] != _STATED and not covered:
            blank.setdefault(str(activity["category_id"]), {}).setdefault(activity_id, []).append(site_id)
    problems = []
    for category_id, activities in blank.items():
        names = [_with_sites(activity_id, sites, answered_sites, known, language) for activity_id, sites in activities.items()]
        category = _category_name(category_id, known, language)
        problems.append(problem("activities_blank", place, category=category, activities=", ".join(names)))
    return problems


def _with_sites(
    activity_id: str, sites: list[str | None], answered: set[tuple[str, str | None]], known: Vocabulary, language: str
) -> str:
    """Name of an activity; with its empty sites when other sites of it were answered."""
    name = str(known.activities[activity_id][f"name_{language}"])
    if not any(activity == activity_id for activity, _ in answered):
        return name
    return f"{name} ({', '.join(known.site_names[site] for site in sites if site is not None)})"


def missing_denominators(denominators: Sequence[Row], place: Place, language: str) -> tuple[list[Row], list[Problem]]:
    """A row “unknown” for every kind without an answer for the whole, and one question that names them."""
    answered = {row["kind"] for row in denominators if row["site_id"] is None}
    missing = [kind for kind in denominator_kinds() if kind.id not in answered]
    rows: list[Row] = [
        {
            "institution_id": place.institution_id,
            "year": place.year,
            "site_id": None,
            "kind": kind.id,
            "value_state": "unknown",
            "value": None,
            "file": "",
            "sheet": None,
            "row": None,
            "column": None,
        }
        for kind in missing
    ]
    names = ", ".join(kind.names[language] for kind in missing)
    return rows, [problem("denominators_missing", place, kinds=names)] if missing else []


def site_sums(denominators: Sequence[Row], known: Vocabulary, language: str) -> list[Problem]:
    """A question where all sites are given and do not add up to the whole."""
    problems = []
    tolerance = limit("site_sum_tolerance_pct") / 100
    for kind in denominator_kinds():
        rows = [row for row in denominators if row["kind"] == kind.id and row["value"] is not None]
        whole = [row for row in rows if row["site_id"] is None]
        sites = [row["value"] for row in rows if row["site_id"] is not None]
        if whole and len(sites) == len(known.site_names) and abs(sum(sites) - whole[0]["value"]) > tolerance * whole[0]["value"]:
            values: dict[str, Any] = {"kind": kind.names[language], "sites": float(sum(sites)), "whole": float(whole[0]["value"])}
            problems.append(problem("denominator_site_sum", place_of(whole[0]), **values))
    return problems


def unit_slips(
    entries: Sequence[Row], denominators: Sequence[Row], plausibility: pd.DataFrame, known: Vocabulary, language: str
) -> list[Problem]:
    """Heat and electricity per floor area that would be usual if one amount were a thousandth or a thousandfold."""
    areas = {row["site_id"]: row["value"] for row in denominators if row["kind"] == "floor_area_m2" and row["value"]}
    problems: list[Problem] = []
    for slip in layout()["slip"]:
        limits = plausibility[plausibility["indicator"] == slip["indicator"]].dropna(subset=["low", "high"])
        rows = [entry for entry in entries if entry["value_state"] == "given" and _is_energy(entry, slip["category"], known)]
        scopes = [*(site for site in areas if site is not None), None]
        for low, high in limits[["low", "high"]].itertuples(index=False):
            for site in scopes:
                mine = rows if site is None else [row for row in rows if row["site_id"] == site]
                slipped = _slipped(mine, areas.get(site), float(low), float(high))
                # A site that was named explains the whole institution's figure.
                if slipped and not (site is None and any(p.values["category_id"] == slip["category"] for p in problems)):
                    row, value = slipped
                    shown = {"low": f"{low:g}", "high": f"{high:g}", "value": value, "category_id": slip["category"]}
                    name = "" if site is None else f" ({known.site_names[site]})"
                    category = _category_name(slip["category"], known, language)
                    problems.append(problem("unit_slip", place_of(row), category=category, site=name, **shown))
    return problems


def _is_energy(entry: Row, category_id: str, known: Vocabulary) -> bool:
    activity = known.activities[entry["activity_id"]]
    return bool(activity["category_id"] == category_id and activity["dimension"] == _ENERGY)


def _slipped(rows: Sequence[Row], area: float | None, low: float, high: float) -> tuple[Row, float] | None:
    """The largest row and the figure per m², if it is unusual and a factor of a thousand would make it usual."""
    if not rows or not area:
        return None
    kwh = {index: float(row["amount"]) * units.conversion(row["unit"], "kWh") / area for index, row in enumerate(rows)}
    largest = max(kwh, key=lambda index: kwh[index])
    total = sum(kwh.values())
    usual = (low * limit("slip_low"), high * limit("slip_high"))
    corrected = [total / 1000, total - kwh[largest] + kwh[largest] / 1000] if total > high else [total * 1000]
    if low <= total <= high or not any(usual[0] <= value <= usual[1] for value in corrected):
        return None
    return rows[largest], total


def _category_name(category_id: str, known: Vocabulary, language: str) -> str:
    category: dict[str, Any] = dict(known.categories.get(category_id, {}))
    return str(category.get(f"name_{language}", category_id))
