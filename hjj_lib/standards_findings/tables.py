"""The lines of a standard with their figures, states and remarks, in the reader's language, ready to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.standards import GAS_COLUMNS, STATED, gases, half_widths, methods, states
from hjj_lib.standards_findings.filling import Filled
from hjj_lib.uncertainty import Assumptions

STATE_NAMES: Mapping[str, str] = {
    "calculated": "calculated in full",
    "partly": "calculated, partly not known",
    "zero": "zero",
    "unknown": "relevant, not calculated: not known",
    "not_relevant": "not relevant",
    "not_calculated": "relevant, not calculated",
}
_WHY: Mapping[str, str] = {
    "answered": "It was answered that this does not concern us.",
    "unanswered": "Not answered.",
}
METHOD_NAMES: Mapping[str, str] = {
    "amounts": "amounts",
    "spend": "euros",
    "stated": "stated as tonnes",
    "defaults": "filled from defaults",
    "mixed": "several methods",
}
HEADINGS: Mapping[str, str] = {
    "line": "Line",
    "code": "No.",
    "location": "Location-based, t CO₂e",
    "market": "Market-based, t CO₂e",
    "state": "Calculated?",
    "method": "Method",
    "supplier": "From suppliers' own figures",
    "remark": "Remark",
}
_LAST = "remark"
#: In front of a line's name for every line above it.
_INDENT = "\u2003"
FORMATS: Mapping[str, str] = {"location": "2", "market": "2", "supplier": "percent", "half_width": "0"}
GAS_HEADINGS: Mapping[str, str] = {
    "name": "Line",
    "total_kg": "Together, t CO₂e",
    "co2_kg": "CO₂",
    "ch4_kg": "Methane",
    "n2o_kg": "Nitrous oxide",
    "fluorinated_kg": "Fluorinated gases",
    "not_split_kg": "Not split by gas",
}
GAS_FORMATS: Mapping[str, str] = dict.fromkeys(("total_kg", *GAS_COLUMNS), "tonnes")
HALF_WIDTH_HEADING: Mapping[str, str] = {"half_width": "Uncertainty, ± %"}


def headings(one: Filled) -> Mapping[str, str]:
    """Column → English heading of the standard's table; the uncertainty only where the standard tells it."""
    if not one.standard["uncertainty"]:
        return HEADINGS
    return {**{name: text for name, text in HEADINGS.items() if name != _LAST}, **HALF_WIDTH_HEADING, _LAST: HEADINGS[_LAST]}


def table(one: Filled, language: Language) -> pd.DataFrame:
    """The lines of a standard with their figures, to be read and copied.

    Returns
    -------
    ``line_id``, ``name``, ``depth`` of the line in the tree, ``state_id`` (one of ``standards.STATES``; empty: a sum or a
    ratio), and the columns of :func:`headings`: ``location`` and ``market`` in tonnes (of a ratio: tonnes per its unit), unknown
    where nothing of the line is known and in a view that the line does not have.
    """
    lines, basis = one.projection.lines, one.study.basis
    rows = lines.merge(one.projection.figures, on="line_id", how="left", validate="one_to_one")
    told = states(one.projection, one.study.entries, one.possible)
    rows = rows.merge(told, on="line_id", how="left", validate="one_to_one")
    rows = rows.merge(methods(one.projection, basis), on="line_id", how="left", validate="one_to_one")
    activities = basis.activities.drop_duplicates("activity_id")
    names = dict(zip(activities["activity_id"], activities[language.column("name")], strict=True))
    shown = pd.DataFrame(
        {
            "line_id": rows["line_id"],
            "code": rows["code"].fillna(""),
            "name": rows[language.column("name")],
            "depth": _depths(lines),
            "line": [_INDENT * depth for depth in _depths(lines)] + rows[language.column("name")],
            **{view: rows[f"{view}_kg"] / (rows["kind"] == "ratio").map({True: 1, False: 1000}) for view in VIEWS},
            "state_id": rows["state"].fillna(""),
            "state": [language.sentence(STATE_NAMES[state]) if isinstance(state, str) else "" for state in rows["state"]],
            "method": [language.sentence(METHOD_NAMES[name]) if isinstance(name, str) else "" for name in rows["method"]],
            "supplier": rows["supplier_share"],
            "remark": [_remark(row, names, language) for row in rows.to_dict("records")],
        }
    )
    if not one.standard["uncertainty"]:
        return shown
    widths = half_widths(one.projection, Assumptions.of(basis), view="location")
    return shown.assign(half_width=shown["line_id"].map(widths.set_index("line_id")["half_width_pct"]))


def gas_table(one: Filled, language: Language) -> pd.DataFrame:
    """The location-based emissions of each line by gas, of the lines that hold rows: see ``GAS_HEADINGS``, in kilograms CO2e.

    Location-based, because both views agree on gases but for bought energy, and that is the view every standard asks for.
    """
    by_gas = gases(one.projection, one.study.basis, view="location")
    lines = one.projection.lines
    rows = lines[["line_id", language.column("name")]].merge(by_gas, on="line_id", how="inner", validate="one_to_one")
    named = rows.rename(columns={language.column("name"): "name"})
    return named.assign(total_kg=named[list(GAS_COLUMNS)].sum(axis=1))[list(GAS_HEADINGS)]


def _remark(row: Mapping[Any, Any], names: Mapping[str, str], language: Language) -> str:
    """Why the line is as it is, what of it is not known, and what is to be known of it."""
    why = str(row["why"]) if isinstance(row["why"], str) else ""
    parts = []
    if why == STATED:
        parts.append(row[language.column("absent_reason")])
    elif why:
        parts.append(language.sentence(_WHY[why]))
    if isinstance(row["unknown_activities"], str) and row["unknown_activities"]:
        unknown = ", ".join(names.get(activity, activity) for activity in row["unknown_activities"].split())
        parts.append(language.sentence("Not known: {names}.", names=unknown))
    parts.append(row[language.column("note")])
    return " ".join(str(part) for part in parts if isinstance(part, str) and part)


def _depths(lines: pd.DataFrame) -> list[int]:
    """How many lines stand above each: 0 for a total, and for what no total holds."""
    parents = dict(zip(lines["line_id"], lines["parent"], strict=True))
    depths = []
    for name in lines["line_id"]:
        depth, above = 0, parents.get(name)
        while isinstance(above, str):
            depth, above = depth + 1, parents.get(above)
        depths.append(depth)
    return depths
