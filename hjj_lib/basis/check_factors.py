"""Checks of the factors and of the choices between them: one value at a time, in a unit that fits, gases that add up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import isnan
from typing import Any

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.gwp import GWP_SETS, parts_of, split_sum
from hjj_lib.basis.reach import converts
from hjj_lib.basis.read import Content
from hjj_lib.units import UnitError, spelling

#: Dimensions whose units are counts of different things: metres of vehicles and of persons; meals and nights.
_SEVERAL_KINDS = ("distance", "count")
_PLACE = re.compile(r"FI|(?:region|municipality|network):[a-z0-9_]+")
_SHARE_ALIKE = re.compile(r"ODbL|BY(?:-NC)?-SA|share-alike", re.IGNORECASE)
_SHARE_ALIKE_FILE = "_share_alike.csv"
_UNITS = (
    ("emission_factors", "activity_unit"),
    ("activities", "unit"),
    ("default_amounts", "unit"),
    ("conversions", "from_unit"),
    ("conversions", "to_unit"),
)
_SPLIT = ("gas", "co2_fossil_kg", "ch4_fossil_kg", "ch4_biogenic_kg", "n2o_kg")


def check_factors(content: Content, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything wrong with factors, choices and units.

    Parameters
    ----------
    content
        Every row of every version.
    settings
        Of ``basis.toml``: ``gas_split_tolerance`` is by how much the gases of a row may miss its value, per kg CO2e and at
        least per 1 kg.
    """
    yield from _twice_valid(content)
    yield from _twice_chosen(content)
    yield from _choices_that_serve_nothing(content)
    yield from _places(content)
    yield from _below_zero(content)
    yield from _outside_range(content)
    yield from _without_uncertainty(content)
    yield from _share_alike_elsewhere(content)
    yield from _unknown_units(content)
    yield from _units_of_activities(content)
    yield from _units(content)
    yield from _gases(content, float(settings.get("gas_split_tolerance", 0)))


def _spans(content: Content, table: str) -> list[tuple[int, int]]:
    """First and last position of the versions in which each row of a table holds."""
    position = dict(zip(content.values["versions"]["version"], content.values["versions"]["position"], strict=True))
    last = max(position.values(), default=0)
    pairs = [(since, until) for _, since, until in content.rows(table, "since", "until")]
    known = {(since, until): (position.get(since, last), position.get(until, last)) for since, until in set(pairs)}
    return [known[pair] for pair in pairs]


def _twice_valid(content: Content) -> Iterator[Finding]:
    """Two values of a factor for one year in one version, also when they stand in different files."""
    keys = [(factor_id, year) for _, factor_id, year in content.rows("emission_factors", "factor_id", "valid_from")]
    repeated = {key for key, count in Counter(keys).items() if count > 1}
    if not repeated:
        return
    spans = _spans(content, "emission_factors")
    rows: dict[tuple[str, int], list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for index, key in enumerate(keys):
        if key in repeated:
            rows[key].append((spans[index], index))
    for (factor_id, year), found in rows.items():
        for (before, _), (span, index) in pairwise(sorted(found)):
            if span[0] <= before[1]:
                yield Finding("two_values", "emission_factors", index, "valid_from", {"value": factor_id, "year": str(year)})


def _twice_chosen(content: Content) -> Iterator[Finding]:
    """Two choices of one role, rank and place whose years meet: which one serves would be chance."""
    spans = _spans(content, "factor_choices")
    rows: dict[tuple[Any, ...], list[tuple[int, int, tuple[int, int], int]]] = defaultdict(list)
    columns = ("factor_role", "rank", "place", "year_from", "year_to")
    for index, role, rank, place, first, last in content.rows("factor_choices", *columns):
        rows[role, rank, place].append((first, last, spans[index], index))
    for (role, *_), found in rows.items():
        ordered = sorted(found)
        for number, (first, last, span, index) in enumerate(ordered):
            for other_first, other_last, other_span, _ in ordered[:number]:
                if first <= other_last and other_first <= last and span[0] <= other_span[1] and other_span[0] <= span[1]:
                    yield Finding("two_factors", "factor_choices", index, "factor_id", {"value": role})
                    break


def _choices_that_serve_nothing(content: Content) -> Iterator[Finding]:
    """A choice whose factor has no value for any of its years, or whose years end before they begin."""
    first_of: dict[str, int] = {}
    for _, factor_id, year in content.rows("emission_factors", "factor_id", "valid_from"):
        first_of[factor_id] = min(year, first_of.get(factor_id, year))
    for index, factor_id, first, last in content.rows("factor_choices", "factor_id", "year_from", "year_to"):
        if first_of.get(factor_id, first) > last or first > last:
            yield Finding("choice_without_value", "factor_choices", index, "year_from", {"value": factor_id, "year": str(first)})


def _places(content: Content) -> Iterator[Finding]:
    for index, place in content.rows("factor_choices", "place"):
        if not _PLACE.fullmatch(place):
            yield Finding("choice_place", "factor_choices", index, "place", {"value": place})


def _below_zero(content: Content) -> Iterator[Finding]:
    for index, value, factor_id in content.rows("emission_factors", "kg_co2e_per_unit", "factor_id"):
        if value < 0:
            yield Finding("below_zero", "emission_factors", index, "kg_co2e_per_unit", {"value": factor_id})


def _outside_range(content: Content) -> Iterator[Finding]:
    columns = ("factor_id", "lower_kg_co2e", "kg_co2e_per_unit", "upper_kg_co2e")
    for index, factor_id, lower, value, upper in content.rows("emission_factors", *columns):
        low, high = value if lower is None else lower, value if upper is None else upper
        if not low <= value <= high:
            values = {"value": factor_id, "stated": f"{value:g}", "lower": f"{low:g}", "upper": f"{high:g}"}
            yield Finding("outside_range", "emission_factors", index, "kg_co2e_per_unit", values)


def _without_uncertainty(content: Content) -> Iterator[Finding]:
    """Every factor has an uncertainty: the source's, or an assumed one of the pedigree."""
    rows = content.rows("pedigree", "kind", "group", "quality")
    known = {(group, quality) for _, kind, group, quality in rows if kind == "factor"}
    columns = ("factor_id", "quality", "uncertainty_95_pct", "uncertainty_origin")
    for index, factor_id, quality, stated, origin in content.rows("emission_factors", *columns):
        if stated is None and (factor_id.split("_")[0], quality) not in known and ("*", quality) not in known:
            values = {"value": factor_id, "quality": quality}
            yield Finding("no_uncertainty", "emission_factors", index, "uncertainty_95_pct", values)
        elif stated is not None and origin is None:
            yield Finding("uncertainty_origin", "emission_factors", index, "uncertainty_origin", {"value": factor_id})


def _share_alike_elsewhere(content: Content) -> Iterator[Finding]:
    """Data under a share-alike licence stand in files of their own, which can be left out."""
    licences = content.rows("sources", "source_id", "licence")
    share_alike = {source for _, source, licence in licences if _SHARE_ALIKE.search(licence)}
    for index, source in content.rows("emission_factors", "source_id"):
        file = content.places["emission_factors"][index][0]
        if (source in share_alike) != file.endswith(_SHARE_ALIKE_FILE):
            values = {"value": source, "ending": _SHARE_ALIKE_FILE}
            yield Finding("share_alike_file", "emission_factors", index, "source_id", values)


def _unknown_units(content: Content) -> Iterator[Finding]:
    for table, column in _UNITS:
        for index, value in content.rows(table, column):
            if not _is_spelled(value):
                yield Finding("unknown_unit", table, index, column, {"value": value})


@cache
def _is_spelled(unit: str) -> bool:
    try:
        return spelling(unit) == unit
    except UnitError:
        return False


def _units_of_activities(content: Content) -> Iterator[Finding]:
    """Units of one dimension must convert into each other: the dimension is what the template accepts."""
    rows = list(content.rows("activities", "activity_id", "unit", "dimension"))
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, unit, dimension in rows:
        units[dimension][unit] += 1
    for index, activity, unit, dimension in rows:
        usual = units[dimension].most_common(1)[0][0]
        if dimension not in _SEVERAL_KINDS and not converts(unit, usual):
            values = {"value": activity, "unit": unit, "dimension": dimension, "usual": usual}
            yield Finding("activity_dimension", "activities", index, "dimension", values)


def _units(content: Content) -> Iterator[Finding]:
    """Every factor that may serve an activity must be in a unit to which the activity's amounts convert."""
    asked = {activity: (unit, kind) for _, activity, unit, kind in content.rows("activities", "activity_id", "unit", "substance")}
    needs: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for _, activity, role in content.rows("emission_lines", "activity_id", "factor_role"):
        if activity in asked:
            needs[role].add(asked[activity])
    units: dict[str, dict[str, int]] = defaultdict(dict)
    for index, factor_id, unit in content.rows("emission_factors", "factor_id", "activity_unit"):
        units[factor_id].setdefault(unit, index)
    ways: dict[str | None, list[tuple[str, str]]] = defaultdict(list)
    for _, substance, start, end in content.rows("conversions", "substance", "from_unit", "to_unit"):
        ways[substance] += [(start, end), (end, start)]
    served = {(role, factor_id) for _, role, factor_id in content.rows("factor_choices", "factor_role", "factor_id")}
    told = set()
    for role, factor_id in sorted(served):
        for unit, index in units[factor_id].items():
            for reported, substance in sorted(needs[role], key=str):
                reached = converts(reported, unit) or any(
                    converts(reported, start) and converts(end, unit) for start, end in ways[substance]
                )
                if not reached and (index, reported) not in told:
                    told.add((index, reported))
                    values = {"value": factor_id, "unit": unit, "reported": reported}
                    yield Finding("factor_unit", "emission_factors", index, "activity_unit", values)


def _gases(content: Content, tolerance: float) -> Iterator[Finding]:
    """The gases of a row, weighted with its own GWP set, must make its value."""
    blends = parts_of(content.frames["blends"])
    columns = ("factor_id", "valid_from", "gwp_set", "kg_co2e_per_unit", *_SPLIT)
    for index, factor_id, year, gwp_set, value, gas, *masses in content.rows("emission_factors", *columns):
        if gwp_set not in GWP_SETS:
            if gas is not None:
                yield Finding("unknown_gas", "emission_factors", index, "gas", {"value": gas, "gwp_set": gwp_set})
            continue
        made = split_sum(gas, *masses, gwp_set=gwp_set, blends=blends)
        if made is not None and isnan(made):
            yield Finding("unknown_gas", "emission_factors", index, "gas", {"value": gas, "gwp_set": gwp_set})
        elif made is not None and abs(made - value) > tolerance * max(abs(value), 1):
            values = {"value": f"{factor_id} {year}", "sum": f"{made:g}", "stated": f"{value:g}"}
            yield Finding("gas_split", "emission_factors", index, "kg_co2e_per_unit", values)
